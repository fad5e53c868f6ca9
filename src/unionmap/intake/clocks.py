"""Opening hours that stand in two columns: when a site opens, and when it closes."""

import re
from collections.abc import Callable, Sequence

import pandas as pd

from unionmap import hours
from unionmap.intake import phrases

OPENS, CLOSES = "opens_at", "closes_at"

_HOURS = "opening_hours"
_MOST = 0.5
_BARE_HOUR = r"\s*(?:[2-9]|1\d|2[0-4])(?:\.0+)?\s*"
_START = ("0", "0.0", "1899-12-30", "1900-01-00")
_END = ("1", "1.0", "1899-12-31", "1900-01-01")
_NO_CLOCK = re.compile(r"[-—–~～至到,，;；、/\n]")


def read_clock(text: str) -> str:
    """Return a time of the day, what a spreadsheet made of it turned back; ``""`` where a cell is none.

    Examples
    --------
    >>> read_clock("上午8点"), read_clock("0.75"), read_clock("9"), read_clock("24小时"), read_clock("8:00-18:00")
    ('上午8点', '18:00', '9:00', '', '')
    """
    said = phrases.read_hours(text)[0]
    bare = re.fullmatch(r"(\d{1,2})(?:\.0+)?", said)
    said = f"{bare[1]}:00" if bare else said
    if not said or _NO_CLOCK.search(said):
        return ""
    found = hours.parse(f"00:00-{said}")  # 次日2:00 is more than a day later
    return said if found.rules or found.reason == "ambiguous" else ""


def has_bare_hours(column: pd.Series) -> bool:
    """Tell whether cells are hours and no more (8, 18): then 0 and 1 are too, and no whole days."""
    return bool(pd.Index(column.unique()).str.fullmatch(_BARE_HOUR).any())


def of_day(column: pd.Series, *, whole: bool = True, closes: bool = False) -> pd.Series:
    """Return a column of times of the day in which ``whole`` days, as a spreadsheet counts them, are 0:00 and 24:00.

    Examples
    --------
    >>> of_day(pd.Series(["0.75", "1", "1900-01-01"], dtype="str"), closes=True).tolist()
    ['0.75', '24:00', '24:00']
    """
    ends = dict.fromkeys(_END, "24:00") if closes else {}
    return column.replace(dict.fromkeys(_START, "0:00") | ends) if whole else column


def pair(named: dict[str, list[str]], taken: Sequence[str], sampled: Callable[[str], Sequence[str]]) -> None:
    """Leave of the columns that could say when sites open and close the two that do; a column of hours comes first.

    Parameters
    ----------
    named : dict of str to list of str
        Field to the headers that name it, the plainest first; changed in place.
    taken : sequence of str
        Fields that the caller has chosen a column for.
    sampled : callable
        What stands in the column with a header.

    Examples
    --------
    >>> held = {"开放时间": ["8:00", "9:00"], "结束时间": ["18:00", "17点"], "营业时间": []}
    >>> named = {"opening_hours": ["营业时间", "开放时间"], "closes_at": ["结束时间"]}
    >>> pair(named, (), held.__getitem__)
    >>> named
    {'opening_hours': ['营业时间'], 'opens_at': ['开放时间'], 'closes_at': ['结束时间']}
    """
    whole, opens, closes = named.get(_HOURS, []), named.pop(OPENS, []), named.pop(CLOSES, [])
    starts = [header for header in [*opens, *whole] if _are_clocks(sampled(header))]
    ends = [header for header in closes if _are_clocks(sampled(header))]
    told = [header for header in whole if header not in starts and sampled(header)]
    if not starts or not ends or told or {_HOURS, OPENS, CLOSES} & set(taken):
        return
    named[_HOURS] = [header for header in whole if header != starts[0]]
    named |= {OPENS: starts[:1], CLOSES: ends[:1]}
    if not named[_HOURS]:
        del named[_HOURS]


def _are_clocks(found: Sequence[str]) -> bool:
    return bool(found) and sum(bool(read_clock(cell)) for cell in found) > _MOST * len(found)


def join(opens: str, closes: str, headers: tuple[str, str]) -> str:
    """Return the hours that two cells say together; what only one of them says stands as written.

    Examples
    --------
    >>> columns = ("开门", "关门")
    >>> join("8:00", "0.75", columns), join("24小时", "24小时", columns), join("", "18:00", columns)
    ('8:00-18:00', '24小时', '关门 18:00')
    """
    first, last = read_clock(opens), read_clock(closes)
    if first and last:
        return f"{first}-{last}"
    if opens and closes:
        return opens if opens == closes else f"{opens}-{closes}"
    return f"{headers[0]} {first}" if first else f"{headers[1]} {last}" if last else opens or closes
