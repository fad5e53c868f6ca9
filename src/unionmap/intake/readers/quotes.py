"""Quotation marks in delimited text: in order, or so that a stray one never swallows the rows behind it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

_QUOTE = 34
_BREAKS = (10, 13)
_LOOKAHEAD = 100
"""Lines that a quoted cell may run over in a file whose quotes are out of order."""

_UNCLOSED = re.compile(r'"(?:[^"]++|"")*+\Z')
_LINE_END = re.compile(r"\r?\n")


class Layout(NamedTuple):
    """How records are written: the delimiter, how many cells they usually have, and whether quotes are in order."""

    delimiter: str
    width: int
    in_order: bool


class Record(NamedTuple):
    """One record: its cells, the physical lines it takes, and how many of its quotes were taken as they stand."""

    cells: list[str]
    lines: int
    literal: int


def in_order(data: bytes, delimiter: str) -> bool:
    """Tell whether every quote opens a cell, closes one, or is doubled inside one (RFC 4180).

    With quotes in order, the even ones open and the odd ones close; a doubled one closes and opens at once.

    Examples
    --------
    >>> in_order(b'1,"a ""b"", c"', ","), in_order('1,"阳光"驿站,2'.encode(), ","), in_order(b'1,"a', ",")
    (True, False, False)
    """
    if b'"' not in data:
        return True
    signs = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(signs == _QUOTE)
    if len(quotes) % 2 or len(delimiter.encode()) != 1:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    edges = np.zeros(256, dtype=bool)
    edges[[ord(delimiter), _QUOTE, *_BREAKS]] = True
    before = edges[signs[opening - 1]] | (opening == 0)
    behind = edges[signs[np.minimum(closing + 1, len(signs) - 1)]] | (closing == len(signs) - 1)
    return bool(before.all() and behind.all())


def swallows(record: Sequence[str], layout: Layout) -> bool:
    r"""Tell whether a cell of several lines is rather several records behind a stray quote.

    Where quotes are out of order, less is needed for the suspicion.

    Parameters
    ----------
    record : sequence of str
        Cells as they were read with the quotes.
    layout : Layout

    Examples
    --------
    >>> swallows(["1", "甲,2\n2,乙,3\n3,丙", "4"], Layout(",", 3, in_order=True))
    True
    >>> swallows(["1", "文化路\n1号", "4"], Layout(",", 3, in_order=False))
    False
    """
    delimiter, width, in_order = layout
    lines = [line for line in _LINE_END.split(delimiter.join(record)) if line.strip()]
    hits = sum(line.count(delimiter) + 1 == width for line in lines)
    if not in_order:
        return width >= 2 and hits >= 2
    full = width >= 3 and len(lines) >= 3 and hits == len(lines)
    return full and all(_says_something(line, delimiter) for line in lines)


def _says_something(line: str, delimiter: str) -> bool:
    return sum(bool(cell.strip()) for cell in line.split(delimiter)) >= 2


def records(lines: Sequence[str], layout: Layout) -> Iterator[Record]:
    r"""Read records one by one; a quote that does not open or close a whole cell is taken as it stands.

    Parameters
    ----------
    lines : sequence of str
        Physical lines with their ends.
    layout : Layout

    Examples
    --------
    >>> layout = Layout(",", 2, in_order=False)
    >>> [record.cells for record in records(['1,"a, b"\n', '2,"c\n', '3,d\n'], layout)]
    [['1', 'a, b'], ['2', '"c'], ['3', 'd']]
    """
    place = 0
    while place < len(lines):
        line = lines[place]
        if '"' in line:
            record = _quoted(lines, place, layout)
        else:
            bare = line[: _end_of_line(line, 0)]
            record = Record(bare.split(layout.delimiter) if bare else [], 1, 0)
        place += record.lines
        yield record


@lru_cache(maxsize=16)
def _whole(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'"((?:[^"]++|"")*+)"(?={re.escape(delimiter)}|\r?\n|\Z)')


def _quoted(lines: Sequence[str], place: int, layout: Layout) -> Record:
    cells: list[str] = []
    text, used, literal, at = lines[place], 1, 0, 0
    while True:
        longer, more = _closed(lines, place, used, text, at) if text.startswith('"', at) else (text, used)
        found = _whole(layout.delimiter).match(longer, at)
        if found and more > used and _swallowed(longer, found, cells, layout):
            found = None
        if found:
            text, used, end = longer, more, found.end()
            cells.append(found.group(1).replace('""', '"'))
        else:
            end = _end(text, at, layout.delimiter)
            cells.append(text[at:end])
            literal += text.startswith('"', at)
        if not text.startswith(layout.delimiter, end):
            return Record(cells, used, literal)
        at = end + len(layout.delimiter)


def _swallowed(text: str, found: re.Match[str], before: Sequence[str], layout: Layout) -> bool:
    behind = _LINE_END.split(text[found.end() :], maxsplit=1)[0]
    return swallows([*before, found.group(1), *behind.split(layout.delimiter)[1:]], layout)


def _end(text: str, at: int, delimiter: str) -> int:
    """Return where a cell without quotes ends: at a delimiter or the end of the line."""
    line, mark = _end_of_line(text, at), text.find(delimiter, at)
    return mark if 0 <= mark < line else line


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _closed(lines: Sequence[str], place: int, used: int, text: str, at: int) -> tuple[str, int]:
    """Add lines until the cell that begins at a quote is closed, or too many have been added."""
    last = min(place + _LOOKAHEAD, len(lines))
    while _UNCLOSED.match(text, at):
        end = place + used
        while end < last and '"' not in lines[end]:
            end += 1
        if end >= last:
            break
        text += "".join(lines[place + used : end + 1])
        used = end + 1 - place
    return text, used
