"""What a heading above hours names: days, a part of the day, a season, or that it is open around the clock."""

import re

from unionmap.hours.stream import DAYS, Stream
from unionmap.hours.tokens import PART, NotUnderstood, Token, clean, tokens

_PARTS = re.compile(rf"(?:{PART})(?!\s*[\d半])")
_ROLES = {"SEASON": "season", "DATE": "season", "DOT": "season", "ALLDAY": "allday", **dict.fromkeys(DAYS, "days")}
_JOINTS = frozenset({"DASH", "COMMA", "AND", "BRACKET", "SPACE", "YEAR", "NUMBER", "BARE", "NOISE"})
_LONGEST = 40


def heading(text: str) -> frozenset[str]:
    """Return what a heading names: ``days``, ``part`` (of the day), ``season``, ``allday``; nothing if it is another.

    Examples
    --------
    >>> sorted(heading("周一至周五 上午")), sorted(heading("夏季（5月1日-9月30日）")), sorted(heading("24小时"))
    (['days', 'part'], ['season'], ['allday'])
    >>> heading("经度"), heading("日"), heading("8:00-18:00")
    (frozenset(), frozenset(), frozenset())
    """
    if len(text) > _LONGEST:
        return frozenset()
    try:
        plain = clean(text)
        bare, parts = _PARTS.subn(" ", plain)
        found = [token for token in tokens(bare.strip()) if token.sort not in {"SPACE", "BRACKET"}]
        named = {_ROLES[token.sort] for token in found if token.sort in _ROLES}
        if any(token.sort not in _ROLES and token.sort not in _JOINTS for token in found) or not _is_whole(found):
            return frozenset()
    except NotUnderstood:
        return frozenset()
    return frozenset(named | {"part"} if parts else named)


def _is_whole(found: list[Token]) -> bool:
    """Tell whether days stand as such, and not as numbers or signs that are days only beside others."""
    stream = Stream(found)
    while stream.place < len(found):
        if stream.sort() in DAYS:
            stream.group()
        elif stream.date_span() is None:
            if stream.sort() in {"BARE", "NUMBER"}:
                return False
            stream.place += 1
    return True


def days_of(text: str) -> frozenset[int]:
    """Return the days of a week that a heading names, Monday first from 0, 7 for public holidays.

    Examples
    --------
    >>> sorted(days_of("周六日")), sorted(days_of("节假日")), sorted(days_of("上午"))
    ([5, 6], [7], [])
    """
    if heading(text) != {"days"}:
        return frozenset()
    stream = Stream([token for token in tokens(clean(text)) if token.sort not in {"SPACE", "BRACKET"}])
    found: set[int] = set()
    while stream.place < len(stream.tokens):
        if stream.sort() in DAYS:
            found |= stream.group().days
        else:
            stream.place += 1
    return frozenset(found)
