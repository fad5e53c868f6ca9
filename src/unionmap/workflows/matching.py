"""Which row of a newer list is which row of the older one: steps from sure to likely, each one to one.

All steps are merges and tree queries over whole columns; only pairs whose names are to be likened are looked at singly.
"""

from collections.abc import Callable
from difflib import SequenceMatcher

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from unionmap import distance, filters, kernels, schema
from unionmap.schema import NEAR_M, SAME_M

MOVED_M = 1_000.0
"""Of several rows of one name in one county, an older and a newer one are paired up to this distance."""

SIMILAR = 0.6
"""Least ratio of two folded names that are similar."""

Step = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]

_AS_GIVEN = (
    *("given_id", "name", "address", "adcode", "county_said", "city_said", "given_x", "given_y", "route_name", "seq"),
)
_NOT_GIVEN = {"site_id", "route_id", "geometry", *schema.PROVENANCE}


def match(older: gpd.GeoDataFrame, newer: gpd.GeoDataFrame, *, sure: bool = False) -> pd.DataFrame:
    """Pair the rows of two lists of one kind.

    Parameters
    ----------
    older, newer : geopandas.GeoDataFrame
        Sites of one kind, EPSG:4326.
    sure : bool, default False
        Take no step that could pair two different sites of one list.

    Returns
    -------
    pandas.DataFrame
        Columns ``old`` and ``new`` (int64): positions in the two frames, each at most once.

    Notes
    -----
    In this order: nothing that names or places the site differs (if ``sure``, nothing at all); id and name; name
    within 50 m (10 m if ``sure``); name, address and county (if ``sure``, only where no place contradicts). Unless
    ``sure``, then: name and county (where several bear the name, the nearest up to 1 km); name and city, where only one
    bears it; id within 50 m; a name that each list has once; an id that each list has once, with a similar name;
    similar names within 10 m. So an id that was given to another site weighs less than a name. Names are folded
    (`folded`); a stop is named by its route too.
    Distances count between sites that are located exactly or by street.
    """
    if older.empty or newer.empty:
        return _pairs([], [], [])[["old", "new"]]
    columns = [
        name for name in (schema.columns(older["kind"].iloc[0]) if sure else _AS_GIVEN) if name not in _NOT_GIVEN
    ]
    pairs = _equal("content")(_content(older, columns), _content(newer, columns))
    if len(pairs) == min(len(older), len(newer)):
        return pairs
    old, new = _features(older), _features(newer)
    for step in _SURE if sure else _SURE + _LIKELY:
        left, right = old.drop(pairs["old"]), new.drop(pairs["new"])
        if left.empty or right.empty:
            break
        pairs = pd.concat([pairs, step(left, right)], ignore_index=True)
    return pairs


def near(old: pd.DataFrame, new: pd.DataFrame, on: list[str], reach_m: float) -> pd.DataFrame:
    """Pair located rows that are equal in some columns and less than a distance apart, nearest first, one to one.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Features: columns ``x`` and ``y`` (degrees, NaN where not located) and those of ``on``. Empty text pairs
        with nothing.
    on : list of str
        Columns that must be equal.
    reach_m : float
        Metres.

    Returns
    -------
    pandas.DataFrame
        ``old`` and ``new`` (labels) and ``cost`` (metres).
    """
    old, new = (part[part["x"].notna() & _filled(part, on)].drop_duplicates([*on, "x", "y"]) for part in (old, new))
    if old.empty or new.empty:
        return _pairs([], [], [])
    both = pd.concat([old[on], new[on]])
    codes = both.groupby(on, sort=False).ngroup().to_numpy() if on else np.zeros(len(both))
    apart = codes[:, None] * (4.0 * reach_m)  # groups lie apart along a fourth axis: one tree serves them all
    at = np.hstack([distance.ecef(np.r_[old["x"], new["x"]], np.r_[old["y"], new["y"]]), apart])
    metres, found = cKDTree(at[: len(old)]).query(at[len(old) :], k=np.arange(1, 5), distance_upper_bound=reach_m)
    row, column = np.nonzero(np.isfinite(metres))
    return _settle(_pairs(old.index[found[row, column]], new.index[row], metres[row, column]))


def features(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return folded ``name`` and ``x``, ``y`` (NaN unless located exactly or by street), by position."""
    x, y = lonlat(frame, filters.well_located(frame).to_numpy())
    return pd.DataFrame({"name": folded(frame["name"]), "x": x, "y": y})


def _features(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    def text(name: str) -> "pd.Series[str]":
        return pd.Series(frame[name]).reset_index(drop=True)

    plain = features(frame)
    route = folded(frame["route_name"]) if "route_name" in frame else pd.Series("", index=plain.index, dtype="str")
    found = plain.assign(
        similar=plain["name"],
        name=plain["name"] + "|" + route,
        route="|" + route,
        id=text("given_id").str.strip(),
        address=text("address"),
        adcode=text("adcode"),
        county=text("county_said"),
        city=text("city_adcode").where(text("city_adcode") != "", text("city_said")),
        row=pd.to_numeric(text("list_row"), errors="coerce"),
    )
    for name, on in _ONCE.items():
        found[name] = ~found.duplicated(on, keep=False)
    return found.sort_values("row", kind="stable")


_ONCE = {
    "id_once": ["id"],
    "name_once": ["name"],
    "adcode_once": ["name", "adcode"],
    "county_once": ["name", "county"],
    "city_once": ["name", "city"],
}


def folded(names: "pd.Series[str]") -> "pd.Series[str]":
    """Return names as they are compared, by position; one of signs alone stays as it is."""
    plain = pd.Series(names).reset_index(drop=True)
    return kernels.either(kernels.fold(plain), plain)


def _content(frame: gpd.GeoDataFrame, columns: list[str]) -> pd.DataFrame:
    """Return a digest of each row's place and of some columns, those that the frame has."""
    x, y = lonlat(frame, schema.located(frame).to_numpy())
    held = pd.DataFrame(frame[[name for name in columns if name in frame]]).reset_index(drop=True)
    return pd.DataFrame({"content": pd.util.hash_pandas_object(held.assign(_x=x.round(7), _y=y.round(7)), index=False)})


def lonlat(frame: gpd.GeoDataFrame, which: distance.Array) -> distance.Array:
    """Return longitudes and latitudes of the rows chosen that are points, NaN for the others."""
    geometry = frame.geometry.to_numpy()
    result = np.full((2, len(geometry)), np.nan)
    points = which & (shapely.get_type_id(geometry) == shapely.GeometryType.POINT)
    result[:, points] = shapely.get_coordinates(geometry[points]).T
    return result


def _equal(*on: str, once: str = "") -> Step:
    """Pair rows that are equal in some columns, in the order of the lists; ``once`` is a column that must be true."""
    keys = list(on)

    def step(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
        sides = []
        for side, part in (("old", old), ("new", new)):
            chosen = part[_filled(part, keys) & part[once]] if once else part[_filled(part, keys)]
            if chosen.empty:
                return _pairs([], [], [])[["old", "new"]]
            nth = chosen.groupby(keys, sort=False).cumcount()
            sides.append(chosen[keys].assign(_nth=nth, **{side: chosen.index}))
        return sides[0].merge(sides[1], on=[*keys, "_nth"])[["old", "new"]]

    return step


def _near(*on: str, reach_m: float = NEAR_M) -> Step:
    return lambda old, new: near(old, new, list(on), reach_m)[["old", "new"]]


def _unplaced(*on: str) -> Step:
    """Pair rows that are equal in some columns where one of the two has no place that could contradict."""

    def step(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
        pairs = _equal(*on)(old[old["x"].isna()], new)
        rest = _equal(*on)(old.drop(pairs["old"]), new[new["x"].isna()].drop(pairs["new"], errors="ignore"))
        return pd.concat([pairs, rest], ignore_index=True)

    return step


def _alike(step: Step) -> Step:
    """Keep of the pairs of a step those with similar names."""

    def narrowed(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
        pairs = step(old, new)
        names = zip(old["similar"].loc[pairs["old"]], new["similar"].loc[pairs["new"]], strict=True)
        return pairs[np.array([_similar(*pair) for pair in names], dtype=bool)]

    return narrowed


def _similar(one: str, other: str) -> bool:
    if one == other:
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR


def _filled(part: pd.DataFrame, on: list[str]) -> "pd.Series[bool]":
    filled = pd.Series(True, index=part.index)
    for name in on:
        if isinstance(part[name].dtype, pd.StringDtype):
            filled &= part[name] != ""
    return filled


def _pairs(old: object, new: object, cost: object) -> pd.DataFrame:
    return pd.DataFrame({"old": old, "new": new, "cost": cost}).astype({"old": "int64", "new": "int64", "cost": float})


def _settle(pairs: pd.DataFrame) -> pd.DataFrame:
    """Choose pairs one to one, cheapest first."""
    left = pairs.sort_values(["cost", "old", "new"])
    chosen = [left.head(0)]
    while len(left):
        first = left[~left["old"].duplicated() & ~left["new"].duplicated()]
        chosen.append(first)
        left = left[~left["old"].isin(first["old"]) & ~left["new"].isin(first["new"])]
    return pd.concat(chosen, ignore_index=True)


_SURE: tuple[Step, ...] = (
    _equal("id", "name"),
    _near("name", reach_m=SAME_M),
    _unplaced("name", "adcode", "address"),
    _unplaced("name", "county", "address"),
)
_LIKELY: tuple[Step, ...] = (
    _near("name"),
    _equal("name", "adcode", "address"),
    _equal("name", "county", "address"),
    _equal("name", "adcode", once="adcode_once"),
    _equal("name", "county", once="county_once"),
    _near("name", "adcode", reach_m=MOVED_M),
    _near("name", "county", reach_m=MOVED_M),
    _unplaced("name", "adcode"),
    _unplaced("name", "county"),
    _equal("name", "city", once="city_once"),
    _near("id"),
    _equal("name", once="name_once"),
    _alike(_equal("id", once="id_once")),
    _alike(_near("route", reach_m=SAME_M)),
)
