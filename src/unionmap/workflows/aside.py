"""Sites that several imported lists hold: the newest list's counts, the others stand aside while it is there.

The rule is the importer's own for one site told twice: the same kind, the same folded name, within `SAME_M`.
"""

from collections import Counter
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from unionmap import distance, kinds, schema
from unionmap.schema import SAME_M, Sites
from unionmap.workflows.matching import folded, lonlat

KINDS = tuple(key for key, kind in kinds.KINDS.items() if kind.geometry == "Point" and "route_id" not in kind.columns)
"""Kinds whose sites stand aside. Lines and their stops do not: a stop belongs to the line of its own list."""


def aside(lists: Mapping[str, Sites]) -> pd.DataFrame:
    """Return the sites that a newer list holds too.

    Parameters
    ----------
    lists : mapping of str to unionmap.schema.Sites
        The lists by name, oldest first.

    Returns
    -------
    pandas.DataFrame
        A row a site that stands aside: ``list`` and ``kind`` (str), ``row`` (int64, its position in that frame),
        ``other`` (str, the newer list).

    Notes
    -----
    Newest first, a list is compared with the sites of newer lists that count: a site that stands aside sends no other
    aside, and no list is compared with itself. Sites without a place never stand aside.
    """
    newest = list(lists)[::-1]
    parts = [_of_kind([lists[name][kind] for name in newest]).assign(kind=kind) for kind in KINDS]
    found = pd.concat(parts, ignore_index=True)
    told = {column: pd.array([newest[number] for number in found[column]], dtype="str") for column in ("list", "other")}
    return found.assign(**told)[["list", "kind", "row", "other"]]


def counts(pairs: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return for each list how many sites of which other lists stand aside for it, of what `aside` found."""
    found: dict[str, dict[str, int]] = {}
    for (name, other), count in Counter(zip(pairs["list"], pairs["other"], strict=True)).items():
        found.setdefault(other, {})[name] = count
    return found


def _of_kind(frames: list[gpd.GeoDataFrame]) -> pd.DataFrame:
    """Return ``list``, ``row`` and ``other`` of the sites that stand aside; the frames come newest first."""
    filled = [_placed(frame).assign(list=number) for number, frame in enumerate(frames) if len(frame)]
    if len(filled) < 2:
        return pd.DataFrame({name: np.empty(0, dtype=np.int64) for name in ("list", "row", "other")})
    sites = pd.concat(filled, ignore_index=True)
    of_name = sites.groupby("name", sort=False)["list"]
    sites = sites[of_name.transform("min") < of_name.transform("max")].reset_index(drop=True)
    # Names lie apart along a fourth axis: one tree serves them all.
    apart = pd.factorize(sites["name"])[0] * (4.0 * SAME_M)
    at = np.column_stack([distance.ecef(sites["x"], sites["y"]), apart])
    number, other = sites["list"].to_numpy(), np.full(len(sites), -1, dtype=np.int64)
    for one in np.unique(number)[1:]:
        own, counting = np.flatnonzero(number == one), np.flatnonzero((number < one) & (other < 0))
        near = cKDTree(at[counting]).query(at[own], distance_upper_bound=1.01 * SAME_M)[1]
        own, there = own[near < len(counting)], counting[near[near < len(counting)]]
        x, y = sites["x"].to_numpy(), sites["y"].to_numpy()
        same = distance.geodesic_m(x[own], y[own], x[there], y[there]) <= SAME_M
        other[own[same]] = number[there[same]]
    return sites.assign(other=other).loc[other >= 0, ["list", "row", "other"]]


def _placed(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return folded ``name``, ``x``, ``y`` and ``row`` (position) of the sites that have a place."""
    has = schema.located(frame).to_numpy()
    x, y = lonlat(frame, has)
    placed = pd.DataFrame({"name": folded(frame["name"]), "x": x, "y": y, "row": np.arange(len(frame))})
    return placed.dropna(subset="x")
