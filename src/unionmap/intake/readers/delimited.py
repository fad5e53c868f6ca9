"""Delimited text: which sign parts the cells, where the header stands, and the table below it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np

from unionmap.intake import headers, upright
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import below, beside, ends, leftout, lines, quotes, suspects, turned
from unionmap.intake.readers.encoding import Decoded
from unionmap.intake.readers.refusal import refused
from unionmap.intake.table import Note, Table
from unionmap.intake.verdicts import FIRST, named_rows

DELIMITERS = (",", "\t", ";", "|", "，", "；")

_HEAD_BYTES = 1 << 16
_HEAD_LINES = 120
_HEAD_SIGNS = 4_000_000


class Head(NamedTuple):
    """The first records of a text, read with one delimiter."""

    delimiter: str
    records: list[quotes.Record]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of each record."""
        return [record.cells for record in self.records]

    @property
    def usual(self) -> int:
        """Cells that most records have."""
        counts = Counter(len(row) for row in self.rows if any(cell.strip() for cell in row))
        return max(counts, key=lambda width: (counts[width], width), default=1)


def read(source: Decoded, recognise: Recognise) -> Table:
    r"""Read a delimited text.

    Parameters
    ----------
    source : Decoded
    recognise : callable
        Field that a header names, ``""`` if none.

    Returns
    -------
    Table

    Raises
    ------
    FileRefusedError
        If it is too large, or blank.

    Examples
    --------
    >>> known = {"名称": "name", "经度": "lon"}
    >>> source = Decoded("名单\n名称,经度\n甲,113.1\n合计,1".encode(), "utf-8", ())
    >>> table = read(source, lambda text: known.get(text, ""))
    >>> table.cells.to_dict("list"), table.header_row, table.footer_rows
    ({'名称': ['甲'], '经度': ['113.1']}, 2, 1)
    """
    data = ends.parted(source.data, DELIMITERS)
    head = choose(_first_lines(data), recognise)
    labels = upright.find(head.rows, recognise)
    if labels >= 0:
        return _upright(data, source, head, labels, recognise)
    header = headers.find(head.rows, recognise)
    start = sum(record.lines for record in head.records[: header.first_row])
    offset = sum(len(line.encode()) for line in islice(lines.stream(data), start))
    width = len(head.rows[header.first_row]) if header.first_row < len(head.rows) else 1
    found = lines.read(data[offset:], quotes.Layout(head.delimiter, head.usual, in_order=True), width)
    header_rows = [head.rows[place] for place in header.rows]
    shaped = below.shape(found.columns, header, header_rows, recognise, bare=found.columns)
    above = [row for place, row in enumerate(head.rows[: header.first_row]) if place not in header.own]
    titles = tuple(text for row in above if (text := headers.title(row)))
    literal = found.literal + sum(record.literal for record in head.records[: header.first_row])
    odd = _notes(literal, len(header.names) or head.usual, found.columns, header.first_row + 1)
    return Table(
        shaped.cells,
        shaped.records + header.first_row + 1,
        "csv",
        header_row=header.rows[-1] + 1 if header.rows else None,
        encoding=source.encoding,
        titles=titles,
        footers=shaped.kept.texts,
        blank_rows=shaped.kept.blank + found.trailing + len(above) - len(titles),
        footer_rows=shaped.kept.footers + len(header.guides),
        notes=(*source.notes, *odd, *leftout.remarks(header, shaped, head.rows[: header.first_row])),
        declared=shaped.declared,
        unread=shaped.unread,
        headings=shaped.headings,
        unread_rows=leftout.unread_rows(header, shaped),
        parts=beside.parts(above, header.blocks, shaped),
    )


def _upright(data: bytes, source: Decoded, head: Head, labels: int, recognise: Recognise) -> Table:
    found = lines.read(data, quotes.Layout(head.delimiter, head.usual, in_order=True), len(head.rows[0]))
    columns = [column.to_pylist() for column in found.columns]
    table = turned.table(columns, columns, labels, recognise, "csv")
    notes = (*source.notes, *_notes(found.literal, len(columns), found.columns, 1), *table.notes)
    return replace(table, encoding=source.encoding, blank_rows=table.blank_rows + found.trailing, notes=notes)


def _notes(literal: int, width: int, columns: Sequence[suspects.Column], first: int) -> list[Note]:
    """Note quotation marks without a second, and rows with more cells than the header; ``first`` is the first line."""
    notes = [Note("read_quotes_literal", {"count": str(literal)})] if literal else []
    long = np.zeros(len(columns[0]) if columns else 0, dtype=bool)
    for column in columns[width:]:
        long |= ~suspects.blanks(column)
    if long.any():
        rows = named_rows(np.flatnonzero(long)[:FIRST] + first, int(long.sum()))
        notes.append(Note("read_rows_too_long", {"rows": rows, "columns": str(width)}))
    return notes


def _first_lines(data: bytes) -> list[str]:
    chosen: list[str] = []
    signs = 0
    for line in islice(lines.stream(data), _HEAD_LINES):
        chosen.append(line)
        signs += len(line)
        if signs > _HEAD_SIGNS:
            break
    return chosen


def choose(first: Sequence[str], recognise: Recognise) -> Head:
    r"""Choose the delimiter: the one that parts a header into known fields, and records into equally many cells.

    Raises
    ------
    FileRefusedError
        If a line has more cells than any list.

    Examples
    --------
    >>> choose(["名称;坐标\n", "甲;113,1\n", "乙;113,2\n"], lambda text: "").delimiter
    ';'
    """
    heads = [_with(first, delimiter) for delimiter in DELIMITERS]
    best = max(heads, key=lambda head: _fitness(head, recognise))
    fields, share, _ = _fitness(best, recognise)
    return best if fields or share >= 0.5 else heads[0]


def _with(first: Sequence[str], delimiter: str) -> Head:
    most = max(line.count(delimiter) for line in first)
    if most > lines.MOST_CELLS_OF_A_RECORD:
        raise refused("file_too_many_columns", count=most)
    plain = Counter(line.count(delimiter) + 1 for line in first if '"' not in line and line.strip())
    width = max(plain, key=lambda count: plain[count], default=0)
    layout = quotes.Layout(delimiter, width, quotes.in_order("".join(first).encode(), delimiter))
    return Head(delimiter, list(quotes.records(first, layout)))


def _fitness(head: Head, recognise: Recognise) -> tuple[int, float, int]:
    rows = [row for row in head.rows if any(cell.strip() for cell in row)]
    usual = head.usual
    share = sum(len(row) == usual for row in rows) / max(len(rows), 1) if usual > 1 else 0.0
    tidied = [[headers.tidy(cell) for cell in row] for row in rows[: headers.SEARCHED]]
    fields = max((headers.score(row, recognise) for row in tidied), default=0)
    return fields if fields >= 2 else 0, round(share, 1), usual
