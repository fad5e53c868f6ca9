"""Opening hours of several columns in one text, as they are written."""

import re
from collections.abc import Iterator, Sequence

from unionmap import cells, hours
from unionmap.intake import clocks, phrases
from unionmap.intake.timetable import WEEK, Part, other_side, rest_of

_DAYS = re.compile(r"[周星礼节假]|工作日|每[天日]|双休")
_ALL_DAY, _NOT_ALL_DAY = "24小时", "非24小时"
_EXTRA_PARTS = re.compile("早|清晨|凌晨|中午|午间|晚|夜|傍晚")


def compose(base: str, told: Sequence[str], parts: Sequence[Part]) -> str:
    """Return in one text what the columns of hours say of a site, as they are written.

    Parameters
    ----------
    base : str
        What the column of hours says, if there is one.
    told : sequence of str
        What stands in the column of each part.
    parts : sequence of Part

    Examples
    --------
    >>> parts = [Part("", "hours", "周一至周五"), Part("", "hours", "周末"), Part("", "ticks", "24小时")]
    >>> compose("", ["8:00-18:00", "休息", "否"], parts), compose("", ["", "", "√"], parts)
    ('周一至周五 8:00-18:00；周末 休息', '24小时')
    >>> compose("", ["8:00-18:00", "", ""], parts), compose("8:00-18:00", ["", "", "是"], parts)
    ('周一至周五 8:00-18:00；周末 未注明', '8:00-18:00；24小时')
    """
    said = [("" if cells.says_nothing(cell) else cell.strip(), part) for cell, part in zip(told, parts, strict=True)]
    ticks = [
        (phrases.read_truth(raw), part.names) for raw, part in zip(told, parts, strict=True) if part.role == "ticks"
    ]
    rests = [rest_of(cell) for cell, part in said if part.role == "ticks"]
    main = _all_day(base or next(filter(None, rests), ""), ticks)
    week = [(tick, names) for tick, names in ticks if hours.days_of(names)]
    ticked = frozenset[int]().union(*(hours.days_of(names) for _, names in week)) >= WEEK
    days = next((cell for cell, part in said if part.role == "days" and cell), "")
    if ticked:
        days = days or "、".join(names for tick, names in week if tick)
        week = []
    others = [f"{names}{'照常' if tick else '不'}开放" for tick, names in week if tick is not None]
    others += [f"{cell}休息" for cell, part in said if part.role == "off" and cell]
    return "；".join(filter(None, [_on(days, main), *_of_parts(said, silent=bool(main)), *others]))


def _all_day(main: str, ticks: Sequence[tuple[bool | None, str]]) -> str:
    """Add what a tick for 24小时 says, unless it is said already; no is nothing new but beside 24小时."""
    own = [tick for tick, names in ticks if hours.heading(names) == {"allday"} and tick is not None]
    is_all_day = hours.parse(main).rules == "24/7"
    if not own or own[0] == is_all_day or (not own[0] and not main):
        return main
    if own[0]:
        return f"{main}；{_ALL_DAY}" if main else _ALL_DAY
    return f"{main}；{_NOT_ALL_DAY}" if is_all_day else main


def _on(days: str, main: str) -> str:
    """Put days before their hours, unless these name days themselves."""
    if not days or not main:
        return main or days
    return f"{days}开放，{main}" if _DAYS.search(main) else f"{days} {main}"


def _of_parts(said: Sequence[tuple[str, Part]], *, silent: bool) -> Iterator[str]:
    """Write the hours of each part; one that is left blank beside others is not known, unless ``silent``."""
    held = [(part.names, cell) for cell, part in said if part.role == "hours"]
    held += _spans(said)
    told = {names for names, text in held if text}
    for names, text in held if told else ():
        if text:
            yield _named(names, text)
        elif names not in told and not silent and not _is_extra(names):
            yield f"{names} 未注明"


def _is_extra(names: str) -> bool:
    """Tell whether a part of the day may go unsaid: a site that is silent on its evenings is closed then."""
    return hours.heading(names) == {"part"} and bool(_EXTRA_PARTS.match(names))


def _spans(said: Sequence[tuple[str, Part]]) -> Iterator[tuple[str, str]]:
    """Join the two ends of hours, each pair once."""
    held = {part: cell for cell, part in said if part.is_clock}
    for opens, first in held.items():
        closes = other_side(opens, held) if opens.role == "opens" else None
        if closes and closes.names == opens.names:
            yield opens.names, clocks.join(first, held[closes], (opens.header, closes.header))
        elif closes:
            ends = [part.names + cell if cell else "" for part, cell in ((opens, first), (closes, held[closes]))]
            yield "", clocks.join(ends[0], ends[1], (opens.header, closes.header))


def _named(names: str, text: str) -> str:
    """Put what hours are of before them; a cell that names days of its own stands as it is if they are among those."""
    if not names:
        return text
    truth = phrases.read_truth(text)
    if truth is not None:
        return f"{names}{'' if truth else '不'}开放"
    of, own = hours.days_of(names), _DAYS.search(text)
    if not own or not of or text.startswith(names):
        return text if text.startswith(names) else f"{names} {text}"
    week = hours.week(hours.parse(text))
    open_on = {day for day, plan in enumerate(week or ()) if plan}
    return text if open_on and open_on <= of else f"{names} {text}，两处说法不同"
