"""A time as people say it: ``现在``, ``周六 12:30``, ``今晚 22:00``, ``2026-11-28 12:30``."""

import re
from datetime import date, datetime, time, timedelta

from unionmap.errors import InputError
from unionmap.hours.evaluate import SHANGHAI
from unionmap.hours.ranges import minutes
from unionmap.hours.tokens import NotUnderstood, clean, tokens
from unionmap.text import fault

_NOW = frozenset({"现在", "此刻", "此时", "目前", "now"})
_AHEAD = {
    "今天": 0,
    "今日": 0,
    "今": 0,
    "today": 0,
    "明天": 1,
    "明日": 1,
    "明": 1,
    "tomorrow": 1,
    "后天": 2,
    "大后天": 3,
}
_WEEKDAYS = {
    **{sign: day for day, sign in enumerate("一二三四五六日")},
    "天": 6,
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_DAY = re.compile(
    rf"(?P<ahead>{'|'.join(sorted(_AHEAD, key=len, reverse=True))})"
    r"|(?P<next>下个?|next )?(?:本|这个?|this )?(?:周|星期|礼拜|(?=[a-z]))"
    r"(?P<weekday>[一二三四五六日天](?!点)|(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?)"
    r"|(?:(?P<year>\d{4})[-/年.])?(?P<month>\d{1,2})[-/月.](?P<day>\d{1,2})(?:[日号]|(?![\d:点时]))"
)


def now() -> datetime:
    """Return the time in China, to the minute, without a zone."""
    return datetime.now(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)


def moment(text: str, now: datetime) -> datetime:
    """Read a time that is asked about.

    Parameters
    ----------
    text : str
        ``now``, a date and a time, or a time alone: then the next of that name. A weekday is the next one whose time
        has not passed, today included; 下周六 is that of the week after this one, which begins on Monday.
    now : datetime
        Naive: time in China.

    Returns
    -------
    datetime
        Naive: time in China, to the minute.

    Raises
    ------
    InputError
        If it is not understood whole, names no time of the clock, or could mean two.

    Examples
    --------
    >>> now = datetime(2026, 11, 28, 15, 40)
    >>> [f"{moment(text, now):%m-%d %H:%M}" for text in ("周六 12:30", "今晚 22:00", "明天中午", "下午4点半")]
    ['12-05 12:30', '11-28 22:00', '11-29 12:00', '11-28 16:30']
    """
    now = now.replace(second=0, microsecond=0)
    try:
        plain = clean(text.replace("T", " "))
        return now if plain in _NOW else _read(plain, now)
    except (NotUnderstood, ValueError):
        raise fault(InputError, "hours.no_moment", got=text[:40]) from None


def _read(plain: str, now: datetime) -> datetime:
    named = _DAY.match(plain)
    minute = _minute(plain[named.end() :] if named else plain)
    if named is None:
        found = _at(now.date(), minute)
        return found if found >= now else found + timedelta(1)
    if named["ahead"]:
        return _at(now.date() + timedelta(_AHEAD[named["ahead"]]), minute)
    if named["weekday"]:
        return _on_weekday(_WEEKDAYS[named["weekday"][:3]], minute, now, next_week=bool(named["next"]))
    found = _at(date(int(named["year"] or now.year), int(named["month"]), int(named["day"])), minute)
    if not named["year"] and found.date() < now.date():
        found = found.replace(year=now.year + 1)
    return found


def _on_weekday(weekday: int, minute: int, now: datetime, *, next_week: bool) -> datetime:
    ahead = weekday - now.weekday()
    if next_week:
        return _at(now.date() + timedelta(ahead + 7), minute)
    found = _at(now.date() + timedelta(ahead % 7), minute)
    return found if found >= now else found + timedelta(7)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _minute(said: str) -> int:
    """Return the minute of the day; noon and midnight need no number."""
    said = said.lstrip(" ,的").rstrip()
    if said in {"中午", "正午", "noon"}:
        return 720
    if said in {"半夜", "午夜", "midnight"}:
        return 1440
    found = [token for token in tokens(said) if token.sort != "SPACE"]
    if len(found) != 1 or found[0].sort != "CLOCK" or found[0].value.next_day:
        raise NotUnderstood("not_understood")
    return minutes(found[0].value)
