"""Columns of text below a header become a table: what is blank, a total, a heading or a repeated header is left out."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.intake import content, footers, headers
from unionmap.intake.readers import limits
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.table import Note

Column: TypeAlias = pa.ChunkedArray
MARKER = "unionmap_schema"
"""Column, or member of a GeoJSON collection, by which our own exports say that they follow the schema."""

_TAIL = 40
"""Rows from the end among which remarks are looked for."""


_FOOTERS, _FOOTER_SIGNS = 20, 200
"""Footers kept as text, the last ones, and signs of each."""

_HINT = f"{footers.FOOTER_HINT}|{footers.SECTION_HINT}"


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
    if header.again:
        cells.attrs[content.UNREAD] = [places[place] for place in header.again if place in places]
    return Body(cells, places, kept, bool(own))


def blanks(column: Column) -> npt.NDArray[np.bool_]:
    """Tell which cells are blank.

    Examples
    --------
    >>> blanks(text_column(["甲", "", " 　"])).tolist()
    [False, True, True]
    """
    found = pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def holds_anything(column: Column) -> bool:
    """Tell whether any cell is not blank."""
    return not blanks(column).all()


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
    first = _first_filled(columns, count)
    blank = first < 0
    footer = np.zeros(count, dtype=bool)
    sections: list[int] = []
    for row in _hinted(columns, first):
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


def second_block(header: headers.Header, shaped: Body) -> list[Note]:
    """Tell of columns that stand beside the first ones and repeat them: their rows are not read as sites."""
    names = [shaped.places[place] for place in header.again if place in shaped.places]
    filled = [name for name in names if (shaped.cells[name].str.strip() != "").any()]
    return [Note("read_second_block", {"columns": listed(filled)})] if filled else []


def cells_of(columns: Sequence[Column], row: int) -> list[str]:
    """Return one row."""
    return [column[row].as_py() for column in columns]


def _first_filled(columns: Sequence[Column], count: int) -> npt.NDArray[np.int32]:
    """Place of the first filled cell of each row, -1 where there is none."""
    first = np.full(count, -1, dtype=np.int32)
    pending = np.arange(count)
    for place, column in enumerate(columns):
        empty = blanks(column if len(pending) == count else column.take(pa.array(pending)))
        first[pending[~empty]] = place
        pending = pending[empty]
        if not len(pending):
            break
    return first


def _hinted(columns: Sequence[Column], first: npt.NDArray[np.int32]) -> list[int]:
    rows: list[int] = []
    for place in np.unique(first[first >= 0]):
        own = np.flatnonzero(first == place)
        column = columns[place] if len(own) == len(first) else columns[place].take(pa.array(own))
        hits = pc.match_substring_regex(column, _HINT).to_numpy(zero_copy_only=False)
        rows += own[np.asarray(hits, dtype=bool)].tolist()
    return rows


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
