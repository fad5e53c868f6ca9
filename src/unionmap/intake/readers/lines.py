"""Delimited text becomes columns: by Arrow where it is a plain rectangle, record by record where it is not."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from unionmap.intake.readers import limits, quotes
from unionmap.intake.readers.quotes import Layout
from unionmap.intake.readers.refusal import refused
from unionmap.intake.readers.suspects import Column

MOST_CELLS_OF_A_RECORD = 16_384
"""The widest that a spreadsheet program writes: rows full of commas come from cells formatted far to the right."""

_TAIL = re.compile(rb"(?:\r?\n)*\Z")
_CHUNK_ROWS = 20_000
_BLOCK_BYTES = 1 << 20


class Columns(NamedTuple):
    """Columns of text, how many quotes were taken as they stand, and how many blank lines follow at the end."""

    columns: list[Column]
    literal: int
    trailing: int


def stream(data: bytes) -> io.TextIOWrapper:
    """Return the physical lines of a text in UTF-8, each with its end; a carriage return alone ends none."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")


def read(body: bytes, layout: Layout, width: int) -> Columns:
    r"""Read the body of a delimited text.

    Parameters
    ----------
    body : bytes
        UTF-8, from the first record below the header on.
    layout : Layout
        Whether its quotes are in order is found out here.
    width : int
        Cells of the first record; only where all records have as many can Arrow read them.

    Raises
    ------
    FileRefusedError
        If there are more rows or cells than a list has.

    Examples
    --------
    >>> [column.to_pylist() for column in read(b'1,"a, b"\n2,c\n\n', Layout(",", 2, True), 2).columns]
    [['1', '2'], ['a, b', 'c']]
    """
    tail = _TAIL.search(body[len(body.rstrip(b"\r\n")) :])
    ends = tail.group() if tail else b""
    text = body[: len(body) - len(ends)]
    trailing = max(ends.count(b"\n") - bool(text), 0)
    if text.count(layout.delimiter.encode()) > limits.CELLS:
        raise refused("file_too_many_cells", limit=limits.CELLS)
    columns = None
    layout = layout._replace(in_order=quotes.in_order(text, layout.delimiter))
    # Inside a line, a carriage return is a sign like any other to us, but not to Arrow and csv.
    if layout.in_order and text and text.count(b"\r") == text.count(b"\r\n"):
        columns = by_arrow(text, layout, width)
        if columns is None:
            columns = by_csv(text, layout)
        layout = layout._replace(in_order=columns is not None)
    if columns is not None or not text:
        return Columns(columns or [], 0, trailing)
    return Columns(*by_hand(text, layout), trailing)


def by_arrow(text: bytes, layout: Layout, width: int) -> list[Column] | None:
    r"""Read a plain rectangle; None if it is none.

    Examples
    --------
    >>> by_arrow(b"1,2\n3,4,5", Layout(",", 2, True), 2) is None
    True
    """
    has_blanks = text.startswith((b"\r", b"\n")) or b"\n\n" in text or b"\n\r\n" in text
    if has_blanks or text.startswith(codecs.BOM_UTF8) or len(layout.delimiter.encode()) != 1:
        return None
    names = [str(place) for place in range(width)]
    has_quotes = b'"' in text
    for block in (_BLOCK_BYTES, len(text) + 1):
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(text),
                arrow_csv.ReadOptions(column_names=names, block_size=block),
                arrow_csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=has_quotes),
                arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string()), check_utf8=False),
            )
        except pa.ArrowInvalid as error:
            if "straddl" in str(error):
                continue
            return None
        _check_rows(table.num_rows)
        return None if has_quotes and _swallow(table.columns, layout) else list(table.columns)
    return None


def _swallow(columns: Sequence[Column], layout: Layout) -> bool:
    several = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        several |= np.asarray(pc.match_substring(column, "\n").to_numpy(zero_copy_only=False), dtype=bool)
    rows = ([column[int(row)].as_py() for column in columns] for row in np.flatnonzero(several))
    return any(quotes.swallows(row, layout) for row in rows)


def by_csv(text: bytes, layout: Layout) -> list[Column] | None:
    r"""Read records of any length whose quotes are in order; None if a quote seems to swallow records.

    Examples
    --------
    >>> [column.to_pylist() for column in by_csv(b"1,2\n\n3,4,5", Layout(",", 2, True))]
    [['1', '', '3'], ['2', '', '4'], ['', '', '5']]
    """
    csv.field_size_limit(limits.FILE_BYTES)
    pending, swallowed = 0, False

    def lines() -> Iterator[str]:
        nonlocal pending
        for line in stream(text):
            pending += line.count(layout.delimiter)
            _check_width(pending)
            yield line

    def rows() -> Iterator[list[str]]:
        nonlocal pending, swallowed
        reader, last = csv.reader(lines(), delimiter=layout.delimiter), 0
        for row in reader:
            pending = 0
            if reader.line_num > last + 1 and quotes.swallows(row, layout):
                swallowed = True
                return
            last = reader.line_num
            yield row

    columns = transposed(rows())
    return None if swallowed else columns


def by_hand(text: bytes, layout: Layout) -> tuple[list[Column], int]:
    r"""Read records whose quotes are out of order; also return how many quotes were taken as they stand.

    Examples
    --------
    >>> columns, literal = by_hand('1,"阳光"驿站\n2,"a, b"'.encode(), Layout(",", 2, False))
    >>> [column.to_pylist() for column in columns], literal
    ([['1', '2'], ['"阳光"驿站', 'a, b']], 1)
    """
    literal = 0

    def rows() -> Iterator[list[str]]:
        nonlocal literal
        for record in quotes.records(list(stream(text)), layout):
            literal += record.literal
            _check_width(len(record.cells))
            yield record.cells

    return transposed(rows()), literal


def transposed(rows: Iterable[Sequence[str]]) -> list[Column]:
    """Turn rows of any length into columns of text, all as long; what a row lacks is blank.

    Examples
    --------
    >>> [column.to_pylist() for column in transposed([["a"], ["b", "c"]])]
    [['a', 'b'], ['', 'c']]
    """
    left = iter(rows)
    batches: list[tuple[int, list[pa.Array]]] = []
    count = width = 0
    while batch := list(islice(left, _CHUNK_ROWS)):
        arrays = [pa.array(cells, pa.large_string()) for cells in zip_longest(*batch, fillvalue="")]
        batches.append((len(batch), arrays))
        count, width = count + len(batch), max(width, len(arrays))
        _check_rows(count)
        if count * width > limits.CELLS:
            raise refused("file_too_many_cells", limit=limits.CELLS)
    blank = {length: pa.array([""] * length, pa.large_string()) for length in {length for length, _ in batches}}
    return [
        pa.chunked_array([arrays[place] if place < len(arrays) else blank[length] for length, arrays in batches])
        for place in range(max(width, 1 if count else 0))
    ]


def _check_width(count: int) -> None:
    if count > MOST_CELLS_OF_A_RECORD:
        raise refused("file_too_many_columns", count=count)


def _check_rows(count: int) -> None:
    if count > limits.ROWS:
        raise refused("file_too_many_rows", limit=limits.ROWS)
