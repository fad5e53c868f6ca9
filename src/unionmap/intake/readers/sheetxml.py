"""What a sheet of a workbook spans, before memory is given to it: read from its XML, piece by piece."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat

from unionmap.errors import FileRefusedError
from unionmap.intake.readers import limits
from unionmap.intake.readers.refusal import refused

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_FURTHEST_ROW = 1 << 20
_DIGITS = "0123456789"


@dataclass(slots=True)
class Span:
    """What the XML of a sheet says about its cells.

    Attributes
    ----------
    filled, rows : int
        Cells that hold anything; rows that have such cells.
    first, last : int
        First and last row that holds anything, from 0; -1 if none does.
    columns : set of int
        Columns that hold anything, from 0.
    right, down : str
        The cells furthest right and furthest down.
    formulas : list of Place
        Cells that are formulas.
    errors : mapping of Place to str
        Cells that show an error, and which.
    merged : list of tuple
        First row, first column, last row and last column of merged cells.
    """

    filled: int = 0
    rows: int = 0
    first: int = -1
    last: int = -1
    columns: set[int] = field(default_factory=set)
    right: str = ""
    down: str = ""
    formulas: list[Place] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def far(self) -> str:
        """The cell that stands away from the others: the one furthest down, or right where more columns lie empty."""
        width, height = max(self.columns, default=0) + 1, self.last + 1
        return self.right if width * self.rows > height * len(self.columns) else self.down

    def check(self, sheet: str) -> None:
        """Refuse a sheet that would take more memory than its content is worth."""
        width, height = max(self.columns, default=-1) + 1, self.last + 1
        is_sparse = width * height > max(limits.SPARSE_CELLS, limits.SPARSE_RATIO * self.filled)
        if is_sparse or width - len(self.columns) > limits.COLUMNS:
            raise refused("file_far_cell", sheet=sheet, cell=self.far)
        if height > limits.ROWS:
            raise refused("file_too_many_rows", limit=limits.ROWS)
        if width * height > limits.SHEET_CELLS:
            raise refused("file_too_many_cells", limit=limits.SHEET_CELLS)


@cache
def column_number(letters: str) -> int:
    """Return the place of a column, from 0.

    Examples
    --------
    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (0, 26, 16383)
    """
    if not 0 < len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise refused("file_damaged")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> column_letters(0), column_letters(26), column_letters(16383)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan(chunks: Iterable[bytes]) -> Span:
    """Read what a sheet spans.

    Parameters
    ----------
    chunks : iterable of bytes
        The sheet's XML.

    Raises
    ------
    FileRefusedError
        If it is no XML, or declares a DTD.

    Examples
    --------
    >>> span = scan([b'<worksheet><row r="2"><c r="C2"><v>1</v></c><c r="D2"/></row></worksheet>'])
    >>> span.filled, span.last, span.columns, span.far
    (1, 1, {2}, 'C2')
    """
    scanner = _Scanner()
    try:
        for chunk in chunks:
            scanner.parser.Parse(chunk, False)
        scanner.parser.Parse(b"", True)
    except FileRefusedError:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        raise refused("file_damaged") from None
    return scanner.span


class _Scanner:
    """Handlers of the parser. One call a cell and one a value: the attributes come as a flat list, which is quicker."""

    def __init__(self) -> None:
        self.span = Span()
        self.row = self.column = self.counted_row = self.widest = -1
        self.is_error = self.is_counted = False
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_: object) -> None:
        raise refused("file_dtd")

    def start(self, name: str, attributes: Sequence[str]) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            self.cell(attributes)
        elif local in ("v", "is", "f"):
            self.content(local)
        elif local == "row":
            given = _attribute(attributes, "r")
            self.row, self.column = (int(given) - 1 if given else self.row + 1), -1
        elif local == "mergeCell":
            self.merge(_attribute(attributes, "ref"))

    def cell(self, attributes: Sequence[str]) -> None:
        place = attributes[1] if attributes and attributes[0] == "r" else _attribute(attributes, "r")
        if place:
            letters = place.rstrip(_DIGITS)
            self.column, self.row = column_number(letters), int(place[len(letters) :]) - 1
        else:
            self.column += 1
        self.is_counted = False
        self.is_error = "e" in attributes and _attribute(attributes, "t") == "e"

    def content(self, local: str) -> None:
        if not self.is_counted:
            self.is_counted = True
            self.span.filled += 1
            if self.row != self.counted_row:
                self.new_row()
            if self.column not in self.span.columns:
                self.new_column()
        if local == "f":
            self.span.formulas.append((self.row, self.column))
        elif local == "v" and self.is_error:
            self.parser.CharacterDataHandler, self.parser.EndElementHandler = self.text, self.end

    def new_row(self) -> None:
        span, row = self.span, self.row
        span.rows += 1
        if span.rows > limits.ROWS:
            raise refused("file_too_many_rows", limit=limits.ROWS)
        if not 0 <= row < _FURTHEST_ROW:
            raise refused("file_damaged")
        self.counted_row = row
        span.first = row if span.first < 0 else min(span.first, row)
        if row > span.last:
            span.last, span.down = row, f"{column_letters(self.column)}{row + 1}"

    def new_column(self) -> None:
        if self.column > self.widest:
            self.widest = self.column
            self.span.right = f"{column_letters(self.column)}{self.row + 1}"
        self.span.columns.add(self.column)

    def text(self, data: str) -> None:
        place = (self.row, self.column)
        self.span.errors[place] = self.span.errors.get(place, "") + data

    def end(self, _: str) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def merge(self, given: str) -> None:
        found = _RANGE.fullmatch(given)
        if found:
            left, top, right, bottom = found.groups()
            columns, rows = sorted(map(column_number, (left, right))), sorted((int(top) - 1, int(bottom) - 1))
            self.span.merged.append((rows[0], columns[0], rows[1], columns[1]))


def _attribute(attributes: Sequence[str], name: str) -> str:
    return next((attributes[place + 1] for place in range(0, len(attributes), 2) if attributes[place] == name), "")
