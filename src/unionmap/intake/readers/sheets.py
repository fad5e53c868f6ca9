"""One sheet of a workbook as text, what merged cells say filled in, and the table that it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from unionmap.intake import headers, upright
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import below, beside, body, leftout, limits, turned, values
from unionmap.intake.readers.refusal import refused
from unionmap.intake.readers.sheetxml import Span
from unionmap.intake.table import Note, Table

_HEAD_ROWS = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text, column by column from A and row 1 on.

    Attributes
    ----------
    name : str
    span : Span
    bare, cells : list of list of str
        As written, and with what merged cells lend to their neighbours.
    lent : numpy.ndarray of int64
        Row of each cell that was lent something.
    header : Header
    score : int
        Fields that the header names.
    labels : int
        Column of the names of fields where the sheet stands upright, else -1.
    """

    name: str
    span: Span
    bare: list[list[str]]
    cells: list[list[str]]
    lent: npt.NDArray[np.int64]
    header: headers.Header
    score: int
    labels: int

    @property
    def fitness(self) -> tuple[int, int]:
        """What makes a sheet the one to read: fields that the header names, then rows."""
        return max(self.score, 1) if self.labels >= 0 else self.score, self.span.rows


def load(name: str, rows: Sequence[Sequence[object]], span: Span, recognise: Recognise) -> Sheet:
    """Write the values of a sheet as text and find its header.

    Parameters
    ----------
    name : str
    rows : sequence of sequence of object
        All rows from the first on, as the workbook's reader gives them.
    span : Span
        What the sheet's XML says of its cells.
    recognise : callable
    """
    width = max((len(row) for row in rows), default=0)
    bare = [[cell if type(cell := row[place]) is str else values.text(cell) for row in rows] for place in range(width)]
    for (row, column), shown in span.errors.items():
        if column < width and row < len(rows):
            bare[column][row] = shown
    cells, lent = fill(bare, span.merged)
    top = min(max(span.first, 0) + _HEAD_ROWS, len(rows))
    header = headers.find([[column[row] for column in cells] for row in range(top)], recognise)
    labels = upright.find([[column[row] for column in bare] for row in range(top)], recognise)
    return Sheet(name, span, bare, cells, lent, header, headers.score(header.names, recognise), labels)


def fill(
    bare: Sequence[list[str]], merged: Sequence[tuple[int, int, int, int]]
) -> tuple[list[list[str]], npt.NDArray[np.int64]]:
    """Fill what the first of merged cells says into the others, as far as the sheet is used.

    Returns
    -------
    list of list of str
        The columns; those without merged cells are the ones given.
    numpy.ndarray of int64
        Row of each cell filled.

    Examples
    --------
    >>> fill([["平顶山市", "", ""], ["甲", "乙", "丙"]], [(0, 0, 2, 0)])[0]
    [['平顶山市', '平顶山市', '平顶山市'], ['甲', '乙', '丙']]
    """
    cells = list(bare)
    height = len(bare[0]) if bare else 0
    lent: list[int] = []
    budget = limits.SHEET_CELLS
    for top, left, bottom, right in merged:
        if top >= height or left >= len(bare) or not bare[left][top]:
            continue
        rows = range(top, min(bottom + 1, height))
        for place in range(left, min(right + 1, len(bare))):
            budget -= len(rows)
            if budget < 0:
                raise refused("file_damaged")
            if cells[place] is bare[place]:
                cells[place] = list(bare[place])
            empty = [row for row in rows if not cells[place][row]]
            for row in empty:
                cells[place][row] = bare[left][top]
            lent += empty
    return cells, np.array(lent, dtype=np.int64)


def table(sheet: Sheet, recognise: Recognise) -> Table:
    """Make the table that a sheet holds.

    Parameters
    ----------
    sheet : Sheet
    recognise : callable

    Returns
    -------
    Table
    """
    if sheet.labels >= 0:
        formulas = frozenset(sheet.span.formulas)
        made = turned.table(sheet.bare, sheet.cells, sheet.labels, recognise, "xlsx", formulas)
        return replace(made, sheet=sheet.name)
    start = sheet.header.first_row
    bare = [body.text_column(column[start:]) for column in sheet.bare]
    same = zip(sheet.bare, sheet.cells, bare, strict=True)
    columns = [done if given is filled else body.text_column(filled[start:]) for given, filled, done in same]
    header_rows = [[column[row] for column in sheet.bare] for row in sheet.header.rows]
    shaped = below.shape(columns, sheet.header, header_rows, recognise, bare=bare)
    top = [[column[row] for column in sheet.bare] for row in range(start)]
    above = [row for place, row in enumerate(top) if place not in sheet.header.own]
    titles = tuple(text for row in above if (text := headers.title(row)))
    lent = int(np.isin(sheet.lent - start, shaped.records).sum())
    filled = [Note("read_merged_filled", {"count": str(lent)})] if lent else []
    return Table(
        shaped.cells,
        shaped.records + start + 1,
        "xlsx",
        header_row=sheet.header.rows[-1] + 1 if sheet.header.rows else None,
        sheet=sheet.name,
        titles=titles,
        footers=shaped.kept.texts,
        blank_rows=shaped.kept.blank + len(above) - len(titles),
        footer_rows=shaped.kept.footers + len(sheet.header.guides),
        notes=(*filled, *leftout.remarks(sheet.header, shaped, top)),
        formulas=_formulas(sheet, shaped),
        declared=shaped.declared,
        unread=shaped.unread,
        headings=shaped.headings,
        unread_rows=leftout.unread_rows(sheet.header, shaped),
        parts=beside.parts(above, sheet.header.blocks, shaped, sheet.name),
    )


def _formulas(sheet: Sheet, shaped: body.Body) -> Mapping[str, frozenset[int]]:
    found, before = dict[str, set[int]](), 0
    for slab in shaped.pieces:
        position = dict(zip((slab.records + sheet.header.first_row).tolist(), count(before), strict=False))
        before += len(slab.records)
        for row, column in sheet.span.formulas:
            if column in slab.places and row in position:
                found.setdefault(slab.places[column], set()).add(position[row])
    return MappingProxyType({name: frozenset(rows) for name, rows in found.items()})
