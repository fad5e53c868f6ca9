"""Public holidays and make-up workdays of China, as far as the arrangement of a year is published.

The State Council announces each November which days of the next year are off and which weekend days are worked.
`holidays` knows the published years; for others it estimates without saying so, and then a day near a festival may be
of more than one sort.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

Sort = Literal["ordinary", "holiday", "break", "makeup"]

_LONG, _SHORT = ("春节", "除夕", "劳动节", "国庆节"), ("元旦", "清明节", "端午节", "中秋节")
_DAYS_OFF = {True: 7, False: 4}
"""How many days from a long, or a short, festival a weekday was ever off (2002-2026, tested)."""
_MADE_UP = {True: 14, False: 8}
_SATURDAY = 5


class Year(NamedTuple):
    """The special days of one year; festivals are those fixed by law, each with whether it is a long one."""

    published: bool
    holidays: frozenset[date]
    makeup: frozenset[date]
    festivals: tuple[tuple[date, bool], ...]


@cache
def year(number: int) -> Year:
    """Return the special days of a year."""
    import holidays  # noqa: PLC0415  takes most of a second, and most runs never ask

    found = holidays.country_holidays("CN", years=(number, number + 1), language="zh_CN")
    published: Iterable[int] = found.special_public_holidays
    own = {day: name for day, name in found.items() if day.year == number}
    festivals = tuple(
        (day, any(long in name for long in _LONG))
        for day, name in sorted(own.items())
        if any(festival in name for festival in _LONG + _SHORT) and "补假" not in name
    )
    makeup = frozenset(day for day in found.weekend_workdays if day.year == number)
    return Year(number in published, frozenset(own), makeup, festivals)


@cache
def sorts(day: date) -> frozenset[Sort]:
    """Return which sorts of day a date may be: one where its year is published.

    ``holiday``: in the list of public holidays. ``break``: a weekend day next to one, without a day worked between;
    the notices count it in the break, `holidays` does not list it. ``makeup``: a weekend day that is worked.
    """
    found = frozenset({_sort(day)}) if year(day.year).published else near_festival(day)
    coming = year(day.year + 1)
    if day.month == 12 and not coming.published:
        found |= near_festival(day, coming.festivals[:1])
    return found


def near_festival(day: date, festivals: tuple[tuple[date, bool], ...] | None = None) -> frozenset[Sort]:
    """Return which sorts of day a date may become once its year is arranged."""
    own = year(day.year).festivals if festivals is None else festivals
    weekend = day.weekday() >= _SATURDAY
    if not own:
        return frozenset({"ordinary", "holiday", "break", "makeup"} if weekend else {"ordinary", "holiday"})
    near = [(abs((day - festival).days), long) for festival, long in own]
    found: set[Sort] = {"ordinary"}
    if any(days <= _DAYS_OFF[long] for days, long in near):
        found |= {"holiday", "break"} if weekend else {"holiday"}
    if weekend and any(days <= _MADE_UP[long] for days, long in near):
        found.add("makeup")
    return frozenset(found)


def _sort(day: date) -> Sort:
    own = year(day.year)
    if day in own.makeup:
        return "makeup"
    if day in own.holidays:
        return "holiday"
    return "break" if day.weekday() >= _SATURDAY and _next_to_holiday(day) else "ordinary"


def _next_to_holiday(day: date) -> bool:
    for step in (timedelta(-1), timedelta(1)):
        other = day + step
        if other.weekday() >= _SATURDAY and other not in year(other.year).makeup | year(other.year).holidays:
            other += step
        if other in year(other.year).holidays:
            return True
    return False
