"""Cells into a sheet, through XlsxWriter: text stays text, numbers stay exact, nothing runs."""

import datetime
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from unionmap import cells

MAX_ROWS, MAX_CHARACTERS = 1_048_575, 32_767
"""What a sheet holds: rows below its header, UTF-16 units in a cell."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST, _LOOKED_AT = 44, 200
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0B-\x1F\uFFFE\uFFFF]|^<(?=r>)")
"""What goes into a sheet as _xHHHH_: controls, the _ of what looks like that, and what XlsxWriter takes for markup."""


class _Sheet(Worksheet):  # type: ignore[misc]  # untyped
    """A sheet that holds any text: XlsxWriter misses escapes that overlap, and passes ``<r>...</r>`` on as markup."""

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        if not isinstance(data, str):
            return data
        return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", data)


@dataclass(frozen=True, slots=True)
class Look:
    """How a table looks: the format of the header, of each column, and of text that would run if it were edited."""

    head: Format
    columns: Sequence[Format | None]
    live: Format | None = None


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    worksheet_class = _Sheet


@contextmanager
def book() -> Iterator[tuple[io.BytesIO, xlsxwriter.Workbook]]:
    """Give a buffer and a workbook that is written into it at the end, the same bytes all day."""
    content = io.BytesIO()
    workbook = _Book(content, _OPTIONS)
    workbook.set_properties({"created": datetime.datetime.combine(datetime.date.today(), datetime.time())})
    yield content, workbook
    workbook.close()


def fill(sheet: Worksheet, rows: pd.DataFrame, look: Look) -> None:
    """Write a table with a frozen, bold header, a filter and columns wide enough; missing cells stay blank."""
    columns = [_plain(rows.iloc[:, at]) for at in range(rows.shape[1])]
    heads = [str(name) for name in rows.columns]
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for at, (head, column) in enumerate(zip(heads, columns, strict=True)):
        sheet.set_column(at, at, _width([head, *column[:_LOOKED_AT]]))
    put_row(sheet, 0, heads, Look(look.head, [look.head] * len(heads)))
    for at, row in enumerate(zip(*columns, strict=True), start=1):
        put_row(sheet, at, row, look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def put_row(sheet: Worksheet, at: int, row: Sequence[Any], look: Look | None = None) -> None:
    """Write the cells of one row; ``""`` leaves a cell blank."""
    formats = look.columns if look else [None] * len(row)
    for column, (cell, form) in enumerate(zip(row, formats, strict=True)):
        if isinstance(cell, str):
            if cell:
                runs = look is not None and look.live is not None and cells.neutralise(cell) != cell
                sheet.write_string(at, column, cut(cell), look.live if look and runs else form)
        elif isinstance(cell, bool):
            sheet.write_boolean(at, column, cell, form)
        elif float(f"{cell:.16G}") == cell:  # as XlsxWriter writes it
            sheet.write_number(at, column, cell, form)
        else:
            sheet.write_string(at, column, repr(cell), form)


def cut(text: str) -> str:
    """Return as much of a text as a cell holds."""
    if len(text) <= MAX_CHARACTERS // 2:
        return text
    return text.encode("utf-16-le")[: 2 * MAX_CHARACTERS].decode("utf-16-le", "ignore")


def _plain(column: "pd.Series[Any]") -> list[Any]:
    blank = column.isna().to_numpy()
    if pd.api.types.is_numeric_dtype(column.dtype):
        blank = blank | column.isin([float("inf"), float("-inf")]).to_numpy(dtype=bool)
        return ["" if skip else cell for cell, skip in zip(column.tolist(), blank, strict=True)]
    texts = ["" if skip else str(cell) for cell, skip in zip(column, blank, strict=True)]
    return [text if text.isascii() else text.encode("utf-8", "replace").decode() for text in texts]


def _width(column: Sequence[Any]) -> int:
    lines = (line for cell in column for line in str(cell)[: 4 * _WIDEST].split("\n"))
    widest = max(sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line) for line in lines)
    return min(widest + 3, _WIDEST)
