"""From a file to a network."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

import geopandas as gpd
import pyarrow as pa

from unionmap.errors import DataError, InputError
from unionmap.network import graphml, osm
from unionmap.network.frames import from_edges
from unionmap.network.graph import Network
from unionmap.text import fault

READERS: Mapping[str, Callable[[Path], gpd.GeoDataFrame]] = MappingProxyType(
    {
        ".parquet": gpd.read_parquet,
        ".geoparquet": gpd.read_parquet,
        ".graphml": graphml.read,
        ".osm.pbf": osm.read,
    }
)
"""By the end of the name of a file."""

_DAMAGED = (ParseError, pa.ArrowInvalid, RuntimeError, ValueError)


def read_network(path: str | Path, *, datum: str | None = None) -> Network:
    """Read a street network to walk on.

    Parameters
    ----------
    path : str or Path
        GeoParquet with one edge a row (``.parquet``; columns as in `frames.from_edges`), GraphML as OSMnx writes it
        (``.graphml``), or an extract of OpenStreetMap (``.osm.pbf``; needs the extra ``osm``).
    datum : str, optional
        What the coordinates are in truth, where the file names no CRS or the wrong one: ``gcj02``, ``EPSG:4547``.

    Returns
    -------
    Network
        In WGS-84: walkable ways only, each in both directions.

    Raises
    ------
    DataError
        If the file is not there or damaged.
    InputError
        If it is of another format, or its edges cannot be used: the message says why.

    Examples
    --------
    >>> import tempfile, shapely
    >>> street = shapely.LineString([(113.65, 34.75), (113.66, 34.75)])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     gpd.GeoDataFrame(geometry=[street], crs="EPSG:4326").to_parquet(f"{folder}/streets.parquet")
    ...     read_network(f"{folder}/streets.parquet")
    Network(2 nodes, 1 edges, 0.9 km)
    """
    file = Path(path)
    ending = next((ending for ending in READERS if file.name.lower().endswith(ending)), None)
    if ending is None:
        raise fault(InputError, "network.other_format", name=file.name)
    if not file.is_file():
        raise fault(DataError, "network.missing", path=file)
    try:
        edges = READERS[ending](file)
    except InputError:
        raise
    except _DAMAGED as error:
        raise fault(DataError, "network.damaged", name=file.name, why=error) from error
    return from_edges(edges, datum=datum)
