"""Features, each a point and named texts, become a table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from unionmap.intake import headers
from unionmap.intake.readers import body, limits
from unionmap.intake.readers.points import Points
from unionmap.intake.readers.refusal import refused
from unionmap.intake.table import Coordinates, Note, Table


def columns_of(rows: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Turn rows into columns, in the order in which names first come up; what a row lacks is blank.

    Raises
    ------
    FileRefusedError
        If there are more names than a list has columns, or too many rows.

    Examples
    --------
    >>> columns_of([{"a": "1"}, {"b": "2"}])
    {'a': ['1', ''], 'b': ['', '2']}
    """
    if len(rows) > limits.ROWS:
        raise refused("file_too_many_rows", limit=limits.ROWS)
    names = dict.fromkeys(name for row in rows for name in row)
    if len(names) > limits.COLUMNS:
        raise refused("file_too_many_columns", count=len(names))
    if len(names) * len(rows) > limits.CELLS:
        raise refused("file_too_many_cells", limit=limits.CELLS)
    return {name: [row.get(name, "") for row in rows] for name in names}


def table(
    columns: Mapping[str, Sequence[str]], points: Points | None, form: str, *, declared: bool = False, rows: int
) -> Table:
    """Make the table of features.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        Name to the texts of all rows.
    points : Points, optional
        None where the places are among the texts.
    form : str
        One of `unionmap.intake.table.FORMS`.
    declared : bool, default False
        The file carries our marker outside its columns.
    rows : int
        How many there are.

    Examples
    --------
    >>> table({"name": ["甲"], "unionmap_schema": ["1"]}, None, "geojson", rows=1).declared
    True
    """
    if not rows:
        raise refused("file_no_rows")
    given = {name: cells for name, cells in columns.items() if name.casefold() != body.MARKER}
    texts = [body.text_column(cells) for cells in given.values()]
    nul = 0
    for place, column in enumerate(texts):
        found = pc.sum(pc.count_substring(column, "\0")).as_py() or 0
        texts[place] = pc.replace_substring(column, "\0", "") if found else column
        nul += found
    names = [headers.tidy(name.replace("\0", "")) for name in given]
    places = headers.name_columns(names, [body.holds_anything(column) for column in texts])
    cells = body.frame({name: texts[place] for place, name in places.items()}, rows)
    return Table(
        cells,
        np.arange(1, rows + 1, dtype=np.int64),
        form,
        notes=(Note("read_nul_removed", {"count": str(nul)}),) if nul else (),
        x=points.x if points else None,
        y=points.y if points else None,
        faults=points.faults if points else MappingProxyType({}),
        declared=declared or len(given) < len(columns),
    )


def joined(tables: Sequence[Table]) -> Table:
    """Put the tables of one file's layers under one another; columns that only some have are blank in the others."""
    cells = pd.concat([table.cells for table in tables], ignore_index=True).fillna("").astype("str")
    starts = np.cumsum([0, *(len(table.cells) for table in tables)])
    return replace(
        tables[0],
        cells=cells,
        sheet_row=np.concatenate([table.sheet_row for table in tables]),
        notes=tuple(note for table in tables for note in table.notes),
        x=np.concatenate([_or_nowhere(table.x, len(table.cells)) for table in tables]),
        y=np.concatenate([_or_nowhere(table.y, len(table.cells)) for table in tables]),
        faults=_shifted([table.faults for table in tables], starts),
        lines=_shifted([table.lines for table in tables], starts),
    )


def _shifted(parts: Sequence[Mapping[int, Any]], starts: npt.NDArray[np.int64]) -> Mapping[int, Any]:
    moved = ((int(start) + row, held) for start, part in zip(starts, parts, strict=False) for row, held in part.items())
    return MappingProxyType(dict(moved))


def _or_nowhere(axis: Coordinates | None, rows: int) -> Coordinates:
    return np.full(rows, np.nan) if axis is None else axis
