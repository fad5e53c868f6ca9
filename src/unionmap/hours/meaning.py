"""What the statements of a phrase mean together. Statements that contradict each other leave the hours unknown."""

from collections.abc import Sequence
from typing import NamedTuple

from unionmap.hours.model import DAY, HOLIDAY, LAST_DAY, WEEK, WEEKEND, Cell, Plan, Season, inside, merged, seasons
from unionmap.hours.osm import breaks
from unionmap.hours.tokens import Days, NotUnderstood

Spans = tuple[tuple[int, int], ...]


class Statement(NamedTuple):
    """One thing said: in which dates, on which days (None: none named), open when; ``closes`` where it takes away."""

    spans: Spans
    days: Days | None
    plan: Plan
    closes: bool = False


def meaning(statements: Sequence[Statement], as_usual: frozenset[int]) -> tuple[Season, ...]:
    """Return the seasons that statements describe.

    Parameters
    ----------
    statements : sequence of Statement
    as_usual : frozenset of int
        Days of which it is said that they are open like the others.

    Raises
    ------
    NotUnderstood
        If they contradict each other, or nothing but "open" is said.
    """
    opening = [statement for statement in statements if not statement.closes]
    ordinary = [said for said in opening if said.days is None or said.days.days != {HOLIDAY}]
    if len({said.days is None for said in ordinary}) > 1 or len({bool(said.spans) for said in opening}) > 1:
        raise NotUnderstood("conflict")
    places = breaks(span for statement in statements for span in statement.spans)
    cells = []
    for place, after in zip(places, [*places[1:], LAST_DAY + 1], strict=True):
        said = _at(statements, place)
        if after == place + 1 and len({one.spans for one in said if not one.closes}) > 1:
            cells.append((place, Cell((None,) * 7)))  # 10月1日, the end of a season and the start of the next
        else:
            cells.append((place, _cell(said, as_usual, anything=bool(opening))))
    if all(plan is None for _, cell in cells for plan in cell.week) and not any(
        cell.holiday == () for _, cell in cells
    ):
        raise NotUnderstood("no_times")
    return seasons(cells)


def _at(statements: Sequence[Statement], place: int) -> list[Statement]:
    return [said for said in statements if not said.spans or any(inside(place, *span) for span in said.spans)]


def _cell(statements: list[Statement], as_usual: frozenset[int], *, anything: bool) -> Cell:
    opening = [said for said in statements if not said.closes]
    closing = [said for said in statements if said.closes]
    if anything and not opening:
        return Cell(((),) * 7)
    plans = _opened(opening) if anything else dict.fromkeys(WEEK)
    if plans.get(HOLIDAY):
        plans = {**dict.fromkeys(WEEKEND), **plans}  # many say 节假日 and mean the weekends too
    _close(plans, closing, named=[said.days.days for said in opening if said.days])
    _check_usual(plans, as_usual)
    workday = any(said.days and said.days.names_workday and not said.days.days >= WEEK for said in opening)
    week = tuple(plans.get(day, ()) for day in range(7))
    never = anything and all(plan == () for plan in week) and not any(said.spans for said in closing)
    if never or (workday and HOLIDAY in as_usual):
        raise NotUnderstood("conflict")
    return Cell(week, plans.get(HOLIDAY, "as_written"), HOLIDAY in plans, workday)


def _opened(opening: list[Statement]) -> dict[int, Plan]:
    plans: dict[int, Plan] = {}
    for said in opening:
        for day in said.days.days if said.days else WEEK:
            plans[day] = _added(plans[day], said.plan) if day in plans else said.plan
    return plans


def _added(before: Plan, plan: Plan) -> Plan:
    if before == plan:
        return plan
    if before is None or plan is None or any(a < d and c < b for a, b in before for c, d in plan):
        raise NotUnderstood("conflict")
    if plan and before and plan[0][0] < before[0][0]:
        raise NotUnderstood("ambiguous")
    found = merged([*before, *plan])
    if any(end > start + DAY for start, end in found):
        raise NotUnderstood("conflict")
    return found


def _close(plans: dict[int, Plan], closing: list[Statement], named: list[frozenset[int]]) -> None:
    for said in closing:
        days = said.days.days if said.days else WEEK
        if any(days & group and not group >= WEEK for group in named):
            raise NotUnderstood("conflict")
        plans.update(dict.fromkeys(days, said.plan))


def _check_usual(plans: dict[int, Plan], as_usual: frozenset[int]) -> None:
    """Refuse days said to be open as usual, unless they are, and all days are alike."""
    if not as_usual:
        return
    alike = len({plans.get(day) for day in WEEK}) == 1
    if (HOLIDAY in as_usual and HOLIDAY in plans) or (as_usual - {HOLIDAY} and not alike):
        raise NotUnderstood("conflict")
