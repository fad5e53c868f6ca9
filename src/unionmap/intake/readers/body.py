"""Columns of text below a header become a table: what is blank, a total, a heading or a repeated header is left out."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.intake import footers, headers
from unionmap.intake.readers import limits, suspects
from unionmap.intake.readers.refusal import listed, plain, refused
from unionmap.intake.readers.suspects import Column
from unionmap.intake.table import Note
from unionmap.text import Words, joined

MARKER = "unionmap_schema"
"""Column, or member of a GeoJSON collection, by which our own exports say that they follow the schema."""

_TAIL = 40
"""Rows from the end among which remarks are looked for."""


_FOOTERS, _FOOTER_SIGNS = 20, 200
"""Footers kept as text, the last ones, and signs of each."""

_NAMED, _NAMED_SIGNS = 8, 24
"""Lines left out that are named, the first ones, and signs of each."""


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


class Slab(NamedTuple):
    """One of several tables side by side: the places of its columns, its records, and what totals and remarks say."""

    places: dict[int, str]
    records: npt.NDArray[np.int64]
    texts: tuple[str, ...]


class Body(NamedTuple):
    """Data rows as a frame: the places of its columns and rows among the records, and what was left out."""

    cells: pd.DataFrame
    places: dict[int, str]
    kept: Kept
    declared: bool
    unread: tuple[str, ...] = ()
    slabs: tuple[Slab, ...] = ()

    @property
    def pieces(self) -> tuple[Slab, ...]:
        """The tables side by side, the whole where there is one."""
        return self.slabs or (Slab(self.places, np.flatnonzero(self.kept.rows), self.kept.texts),)

    @property
    def records(self) -> npt.NDArray[np.int64]:
        """Record of each row."""
        return np.concatenate([slab.records for slab in self.pieces]).astype(np.int64)

    @property
    def headings(self) -> tuple[tuple[int, str], ...]:
        """Headings of parts: the row that each stands above, and what it names; none where tables stand abreast."""
        own = () if len(self.slabs) > 1 else self.kept.headings
        return tuple((int(np.searchsorted(self.records, place)), text) for place, text in own)


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
    columns: Sequence[Column],
    header: headers.Header,
    header_rows: Sequence[Sequence[str]],
    *,
    bare: Sequence[Column],
    absent: "npt.NDArray[np.bool_] | None" = None,
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
    absent : ndarray of bool, optional
        Records that are no rows of this table.
    """
    kept = sort_rows(bare, header_rows)
    kept = kept if absent is None else kept._replace(rows=kept.rows & ~absent)
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
    filled = np.flatnonzero(~(blank | footer))
    sections = [row for row in sections if not _numbers_sites(columns, row, filled)]
    if (blank | footer).sum() + len(set(sections) - set(np.flatnonzero(footer))) == count:
        sections = []  # A list of nothing but headings is a list of what they name.
    silent = {*headers_again, *sections}
    footer[sections] = True
    said = [row for row in np.flatnonzero(footer).tolist() if row not in silent][-_FOOTERS:]
    texts = {row: _text(cells_of(columns, row))[:_FOOTER_SIGNS] for row in said}
    left = tuple((row, _text(cells_of(columns, row))) for row in np.flatnonzero(footer)[:_NAMED].tolist())
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


def remarks(header: headers.Header, shaped: Body, above: Sequence[Sequence[str]] = ()) -> list[Note]:
    """Name the lines that are no sites, and the columns beside the first ones that repeat them.

    Parameters
    ----------
    header : Header
    shaped : Body
    above : sequence of sequence of str
        The records above the list: titles, the header, and lines that say how to fill in the form.
    """
    guides = [(place, headers.title(above[place])) for place in header.guides if place < len(above)]
    titles = [
        (place, text) for place, row in enumerate(above) if place not in header.own and (text := headers.title(row))
    ]
    below = [(header.first_row + place, text) for place, text in shaped.kept.left]
    notes = [
        Note(key, {"lines": named(lines, count)})
        for key, lines, count in (
            ("read_guides", guides, len(guides)),
            ("read_left_out", titles + below, len(titles) + shaped.kept.footers),
        )
        if lines
    ]
    if len(shaped.slabs) > 1:
        notes.append(Note("read_tables_joined", {"lines": " + ".join(str(len(slab.records)) for slab in shaped.slabs)}))
    filled = listed(name for name in shaped.unread if (shaped.cells[name].str.strip() != "").any())
    lost = unread_rows(header, shaped)
    if lost:
        lines = Words(f"{lost} 行（{filled.zh}）", f"{lost} {'row' if lost == 1 else 'rows'} ({filled.en})")
        notes.append(Note("read_second_table", {"lines": lines}))
    elif filled.zh != "-":
        notes.append(Note("read_second_block", {"columns": filled}))
    return notes


def unread_rows(header: headers.Header, shaped: Body) -> int:
    """Count the rows that columns beside the first ones hold, where these are a table of sites, it seems."""
    columns = shaped.cells[list(shaped.unread if header.doubtful else ())]
    return int((columns.apply(lambda column: column.str.strip()) != "").any(axis=1).sum())


def named(lines: Sequence[tuple[int, str]], count: int) -> Words:
    """Name lines by their number and what they say; of many, the first few.

    Parameters
    ----------
    lines : sequence of (int, str)
        Place from 0, and what stands there.
    count : int
        How many there are.

    Examples
    --------
    >>> named([(0, "一览表"), (8, "合计 2")], 2).zh
    '第 1 行“一览表”、第 9 行“合计 2”'
    """
    said = [(place + 1, plain(" ".join(text.split()))[:_NAMED_SIGNS]) for place, text in lines[:_NAMED]]
    told = joined(Words(f"第 {line} 行“{text}”", f"line {line} “{text}”") for line, text in said)
    left = count - len(said)
    return told if not left else Words(f"{told.zh} 等 {count} 行", f"{told.en} and {left} more")


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
