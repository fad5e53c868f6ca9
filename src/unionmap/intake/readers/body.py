"""Columns of text below a header become a table: what is blank, a total, a heading or a repeated header is left out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.intake import footers, headers
from unionmap.intake.readers import limits, suspects
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.readers.suspects import Column
from unionmap.intake.table import Note

MARKER = "unionmap_schema"
"""Column, or member of a GeoJSON collection, by which our own exports say that they follow the schema."""

_TAIL = 40
"""Rows from the end among which remarks are looked for."""


_FOOTERS, _FOOTER_SIGNS = 20, 200
"""Footers kept as text, the last ones, and signs of each."""


class Kept(NamedTuple):
    """Which records are data, how many of the others are blank or footers, and what totals and remarks say."""

    rows: npt.NDArray[np.bool_]
    blank: int
    footers: int
    texts: tuple[str, ...] = ()


class Body(NamedTuple):
    """Data rows as a frame: the places of its columns and rows among the records, and what was left out."""

    cells: pd.DataFrame
    places: dict[int, str]
    kept: Kept
    declared: bool
    unread: tuple[str, ...] = ()


def text_column(cells: Sequence[str]) -> Column:
    """Make a column of text.

    Examples
    --------
    >>> text_column(["甲", ""]).to_pylist()
    ['甲', '']
    """
    return pa.chunked_array([pa.array(cells, pa.large_string())])


def frame(columns: dict[str, Column], rows: int) -> pd.DataFrame:
    """Make a frame of text.

    Examples
    --------
    >>> frame({"名称": text_column(["甲"])}, 1).dtypes.to_dict()
    {'名称': <StringDtype(na_value=nan)>}
    """
    if not columns:
        return pd.DataFrame(index=pd.RangeIndex(rows))
    made: pd.DataFrame = pa.table(list(columns.values()), names=list(columns)).to_pandas()
    return made


def shape(
    columns: Sequence[Column], header: headers.Header, header_rows: Sequence[Sequence[str]], *, bare: Sequence[Column]
) -> Body:
    """Sort the records below a header, and name the columns.

    Parameters
    ----------
    columns : sequence of pyarrow.ChunkedArray
        Text, a column each, all as long.
    header : Header
    header_rows : sequence of sequence of str
        The header as written, to know it again further down.
    bare : sequence of pyarrow.ChunkedArray
        The same without what merged cells lend to their neighbours.
    """
    kept = sort_rows(bare, header_rows)
    whole = bool(kept.rows.all())
    chosen = list(columns) if whole else [column.filter(pa.array(kept.rows)) for column in columns]
    width = max(len(chosen), len(header.names))
    rows = int(kept.rows.sum())
    chosen += [text_column([""] * rows)] * (width - len(chosen))
    names = [*header.names, *[""] * (width - len(header.names))]
    used = [bool(name) or holds_anything(column) for name, column in zip(names, chosen, strict=True)]
    if sum(used) > limits.COLUMNS:
        raise refused("file_too_many_columns", count=sum(used))
    places = headers.name_columns(names, used)
    own = {place for place, name in places.items() if name.casefold() == MARKER}
    places = {place: name for place, name in places.items() if place not in own}
    cells = frame({name: chosen[place] for place, name in places.items()}, rows)
    return Body(cells, places, kept, bool(own), tuple(places[place] for place in header.again if place in places))


def holds_anything(column: Column) -> bool:
    """Tell whether any cell is not blank."""
    return not suspects.blanks(column).all()


def sort_rows(columns: Sequence[Column], header_rows: Sequence[Sequence[str]]) -> Kept:
    """Tell data from blank rows, totals, headings of parts, remarks at the end and headers that come again.

    Examples
    --------
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
    if (blank | footer).sum() + len(set(sections) - set(np.flatnonzero(footer))) == count:
        sections = []  # A list of nothing but headings is a list of what they name.
    silent = {*headers_again, *sections}
    footer[sections] = True
    said = [row for row in np.flatnonzero(footer).tolist() if row not in silent][-_FOOTERS:]
    texts = tuple(" ".join(filter(None, map(headers.tidy, cells_of(columns, row))))[:_FOOTER_SIGNS] for row in said)
    return Kept(~blank & ~footer, int(blank.sum()), int(footer.sum()), texts)


def remarks(header: headers.Header, shaped: Body) -> list[Note]:
    """Tell of lines that say how to fill in the form, and of columns beside the first ones that repeat them."""
    lines = [str(row + 1) for row in header.guides]
    guides = [Note("read_guides", {"lines": listed(lines)})] if lines else []
    filled = [name for name in shaped.unread if (shaped.cells[name].str.strip() != "").any()]
    return [*guides, Note("read_second_block", {"columns": listed(filled)})] if filled else guides


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
