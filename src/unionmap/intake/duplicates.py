"""Rows that are the same site twice: refused when that is certain, proposed as one when it is likely."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from unionmap import distance
from unionmap.intake import kernels
from unionmap.intake.coordinates import Array
from unionmap.intake.verdicts import Rows

Positions = npt.NDArray[np.int64]

SAME_M = 10.0
"""The same name this near is the same site."""

NEAR_M = 50.0
"""The same name this near is probably the same site, and so are two signs on one door."""

_APART_M = 1e8
_NEIGHBOURS = 12
_MOST_PAIRS = 20_000


def exact(cells: pd.DataFrame, skip: Rows) -> Positions:
    """Return for each row the position of the first row with the same cells, or -1.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text; every column counts.
    skip : ndarray of bool
        Rows that neither are duplicates nor have any.
    """
    result = np.full(len(cells), -1, dtype=np.int64)
    rows = np.flatnonzero(~skip)
    if not len(rows):
        return result
    keyed = pd.Series(rows, index=pd.util.hash_pandas_object(cells.iloc[rows], index=False).to_numpy())
    first = keyed.groupby(level=0).transform("min").to_numpy()
    twice = first < rows
    row, other = rows[twice], first[twice]
    same = np.ones(len(row), dtype=bool)
    for column in (cells[name] for name in cells):
        texts = column.to_numpy(dtype=object)
        same &= texts[row] == texts[other]
    result[row[same]] = other[same]
    return result


def same_place(names: pd.Series, lon: Array, lat: Array, rows: Rows) -> Positions:
    """Return for each row the position of an earlier accepted row of the same name within `SAME_M`, or -1.

    Rows are taken in order: a row that is refused makes no later row a duplicate.

    Parameters
    ----------
    names : pandas.Series of str
        Folded names (with kind and line in front, where that tells sites apart).
    lon, lat : ndarray of float64
        WGS-84 degrees.
    rows : ndarray of bool
        Rows that count: located and not refused.
    """
    result = np.full(len(names), -1, dtype=np.int64)
    open_rows = np.flatnonzero(rows)
    codes = pd.factorize(names.iloc[open_rows])[0]
    often = np.bincount(codes, minlength=1)[codes] > 1
    open_rows, codes = open_rows[often], codes[often]
    while len(open_rows):
        near, metres = _neighbours(lon[open_rows], lat[open_rows], codes, SAME_M)
        place = np.arange(len(open_rows))[:, None]
        earlier = np.where((metres <= SAME_M) & (near < place), near, len(open_rows)).min(axis=1)
        root = earlier == len(open_rows)
        # A row next to an earlier one that stays is a duplicate; one next to an undecided row waits a round.
        stays = np.append(root, False)
        caught = np.where((metres <= SAME_M) & (near < place) & stays[near], near, len(open_rows)).min(axis=1)
        found = caught < len(open_rows)
        result[open_rows[found]] = open_rows[caught[found]]
        settled = found | root
        if not found.any():
            break
        keep = ~settled | root
        open_rows, codes = open_rows[keep], codes[keep]
    return result


def _neighbours(lon: Array, lat: Array, codes: npt.NDArray[np.int64], reach_m: float) -> tuple[Positions, Array]:
    """Return the nearest rows with the same code and their distance; names are a fourth dimension far apart."""
    at = np.column_stack([distance.ecef(lon, lat), codes * _APART_M])
    count = min(_NEIGHBOURS, len(at))
    _, near = cKDTree(at).query(at, k=count, distance_upper_bound=reach_m * 1.01)
    near = near.reshape(len(at), count)
    there = near < len(at)
    own = np.repeat(np.arange(len(at))[:, None], count, axis=1)
    metres = np.full(near.shape, np.inf)
    a, b = own[there], near[there]
    metres[there] = distance.geodesic_m(lon[a], lat[a], lon[b], lat[b])
    metres[near == own] = np.inf
    return np.where(there, near, 0).astype(np.int64), metres


def proposals(sites: pd.DataFrame, lon: Array, lat: Array, rows: Rows) -> pd.DataFrame:
    """Return pairs of rows that are probably one site.

    Parameters
    ----------
    sites : pandas.DataFrame
        ``kind``, ``name``, ``address``, ``route_name``; RangeIndex.
    lon, lat : ndarray of float64
        WGS-84 degrees.
    rows : ndarray of bool
        Accepted rows located ``exact`` or ``street``.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``other`` (positions), ``distance_m`` (float64), ``why``: ``same_name`` within `NEAR_M`,
        ``same_address`` within it, or ``one_door``: within `SAME_M` under two names.
    """
    here = np.flatnonzero(rows & (sites["kind"] != "bus_stop").to_numpy())
    if len(here) < 2:
        return _pairs(here[:0], here[:0], np.empty(0), np.empty(0, dtype=object))
    at = distance.ecef(lon[here], lat[here])
    close = cKDTree(at).query(at, k=2, distance_upper_bound=NEAR_M)[0][:, 1] <= NEAR_M
    here = here[close]
    if len(here) < 2:
        return _pairs(here[:0], here[:0], np.empty(0), np.empty(0, dtype=object))
    near, metres = _neighbours(lon[here], lat[here], np.zeros(len(here), dtype=np.int64), NEAR_M)
    place = np.repeat(np.arange(len(here))[:, None], near.shape[1], axis=1)
    found = (metres <= NEAR_M) & (near > place)
    a, b, gap = here[place[found]], here[near[found]], metres[found]
    same_name = (_folded(sites["name"], a) == _folded(sites["name"], b)).to_numpy()
    one_door = gap <= SAME_M
    doors = _folded(sites["address"], a)
    same_address = ((doors == _folded(sites["address"], b)) & (doors != "")).to_numpy()
    why = np.select([same_name, one_door, same_address], ["same_name", "one_door", "same_address"], default="")
    keep = why != ""
    return _pairs(a[keep], b[keep], gap[keep], why[keep])


def _folded(column: pd.Series, rows: Positions) -> pd.Series:
    own = column.iloc[rows].reset_index(drop=True)
    return kernels.either(kernels.fold(own), own)


def _pairs(a: Positions, b: Positions, gap: Array, why: npt.NDArray[np.object_]) -> pd.DataFrame:
    pairs = pd.DataFrame({"row": a, "other": b, "distance_m": gap, "why": pd.array(list(why), dtype="str")})
    return pairs.sort_values(["row", "other"]).head(_MOST_PAIRS).reset_index(drop=True)
