"""From the names that rows give to adcodes, for whole lists at once. What is ambiguous stays unknown."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import cells
from unionmap.places.address import read_address
from unionmap.places.names import contains, is_zone
from unionmap.places.units import Unit, by_bare, by_form, by_lone_bare, by_name, cities_of_counties, names_of

SAID = ("province_said", "city_said", "county_said")
"""The columns that `resolve` reads."""

Triple = tuple[str, str, str]

_NO_UNIT = re.compile(
    r"([省市县]|自治[区州])?(市辖区|直辖县|本级|直属|市直|省直)(级行政区划|级行政单位)?|县|全[国省市县区]"
)
_NO_COUNTY = frozenset({"城区", "市区", "主城区", "中心城区", "郊区", "老城", "城关"})
"""What lists write for the middle of a city, or around it; some of these are counties elsewhere."""

_TAIL = re.compile(r"(?:总?工会|市?本级|人民政府|直属|机关)$|\([^()]{0,12}\)$")
_LEAD = re.compile(r"^\d{1,3}[.、．]?(?=\D)")
_TOWN = re.compile(r".{1,8}(?:街道(?:办事处)?|办事处|镇|乡)")
_BETWEEN = re.compile(r"[\s/\\\-－—|>,，、·]+")
_LEVELS = (("province", "city"), ("city", "county", "province"), ("county", "city", "province"))


@dataclass(frozen=True, slots=True)
class _Answer:
    province: str = ""
    city: str = ""
    county: str = ""
    unknown: bool = False
    zone: bool = False
    names_province: bool = False

    @property
    def scope(self) -> str:
        """Smallest unit known so far."""
        return self.county or self.city or self.province


def resolve(rows: pd.DataFrame, *, within: str = "") -> pd.DataFrame:
    """Return the adcodes of the provinces, cities and counties that rows name.

    Short and long forms count (郑州, 管城区, 延边州, 豫), so do six-digit adcodes, a county-level city without its city
    (巩义市, in either column), a province in the column of cities, and several names in one cell (河南省郑州市).
    市辖区, 市区 and 无 say nothing; 总工会 and a town behind a name do not count. A name that several places share is
    settled by the larger unit that the row names, then by ``within``; otherwise it stays unknown, as does a county that
    does not lie in the city named.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text columns `SAID`; missing ones are taken as empty.
    within : str, default ""
        adcode of the area that the list is about. A county that is named without city and province means one
        in this area.

    Returns
    -------
    pandas.DataFrame
        Same index. ``province_adcode``, ``city_adcode``, ``adcode``: str, ``""`` where the row does not say or nobody
        knows. ``unknown``: bool, something was named that is no place. ``zone``: bool, a development zone was named,
        which has no adcode. ``names_province``: bool, the row names its province, not just a city in it.

    Examples
    --------
    >>> rows = pd.DataFrame({"city_said": ["郑州", "巩义市", ""], "county_said": ["管城区", "", "鼓楼区"]})
    >>> resolve(rows)["adcode"].tolist(), resolve(rows, within="410000")["adcode"].tolist()
    (['410104', '410181', ''], ['410104', '410181', '410204'])
    """
    said = {name: (rows[name].fillna("") if name in rows else pd.Series("", index=rows.index)) for name in SAID}
    place, unique = _unique(said)
    names = _names({cell for triple in unique for cell in triple})
    answers = [_answer(triple, names, within) for triple in unique]
    text = {
        "province_adcode": [answer.province for answer in answers],
        "city_adcode": [answer.city for answer in answers],
        "adcode": [answer.county for answer in answers],
    }
    flags = {
        "unknown": [answer.unknown for answer in answers],
        "zone": [answer.zone for answer in answers],
        "names_province": [answer.names_province for answer in answers],
    }
    found = pd.concat([pd.DataFrame(text, dtype="str"), pd.DataFrame(flags, dtype="bool")], axis=1)
    return found.take(place).set_axis(rows.index)


def _unique(said: "Mapping[str, pd.Series[str]]") -> tuple[npt.NDArray[np.int64], list[Triple]]:
    parts = [pd.factorize(column, use_na_sentinel=False) for column in said.values()]
    number = np.zeros(len(parts[0][0]), dtype=np.int64)
    for codes, unique in parts:
        number = number * len(unique) + codes
    place, first = pd.factorize(number)
    whole: list[npt.NDArray[np.object_]] = []
    for _, unique in reversed(parts):
        whole.insert(0, np.asarray(unique, dtype=object)[first % max(len(unique), 1)])
        first = first // max(len(unique), 1)
    return place, list(zip(*whole, strict=True))


def _names(written: Iterable[str]) -> Mapping[str, str | Triple]:
    """Return what each cell names: one name, or province, city and county where it holds several."""
    found: dict[str, str | Triple] = {}
    joined: dict[str, str] = {}
    for cell in written:
        name = unicodedata.normalize("NFKC", cell).strip()
        name = "" if cells.says_nothing(name) or _NO_UNIT.fullmatch(name) else name
        if name not in by_name() and name not in by_form():
            name = _TAIL.sub("", _LEAD.sub("", name)) or name
        found[cell] = name
        if name and name not in by_name() and name not in by_form():
            joined[cell] = _BETWEEN.sub("", name)
    parts = read_address(pd.Series(list(joined.values()), dtype="str"))
    for (cell, whole), names in zip(joined.items(), parts.itertuples(index=False, name=None), strict=True):
        rest = whole[sum(map(len, names)) :]
        if whole and any(names) and (not rest or (names[2] and _TOWN.fullmatch(rest))):
            found[cell] = names
    return found


def _answer(triple: Triple, names: Mapping[str, str | Triple], within: str) -> _Answer:
    slots: tuple[list[str], ...] = ([], [], [])
    for column, cell in enumerate(triple):
        held = names[cell]
        if isinstance(held, str):
            slots[column].append(held)
        else:
            for slot, name in zip(slots, held, strict=True):
                slot.append(name)
    answer = _Answer()
    for slot, levels in zip(slots, _LEVELS, strict=True):
        for name in filter(None, slot):
            answer = _take(answer, name, levels, within)
    return _complete(answer)


def _take(answer: _Answer, name: str, levels: Sequence[str], within: str) -> _Answer:
    unit = _choose(name, levels, answer.scope, within)
    if unit is None and is_zone(name):
        unit = _city_in_front(name, answer.province) if not answer.city else None
        answer = replace(answer, zone=True)
    elif unit is None and name not in _NO_COUNTY:
        answer = replace(answer, unknown=True)
    return answer if unit is None else _narrow(answer, unit)


def _choose(name: str, levels: Sequence[str], scope: str, within: str) -> Unit | None:
    alone = levels[0] == "county" and not scope
    area = scope or (within if alone else "")
    for table in (by_name(), by_form(), by_bare() if scope or within else by_lone_bare()):
        loose = table is not by_name() and not name.isdigit()
        near = area or (within if table is by_bare() else "")
        hits = [unit for unit in table.get(name, ()) if unit.level in levels and _fits(unit, near)]
        if loose and alone:  # 朝阳 among the counties may be any of five districts as well as the city
            hits = [unit for unit in hits if unit.level == "county"]
        if hits:
            return _settle(hits, levels, scope, within)
    stem = name[:-1] if len(name) > 2 and name[-1] in "县市区" else ""
    was = [unit for unit in by_bare().get(stem, ()) if unit.level in levels and area and contains(area, unit.adcode)]
    return was[0] if len(was) == 1 else None  # 长垣县 is a city now


def _fits(unit: Unit, area: str) -> bool:
    return not area or contains(area, unit.adcode) or contains(unit.adcode, area)


def _settle(hits: Sequence[Unit], levels: Sequence[str], scope: str, within: str) -> Unit | None:
    """Return the one that is meant: the only one, the one that holds all others, or the only one in the area."""
    inner = [unit for unit in hits if unit.adcode != scope] or list(hits)
    near = [unit for unit in inner if within and contains(within, unit.adcode)]
    for some in (inner, near):
        whole = [unit for unit in some if all(contains(unit.adcode, other.adcode) for other in some)]
        if whole:
            return min(whole, key=lambda unit: levels.index(unit.level))
    return None


def _city_in_front(name: str, province: str) -> Unit | None:
    for end in range(len(name) - 2, 1, -1):
        unit = _choose(name[:end], ("city",), province, "")
        if unit:
            return unit
    return None


def _narrow(answer: _Answer, unit: Unit) -> _Answer:
    if unit.level == "province":
        return replace(answer, province=unit.adcode, names_province=True)
    if answer.scope and contains(unit.adcode, answer.scope) and unit.adcode != answer.scope:
        return answer
    county = unit.adcode if unit.adcode in cities_of_counties() else answer.county
    return replace(answer, city=unit.city, county=county)


def _complete(answer: _Answer) -> _Answer:
    """Fill in what follows: the province of a city; the city of a province that is one."""
    province = answer.province or (answer.city[:2] + "0000" if answer.city else "")
    city = answer.city or (province if province in names_of("city") else "")
    county = answer.county or (city if city in cities_of_counties() else "")
    return replace(answer, province=province, city=city, county=county)
