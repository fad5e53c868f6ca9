"""A second table below the first, under a header of its own: its rows join the list, each under its own header."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.intake import headers
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import beside, body, sorting, suspects
from unionmap.intake.readers.body import Body
from unionmap.intake.readers.suspects import Column
from unionmap.intake.vocabulary import is_row_number, words

_FIELDS = ("name", "address")
_MOST = 200


def shape(
    columns: Sequence[Column],
    header: headers.Header,
    header_rows: Sequence[Sequence[str]],
    recognise: Recognise,
    *,
    bare: Sequence[Column],
) -> Body:
    """Shape the records below a header, as `beside.shape` does, and those below further headers that stand there.

    A line that names the same fields in the same places is the header again, whatever words it uses.

    Examples
    --------
    >>> known = {"名称": "name", "地址": "address", "电话": "phone"}
    >>> columns = [body.text_column(cells) for cells in (["甲", "地址", "街"], ["路", "名称", "乙"])]
    >>> found = shape(columns, headers.Header((0,), 1, ("名称", "地址")), [["名称", "地址"]],
    ...               lambda text: known.get(text, ""), bare=columns)
    >>> found.cells.to_dict("list"), found.records.tolist()
    ({'名称': ['甲', '乙'], '地址': ['路', '街']}, [0, 2])
    """
    if header.blocks or not header.rows or not columns:
        return beside.shape(columns, header, header_rows, bare=bare)
    found = _headers(bare, header, header_rows, recognise)
    others = {row: cells for row, cells in found.items() if not _is_same(cells, header.names, recognise)}
    again = [*header_rows, *(sorting.cells_of(bare, row) for row in found if row not in others)]
    if not others:
        return body.shape(columns, header, again, bare=bare)
    count, filled = len(columns[0]), suspects.first_filled(bare, len(columns[0])) >= 0
    bodies, seen = list[Body](), list[npt.NDArray[np.bool_]]()
    for start, end in pairwise([-1, *others, count]):
        own = header if start < 0 else header._replace(names=tuple(others[start]), again=())
        rows = [column.slice(start + 1, end - start - 1) for column in columns]
        plain = [column.slice(start + 1, end - start - 1) for column in bare]
        made = body.shape(rows, own, [*again, *others.values()], bare=plain)
        bodies.append(_at(made, start, count, headers.title(others.get(start, []))))
        here = np.zeros(count, dtype=bool)
        here[max(start, 0) : end] = filled[max(start, 0) : end]
        seen.append(here)
    return beside.joined(bodies, seen)._replace(declared=bodies[0].declared, unread=bodies[0].unread)


def _at(made: Body, start: int, count: int, title: str) -> Body:
    """Put what was shaped of some records where these stand among all, the header above them included."""
    rows = np.zeros(count, dtype=bool)
    rows[start + 1 : start + 1 + len(made.kept.rows)] = made.kept.rows
    said = {row + start + 1: text for row, text in made.kept.said.items()}
    left = tuple((row + start + 1, text) for row, text in made.kept.left)
    left = ((start, title), *left) if title else left
    return made._replace(kept=made.kept._replace(rows=rows, said=said, left=left, headings=()))


def _headers(
    bare: Sequence[Column], header: headers.Header, header_rows: Sequence[Sequence[str]], recognise: Recognise
) -> dict[int, list[str]]:
    """Return the records that name fields and nothing else, the name of sites among them."""
    known = {*header.names, *(cell for row in header_rows for cell in row)} - {""}
    known |= {word for field in _FIELDS for word in words(field)}
    hits = np.zeros(len(bare[0]), dtype=np.int64)
    for column in bare:
        same = pc.is_in(column, value_set=pa.array(sorted(known), column.type))
        hits += np.asarray(same.to_numpy(zero_copy_only=False), dtype=np.int64)
    found: dict[int, list[str]] = {}
    for row in np.flatnonzero(hits > 1)[:_MOST].tolist():
        cells = [headers.tidy(cell) for cell in sorting.cells_of(bare, row)]
        said = [cell for cell in cells if cell]
        fields = {recognise(cell) for cell in said} - {""}
        if "name" in fields and len(fields) > 1 and all(_is_header(cell, known, recognise) for cell in said):
            found[row] = cells
    return found


def _is_header(cell: str, known: set[str], recognise: Recognise) -> bool:
    return cell in known or bool(recognise(cell)) or is_row_number(cell)


def _is_same(cells: Sequence[str], names: Sequence[str], recognise: Recognise) -> bool:
    """Tell whether a header names what another one does, place by place, as far as it goes."""
    pairs = [(cell, names[place] if place < len(names) else "") for place, cell in enumerate(cells) if cell]
    return all(cell == name or (recognise(cell) and recognise(cell) == recognise(name)) for cell, name in pairs)
