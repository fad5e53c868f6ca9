"""Sheets of one workbook that hold parts of one list, one a district or so, become one table."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pandas as pd

from unionmap import text
from unionmap.intake.readers import limits
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.table import Note, Table
from unionmap.text import Words

_MOST_SHEETS = 4

COLUMN = "工作表"
"""What the column is called that names the sheet of each row."""


def join(tables: Sequence[Table]) -> Table:
    """Make one table of several, in their order; a column of the first names the sheet of each row.

    Parameters
    ----------
    tables : sequence of Table
        Two or more, each with rows.

    Raises
    ------
    FileRefusedError
        If together they have too many columns.
    """
    first = tables[0]
    width = len({header for table in tables for header in table.cells})
    if width > limits.COLUMNS:
        raise refused("file_too_many_columns", count=width)
    cells = pd.concat([table.cells for table in tables], ignore_index=True).fillna("").astype("str")
    column = COLUMN
    while column in cells:
        column += "_"
    cells.insert(0, column, np.repeat([table.sheet for table in tables], [len(table.cells) for table in tables]))
    starts = np.cumsum([0, *(len(table.cells) for table in tables)])
    formulas: dict[str, frozenset[int]] = {}
    for table, (start, _) in zip(tables, pairwise(starts.tolist()), strict=True):
        for header, rows in table.formulas.items():
            formulas[header] = formulas.get(header, frozenset()) | {start + row for row in rows}
    told = [f"{table.sheet} ({len(table.cells)})" for table in tables]
    return replace(
        first,
        cells=cells.astype({column: "str"}),
        sheet_row=np.concatenate([table.sheet_row for table in tables]),
        sheet="、".join(table.sheet for table in tables),
        sheet_column=column,
        header_row=first.header_row if len({table.header_row for table in tables}) == 1 else None,
        titles=tuple(title for table in tables for title in table.titles),
        footers=tuple(text for table in tables for text in table.footers),
        blank_rows=sum(table.blank_rows for table in tables),
        footer_rows=sum(table.footer_rows for table in tables),
        notes=(Note("read_sheets_joined", {"count": str(len(tables)), "names": listed(told)}), *_notes(tables)),
        formulas=MappingProxyType(formulas),
        unread=tuple(dict.fromkeys(header for table in tables for header in table.unread)),
        headings=tuple(
            (start + row, text)
            for table, start in zip(tables, starts.tolist(), strict=False)
            for row, text in ((0, ""), *table.headings)
        )
        if any(table.headings for table in tables)
        else (),
        unread_rows=sum(table.unread_rows for table in tables),
        parts=tuple(part for table in tables for part in table.pieces),
    )


def _notes(tables: Sequence[Table]) -> list[Note]:
    """Return what is told of each sheet: counts are added up, before lines and columns stands their sheet."""
    counts: dict[str, int] = {}
    lines: dict[str, list[Words]] = {}
    notes: list[Note] = []
    for sheet, note in [(table.sheet, note) for table in tables for note in table.notes]:
        own = {name: _of_sheet(sheet, value) for name, value in note.values.items()}
        if note.values.keys() == {"count"}:
            counts[note.key] = counts.get(note.key, 0) + int(str(note.values["count"]))
        elif note.values.keys() == {"lines"}:
            lines.setdefault(note.key, []).append(own["lines"])
        else:
            notes.append(Note(note.key, own))
    told = [Note(key, {"lines": text.listed(said, most=_MOST_SHEETS)}) for key, said in lines.items()]
    return [*(Note(key, {"count": str(count)}) for key, count in counts.items()), *told, *notes]


def _of_sheet(sheet: str, value: str | Words) -> Words:
    said = value if isinstance(value, Words) else Words(value, value)
    return Words(f"{sheet}!{said.zh}", f"{sheet}!{said.en}")
