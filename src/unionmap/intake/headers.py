"""Where the header of a list stands and what its columns are called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from unionmap import kinds
from unionmap.intake import beside, guides, levels
from unionmap.intake.levels import LONGEST_HEADER, NUMBER, Header, Recognise, filled, score
from unionmap.intake.vocabulary import STATION_ENDS, STATION_WORDS

__all__ = [
    "SEARCHED",
    "Header",
    "Recognise",
    "find",
    "holds_coordinates",
    "is_kind",
    "name_columns",
    "score",
    "tidy",
    "title",
]

SEARCHED = 60
"""Rows from the top among which a header is looked for."""

_DECIMAL = re.compile(r"[+-]?\d{1,9}[.．]\d+")
_PAIR = re.compile(r"[(（\[]?\s*[+-]?\d{1,3}\.\d+\s*[,，;； /]\s*[+-]?\d{1,3}\.\d+\s*[)）\]]?")
_DEGREES = re.compile(r"[东西南北经纬度EWNSewns:：\s]*\d{1,3}(?:\.\d+)?\s*(?:[°º˚]|度\s*\d)")
_STATION = re.compile(rf"(?:{STATION_WORDS}|{STATION_ENDS})(?:[(（].*[)）])?$")
_KIND_WORDS = re.compile(
    r"驿站|驿家|站点|服务|港湾|之家|工作室|基地|学院|纪念馆|馆|站|店|支行|中心|点|户外|劳动者|工会|职工|爱心|创新|劳模|工匠|爱国主义|教育|公交"
    r"|所属|所在|主管|管理|建设|负责|开户|归属|运营|依托|单位|[()（）\s/、]"
)
_ADDRESS = re.compile(r"(?:路|街|巷|道|村|镇|园|院).{0,8}\d|\d+号")
_HOURS = re.compile(r"\d{1,2}[:：]\d{2}")
_PHONE = re.compile(r"0\d{2,3}[-—]?\d{7,8}|1\d{2}[\d*]{4}\d{4}")
_UNSEEN = "\ufeff\u200b\u2060"


def tidy(cell: str) -> str:
    """Strip a header's text.

    Examples
    --------
    >>> tidy(" 名称　")
    '名称'
    """
    return cell.strip().strip(_UNSEEN).strip()


def holds_coordinates(cells: Sequence[str]) -> bool:
    """Tell whether a row holds what only a data row holds: two decimal numbers, a pair, degrees.

    Examples
    --------
    >>> holds_coordinates(["1", "甲", "113.05", "34.1"]), holds_coordinates(["编号", "2024.5"])
    (True, False)
    """
    folded = [unicodedata.normalize("NFKC", cell).strip() for cell in cells if 3 <= len(cell) <= LONGEST_HEADER]
    decimals = sum(bool(_DECIMAL.fullmatch(cell)) for cell in folded)
    return decimals >= 2 or any(_PAIR.fullmatch(cell) or _DEGREES.match(cell) for cell in folded)


def find(records: Sequence[Sequence[str]], recognise: Recognise) -> Header:
    """Find the header among the first records of a list.

    Parameters
    ----------
    records : sequence of sequence of str
        Records from the top, blank ones included.
    recognise : callable
        Field that a text names, ``""`` where it names none.

    Examples
    --------
    >>> known = {"名称": "name", "经度": "lon", "纬度": "lat"}
    >>> find([["驿站一览"], ["名称", "坐标", ""], ["", "经度", "纬度"], ["甲", "113.1", "34.2"]],
    ...      lambda text: known.get(text, "")).names
    ('名称', '经度', '纬度')
    """
    blank = next((place for place, record in enumerate(records) if any(map(tidy, record))), 0)
    rows = [[tidy(cell) for cell in record] for record in records[: blank + SEARCHED]]
    end = next((place for place, row in enumerate(rows) if holds_coordinates(row)), len(rows))
    scores = [score(row, recognise) for row in rows[:end]]
    best = max(scores, default=0)
    wide = _usual_width(records) / 2
    enough = [place for place, found in enumerate(scores) if found >= max(2, 0.7 * best)]
    enough += [place for place in range(end) if scores[place] == 1 and _is_told(rows, place, wide, recognise)]
    if enough:
        found = guides.below(rows, levels.at(rows[:end], enough[0], recognise), recognise)
        return beside.find(rows, found, recognise)
    first = next((place for place, row in enumerate(rows) if filled(row) >= max(wide, 1)), None)
    if first is None:
        return Header((), len(rows), ())
    looks_like_data = first >= end or (not scores[first] and _is_data(rows[first], rows[first + 1 :]))
    if not looks_like_data and _could_be(rows[first], rows[first + 1 :]):
        return Header((first,), first + 1, tuple(rows[first]))
    return Header((), first, ())


def _is_told(rows: Sequence[Sequence[str]], place: int, wide: float, recognise: Recognise) -> bool:
    """Tell whether a row that names one field is a header: it is wide, and its neighbours do not say the same there."""
    row, near = rows[place], [*rows[max(place - 3, 0) : place], *rows[place + 1 : place + 4]]
    again = any(cell and recognise(cell) and cell in _column(near, j) for j, cell in enumerate(row))
    return filled(row) >= wide and not again


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place]]


def _is_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row that names no field looks like those below it: a station, an address, hours, a phone."""
    for place, cell in enumerate(row):
        column = _column(below, place)
        for looks in (_is_station, _ADDRESS.search, _HOURS.search, _PHONE.fullmatch):
            if looks(cell) and 2 * sum(bool(looks(other)) for other in column) >= max(len(column), 1):
                return True
    return False


def _is_station(cell: str) -> bool:
    """Tell whether a cell ends in a word for a station and says more than which kind of station."""
    return bool(_STATION.search(cell)) and bool(_KIND_WORDS.sub("", cell))


def is_kind(text: str) -> bool:
    """Tell whether a text only says which kind of station.

    Examples
    --------
    >>> is_kind("户外劳动者驿站"), is_kind("甲驿站"), is_kind("职工服务中心")
    (True, False, False)
    """
    return bool(kinds.read(text)) and not _KIND_WORDS.sub("", text)


def _usual_width(records: Sequence[Sequence[str]]) -> int:
    counts = Counter(count for record in records if (count := sum(bool(tidy(cell)) for cell in record)))
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _could_be(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row of words that nobody knows names columns: no number, and none comes again in its column."""
    cells = [cell for cell in row if cell]
    if any(NUMBER.fullmatch(cell) or len(cell) > LONGEST_HEADER for cell in cells) or len(set(cells)) < len(cells):
        return False
    again = any(cell and cell in _column(below, j) for j, cell in enumerate(row))
    return bool(below) and not again


def name_columns(names: Sequence[str], used: Sequence[bool]) -> dict[int, str]:
    """Name each column once; a nameless column is named by its place if it holds anything, else left out.

    Examples
    --------
    >>> name_columns(["名称", "名称", "", ""], [True, True, True, False])
    {0: '名称', 1: '名称_2', 2: '列3'}
    """
    chosen: dict[int, str] = {}
    taken, first = set(names), set[str]()
    for place, given in enumerate(names):
        name = base = given or f"列{place + 1}"
        if not given and not used[place]:
            continue
        again = 1
        while name in (first if given and again == 1 else taken):
            again += 1
            name = f"{base}_{again}"
        first.add(name)
        taken.add(name)
        chosen[place] = name
    return chosen


def title(cells: Sequence[str]) -> str:
    """Write a title row as one text.

    Examples
    --------
    >>> title(["驿站一览", "驿站一览", "", "单位：个"])
    '驿站一览 单位：个'
    """
    return " ".join(dict.fromkeys(text for cell in cells if (text := tidy(cell))))
