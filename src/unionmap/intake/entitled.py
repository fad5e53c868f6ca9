"""The county or city that a list is of, or a part of it, for rows that name none: by headings, sheets and titles."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import places
from unionmap.intake import headers, region, whence
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.text import listed

_LONGEST = 60
_MOST_WORDS = 5
_LEAD = re.compile(
    r"附[件表录]|表|关于|公布|印发|报送|上报|命名|表彰|sheet|[（(\[《【“)）\]】]|\d+|[一二三四五六七八九十]+(?=[、.．)）])"
    r"|年度?|月|[、.．:：\s_—-]",
    re.IGNORECASE,
)
_REST = re.compile(
    r"总工会|工会|各|户外|劳动者|职工|爱心|环卫|服务|站点?|驿站|点位?|名单|名录|清单|台账|明细|汇总|统计|一览|登记|信息|情况|数据|表"
    r"|[（(][共计]?\d*[个處处家座所]?[)）]|\d+[个處处家座所]?|[-_—\s、.．·的]"
)
_AND = re.compile(r"\s*(?:[、,，/—~和及与跟至到-]|以及)")
_WIDER = re.compile("全[省国]|各[省市地县]|[省辖地]市(?=[户各工驿站])")
_SHORT = re.compile(r"[\u4e00-\u9fff]{2,3}")
_BELOW = re.compile(r"镇|乡|街道|办事处|社区|村")
"""What lies in a county: headings of this kind leave the county as it is."""


class Place(NamedTuple):
    """A province, a city and a county as a text names them; ``loose`` if it may be no place at all."""

    province: str = ""
    city: str = ""
    county: str = ""
    loose: bool = False


_NOWHERE = Place()
_FILLED = (("city_said", "city"), ("county_said", "county"))


class _Source(NamedTuple):
    """Places that something tells, and for each row which of them is its own."""

    key: str
    told: list[Place]
    where: npt.NDArray[np.int64]


@lru_cache(maxsize=4096)
def of_title(text: str) -> Place:
    """Return the place that a title begins with; nothing where it names several.

    Examples
    --------
    >>> of_title("附件1：2024年三门峡市湖滨区户外劳动者驿站一览表")[:3], of_title("郑州市高新区驿站名单")[:3]
    (('', '三门峡市', '湖滨区'), ('', '郑州市', '高新区'))
    >>> of_title("金水区、二七区驿站名单")[:3], of_title("北京路街道驿站名单")[:3]
    (('', '', ''), ('', '', ''))
    """
    place, rest = _beginning(text)
    if _AND.match(rest):
        place = place._replace(county="") if place.county else _NOWHERE
    named = [name for name in places.names_of("city").values() if len(name) > 2 and name in text]
    return place if len({*named, place.city} - {""}) < 2 and not _WIDER.search(text) else _NOWHERE


@lru_cache(maxsize=4096)
def of_name(text: str) -> Place:
    """Return the place that a sheet or a heading is called after, and after nothing else.

    Examples
    --------
    >>> of_name("1.金水区（8个）")[:3], of_name("郑州市金水区")[:3], of_name("老城区")[:3], of_name("Sheet1")[:3]
    (('', '', '金水区'), ('', '郑州市', '金水区'), ('', '', '老城区'), ('', '', ''))
    >>> of_name("金水"), of_name("汇总")
    (Place(province='', city='', county='金水', loose=True), Place(province='', city='', county='', loose=False))
    """
    place, rest = _beginning(text)
    if any(place):
        return place if not _without(_REST, rest) else _NOWHERE
    bare = _without(_REST, _bare(text)) if len(text) <= _LONGEST else ""
    if bare in places.names_of("county").values() or places.is_zone(bare):
        return Place(county=bare)
    return Place(county=bare, loose=True) if _SHORT.fullmatch(bare) else _NOWHERE


def _beginning(text: str) -> tuple[Place, str]:
    bare = _bare(text)
    found = places.read_address(pd.Series([bare], dtype="str")).iloc[0]
    place = Place(*found)
    rest = bare[len("".join(found)) :] if bare.startswith("".join(found)) else ""
    if place.county or (any(found) and not rest):
        return place, rest
    zone = next((end for end in range(14, 1, -1) if len(rest) >= end and places.is_zone(rest[:end])), 0)
    if zone and (place.city or places.resolve(pd.DataFrame({"county_said": [rest[:zone]]}))["city_adcode"].iloc[0]):
        return place._replace(county=rest[:zone]), rest[zone:]
    return place, rest


def _bare(text: str) -> str:
    bare = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    while lead := _LEAD.match(bare):
        bare = bare[lead.end() :]
    return bare


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub("", text)


def fill(rows: pd.DataFrame, table: Table, verdicts: Verdicts) -> None:
    """Give rows that name no county or no city what the nearest heading, their sheet or the title tells.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``province_said``, ``city_said``, ``county_said``; changed in place.
    table : Table
    verdicts : Verdicts
        Takes the changes and the notes.
    """
    within = whence.told(table)[whence.PROVINCE]
    for source in _sources(table):
        if not any(map(any, source.told)):
            continue
        own = pd.DataFrame(
            {name: pd.Series([getattr(place, level) for place in source.told], dtype="str") for name, level in _FILLED}
        )
        own = own.take(source.where).set_axis(rows.index)
        loose = np.array([place.loose for place in source.told], dtype=bool)[source.where]
        was = rows[list(own)].copy()
        taken = _taken(rows, own, loose, within)
        named = own["city_said"].where(was["city_said"] == "", "")
        named = named + own["county_said"].where(was["county_said"] == "", "")
        verdicts.change(taken, f"place_of_{source.key}", place=named)
        verdicts.note(f"place_from_{source.key}", taken, names=listed(named[taken].unique(), most=_MOST_WORDS))


def _sources(table: Table) -> Iterator[_Source]:
    """Return what tells places, the nearest first."""
    places_of, rows = [start for start, _ in table.headings], np.arange(len(table.cells))
    if places_of:
        told = [_NOWHERE, *walk([text for _, text in table.headings])]
        yield _Source("heading", told, np.searchsorted(places_of, rows, side="right"))
    piece = np.repeat(np.arange(len(table.pieces)), [piece.rows for piece in table.pieces])
    sheet = _Source("sheet", [_of_piece(one.label, one.sheet) for one in table.pieces], piece)
    if table.sheet_column and not table.parts:
        where, names = pd.factorize(table.cells[table.sheet_column])
        sheet = _Source("sheet", [of_name(str(name)) for name in names], where)
    yield sheet._replace(told=[_NOWHERE if place.loose else place for place in sheet.told])
    yield _Source("title", [agreed(map(of_title, one.titles)) for one in table.pieces], piece)
    # 红旗 is a county only where the city is known that has one of that name.
    yield sheet._replace(told=[place if place.loose else _NOWHERE for place in sheet.told])


def _of_piece(label: str, sheet: str) -> Place:
    return next((place for text in (label, sheet) if any(place := of_name(text))), _NOWHERE)


def agreed(found: Iterable[Place]) -> Place:
    """Return the smallest of places that lie in one another, none where they do not.

    Examples
    --------
    >>> agreed([Place(province="河南省"), Place(city="郑州市"), Place(city="郑州市", county="金水区")]).county
    '金水区'
    """
    known = [place for place in found if any(place)]
    levels = ("province", "city", "county")
    slots = {level: {getattr(place, level) for place in known} - {""} for level in levels}
    if any(len(slot) > 1 for slot in slots.values()):
        return _NOWHERE
    return Place(**{level: slot.pop() for level, slot in slots.items() if slot})


def walk(headings: Sequence[str]) -> list[Place]:
    """Return the place that holds below each of the headings of a list; one of a kind or a town changes nothing.

    Examples
    --------
    >>> [place[1:3] for place in walk(["郑州市", "金水区", "爱心驿站", "洛阳市", "涧西区", "市直机关"])]
    [('郑州市', ''), ('郑州市', '金水区'), ('郑州市', '金水区'), ('洛阳市', ''), ('洛阳市', '涧西区'), ('洛阳市', '')]
    """
    now, result = _NOWHERE, list[Place]()
    for text in headings:
        place = of_name(text)
        if place.loose:
            place = _NOWHERE
        if not text:
            now = _NOWHERE
        elif place.city or place.province:
            now = place
        elif place.county:
            now = now._replace(county=place.county)
        elif not _is_within(text):
            now = now._replace(county="")
        result.append(now)
    return result


def _is_within(text: str) -> bool:
    return bool(_BELOW.search(text)) or headers.is_kind(text)


def _taken(rows: pd.DataFrame, own: pd.DataFrame, loose: Rows, within: pd.Series) -> "pd.Series[bool]":
    """Fill what rows leave blank, and tell which took something: those that it does not contradict."""
    said = [name for name, _ in _FILLED]
    taken: pd.Series[bool] = ((rows[said] == "") & (own != "")).any(axis=1)
    if not taken.any():
        return taken
    part, area = rows.loc[taken, list(places.SAID)], within[taken]
    filled = part.assign(**{name: part[name].where(part[name] != "", own.loc[taken, name]) for name in said})
    before, after = region.resolve(part, area), region.resolve(filled, area)
    fits = ~after["unknown"] | before["unknown"]
    for code in ("city_adcode", "adcode"):
        fits &= (before[code] == "") | (before[code] == after[code])
    fits &= ~pd.Series(loose, index=rows.index)[taken] | ((before["city_adcode"] != "") & (after["adcode"] != ""))
    kept = fits.index[fits]
    rows.loc[kept, said] = filled.loc[kept, said]
    taken[fits.index[~fits]] = False
    return taken
