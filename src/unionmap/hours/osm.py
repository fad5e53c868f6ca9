"""Hours in OSM ``opening_hours`` syntax: written in one form only, and read as far as that syntax is plain.

What is written in parts that say something else (sunrise, weeks of the year, comments, school holidays, years) is left
unknown. The comment ``"工作日"`` is ours: the days are workdays, whatever their names.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from unionmap.hours.model import (
    DAY,
    HOLIDAY,
    LAST_DAY,
    WEEK,
    Cell,
    Plan,
    Policy,
    Season,
    day_of_year,
    inside,
    merged,
    month_day,
    month_end,
    settle,
)
from unionmap.hours.model import seasons as seasons_of

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORKDAY = "工作日"
LONGEST = 2000

_DAY, _MONTH, _CLOCK = "|".join(DAYS), "|".join(MONTHS), r"\d{1,2}:\d\d"
_DATE = rf"(?:{_MONTH})(?:[ ]\d{{1,2}}(?!\d|:\d))?"
_RULE = re.compile(
    rf"""(?P<dates>{_DATE}(?:-(?:{_DATE}|\d{{1,2}}))?(?:,\ ?{_DATE}(?:-(?:{_DATE}|\d{{1,2}}))?)*)?:?\ ?
    (?P<days>(?:{_DAY})(?:-(?:{_DAY}))?(?:,\ ?(?:{_DAY})(?:-(?:{_DAY}))?)*)?:?\ ?
    (?P<times>24/7|{_CLOCK}-{_CLOCK}(?:,\ ?{_CLOCK}-{_CLOCK})*)?\ ?
    (?P<state>open|off|closed|unknown)?\ ?
    (?P<comment>"{WORKDAY}")?""",
    re.VERBOSE,
)
_ADDED = re.compile(rf'(?<=:\d\d),\s*(?=(?:{_DAY}|{_MONTH}))|(?<="),\s*|(?<=unknown),\s*')


class Rule(NamedTuple):
    """One rule of the syntax."""

    dates: tuple[tuple[int, int], ...]
    days: frozenset[int]
    plan: Plan
    names_workday: bool
    adds: bool


def looks_like(text: str) -> bool:
    """Tell whether a text is to be read as OSM syntax: a word of it, and nothing but ASCII outside our comment."""
    return text.replace(WORKDAY, "").isascii() and bool(
        re.search(rf"\b(?:{_DAY}|{_MONTH}|SH|off|closed|unknown|open|week|sunrise|sunset)\b|\"", text)
    )


def read(text: str) -> tuple[Season, ...] | None:
    """Read OSM syntax; None where it is not plain.

    Examples
    --------
    >>> write(read("Mo-Fr 8:00-12:00,13:00-17:00; PH off"))
    'Mo-Fr 08:00-12:00,13:00-17:00; PH off'
    >>> read("Mo[1] sunrise-sunset")
    """
    if len(text) > LONGEST:
        return None
    sets = re.sub(r"\s+", " ", text.strip()).rstrip("; ").split(";")
    rules = [_rule(part.strip(), adds=seq > 0) for rules in sets for seq, part in enumerate(_ADDED.split(rules))]
    known = [rule for rule in rules if rule is not None]
    if len(known) < len(rules) or not known:
        return None
    return seasons_of([(first, _cell(known, first)) for first in breaks(span for rule in known for span in rule.dates)])


def breaks(spans: Iterable[tuple[int, int]]) -> list[int]:
    """Return the days of the year on which something may change, given ranges of dates."""
    found = {0}
    for first, last in spans:
        found |= {first, last + 1}
    return sorted(found - {LAST_DAY + 1})


def _cell(rules: list[Rule], place: int) -> Cell:
    week: list[Plan] = [()] * 7
    holiday, named, workday = None, False, False
    for rule in rules:
        if rule.dates and not any(inside(place, *span) for span in rule.dates):
            continue
        for day in rule.days - {HOLIDAY}:
            before = week[day]
            week[day] = merged([*before, *rule.plan]) if rule.adds and before and rule.plan else rule.plan
        if HOLIDAY in rule.days:
            holiday, named = rule.plan, True
        workday |= rule.names_workday
    return Cell(tuple(week), holiday if named else "as_written", named, workday)


def _rule(part: str, *, adds: bool) -> Rule | None:
    found = _RULE.fullmatch(part)
    if not found or not part:
        return None
    times, state = found["times"], found["state"]
    if (times and state not in {None, "open"}) or not (times or state or found["days"]):
        return None
    try:
        dates = tuple(_dates(span) for span in re.split(r", ?", found["dates"] or "") if span)
        days = _days(found["days"]) if found["days"] else WEEK
        plan = None if state == "unknown" else () if state in {"off", "closed"} else _plan(times)
    except ValueError:
        return None
    return Rule(dates, days, plan, bool(found["comment"]), adds)


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for span in re.split(r", ?", text):
        first, last = (DAYS.index(day) for day in (span.split("-") if "-" in span else (span, span)))
        if first != last and HOLIDAY in {first, last}:
            raise ValueError(span)
        found |= {first} if first == HOLIDAY else {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(found)


def _dates(span: str) -> tuple[int, int]:
    first, _, last = span.partition("-")
    if last.isdigit():
        last = f"{first[:3]} {last}"
    return _date(first, end=False), _date(last or first, end=True)


def _date(text: str, *, end: bool) -> int:
    name, _, day = text.partition(" ")
    month = MONTHS.index(name) + 1
    return day_of_year(month, int(day)) if day else month_end(month) if end else day_of_year(month, 1)


def _plan(times: str | None) -> Plan:
    if not times or times == "24/7":
        return ((0, DAY),)
    spans = []
    for span in re.split(r", ?", times):
        start, end = (_minutes(clock) for clock in span.split("-"))
        end += DAY if end <= start else 0
        if start >= DAY or end > start + DAY:
            raise ValueError(span)
        spans.append((start, end))
    plan = merged(spans)
    if any(end > start + DAY for start, end in plan):
        raise ValueError(times)
    return plan


def _minutes(clock: str) -> int:
    hour, minute = map(int, clock.split(":"))
    if hour > 48 or minute > 59 or hour * 60 + minute > 2 * DAY:
        raise ValueError(clock)
    return hour * 60 + minute


def write(found: Sequence[Season]) -> str:
    """Write seasons in OSM syntax: the same text for the same meaning.

    Rules are joined by a comma where hours pass midnight, so that no rule cuts off what the day before runs on.
    """
    if not found:
        return "off"
    join = ", " if any(season.spill for season in found) else "; "
    base = join.join(filter(None, (join.join(_week(season)) for season in found)))
    holidays = [_holiday(season) for season in found]
    if all(said == "PH off" for said in holidays):
        holidays = holidays[:1]
    else:
        holidays = [f"{_span(season)}{said}" for season, said in zip(found, holidays, strict=True) if said]
    return "; ".join([base, *holidays])


def _week(season: Season) -> list[str]:
    groups: dict[Plan, list[int]] = {}
    for day, plan in enumerate(season.week):
        if plan != ():
            groups.setdefault(plan, []).append(day)
    rules = [
        " ".join(filter(None, (_names(days), _times(plan), _comment(season, days)))) for plan, days in groups.items()
    ]
    if season.all_year and rules == ["00:00-24:00"]:
        return ["24/7"]
    return [f"{_span(season)}{rule}" for rule in rules or ["off"]]


def _comment(season: Season, days: list[int]) -> str:
    return f'"{WORKDAY}"' if season.names_workday and max(days) < 5 else ""


def _holiday(season: Season) -> str:
    usual, _ = settle(Cell(season.week, names_workday=season.names_workday))
    holiday: Policy = season.holiday
    if holiday == "as_written" or (holiday == usual and not season.names_workday):
        return ""
    return "PH off" if holiday == () else f"PH {_times(holiday)}"


def _span(season: Season) -> str:
    if season.all_year:
        return ""
    (month, day), (last_month, last_day) = month_day(season.first), month_day(season.last)
    if day == 1 and season.last == month_end(last_month):
        return f"{MONTHS[month - 1]} " if month == last_month else f"{MONTHS[month - 1]}-{MONTHS[last_month - 1]} "
    first, last = f"{MONTHS[month - 1]} {day:02d}", f"{MONTHS[last_month - 1]} {last_day:02d}"
    return f"{first} " if first == last else f"{first}-{last} "


def _names(days: list[int]) -> str:
    if len(days) == 7:
        return ""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _times(plan: Plan) -> str:
    return "unknown" if plan is None else ",".join(f"{clock(start)}-{_end(start, end)}" for start, end in plan)


def _end(start: int, end: int) -> str:
    """Write an end after midnight as the time of the next day, unless it could be taken for one of the same day."""
    return clock(end if end <= DAY or twelve_hours(start, end - DAY) or end == start + DAY else end - DAY)


def twelve_hours(start: int, end: int) -> bool:
    """Tell whether an end before its start may be of a twelve-hour clock: that of 9:00-5:00, but not of 22:00-6:00."""
    return 60 <= end < 780 and start < 780 and end <= start < end + 720


def clock(minute: int) -> str:
    """Write a minute of the day as ``HH:MM``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
