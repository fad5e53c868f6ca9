"""Which column of a list holds what: as the caller says, by the names that real lists use, by content last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pandas as pd

from unionmap import crs
from unionmap.errors import InputError, UnknownNameError
from unionmap.intake import clocks, content, pairs, threefold, timetable
from unionmap.intake.pairs import Spare
from unionmap.intake.timetable import Part
from unionmap.intake.vocabulary import COORDINATES, DIRECTIONS, FIELDS, fold, is_row_number, match, recognise
from unionmap.text import fault

__all__ = [
    "DIRECTIONS",
    "FIELDS",
    "UNMAPPED",
    "Choice",
    "Spare",
    "choose",
    "fold",
    "is_row_number",
    "oriented",
    "recognise",
]

UNMAPPED = ("", "-")
"""What the caller gives instead of a field to keep a column out of the mapping."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which column holds what.

    Attributes
    ----------
    columns : mapping of str to str
        Field to the header of its column.
    datum : str
        Datum that the headers of the coordinates name (``经度(GCJ-02)``); ``""`` where they do not.
    by_content : tuple of str
        Fields whose column was found by what it holds.
    spares : tuple of Spare
        Other columns of coordinates, best first, for rows where the chosen ones are blank; they are not in `columns`.
    kept : frozenset of str
        Headers that the caller wants kept as they are, and read as nothing.
    hours : tuple of timetable.Part
        Columns of hours of some days, parts of the day or seasons; they are not in `columns`.
    degrees : tuple of tuple of str
        Columns of degrees, minutes and seconds of the longitude and of the latitude, where they have such; `columns`
        holds the first of each.
    """

    columns: Mapping[str, str]
    datum: str = ""
    by_content: tuple[str, ...] = ()
    spares: tuple[Spare, ...] = ()
    kept: frozenset[str] = frozenset()
    hours: tuple[Part, ...] = ()
    degrees: tuple[tuple[str, ...], ...] = ()


def choose(
    cells: pd.DataFrame,
    wanted: Mapping[str, str] | None = None,
    *,
    geometry: bool = False,
    unread: Collection[str] = (),
) -> Choice:
    """Choose a column for each field: as the caller wants, by name, and by content where names fail.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text, a column a header.
    wanted : mapping of str to str, optional
        Header to field or field to header, as given with ``--map``; ``""`` or ``-`` as a field keeps a column out of
        the mapping.
    geometry : bool, default False
        The table has coordinates of its own: columns of coordinates stay what they are.
    unread : collection of str
        Columns of a second table beside the first: no field is looked for in them, unless the caller wants it.

    Raises
    ------
    UnknownNameError
        If a header is not in the table, or a field does not exist.
    InputError
        If two headers are given for one field, or two fields for one header.

    Examples
    --------
    >>> table = pd.DataFrame({"站点名称": ["甲"], "经度": ["113.6"], "纬度": ["34.7"]}, dtype="str")
    >>> dict(choose(table).columns)
    {'name': '站点名称', 'lon': '经度', 'lat': '纬度'}
    """
    headers = [str(header) for header in cells.columns]
    asked = _asked(wanted or {}, headers)

    @cache
    def sampled(header: str) -> Sequence[str]:
        return content.sample(cells[header])

    open_headers = [header for header in headers if header not in asked]
    parts = timetable.find([header for header in open_headers if header not in unread], sampled)
    of_hours = {part.header for part in parts}
    named = _by_name([header for header in open_headers if header not in of_hours])
    left = content.sort_out(named, cells, sampled)
    clocks.pair(named, list(asked.values()), sampled)
    taken = {field: header for header, field in asked.items() if field not in UNMAPPED}
    degrees = () if geometry else threefold.take(named, headers, asked, sampled)
    for field in COORDINATES if geometry else ():
        named.pop(field, None)
        taken.pop(field, None)
    pair, spares = pairs.choose(named, taken, lambda header: bool(sampled(header)))
    plain = {field: _plainest(found, sampled) for field, found in named.items() if field not in COORDINATES}
    chosen = {**plain, **pair.columns, **taken}
    # The second table's coordinates are those of other sites.
    spares = tuple(spare for spare in spares if not set(unread).intersection(spare.headers))
    of_hours |= {header for part in degrees for header in part}
    used = {*asked, *unread, *of_hours, *chosen.values(), *(header for spare in spares for header in spare.headers)}
    free = [header for header in headers if header not in used and (header in left or not _says_something(header))]
    # Columns of coordinates that are blank do not keep others from being found.
    blank = {field for field, header in pair.columns.items() if field not in taken and not sampled(header)}
    firm = {field: header for field, header in chosen.items() if field not in blank}
    guessed = content.find(free, firm, sampled, geometry=geometry)
    by_place = bool(set(guessed) & set(COORDINATES))
    found = {**(firm if by_place else chosen), **guessed}
    datum = _datum(found) if by_place else pair.datum
    columns = {field: found[field] for field in FIELDS if field in found}
    kept = frozenset(header for header, field in asked.items() if field in UNMAPPED)
    return Choice(MappingProxyType(columns), datum, tuple(guessed), spares, kept, parts, degrees)


def oriented(wanted: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Return the caller's wish, header to field, whichever way round it was written.

    Raises
    ------
    UnknownNameError
        If a header is not among those given, or a field does not exist.
    InputError
        If two fields are given for one header.

    Examples
    --------
    >>> oriented({"lon": "经度", "纬度": "lat"}, ["经度", "纬度"])
    {'经度': 'lon', '纬度': 'lat'}
    """
    asked: dict[str, str] = {}
    for left, right in wanted.items():
        turned = left in FIELDS and right in headers and not (left in headers and right in (*FIELDS, *UNMAPPED))
        header, field = (right, left) if turned else (left, right)
        if header not in headers:
            raise UnknownNameError("column", header, headers)
        if field not in (*FIELDS, *UNMAPPED):
            raise UnknownNameError("field", field, FIELDS)
        if header in asked:
            raise fault(InputError, "account.map_twice", header=header, one=asked[header], other=field)
        asked[header] = field
    return asked


def _asked(wanted: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Return the caller's wish, header to field; no field has two headers."""
    asked = oriented(wanted, headers)
    first: dict[str, str] = {}
    for header, field in asked.items():
        if field not in UNMAPPED and first.setdefault(field, header) != header:
            raise fault(InputError, "account.field_twice", field=field, one=first[field], other=header)
    return asked


def _by_name(headers: Sequence[str]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for header in sorted(headers, key=lambda header: match(header).rank):
        field = recognise(header)
        if field:
            named.setdefault(field, []).append(header)
    return named


def _plainest(found: Sequence[str], sampled: content.Sample) -> str:
    """Of the headers that name a field, the plainest whose column says anything."""
    return found[0] if len(found) == 1 else next(filter(sampled, found), found[0])


def _says_something(header: str) -> bool:
    return bool(recognise(header)) or is_row_number(header)


def _datum(columns: Mapping[str, str]) -> str:
    named = {crs.find_name(columns[field]) for field in COORDINATES if field in columns} - {""}
    return named.pop() if len(named) == 1 else ""
