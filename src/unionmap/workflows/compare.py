"""What a newer list changes in an older one, before anything is written; ids of sites stay as they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
import shapely

from unionmap import routes, schema
from unionmap.intake.columns import is_row_number
from unionmap.workflows.joining import free_ids, joined
from unionmap.workflows.matching import match
from unionmap.workflows.meaning import meant

NAMED = ["site_id", "kind", "name"]
"""Columns that tell which site is meant."""

_SAME_DEG = 1e-7
"""Coordinates that differ by less (about 1 cm) are the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The newer list beside the older one.

    Attributes
    ----------
    sites : unionmap.schema.Sites
        The sites as they will be, with the ids that they will bear.
    added, gone, same : pandas.DataFrame
        ``site_id``, ``kind``, ``name``, a row a site.
    changed : pandas.DataFrame
        The same, and ``columns``: which columns differ, joined by ``,``.
    details : pandas.DataFrame
        A row a cell that differs: ``site_id``, ``kind``, ``name``, ``column``, ``before``, ``after`` (all text; a
        place as ``lon, lat``).
    kept : int
        How many of ``same`` are of the older list, kept although their rows are refused now (`keep_refused`).
    """

    sites: schema.Sites
    added: pd.DataFrame
    changed: pd.DataFrame
    gone: pd.DataFrame
    same: pd.DataFrame
    details: pd.DataFrame
    kept: int = 0

    def counts(self) -> dict[str, int]:
        """Return how many sites are added, changed, gone and same."""
        return {name: len(getattr(self, name)) for name in ("added", "changed", "gone", "same")}


def compare(
    sites: schema.Sites,
    older: schema.Sites | None,
    taken: Collection[str] = (),
    *,
    supplement: bool = False,
    prefix: str = "list",
    references: Collection[str] = (),
) -> Difference:
    """Compare a newer list with an older one, and give its sites the ids that they had.

    Parameters
    ----------
    sites, older : unionmap.schema.Sites
        The list as imported, and the version before, if there is one.
    taken : collection of str
        Site ids of all other lists and of the shipped data.
    supplement : bool, default False
        The newer list only adds and changes: what it does not name stays.
    prefix : str, default "list"
        Stands before an id that is taken.
    references : collection of str
        Those of ``taken`` that are lines which stops of this list may belong to.

    Returns
    -------
    Difference

    Notes
    -----
    Rows are paired as `matching.match` tells. A site is the same if no column of the schema differs but those of
    `schema.PROVENANCE` and ``source_date``, and no further column but one that only counts the rows (序号): a newer
    list is dated and numbered anew, which the sites of it take over, and that alone changes none of them.
    """
    older = older or schema.Sites({})
    before = older["bus_route"] if supplement else older["bus_route"].head(0)
    stops = routes.linked(sites["bus_stop"], joined([sites["bus_route"], before], "bus_route"))
    newer = {**{kind: frame for kind, frame in sites.items() if len(frame) or len(older[kind])}, "bus_stop": stops}
    pairs = {kind: match(older[kind], newer[kind], sure=supplement) for kind in newer}
    named = _named(newer, older, pairs, taken, prefix)
    own = {line: line for line in before["site_id"]}
    if "bus_route" in newer:
        own |= dict(zip(newer["bus_route"]["site_id"], named["bus_route"]["site_id"], strict=True))
    held = set(taken).difference(references).union(*(frame["site_id"] for frame in named.values()))
    foreign = _foreign(stops, own, older["bus_stop"], held, prefix)
    line = named["bus_stop"]["route_id"].map({**foreign, **own, "": ""}).astype("str")
    named["bus_stop"] = named["bus_stop"].assign(route_id=line)
    return _difference({**sites, **named}, older, pairs, supplement=supplement)


def keep_refused(difference: Difference, older: schema.Sites, told: pd.DataFrame) -> Difference:
    """Keep the sites whose rows stand in the file still, but are refused now: to be refused is not to be gone.

    Parameters
    ----------
    difference : Difference
        Without them: they are among the ``gone``.
    older : unionmap.schema.Sites
        The older list.
    told : pandas.DataFrame
        What the refused rows say, as `meaning.meant` takes it.
    """
    if told.empty:
        return difference
    frames, kept = dict(difference.sites), []
    for kind, frame in older.items():
        lost = frame[frame["site_id"].isin(difference.gone["site_id"])]
        there = lost[meant(lost, told)]
        if len(there):
            frames[kind] = joined([frames[kind], there], kind)
            kept += there["site_id"].tolist()
    stays = difference.gone["site_id"].isin(kept)
    same = pd.concat([difference.same, difference.gone[stays]], ignore_index=True)
    gone = difference.gone[~stays]
    return replace(difference, sites=schema.Sites(frames), gone=gone, same=same, kept=len(kept))


def _named(
    newer: Mapping[str, gpd.GeoDataFrame],
    older: schema.Sites,
    pairs: Mapping[str, pd.DataFrame],
    taken: Collection[str],
    prefix: str,
) -> dict[str, gpd.GeoDataFrame]:
    """Give paired rows the ids of the older list, and the others ids that are free."""
    wished = pd.concat([_fresh(newer[kind], pairs[kind]) for kind in newer])
    held = set(taken).union(*(frame["site_id"] for frame in older.values()))
    given = free_ids(wished.reset_index(drop=True), held, prefix).set_axis(wished.index)
    result, start = {}, 0
    for kind, frame in newer.items():
        names = frame["site_id"].to_numpy(dtype=object, copy=True)
        fresh = _fresh(frame, pairs[kind]).index
        names[fresh] = given.iloc[start : start + len(fresh)]
        start += len(fresh)
        names[pairs[kind]["new"]] = older[kind]["site_id"].to_numpy(dtype=object)[pairs[kind]["old"]]
        result[kind] = frame.assign(site_id=pd.array(names, dtype="str")).reset_index(drop=True)
    return result


def _fresh(frame: gpd.GeoDataFrame, pairs: pd.DataFrame) -> "pd.Series[str]":
    return pd.Series(frame["site_id"]).reset_index(drop=True).drop(pairs["new"])


def _foreign(
    stops: gpd.GeoDataFrame, own: Mapping[str, str], before: gpd.GeoDataFrame, held: Collection[str], prefix: str
) -> dict[str, str]:
    """Return ids for lines that the list names but does not hold: as before, else as given unless that is taken."""
    known = set(before["route_id"])
    result = {}
    for line in set(stops["route_id"]).difference(own, {""}):
        other = line if line.startswith(f"{prefix}:") else f"{prefix}:{line}"
        keep = other not in known and (line in known or line not in held)
        result[line] = line if keep else other
    return result


def _difference(
    named: Mapping[str, gpd.GeoDataFrame], older: schema.Sites, pairs: Mapping[str, pd.DataFrame], *, supplement: bool
) -> Difference:
    parts: dict[str, list[pd.DataFrame]] = {"added": [], "changed": [], "gone": [], "same": []}
    details, frames = [], {}
    for kind in [kind for kind in pairs if len(named[kind]) or len(older[kind])] or list(pairs)[:1]:
        new = named[kind]
        old = older[kind].reset_index(drop=True)
        paired = new.iloc[pairs[kind]["new"]].reset_index(drop=True)
        cells = _cells(old.iloc[pairs[kind]["old"]].reset_index(drop=True), paired)
        details.append(cells)
        differs = paired.index.isin(cells.index)
        left = old.drop(pairs[kind]["old"])
        parts["added"].append(new.drop(pairs[kind]["new"])[NAMED])
        parts["changed"].append(paired.loc[differs, NAMED])
        parts["same"] += [paired.loc[~differs, NAMED], *([left[NAMED]] if supplement else [])]
        parts["gone"].append(left[NAMED].head(0 if supplement else None))
        frames[kind] = joined([left, new], kind) if supplement else new
    tables = {name: pd.DataFrame(pd.concat(found, ignore_index=True)) for name, found in parts.items()}
    cells = pd.concat(details, ignore_index=True)
    which = cells.groupby("site_id")["column"].agg(",".join)
    columns = tables["changed"]["site_id"].map(which).astype("str")
    tables["changed"] = tables["changed"].assign(columns=columns)
    return Difference(schema.Sites({**named, **frames}), details=cells, kept=0, **tables)


def _cells(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a row for every cell in which two frames of the same sites, row by row, differ; labels are theirs."""
    ignored = {"site_id", "source_date", *schema.PROVENANCE}
    found: list[pd.DataFrame] = []
    empty = pd.DataFrame(columns=[*NAMED, "column", "before", "after"], dtype="str")
    if new.empty:
        return empty
    own = schema.columns(new["kind"].iloc[0])
    for name in dict.fromkeys([*new.columns, *old.columns]):
        if name in ignored or (name not in own and is_row_number(name)):
            continue
        apart = _moved(old, new) if name == "geometry" else _other(_column(old, name), _column(new, name))
        if apart.any():
            before, after = (_texts(frame[apart], name) for frame in (old, new))
            found.append(new.loc[apart, NAMED].assign(column=name, before=before, after=after))
    return pd.DataFrame(pd.concat(found)) if found else empty


def _column(frame: gpd.GeoDataFrame, name: str) -> "pd.Series[str]":
    """Return a column; further text is blank where there is none."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    column = pd.Series(frame[name])
    return column if name in schema.columns(frame["kind"].iloc[0]) else column.astype("object").fillna("")


def _other(old: "pd.Series[str]", new: "pd.Series[str]") -> "pd.Series[bool]":
    return ~((old == new).fillna(False).astype(bool) | (old.isna() & new.isna()))


def _moved(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> "pd.Series[bool]":
    equal = shapely.equals_exact(old.geometry.to_numpy(), new.geometry.to_numpy(), tolerance=_SAME_DEG)
    return pd.Series(~equal, index=new.index)


def _texts(frame: gpd.GeoDataFrame, name: str) -> "pd.Series[str]":
    if name != "geometry":
        column = _column(frame, name).astype("object")
        return column.where(column.notna(), "").astype("str")
    shapes = frame.geometry.to_numpy()
    ends = [(shape.coords[0], shape.coords[-1], len(shape.coords)) if not shape.is_empty else None for shape in shapes]
    places = ["" if end is None else _place(*end) for end in ends]
    return pd.Series(places, index=frame.index, dtype="str")


def _place(first: tuple[float, ...], last: tuple[float, ...], points: int) -> str:
    start = f"{first[0]:.6f}, {first[1]:.6f}"
    return start if points == 1 else f"{start} … {last[0]:.6f}, {last[1]:.6f} ({points})"
