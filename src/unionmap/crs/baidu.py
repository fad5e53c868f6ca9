"""BD09MC: the metres of Baidu's maps, and back.

Baidu's script interface projects BD-09 degrees with one polynomial a latitude band (its table LL2MC) and has a
second table (MC2LL) for the way back. The constants are facts of that public interface. The two tables are not
quite inverse: they differ by up to 0.03 m south of 45° N and by up to 0.26 m between there and 56° N (measured).
So the way back here is Newton's method on LL2MC, which closes within a micrometre, and MC2LL is not used.

At the band edges LL2MC jumps north by 0.01 m (15°), 0.04 m (30°) and 0.41 m (45°); nothing is projected into those
gaps, and a point given inside one lies within the jump of its place. South of the equator the bands are mirrored.
"""

import numpy as np

from unionmap.crs.shifts import Array, Pair

EDGE_DEG = 74.0
"""Baidu's map ends at this latitude, north and south."""

_EDGE_M = 12474104.18
_RADIUS_M = 6378137.0
_ROUNDS = 8
_BANDS_DEG = np.array([60.0, 45.0, 30.0, 15.0])
_BANDS_M = np.array([8362377.87, 5591021.0, 3481989.83, 1678043.12])

_SCALE_X = np.array(
    [
        [0.0008277824516172526, 111320.7020463578],
        [0.00337398766765, 111320.7020202162],
        [0.00220636496208, 111320.7020209128],
        [-0.0003441963504368392, 111320.7020576856],
        [-0.0003218135878613132, 111320.7020701615],
    ]
)
_UNIT_DEG = np.array([67.5, 52.5, 37.5, 22.5, 7.45])
# fmt: off
_POLYNOMIALS = np.array([
    [647795574.6671607, -4082003173.641316, 10774905663.51142, -15171875531.51559,
     12053065338.62167, -5124939663.577472, 913311935.9512032],
    [4481351.045890365, -23393751.19931662, 79682215.47186455, -115964993.2797253,
     97236711.15602145, -43661946.33752821, 8477230.501135234],
    [51751.86112841131, 3796837.749470245, 992013.7397791013, -1221952.21711287,
     1340652.697009075, -620943.6990984312, 144416.9293806241],
    [278.2353980772752, 2485758.690035394, 6070.750963243378, 54821.18345352118,
     9540.606633304236, -2710.55326746645, 1405.483844121726],
    [0.00369383431289, 823725.6402795718, 0.46104986909093, 2351.343141331292,
     1.58060784298199, 8.77738589078284, 0.37238884252424],
])
# fmt: on
"""One row a band, north first: coefficients of 1, t ... t^6, where t is the latitude in the band's unit."""


def project(lon: Array, lat: Array) -> Pair:
    """Project BD-09 degrees to metres; NaN beyond `EDGE_DEG`.

    Examples
    --------
    The pair of Baidu's own documentation of its projection:

    >>> x, y = project(np.array([116.404]), np.array([39.915]))
    >>> round(x[0], 2).item(), round(y[0], 2).item()
    (12958175.0, 4825923.77)
    """
    known = np.isfinite(lon) & (np.abs(lat) <= EDGE_DEG)
    width, size = np.where(known, np.abs(lon), np.nan), np.where(known, np.abs(lat), np.nan)
    band = (size[..., None] < _BANDS_DEG).sum(axis=-1)
    north = _northing(size / _UNIT_DEG[band], band)[0]
    east = _SCALE_X[band, 0] + _SCALE_X[band, 1] * width
    return np.copysign(east, lon), np.copysign(north, lat)


def unproject(x: Array, y: Array) -> Pair:
    """Return the BD-09 degrees of metres: the exact inverse of `project`."""
    known = np.isfinite(x) & (np.abs(y) <= _EDGE_M)
    width, size = np.where(known, np.abs(x), np.nan), np.where(known, np.abs(y), np.nan)
    band = (size[..., None] < _BANDS_M).sum(axis=-1)
    lat = np.degrees(np.arctan(np.sinh(size / _RADIUS_M)))
    for _ in range(_ROUNDS):
        value, slope = _northing(lat / _UNIT_DEG[band], band)
        lat = lat - (value - size) / slope * _UNIT_DEG[band]
    lon = (width - _SCALE_X[band, 0]) / _SCALE_X[band, 1]
    return np.copysign(lon, x), np.copysign(lat, y)


def _northing(t: Array, band: Array) -> Pair:
    """Value and slope of each band's polynomial, by Horner's rule."""
    rows = _POLYNOMIALS[band]
    value, slope = rows[..., 6], np.zeros_like(t)
    for power in range(5, -1, -1):
        slope = slope * t + value
        value = value * t + rows[..., power]
    return value, slope
