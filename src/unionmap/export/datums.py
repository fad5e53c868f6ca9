"""The datums that an export may be in, and the places of a frame in one of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from unionmap import crs, schema
from unionmap.errors import UnknownNameError

_GCJ02 = (
    'GEOGCS["GCJ-02",DATUM["GCJ-02",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)


class Named(NamedTuple):
    """How files name a datum: a word for cells, one with the EPSG code where it has one, and the CRS of GIS formats."""

    word: str
    long: str
    crs: str


DATUMS: Mapping[str, Named] = MappingProxyType(
    {
        "wgs84": Named("WGS-84", "WGS-84 (EPSG:4326)", crs.WGS84),
        "cgcs2000": Named("CGCS2000", "CGCS2000 (EPSG:4490)", "EPSG:4490"),
        "gcj02": Named("GCJ-02", "GCJ-02", _GCJ02),  # no registry has it; the name keeps it from passing for another
    }
)
"""The default first."""


def get(datum: str) -> Named:
    """Return how files name a datum.

    Raises
    ------
    UnknownNameError
        If exports are not made in it.
    """
    if datum not in DATUMS:
        raise UnknownNameError("datum", datum, DATUMS)
    return DATUMS[datum]


def places(frame: gpd.GeoDataFrame, datum: str = "wgs84") -> npt.NDArray[np.object_]:
    """Return the geometries of sites in a datum, None where there is no place.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        In WGS-84.
    datum : str, default "wgs84"
        Any that `unionmap.crs` knows.

    Raises
    ------
    SchemaError
        If the frame is not in WGS-84.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame(geometry=[shapely.Point(113.65, 34.75), None], crs="EPSG:4326")
    >>> [point and round(point.x, 6) for point in places(frame, "gcj02")]
    [113.656078, None]
    """
    found: npt.NDArray[np.object_] = np.array(frame.geometry.to_numpy(), dtype=object)
    found[~schema.located(schema.require_wgs84(frame)).to_numpy()] = None
    if datum in crs.SAME_AS_WGS84:
        return found
    x, y = shapely.get_coordinates(found).T
    return np.asarray(shapely.set_coordinates(found, np.column_stack(crs.from_wgs84(x, y, datum))), dtype=object)
