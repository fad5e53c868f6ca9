"""A list over several sheets, or in tables side by side: columns are chosen part by part, then share their headers.

What one part calls 名称 another calls 单位名称; chosen for all parts at once, rows of the other would have no name.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, count
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import kernels
from unionmap.intake import clocks, columns, threefold
from unionmap.intake.columns import Choice, Spare
from unionmap.intake.table import Table
from unionmap.intake.vocabulary import COORDINATES, recognise
from unionmap.text import Words, listed, whole

_SHOWN, _LONGEST = 5, 40

Rows = npt.NDArray[np.int64]
_RIVALS = {"lonlat": "lon", clocks.OPENS: "opening_hours", clocks.CLOSES: "opening_hours"}
"""Fields that are told in another way by the columns of another one."""

Slot = tuple[str, str]
"""A field; beside those of coordinates, the datum that their headers name."""


class Moved(NamedTuple):
    """A column of some sheets that was taken under the header of others."""

    sheets: tuple[str, ...]
    header: str
    under: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Parts in which each field has the same column.

    Attributes
    ----------
    parts : list of int
    rows : ndarray of int64
    headers : tuple of str
    filled : frozenset of str
    own : mapping of str to Slot
        Its headers and what they were chosen for.
    choice : Choice
    """

    parts: Sequence[int]
    rows: Rows
    headers: tuple[str, ...]
    filled: frozenset[str]
    own: Mapping[str, Slot]
    choice: Choice


def choose(table: Table, wanted: Mapping[str, str]) -> tuple[Table, Choice, tuple[Moved, ...]]:
    """Choose a column for each field, as `columns.choose` does, in each part of a list by itself.

    Parameters
    ----------
    table : Table
    wanted : mapping of str to str
        Header to field or field to header, as the caller wants it; holds in the parts that have such a header.

    Returns
    -------
    Table
        With the columns of all parts under one header a field.
    Choice
    tuple of Moved
        What stands under another header now.

    Raises
    ------
    UnknownNameError, InputError
        As `columns.choose` does.
    """
    kinds = _kinds(table)
    if len(kinds) < 2:
        return table, columns.choose(table.cells, wanted, geometry=table.x is not None, unread=_unread(table)), ()
    asked = columns.oriented(wanted, list(map(str, table.cells)))
    groups = [_chosen(table, parts, rows, asked) for parts, rows in kinds]
    for place, group in enumerate(groups):
        if group.choice.degrees:
            table, groups[place] = _of_degrees(table, group)
    names = _names(groups, asked)
    moves = [_moves(group, names, table) for group in groups]
    united = _united(table, groups, moves)
    fixed = {header: field for (field, _), header in names.items() if field not in COORDINATES}
    rest = {header: field for header, field in asked.items() if header in united.cells and header not in fixed}
    rest = {header: field for header, field in rest.items() if field in (*COORDINATES, *columns.UNMAPPED)}
    choice = columns.choose(united.cells, fixed | rest, unread=_unread(united))
    return united, _completed(choice, groups, names, moves), _told(table, groups, moves)


def _kinds(table: Table) -> list[tuple[list[int], Rows]]:
    """Gather the parts in which the same columns name fields, and the same of those that compete hold anything."""
    if len(table.parts) < 2:
        return []
    ends = list(accumulate(part.rows for part in table.parts))
    starts = [0, *ends[:-1]]
    filled = np.logical_or.reduceat((table.cells != "").to_numpy(), starts, axis=0)
    at = {str(header): place for place, header in enumerate(table.cells)}
    held: dict[tuple[object, ...], list[int]] = {}
    for place, part in enumerate(table.parts):
        fields = {header: field for header in part.headers if (field := recognise(header))}
        often = Counter(_RIVALS.get(field, field) for field in fields.values())
        rivals = [header for header, field in fields.items() if often[_RIVALS.get(field, field)] > 1]
        by_name = tuple(sorted(fields)) if set(fields.values()) & set(COORDINATES) else part.headers
        held.setdefault((by_name, *(bool(filled[place][at[header]]) for header in rivals)), []).append(place)
    return [(parts, np.concatenate([np.arange(starts[part], ends[part]) for part in parts])) for parts in held.values()]


def _unread(table: Table) -> tuple[str, ...]:
    return (*table.unread, table.sheet_column) if table.sheet_column else table.unread


def _chosen(table: Table, parts: Sequence[int], rows: Rows, asked: Mapping[str, str]) -> _Group:
    headers = tuple(dict.fromkeys(header for part in parts for header in table.parts[part].headers))
    headers += (table.sheet_column,) if table.sheet_column in asked else ()
    cells = table.cells.iloc[rows][list(headers)].reset_index(drop=True)
    mine = {header: field for header, field in asked.items() if header in headers}
    choice = columns.choose(cells, mine, unread=[header for header in _unread(table) if header in headers])
    filled = frozenset(str(header) for header in cells if (cells[header] != "").any())
    own = {header: _slot(field, choice.datum) for field, header in choice.columns.items()}
    return _Group(parts, rows, headers, filled, MappingProxyType(own), choice)


def _of_degrees(table: Table, group: _Group) -> tuple[Table, _Group]:
    """Write the degrees, minutes and seconds of a group into one column, so that other groups can share it."""
    cells, own = table.cells.copy(), dict(group.own)
    for axis, header, parts in zip(("lon", "lat"), ("经度", "纬度"), group.choice.degrees, strict=True):
        name = header if header not in group.headers else _fresh(header, {*group.headers, *map(str, cells)})
        joined = threefold.join(cells.iloc[group.rows], parts)
        blank = cells.get(name, kernels.blank(cells.index))
        cells[name] = blank.where(~cells.index.isin(group.rows), joined.reindex(cells.index, fill_value=""))
        own = {header: slot for header, slot in own.items() if slot[0] != axis} | {name: own[parts[0]]}
    gone = {header for parts in group.choice.degrees for header in parts} - set(own)
    headers = tuple(header for header in dict.fromkeys((*group.headers, *own)) if header not in gone)
    made = replace(group, headers=headers, filled=group.filled | set(own), own=MappingProxyType(own))
    return replace(table, cells=cells), made


def _slot(field: str, datum: str) -> Slot:
    return (field, datum if field in COORDINATES else "")


def _names(groups: Sequence[_Group], asked: Mapping[str, str]) -> dict[Slot, str]:
    """Choose one header a field: the caller's, else one that means nothing else elsewhere, else that of most rows."""
    rows: dict[Slot, Counter[str]] = {}
    others = Counter(header for group in groups for header in group.filled if header not in group.own)
    for group in groups:
        for header, slot in group.own.items():
            rows.setdefault(slot, Counter())[header] += len(group.rows)
    names: dict[Slot, str] = {}
    taken = {header for group in groups for header in group.headers}
    for slot, often in sorted(rows.items(), key=lambda item: -max(item[1].values())):
        ranked = sorted(often, key=lambda header: (asked.get(header) != slot[0], others[header], -often[header]))
        free = [header for header in ranked if header not in names.values()]
        names[slot] = free[0] if free else _fresh(ranked[0], taken)
        taken.add(names[slot])
    return names


def _fresh(header: str, taken: set[str]) -> str:
    return next(name for again in count(2) if (name := f"{header}_{again}") not in taken)


def _moves(group: _Group, names: Mapping[Slot, str], table: Table) -> dict[str, str]:
    """Return what each header of a group is called from now on; a blank column that is in the way is left out."""
    moves = {header: names[slot] for header, slot in group.own.items()}
    taken = {*map(str, table.cells), *names.values()}
    targets = set(names.values())
    for header in group.headers:
        if header not in moves and header not in targets:
            moves[header] = header
        elif header not in moves and header in group.filled:
            moves[header] = _fresh(header, taken)
            taken.add(moves[header])
    return moves


def _united(table: Table, groups: Sequence[_Group], moves: Sequence[Mapping[str, str]]) -> Table:
    frames = [
        table.cells.iloc[group.rows][[header for header in group.headers if header in own]].rename(columns=own)
        for group, own in zip(groups, moves, strict=True)
    ]
    cells = pd.concat(frames).sort_index().fillna("").astype("str")
    first = [header for header in map(str, table.cells) if header in cells or header == table.sheet_column]
    if table.sheet_column:
        cells[table.sheet_column] = table.cells[table.sheet_column]
    group_of = np.empty(len(cells), dtype=np.int64)
    for place, group in enumerate(groups):
        group_of[group.rows] = place
    formulas: dict[str, set[int]] = {}
    for header, rows in table.formulas.items():
        for row in rows:
            name = moves[group_of[row]].get(header, header)
            formulas.setdefault(name, set()).add(row)
    unread = [own.get(header, header) for own in moves for header in table.unread]
    return replace(
        table,
        cells=cells[[*first, *(header for header in cells if header not in first)]],
        formulas=MappingProxyType({header: frozenset(rows) for header, rows in formulas.items()}),
        unread=tuple(header for header in dict.fromkeys(unread) if header in cells),
    )


def _completed(
    choice: Choice, groups: Sequence[_Group], names: Mapping[Slot, str], moves: Sequence[Mapping[str, str]]
) -> Choice:
    """Add the columns of hours, and the coordinates of parts that nothing but what they hold, or the caller, tells."""
    used = {header for spare in choice.spares for header in spare.headers} | set(choice.columns.values())
    spares = list(choice.spares)
    for group in groups:
        own = {field: names[_slot(field, group.choice.datum)] for field in COORDINATES if field in group.choice.columns}
        if ("lonlat" in own or {"lon", "lat"} <= set(own)) and not used & set(own.values()):
            spares.append(Spare(**own, datum=group.choice.datum))
            used |= set(own.values())
    if spares and not set(choice.columns) & set(COORDINATES):
        first = spares.pop(0)
        choice = replace(choice, columns={**choice.columns, **first.columns}, datum=first.datum)
    found = [field for group in groups for field in group.choice.by_content if field in choice.columns]
    by_content = tuple(dict.fromkeys((*choice.by_content, *found)))
    hours = (
        part._replace(header=own[part.header])
        for group, own in zip(groups, moves, strict=True)
        for part in group.choice.hours
    )
    return replace(choice, by_content=by_content, spares=tuple(spares), hours=tuple(dict.fromkeys(hours)), degrees=())


def _told(table: Table, groups: Sequence[_Group], moves: Sequence[Mapping[str, str]]) -> tuple[Moved, ...]:
    sheets: dict[tuple[str, str], list[str]] = {}
    for group, own in zip(groups, moves, strict=True):
        for header in group.own:
            if own[header] != header:
                held = sheets.setdefault((header, own[header]), [])
                held += [table.parts[part].sheet for part in group.parts]
    return tuple(Moved(tuple(dict.fromkeys(held)), *pair) for pair, held in sheets.items())


def told(moved: Sequence[Moved]) -> Words:
    """Say what stands under another header now.

    Examples
    --------
    >>> told([Moved(("红旗区", "卫滨区"), "名称", "站点名称")])
    Words(zh='红旗区、卫滨区：名称 → 站点名称', en='红旗区, 卫滨区: 名称 → 站点名称')
    """
    said = []
    for one in moved:
        sheets = listed((_cut(sheet) for sheet in one.sheets if sheet), most=_SHOWN)
        pair = f"{_cut(one.header)} → {_cut(one.under)}"
        lead = Words(f"{sheets.zh}：", f"{sheets.en}: ") if sheets.zh else Words("", "")
        said.append(Words(f"{lead.zh}{pair}", f"{lead.en}{pair}"))
    return listed(said, most=_SHOWN)


def _cut(text: str) -> str:
    return whole(" ".join(text.split()))[:_LONGEST]
