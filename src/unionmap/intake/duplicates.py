"""Rows that are the same site twice: refused when that is certain, proposed as one when it is likely."""

import math
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from unionmap import distance, kernels
from unionmap.intake.coordinates import Array
from unionmap.intake.verdicts import Rows
from unionmap.schema import NEAR_M, SAME_M

Positions = npt.NDArray[np.int64]

_APART_M = 1e8
_EDGE_M = 1e-6
"""A chord this much off `SAME_M` tells as much as the geodesic: they differ by 1e-12 m there."""

_AROUND = tuple(product((-1, 0, 1), repeat=3))
_NEIGHBOURS = 12
"""How many neighbours are looked at for proposals, which are no more than proposals."""

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
    counted = np.flatnonzero(rows)
    codes = pd.factorize(names.iloc[counted])[0]
    often = np.bincount(codes, minlength=1)[codes] > 1
    counted, codes = counted[often], codes[often]
    spots = pd.DataFrame({"code": codes, "lon": lon[counted], "lat": lat[counted]})
    again = spots.duplicated().to_numpy()
    one, code = counted[~again], codes[~again]
    at = distance.ecef(lon[one], lat[one])
    near = _has_neighbour(at, code)
    result[one[near]] = _swept(one[near], code[near], at[near], lon, lat)
    # Rows on one spot share the fate of the first of them.
    keys = [spots[name].to_numpy() for name in spots]
    first = pd.Series(counted).groupby(keys, sort=False).transform("min").to_numpy()[again]
    result[counted[again]] = np.where(result[first] >= 0, result[first], first)
    return result


def _has_neighbour(at: Array, codes: Positions) -> Rows:
    """Tell which places have another of the same code within `SAME_M`; codes are a fourth dimension far apart."""
    if len(at) < 2:
        return np.zeros(len(at), dtype=bool)
    apart = np.column_stack([at, codes * _APART_M])
    gap = cKDTree(apart).query(apart, k=2, distance_upper_bound=SAME_M * 1.01)[0][:, 1]
    found: Rows = np.isfinite(gap)
    return found


def _swept(rows: Positions, codes: Positions, at: Array, lon: Array, lat: Array) -> Positions:
    """Take rows in order and return for each the first kept one within `SAME_M`, or -1.

    Kept rows of one code lie more than `SAME_M` apart, so a cube of that side holds few of them however many rows
    crowd on one spot, and each row looks at its own cube and those around it.
    """
    found = np.full(len(rows), -1, dtype=np.int64)
    kept: dict[tuple[int, ...], list[int]] = {}
    cubes = np.floor(at / (SAME_M * 1.01)).astype(np.int64)
    points = at.tolist()

    def is_same(place: int, other: int) -> bool:
        chord = math.dist(points[place], points[other])
        if abs(chord - SAME_M) > _EDGE_M:
            return chord < SAME_M
        a, b = rows[place], rows[other]
        return float(distance.geodesic_m(lon[a], lat[a], lon[b], lat[b])) <= SAME_M

    for place, (code, x, y, z) in enumerate(zip(codes.tolist(), *cubes.T.tolist(), strict=True)):
        around = (kept.get((code, x + dx, y + dy, z + dz), ()) for dx, dy, dz in _AROUND)
        first = min((other for held in around for other in held if is_same(place, other)), default=-1)
        if first < 0:
            kept.setdefault((code, x, y, z), []).append(place)
        else:
            found[place] = rows[first]
    return found


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
    here = _thinned(here, lon, lat)
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


def _thinned(here: Positions, lon: Array, lat: Array) -> Positions:
    """Leave no more rows on one spot than are looked at: a tree cannot part those, and would compare all with all."""
    suspects = here[pd.Series(lon[here]).duplicated(keep=False).to_numpy()]
    rank = pd.Series(suspects).groupby([lon[suspects], lat[suspects]], sort=False).cumcount()
    return here[~np.isin(here, suspects[rank.to_numpy() >= _NEIGHBOURS])]


def _folded(column: pd.Series, rows: Positions) -> pd.Series:
    own = column.iloc[rows].reset_index(drop=True)
    return kernels.either(kernels.fold(own), own)


def _pairs(a: Positions, b: Positions, gap: Array, why: npt.NDArray[np.object_]) -> pd.DataFrame:
    pairs = pd.DataFrame({"row": a, "other": b, "distance_m": gap, "why": pd.array(list(why), dtype="str")})
    return pairs.sort_values(["row", "other"]).head(_MOST_PAIRS).reset_index(drop=True)
