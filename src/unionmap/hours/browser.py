"""What a browser needs to say by itself whether a site is open: plans by sort of day, and the sorts of days.

State at minute m of a date, with ``plan(date)`` and ``spill`` as `browser` describes them:

1. open, if m lies in an interval [start, end) of ``plan(date)``, or m + 1440 in one of ``plan(date - 1)``;
2. else unknown, if ``plan(date)`` is null, or ``plan(date - 1)`` is null and m < the spill of that day's season;
3. else closed.

``plan(date)``: the season of the date's month and day (none: closed); the sorts of the date in `calendar` (a date not
listed: ``ordinary`` alone); for each sort ``(season[sort] ?? season.week)[weekday]``, Monday 0; if all are equal that,
else null. A date of a year that `calendar` was not asked for may be of every sort.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from unionmap.hours import festivals
from unionmap.hours.evaluate import plan_for
from unionmap.hours.model import Hours, Plan, month_day

_SPECIAL: tuple[festivals.Sort, ...] = ("holiday", "break", "makeup")

Week = tuple[tuple[tuple[int, int], ...], ...]


def week(hours: Hours, season: int = 0) -> Week:
    """Return the open intervals of ordinary weeks, Monday first, in minutes; ends after 1440 are on the next day.

    Parameters
    ----------
    season : int
        Which of ``hours.seasons``, where there are several.

    Returns
    -------
    tuple of 7 tuples of (int, int)
        Empty for a day that is closed, and for one that is not known: ask `is_open` which.
    """
    if season >= len(hours.seasons):
        return ((),) * 7
    return tuple(plan or () for plan in hours.seasons[season].week)


def browser(hours: Hours) -> dict[str, Any]:
    """Return hours as JSON for a browser.

    Returns
    -------
    dict
        ``seasons``: null where the hours are not known (``reason`` says why), else a list of

        * ``from``, ``to``: [month, day], both inside, from after to where it passes the turn of the year;
        * ``week``: seven plans, Monday first: a list of [start, end] in minutes (empty: closed), or null (not known);
        * ``holiday``, ``break``, ``makeup``: seven plans for that sort of day; left out where they are as in ``week``;
        * ``spill``: minutes after midnight until which a day of it may run on.
    """
    if not hours.rules:
        return {"seasons": None, "reason": hours.reason}
    return {"seasons": [_season(hours, place) for place in range(len(hours.seasons))], "reason": ""}


def _season(hours: Hours, place: int) -> dict[str, Any]:
    season = hours.seasons[place]
    plain: dict[str, Any] = {
        "from": list(month_day(season.first)),
        "to": list(month_day(season.last)),
        "week": [_plan(plan) for plan in season.week],
        "spill": season.spill,
    }
    for sort in _SPECIAL:
        row = [_plan(plan_for(season, weekday, sort)) for weekday in range(7)]
        if row != plain["week"]:
            plain[sort] = row
    return plain


def _plan(plan: Plan) -> list[list[int]] | None:
    return None if plan is None else [list(interval) for interval in plan]


def calendar(years: Iterable[int]) -> dict[str, Any]:
    """Return the special days of years as JSON.

    Returns
    -------
    dict
        ``years``: those asked for. ``published``: those of them whose arrangement is known.
        ``days``: by ISO date the sorts that a day may be, of ``ordinary``, ``holiday``, ``break`` and ``makeup``; one
        where the year is published, several where that is not known yet. Days not listed are ordinary.
    """
    asked = sorted(set(years))
    days: dict[str, list[str]] = {}
    for number in asked:
        day = date(number, 1, 1)
        while day.year == number:
            sorts = sorted(festivals.sorts(day))
            if sorts != ["ordinary"]:
                days[day.isoformat()] = list(sorts)
            day += timedelta(1)
    return {"years": asked, "published": [number for number in asked if festivals.year(number).published], "days": days}
