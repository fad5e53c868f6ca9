"""Open or closed at a time: ordinary days, holidays, make-up workdays, years not announced; and in a browser."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given
from opening_hours import OpeningHours

from unionmap import hours
from unionmap.hours import festivals

Plan = list[tuple[int, int]] | None

# National Day 2026 as the State Council announced it: 1 to 7 October off, 20 September and 10 October worked.
FIRST = date(2026, 9, 28)
FORTNIGHT = [FIRST + timedelta(ahead) for ahead in range(14)]
OFF = {date(2026, 10, day): "holiday" for day in (1, 2, 3, 5, 6, 7)} | {
    date(2026, 10, 4): "break",
    date(2026, 10, 10): "makeup",
}
DAY = [(540, 1020)]


def _rows(
    usual: Callable[[int], Plan],
    holiday: Callable[[int], Plan],
    makeup: Callable[[int], Plan],
    lull: Callable[[int], Plan] | None = None,
) -> Callable[[date], Plan]:
    def plan(day: date) -> Plan:
        sort = OFF.get(day, "ordinary")
        return {"holiday": holiday, "makeup": makeup, "break": lull or usual, "ordinary": usual}[sort](day.weekday())

    return plan


def always(plan: Plan) -> Callable[[int], Plan]:
    return lambda _: plan


def on(days: range, plan: Plan, other: Plan = ()) -> Callable[[int], Plan]:  # type: ignore[assignment]
    return lambda weekday: plan if weekday in days else other


FIVE, TWO = range(5), range(5, 7)
NIGHT = [(1320, 1800)]
TABLE = {
    "24小时": _rows(always([(0, 1440)]), always([(0, 1440)]), always([(0, 1440)])),
    "每天9:00-17:00": _rows(always(DAY), always(DAY), always(DAY)),
    "9:00-12:00 14:00-17:00": _rows(*[always([(540, 720), (840, 1020)])] * 3),
    "22:00-6:00": _rows(always(NIGHT), always(NIGHT), always(NIGHT)),
    "9月1日-9月30日 8:00-9:00；10月1日-10月5日 22:00-次日6:00": lambda day: (
        [(480, 540)] if day.month == 9 else NIGHT if day.day <= 5 else []
    ),
    "周一至周五9:00-17:00": _rows(on(FIVE, DAY), on(FIVE, None), always(None)),
    "周一至周五 22:00-6:00": _rows(on(FIVE, NIGHT), on(FIVE, None), always(None)),
    "工作日 9:00-17:00": _rows(on(FIVE, DAY), always([]), always(DAY)),
    "工作日 22:00-次日6:00": _rows(on(FIVE, NIGHT), always([]), always(NIGHT)),
    "工作日开放": _rows(on(FIVE, None), always([]), always(None)),
    "周末 9:00-17:00": _rows(on(TWO, DAY), on(TWO, DAY), always(None)),
    "周一至周五 9:00-17:00，节假日除外": _rows(on(FIVE, DAY), always([]), on(FIVE, DAY)),
    "9:00-17:00，节假日除外": _rows(always(DAY), always([]), always(DAY), always(None)),
    "工作日 9:00-17:00，周末 10:00-11:00": _rows(on(FIVE, DAY, [(600, 660)]), always(None), always(DAY), always(None)),
    "周二至周日 9:00-17:00，周一闭馆": _rows(on(range(1, 7), DAY), always(None), always(None), always(None)),
    "每天9:00-17:00，节假日10:00-11:00": _rows(always(DAY), always([(600, 660)]), always(DAY), always(None)),
}


def _expected(plan: Callable[[date], Plan], at: datetime, spill: int) -> str:
    today, before = plan(at.date()), plan(at.date() - timedelta(1))
    minute = at.hour * 60 + at.minute
    if any(start <= minute < end for start, end in today or ()):
        return "open"
    if any(start <= minute + 1440 < end for start, end in before or ()):
        return "open"
    return "unknown" if today is None or (before is None and minute < spill) else "closed"


@pytest.mark.parametrize("text", TABLE)
def test_every_minute_of_a_fortnight_with_holidays_and_a_make_up_workday(text):
    found = hours.parse(text)
    spill = 360 if "6:00" in text else 0
    start = datetime(FIRST.year, FIRST.month, FIRST.day)
    for minute in range(14 * 1440):
        at = start + timedelta(minutes=minute)
        assert hours.is_open(found, at) == _expected(TABLE[text], at, spill), at


@pytest.mark.parametrize("text", TABLE)
def test_the_next_change_is_the_first_minute_with_another_answer(text):
    found = hours.parse(text)
    at, end = datetime(2026, 9, 29, 10, 30), datetime(2026, 10, 12)
    while at < end:
        change = hours.next_change(found, at)
        if change is None:
            assert text in {"24小时"}
            return
        now = hours.is_open(found, at)
        assert hours.is_open(found, change) != now == hours.is_open(found, change - timedelta(minutes=1))
        step = at
        while step < change:
            assert hours.is_open(found, step) == now
            step += timedelta(minutes=30)
        at = change


def test_a_reason_is_given_where_the_answer_is_not_known():
    said = {
        ("周一至周五9:00-17:00", datetime(2026, 10, 1, 10)): "holiday",
        ("周一至周五9:00-17:00", datetime(2026, 10, 10, 10)): "makeup",
        ("9:00-17:00，节假日除外", datetime(2026, 10, 4, 10)): "break",
        ("工作日开放", datetime(2026, 9, 29, 10)): "no_times",
        ("工作日9:00-17:00", datetime(2027, 10, 1, 10)): "unpublished",
        ("以站点为准", datetime(2026, 9, 29, 10)): "deferred",
    }
    for (text, at), reason in said.items():
        assert hours.answer(hours.parse(text), at) == ("unknown", reason), text
        assert hours.explain(reason) != hours.explain(reason, "en")


def test_a_year_that_is_not_announced_is_unknown_near_its_festivals_and_only_there():
    work, daily, weekend = (hours.parse(text) for text in ("工作日9:00-17:00", "9:00-17:00", "周末 9:00-17:00"))
    assert not festivals.year(2031).published
    for day, expected in {
        date(2031, 10, 1): "unknown",  # Wednesday, a festival
        date(2031, 10, 8): "unknown",  # Wednesday after
        date(2031, 10, 11): "unknown",  # Saturday: perhaps worked
        date(2031, 7, 16): "open",
        date(2031, 7, 19): "closed",
    }.items():
        at = datetime(day.year, day.month, day.day, 10)
        assert hours.is_open(work, at) == expected, day
        assert hours.is_open(daily, at) == "open"
    assert hours.is_open(weekend, datetime(2031, 10, 1, 10)) == "closed"
    assert hours.is_open(weekend, datetime(2031, 10, 11, 10)) == "unknown"
    last = max(number for number in range(2026, 2040) if festivals.year(number).published)
    assert hours.is_open(work, datetime(last, 12, 31, 10)) == "unknown"  # next year's New Year may begin here


def test_every_day_off_and_every_day_worked_since_2002_lies_near_a_festival():
    late = {date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)}
    for number in range(2002, 2027):
        own = festivals.year(number)
        near = own.festivals + festivals.year(number + 1).festivals[:1]
        for day in (own.holidays | own.makeup) - late:
            assert ("makeup" if day in own.makeup else "holiday") in festivals.near_festival(day, near), day


@pytest.mark.parametrize("year", [1, 1850, 1949, 1985, 2101, 2500, 9999])
def test_far_years_are_answered_without_an_error(year):
    for text in ("工作日9:00-17:00", "24小时", "Feb 29 09:00-17:00"):
        found = hours.parse(text)
        for at in (datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, tzinfo=UTC)):
            assert hours.is_open(found, at) in {"open", "closed", "unknown"}
            hours.next_change(found, at)


def test_time_zones_are_converted_and_naive_times_are_of_china():
    found = hours.parse("8:00-18:00")
    assert hours.is_open(found, datetime(2026, 7, 1, 0, 30, tzinfo=UTC)) == "open"
    assert hours.is_open(found, datetime(2026, 7, 1, 0, 30)) == "closed"
    assert hours.next_change(found, datetime(2026, 7, 1, 0, 30, tzinfo=UTC)) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert hours.next_change(found, datetime(2026, 7, 1, 9, 0, 30)) == datetime(2026, 7, 1, 18)


@pytest.mark.parametrize(
    "text",
    ["周五 22:00-6:00；周六 10:00-12:00", "周一至周五 8:00-12:00 14:00-18:00", "5-10月 20:00-1:00", "7-12月 8:00-9:00"],
)
def test_the_written_syntax_says_the_same_to_opening_hours_py_in_ordinary_weeks(text):
    found = hours.parse(text)
    plain = OpeningHours(hours.format(found), auto_country=False, auto_timezone=False)
    for minute in range(0, 7 * 1440, 5):
        at = datetime(2026, 7, 6) + timedelta(minutes=minute)
        assert hours.is_open(found, at) == str(plain.state(at)[0])


def _plan_in_browser(plain: dict, days: dict, day: date) -> tuple[Plan, int]:
    def covers(season: dict) -> bool:
        here, first, last = [day.month, day.day], season["from"], season["to"]
        return first <= here <= last if first <= last else here >= first or here <= last

    season = next((season for season in plain["seasons"] if covers(season)), None)
    if season is None:
        return [], 0
    sorts = days["days"].get(day.isoformat(), ["ordinary"])
    plans = [season.get(sort, season["week"])[day.weekday()] for sort in sorts]
    return (plans[0] if all(plan == plans[0] for plan in plans) else None), season["spill"]


def _open_in_browser(plain: dict, days: dict, at: datetime) -> str:
    """Follow the steps at the head of ``browser.py``, as a script would."""
    minute = at.hour * 60 + at.minute
    today, _ = _plan_in_browser(plain, days, at.date())
    before, spill = _plan_in_browser(plain, days, at.date() - timedelta(1))
    if any(a <= minute < b for a, b in today or ()) or any(a <= minute + 1440 < b for a, b in before or ()):
        return "open"
    return "unknown" if today is None or (before is None and minute < spill) else "closed"


CALENDAR = hours.calendar([2025, 2026, 2027])


@given(st.sampled_from(sorted(TABLE)), st.integers(2 * 1440, 3 * 365 * 1440 - 1))
def test_a_browser_gives_the_same_answers(text, minute):
    found = hours.parse(text)
    at = datetime(2025, 1, 1) + timedelta(minutes=minute)
    assert _open_in_browser(hours.browser(found), CALENDAR, at) == hours.is_open(found, at)


def test_the_calendar_tells_what_is_announced():
    assert CALENDAR["published"][:2] == [2025, 2026]
    assert CALENDAR["days"]["2026-10-01"] == ["holiday"]
    assert CALENDAR["days"]["2026-10-10"] == ["makeup"]
    assert "2026-07-01" not in CALENDAR["days"]
    assert hours.browser(hours.parse("以站点为准")) == {"seasons": None, "reason": "deferred"}


def test_a_column_of_hours_is_answered_at_once():
    column = hours.parse_column(pd.Series(["24小时", "以站点为准", "9:00-17:00", None, "24小时"], index=list("abcde")))
    found = hours.states(column, datetime(2026, 7, 1, 20))
    assert found.to_dict() == {"a": "open", "b": "unknown", "c": "closed", "d": "unknown", "e": "open"}
