"""The coordinate system that a JSON document names in words of its own, where GeoJSON provides for none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from unionmap import cells, crs
from unionmap.intake.readers import reference
from unionmap.intake.table import Note
from unionmap.text import Words, joined

WGS84 = "EPSG:4326"
_CODES = frozenset({"epsg", "srid", "epsgcode"})
_WORDS = _CODES | {
    *("coordinatesystem", "coordinatesystemname", "coordinatereferencesystem", "coordinatesys", "coordinatetype"),
    *("coordsystem", "coordsys", "coordtype", "datum", "geodeticdatum", "crs", "srs", "srsname", "spatialreference"),
    *("坐标系", "坐标系统", "坐标体系", "坐标系类型", "坐标类型", "坐标基准", "坐标参考系", "大地基准", "zuobiaoxi"),
}
_OF_BEFORE = re.compile(r"source|orig|raw|input|before|原")
_SHAPE_ALONE = frozenset(
    {
        "geographic",
        "geodetic",
        "lonlat",
        "lnglat",
        "longlat",
        "degree",
        "degrees",
        "地理坐标系",
        "地理坐标",
        "经纬度",
        "度",
    }
)
_DEGREES = frozenset({"", WGS84, "EPSG:4490"})


class Stated(NamedTuple):
    """The system of a file, whether only the format tells it, and what the clerk should know."""

    crs: str
    by_rule: bool
    notes: tuple[Note, ...] = ()


def of_document(document: Any, given: Stated) -> Stated:
    """Return the system of a document: what it says in its own words, where those can be read.

    Parameters
    ----------
    document : object
        Parsed JSON. Its own members and those of the objects in it count; not those of rows.
    given : Stated
        What its ``crs`` member or the format tells. A projection stands; degrees in WGS-84, which programs write
        unasked, do not stand against a word. A word that nobody knows leaves the system open.

    Examples
    --------
    >>> of_document({"metadata": {"coordinateSystem": "gcj02"}}, Stated(WGS84, True))
    Stated(crs='gcj02', by_rule=False, notes=())
    """
    words = list(dict.fromkeys(_words(document)))
    known = {word: system(word) for word in words}
    odd = tuple(Note("read_crs_unreadable", {"crs": word[:80]}) for word, name in known.items() if not name)
    names = {crs.plain(name): name for name in known.values() if name}
    notes = (*given.notes, *odd)
    if not words or given.crs not in _DEGREES:
        return given._replace(notes=notes)
    if len(names) == 1 and not odd:
        key, name = names.popitem()
        agrees = given.by_rule or not given.crs or crs.plain(given.crs) == key
        two = () if agrees else (_two([given.crs, name], name),)
        return Stated("" if name == "unknown" else name, by_rule=False, notes=(*notes, *two))
    two = (_two(list(names.values()), "-"),) if len(names) > 1 else ()
    return Stated("、".join(words), by_rule=False, notes=(*notes, *two))


def system(word: str) -> str:
    """Return the EPSG code or datum that a word means, ``""`` where nobody knows it."""
    return reference.of_name(word) or crs.read_name(word)


def _two(names: list[str], taken: str) -> Note:
    return Note("read_crs_two", {"names": joined(map(_label, names)), "taken": _label(taken)})


def _label(name: str) -> Words:
    return crs.label(crs.read_name(name) or name)


def _words(document: Any) -> Iterator[str]:
    if not isinstance(document, Mapping):
        return
    rows = {"geometry", "features"} | ({"properties"} if document.get("type") == "Feature" else set())
    inner = [value for key, value in document.items() if key not in rows and not _OF_BEFORE.search(_fold(key))]
    for holder in [document, *(value for value in inner if isinstance(value, Mapping))]:
        for key, value in holder.items():
            folded = _fold(key)
            if folded in _WORDS and isinstance(value, str | int) and not isinstance(value, bool):
                word = str(value).strip()[:200]
                if not cells.says_nothing(word) and _fold(word) not in _SHAPE_ALONE:
                    yield f"EPSG:{word}" if folded in _CODES and word.isdecimal() else word


def _fold(key: object) -> str:
    return re.sub(r"[\W_]+", "", str(key).casefold())
