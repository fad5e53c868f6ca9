"""Sites as a GeoPackage, for QGIS and its like: one layer a kind, unlocated sites with a NULL geometry."""

import datetime
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import geopandas as gpd

from unionmap import kinds
from unionmap.export import datums
from unionmap.export.tables import apart, table

_OWN = ("", "fid", "geom", "geometry")


def gpkg(sites: Mapping[str, gpd.GeoDataFrame] | gpd.GeoDataFrame, *, datum: str = "wgs84") -> bytes:
    """Return sites as a GeoPackage.

    Parameters
    ----------
    sites : mapping of str to geopandas.GeoDataFrame, or geopandas.GeoDataFrame
        A mapping gives one layer a kind that has sites, named by the kind, in the mapping's order (all kinds, empty,
        where none has). A frame gives one layer, named by its kind, or ``sites`` where it holds several.
    datum : str, default "wgs84"
        One of `datums.DATUMS`; the CRS of the layers and their column ``datum`` name it.

    Returns
    -------
    bytes
        The same for the same sites on the same day. Text is kept as it is, ``""`` included. Column names that differ
        only in case, and ``fid`` and ``geom``, get ``_`` behind: SQLite would take them for one.

    Raises
    ------
    SchemaError
        If a frame is not in WGS-84.

    Examples
    --------
    >>> import unionmap as um
    >>> gpkg(um.load())[:15]
    b'SQLite format 3'
    """
    layers = {_name(sites): sites} if isinstance(sites, gpd.GeoDataFrame) else _filled(sites)
    with tempfile.TemporaryDirectory(prefix="unionmap-") as folder:
        path = Path(folder) / "sites.gpkg"
        for name, frame in layers.items():
            _write(frame, path, name, datum)
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("UPDATE gpkg_contents SET last_change = ?", [f"{datetime.date.today()}T00:00:00.000Z"])
        return path.read_bytes()


def _name(frame: gpd.GeoDataFrame) -> str:
    held = frame["kind"].unique()
    return str(held[0]) if len(held) == 1 else "sites"


def _filled(sites: Mapping[str, gpd.GeoDataFrame]) -> Mapping[str, gpd.GeoDataFrame]:
    return {name: frame for name, frame in sites.items() if len(frame)} or sites


def _write(frame: gpd.GeoDataFrame, path: Path, layer: str, datum: str) -> None:
    cells = table(frame, datum=datum).drop(columns=["lon", "lat"])
    cells.columns = apart(cells.columns, _OWN, str.casefold)
    places = gpd.GeoSeries(datums.places(frame, datum), crs=datums.get(datum).crs)
    gpd.GeoDataFrame(cells, geometry=places).to_file(
        path,
        layer=layer,
        driver="GPKG",
        engine="pyogrio",
        index=False,
        geometry_type=kinds.KINDS[layer].geometry if layer in kinds.KINDS else "Unknown",
    )
