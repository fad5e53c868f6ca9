"""Metres on the WGS-84 ellipsoid: `pyproj.Geod`'s (Karney 2013, doi:10.1007/s00190-012-0578-z), and chords."""

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from unionmap.crs import AXIS_M, E2
from unionmap.errors import InputError

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_GEOD = Geod(ellps="WGS84")
_RADIUS_MIN_M = AXIS_M * (1.0 - E2)
"""Smallest radius of curvature of the ellipsoid (north-south, at the equator)."""

ARC_REACH_M = 100_000.0
"""Chords for which `arc_m` holds."""

ARC_ERROR_M = 1e-5
"""Largest difference between `arc_m` and the geodesic up to there."""


def ecef(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Array:
    """Return earth-centred coordinates of points on the ellipsoid.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees, WGS-84.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        Metres.
    """
    lam, phi = np.radians(np.atleast_1d(lon)), np.radians(np.atleast_1d(lat))
    normal = AXIS_M / np.sqrt(1.0 - E2 * np.sin(phi) ** 2)
    x, y = normal * np.cos(phi) * np.cos(lam), normal * np.cos(phi) * np.sin(lam)
    return np.stack([x, y, normal * (1.0 - E2) * np.sin(phi)], axis=1)


def geodesic_m(lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike) -> Array:
    """Return geodesic distances in metres between points in degrees, WGS-84; arrays broadcast.

    Examples
    --------
    >>> round(float(geodesic_m(113.65, 34.75, 113.66, 34.75)), 3)
    915.649
    """
    return _inverse(lon1, lat1, lon2, lat2)[1]


def bearing_deg(lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike) -> Array:
    """Return initial bearings in degrees clockwise from north, 0 to 360, from the first point to the second."""
    return _inverse(lon1, lat1, lon2, lat2)[0] % 360.0


def _inverse(lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike) -> tuple[Array, Array]:
    parts = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (lon1, lat1, lon2, lat2)))
    x1, y1, x2, y2 = (part.flatten() for part in parts)
    azimuth, _, length = _GEOD.inv(x1, y1, x2, y2)
    return np.asarray(azimuth).reshape(parts[0].shape), np.asarray(length).reshape(parts[0].shape)


def longest_geodesic_m(chord: Array) -> Array:
    """Return how long the geodesics over chords can be, in metres."""
    # Schur's theorem: no geodesic bends more than a circle of the smallest radius, so none has a shorter chord.
    return 2.0 * _RADIUS_MIN_M * np.arcsin(np.minimum(chord / (2.0 * _RADIUS_MIN_M), 1.0))


def arc_m(chord: Array, lon1: Array, lat1: Array, lon2: Array, lat2: Array) -> Array:
    """Return the geodesic over each chord of at most `ARC_REACH_M`, to `ARC_ERROR_M`: about 20 times as fast as Geod.

    The arc over the chord of a circle with the radius of the normal section halfway (Euler's formula).
    """
    middle, across = np.radians((lat1 + lat2) / 2), np.radians((lon2 - lon1 + 180.0) % 360.0 - 180.0)
    w2 = 1.0 - E2 * np.sin(middle) ** 2
    meridian, normal = AXIS_M * (1.0 - E2) / w2**1.5, AXIS_M / np.sqrt(w2)
    north2 = (meridian * np.radians(lat2 - lat1)) ** 2
    east2 = (normal * np.cos(middle) * across) ** 2
    square = np.maximum(north2 + east2, 1e-30)  # of two points on one spot any radius will do
    radius = square / (north2 / meridian + east2 / normal + 1e-30 / normal)
    arc: Array = 2.0 * radius * np.arcsin(np.minimum(chord / (2.0 * radius), 1.0))
    return arc


def check_radius(radius_m: float) -> float:
    """Return a radius in metres that can be used.

    Raises
    ------
    InputError
        If it is negative, not finite, or beyond 100 km.
    """
    if not np.isfinite(radius_m) or not 0 <= radius_m <= 100_000:
        raise InputError(f"a radius is a number of metres from 0 to 100000, got {radius_m}")
    return float(radius_m)
