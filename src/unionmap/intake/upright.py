"""Tables that stand upright: the names of fields down one column, one site a block or a column beside it."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cache
from itertools import product, zip_longest
from typing import NamedTuple

from unionmap.intake import footers, headers
from unionmap.intake.headers import Recognise, tidy
from unionmap.intake.levels import LONGEST_HEADER
from unionmap.intake.vocabulary import is_row_number

_SEARCHED_COLUMNS = 3
"""Columns from the left among which that of the labels is looked for."""

_WIDEST = 400
_SAMPLE = 50
_ENDS = ":："
_JOINT = "、"

Cells = Sequence[Sequence[str]]


class Turned(NamedTuple):
    """An upright table, turned.

    Attributes
    ----------
    names : list of str
        What each column is called.
    sites : list of mapping of int to str
        Column to cell, a site each; what is blank is left out.
    lines : list of int
        Place of the row where each site begins.
    titles, footers : list of str
        What stands above, between and below.
    blank : int
        Blank rows.
    asked : mapping
        Where the cells that were asked for are now: row and column to site and column.
    """

    names: list[str]
    sites: list[dict[int, str]]
    lines: list[int]
    titles: list[str]
    footers: list[str]
    blank: int
    asked: dict[tuple[int, int], tuple[int, int]]


class _Entry(NamedTuple):
    """A field of one block: its label, the rows that it fills, and whether something parts it from the one before."""

    label: str
    rows: list[int]
    parted: bool


_Key = tuple[str, int, int]
"""A label, which of the same in its block it is, and how far from the site's own column a cell stands."""


class _Value(NamedTuple):
    key: _Key
    spots: list[tuple[int, int]]
    text: str


class _Entries(NamedTuple):
    entries: list[_Entry]
    titles: list[str]
    footers: list[str]
    blank: int


def find(rows: Cells, recognise: Recognise) -> int:
    """Return the column that names the fields of an upright table, -1 where the table is none.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first records.
    recognise : callable
        Field that a text names, ``""`` where it names none.

    Examples
    --------
    >>> known = {"名称": "name", "地址": "address"}
    >>> find([["名称", "甲"], ["地址", "路"]], lambda text: known.get(text, ""))
    0
    >>> find([["名称", "地址"], ["甲", "路"]], lambda text: known.get(text, ""))
    -1
    """
    tidied = [cells for row in rows if any(cells := [tidy(cell) for cell in row[:_WIDEST]])][: headers.SEARCHED]
    width = min(max(map(len, tidied), default=0) - 1, _SEARCHED_COLUMNS)
    return next((place for place in range(width) if _names_fields(tidied, place, recognise)), -1)


def _names_fields(rows: Cells, place: int, recognise: Recognise) -> bool:
    """Tell whether a column names more fields than any row does, mostly those, and the next one values."""
    own = [row[place:] for row in rows if place < len(row) and row[place]]
    known = [row for row in own if _is_label(row[0], recognise)]
    said = len(known) + sum(any(row[1:]) for row in own if not _is_label(row[0], recognise))
    columns = [[cell for cell in column if cell] for column in zip_longest(*known, fillvalue="")]
    if len(known) < 2 or 2 * len(known) < said or not columns[1:] or _is_of_labels(columns[1], recognise):
        return False
    # Two fields a line, with a column of labels for each, have as much to say in a row as in a column.
    labels = [_field(cell, recognise) for column in columns if _is_of_labels(column, recognise) for cell in column]
    fields = set(labels) - {""}
    if len(fields) < 2 or (len(fields) == 2 and (len(known) < said or "name" not in fields)):
        return False
    return len(fields) > max(headers.score(row, recognise) for row in rows)


def _is_of_labels(column: Sequence[str], recognise: Recognise) -> bool:
    return not column or 2 * sum(_is_label(cell, recognise) for cell in column) >= len(column)


def _field(cell: str, recognise: Recognise) -> str:
    return recognise(cell) if 0 < len(cell) <= LONGEST_HEADER else ""


def _is_label(cell: str, recognise: Recognise) -> bool:
    return bool(_field(cell, recognise)) or (0 < len(cell) <= LONGEST_HEADER and is_row_number(cell))


def turn(
    bare: Cells, cells: Cells, place: int, recognise: Recognise, asked: Container[tuple[int, int]] = ()
) -> Turned | None:
    """Turn an upright table so that each row is a site; None where it does not say which cells belong to one site.

    Parameters
    ----------
    bare, cells : sequence of sequence of str
        All rows, equally long; as written, and with what merged cells lend to their neighbours.
    place : int
        Column of the names of fields, as `find` gives it.
    recognise : callable
    asked : container of (int, int)
        Rows and columns of cells to be found again.

    Examples
    --------
    >>> rows = [["名称", "甲", "乙"], ["地址", "路", "街"]]
    >>> turn(rows, rows, 0, lambda text: {"名称": "name", "地址": "address"}.get(text, "")).sites
    [{0: '甲', 1: '路'}, {0: '乙', 1: '街'}]
    """
    recognise = cache(recognise)
    found = _entries([[tidy(cell) for cell in row] for row in bare], place, recognise)
    blocks = _blocks(found.entries, recognise)
    width = max(map(len, bare), default=0)
    beside = [_beside(column, found.entries, cells, recognise) for column in range(place + 1, width)]
    if "site" not in beside or "labels" in beside or not any(_is_name(entry, recognise) for entry in found.entries):
        return None
    names, sites, lines = dict[_Key, int](), list[dict[int, str]](), list[int]()
    moved = dict[tuple[int, int], tuple[int, int]]()
    for block, group in product(blocks, _groups(beside, place + 1)):
        said = list(_values(block, group, cells))
        held = [value for value in said if value.text]
        for key in [value.key for value in said if value.text or _is_field(value.key, recognise)] if held else ():
            names.setdefault(key, len(names))
        columns = [names[key] for key, _, _ in held]
        for column, (_, spots, _) in zip(columns, held, strict=True):
            moved |= {spot: (len(sites), column) for spot in spots if spot in asked}
        if held:
            sites.append(dict(zip(columns, (text for _, _, text in held), strict=True)))
            lines.append(block[0].rows[0])
    titled = [f"{label}（{aside + 1}）" if aside else label for label, _, aside in names]
    return Turned(titled, sites, lines, found.titles, found.footers, found.blank, moved)


def _entries(rows: Cells, place: int, recognise: Recognise) -> _Entries:
    """Sort rows into fields, titles, remarks below and blank rows; a row without a label goes on with the one above."""
    known = [row for row, cells in enumerate(rows) if _is_label(cells[place], recognise)]
    often = Counter(cells[place] for cells in rows if cells[place])
    valued = {cells[place] for cells in rows if any(cells[place + 1 :])} - {""}
    own = (row for row in range(known[0]) if often[rows[row][place]] > 1 and rows[row][place] in valued)
    first = next(own, known[0])
    found = _Entries([], [], [], 0)
    blank, parted = 0, False
    for row, cells in enumerate(rows):
        label, says = cells[place], any(cells[place + 1 :])
        is_known = bool(label) and _is_label(label, recognise)
        if not any(cells):
            blank, parted = blank + 1, True
        elif row < first:
            found.titles.append(headers.title(cells))
        elif row > known[-1] and footers.is_footer(cells, at_end=True):
            found.footers.append(headers.title(cells))
        elif says and not label and found.entries and not parted:
            found.entries[-1].rows.append(row)
        elif says or is_known or label in valued:
            found.entries.append(_Entry(label.rstrip(_ENDS), [row], parted))
            parted = False
        else:
            found.titles.append(headers.title(cells))
            parted = True
    return found._replace(blank=blank)


def _blocks(entries: Sequence[_Entry], recognise: Recognise) -> list[list[_Entry]]:
    """Part the fields of one site from those of the next: where a gap does, else where the first label comes again."""
    starts = [place for place, entry in enumerate(entries) if entry.parted or not place]
    parts = [list(entries[a:b]) for a, b in zip(starts, [*starts[1:], len(entries)], strict=True)]
    if all(_is_whole([entry.label for entry in part], recognise) for part in parts):
        return parts
    labels = [entry.label for entry in entries]
    starts = [place for place, label in enumerate(labels) if label == labels[0]]
    often = dict[str, Counter[int]]()
    for a, b in zip(starts, [*starts[1:], len(labels)], strict=True):
        for label, times in Counter(labels[a:b]).items():
            often.setdefault(label, Counter())[times] += 1
    # As often as in most sites, the fewer times where that is even: what is too much begins a site of its own.
    usual = {label: max(seen, key=lambda times: (seen[times], -times)) for label, seen in often.items()}
    blocks, held = list[list[_Entry]](), Counter[str]()
    for entry in entries:
        if not blocks or entry.label == labels[0] or held[entry.label] >= usual[entry.label]:
            blocks.append([])
            held.clear()
        blocks[-1].append(entry)
        held[entry.label] += 1
    return blocks


def _is_name(entry: _Entry, recognise: Recognise) -> bool:
    return _field(entry.label, recognise) == "name"


def _is_field(key: _Key, recognise: Recognise) -> bool:
    """Tell whether a column is there even if no site fills it in: a form without its name is a site without one."""
    return not key[2] and bool(_field(key[0], recognise))


def _is_whole(labels: Sequence[str], recognise: Recognise) -> bool:
    names = sum(_field(label, recognise) == "name" for label in labels)
    return names == 1 and len(set(labels)) == len(labels)


def _beside(column: int, entries: Sequence[_Entry], cells: Cells, recognise: Recognise) -> str:
    """Tell what a column beside the labels holds: sites, remarks on the sites left of it, labels again, or nothing."""
    texts = [text for entry in entries if (text := tidy(cells[entry.rows[0]][column]))]
    if not texts:
        return ""
    if len(texts) > 1 and _is_of_labels(texts[:_SAMPLE], recognise):
        return "labels"
    named = any(_is_name(entry, recognise) and tidy(cells[entry.rows[0]][column]) for entry in entries)
    return "site" if named or 2 * len(texts) >= len(entries) else "remarks"


def _groups(beside: Sequence[str], start: int) -> list[list[int]]:
    """Group each column of sites with the columns of remarks to the right of it."""
    groups = list[list[int]]()
    for column, role in enumerate(beside, start):
        if role == "site" or (role and not groups):
            groups.append([column])
        elif role:
            groups[-1].append(column)
    return groups


def _values(block: Sequence[_Entry], group: Sequence[int], cells: Cells) -> Iterator[_Value]:
    again = Counter[str]()
    for entry in block:
        again[entry.label] += 1
        for beside, column in enumerate(group):
            spots = [(row, column) for row in entry.rows]
            texts = dict.fromkeys(text for row, _ in spots if (text := cells[row][column]).strip())
            yield _Value((entry.label, again[entry.label], beside), spots, _JOINT.join(texts))
