"""Distances on the WGS-84 ellipsoid, k nearest and within a radius: exact, with no map projection.

Candidates come from a k-d tree over earth-centred coordinates, where a chord is shorter than the geodesic
by a known amount; what is returned is always `pyproj.Geod`'s distance (Karney 2013, doi:10.1007/s00190-012-0578-z).
"""

import numpy as np
import numpy.typing as npt
from pyproj import Geod
from scipy.spatial import cKDTree

from unionmap.crs import AXIS_M, E2
from unionmap.errors import InputError

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_GEOD = Geod(ellps="WGS84")
_RADIUS_MIN_M = AXIS_M * (1.0 - E2)
"""Smallest radius of curvature of the ellipsoid (north-south, at the equator)."""


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


def _longest_geodesic_m(chord: Array) -> Array:
    # Schur's theorem: no geodesic bends more than a circle of the smallest radius, so none has a shorter chord.
    return 2.0 * _RADIUS_MIN_M * np.arcsin(np.minimum(chord / (2.0 * _RADIUS_MIN_M), 1.0))


class Index:
    """A spatial index of points on the ellipsoid.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees, WGS-84 (EPSG:4326); all finite.

    Raises
    ------
    InputError
        If a coordinate is not finite.

    Examples
    --------
    >>> index = Index([113.65, 113.70], [34.75, 34.75])
    >>> where, metres = index.nearest(113.66, 34.75, k=1)
    >>> where.tolist(), metres.round(1).tolist()
    ([[0]], [[915.6]])
    """

    def __init__(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> None:
        self.lon, self.lat = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (lon, lat))
        if not (np.isfinite(self.lon).all() and np.isfinite(self.lat).all()):
            raise InputError("an index takes finite coordinates: leave out the sites without a place")
        self._tree = cKDTree(ecef(self.lon, self.lat)) if len(self.lon) else None

    def __len__(self) -> int:
        return len(self.lon)

    def nearest(self, lon: npt.ArrayLike, lat: npt.ArrayLike, *, k: int = 1) -> tuple[Indices, Array]:
        """Return the k nearest points of each query, nearest first, ties by position.

        Parameters
        ----------
        lon, lat : array_like of float, shape (m,)
            Degrees, WGS-84.
        k : int, default 1
            Neighbours wanted; all points where there are fewer.

        Returns
        -------
        positions : ndarray of int64, shape (m, min(k, n))
        metres : ndarray of float64, shape (m, min(k, n))
            Geodesic distances.

        Raises
        ------
        InputError
            If k is not positive or a query is not finite.
        """
        x, y = _queries(lon, lat)
        if k < 1:
            raise InputError(f"k must be at least 1, got {k}")
        k = min(k, len(self))
        positions = np.zeros((len(x), k), dtype=np.int64)
        metres = np.zeros((len(x), k))
        if k == 0 or self._tree is None:
            return positions, metres
        at = ecef(x, y)
        reach, _ = self._tree.query(at, k=[k])
        # A farther chord can be the shorter geodesic: take all that could still be among the k.
        reach = _longest_geodesic_m(reach[:, 0])
        for i, pool in enumerate(self._tree.query_ball_point(at, reach + 1e-3, return_sorted=True)):
            found = np.asarray(pool, dtype=np.int64)
            lengths = geodesic_m(x[i], y[i], self.lon[found], self.lat[found])
            order = np.lexsort((found, lengths))[:k]
            positions[i], metres[i] = found[order], lengths[order]
        return positions, metres

    def within(self, lon: float, lat: float, radius_m: float) -> tuple[Indices, Array]:
        """Return the points at most ``radius_m`` metres away, nearest first, ties by position.

        Returns
        -------
        positions : ndarray of int64, shape (j,)
        metres : ndarray of float64, shape (j,)

        Raises
        ------
        InputError
            If the radius is negative or not finite, or the query is not finite.
        """
        x, y = _queries(lon, lat)
        check_radius(radius_m)
        if self._tree is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        pool = self._tree.query_ball_point(ecef(x, y)[0], radius_m + 1e-3)
        found = np.asarray(sorted(pool), dtype=np.int64)
        lengths = geodesic_m(x[0], y[0], self.lon[found], self.lat[found])
        order = np.lexsort((found, lengths))
        order = order[lengths[order] <= radius_m]
        return found[order], lengths[order]


def _queries(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    x, y = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (lon, lat))
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InputError("longitude and latitude must be finite numbers")
    wrong = np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90))
    if len(wrong):
        at = f"{x[wrong[0]]:g}, {y[wrong[0]]:g}"
        raise InputError(f"longitude must lie in -180..180 and latitude in -90..90, got {at}: are they swapped?")
    return x, y


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
