"""Columns of text below a header become a table: what is blank, a total, a heading or a repeated header is left out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from unionmap.intake import headers
from unionmap.intake.readers import limits, sorting, suspects
from unionmap.intake.readers.refusal import refused
from unionmap.intake.readers.sorting import Kept
from unionmap.intake.readers.suspects import Column

MARKER = "unionmap_schema"
"""Column, or member of a GeoJSON collection, by which our own exports say that they follow the schema."""


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
    kept = sorting.sort_rows(bare, header_rows)
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
