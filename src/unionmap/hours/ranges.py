"""Spans of time and of dates, from what two ends say together. An end that could mean two times is refused."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from unionmap.hours.model import DAY, Plan, day_of_year, merged, month_end
from unionmap.hours.osm import twelve_hours
from unionmap.hours.tokens import Clock, NotUnderstood

_NOON = 12
_LATE = frozenset({"noon", "afternoon", "dusk", "evening"})
_HOURS = {
    "": ((0, 24, 0),),
    "dawn": ((0, 6, 0), (12, 12, -12)),
    "morning": ((0, 12, 0),),
    "am": ((12, 12, -12), (0, 11, 0)),
    "noon": ((10, 14, 0), (1, 2, 12)),
    "afternoon": ((12, 23, 0), (1, 11, 12)),
    "dusk": ((16, 20, 0), (4, 8, 12)),
    "evening": ((17, 24, 0), (5, 11, 12), (12, 12, 12), (0, 0, 24)),
}
"""For each part of the day: hours from, to, and what is added to them."""
PARTS = frozenset(_HOURS) - {""}
_CLOSED = {
    "dawn": (0, 5),
    "morning": (6, 11),
    "am": (6, 11),
    "noon": (12, 13),
    "afternoon": (13, 17),
    "evening": (20, 24),
}
"""Hours that surely belong to a part of the day of which it is said that it is closed."""


def minutes(clock: Clock, part: str | None = None) -> int:
    """Return the minute of the day that a clock time says, in the part of the day given or its own."""
    part = clock.part if part is None else part
    if clock.minute > 59 or clock.hour > 48:
        raise NotUnderstood("bad_time")
    for first, last, added in _HOURS[part]:
        if first <= clock.hour <= last:
            minute = 60 * (clock.hour + added) + clock.minute
            if minute > DAY or (part == "morning" and minute > DAY // 2):
                break
            return minute
    raise NotUnderstood("ambiguous" if part and clock.hour <= 24 else "bad_time")


def span(first: Clock, last: Clock) -> tuple[int, int]:
    """Return the minutes from a time to another; the end is after 1440 where it is on the next day.

    Raises
    ------
    NotUnderstood
        If the end may be of the afternoon or of the next day.
    """
    if first.next_day:
        raise NotUnderstood("not_understood")
    start = minutes(first)
    if start >= DAY:
        raise NotUnderstood("bad_time")
    end = _end(start, first, last)
    if not start < end <= start + DAY:
        raise NotUnderstood("ambiguous")
    return start, end


def _end(start: int, first: Clock, last: Clock) -> int:
    if last.next_day:
        return minutes(last) + DAY
    whole = Clock("", last.hour, last.minute, last.plain, next_day=False) == last and not first.part
    if whole and last.plain and last.minute <= 59 and DAY < 60 * last.hour + last.minute <= start + DAY:
        return 60 * last.hour + last.minute  # 22:00-30:00, as OSM writes it
    goes_on = not last.part and first.part in _LATE and last.hour < _NOON
    end = minutes(last, first.part if goes_on else None)
    if goes_on and first.part == "evening" and end <= start:
        end = minutes(last, "")  # 夜间22:00-6:00 ends in the morning
    if end == 0 or (start == 0 and end == DAY - 1):
        return DAY
    return end if end > start else _overnight(start, end, first, last)


def _overnight(start: int, end: int, first: Clock, last: Clock) -> int:
    morning = not last.part and (first.part in {"morning", "am"} or twelve_hours(start, end))
    if end == start or morning or last.part in {"noon", "afternoon"}:
        raise NotUnderstood("ambiguous")
    return end + DAY


def bare(first: int, last: int) -> tuple[int, int]:
    """Return the minutes of two bare hours (``8-18``), where they can be nothing else."""
    if not 5 <= first <= _NOON or not first < last <= 24:
        raise NotUnderstood("ambiguous")
    return 60 * first, 60 * last


def dotted(first: tuple[str, str], last: tuple[str, str]) -> tuple[str, tuple[int, int]]:
    """Read ``8.30-17.30`` or ``5.1-9.30``: ``times`` or ``dates``, and the span; refused where it could be either."""
    ends = (first, last)
    times = all(len(right) == 2 and int(right) < 60 and int(left) <= 24 for left, right in ends)
    try:
        dates = tuple(day_of_year(int(left), int(right)) for left, right in ends)
    except ValueError:
        dates = ()
    if times == bool(dates):
        raise NotUnderstood("ambiguous" if times else "bad_time")
    if times:
        clocks = [Clock("", int(left), int(right), plain=True, next_day=False) for left, right in ends]
        return "times", span(*clocks)
    return "dates", season((int(first[0]), int(first[1])), (int(last[0]), int(last[1])))


def season(first: tuple[int, int], last: tuple[int, int]) -> tuple[int, int]:
    """Return the days of the year from a date to another, both inside; a day of 0 is the whole month.

    The end of February is its last day in every year, also where it is written as the 28th.
    """
    try:
        start = day_of_year(first[0], first[1] or 1)
        end = month_end(last[0]) if last[1] == 0 or last == (2, 28) else day_of_year(*last)
    except (ValueError, IndexError):
        raise NotUnderstood("bad_time") from None
    return start, end


def plan(spans: list[tuple[int, int]]) -> Plan:
    """Return the plan of a list of spans as written one after another.

    Raises
    ------
    NotUnderstood
        If they overlap, or do not follow each other: then a later one may be of the afternoon.
    """
    for before, after in pairwise(spans):
        if after[0] < before[0]:
            raise NotUnderstood("ambiguous")
        if after[0] < before[1]:
            raise NotUnderstood("conflict")
    found = merged(spans)
    if any(end > start + DAY for start, end in found):
        raise NotUnderstood("conflict")
    return found


def check(plans: Sequence[Plan], off: Iterable[str], nonstop: bool, not_all_day: bool) -> None:
    """Refuse plans that are open in a part of the day said to be closed, close at noon against what is said, or never.

    Parameters
    ----------
    plans : sequence of plan
    off : iterable of str
        Parts of the day said to be closed.
    nonstop, not_all_day : bool
        Whether it is said that there is no break at noon, or that it is not open around the clock.
    """
    hours = [_CLOSED.get(part, (0, 24)) for part in off]
    for start, end in (span for found in plans for span in found or ()):
        if any(start < 60 * last and 60 * first < end for first, last in hours):
            raise NotUnderstood("conflict")
        if not_all_day and end - start >= DAY:
            raise NotUnderstood("conflict")
    if nonstop and any(len(found or ()) > 1 for found in plans):
        raise NotUnderstood("conflict")


def without(found: Plan, rest: tuple[int, int]) -> Plan:
    """Take a midday break out of a plan."""
    whole = [(start, end) for start, end in found or () if start < rest[0] and rest[1] < end]
    if len(whole) != 1:
        raise NotUnderstood("conflict")
    start, end = whole[0]
    return merged([*(other for other in found or () if other != whole[0]), (start, rest[0]), (rest[1], end)])
