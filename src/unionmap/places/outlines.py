"""Outlines of units, and the distance from points to them."""

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Proj

Geometries = npt.NDArray[np.object_]
Array = npt.NDArray[np.float64]

_WGS84 = Geod(ellps="WGS84")
_CONFORMAL = Proj(proj="merc", ellps="WGS84")
_LONGEST_EDGE_DEG = 0.05
_POLAR_DEG = 89.0
_EDGES_A_PIECE = 12


class Outline:
    """The lines around and inside a unit, cut into short pieces so that the nearest is found through a tree.

    The nearest piece is found in a conformal plane (ellipsoidal Mercator), which near a point is as long east as
    north. Long edges are cut first, so that they stay where they were.
    A line between two counties of the unit is never nearest to a point outside, so no union is needed.

    Parameters
    ----------
    polygons : ndarray of shapely.Geometry
        The counties of the unit. EPSG:4326.

    Examples
    --------
    >>> square = Outline(np.array([shapely.box(113, 34, 114, 35)]))
    >>> square.gap_m(np.array([113.5, 114.01]), np.array([34.5, 34.5])).round().tolist()
    [0.0, 918.0]
    """

    def __init__(self, polygons: Geometries) -> None:
        fine = shapely.segmentize(shapely.get_parts(polygons), _LONGEST_EDGE_DEG)
        self._area = shapely.multipolygons(fine)
        self._pieces = _pieces(fine)
        self._tree = shapely.STRtree(shapely.transform(self._pieces, _CONFORMAL, interleaved=False))
        shapely.prepare(self._area)

    def gap_m(self, lon: Array, lat: Array) -> Array:
        """Return the geodesic distance from points (degrees, WGS-84) to the unit, metres; 0 inside."""
        gaps = np.zeros(len(lon))
        out = np.flatnonzero(~shapely.intersects_xy(self._area, lon, lat))
        if len(out):
            points = shapely.points(*_CONFORMAL(lon[out], np.clip(lat[out], -_POLAR_DEG, _POLAR_DEG)))
            pieces = self._pieces[self._tree.query_nearest(points, all_matches=False)[1]]
            gaps[out] = _to_lines_m(lon[out], lat[out], pieces)
        return gaps


def _to_lines_m(lon: Array, lat: Array, lines: Geometries) -> Array:
    """Measure from each point to its line. Degrees are squeezed by latitude to tell which part of it is nearest."""
    squeeze = np.stack([np.cos(np.radians(lat)), np.ones(len(lat))], axis=1)
    coords, owner = shapely.get_coordinates(lines, return_index=True)
    squeezed = shapely.linestrings(coords * squeeze[owner], indices=owner)
    shortest = shapely.shortest_line(squeezed, shapely.points(np.stack([lon, lat], axis=1) * squeeze))
    there = shapely.get_coordinates(shapely.get_point(shortest, 0)) / squeeze
    gaps: Array = np.asarray(_WGS84.inv(lon, lat, there[:, 0], there[:, 1])[2])
    return gaps


def _pieces(polygons: Geometries) -> Geometries:
    """Cut the rings of polygons into lines of a few edges each."""
    coords, ring = shapely.get_coordinates(shapely.get_rings(polygons), return_index=True)
    place = np.arange(len(ring))
    along = place - np.searchsorted(ring, ring)
    piece = np.cumsum(along % _EDGES_A_PIECE == 0) - 1
    joint = np.flatnonzero((along > 0) & (along % _EDGES_A_PIECE == 0))
    vertices, owners = np.concatenate([place, joint]), np.concatenate([piece, piece[joint] - 1])
    order = np.lexsort((vertices, owners))
    vertices, owners = vertices[order], owners[order]
    long_enough = np.bincount(owners)[owners] > 1
    kept = np.unique(owners[long_enough], return_inverse=True)[1]
    lines: Geometries = shapely.linestrings(coords[vertices[long_enough]], indices=kept)
    return lines
