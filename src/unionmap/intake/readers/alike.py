"""Which sheets of a workbook hold parts of one list: the same fields, but not the same sites, nor of another time."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from unionmap import crs
from unionmap.intake import threefold
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import limits
from unionmap.intake.table import Table

_COORDINATES = frozenset({"lon", "lat", "lonlat"})
_PLACES = frozenset({"address", "county", "coordinates"})
_NO_PART = re.compile(
    r"旧(?=[名表版数站点驿的]|[)）】\]\s\d_-]|$)|备份|副本|原始|作废|历史(?=[名表版数站点驿]|[)）】\]\s\d_-]|$)|停用|撤销|示例|样例|模板"
    r"|填[写报]说明|(?<![a-z])(?:copy|backup|old|sample|template)(?![a-z])",
    re.IGNORECASE,
)
"""旧县镇 and Golden are places, 历史街区 is a quarter."""

_TIME = re.compile(
    r"(?:19|20)\d{2}(?!\d)|\d{1,2}\s{0,3}(?:月(?!\w{0,6}[路街镇湖亮])|季度)|[一二三四]季度|[上下]半年"
    r"|(?:第|^)[0-9一二三四五六七八九十]{1,3}[期版]$|[新老最终修订]版$|(?<![a-z])v\d"
)


def is_list(headers: Iterable[object], recognise: Recognise) -> bool:
    """Tell whether headers name sites and where they are.

    Examples
    --------
    >>> known = {"名称": "name", "地址": "address", "备注": "note"}
    >>> [is_list(names, lambda text: known.get(text, "")) for names in (["名称", "地址"], ["名称", "备注"])]
    [True, False]
    """
    fields = _fields(headers, recognise)
    return "name" in fields and bool(fields & _PLACES)


def is_spare(sheet: str) -> bool:
    """Tell whether a sheet is called an older copy, an example or a guide.

    Examples
    --------
    >>> is_spare("填写示例"), is_spare("名单（旧）"), is_spare("红旗区"), is_spare("旧县镇")
    (True, True, False, False)
    """
    return bool(_NO_PART.search(sheet))


def _fields(headers: Iterable[object], recognise: Recognise) -> set[str]:
    """Return what headers name; however coordinates are written, they are one thing."""
    names = list(map(str, headers))
    fields = {recognise(header) for header in names} - {""} | ({"coordinates"} if threefold.find(names) else set())
    return {"coordinates" if field in _COORDINATES else field for field in fields}


def are_alike(one: Table, other: Table, recognise: Recognise) -> bool:
    """Tell whether two tables name the same fields: the name, something of the place, and most of the others.

    Where one of them names fewer, all of these are among the other's, and both call the name the same.

    Examples
    --------
    >>> import numpy as np
    >>> def table(*names):
    ...     return Table(pd.DataFrame(dict.fromkeys(names, ["x"]), dtype="str"), np.array([2]), "xlsx")
    >>> known = {"名称": "name", "站名": "name", "地址": "address", "备注": "note"}
    >>> [are_alike(table("名称", "地址"), table(*names), lambda text: known.get(text, ""))
    ...  for names in (("站名", "地址"), ("名称", "备注"))]
    [True, False]
    """
    first, second = (_fields(table.cells, recognise) for table in (one, other))
    both = first & second
    if "name" not in both or not both & _PLACES:
        return False
    words = [{str(header) for header in table.cells if recognise(str(header)) == "name"} for table in (one, other)]
    return 2 * len(both) > len(first | second) or (both in (first, second) and bool(words[0] & words[1]))


def find_parts(chosen: Table, others: Sequence[Table], recognise: Recognise) -> list[Table]:
    """Return the tables that hold parts of one list with the chosen one: not its sites again, nor of other times.

    Parameters
    ----------
    chosen : Table
    others : sequence of Table
        Those alike, in the order of their sheets.
    recognise : callable
    """
    if is_spare(chosen.sheet):
        return [chosen]
    when, rows = _TIME.findall(chosen.sheet), len(chosen.cells)
    same = [one for one in others if not is_spare(one.sheet) and _TIME.findall(one.sheet) == when]
    # What one sheet says of its coordinates must not be taken to hold for another.
    if any("coordinates" in _fields(table.cells, recognise) for table in (chosen, *same)):
        same = [one for one in same if _datum(one) == _datum(chosen)]
    sites = [_Sites.of(table, recognise) for table in same]
    own = _Sites.of(chosen, recognise)
    kept = [own]
    for place, (table, held) in enumerate(zip(same, sites, strict=True)):
        again = [other for at, other in enumerate(sites) if at != place and other.repeats(held)]
        is_sum = len(again) > 1 and not any(one.repeats(two) for one, two in combinations(again, 2))
        if is_sum or rows + len(table.cells) > limits.ROWS or any(held.repeats(other) for other in kept):
            continue
        kept.append(held)
        rows += len(table.cells)
    return [held.table for held in kept]


def _datum(table: Table) -> str:
    return crs.find_name(" ".join((*table.titles, table.sheet, *table.footers)))


class _Sites(NamedTuple):
    """The sites of a table: their names, those with the place of each, and the names of those without a place.

    ``kind`` says what tells the place: the address, else the coordinates.
    """

    table: Table
    kind: str
    names: set[str]
    placed: set[tuple[str, str]]
    bare: set[str]

    @classmethod
    def of(cls, table: Table, recognise: Recognise) -> "_Sites":
        """Read them off the table."""
        headers: dict[str, str] = {}
        for header in map(str, table.cells):
            headers.setdefault(recognise(header), header)
        fields = ["address"] if "address" in headers else ["lonlat", "lon", "lat"]
        name = table.cells[headers["name"]].str.strip()
        place = pd.Series("", index=name.index, dtype="str")
        for field in fields:
            place = place + table.cells[headers[field]].str.strip() if field in headers else place
        names, bare = set(name) - {""}, set(name[place == ""]) - {""}
        return cls(table, fields[0], names, set(zip(name, place, strict=True)), bare)

    def repeats(self, other: "_Sites") -> bool:
        """Tell whether more than half of the sites of the shorter table stand in the other."""
        both = self.names & other.names
        if self.kind == other.kind:
            same = {name for name, _ in self.placed & other.placed} | self.bare | other.bare
            both &= same
        return 2 * len(both) > min(len(self.names), len(other.names))
