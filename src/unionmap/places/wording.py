"""What units are called in each language."""

from collections.abc import Mapping
from functools import cache

from unionmap.places.gazetteer import load
from unionmap.places.polygons import COUNTRY
from unionmap.places.units import Unit, units
from unionmap.text import say

_NOT_PINYIN = {
    "陕西": "Shaanxi",
    "内蒙古": "Inner Mongolia",
    "西藏": "Xizang",
    "香港": "Hong Kong",
    "澳门": "Macao",
    "台湾": "Taiwan",
    "乌鲁木齐": "Urumqi",
    "呼和浩特": "Hohhot",
    "拉萨": "Lhasa",
    "哈尔滨": "Harbin",
}
_OPENS_WITH_A_VOWEL = ("a", "e", "o")


@cache
def _spelt() -> Mapping[str, str]:
    names = load().names
    names = names[names["level"].isin(["province", "city", "county"])]
    return dict(zip(names["adcode"], names["pinyin"], strict=True))


@cache
def _known() -> Mapping[str, Unit]:
    return {unit.adcode: unit for unit in units()}


def name_in(lang: str, adcode: str, short: str) -> str:
    """Return the short name of a unit in one language; English takes pinyin where there is no other name.

    Examples
    --------
    >>> name_in("en", "410105", "金水区"), name_in("en", "610000", "陕西"), name_in("zh", "410100", "郑州")
    ('Jinshui', 'Shaanxi', '郑州')
    """
    if lang == "zh":
        return short
    bare = short[:-1] if len(short) > 2 and short[-1] in "市区县" else short
    syllables = _spelt().get(adcode, "").split()[: len(bare)]
    if short in _NOT_PINYIN or not syllables:
        return _NOT_PINYIN.get(short, short)
    joined = "".join(f"'{part}" if part.startswith(_OPENS_WITH_A_VOWEL) else part for part in syllables)
    return joined.lstrip("'").capitalize()


def area_name(adcode: str, lang: str) -> str:
    """Return the name of a province, city or county, or of China; ``""`` where no unit has this code.

    Examples
    --------
    >>> area_name("410100", "zh"), area_name("410100", "en"), area_name("100000", "en"), area_name("999999", "zh")
    ('郑州市', 'Zhengzhou', 'China', '')
    """
    if adcode == COUNTRY:
        return say("place.country", lang)
    unit = _known().get(adcode)
    if unit is None:
        return ""
    return unit.name if lang == "zh" else name_in(lang, adcode, unit.short)
