"""The edges of a street network: which nodes they join, where they run, and how long they are."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from unionmap.distance import Array, Indices, geodesic_m
from unionmap.errors import InputError
from unionmap.text import fault

Lines = npt.NDArray[np.object_]

_PIECE_DEG = 0.0005
"""Lines are cut into pieces no longer than this (55 m): short enough that chord, arc and line on the map are one."""

_SANE = (0.5, 4.0)
"""Bounds of the median of the lengths given over those of their lines: kilometres or degrees lie outside."""


class Edges(NamedTuple):
    """Edges, each once: what leads there leads back.

    Attributes
    ----------
    u, v : ndarray of int64, shape (e,)
        Numbers of the nodes at the ends, from 0 to ``nodes`` - 1; equal where an edge returns to where it started.
    length_m : ndarray of float64, shape (e,)
        Metres, as given or else of the line.
    nodes : int
        How many nodes there are.
    pieces : Pieces
        Where they run.
    """

    u: Indices
    v: Indices
    length_m: Array
    nodes: int
    pieces: "Pieces"


class Pieces(NamedTuple):
    """The short straight pieces that edges consist of, in order from ``u`` to ``v``.

    Attributes
    ----------
    edge : ndarray of int64, shape (p,)
        The edge that a piece belongs to.
    ends : ndarray of float64, shape (p, 4)
        Longitude and latitude of both ends, in degrees, WGS-84.
    start_m, end_m : ndarray of float64, shape (p,)
        Metres along the line of the edge, from ``u``.
    """

    edge: Indices
    ends: Array
    start_m: Array
    end_m: Array


def connect(
    lines: Lines,
    u: npt.ArrayLike | None = None,
    v: npt.ArrayLike | None = None,
    length_m: npt.ArrayLike | None = None,
) -> Edges:
    """Return the edges along lines.

    Parameters
    ----------
    lines : ndarray of LineString, shape (e,)
        Degrees, WGS-84.
    u, v : array_like, shape (e,), optional
        What tells the nodes at the ends apart: numbers or text. Without them, lines meet where their ends have the same
        coordinates.
    length_m : array_like of float, shape (e,), optional
        Metres; not a number where they are those of the line.

    Raises
    ------
    InputError
        If there is no line, something else than a line, a coordinate that is no place on earth, a negative length, or
        lengths that cannot be metres.
    """
    _check_lines(lines)
    lines = np.asarray(shapely.force_2d(lines), dtype=object)
    first, last, points = _ends(lines)
    if u is None or v is None:
        start, end, nodes = first, last, points
    else:
        codes, known = pd.factorize(np.concatenate([np.asarray(u), np.asarray(v)]))
        start, end, nodes = codes[: len(lines)], codes[len(lines) :], len(known)
        lines = _turned(lines, _backward(start, end, first, last))
    given = np.full(len(lines), np.nan) if length_m is None else np.asarray(length_m, dtype=np.float64)
    start, end, lines, given = _once(start, end, lines, given)
    pieces, drawn = _cut(lines)
    return Edges(start, end, _lengths(given, drawn), nodes, pieces)


def _check_lines(lines: Lines) -> None:
    if not len(lines):
        raise fault(InputError, "network.empty")
    wrong = int((shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING).sum() + shapely.is_empty(lines).sum())
    if wrong:
        raise fault(InputError, "network.no_lines", count=wrong, total=len(lines))
    x, y = shapely.get_coordinates(lines).T
    if not ((np.abs(x) <= 180) & (np.abs(y) <= 90)).all():
        raise fault(InputError, "network.off_earth")


def _ends(lines: Lines) -> tuple[Indices, Indices, int]:
    """Return numbers for the points at the first and the last ends of lines, by their coordinates."""
    ends = [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)]
    known, codes = np.unique(np.concatenate(ends) + 0.0, axis=0, return_inverse=True)
    codes = codes.reshape(2, -1).astype(np.int64)
    return codes[0], codes[1], len(known)


def _backward(start: Indices, end: Indices, first: Indices, last: Indices) -> npt.NDArray[np.bool_]:
    """Tell which lines run from ``v`` to ``u``: undirected tables promise no direction.

    All edges of a node have one point in common, so each votes for both of its points as the place of both its nodes.
    """
    span = int(max(first.max(), last.max())) + 1
    votes = np.stack([start * span + first, end * span + last, start * span + last, end * span + first])
    _, inverse, counts = np.unique(votes, return_inverse=True, return_counts=True)
    held = counts[inverse.reshape(votes.shape)]
    return np.asarray(held[2] + held[3] > held[0] + held[1])


def _turned(lines: Lines, which: npt.NDArray[np.bool_]) -> Lines:
    turned = lines.copy()
    turned[which] = shapely.reverse(lines[which])
    return turned


def _once(start: Indices, end: Indices, lines: Lines, given: Array) -> tuple[Indices, Indices, Lines, Array]:
    """Leave out edges that are the way back of another, or the same again; the shortest length that was given stays."""
    back, turned = shapely.to_wkb(shapely.reverse(lines)), shapely.to_wkb(lines)
    flip = (start > end) | ((start == end) & (back < turned))
    u, v, lines = np.where(flip, end, start), np.where(flip, start, end), _turned(lines, flip)
    table = pd.DataFrame({"u": u, "v": v, "line": np.where(flip, back, turned), "given": given})
    table = table.sort_values("given", kind="stable").drop_duplicates(["u", "v", "line"])
    kept = np.sort(table.index.to_numpy())
    return u[kept], v[kept], lines[kept], table["given"].reindex(kept).to_numpy()


def _cut(lines: Lines) -> tuple[Pieces, Array]:
    """Return the pieces of lines, and the length of each line in metres."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    inside = line[1:] == line[:-1]
    start, step, edge = points[:-1][inside], np.diff(points, axis=0)[inside], line[:-1][inside].astype(np.int64)
    count = np.maximum(np.ceil(np.hypot(*step.T) / _PIECE_DEG), 1).astype(np.int64)
    segment = np.repeat(np.arange(len(count)), count)
    number = (np.arange(len(segment)) - (np.cumsum(count) - count)[segment])[:, None]
    start, step, edge = start[segment], (step / count[:, None])[segment], edge[segment]
    ends = np.concatenate([start + number * step, start + (number + 1) * step], axis=1)
    metres = geodesic_m(*ends.T)
    drawn: Array = np.bincount(edge, weights=metres, minlength=len(lines)).astype(np.float64)
    after = np.cumsum(metres)
    # What lies before an edge is the sum at the end of the piece before its first one.
    before = np.concatenate([[0.0], after])[np.searchsorted(edge, np.arange(len(lines)))][edge]
    return Pieces(edge, ends, np.maximum(after - metres - before, 0.0), after - before), drawn


def _lengths(given: Array, drawn: Array) -> Array:
    if (given < 0).any():
        raise fault(InputError, "network.negative", count=int((given < 0).sum()))
    both = np.isfinite(given) & (drawn > 0)
    if both.any() and not _SANE[0] <= np.median(given[both] / drawn[both]) <= _SANE[1]:
        raise fault(InputError, "network.not_metres", factor=f"{np.median(given[both] / drawn[both]):.3g}")
    return np.where(np.isfinite(given), given, drawn)
