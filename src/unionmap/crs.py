"""Datums. Everything inside unionmap is WGS-84 (EPSG:4326); this module is the only way in and out.

``gcj02`` is the shifted datum of Amap, Tencent and most Chinese sources, ``bd09`` the one that Baidu
puts on top of it. Neither has an official definition; the formulae are the public ones, as collected in
the tables of EvilTransform and PRCoords. The shift applies inside a rectangle (`RECTANGLE`) and nowhere
else. ``cgcs2000`` (EPSG:4490) differs from WGS-84 by centimetres and is taken as equal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from unionmap.errors import UnknownNameError
from unionmap.text import Words

WGS84 = "EPSG:4326"
RECTANGLE = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the area where GCJ-02 and BD-09 are shifted, degrees."""

AXIS_M = 6378137.0
"""Semi-major axis of the WGS-84 ellipsoid, metres."""
E2 = 0.0066943799901413165
"""Its first eccentricity squared."""

Array = npt.NDArray[np.float64]
Pair = tuple[Array, Array]

_GCJ_AXIS_M = 6378245.0
_GCJ_E2 = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 12
_ROUNDING_DEG = 1e-9
_REACH_DEG = 0.1


def _inside(lon: Array, lat: Array, slack: float = 0.0) -> npt.NDArray[np.bool_]:
    west, south, east, north = RECTANGLE
    across = (lon >= west - slack) & (lon <= east + slack)
    return across & (lat >= south - slack) & (lat <= north + slack)


def _wobble(x: Array, y: Array) -> Pair:
    root = np.sqrt(np.abs(x))
    fine = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + fine
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y / 30.0 * np.pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + fine
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    return east, north


def _wgs_to_gcj(lon: Array, lat: Array) -> Pair:
    east, north = _wobble(lon - 105.0, lat - 35.0)
    phi = np.radians(lat)
    magic = 1.0 - _GCJ_E2 * np.sin(phi) ** 2
    meridian = _GCJ_AXIS_M * (1.0 - _GCJ_E2) / magic**1.5
    parallel = _GCJ_AXIS_M / np.sqrt(magic) * np.cos(phi)
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _gcj_to_bd(lon: Array, lat: Array) -> Pair:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    theta = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(theta) + 0.0065, radius * np.sin(theta) + 0.006


def _wgs_to_bd(lon: Array, lat: Array) -> Pair:
    return _gcj_to_bd(*_wgs_to_gcj(lon, lat))


def _unchanged(lon: Array, lat: Array) -> Pair:
    return lon, lat


@dataclass(frozen=True, slots=True)
class Datum:
    """One datum: its label and the shift from WGS-84 that holds inside `RECTANGLE`."""

    key: str
    label: Words
    shift: Callable[[Array, Array], Pair]


_ENTRIES = (
    Datum("wgs84", Words("WGS-84（GPS）", "WGS-84 (GPS)"), _unchanged),
    Datum("cgcs2000", Words("CGCS2000（国家大地坐标）", "CGCS2000"), _unchanged),
    Datum("gcj02", Words("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"), _wgs_to_gcj),
    Datum("bd09", Words("BD-09（百度）", "BD-09 (Baidu)"), _wgs_to_bd),
)
DATUMS: Mapping[str, Datum] = MappingProxyType({datum.key: datum for datum in _ENTRIES})


def get(datum: str) -> Datum:
    """Return one datum, or raise `UnknownNameError`."""
    try:
        return DATUMS[datum]
    except KeyError:
        raise UnknownNameError("datum", datum, DATUMS) from None


def _columns(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return x.copy(), y.copy()


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Pair:
    """Convert WGS-84 into another datum.

    Parameters
    ----------
    lon, lat : array_like of float
        Degrees, WGS-84 (EPSG:4326), any shape.
    datum : str
        Key of `DATUMS`.

    Returns
    -------
    lon, lat : ndarray of float64
        Degrees in ``datum``; points outside `RECTANGLE` are unchanged, NaN stays NaN.

    Raises
    ------
    UnknownNameError
        If the datum is not known.

    Examples
    --------
    >>> lon, lat = from_wgs84(113.65, 34.75, "gcj02")
    >>> round(float(lon), 6), round(float(lat), 6)
    (113.656078, 34.748856)
    """
    x, y = _columns(lon, lat)
    inside = _inside(x, y)
    x[inside], y[inside] = get(datum).shift(x[inside], y[inside])
    return x, y


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Pair:
    """Convert from another datum into WGS-84, by fixed-point iteration on the forward formula.

    A point that some place inside `RECTANGLE` is shifted onto comes back to that place, even where the
    shift carried it over the border; any other point outside is unchanged.

    Parameters
    ----------
    lon, lat : array_like of float
        Degrees in ``datum``, any shape.
    datum : str
        Key of `DATUMS`.

    Returns
    -------
    lon, lat : ndarray of float64
        Degrees, WGS-84 (EPSG:4326). Round trips close within a millimetre.

    Raises
    ------
    UnknownNameError
        If the datum is not known.

    Examples
    --------
    >>> lon, lat = to_wgs84(113.656078, 34.748856, "gcj02")
    >>> round(float(lon), 5), round(float(lat), 5)
    (113.65, 34.75)
    """
    x, y = _columns(lon, lat)
    shift = get(datum).shift
    if shift is _unchanged:
        return x, y
    reached = _inside(x, y, slack=_REACH_DEG)
    given_x, given_y = x[reached], y[reached]
    near_x, near_y = given_x, given_y
    for _ in range(_ROUNDS):
        moved_x, moved_y = shift(near_x, near_y)
        near_x, near_y = near_x + (given_x - moved_x), near_y + (given_y - moved_y)
    shifted = _inside(near_x, near_y, slack=_ROUNDING_DEG) | _inside(given_x, given_y)
    x[reached], y[reached] = np.where(shifted, near_x, given_x), np.where(shifted, near_y, given_y)
    return x, y
