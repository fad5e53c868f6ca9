"""Headers of two lines, the upper one over several columns, and blocks of columns that stand side by side."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from unionmap import crs

Recognise = Callable[[str], str]

LONGEST_HEADER = 60
NUMBER = re.compile(r"[+-]?[\d,]+(?:\.\d+)?[个处家座条所人%]?")
_COORDINATES = ("lon", "lat", "lonlat")


class Header(NamedTuple):
    """A header among the first records.

    Its one or two rows (none where there is no header), where the list below it begins, what each column is called,
    and the places of a second block of columns that repeats the first, names of sites included.
    """

    rows: tuple[int, ...]
    first_row: int
    names: tuple[str, ...]
    again: tuple[int, ...] = ()


def score(row: Sequence[str], recognise: Recognise) -> int:
    """Count the different fields that a row names."""
    found = {recognise(cell) for cell in row if 0 < len(cell) <= LONGEST_HEADER}
    return len(found - {""})


def filled(row: Sequence[str]) -> int:
    """Count the different texts of a row."""
    return len({cell for cell in row if cell})


def at(rows: Sequence[Sequence[str]], place: int, recognise: Recognise) -> Header:
    """Make the header that stands at a row, with the row above or below it where they belong together.

    Examples
    --------
    >>> known = {"名称": "name", "经度": "lon", "纬度": "lat", "经度（GCJ02）": "lon", "纬度（GCJ02）": "lat"}
    >>> at([["名称", "GCJ02", ""], ["", "经度", "纬度"]], 1, lambda text: known.get(text, ""))
    Header(rows=(0, 1), first_row=2, names=('名称', '经度（GCJ02）', '纬度（GCJ02）'), again=())
    """
    own = score(rows[place], recognise)
    for upper in (place, place - 1):
        lower = upper + 1
        if upper < 0 or lower >= len(rows) or not _may_be_levels(rows[upper], rows[lower], recognise):
            continue
        names = _join(rows[upper], rows[lower], recognise)
        if _is_better(names, rows[upper], rows[lower], own, recognise):
            texts = [low or up for up, low in _columns(rows[upper], rows[lower])]
            return Header((upper, lower), lower + 1, names, _again(texts, recognise))
    return Header((place,), place + 1, tuple(rows[place]), _again(rows[place], recognise))


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
    for j in range(1, len(columns)):
        above, below = columns[j]
        if not above and below and columns[j - 1][1]:
            columns[j] = columns[j - 1][0], below
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
    both = f"{upper} {lower}"
    if len(both) <= LONGEST_HEADER and recognise(both):
        return both
    if recognise(lower) in _COORDINATES and crs.find_name(f"{upper}坐标"):
        return f"{lower}（{upper}）"
    return lower if recognise(lower) and alone else both
