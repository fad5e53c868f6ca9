"""The analysis grid: cells of 3 arc-seconds, held as runs, and polygons or discs written onto it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from unionmap.crs import AXIS_M, E2

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


STEP_DEG = 1.0 / 1200.0
"""Side of a grid cell: 3 arc-seconds, 92 m north-south and 77 m east-west in Henan, WorldPop's own step.

Cell (row, col) has its centre at latitude (row + 0.5) * STEP_DEG, longitude (col + 0.5) * STEP_DEG.
"""


@dataclass(frozen=True, slots=True)
class Surface:
    """A population surface.

    Attributes
    ----------
    pieces : pandas.DataFrame
        One row a piece: ``adcode`` (str), ``people`` (float64), ``weight_m2`` (float64, area of its cells).
    row, start, stop, piece : ndarray of int64, shape (n,)
        Runs of cells: columns ``start`` to ``stop`` (exclusive) of ``row`` belong to ``piece`` (a position).
        Sorted by row and start.
    """

    pieces: pd.DataFrame
    row: Ints
    start: Ints
    stop: Ints
    piece: Ints


def cell_area_m2(row: npt.ArrayLike) -> Floats:
    """Return the area of a cell on the ellipsoid by its row, in square metres."""
    phi = np.radians((np.asarray(row, dtype=np.float64) + 0.5) * STEP_DEG)
    curve = 1.0 - E2 * np.sin(phi) ** 2
    return np.asarray(AXIS_M**2 * (1.0 - E2) / curve**2 * np.cos(phi) * np.radians(STEP_DEG) ** 2)


def scan(polygons: npt.NDArray[np.object_]) -> tuple[Ints, Ints, Ints, Ints]:
    """Write polygons onto the grid: the cells whose centre lies inside.

    Even-odd scan conversion: where the middle line of a row crosses the edges, pairs of crossings are runs.
    Polygons that share an edge share no cell.

    Parameters
    ----------
    polygons : ndarray of shapely geometries, shape (n,)
        Polygons or multipolygons, degrees.

    Returns
    -------
    row, start, stop, position : ndarray of int64
        Runs of cells (``stop`` is exclusive) and the position of the polygon that holds each.
    """
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    a, b, whose = xy[:-1][follows], xy[1:][follows], owner[part[ring[:-1][follows]]]
    low = np.where((a[:, 1] <= b[:, 1])[:, None], a, b)
    high = np.where((a[:, 1] <= b[:, 1])[:, None], b, a)
    first, last = _centre_at_or_after(low[:, 1]), _centre_at_or_after(high[:, 1])
    edge = np.repeat(np.arange(len(first)), last - first)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(last - first) - (last - first), last - first) + first[edge]
    share = ((row + 0.5) * STEP_DEG - low[edge, 1]) / (high[edge, 1] - low[edge, 1])
    x = low[edge, 0] + share * (high[edge, 0] - low[edge, 0])
    order = np.lexsort((x, row, whose[edge]))
    column = _centre_at_or_after(x[order])
    row, piece = row[order][::2], whose[edge][order][::2]
    start, stop = column[::2], column[1::2]
    keep = stop > start
    return row[keep], start[keep], stop[keep], piece[keep].astype(np.int64)


def _centre_at_or_after(degrees: Floats) -> Ints:
    return np.ceil(degrees / STEP_DEG - 0.5).astype(np.int64)
