"""Opening hours as Chinese lists write them, or in OSM syntax: read whole or not at all, and asked about any time.

`parse` reads, `format` writes OSM syntax, `is_open`, `answer` and `next_change` say what holds at a time, `week`,
`browser` and `calendar` what others need to say it themselves. ``docs/hours.md`` has the table of special days.
"""

from functools import lru_cache

import pandas as pd

from unionmap.hours import osm, phrases
from unionmap.hours.browser import browser, calendar, week
from unionmap.hours.evaluate import Answer, State, answer, is_open, next_change, states
from unionmap.hours.headings import days_of, heading
from unionmap.hours.model import Hours, Season
from unionmap.hours.moments import moment, now
from unionmap.hours.tokens import NotUnderstood
from unionmap.text import say

__all__ = [
    "Answer",
    "Hours",
    "Season",
    "State",
    "answer",
    "browser",
    "calendar",
    "days_of",
    "explain",
    "format",
    "heading",
    "is_open",
    "moment",
    "next_change",
    "now",
    "parse",
    "parse_column",
    "states",
    "week",
]


def parse(text: str) -> Hours:
    """Read opening hours.

    Parameters
    ----------
    text : str
        A Chinese phrase, or OSM ``opening_hours`` syntax.

    Returns
    -------
    Hours
        What is not understood whole has no rules, and a reason.

    Examples
    --------
    >>> parse("周一至周五 8:30—12:00，13:00-17:30").rules
    'Mo-Fr 08:30-12:00,13:00-17:30'
    >>> parse("每天上午8点至下午6点").rules, parse("24小时").rules
    ('08:00-18:00', '24/7')
    >>> parse("工作日开放").rules
    'Mo-Fr unknown "工作日"; PH off'
    >>> parse("8?0?7:30").reason, parse("以现场公告为准").reason
    ('damaged', 'deferred')
    """
    return Hours(text, "", "too_long") if len(text) > osm.LONGEST else _parse(text)


@lru_cache(maxsize=16384)
def _parse(text: str) -> Hours:
    is_osm = osm.looks_like(text)
    try:
        found = (osm.read(text) if is_osm else None) or phrases.read(text)  # open 24 hours looks like OSM syntax
    except NotUnderstood as error:
        return Hours(text, "", "osm" if is_osm else str(error.args[0]))
    if found and all(plan is None for one in found for plan in one.week) and all(one.holiday is None for one in found):
        return Hours(text, "", "no_times")
    rules = osm.write(found)
    return Hours(text, rules, "", found) if len(rules) <= osm.LONGEST else Hours(text, "", "too_long")


def parse_column(texts: pd.Series) -> pd.Series:
    """Read a column of opening hours, each distinct text once.

    Parameters
    ----------
    texts : Series of str
        Missing values are hours not known.

    Returns
    -------
    Series of Hours
        The same index and name.
    """
    written = texts.astype("object").where(texts.notna(), "")
    known = {text: parse(text) for text in written.unique()}
    return pd.Series([known[text] for text in written], index=texts.index, name=texts.name, dtype="object")


def explain(reason: str, lang: str = "zh") -> str:
    """Say in words why hours, or an answer, are not known; nothing where they are.

    Examples
    --------
    >>> explain(parse("工作日开放，以站点为准").reason)
    '以站点或公告为准'
    """
    return say(f"hours.{reason}", lang) if reason else ""


def format(hours: Hours) -> str:  # noqa: A001  the name that the others have
    """Write hours in OSM ``opening_hours`` syntax: the same text for the same meaning, empty where they are not known.

    Examples
    --------
    >>> format(parse("周二至周日 9:00—20:00，周一闭馆"))
    'Tu-Su 09:00-20:00'
    """
    return hours.rules
