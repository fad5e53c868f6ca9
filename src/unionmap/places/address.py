"""The administrative names at the start of an address."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.places.units import Unit, units

_HEAD = 48
_START = 2
_SKIPPED = r"^(中国|中华人民共和国)|[\s/\\|>,，、·-]+"
_MARKET = "市场"
_COMMONPLACE = re.compile(r"[东西南北城郊矿]区|([老新]城|市中|城[中东西南北关厢郊])区")
"""Counties whose names are also common words: alone at the start of an address they do not count."""


@dataclass(frozen=True, slots=True)
class _Heads:
    """All beginnings of one length, and the names in each."""

    length: int
    starts: pa.Array
    texts: pa.Array
    said: tuple[pa.Array, pa.Array, pa.Array]


def read_address(addresses: "pd.Series[str]") -> pd.DataFrame:
    """Read the province, city and county that addresses begin with.

    The longest beginning counts whose names lie in one another. A name alone counts with its last letter only
    (金水区, 郑州市, 河南省), so that 河南路 and 金水大道 are streets; before a smaller unit the short form does too
    (河南郑州, 郑州金水区). A county whose name is a common word (新城区, 东区) needs a larger unit in front.

    Parameters
    ----------
    addresses : pandas.Series of str

    Returns
    -------
    pandas.DataFrame of str
        Same index; ``province_said``, ``city_said``, ``county_said`` as written, ``""`` where not named.

    Examples
    --------
    >>> read_address(pd.Series(["河南省郑州市金水区人民路1号", "巩义市回郭镇", "河南路3号"])).to_numpy().tolist()
    [['河南省', '郑州市', '金水区'], ['', '', '巩义市'], ['', '', '']]
    """
    written = pa.array(addresses, type=pa.large_string(), from_pandas=True)
    written = written.combine_chunks() if isinstance(written, pa.ChunkedArray) else written
    text = pc.utf8_slice_codeunits(written, 0, _HEAD)
    text = pc.fill_null(pc.replace_substring_regex(text, _SKIPPED, ""), "")
    text = pc.replace_substring(text, _MARKET, "\0")
    said = [np.full(len(addresses), "", dtype=object) for _ in range(3)]
    starts = pc.dictionary_encode(pc.utf8_slice_codeunits(text, 0, _START))
    start, left = starts.indices.to_numpy(), np.full(len(addresses), True)
    for heads in _all_heads():
        possible = pc.is_in(starts.dictionary, value_set=heads.starts).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(left & possible[start])
        place = pc.index_in(pc.utf8_slice_codeunits(text.take(rows), 0, heads.length), value_set=heads.texts)
        hit = pc.is_valid(place).to_numpy(zero_copy_only=False)
        for column, names in zip(said, heads.said, strict=True):
            column[rows[hit]] = names.take(place.drop_null()).to_numpy(zero_copy_only=False)
        left[rows[hit]] = False
    names = ("province_said", "city_said", "county_said")
    return pd.DataFrame(dict(zip(names, said, strict=True)), index=addresses.index, dtype="str")


@cache
def _all_heads() -> tuple[_Heads, ...]:
    """Return every beginning that counts, longest first."""
    found: dict[int, dict[str, tuple[str, str, str]]] = {}
    for names in _beginnings():
        text = "".join(names)
        found.setdefault(len(text), {}).setdefault(text, names)
    heads = []
    for length in sorted(found, reverse=True):
        texts, said = list(found[length]), zip(*found[length].values(), strict=True)
        first, second, third = (_strings(part) for part in said)
        starts = _strings({text[:_START] for text in texts})
        heads.append(_Heads(length, starts, _strings(texts), (first, second, third)))
    return tuple(heads)


def _strings(texts: Iterable[str]) -> pa.Array:
    return pa.array(list(texts), type=pa.large_string())


def _beginnings() -> Iterator[tuple[str, str, str]]:
    provinces, cities, counties = _levels()
    for unit in provinces.values():
        yield unit.name, "", ""
    for unit in cities.values():
        yield from _in_front(unit, "", provinces)
    for unit in counties:
        for front, city in _cities_in_front(unit, provinces, cities):
            for form in {unit.name, unit.short}:
                yield front, city, form


def _levels() -> tuple[Mapping[str, Unit], Mapping[str, Unit], list[Unit]]:
    provinces = {unit.adcode: unit for unit in units() if unit.level == "province"}
    cities = {unit.adcode: unit for unit in units() if unit.level == "city"}
    counties = [unit for unit in units() if unit.level == "county" and unit.adcode not in cities]
    return MappingProxyType(provinces), MappingProxyType(cities), counties


def _in_front(city: Unit, last: str, provinces: Mapping[str, Unit]) -> Iterator[tuple[str, str, str]]:
    province = provinces[city.province]
    for front in ("", province.short, province.name):
        for form in (city.name, city.short):
            if front or last or form == city.name:
                yield front, form, last


def _cities_in_front(
    county: Unit, provinces: Mapping[str, Unit], cities: Mapping[str, Unit]
) -> Iterator[tuple[str, str]]:
    province = provinces[county.province]
    if not _COMMONPLACE.fullmatch(county.name):
        yield "", ""
    yield from ((province.name, ""), (province.short, ""))
    for front, form, _ in _in_front(cities[county.city], county.name, provinces):
        yield front, form
