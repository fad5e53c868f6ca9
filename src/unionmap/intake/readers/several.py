"""Sheets of one workbook that hold parts of one list, one a district or so, become one table."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from types import MappingProxyType

import numpy as np
import pandas as pd

from unionmap import crs
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import limits
from unionmap.intake.readers.refusal import listed
from unionmap.intake.table import Note, Table

COLUMN = "工作表"
"""What the column is called that names the sheet of each row."""

_PLACES = frozenset({"address", "county", "lon", "lat", "lonlat"})
_COORDINATES = frozenset({"lon", "lat", "lonlat"})
_NO_PART = re.compile(
    r"旧|备份|副本|原始|作废|历史|停用|撤销|示例|样例|模板|填[写报]说明|copy|backup|old|sample|template", re.IGNORECASE
)
_TIME = re.compile(r"(?:19|20)\d{2}|\d{1,2}\s*(?:月|季度)|[一二三四]季度|[上下]半年|第?.{1,2}[期版]$|\bv\d")


def are_alike(one: Table, other: Table, recognise: Recognise) -> bool:
    """Tell whether two tables name the same fields: the name, something of the place, and most of the others.

    Examples
    --------
    >>> def table(*names):
    ...     return Table(pd.DataFrame(dict.fromkeys(names, ["x"]), dtype="str"), np.array([2]), "xlsx")
    >>> known = {"名称": "name", "站名": "name", "地址": "address", "备注": "note"}
    >>> [are_alike(table("名称", "地址"), table(*names), lambda text: known.get(text, ""))
    ...  for names in (("站名", "地址"), ("名称", "备注"))]
    [True, False]
    """
    first, second = ({recognise(str(header)) for header in table.cells} - {""} for table in (one, other))
    both = first & second
    return "name" in both and bool(both & _PLACES) and 2 * len(both) > len(first | second)


def are_parts(tables: Sequence[Table], recognise: Recognise) -> bool:
    """Tell whether tables that are alike are parts of one list: not the same sites again, nor of other times."""
    if any(_NO_PART.search(table.sheet) or _TIME.search(table.sheet) for table in tables):
        return False
    if sum(len(table.cells) for table in tables) > limits.ROWS:
        return False
    # What one sheet says of its coordinates must not be taken to hold for another.
    if len({crs.find_name(" ".join((*table.titles, *table.footers))) for table in tables}) > 1:
        return False
    names = [_names(table, recognise) for table in tables]
    return all(2 * len(one & other) <= min(len(one), len(other)) for one, other in combinations(names, 2))


def _names(table: Table, recognise: Recognise) -> set[str]:
    header = next(str(header) for header in table.cells if recognise(str(header)) == "name")
    return set(table.cells[header].str.strip()) - {""}


def join(tables: Sequence[Table], recognise: Recognise) -> Table:
    """Make one table of several, in their order; a column of the first names the sheet of each row.

    Parameters
    ----------
    tables : sequence of Table
        Two or more, each alike the first.
    recognise : callable
    """
    first = tables[0]
    named = [_renamed(first.cells, table.cells, recognise) for table in tables]
    cells = pd.concat(named, ignore_index=True).fillna("").astype("str")
    column = COLUMN
    while column in cells:
        column += "_"
    cells.insert(0, column, np.repeat([table.sheet for table in tables], [len(table.cells) for table in tables]))
    starts = np.cumsum([0, *(len(table.cells) for table in tables)])
    formulas: dict[str, frozenset[int]] = {}
    for table, own, (start, _) in zip(tables, named, pairwise(starts.tolist()), strict=True):
        for was, now in zip(map(str, table.cells), map(str, own), strict=True):
            rows = frozenset(start + row for row in table.formulas.get(was, frozenset()))
            formulas[now] = formulas.get(now, frozenset()) | rows
    told = [f"{table.sheet} ({len(table.cells)})" for table in tables]
    return replace(
        first,
        cells=cells.astype({column: "str"}),
        sheet_row=np.concatenate([table.sheet_row for table in tables]),
        sheet="、".join(table.sheet for table in tables),
        sheet_column=column,
        header_row=first.header_row if len({table.header_row for table in tables}) == 1 else None,
        titles=tuple(dict.fromkeys(title for table in tables for title in table.titles)),
        footers=tuple(text for table in tables for text in table.footers),
        blank_rows=sum(table.blank_rows for table in tables),
        footer_rows=sum(table.footer_rows for table in tables),
        notes=(Note("read_sheets_joined", {"count": str(len(tables)), "names": listed(told)}), *_notes(tables)),
        formulas=MappingProxyType({name: rows for name, rows in formulas.items() if rows}),
        unread=tuple(dict.fromkeys(header for table in tables for header in table.unread)),
    )


def _notes(tables: Sequence[Table]) -> list[Note]:
    """Return what is told of each sheet: counts are added up, before lines and columns stands their sheet."""
    counts: dict[str, int] = {}
    notes: list[Note] = []
    for sheet, note in [(table.sheet, note) for table in tables for note in table.notes]:
        if note.values.keys() == {"count"}:
            counts[note.key] = counts.get(note.key, 0) + int(str(note.values["count"]))
        else:
            notes.append(Note(note.key, {name: f"{sheet}!{value}" for name, value in note.values.items()}))
    return [*(Note(key, {"count": str(count)}) for key, count in counts.items()), *notes]


def _renamed(first: pd.DataFrame, cells: pd.DataFrame, recognise: Recognise) -> pd.DataFrame:
    """Call the columns of one sheet as the first does where both name one field in words of their own."""
    missing = [str(header) for header in first if header not in cells]
    names: dict[str, str] = {}
    for header in map(str, cells):
        field = recognise(header)
        same = [other for other in missing if field and recognise(other) == field]
        often = sum(recognise(str(other)) == field for other in cells)
        one_datum = field not in _COORDINATES or crs.find_name(header) == crs.find_name("".join(same))
        if header not in first and len(same) == 1 and often == 1 and one_datum:
            names[header] = same[0]
    return cells.rename(columns=names)
