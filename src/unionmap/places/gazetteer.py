"""The gazetteer: names and polygons as the base layers hold them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import crs, settings
from unionmap.errors import DataError

LEVELS = ("province", "city", "county", "town")

_COLUMNS = ["adcode", "name", "short_name", "pinyin", "initials", "level", "province", "city", "county", "lon", "lat"]
_SUFFIXES = {
    "回族区": "hui zu qu",
    "自治区": "zi zhi qu",
    "街道": "jie dao",
    "省": "sheng",
    "市": "shi",
    "区": "qu",
    "县": "xian",
    "镇": "zhen",
    "乡": "xiang",
}


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """What is known of places.

    Attributes
    ----------
    names : pandas.DataFrame
        One row a name: ``adcode`` (of the unit; of its county for a town), ``name``, ``short_name``,
        ``pinyin``, ``initials``, ``level`` (one of `LEVELS`), ``city``, ``county``, ``lon``, ``lat``
        (WGS-84; NaN where only the county is known, since a county's label point is no place to start from).
    counties, cities : geopandas.GeoDataFrame
        Polygons of Henan (`load`) or China (`national`) indexed by ``adcode``, with ``name``, ``short_name``,
        ``city``, ``city_adcode``. EPSG:4326.
    """

    names: pd.DataFrame
    counties: gpd.GeoDataFrame
    cities: gpd.GeoDataFrame


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def _admin_names(folder: Path) -> pd.DataFrame:
    units = settings.base(folder, "cn_admin_points.csv", _table)
    units["county"] = units["name"].where(units["level"] == "county", "")
    return units.assign(lon=np.nan, lat=np.nan)


def _town_names(folder: Path) -> pd.DataFrame:
    towns = settings.base(folder, "henan_townships.csv", _table)
    real = towns["coord_source"].str.startswith("geonames")
    point = {axis: pd.to_numeric(towns[axis]).where(real) for axis in ("lon", "lat")}
    short = towns["name"].str.replace(r"(街道|镇|乡)$", "", regex=True)
    return towns.assign(short_name=short, level="town", province="河南省", **point)


def _settlement_names(folder: Path) -> pd.DataFrame:
    found = settings.base(folder, "henan_places_geonames.csv", _table)
    found = found.rename(
        columns={"henan_adcode": "adcode", "henan_county": "county", "henan_city": "city", "name": "pinyin"}
    )
    found["name"] = found["name_zh"].where(found["name_zh"] != "", found["pinyin"])
    point = {"lon": pd.to_numeric(found["longitude"]), "lat": pd.to_numeric(found["latitude"])}
    return found.assign(short_name=found["name"], level="town", province="河南省", **point)


def _spell(names: pd.Series, pinyin: pd.Series) -> pd.Series:
    spelt = pinyin.fillna("").str.lower().str.replace(r"[^\w ]", "", regex=True)
    open_ended = spelt != ""
    for suffix, sound in _SUFFIXES.items():
        ends = names.str.endswith(suffix) & open_ended
        spelt = spelt.mask(ends, spelt + " " + sound)
        open_ended &= ~ends
    return spelt


def _polygons(folder: Path, file: str, adcode: str, name: str) -> gpd.GeoDataFrame:
    frame = settings.base(folder, file, gpd.read_parquet)
    frame = frame.rename(columns={adcode: "adcode", name: "name"})
    frame["city"] = frame.get("city_name", frame["name"])
    frame["city_adcode"] = frame.get("city_adcode", frame["adcode"])
    frame = frame[["adcode", "name", "short_name", "city", "city_adcode", "geometry"]].to_crs(crs.WGS84)
    return frame.set_index("adcode").sort_index()


@cache
def load(geo_dir: Path | None = None) -> Gazetteer:
    """Read the gazetteer of a data folder; one copy serves the whole process, so do not change it.

    Raises
    ------
    DataError
        If the base layers are missing.
    """
    folder = geo_dir or settings.current().geo_dir
    if not (folder / "base").is_dir():
        raise DataError(f"no base layers in {folder / 'base'}: point UNIONMAP_GEO at a folder that holds base/")
    names = pd.concat([_admin_names(folder), _town_names(folder), _settlement_names(folder)], ignore_index=True)
    names["pinyin"] = _spell(names["name"], names["pinyin"])
    names["initials"] = names["pinyin"].str.replace(r"(\w)\w*\s*", r"\1", regex=True)
    names = names[_COLUMNS].sort_values(["lon"], na_position="last", kind="stable")
    names = names.drop_duplicates(["name", "adcode", "level"]).sort_index().reset_index(drop=True)
    return Gazetteer(
        names=names,
        counties=_polygons(folder, "henan_county_tianditu.parquet", "district_adcode", "district_name"),
        cities=_polygons(folder, "henan_city_tianditu.parquet", "city_adcode", "city_name"),
    )


@cache
def national(geo_dir: Path | None = None) -> Gazetteer:
    """Read the gazetteer of all China: Henan as detailed as in `load` and first, the rest simplified.

    Cities are the unions of their counties: the simplified layer of cities is up to 960 m off (p99.9), these 206 m.
    One copy serves the whole process; it takes about half a second, so what needs Henan alone asks `load`.

    Raises
    ------
    DataError
        If the base layers are missing.

    Examples
    --------
    >>> known = national()
    >>> len(known.counties), known.cities.loc["110000", "name"]
    (2891, '北京市')
    """
    henan = load(geo_dir)
    folder = geo_dir or settings.current().geo_dir
    others = _polygons(folder, "cn_county_simplified.parquet", "district_adcode", "district_name")
    counties = pd.concat([henan.counties, others[~others.index.isin(henan.counties.index)]])
    own = counties[~counties["city_adcode"].isin(henan.cities.index)]
    whole = {
        code: shapely.coverage_union_all(part.to_numpy()) for code, part in own.geometry.groupby(own["city_adcode"])
    }
    units = henan.names[henan.names["level"] == "city"].set_index("adcode").loc[list(whole)]
    cities = units[["name", "short_name"]].assign(city=units["name"], city_adcode=units.index)
    frame = gpd.GeoDataFrame(cities, geometry=list(whole.values()), crs=crs.WGS84)
    return Gazetteer(names=henan.names, counties=counties, cities=pd.concat([henan.cities, frame]))
