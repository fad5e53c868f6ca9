"""People and area within a radius of any station, exact on the ellipsoid for every cell of the grid.

Around each station the runs of cells within the radius are written down row by row from the chord that the
radius spans; only cells that lie within a hair of the rim are settled by `pyproj.Geod`. The union of the runs
is then laid over the runs of the population surface. Cost grows with stations and runs, not with cells.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import distance
from unionmap.crs import AXIS_M, E2
from unionmap.errors import InputError
from unionmap.grid import STEP_DEG, Floats, Ints, Surface, cell_area_m2

_MEAN_RADIUS_M = 6_370_000.0
_LINE = 1 << 32
"""Cells are numbered row by row on one line, so a run never reaches into the next row."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Runs of covered cells, disjoint, in ascending order of ``first``.

    Attributes
    ----------
    first, last : ndarray of int64, shape (n,)
        Cell numbers ``row * 2**32 + col``; ``last`` is exclusive.
    """

    first: Ints
    last: Ints

    def count(self, first: Ints, last: Ints) -> Ints:
        """Return how many cells of each run given are covered."""
        return self._before(last) - self._before(first)

    def _before(self, cell: Ints) -> Ints:
        if not len(self.first):
            return np.zeros(len(cell), dtype=np.int64)
        length = np.concatenate([[0], np.cumsum(self.last - self.first)])
        at = np.searchsorted(self.first, cell, side="right") - 1
        inside = np.minimum(cell, self.last[at]) - self.first[at]
        return np.where(at >= 0, length[at] + inside, 0)


def covered_cells(lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: float) -> Covered:
    """Return the grid cells whose centre lies within ``radius_m`` geodesic metres of any station.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Stations, degrees, WGS-84; between 80° south and north, away from the 180th meridian.
    radius_m : float
        Metres, 0 to 100,000.

    Returns
    -------
    Covered

    Raises
    ------
    InputError
        If the radius cannot be used or a station has no place.

    Examples
    --------
    >>> cells = covered_cells([113.65], [34.75], 1000)
    >>> int((cells.last - cells.first).sum())
    440
    """
    x, y = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (lon, lat))
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InputError("coverage takes located stations: leave out those without a place")
    row, station = _rows(y, distance.check_radius(radius_m))
    start, stop = _ends(x[station], y[station], row, radius_m)
    keep = stop > start
    return _union(row[keep] * _LINE + start[keep], row[keep] * _LINE + stop[keep])


def _rows(lat: Floats, radius_m: float) -> tuple[Ints, Ints]:
    reach = np.degrees(radius_m / (AXIS_M * (1.0 - E2))) + STEP_DEG
    low = np.floor((lat - reach) / STEP_DEG).astype(np.int64)
    count = np.floor((lat + reach) / STEP_DEG).astype(np.int64) - low + 1
    station = np.repeat(np.arange(len(lat)), count)
    row = np.arange(len(station)) - np.repeat(np.cumsum(count) - count, count) + low[station]
    return row, station


def _ends(lon: Floats, lat: Floats, row: Ints, radius_m: float) -> tuple[Ints, Ints]:
    rim = _Rim(lon, lat, row, radius_m)
    half = rim.half_width_deg()
    near = np.arange(-rim.reach, rim.reach + 1)
    left = np.round((lon - half) / STEP_DEG - 0.5).astype(np.int64)[:, None] + near
    right = np.round((lon + half) / STEP_DEG - 0.5).astype(np.int64)[:, None] + near
    in_left, in_right = rim.holds(left), rim.holds(right)
    start = np.where(in_left.any(axis=1), left[:, 0] + in_left.argmax(axis=1), left[:, -1] + 1)
    stop = np.where(in_right.any(axis=1), right[:, -1] + 1 - in_right[:, ::-1].argmax(axis=1), right[:, 0])
    return start, stop


class _Rim:
    """Where the rims of discs cross the rows of the grid."""

    def __init__(self, lon: Floats, lat: Floats, row: Ints, radius_m: float) -> None:
        self.lon, self.lat, self.radius_m = lon, lat, radius_m
        self.row_lat = (row + 0.5) * STEP_DEG
        out, up = self._meridian(lat)
        row_out, row_up = self._meridian(self.row_lat)
        self.straight2 = (out - row_out) ** 2 + (up - row_up) ** 2
        self.product4 = 4.0 * out * row_out
        # A chord is shorter than its geodesic by s³/24R² (to 2 % on this ellipsoid: that is the doubt).
        bow = radius_m**3 / (24.0 * _MEAN_RADIUS_M**2)
        self.chord_m, self.doubt_m = radius_m - bow, 1e-3 + 0.02 * bow
        # Where a rim only touches a row, cells this far to either side are within the doubt.
        touching_m = np.sqrt(4.0 * radius_m * self.doubt_m)
        width_m = np.radians(STEP_DEG) * row_out.min(initial=AXIS_M)
        self.reach = max(1, int(np.ceil(touching_m / width_m + 0.5)))

    @staticmethod
    def _meridian(lat: npt.NDArray[np.floating]) -> tuple[Floats, Floats]:
        phi = np.radians(lat)
        normal = AXIS_M / np.sqrt(1.0 - E2 * np.sin(phi) ** 2)
        return normal * np.cos(phi), normal * (1.0 - E2) * np.sin(phi)

    def half_width_deg(self) -> Floats:
        room = np.maximum(self.chord_m**2 - self.straight2, 0.0)
        return np.asarray(np.degrees(2.0 * np.arcsin(np.sqrt(room / self.product4))))

    def holds(self, col: Ints) -> npt.NDArray[np.bool_]:
        cell_lon = (col + 0.5) * STEP_DEG
        turn = np.sin(np.radians(cell_lon - self.lon[:, None]) / 2.0)
        excess = np.sqrt(self.straight2[:, None] + self.product4[:, None] * turn**2) - self.chord_m
        inside = excess <= 0.0
        at, side = np.nonzero(np.abs(excess) < self.doubt_m)
        exact = distance.geodesic_m(self.lon[at], self.lat[at], cell_lon[at, side], self.row_lat[at])
        inside[at, side] = exact <= self.radius_m
        return np.asarray(inside)


def _union(first: Ints, last: Ints) -> Covered:
    order = np.argsort(first, kind="stable")
    first, last = first[order], last[order]
    reach = np.maximum.accumulate(last) if len(last) else last
    opens = np.ones(len(first), dtype=bool)
    opens[1:] = first[1:] > reach[:-1]
    at = np.flatnonzero(opens)
    return Covered(first[at], np.maximum.reduceat(reach, at) if len(at) else last)


def measure(surface: Surface, cells: Covered) -> pd.DataFrame:
    """Lay covered cells over a population surface.

    Parameters
    ----------
    surface : unionmap.grid.Surface
    cells : Covered

    Returns
    -------
    pandas.DataFrame
        One row a piece: ``adcode`` (str), ``people``, ``people_covered`` (float64), ``weight_m2``,
        ``weight_covered_m2`` (float64). Covered never exceeds the whole.
    """
    line = surface.row * _LINE
    hits = cells.count(line + surface.start, line + surface.stop) * cell_area_m2(surface.row)
    pieces = surface.pieces
    weight = pieces["weight_m2"].to_numpy()
    covered = np.minimum(np.bincount(surface.piece, weights=hits, minlength=len(pieces)), weight)
    return pieces.assign(people_covered=pieces["people"] * (covered / weight), weight_covered_m2=covered)
