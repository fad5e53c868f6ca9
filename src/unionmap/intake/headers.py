"""Where the header of a list stands and what its columns are called; which rows are totals or remarks."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

Recognise = Callable[[str], str]

SEARCHED = 30
"""Rows from the top among which a header is looked for."""

FOOTER_HINT = r"^.{0,8}[合总總小共][\s　]*[计計]|^第\s*\d+\s*页"
"""What the first filled cell of a row looks like if `is_footer` could hold anywhere in a list (RE2)."""

_LONGEST_HEADER = 60
_EXACT = frozenset({"合计", "总计", "小计", "共计", "合計", "總計", "小計", "共計"})
_TOTAL = re.compile(r".{0,6}[合总總小共][计計](?:[:：（(\d].*)?|第\d+页.{0,12}")
_REMARK = re.compile(
    r"※|(?:注|备注|附注|说明|填表说明)\d?[:：.、]"
    r"|(?:制表|填表|审核|填报|复核|经办|统计|汇总|联系|负责|主管|打印|报送)[^,，]{0,8}[:：]"
    r"|(?:制表|填表|审核|填报)(?:人|单位|日期|时间)?$|(?:数据|资料)?来源[:：]|截[至止]"
)
_CONTINUED = re.compile(r"[（(]?\d+[、.．)）]\D")
_NUMBER = re.compile(r"[+-]?[\d,]+(?:\.\d+)?[个处家座条所人%]?")
_DECIMAL = re.compile(r"[+-]?\d{1,9}[.．]\d+")
_PAIR = re.compile(r"[(（\[]?\s*[+-]?\d{1,3}\.\d+\s*[,，;； /]\s*[+-]?\d{1,3}\.\d+\s*[)）\]]?")
_DEGREES = re.compile(r"\d\s*[°º˚]|\d\s*度\s*\d")
_UNSEEN = "\ufeff\u200b\u2060"


class Header(NamedTuple):
    """A header among the first records.

    Its one or two rows (none where there is no header), where the list below it begins, and what each column is called.
    """

    rows: tuple[int, ...]
    first_row: int
    names: tuple[str, ...]


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
    folded = [unicodedata.normalize("NFKC", cell).strip() for cell in cells if 3 <= len(cell) <= _LONGEST_HEADER]
    decimals = sum(bool(_DECIMAL.fullmatch(cell)) for cell in folded)
    return decimals >= 2 or any(_PAIR.fullmatch(cell) or _DEGREES.search(cell) for cell in folded)


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
    enough += [place for place, found in enumerate(scores) if found == 1 and _filled(rows[place]) >= wide]
    if enough:
        return _two_levels(rows[:end], enough[0], recognise)
    first = next((place for place, row in enumerate(rows) if _filled(row) >= max(wide, 1)), None)
    if first is None:
        return Header((), len(rows), ())
    if first < end and _could_be(rows[first], rows[first + 1 :]):
        return Header((first,), first + 1, tuple(rows[first]))
    return Header((), first, ())


def score(row: Sequence[str], recognise: Recognise) -> int:
    """Count the different fields that a row names."""
    found = {recognise(cell) for cell in row if 0 < len(cell) <= _LONGEST_HEADER}
    return len(found - {""})


def _filled(row: Sequence[str]) -> int:
    return len({cell for cell in row if cell})


def _usual_width(records: Sequence[Sequence[str]]) -> int:
    counts = Counter(count for record in records if (count := sum(bool(tidy(cell)) for cell in record)))
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _could_be(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row of words that nobody knows names columns: no number, and none comes again in its column."""
    cells = [cell for cell in row if cell]
    if any(_NUMBER.fullmatch(cell) or len(cell) > _LONGEST_HEADER for cell in cells) or len(set(cells)) < len(cells):
        return False
    again = any(cell and cell in (other[j] for other in below if j < len(other)) for j, cell in enumerate(row))
    return bool(below) and not again


def _two_levels(rows: Sequence[Sequence[str]], place: int, recognise: Recognise) -> Header:
    single = Header((place,), place + 1, tuple(rows[place]))
    own = score(rows[place], recognise)
    for upper in (place, place - 1):
        lower = upper + 1
        if upper < 0 or lower >= len(rows) or not _may_be_levels(rows[upper], rows[lower], recognise):
            continue
        names = _join(rows[upper], rows[lower], recognise)
        if _is_better(names, rows[upper], rows[lower], own, recognise):
            return Header((upper, lower), lower + 1, names)
    return single


def _may_be_levels(upper: Sequence[str], lower: Sequence[str], recognise: Recognise) -> bool:
    has_numbers = any(_NUMBER.fullmatch(cell) for cell in lower)
    return _filled(upper) >= 2 and not has_numbers and score(lower, recognise) >= 2


def _is_better(
    names: Sequence[str], upper: Sequence[str], lower: Sequence[str], own: int, recognise: Recognise
) -> bool:
    joined = score(names, recognise)
    if joined > own:
        return True
    shared = any(
        recognise(above) and below in ("", above) for above, below in zip(upper, _pad(lower, len(upper)), strict=False)
    )
    twice = [cell for cell in lower if cell]
    parted = len(set(twice)) < len(twice) and len({name for name in names if name}) > len(set(twice))
    return joined == own and (shared or (parted and _filled(upper) >= 2))


def _pad(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _join(upper: Sequence[str], lower: Sequence[str], recognise: Recognise) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    above, below = _pad(upper, width), _pad(lower, width)
    for j in range(1, width):
        if not above[j] and below[j] and below[j - 1]:
            above[j] = above[j - 1]
    often = Counter(cell for cell in below if cell)
    return tuple(_joined(up, low, often[low] == 1, recognise) for up, low in zip(above, below, strict=True))


def _joined(upper: str, lower: str, alone: bool, recognise: Recognise) -> str:
    if not upper or not lower or upper == lower:
        return lower or upper
    both = f"{upper} {lower}"
    if len(both) <= _LONGEST_HEADER and recognise(both):
        return both
    return lower if recognise(lower) and alone else both


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


def is_footer(cells: Sequence[str], *, at_end: bool) -> bool:
    """Tell whether a row is a total, or at the end of a list a remark; in doubt it is data.

    Examples
    --------
    >>> is_footer(["合 计", "", "36"], at_end=False), is_footer(["注：坐标取自高德", ""], at_end=True)
    (True, True)
    >>> is_footer(["合计", "113.65", "34.75"], at_end=True), is_footer(["小计划驿站", "郑州市"], at_end=True)
    (False, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled[0]) > 400 or holds_coordinates(filled):
        return False
    first = re.sub(r"\s", "", filled[0])
    if first.rstrip(":：") in _EXACT:
        return len(filled) < 3 or all(_NUMBER.fullmatch(cell) for cell in filled[1:])
    if len(filled) >= 3:
        return False
    return bool(_TOTAL.fullmatch(first)) or (at_end and bool(_REMARK.match(first)))


def is_continued(cells: Sequence[str]) -> bool:
    """Tell whether a row below a remark goes on with it: one cell that begins with a number and a mark.

    Examples
    --------
    >>> is_continued(["2、开放时间以公告为准", ""]), is_continued(["2", "甲驿站"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(_CONTINUED.match(filled[0]))


def title(cells: Sequence[str]) -> str:
    """Write a title row as one text.

    Examples
    --------
    >>> title(["驿站一览", "驿站一览", "", "单位：个"])
    '驿站一览 单位：个'
    """
    return " ".join(dict.fromkeys(text for cell in cells if (text := tidy(cell))))
