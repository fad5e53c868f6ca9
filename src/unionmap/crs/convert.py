"""Into WGS-84 and out of it."""

import numpy as np
import numpy.typing as npt

from unionmap.crs.datums import get
from unionmap.crs.shifts import Pair, Shift

AXIS_M = 6378137.0
"""Semi-major axis of the WGS-84 ellipsoid, metres."""
E2 = 0.0066943799901413165
"""Its first eccentricity squared."""


def _convert(x: npt.ArrayLike, y: npt.ArrayLike, way: Shift) -> Pair:
    first, second = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    east, north = way(first.ravel(), second.ravel())
    return east.reshape(first.shape), north.reshape(first.shape)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Pair:
    """Convert WGS-84 (degrees) into another datum: the inverse of `to_wgs84`, with its arguments and errors.

    Returns
    -------
    x, y : ndarray of float64
        GCJ-02 and BD-09 leave points outside `RECTANGLE` unchanged; NaN stays NaN, and a projection gives NaN where
        it does not reach.

    Examples
    --------
    >>> lon, lat = from_wgs84(113.65, 34.75, "gcj02")
    >>> round(float(lon), 6), round(float(lat), 6)
    (113.656078, 34.748856)
    """
    return _convert(lon, lat, get(datum).forward)


def to_wgs84(x: npt.ArrayLike, y: npt.ArrayLike, datum: str) -> Pair:
    """Convert from another datum into WGS-84.

    Parameters
    ----------
    x, y : array_like of float
        Degrees or metres in ``datum``, longitude or easting first (whatever order the CRS declares), any shape.
    datum : str
        Key of `DATUMS`, ``EPSG:<code>`` or WKT.

    Returns
    -------
    lon, lat : ndarray of float64
        Degrees, WGS-84 (EPSG:4326). Round trips close within a millimetre; how far a datum itself may be off
        tells `error_m`.

    Raises
    ------
    UnknownNameError
        If the datum is not known.

    Examples
    --------
    >>> lon, lat = to_wgs84(113.656078, 34.748856, "gcj02")
    >>> round(float(lon), 5), round(float(lat), 5)
    (113.65, 34.75)
    >>> lon, lat = to_wgs84(38412099, 3749647, "EPSG:4526")
    >>> round(float(lon), 3), round(float(lat), 3)
    (113.05, 33.87)
    """
    return _convert(x, y, get(datum).inverse)
