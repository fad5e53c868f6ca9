"""Tables side by side become one list: the rows of the left one first, each with its own line."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap.intake import headers
from unionmap.intake.beside import is_label, tells_apart
from unionmap.intake.levels import NUMBER, Block
from unionmap.intake.readers import body, sorting, suspects
from unionmap.intake.readers.body import Body, Slab
from unionmap.intake.readers.sorting import Kept
from unionmap.intake.readers.suspects import Column
from unionmap.intake.table import Part

Flags = npt.NDArray[np.bool_]


def shape(
    columns: Sequence[Column], header: headers.Header, header_rows: Sequence[Sequence[str]], *, bare: Sequence[Column]
) -> Body:
    """Shape the records below a header, as `body.shape` does; where tables stand side by side, each by itself.

    Examples
    --------
    >>> columns = [body.text_column(cells) for cells in (["甲", "丙"], ["路", "巷"], ["乙", ""], ["街", ""])]
    >>> header = headers.Header((0,), 1, ("名称", "地址") * 2, blocks=(Block((0, 1)), Block((2, 3))))
    >>> found = shape(columns, header, [["名称", "地址"] * 2], bare=columns)
    >>> found.cells.to_dict("list"), found.records.tolist()
    ({'名称': ['甲', '丙', '乙'], '地址': ['路', '巷', '街']}, [0, 1, 0])
    """
    if not header.blocks:
        return body.shape(columns, header, header_rows, bare=bare)
    count = len(columns[0]) if columns else 0
    nothing = body.text_column([""] * count)
    more = [nothing] * (max(len(columns), len(header.names)) - len(columns))
    columns, bare = [*columns, *more], [*bare, *more]
    own = [[nothing if place in block.lent else bare[place] for place in block.places] for block in header.blocks]
    filled = [suspects.first_filled(cells, count) >= 0 for cells in own]
    bodies, out = list[Body](), np.zeros(count, dtype=bool)
    for block, cells, here in zip(header.blocks, own, filled, strict=True):
        # What stands left of all tables is seen with the first of them, unless only another one has a site there.
        is_first = not bodies
        seen = [bare[place] for place in block.places] if is_first else cells
        absent = ~here & (np.logical_or.reduce(filled) if is_first else True)
        absent |= out & _are_numbers(cells, np.flatnonzero(out & here))
        named = header._replace(names=tuple(header.names[place] for place in block.places), again=(), blocks=())
        again = [[row[place] if place < len(row) else "" for place in block.places] for row in header_rows]
        made = body.shape([columns[place] for place in block.places], named, again, bare=seen, absent=absent)
        places = {block.places[place]: name for place, name in made.places.items()}
        bodies.append(made._replace(places=places))
        out |= here & ~made.kept.rows & ~absent
    return joined(bodies, filled)


def _are_numbers(cells: Sequence[Column], rows: npt.NDArray[np.int64]) -> Flags:
    """Tell in which of the rows there are numbers alone: beside a total they are totals."""
    found = np.zeros(len(cells[0]), dtype=bool)
    for row in rows.tolist():
        found[row] = all(NUMBER.fullmatch(cell) for cell in sorting.cells_of(cells, row) if cell)
    return found


def joined(bodies: Sequence[Body], filled: Sequence[Flags]) -> Body:
    """Join tables of one sheet, in their order.

    Parameters
    ----------
    bodies : sequence of Body
    filled : sequence of ndarray of bool
        The records in which each of them holds anything.
    """
    held = [made for made in bodies if len(made.cells)]
    data = np.logical_or.reduce([made.kept.rows for made in bodies])
    said = _by_row(item for made in bodies for item in made.kept.said.items())
    left = _by_row(item for made in bodies for item in made.kept.left)
    footers = np.logical_or.reduce([here & ~made.kept.rows for here, made in zip(filled, bodies, strict=True)])
    # What only one table has below it is said of all of them.
    shared = {
        row: text for row, text in said.items() if not tells_apart([made.kept.said.get(row, "") for made in bodies])
    }
    slabs = []
    for made in held:
        texts = tuple(text for _, text in sorted({**made.kept.said, **shared}.items()))
        slabs.append(Slab(made.places, np.flatnonzero(made.kept.rows), texts))
    cells = pd.concat([made.cells for made in held or bodies[:1]], ignore_index=True).fillna("").astype("str")
    kept = Kept(data, int((~data & ~footers).sum()), int(footers.sum()), said, tuple(left.items()))
    return Body(cells, bodies[0].places, kept, False, slabs=tuple(slabs))


def _by_row(told: Iterable[tuple[int, str]]) -> dict[int, str]:
    found = dict[int, str]()
    for row, text in sorted(told, key=lambda item: item[0]):
        found[row] = f"{found[row]} {text}" if row in found else text
    return found


def parts(above: Sequence[Sequence[str]], blocks: Sequence[Block], shaped: Body, sheet: str = "") -> tuple[Part, ...]:
    """Return the tables of a sheet as parts of a list; none where there is one.

    Parameters
    ----------
    above : sequence of sequence of str
        The records above the header.
    blocks : sequence of Block
    shaped : Body
        As `shape` gives it.
    sheet : str, default ""

    Examples
    --------
    >>> columns = [body.text_column([name]) for name in ("甲", "乙")]
    >>> header = headers.Header((1,), 2, ("名称",) * 2, blocks=(Block((0,)), Block((1,))))
    >>> found = shape(columns, header, [["名称"] * 2], bare=columns)
    >>> [(part.titles, part.label) for part in parts([["站点表", ""], ["红旗区", "卫滨区"]], header.blocks, found)]
    [(('站点表', '红旗区'), '红旗区'), (('站点表', '卫滨区'), '卫滨区')]
    """
    if len(shaped.slabs) < 2:
        return ()
    found = []
    for slab in shaped.slabs:
        block = next((block for block in blocks if set(slab.places) <= set(block.places)), None)
        titles, label = list[str](), ""
        for row in above:
            own = [headers.title([row[place] for place in _own(other) if place < len(row)]) for other in blocks]
            is_own = tells_apart(own)
            text = own[blocks.index(block)] if block and is_own else headers.title(row)
            titles += [text] if text else []
            label = text if is_own and is_label(text) else label
        headers_of = tuple(slab.places.values())
        found.append(Part(len(slab.records), headers_of, tuple(titles), slab.texts, sheet, label))
    return tuple(found)


def _own(block: Block) -> list[int]:
    return [place for place in block.places if place not in block.lent]
