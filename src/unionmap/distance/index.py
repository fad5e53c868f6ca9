"""An index of points: k nearest and within a radius, exact on the ellipsoid, with no map projection.

Candidates come from a k-d tree over earth-centred coordinates, where a chord is shorter than the geodesic by a known
amount. Those close to each other in length, or far away, are measured by `pyproj.Geod`; the rest by the arc over the
chord.
"""

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from unionmap.distance.ellipsoid import (
    ARC_ERROR_M,
    ARC_REACH_M,
    Array,
    Indices,
    arc_m,
    check_radius,
    ecef,
    geodesic_m,
    longest_geodesic_m,
)
from unionmap.errors import InputError

_SPARE = 2
"""Neighbours looked at beyond those asked for, so that a farther chord with a shorter geodesic is among them."""

_AT_ONCE = 16_384
"""Queries that are answered together, which bounds the memory."""

_MANY = 512
"""Queries from which on threads pay."""


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
        self._tree = cKDTree(ecef(self.lon, self.lat))

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
        x, y = check_points(lon, lat)
        if k < 1:
            raise InputError(f"k must be at least 1, got {k}")
        k = min(k, len(self))
        positions, metres = np.zeros((len(x), k), dtype=np.int64), np.zeros((len(x), k))
        for start in range(0, len(x) if k else 0, _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            positions[part], metres[part] = self._nearest(x[part], y[part], k)
        return positions, metres

    def _nearest(self, x: Array, y: Array, k: int) -> tuple[Indices, Array]:
        wanted = min(k + _SPARE, len(self))
        at = ecef(x, y)
        chord, found = self._tree.query(at, k=np.arange(1, wanted + 1), workers=-1 if len(x) > _MANY else 1)
        metres = arc_m(chord, x[:, None], y[:, None], self.lon[found], self.lat[found])
        order = np.argsort(metres, axis=1)
        found, metres = (np.take_along_axis(part, order, axis=1) for part in (found, metres))
        close = (np.diff(metres[:, : k + 1], axis=1) <= 2.0 * ARC_ERROR_M).any(axis=1) | (chord[:, -1] > ARC_REACH_M)
        if close.any():
            found[close], metres[close] = self._measured(x[close], y[close], found[close])
        if wanted < len(self):  # one left out has a chord at least as long as the last, and so has its geodesic
            for i in np.flatnonzero(metres[:, k - 1] + ARC_ERROR_M >= chord[:, -1]):
                found[i, :k], metres[i, :k] = self._every(x[i], y[i], at[i], chord[i, k - 1], k)
        return found[:, :k], metres[:, :k]

    def _measured(self, x: Array, y: Array, found: Indices) -> tuple[Indices, Array]:
        """Put candidates in the order of their geodesics, ties by position."""
        metres = geodesic_m(x[:, None], y[:, None], self.lon[found], self.lat[found])
        order = np.lexsort((found, metres), axis=1)
        return np.take_along_axis(found, order, axis=1), np.take_along_axis(metres, order, axis=1)

    def _every(self, x: float, y: float, at: Array, chord: float, k: int) -> tuple[Indices, Array]:
        """Return the k nearest of all points that can be among them, where k of them lie within the chord."""
        reach = longest_geodesic_m(np.asarray(chord)) + 1e-3
        pool = np.asarray(self._tree.query_ball_point(at, reach), dtype=np.int64)
        found, metres = self._measured(np.array([x]), np.array([y]), pool[None, :])
        return found[0, :k], metres[0, :k]

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
        x, y = check_points(lon, lat)
        check_radius(radius_m)
        pool = self._tree.query_ball_point(ecef(x, y)[0], radius_m + 1e-3)
        found = np.asarray(sorted(pool), dtype=np.int64)
        lengths = geodesic_m(x[0], y[0], self.lon[found], self.lat[found])
        order = np.lexsort((found, lengths))
        order = order[lengths[order] <= radius_m]
        return found[order], lengths[order]


def check_points(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """Return points in degrees, WGS-84, as two float arrays of shape (n,).

    Raises
    ------
    InputError
        If a coordinate is not finite or no place on earth, or there are not as many of one as of the other.
    """
    x, y = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (lon, lat))
    if x.shape != y.shape:
        raise InputError(f"longitudes and latitudes come in pairs, got {x.size} and {y.size}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InputError("longitude and latitude must be finite numbers")
    wrong = np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90))
    if len(wrong):
        at = f"{x[wrong[0]]:g}, {y[wrong[0]]:g}"
        raise InputError(f"longitude must lie in -180..180 and latitude in -90..90, got {at}: are they swapped?")
    return x, y
