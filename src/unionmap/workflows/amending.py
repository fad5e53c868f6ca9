"""What accepted reports change in the sites: frames in, new frames out. They only take away and cast doubt.

A change ends by itself where the list says something new in the columns that its complaint watches.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from unionmap import facilities, feedback, schema
from unionmap.feedback import Complaint
from unionmap.schema import DOUBT_JOINT, PRECISIONS, Sites
from unionmap.store.decisions import Decision, standing
from unionmap.text import beijing_time, say

Row = Mapping[str, Any]

_JOINT = "；"
_DATE = 10


def amended(sites: Sites, decisions: Iterable[Decision]) -> Sites:
    """Return the sites with what clerks accepted of the reports about them.

    Parameters
    ----------
    sites : Sites
        As the lists have them.
    decisions : iterable of Decision
        Every decision; those taken back and those that dismiss change nothing.

    Returns
    -------
    Sites
        The same object where nothing changes. The geometry never changes.

    Examples
    --------
    >>> import unionmap as um
    >>> sites = um.load()
    >>> row = sites["rest_station"].iloc[0]
    >>> closed = Decision("0", "accept", "2026-07-12T00:05+00:00", row["site_id"], "closed", people=3)
    >>> amended(sites, [closed])["rest_station"]["doubts"].iloc[0]
    'reported_closed'
    >>> amended(sites, []) is sites
    True
    """
    by_site: dict[str, list[Decision]] = {}
    for decision in standing(decisions):
        if decision.action == "accept" and decision.complaint in feedback.COMPLAINTS:
            by_site.setdefault(decision.site, []).append(decision)
    frames = {kind: _amended(frame, by_site) for kind, frame in sites.items()} if by_site else {}
    is_same = all(frame is sites[kind] for kind, frame in frames.items())
    return sites if is_same else Sites(frames)


def watched(row: Row, complaint: Complaint) -> dict[str, str]:
    """Return what an entry says in the columns that a complaint watches, as strangers may have it."""
    return {name: schema.masked(str(row[name])) for name in complaint.watches}


def holds(decision: Decision, row: Row) -> bool:
    """Tell whether the entry still says what it said when the report was accepted."""
    return all(schema.masked(str(row.get(name, ""))) == text for name, text in decision.was.items())


def told(decision: Decision, lang: str = "zh") -> str:
    """Say where a change comes from: workers' reports, how many, when, and when they were accepted."""
    dates = {"last": beijing_time(decision.last)[:_DATE], "at": beijing_time(decision.at)[:_DATE]}
    label = feedback.get(decision.complaint).label.get(lang)
    key = "feedback.origin_text" if decision.text else "feedback.origin"
    return say(key, lang, what=label, count=decision.people, text=schema.masked(decision.text), **dates)


def _amended(frame: gpd.GeoDataFrame, by_site: Mapping[str, list[Decision]]) -> gpd.GeoDataFrame:
    """Return a frame with its changes; the same object where there are none."""
    named = frame["site_id"].isin(list(by_site))
    cells = _changed(frame[named], by_site) if named.any() else pd.DataFrame()
    if cells.empty:
        return frame
    columns = {}
    for name in cells.columns:
        column = frame[name].copy()
        column.loc[cells.index] = cells[name].astype(column.dtype)
        columns[str(name)] = column
    return frame.assign(**columns)


def _changed(rows: gpd.GeoDataFrame, by_site: Mapping[str, list[Decision]]) -> pd.DataFrame:
    """Return the columns that change, for the rows that do."""
    changed = {}
    for index, row in zip(rows.index, rows.drop(columns="geometry").to_dict("records"), strict=True):
        cells: dict[str, Any] = {}
        for decision in by_site[row["site_id"]]:
            if holds(decision, row):
                cells |= _cells({**row, **cells}, decision)
        if cells:
            changed[index] = {name: row[name] for name in _TOUCHED} | cells
    return pd.DataFrame.from_dict(changed, orient="index")


def _cells(row: Row, decision: Decision) -> dict[str, Any]:
    complaint = feedback.get(decision.complaint)
    cells: dict[str, Any] = _EFFECTS[complaint.effect](row, complaint)
    codes = [code for code in str(row["doubts"]).split(DOUBT_JOINT) if code]
    cells["doubts"] = DOUBT_JOINT.join(dict.fromkeys([*codes, complaint.doubt]))
    for name in ("changes", "note") if decision.text else ("changes",):
        cells[name] = _JOINT.join(filter(None, [row[name], told(decision)]))
    return cells


def _blur(row: Row, _: Complaint) -> dict[str, Any]:
    rough = PRECISIONS["district"]
    if not PRECISIONS[row["precision"]].counts:
        return {}  # it is as rough as that already, or has no place at all
    return {"precision": rough.key, "error_m": max(float(row["error_m"]), rough.error_m)}


def _without(row: Row, complaint: Complaint) -> dict[str, Any]:
    kept = (key for key in facilities.split(row["facilities"]) if key != complaint.facility)
    return {"facilities": facilities.join(tuple(kept))}


_EFFECTS: Mapping[str, Callable[[Row, Complaint], dict[str, Any]]] = MappingProxyType(
    {
        "note": lambda _row, _complaint: {},
        "close": lambda _row, _complaint: {},
        "silence": lambda _row, _complaint: {"opening_hours": ""},
        "blur": _blur,
        "without": _without,
    }
)

_TOUCHED = ("doubts", "changes", "note", "opening_hours", "facilities", "precision", "error_m")
