"""A list as it was written: text in columns, where each row stood, and what had to be decided to read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap.text import Words

FORMS = ("csv", "xlsx", "geojson", "gpkg", "shp", "kml")
"""What a file can be."""

Coordinates = npt.NDArray[np.float64]
RowNumbers = npt.NDArray[np.int64]


class Note(NamedTuple):
    """Something that the clerk should know about the reading; ``key`` names a phrase of the room ``intake``.

    Examples
    --------
    >>> Note("read_nul_removed", {"count": "1"}).key
    'read_nul_removed'
    """

    key: str
    values: Mapping[str, str | Words]


class Part(NamedTuple):
    """A sheet, or one of several tables side by side, whose rows are part of a list.

    Attributes
    ----------
    rows : int
        How many rows of the list are its own; those of the next part follow them.
    headers : tuple of str
        Columns that it has.
    titles, footers : tuple of str
        What stands above it and below.
    sheet : str
        Its sheet.
    label : str
        What stands above it alone, where other tables stand beside it.
    """

    rows: int
    headers: tuple[str, ...]
    titles: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    sheet: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What a file says, before anything is understood.

    Attributes
    ----------
    cells : pandas.DataFrame
        Data rows as text (dtype ``str``), ``""`` where blank, a column a header; RangeIndex.
    sheet_row : numpy.ndarray, shape (n,), int64
        Line of each row as a spreadsheet program counts it, from 1; the ordinal of the feature in geometry formats.
    form : str
        One of `FORMS`.
    header_row : int, optional
        Line of the header, its last line where it has several; None where there is none.
    encoding : str
        Python's name of the text encoding; ``""`` where the format settles it.
    sheet : str
        Sheet or layer that was read; all of them where the list fills several.
    titles : tuple of str
        Texts of the rows above the header.
    footers : tuple of str
        Texts of totals and remarks, the last 20 of them, 200 signs each; csv and xlsx only.
    blank_rows, footer_rows : int
        Rows left out because they are blank; because they are totals, headings of parts, remarks below the
        list, repeated headers or lines that say how to fill in the form.
    notes : tuple of Note
        What had to be decided.
    x, y : numpy.ndarray of float64, optional
        Coordinates of points, east and north, in the file's own CRS; NaN where a row has none. None where the format
        has no geometry.
    crs : str
        CRS that the file names: ``EPSG:4547``, else WKT, else the name as written; ``""`` where it names none.
    crs_by_rule : bool
        The format, not the file, says that coordinates are WGS-84 (GeoJSON, KML).
    faults : mapping of int to str
        Position of a row to the phrase that says what is wrong with its geometry.
    lines : mapping of int to shapely.LineString
        Position of a row to its line, in our own exports.
    formulas : mapping of str to frozenset of int
        Column to the positions of the rows whose cell is a formula.
    declared : bool
        The file carries the marker of our own schema.
    carried : mapping
        What our own workbook carries along beside its rows.
    unread : tuple of str
        Columns of a second table beside the first, which are not read as sites.
    unread_rows : int
        Rows of that table, where it holds sites, it seems.
    headings : tuple of (int, str)
        Headings of its parts: the row that each stands above, and what it names, ``""`` where a sheet begins.
    sheet_column : str
        Column that names the sheet of each row, where the list fills several; it is none of the file's own.
    parts : tuple of Part
        The sheets that the list fills, or the tables side by side, in the order of their rows; empty where it is one.

    Examples
    --------
    >>> Table(pd.DataFrame({"名称": ["甲"]}, dtype="str"), np.array([2]), "csv", header_row=1).crs
    ''
    """

    cells: pd.DataFrame
    sheet_row: RowNumbers
    form: str
    header_row: int | None = None
    encoding: str = ""
    sheet: str = ""
    titles: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    blank_rows: int = 0
    footer_rows: int = 0
    notes: tuple[Note, ...] = ()
    x: Coordinates | None = None
    y: Coordinates | None = None
    crs: str = ""
    crs_by_rule: bool = False
    faults: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[int, Any] = field(default_factory=lambda: MappingProxyType({}))
    formulas: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    declared: bool = False
    carried: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    unread: tuple[str, ...] = ()
    unread_rows: int = 0
    headings: tuple[tuple[int, str], ...] = ()
    sheet_column: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def pieces(self) -> tuple[Part, ...]:
        """The parts, the whole where there are none."""
        whole = Part(len(self.cells), tuple(map(str, self.cells)), self.titles, self.footers, self.sheet)
        return self.parts or (whole,)

    def spread(self, values: Sequence[str]) -> pd.Series:
        """Return what is said of each piece as a value of each row."""
        rows = [piece.rows for piece in self.pieces]
        return pd.Series(np.repeat(np.array(values, dtype=object), rows), index=self.cells.index, dtype="str")

    def formula_in(self, headers: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell in which rows a cell of some columns is a formula."""
        rows = {row for header in headers for row in self.formulas.get(header, ())}
        return np.isin(np.arange(len(self.cells)), sorted(rows))

    def renamed(self, cells: pd.DataFrame, names: Mapping[str, str]) -> "Table":
        """Return the table with other cells, in columns that have other names."""
        return replace(
            self,
            cells=cells,
            unread=tuple(names.get(header, header) for header in self.unread),
            formulas=MappingProxyType({names.get(header, header): rows for header, rows in self.formulas.items()}),
            parts=tuple(part._replace(headers=tuple(names[header] for header in part.headers)) for part in self.parts),
        )

    def line(self, rows: RowNumbers) -> npt.NDArray[Any]:
        """Return the lines of rows as the clerk finds them, the sheet before the number where there are several."""
        lines = self.sheet_row[rows]
        if not self.sheet_column:
            return lines
        sheets = self.cells[self.sheet_column].to_numpy(dtype=object)[rows]
        return np.array([f"{sheet}!{line}" for sheet, line in zip(sheets, lines, strict=True)], dtype=object)
