"""The shifts of GCJ-02 and BD-09 against WGS-84, and their exact inverse.

Neither datum has an official definition; the formulae are the public ones, as collected in the tables of
EvilTransform and PRCoords. The shift applies inside a rectangle (`RECTANGLE`) and nowhere else.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RECTANGLE = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the area where GCJ-02 and BD-09 are shifted, degrees."""

Array = npt.NDArray[np.float64]
Pair = tuple[Array, Array]
Shift = Callable[[Array, Array], Pair]

_GCJ_AXIS_M = 6378245.0
_GCJ_E2 = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 12
_SETTLED_DEG = 1e-12
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


def wgs_to_gcj(lon: Array, lat: Array) -> Pair:
    """Shift WGS-84 to GCJ-02, wherever the point lies."""
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


def wgs_to_bd(lon: Array, lat: Array) -> Pair:
    """Shift WGS-84 to BD-09, wherever the point lies."""
    return _gcj_to_bd(*wgs_to_gcj(lon, lat))


def forward(lon: Array, lat: Array, shift: Shift) -> Pair:
    """Shift the points inside `RECTANGLE`; the others, and NaN, stay as they are."""
    x, y = lon.copy(), lat.copy()
    inside = _inside(x, y)
    x[inside], y[inside] = shift(x[inside], y[inside])
    return x, y


def inverse(lon: Array, lat: Array, shift: Shift) -> Pair:
    """Undo `forward` by fixed-point iteration on it.

    A point that some place inside `RECTANGLE` is shifted onto comes back to that place, even where the shift
    carried it over the border; any other point outside is unchanged.
    """
    x, y = lon.copy(), lat.copy()
    reached = _inside(x, y, slack=_REACH_DEG)
    given_x, given_y = x[reached], y[reached]
    near_x, near_y = given_x, given_y
    for _ in range(_ROUNDS):
        moved_x, moved_y = shift(near_x, near_y)
        step_x, step_y = given_x - moved_x, given_y - moved_y
        near_x, near_y = near_x + step_x, near_y + step_y
        if max(np.abs(step_x).max(initial=0.0), np.abs(step_y).max(initial=0.0)) < _SETTLED_DEG:
            break
    shifted = _inside(near_x, near_y, slack=_ROUNDING_DEG) | _inside(given_x, given_y)
    x[reached], y[reached] = np.where(shifted, near_x, given_x), np.where(shifted, near_y, given_y)
    return x, y
