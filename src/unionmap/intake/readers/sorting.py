"""Which records below a header are data, and which blank rows, totals, headings, remarks or headers that come again."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.intake import footers, headers
from unionmap.intake.readers import suspects
from unionmap.intake.readers.suspects import Column

_TAIL = 40
"""Rows from the end among which remarks are looked for."""

_FOOTERS, _FOOTER_SIGNS = 20, 200
"""Footers kept as text, the last ones, and signs of each."""

NAMED = 8
"""Lines left out that are named, the first ones."""


class Kept(NamedTuple):
    """Which records are data, how many of the others are blank or footers, and what these say.

    ``said`` is what the last totals and remarks say, by place, ``left`` the places of the first footers and what they
    say, ``headings`` the places of the headings of parts and what they name.
    """

    rows: npt.NDArray[np.bool_]
    blank: int
    footers: int
    said: Mapping[int, str] = MappingProxyType({})
    left: tuple[tuple[int, str], ...] = ()
    headings: tuple[tuple[int, str], ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the last totals and remarks say."""
        return tuple(self.said.values())


def sort_rows(columns: Sequence[Column], header_rows: Sequence[Sequence[str]]) -> Kept:
    """Tell data from blank rows, totals, headings of parts, remarks at the end and headers that come again.

    Examples
    --------
    >>> from unionmap.intake.readers.body import text_column
    >>> columns = [text_column(["甲", "", "名称", "合计"]), text_column(["1", " ", "数", "1"])]
    >>> kept = sort_rows(columns, [["名称", "数"]])
    >>> kept.rows.tolist(), kept.blank, kept.footers, kept.texts
    ([True, False, False, False], 1, 2, ('合计 1',))
    """
    count = len(columns[0]) if columns else 0
    first = suspects.first_filled(columns, count)
    blank = first < 0
    footer = np.zeros(count, dtype=bool)
    sections: list[int] = []
    for row in suspects.find(columns, first):
        cells = cells_of(columns, row)
        footer[row] = footers.is_footer(cells, at_end=False)
        if not footer[row] and footers.is_section(cells):
            sections.append(row)
    headers_again = [row for header in header_rows for row in _repeats(columns, header)]
    footer[headers_again] = True
    _mark_tail(columns, blank, footer)
    filled = np.flatnonzero(~(blank | footer))
    sections = [row for row in sections if not _numbers_sites(columns, row, filled)]
    if (blank | footer).sum() + len(set(sections) - set(np.flatnonzero(footer))) == count:
        sections = []  # A list of nothing but headings is a list of what they name.
    silent = {*headers_again, *sections}
    footer[sections] = True
    said = [row for row in np.flatnonzero(footer).tolist() if row not in silent][-_FOOTERS:]
    texts = {row: _text(cells_of(columns, row))[:_FOOTER_SIGNS] for row in said}
    left = tuple((row, _text(cells_of(columns, row))) for row in np.flatnonzero(footer)[:NAMED].tolist())
    headings = tuple((row, footers.heading(cells_of(columns, row))) for row in sorted(sections))
    return Kept(~blank & ~footer, int(blank.sum()), int(footer.sum()), texts, left, headings)


def _numbers_sites(columns: Sequence[Column], row: int, filled: npt.NDArray[np.int64]) -> bool:
    """Tell whether what looks like a heading is one of several numbered stations in a row, or has none below it."""
    style = footers.numbering(cells_of(columns, row))
    if not style:
        return False
    place = int(np.searchsorted(filled, row))
    near = [int(other) for other in (*filled[max(place - 1, 0) : place], *filled[place + 1 : place + 2])]
    return place + 1 >= len(filled) or any(footers.numbering(cells_of(columns, other)) == style for other in near)


def _text(cells: Sequence[str]) -> str:
    return " ".join(filter(None, map(headers.tidy, cells)))


def cells_of(columns: Sequence[Column], row: int) -> list[str]:
    """Return one row."""
    return [column[row].as_py() for column in columns]


def _repeats(columns: Sequence[Column], header: Sequence[str]) -> list[int]:
    """Rows that say what the header says, cell by cell."""
    wanted = [headers.tidy(cell) for cell in header]
    filled = [place for place, cell in enumerate(wanted) if cell and place < len(columns)]
    if len(filled) < 2:
        return []
    spellings = sorted({wanted[filled[0]], header[filled[0]]})
    same = pc.is_in(columns[filled[0]], value_set=pa.array(spellings, columns[filled[0]].type))
    rows = np.flatnonzero(np.asarray(same.to_numpy(zero_copy_only=False), dtype=bool))
    wanted += [""] * (len(columns) - len(wanted))
    return [int(row) for row in rows if [headers.tidy(cell) for cell in cells_of(columns, int(row))] == wanted]


def _mark_tail(columns: Sequence[Column], blank: npt.NDArray[np.bool_], footer: npt.NDArray[np.bool_]) -> None:
    """Mark the remarks that close a list, and what goes on below them."""
    pending: list[int] = []
    for row in range(len(blank) - 1, max(len(blank) - _TAIL, 0) - 1, -1):
        if blank[row] or footer[row]:
            continue
        cells = cells_of(columns, row)
        if footers.is_footer(cells, at_end=True):
            footer[[row, *pending]] = True
            pending = []
        elif footers.is_continued(cells):
            pending.append(row)
        else:
            break
