"""From a point to the nearest place on a street: not the nearest crossing."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.spatial import cKDTree

from unionmap.distance import Array, Indices, ecef, geodesic_m
from unionmap.network.edges import Edges, Pieces

_AT_ONCE = 4_096
"""Points that are looked up together, which bounds the memory."""

_STEPS, _NUDGE = 2, 0.01
"""Newton's steps to the foot of a perpendicular, which turn with the street; by which share its direction is taken."""


@dataclass(frozen=True, eq=False, slots=True)
class Snapped:
    """Places on streets.

    Attributes
    ----------
    edge : ndarray of int64, shape (n,)
        The edge that each place lies on.
    along_m : ndarray of float64, shape (n,)
        Metres from the edge's node ``u`` to the place, along the edge.
    lon, lat : ndarray of float64, shape (n,)
        The places, in degrees, WGS-84.
    leg_m : ndarray of float64, shape (n,)
        Metres from the point to the place, straight; infinite where no street is near enough.
    """

    edge: Indices
    along_m: Array
    lon: Array
    lat: Array
    leg_m: Array

    def __len__(self) -> int:
        return len(self.edge)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Streets:
    """An index of the pieces of edges: the nearest place on a street, exact on the ellipsoid.

    The middle of the nearest piece is at most half a piece farther than the middle nearest to the point, and no piece
    whose middle is farther than that can win. Those left are measured. Ties go to the edge that comes first.
    """

    pieces: Pieces
    scale: Array
    tree: cKDTree
    half_m: float

    @classmethod
    def of(cls, edges: Edges) -> "Streets":
        """Return the index of edges."""
        pieces = edges.pieces
        x1, y1, x2, y2 = pieces.ends.T
        middle = ecef((x1 + x2) / 2, (y1 + y2) / 2)
        reach = [np.linalg.norm(ecef(x, y) - middle, axis=1).max() for x, y in ((x1, y1), (x2, y2))]
        drawn = np.zeros(len(edges.length_m))
        np.maximum.at(drawn, pieces.edge, pieces.end_m)
        scale = np.divide(edges.length_m, drawn, out=np.ones_like(drawn), where=drawn > 0)
        return cls(pieces, scale, cKDTree(middle), float(max(reach)) + 1e-3)

    def snap(self, lon: Array, lat: Array, max_snap_m: float) -> Snapped:
        """Return the nearest place on a street for each point."""
        parts = [self._snap(lon[i : i + _AT_ONCE], lat[i : i + _AT_ONCE]) for i in range(0, len(lon), _AT_ONCE)]
        piece = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
        share = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0)
        x, y = self._at(piece, share)
        leg = geodesic_m(lon, lat, x, y)
        edge = self.pieces.edge[piece]
        start = self.pieces.ends[piece]
        along = np.minimum(
            self.pieces.start_m[piece] + geodesic_m(start[:, 0], start[:, 1], x, y), self.pieces.end_m[piece]
        )
        return Snapped(edge, along * self.scale[edge], x, y, np.where(leg <= max_snap_m, leg, np.inf))

    def _at(self, piece: Indices, share: Array) -> tuple[Array, Array]:
        x1, y1, x2, y2 = self.pieces.ends[piece].T
        return x1 + share * (x2 - x1), y1 + share * (y2 - y1)

    def _snap(self, lon: Array, lat: Array) -> tuple[Indices, Array]:
        """Return the nearest piece of each point, and how far along it the place is, from 0 to 1."""
        point = ecef(lon, lat)
        near, _ = self.tree.query(point)
        found = self.tree.query_ball_point(point, near + self.half_m + 1e-6)
        count = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        piece = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(count.sum()))
        query = np.repeat(np.arange(len(point)), count)
        share, away = self._foot(piece, point[query])
        order = np.lexsort((piece, away, query))
        first = order[np.cumsum(count) - count]
        return piece[first], share[first]

    def _foot(self, piece: Indices, point: Array) -> tuple[Array, Array]:
        """Return where on pieces the perpendiculars from points meet them, and how far away that is, as a chord."""
        share = np.full(len(piece), 0.5)
        for _ in range(_STEPS):
            before, here, after = (ecef(*self._at(piece, share + nudge)) for nudge in (-_NUDGE, 0.0, _NUDGE))
            along = (after - before) / (2.0 * _NUDGE)
            square = np.maximum(_dot(along, along), 1e-30)  # a piece of no length is its own foot
            share = np.clip(share + _dot(point - here, along) / square, 0.0, 1.0)
        return share, np.linalg.norm(point - ecef(*self._at(piece, share)), axis=1)


def _dot(one: Array, other: Array) -> Array:
    found: Array = np.einsum("ij,ij->i", one, other)
    return found
