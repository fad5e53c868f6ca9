"""Walking distances along a street network, by Dijkstra's algorithm over scipy's sparse graphs."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from unionmap.distance import Array, check_points
from unionmap.errors import InputError
from unionmap.network.edges import Edges
from unionmap.network.snapping import Snapped, Streets

LIMIT_M = 5_000.0
"""How far is looked, where nothing else is said: an hour's walk."""

MAX_SNAP_M = 300.0
"""How far a point may lie off the streets, where nothing else is said."""

_CELLS_AT_ONCE = 8_000_000
"""Distances held at once (64 MB): from as many origins to all nodes and destinations as fit."""


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """A street network to walk on: every edge both ways, frozen.

    Attributes
    ----------
    edges : Edges
        What it consists of; arrays that cannot be written to.

    Notes
    -----
    A distance has three parts: the straight line from the point to the nearest place on a street, the shortest way
    along streets, and the straight line from there to the destination. The nearest place is on an edge, wherever along
    it. Straight lines are geodesics on the ellipsoid. A point with no street within ``max_snap_m`` reaches nothing.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from unionmap.network import from_edges
    >>> street = shapely.LineString([(113.65, 34.75), (113.66, 34.75), (113.66, 34.76)])
    >>> streets = from_edges(gpd.GeoDataFrame(geometry=[street], crs="EPSG:4326"))
    >>> streets.distances(113.65, 34.7501, [113.6601, 113.7], [34.755, 34.755]).round(1).tolist()
    [1490.6, inf]
    """

    edges: Edges
    _streets: Streets = field(init=False)
    _graph: csr_array = field(init=False)

    def __post_init__(self) -> None:
        for array in (*self.edges[:3], *self.edges.pieces):
            array.setflags(write=False)
        object.__setattr__(self, "_streets", Streets.of(self.edges))
        object.__setattr__(self, "_graph", _graph(self.edges))

    def __repr__(self) -> str:
        kilometres = self.edges.length_m.sum() / 1000
        return f"Network({self.edges.nodes:,} nodes, {len(self.edges.u):,} edges, {kilometres:,.1f} km)"

    def snap(self, lon: npt.ArrayLike, lat: npt.ArrayLike, *, max_snap_m: float = MAX_SNAP_M) -> Snapped:
        """Return the nearest place on a street for each point, and the straight leg to it.

        Parameters
        ----------
        lon, lat : array_like of float, shape (n,)
            Degrees, WGS-84; all finite.
        max_snap_m : float, default 300
            Metres; a place farther away is still given, but its leg is infinite and nothing is reached from it.

        Raises
        ------
        InputError
            If a coordinate is not finite or no place on earth, or ``max_snap_m`` is negative or not a number.
        """
        x, y = check_points(lon, lat)
        return self._streets.snap(x, y, _metres("max_snap_m", max_snap_m))

    def distances(
        self,
        lon: float,
        lat: float,
        to_lon: npt.ArrayLike,
        to_lat: npt.ArrayLike,
        *,
        limit_m: float = LIMIT_M,
        max_snap_m: float = MAX_SNAP_M,
    ) -> Array:
        """Return the walking distances from one point to many.

        Parameters
        ----------
        lon, lat : float
            Degrees, WGS-84.
        to_lon, to_lat : array_like of float, shape (n,)
            Degrees, WGS-84; all finite.
        limit_m : float, default 5000
            Metres; what is farther counts as not reachable. May be infinite.
        max_snap_m : float, default 300
            Metres that a point may lie off the streets.

        Returns
        -------
        ndarray of float64, shape (n,)
            Metres, legs to and from the streets included; infinite where not reachable.

        Raises
        ------
        InputError
            If a coordinate is not finite or no place on earth, or a limit is negative or not a number.
        """
        found: Array = self.matrix([lon], [lat], to_lon, to_lat, limit_m=limit_m, max_snap_m=max_snap_m)[0]
        return found

    def matrix(
        self,
        lon: npt.ArrayLike,
        lat: npt.ArrayLike,
        to_lon: npt.ArrayLike,
        to_lat: npt.ArrayLike,
        *,
        limit_m: float = LIMIT_M,
        max_snap_m: float = MAX_SNAP_M,
    ) -> Array:
        """Return the walking distances from each of many points to each of many, as `distances` does for one.

        Returns
        -------
        ndarray of float64, shape (m, n)
            Metres; infinite where not reachable.

        Raises
        ------
        InputError
            As `distances`.
        """
        origins = self.snap(lon, lat, max_snap_m=max_snap_m)
        return self.between(origins, self.snap(to_lon, to_lat, max_snap_m=max_snap_m), limit_m=limit_m)

    def between(self, origins: Snapped, destinations: Snapped, *, limit_m: float = LIMIT_M) -> Array:
        """Return the walking distances between places that `snap` found: destinations that stay need finding once.

        Returns
        -------
        ndarray of float64, shape (m, n)
            Metres; infinite where not reachable.

        Raises
        ------
        InputError
            If the limit is negative or not a number.
        """
        limit = _metres("limit_m", limit_m)
        found = np.full((len(origins), len(destinations)), np.inf)
        rows = np.flatnonzero(origins.leg_m <= limit)
        step = max(1, _CELLS_AT_ONCE // (self.edges.nodes + len(destinations)))
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            found[part] = self._between(origins, part, destinations, limit)
        found[found > limit] = np.inf
        return found

    def _between(self, origins: Snapped, part: npt.NDArray[np.intp], destinations: Snapped, limit: float) -> Array:
        edges, edge, along = self.edges, origins.edge[part], origins.along_m[part]
        graph = _with_origins(self._graph, edges, edge, along)
        sources = np.arange(edges.nodes, edges.nodes + len(part))
        reached = dijkstra(graph, directed=True, indices=sources, limit=limit)
        there, length = destinations.along_m, edges.length_m[destinations.edge]
        from_u, from_v = (reached[:, end[destinations.edge]] for end in (edges.u, edges.v))
        ways = np.minimum(from_u + there, from_v + np.maximum(length - there, 0.0))
        same = edge[:, None] == destinations.edge
        ways[same] = np.minimum(ways, np.abs(along[:, None] - there))[same]
        total: Array = origins.leg_m[part][:, None] + ways + destinations.leg_m
        return total


def _metres(name: str, value: float) -> float:
    if not value >= 0:
        raise InputError(f"{name} is a number of metres from 0 up, got {value}")
    return float(value)


def _graph(edges: Edges) -> csr_array:
    """Return the edges in both directions, of parallel ones the shortest; one back to its own start leads nowhere."""
    one, other = np.concatenate([edges.u, edges.v]), np.concatenate([edges.v, edges.u])
    length = np.tile(edges.length_m, 2)
    order = np.lexsort((length, other, one))
    one, other, length = one[order], other[order], length[order]
    kept = one != other
    kept[1:] &= (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    pointer = np.concatenate([[0], np.cumsum(np.bincount(one[kept], minlength=edges.nodes))])
    return csr_array((length[kept], other[kept], pointer), shape=(edges.nodes, edges.nodes))


def _with_origins(graph: csr_array, edges: Edges, edge: npt.NDArray[np.int64], along: Array) -> csr_array:
    """Return a graph with one more node for each origin, from which ways lead to both ends of its edge."""
    rest = np.maximum(edges.length_m[edge] - along, 0.0)
    u, v = edges.u[edge], edges.v[edge]
    loop = u == v
    keep = np.stack([np.ones_like(loop), ~loop], axis=1).ravel()
    length = np.stack([np.where(loop, np.minimum(along, rest), along), rest], axis=1).ravel()[keep]
    targets = np.stack([u, v], axis=1).ravel()[keep]
    size = graph.shape[0] + len(edge)
    pointer = np.concatenate([graph.indptr, graph.indptr[-1] + np.cumsum(np.where(loop, 1, 2))])
    parts = (np.concatenate([graph.data, length]), np.concatenate([graph.indices, targets]), pointer)
    return csr_array(parts, shape=(size, size))
