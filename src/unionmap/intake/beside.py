"""Tables side by side in one sheet: the same header again to the right, each with sites of its own."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from unionmap.intake.levels import Block, Header, Recognise
from unionmap.intake.vocabulary import STATION_ENDS, STATION_WORDS, is_row_number

_PLACES = frozenset({"address", "county", "lon", "lat", "lonlat"})
_OTHERS = re.compile("单位|部门|企业|公司|机构|主管|负责|联系")
"""What stands above, or is called, what is no second table of sites but tells more of the first."""

_PART = re.compile(rf"{STATION_WORDS}|站|[市区县旗镇乡片]$|街道|办事处|{STATION_ENDS}$")
"""What stands above a table of sites: a place, or the word for such sites."""


_COLON = re.compile("[:：]")


def is_label(text: str) -> bool:
    """Tell whether what stands above a table calls it something; 填报单位：某工会 does not.

    Examples
    --------
    >>> is_label("红旗区站点"), is_label("填报单位：某工会")
    (True, False)
    """
    return bool(text) and not _COLON.search(text)


def tells_apart(texts: Sequence[str]) -> bool:
    """Tell whether what one line says above tables, or below them, is of each its own, ``""`` where it says nothing.

    Examples
    --------
    >>> tells_apart(["红旗区", "卫滨区"]), tells_apart(["单位：甲", "单位：乙"]), tells_apart(["单位：甲", "日期：5月"])
    (True, True, False)
    """
    said = [text for text in texts if text]
    stated = {_COLON.split(text)[0] for text in said if not is_label(text)}
    return len(said) > 1 and (not stated or len(stated) < len(said))


def find(rows: Sequence[Sequence[str]], header: Header, recognise: Recognise) -> Header:
    """Part the columns of a header into the tables that stand side by side, if there are several.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first records, tidied.
    header : Header
    recognise : callable

    Returns
    -------
    Header
        With ``blocks``, or with ``doubtful`` where columns to the right may be a table of sites or more of the first.

    Examples
    --------
    >>> known = {"名称": "name", "地址": "address"}
    >>> header = Header((0,), 1, ("名称", "地址", "", "名称", "地址"), (3, 4))
    >>> [block.places for block in find([header.names], header, lambda text: known.get(text, "")).blocks]
    [(0, 1, 2), (3, 4)]
    """
    if not header.rows:
        return header
    starts = _starts(header.names, recognise) if header.again else []
    starts = starts or _after_gap(rows, header, recognise)
    if len(starts) < 2:
        return header._replace(doubtful=bool(header.again) and _are_sites(rows, header))
    labels = _labels(rows, header.rows[0], starts, len(header.names))
    if any(_OTHERS.search(label) for label in labels):
        return header
    if labels and not all(_PART.search(label) for label in labels):
        return header._replace(again=tuple(range(starts[1], len(header.names))), doubtful=True)
    return header._replace(again=(), blocks=tuple(_blocks(header.names, starts)))


def _starts(names: Sequence[str], recognise: Recognise) -> list[int]:
    """Return where tables of the same words begin; none where the words are not the same, the name among them."""
    for word in dict.fromkeys(filter(None, names)):
        starts = [place for place, name in enumerate(names) if name == word and (not place or names[place - 1] != word)]
        parts = [set(names[a:b]) - {""} for a, b in pairwise([*starts, len(names)])]
        if len(parts) > 1 and all(_are_same(parts[0], part, recognise) for part in parts[1:]):
            return starts
    return []


def _are_same(one: set[str], other: set[str], recognise: Recognise) -> bool:
    both = one & other
    return any(recognise(name) == "name" for name in both) and (one == other or len(both) > 1)


def _after_gap(rows: Sequence[Sequence[str]], header: Header, recognise: Recognise) -> list[int]:
    """Return where tables begin that blank columns part and that tell the same of sites in words of their own."""
    names = header.names
    below = [row for row in rows[header.first_row :] if any(row)]
    blank = [not name and not any(place < len(row) and row[place] for row in below) for place, name in enumerate(names)]
    starts = [place for place in range(len(names)) if not blank[place] and (not place or blank[place - 1])]
    if len(starts) < 2:
        return []
    fields = [{recognise(name) for name in names[a:b] if name} - {""} for a, b in pairwise([*starts, len(names)])]
    own = [name for name in names[starts[1] :] if recognise(name) == "name"]
    alike = all("name" in found and found & fields[0] & _PLACES for found in fields)
    return starts if alike and not any(map(_OTHERS.search, own)) else []


def _are_sites(rows: Sequence[Sequence[str]], header: Header) -> bool:
    """Tell whether columns that repeat the first ones tell of more than their names: of other sites, it seems."""
    texts = [_lowest(rows, header, place) for place in range(len(header.names))]
    both = set(texts[: header.again[0]]) & {texts[place] for place in header.again} - {""}
    labels = [rows[row][place] for row in header.rows for place in header.again if place < len(rows[row])]
    return len(both) > 1 and not any(map(_OTHERS.search, labels))


def _lowest(rows: Sequence[Sequence[str]], header: Header, place: int) -> str:
    return next((rows[row][place] for row in reversed(header.rows) if place < len(rows[row]) and rows[row][place]), "")


def _labels(rows: Sequence[Sequence[str]], top: int, starts: Sequence[int], width: int) -> list[str]:
    """Return what the nearest line above that tells tables apart says above each of them; empty where none does."""
    for row in reversed(rows[:top]):
        said = [next(filter(None, row[a:b]), "") for a, b in pairwise([*starts, width])]
        labels = list(filter(is_label, said))
        if len(set(labels)) > 1:
            return labels
    return []


def _blocks(names: Sequence[str], starts: Sequence[int]) -> Iterator[Block]:
    """Return the tables; a column left of all of them, the first beginning right there, belongs to each."""
    is_shared = bool(names[starts[1] - 1])
    lent = tuple(place for place in range(starts[0]) if is_shared and names[place] and not is_row_number(names[place]))
    yield Block(tuple(range(starts[1])), lent)
    for a, b in pairwise([*starts[1:], len(names)]):
        yield Block((*lent, *range(a, b)), lent)
