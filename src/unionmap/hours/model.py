"""What hours are, once understood: a week of each season, and what holds on public holidays and make-up workdays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

DAY = 1440
HOLIDAY = 7
"""The eighth day of a week of rules."""
WEEK = frozenset(range(7))
WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})

Plan = tuple[tuple[int, int], ...] | None
"""Open intervals of a day in minutes from its midnight, in order, the end after 1440 where they run into the next day;
empty: closed all day; None: not known."""
Policy = Plan | Literal["as_written"]

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_OFFSETS = tuple(sum(_LENGTHS[:month]) for month in range(12))
LAST_DAY = sum(_LENGTHS) - 1


def day_of_year(month: int, day: int) -> int:
    """Return the place of a date in a leap year, from 0.

    Raises
    ------
    ValueError
        If there is no such date.
    """
    if not 1 <= month <= 12 or not 1 <= day <= _LENGTHS[month - 1]:
        raise ValueError(f"no such date: {month}-{day}")
    return _OFFSETS[month - 1] + day - 1


def month_end(month: int) -> int:
    """Return the place of the last day of a month in a leap year."""
    return day_of_year(month, _LENGTHS[month - 1])


def month_day(place: int) -> tuple[int, int]:
    """Return month and day of a place in a leap year."""
    month = max(index for index, offset in enumerate(_OFFSETS) if offset <= place)
    return month + 1, place - _OFFSETS[month] + 1


def inside(place: int, first: int, last: int) -> bool:
    """Tell whether a date lies in a range of dates that may pass the turn of the year."""
    return first <= place <= last if first <= last else place >= first or place <= last


class Cell(NamedTuple):
    """What is said of a stretch of the year: seven days, the public holiday if it is named, and 工作日 if that is."""

    week: tuple[Plan, ...]
    holiday: Policy = "as_written"
    names_holiday: bool = False
    names_workday: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of the year with one week.

    Attributes
    ----------
    first, last : int
        Days of a leap year from 0, both inside; first > last where it passes the turn of the year.
    week : tuple of 7 plans
        Ordinary weeks, Monday first.
    holiday, makeup : plan or "as_written"
        What holds on public holidays, and on weekend days that are worked to make up for one.
    names_workday : bool
        Whether the days were named as 工作日, and not by their names.
    """

    first: int
    last: int
    week: tuple[Plan, ...]
    holiday: Policy
    makeup: Policy
    names_workday: bool = False

    @property
    def all_year(self) -> bool:
        """Whether it lasts from the first to the last day of the year."""
        return self.first == 0 and self.last == LAST_DAY

    @property
    def spill(self) -> int:
        """Minutes after midnight until which any day of it may run on."""
        plans = [*self.week, *(policy for policy in (self.holiday, self.makeup) if policy != "as_written")]
        return max(0, *(end - DAY for plan in plans for _, end in plan or ()), 0)


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours as understood. Two are equal if they mean the same; how they were said does not count.

    Attributes
    ----------
    said : str
        The text as given.
    rules : str
        OSM ``opening_hours`` syntax; empty where the hours are not known.
    reason : str
        Why they are not known, a key of the room ``hours`` in ``words.toml``; else empty.
    seasons : tuple of Season
        The same as ``rules``, for reckoning. Days of the year in no season are closed.
    """

    said: str = field(compare=False)
    rules: str
    reason: str = field(default="", compare=False)
    seasons: tuple[Season, ...] = field(default=(), compare=False, repr=False)


def merged(intervals: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sort intervals and join those that touch or overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def settle(cell: Cell) -> tuple[Policy, Policy]:
    """Return what holds on public holidays and on make-up workdays: the table of ``docs/hours.md``."""
    days = [cell.week[day] for day in sorted(WORKDAYS)]
    uniform = all(plan == cell.week[0] for plan in cell.week) and cell.week[0] is not None
    weekend_only = all(plan == () for plan in days)
    holiday: Policy = cell.holiday
    if not cell.names_holiday:
        weekend_closed = all(cell.week[day] == () for day in WEEKEND)
        if cell.names_workday:
            holiday = () if weekend_closed else None
        else:
            holiday = "as_written" if uniform or weekend_only else None
    if cell.names_workday:
        return holiday, days[0] if all(plan == days[0] for plan in days) else None
    closed = cell.names_holiday and holiday == ()
    return holiday, "as_written" if uniform or closed else None


def seasons(cells: Sequence[tuple[int, Cell]]) -> tuple[Season, ...]:
    """Return the seasons of a year.

    Parameters
    ----------
    cells : sequence of (int, Cell)
        Stretches of the year in order: the first day of each, from 0, and what is said of it.
    """
    stretches: list[tuple[int, Cell]] = []
    for first, cell in cells:
        if not stretches or stretches[-1][1] != cell:
            stretches.append((first, cell))
    lasts = [first - 1 for first, _ in stretches[1:]] + [LAST_DAY]
    spans = [(first, last, cell) for (first, cell), last in zip(stretches, lasts, strict=True)]
    if len(spans) > 1 and spans[0][2] == spans[-1][2]:
        spans = [*spans[1:-1], (spans[-1][0], spans[0][1], spans[0][2])]
    found = (Season(first, last, cell.week, *settle(cell), cell.names_workday) for first, last, cell in spans)
    return tuple(
        season
        for season in found
        if any(plan != () for plan in season.week) or season.holiday not in {(), "as_written"}
    )
