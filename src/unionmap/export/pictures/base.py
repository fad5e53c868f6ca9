"""The base layers that pictures draw, read once: provinces, national lines, rivers, lakes, units and their names."""

import json
from functools import cache
from pathlib import Path

import geopandas as gpd
import shapely

from unionmap import places, settings

HENAN = shapely.box(109.5, 30.8, 117.4, 37.0)
"""Where there are rivers, lakes and urban areas, and where `places.load` knows the counties in detail."""

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
def _layer(folder: Path, name: str) -> gpd.GeoDataFrame:
    return settings.base(folder, name, _features if name.endswith(".geojson") else gpd.read_parquet)


def _features(path: Path) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(json.loads(path.read_text(encoding="utf-8"))["features"], crs="EPSG:4326")


def provinces() -> gpd.GeoDataFrame:
    """Return the provinces of China; EPSG:4326, with ``short_name``, ``lon``, ``lat`` of their labels."""
    return _layer(settings.current().geo_dir, "cn_province_simplified.parquet")


def lines() -> gpd.GeoDataFrame:
    """Return the national lines: the nine dashes, undefined borders, borders of the special regions."""
    return _layer(settings.current().geo_dir, "cn_lines_tianditu.parquet")


def henan(what: str) -> gpd.GeoDataFrame:
    """Return ``rivers``, ``lakes`` or ``urban_ne50m`` in and around Henan."""
    return _layer(settings.current().geo_dir, f"basemap_henan_{what}.geojson")


def units(*, national: bool) -> places.Gazetteer:
    """Return counties and cities: of Henan, or of China."""
    return places.national() if national else places.load()


def area_shape(adcode: str) -> shapely.Geometry:
    """Return the area of a province, city or county."""
    counties = units(national=not adcode.startswith("41")).counties
    inside = counties.index.str.startswith(places.stem(adcode)) | (counties["city_adcode"] == adcode)
    return shapely.union_all(counties.geometry.to_numpy()[inside])


@cache
def _spelt() -> dict[str, str]:
    names = places.load().names
    names = names[names["level"].isin(["province", "city", "county"])]
    return dict(zip(names["adcode"], names["pinyin"], strict=True))


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
    """Return the name of a province, city or county, or of China."""
    if adcode == places.COUNTRY:
        return {"zh": "全国", "en": "China"}[lang]
    named = places.load().names.drop_duplicates("adcode").set_index("adcode").loc[adcode]
    return str(named["name"]) if lang == "zh" else name_in(lang, adcode, str(named["short_name"]))
