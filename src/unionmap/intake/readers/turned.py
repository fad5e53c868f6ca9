"""A table that stands upright becomes one whose rows are sites."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from unionmap.intake import headers, upright
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import body, leftout, limits
from unionmap.intake.readers.refusal import refused
from unionmap.intake.table import Note, Table


def table(
    bare: Sequence[Sequence[str]],
    cells: Sequence[Sequence[str]],
    place: int,
    recognise: Recognise,
    form: str,
    formulas: frozenset[tuple[int, int]] = frozenset(),
) -> Table:
    """Make the table of columns that stand upright.

    Parameters
    ----------
    bare, cells : sequence of sequence of str
        Columns from the first row on, all as long; as written, and with what merged cells lend to their neighbours.
    place : int
        Column of the names of fields.
    recognise : callable
    form : str
        One of `unionmap.intake.table.FORMS`.
    formulas : frozenset of (int, int)
        Row and column of cells that hold formulas.

    Raises
    ------
    FileRefusedError
        If it is not plain which cells belong to one site.
    """
    rows = list(zip(*bare, strict=True))
    filled = rows if bare is cells else list(zip(*cells, strict=True))
    found = upright.turn(rows, filled, place, recognise, formulas)
    if found is None:
        raise refused("file_upright")
    if len(found.names) > limits.COLUMNS:
        raise refused("file_too_many_columns", count=len(found.names))
    if len(found.names) * len(found.lines) > limits.CELLS:
        raise refused("file_too_many_cells", limit=limits.CELLS)
    names = headers.name_columns(found.names, [True] * len(found.names))
    texts = {name: body.text_column([site.get(column, "") for site in found.sites]) for column, name in names.items()}
    held = dict[str, set[int]]()
    for site, column in found.asked.values():
        held.setdefault(names[column], set()).add(site)
    return Table(
        body.frame(texts, len(found.lines)),
        np.array(found.lines, dtype=np.int64) + 1,
        form,
        titles=tuple(found.titles),
        footers=tuple(found.footers),
        blank_rows=found.blank,
        footer_rows=len(found.footers),
        notes=(Note("read_turned", {"count": str(len(found.lines))}), *_left_out(rows, found)),
        formulas=MappingProxyType({name: frozenset(own) for name, own in held.items()}),
    )


def _left_out(rows: Sequence[Sequence[str]], found: upright.Turned) -> list[Note]:
    told = {*found.titles, *found.footers}
    lines = [(place, text) for place, row in enumerate(rows) if told and (text := headers.title(row)) in told]
    return [Note("read_left_out", {"lines": leftout.named(lines, len(lines))})] if lines else []
