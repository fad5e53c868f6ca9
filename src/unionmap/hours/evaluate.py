"""Open, closed or unknown at a time: the plan of each day is settled here, opening-hours-py reckons with it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd
from opening_hours import OpeningHours

from unionmap.hours import festivals
from unionmap.hours.model import DAY, Hours, Plan, Season, day_of_year, inside
from unionmap.hours.osm import MONTHS, clock

State = Literal["open", "closed", "unknown"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
_YEARS = range(1901, 9998)
_LOOK_AHEAD = (2, 14, 400)
_ALWAYS = "24/7"


class Answer(NamedTuple):
    """Whether it is open, and why that is not known: a key of the room ``hours`` in ``words.toml``."""

    state: State
    reason: str = ""


class _DayPlan(NamedTuple):
    plan: Plan
    reason: str
    spill: int


def plan_for(season: Season, weekday: int, sort: festivals.Sort) -> Plan:
    """Return the plan of a sort of day: the table of ``docs/hours.md``."""
    usual = season.week[weekday]
    if sort == "makeup":
        return usual if season.makeup == "as_written" else season.makeup
    if sort == "ordinary" or season.holiday == "as_written":
        return usual
    if season.holiday is None:
        return () if weekday >= 5 and usual == () else None
    return season.holiday if sort == "holiday" or season.holiday == usual else None


@lru_cache(maxsize=65536)
def _day(hours: Hours, day: date) -> _DayPlan:
    place = day_of_year(day.month, day.day)
    season = next((one for one in hours.seasons if inside(place, one.first, one.last)), None)
    if season is None:
        return _DayPlan((), "", 0)
    sorts: list[festivals.Sort] = sorted(festivals.sorts(day)) if _depends(season) else ["ordinary"]
    plans = {plan_for(season, day.weekday(), sort) for sort in sorts}
    plan = plans.pop() if len(plans) == 1 else None
    if plan is not None:
        return _DayPlan(plan, "", season.spill)
    if season.week[day.weekday()] is None and sorts == ["ordinary"]:
        return _DayPlan(None, "no_times", season.spill)
    return _DayPlan(None, sorts[0] if len(sorts) == 1 else "unpublished", season.spill)


def _depends(season: Season) -> bool:
    return season.holiday != "as_written" or season.makeup != "as_written"


def _rules(hours: Hours, first: date, last: date) -> Iterator[str]:
    """Yield a rule a day, those not known first: where two hold, the later rule counts, and open is sure."""
    days = [first + timedelta(ahead) for ahead in range((last - first).days + 1)]
    plans = [(f"{day.year} {MONTHS[day.month - 1]} {day.day:02d}", _day(hours, day)) for day in days]
    for said, found in plans:
        if found.plan is None:
            yield f"{said} 00:00-{clock(DAY + found.spill)} unknown"
    for said, found in plans:
        if found.plan:
            yield f"{said} {','.join(f'{clock(start)}-{clock(end)}' for start, end in found.plan)}"


def _between(hours: Hours, first: date, last: date) -> OpeningHours:
    return OpeningHours(", ".join(_rules(hours, first, last)) or "off", auto_country=False, auto_timezone=False)


@lru_cache(maxsize=16384)
def _around(hours: Hours, day: date) -> OpeningHours:
    return _between(hours, day - timedelta(1), day)


@lru_cache(maxsize=4096)
def _ahead(hours: Hours, day: date, days: int) -> OpeningHours:
    return _between(hours, day - timedelta(1), day + timedelta(days))


def _local(at: datetime) -> datetime:
    return at if at.tzinfo is None else at.astimezone(SHANGHAI).replace(tzinfo=None)


def answer(hours: Hours, at: datetime) -> Answer:
    """Tell whether it is open at a time, and why that is not known.

    Parameters
    ----------
    at : datetime
        Naive: time in China. Aware: converted to it.
    """
    if not hours.rules:
        return Answer("unknown", hours.reason)
    if at.year not in _YEARS:
        return Answer("unknown", "unpublished")
    local = _local(at)
    today, before = local.date(), local.date() - timedelta(1)
    state, _ = _around(hours, today).state(local)
    if str(state) != "unknown":
        return Answer("open" if str(state) == "open" else "closed")
    return Answer("unknown", _day(hours, today).reason or _day(hours, before).reason)


def is_open(hours: Hours, at: datetime) -> State:
    """Tell whether it is ``open``, ``closed`` or ``unknown`` at a time.

    Parameters
    ----------
    at : datetime
        Naive: time in China. Aware: converted to it.
    """
    return answer(hours, at).state


def next_change(hours: Hours, at: datetime) -> datetime | None:
    """Return when the answer changes next, to the minute; None if it does not within 400 days, or is never known.

    The result has the time zone of ``at``. What it changes to is the answer at that time.
    """
    if hours.rules in {"", _ALWAYS} or at.year not in _YEARS:
        return None
    local = _local(at)
    for days in _LOOK_AHEAD:
        last = local.date() + timedelta(days)
        found = _ahead(hours, local.date(), days).next_change(local)
        if found is None:
            continue
        if found < datetime(last.year, last.month, last.day):
            return found if at.tzinfo is None else found.replace(tzinfo=SHANGHAI).astimezone(at.tzinfo)
    return None


def states(column: pd.Series, at: datetime) -> pd.Series:
    """Tell for a column of `Hours` what `is_open` says of each, reckoned once for each that differs.

    Returns
    -------
    Series of str
        The same index, named ``open``.
    """
    known = {hours: is_open(hours, at) for hours in column.unique() if hours.rules}
    return pd.Series([known.get(hours, "unknown") for hours in column], index=column.index, name="open", dtype="object")
