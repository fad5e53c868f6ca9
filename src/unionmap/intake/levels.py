"""Headers of two lines or three, the upper ones over several columns, and blocks of columns side by side."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from unionmap import crs

Recognise = Callable[[str], str]

LONGEST_HEADER = 60
NUMBER = re.compile(r"[+-]?[\d,]+(?:\.\d+)?[个处家座条所人%]?")
_COORDINATES = ("lon", "lat", "lonlat")
_MOST = 3
_LONGEST_GROUP = 20
_WORD = re.compile(r"[^\W\d_]")
_NO_GROUP = re.compile(r"[:：\d]|总工会|名单|一览|汇总|统计|附[件表]|报表|台账|清单|名册|登记表")
_YES_NO = (frozenset({"有", "无"}), frozenset({"是", "否"}), frozenset({"有", "没有"}))
_SAID = frozenset[str]().union(*_YES_NO)
_NOT, _REST = ("否", "没有"), ("其他", "其它")


class Block(NamedTuple):
    """One of several tables side by side: the places of its columns, and of those that it shares with the others."""

    places: tuple[int, ...]
    lent: tuple[int, ...] = ()


class Header(NamedTuple):
    """A header among the first records.

    Its rows (none where there is no header), where the list below it begins, what each column is called, the places of
    a second block of columns that repeats the first, names of sites included, and the rows between header and list that
    say how to fill in the form; the tables side by side, if there are several, and whether the second block may be one.
    """

    rows: tuple[int, ...]
    first_row: int
    names: tuple[str, ...]
    again: tuple[int, ...] = ()
    guides: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()
    doubtful: bool = False

    @property
    def own(self) -> tuple[int, ...]:
        """Rows above the list that are no titles."""
        return self.rows + self.guides


def score(row: Sequence[str], recognise: Recognise) -> int:
    """Count the different fields that a row names."""
    found = {recognise(cell) for cell in row if 0 < len(cell) <= LONGEST_HEADER}
    return len(found - {""})


def filled(row: Sequence[str]) -> int:
    """Count the different texts of a row."""
    return len({cell for cell in row if cell})


def at(rows: Sequence[Sequence[str]], place: int, recognise: Recognise) -> Header:
    """Make the header that stands at a row, with the rows above or below it where they belong together.

    Examples
    --------
    >>> known = {"名称": "name", "经度": "lon", "纬度": "lat", "经度（GCJ02）": "lon", "纬度（GCJ02）": "lat"}
    >>> at([["名称", "GCJ02", ""], ["", "经度", "纬度"]], 1, lambda text: known.get(text, ""))[:3]
    ((0, 1), 2, ('名称', '经度（GCJ02）', '纬度（GCJ02）'))
    """
    first = last = place
    names, texts = tuple(rows[place]), list(rows[place])
    while last - first + 1 < _MOST:
        below, above = rows[last + 1 : last + 2], rows[max(first - 1, 0) : first]
        if below and _are_levels(names, below[0], names, first == last, recognise, rows[last + 2 :]):
            names, last = _join(names, below[0], recognise), last + 1
            texts = [low or up for up, low in _columns(texts, below[0])]
        elif above and _are_levels(above[0], names, names, first == last, recognise):
            names, first = _join(above[0], names, recognise), first - 1
            texts = [low or up for up, low in _columns(above[0], texts)]
        else:
            break
    return Header(tuple(range(first, last + 1)), last + 1, names, _again(texts, recognise))


def _are_levels(
    upper: Sequence[str],
    lower: Sequence[str],
    names: Sequence[str],
    alone: bool,
    recognise: Recognise,
    below: Sequence[Sequence[str]] | None = None,
) -> bool:
    """Tell whether two rows are one header, ``names`` being what the columns are called so far."""
    if alone and _may_be_levels(upper, lower, recognise):
        joined = _join(upper, lower, recognise)
        if _is_better(joined, upper, lower, score(names, recognise), recognise):
            return True
    if below is not None:
        named = [any(recognise(cell) == "name" for cell in row) for row in (upper, lower)]
        if named != [False, True] or any(NUMBER.fullmatch(cell) for cell in lower):
            return _parts_groups(upper, lower, below, recognise)
    return _groups_columns(upper, lower) and score(_join(upper, lower, recognise), recognise) >= score(names, recognise)


def _columns(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(upper), len(lower))
    above, below = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    return list(zip(above, below, strict=True))


def _again(texts: Sequence[str], recognise: Recognise) -> tuple[int, ...]:
    """Places from the first column on that repeats an earlier one, if names of sites are among those repeated."""
    first = {text: place for place, text in reversed(list(enumerate(texts))) if text}
    repeated = [j for j, text in enumerate(texts) if text and first[text] < j and texts[j - 1] != text]
    if not any(recognise(texts[place]) == "name" for place in repeated):
        return ()
    return tuple(range(repeated[0], len(texts)))


def _spans(columns: Sequence[tuple[str, str]]) -> list[list[int]]:
    """Group the columns below each cell of the upper line, the blank or equal cells right of it included."""
    spans: list[list[int]] = []
    for place, (above, _) in enumerate(columns):
        if above and (not spans or above != columns[spans[-1][0]][0]):
            spans.append([place])
        elif spans:
            spans[-1].append(place)
    return spans


def _own(columns: Sequence[tuple[str, str]], span: Sequence[int]) -> list[str]:
    """Return what the lower line says below one cell of the upper line and that cell does not."""
    return [columns[place][1] for place in span if columns[place][1] not in ("", columns[span[0]][0])]


def _parts_groups(
    upper: Sequence[str], lower: Sequence[str], below: Sequence[Sequence[str]], recognise: Recognise
) -> bool:
    """Tell whether a row says nothing of sites but parts groups of columns that the header above it names.

    Ticks, numbers and what comes again further down are data.
    """
    columns = _columns(upper, lower)
    named = [place for place, (above, _) in enumerate(columns) if recognise(above) == "name"]
    if not named or any(columns[place][1] not in ("", columns[place][0]) for place in named):
        return False
    parted = False
    for span in _spans(columns):
        own = _own(columns, span)
        if not own:
            continue
        again = {row[place] for row in below for place in span if place < len(row)}
        # One cell below one cell is a third line only where the two above it are joined already.
        is_enough = len(own) > 1 or " " in columns[span[0]][0]
        if not is_enough or not columns[span[0]][1] or not _are_titles(own) or again & set(own) - _SAID:
            return False
        parted = parted or len(own) > 1
    return parted and not any(low for up, low in columns[: named[0]] if not up)


def _are_titles(cells: Sequence[str]) -> bool:
    """Tell whether the parts of a group may be names of columns; yes and no are, if they are all there is."""
    said = set(cells)
    if len(said) < len(cells) or any(len(cell) > _LONGEST_GROUP or not _WORD.search(cell) for cell in cells):
        return False
    return said in _YES_NO or not said & _SAID


def _groups_columns(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether a row only gathers the columns that the row below it names: no title, no remark, no single cell."""
    columns = _columns(upper, lower)
    spans = _spans(columns)
    if len(spans) < 2 or any(len(cell) > _LONGEST_GROUP or _NO_GROUP.search(cell) for cell in upper):
        return False
    own = [_own(columns, span) for span in spans]
    groups, whole = sum(len(set(cells)) > 1 for cells in own), sum(not cells for cells in own)
    is_below = not any(low for _, low in columns[: spans[0][0]])
    return is_below and groups > 0 and groups + whole > 1 and 2 * (groups + whole) > len(spans)


def _may_be_levels(upper: Sequence[str], lower: Sequence[str], recognise: Recognise) -> bool:
    has_numbers = any(NUMBER.fullmatch(cell) for cell in lower)
    return filled(upper) >= 2 and not has_numbers and score(lower, recognise) >= 2


def _is_better(
    names: Sequence[str], upper: Sequence[str], lower: Sequence[str], own: int, recognise: Recognise
) -> bool:
    joined = score(names, recognise)
    if joined != own:
        return joined > own
    columns = _columns(upper, lower)
    both = [(recognise(above), recognise(low)) for above, low in columns if above and low]
    if both and all(first and second and first != second for first, second in both):
        return False  # below fields of one sort stand words for another: a row of data
    shared = any(recognise(above) and below in ("", above) for above, below in columns)
    twice = [cell for cell in lower if cell]
    parted = len(set(twice)) < len(twice) and len({name for name in names if name}) > len(set(twice))
    coordinates = [
        (name, low) for name, (_, low) in zip(names, columns, strict=True) if recognise(name) in _COORDINATES
    ]
    dated = any(crs.find_name(name) and not crs.find_name(low) for name, low in coordinates)
    return shared or parted or dated


def _join(upper: Sequence[str], lower: Sequence[str], recognise: Recognise) -> tuple[str, ...]:
    columns = _columns(upper, lower)
    group = ""
    for place, (above, below) in enumerate(columns):
        if above:
            group = above if below not in ("", above) else ""
        elif below:
            columns[place] = group, below
    often = Counter(below for _, below in columns if below)
    above_alone = {recognise(above) for above, below in columns if not below}
    return tuple(
        _joined(above, below, often[below] == 1 and recognise(below) not in above_alone, recognise)
        for above, below in columns
    )


def _joined(upper: str, lower: str, alone: bool, recognise: Recognise) -> str:
    """Join the two lines of one column; a lower line that says enough alone stands alone, unless there is a datum."""
    if not upper or not lower or upper == lower:
        return lower or upper
    # Parted by a blank, a facility and its denial would be read as the facility.
    both = f"{upper}{lower}" if lower in _NOT else f"{upper} {lower}"
    if len(both) <= LONGEST_HEADER and recognise(both):
        return both
    if recognise(lower) in _COORDINATES and crs.find_name(f"{upper}坐标"):
        return f"{lower}（{upper}）"
    return lower if recognise(lower) and alone and lower not in _REST else both
