"""Which columns hold hours of some days, parts of the day or seasons, or ticks for 24小时 and the like."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from unionmap import hours
from unionmap.intake import clocks, phrases
from unionmap.intake.vocabulary import unframed

_MOST = 0.5
_LONGEST = 30
_OPENS = re.compile(r"(?i)(?:开始|起始|开门|开馆|开站|上班|\bopens?(?:ing)?\b|\bstart\b)")
_CLOSES = re.compile(r"(?i)(?:结束|终止|截止|关门|闭馆|闭站|关站|下班|打烊|\bclos(?:es?|ing)\b|\bend\b)")
_FRAME = re.compile(
    r"(?i)是否|能否|可否|对外|正常|照常|时间段?|时段|时刻|开放|营业|服务(?:站点|站|点)?|运营|工作(?!日)|作息|值班|情况"
    r"|\b(?:is|open(?:ing)?|(?<!\d )hours?|business|time)\b"
)
_OPENING_DAYS = re.compile(
    r"(?:每周)?(?:开放|营业|服务|运营|开门|值班)(?:日期?|日子|周期|天)|每周(?:开放|营业|服务)(?:日期?|时间)?"
)
_DAYS_OFF = re.compile(r"(?:每周)?(?:闭馆|闭站|休息|公休|休馆|店休|停业|关门|不开放)(?:日期?|时间|天)")
_NO_BUT = re.compile(r"(?:否|不是|非|没有|×)[,，;；:：(（\s]*")
_BLANK = "blank"
WEEK = frozenset(range(7))
_TIMED = frozenset({"", "season", "ambiguous", "no_times", "conflict", "deferred", "host"})
"""Reasons for which hours are not known that only hours have."""


class Part(NamedTuple):
    """A column of hours that are not those of all days.

    Attributes
    ----------
    header : str
    role : str
        ``hours``, ``opens``, ``closes``; ``days`` and ``off`` where cells name the days on which sites are open or
        closed; ``ticks`` where they say yes or no.
    names : str
        What the hours are of, as the header says it: 周一至周五, 上午, 24小时; ``""`` for days.
    """

    header: str
    role: str
    names: str

    @property
    def is_clock(self) -> bool:
        """Whether its cells are times of the day."""
        return self.role in ("opens", "closes")


def find(headers: Iterable[str], sampled: Callable[[str], Sequence[str]]) -> tuple[Part, ...]:
    """Return the columns of hours of some days, parts of the day or seasons, by what they are called and hold.

    Parameters
    ----------
    headers : iterable of str
    sampled : callable
        What stands in the column with a header.

    Examples
    --------
    >>> held = {"周一至周五": ["8:00-18:00"], "周末开放时间": ["休息"], "是否24小时": ["否"], "节假日": ["春节"]}
    >>> [(part.role, part.names) for part in find(held, held.__getitem__)]
    [('hours', '周一至周五'), ('hours', '周末'), ('ticks', '24小时')]
    """
    found = [part for header in headers if (part := _part(header, sampled))]
    roles = {part.role for part in found if part.role in ("hours", "ticks")}
    # A column that is left blank beside its like is one of them: of what it names, nothing is said.
    found = [
        part if part.role != _BLANK else part._replace(role="hours" if "hours" in roles else "ticks")
        for part in found
        if part.role != _BLANK or roles
    ]
    return tuple(part for part in found if not part.is_clock or other_side(part, found))


def _part(header: str, sampled: Callable[[str], Sequence[str]]) -> Part | None:
    asked, names = _asked(header)
    role = _role(asked, names, sampled(header)) if asked else ""
    return Part(header, role, names) if role else None


def _asked(header: str) -> tuple[str, str]:
    """Return what a header asks for, hours, times or days, and what these are of; nothing where it asks for others."""
    text = unframed(header).replace("_", " ").strip(" :")
    if not 0 < len(text) <= _LONGEST:
        return "", ""
    for asked, pattern in (("days", _OPENING_DAYS), ("off", _DAYS_OFF)):
        if pattern.fullmatch(text.replace(" ", "")):
            return asked, ""
    opens, closes = bool(_OPENS.search(text)), bool(_CLOSES.search(text))
    names = " ".join(_FRAME.sub(" ", _CLOSES.sub(" ", _OPENS.sub(" ", text))).split()).strip(" :")
    names = names[1:-1] if re.fullmatch(r"[(\[][^()\[\]]*[)\]]", names) else names
    if not hours.heading(names) or hours.days_of(names) >= WEEK:
        return "", ""
    if hours.heading(names) == {"allday"}:
        return "hours", names  # is_open_24h asks for no time
    return ("hours" if opens == closes else "opens" if opens else "closes"), names


def _role(asked: str, names: str, found: Sequence[str]) -> str:
    """Return the role of a column by what it holds, ``""`` where it holds nothing of the sort."""
    if asked in ("days", "off"):
        return asked if _mostly(found, _names_days) else ""
    if asked != "hours":
        return asked if _mostly(found, clocks.read_clock) else ""
    named = hours.heading(names)
    if not found:
        return _BLANK if "allday" not in named else ""
    if named == {"days"} and _mostly(found, _names_days):
        return "days"
    if _mostly(found, _tick):
        return "ticks" if named in ({"allday"}, {"days"}) else ""
    return asked if "allday" not in named and _mostly(found, lambda cell: _is_hours(names, cell)) else ""


def _mostly(found: Sequence[str], fits: Callable[[str], object]) -> bool:
    return bool(found) and sum(bool(fits(cell)) for cell in found) > _MOST * len(found)


def _tick(cell: str) -> bool:
    return phrases.read_truth(cell) is not None or bool(rest_of(cell))


def rest_of(cell: str) -> str:
    """Return the hours that stand behind a no: 否，8:00-20:00."""
    found = _NO_BUT.match(cell)
    rest = cell[found.end() :].strip("）) ") if found else ""
    return rest if hours.parse(rest).rules not in ("", "24/7") else ""


def _names_days(cell: str) -> bool:
    return hours.heading(cell) == {"days"}


def _is_hours(names: str, cell: str) -> bool:
    return hours.parse(f"{names} {cell}").reason in _TIMED


def other_side(part: Part, parts: Iterable[Part]) -> Part | None:
    """Return the column that holds the other end: of the same hours, or of the day from morning to evening."""
    others = [other for other in parts if other.is_clock and other.role != part.role]
    same = [other for other in others if other.names == part.names]
    whole = len(others) == 1 and hours.heading(part.names) == hours.heading(others[0].names) == {"part"}
    return same[0] if same else others[0] if whole else None
