"""Names, adcodes and polygons of places: who lies where, what is called how, and search by name.

adcodes are the six-digit text codes of GB/T 2260: ``410000`` a province, ``410100`` a city, ``410105`` a
county. A county that a province administers itself (济源市 419001) is its own city.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

from unionmap import settings
from unionmap.errors import DataError, InputError, UnknownNameError

BOUNDARY_TOLERANCE_M = 350.0
"""County lines lie up to this far (p90) from a detailed set, so a point this near may belong next door."""

ZONES = frozenset(
    {
        "高新区",
        "经开区",
        "郑东新区",
        "航空港区",
        "羊山新区",
        "示范区",
        "城乡一体化示范区",
        "高新技术产业开发区",
        "经济技术开发区",
    }
)
"""Development zones that lists name like counties; they have no polygon and no adcode of their own."""

LEVELS = ("province", "city", "county", "town")

_COLUMNS = ["adcode", "name", "short_name", "pinyin", "initials", "level", "province", "city", "county", "lon", "lat"]
_SUFFIXES = {"街道": "jie dao", "省": "sheng", "市": "shi", "区": "qu", "县": "xian", "镇": "zhen", "乡": "xiang"}

_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What is known of places.

    Attributes
    ----------
    names : pandas.DataFrame
        One row a name: ``adcode`` (of the unit; of its county for a town), ``name``, ``short_name``,
        ``pinyin``, ``initials``, ``level`` (one of `LEVELS`), ``city``, ``county``, ``lon``, ``lat``
        (WGS-84; NaN where only the county is known, since a county's label point is no place to start from).
    counties, cities : geopandas.GeoDataFrame
        Polygons of Henan indexed by ``adcode``, with ``name``, ``short_name``, ``city``, ``city_adcode``. EPSG:4326.
    """

    names: pd.DataFrame
    counties: gpd.GeoDataFrame
    cities: gpd.GeoDataFrame


def _admin_names(folder: Path) -> pd.DataFrame:
    units = pd.read_csv(folder / "cn_admin_points.csv", dtype=str, keep_default_na=False)
    units["county"] = units["name"].where(units["level"] == "county", "")
    return units.assign(lon=np.nan, lat=np.nan)


def _town_names(folder: Path) -> pd.DataFrame:
    towns = pd.read_csv(folder / "henan_townships.csv", dtype=str, keep_default_na=False)
    real = towns["coord_source"].str.startswith("geonames")
    point = {axis: pd.to_numeric(towns[axis]).where(real) for axis in ("lon", "lat")}
    short = towns["name"].str.replace(r"(街道|镇|乡)$", "", regex=True)
    return towns.assign(short_name=short, level="town", province="河南省", **point)


def _settlement_names(folder: Path) -> pd.DataFrame:
    found = pd.read_csv(folder / "henan_places_geonames.csv", dtype=str, keep_default_na=False)
    found = found.rename(
        columns={"henan_adcode": "adcode", "henan_county": "county", "henan_city": "city", "name": "pinyin"}
    )
    found["name"] = found["name_zh"].where(found["name_zh"] != "", found["pinyin"])
    point = {"lon": pd.to_numeric(found["longitude"]), "lat": pd.to_numeric(found["latitude"])}
    return found.assign(short_name=found["name"], level="town", province="河南省", **point)


def _spell(names: pd.Series, pinyin: pd.Series) -> pd.Series:
    spelt = pinyin.fillna("").str.lower()
    for suffix, sound in _SUFFIXES.items():
        spelt = spelt.mask(names.str.endswith(suffix) & (spelt != ""), spelt + " " + sound)
    return spelt


def _polygons(path: Path, adcode: str, name: str) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(path)
    frame = frame.rename(columns={adcode: "adcode", name: "name"})
    frame["city"] = frame.get("city_name", frame["name"])
    frame["city_adcode"] = frame.get("city_adcode", frame["adcode"])
    frame = frame[["adcode", "name", "short_name", "city", "city_adcode", "geometry"]].to_crs("EPSG:4326")
    return frame.set_index("adcode").sort_index()


@cache
def load(geo_dir: Path | None = None) -> Gazetteer:
    """Read the gazetteer of a data folder; one copy serves the whole process, so do not change it.

    Raises
    ------
    DataError
        If the base layers are missing.
    """
    folder = (geo_dir or settings.current().geo_dir) / "base"
    if not folder.is_dir():
        raise DataError(f"no base layers in {folder}: point UNIONMAP_GEO at a folder that holds base/")
    names = pd.concat([_admin_names(folder), _town_names(folder), _settlement_names(folder)], ignore_index=True)
    names["pinyin"] = _spell(names["name"], names["pinyin"])
    names["initials"] = names["pinyin"].str.replace(r"(\w)\w*\s*", r"\1", regex=True)
    names = names[_COLUMNS].sort_values(["lon"], na_position="last", kind="stable")
    names = names.drop_duplicates(["name", "adcode", "level"]).sort_index().reset_index(drop=True)
    return Gazetteer(
        names=names,
        counties=_polygons(folder / "henan_county_tianditu.parquet", "district_adcode", "district_name"),
        cities=_polygons(folder / "henan_city_tianditu.parquet", "city_adcode", "city_name"),
    )


def fold(text: str) -> str:
    """Fold a name for comparison: width, case, blanks and punctuation do not count.

    Examples
    --------
    >>> fold("工会驿站（ Ａ座·1楼）")
    '工会驿站a座1楼'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def is_zone(name: str) -> bool:
    """Tell whether a name is a development zone's, with or without its city in front."""
    return any(name.endswith(zone) for zone in ZONES)


def level_of(adcode: str) -> str:
    """Return the level of an adcode: ``province``, ``city`` or ``county``.

    Examples
    --------
    >>> level_of("410000"), level_of("410100"), level_of("419001")
    ('province', 'city', 'county')
    """
    if adcode.endswith("0000"):
        return "province"
    return "city" if adcode.endswith("00") else "county"


def find_unit(name: str, *, within: str = "", level: str = "", gazetteer: Gazetteer | None = None) -> str:
    """Return the adcode of a province, city or county by its name, short name or adcode.

    Parameters
    ----------
    name : str
        ``郑州市``, ``郑州``, ``管城区``, ``管城回族区`` or ``410100``.
    within : str, default ""
        adcode of the city or province that the unit must lie in.
    level : str, default ""
        One of ``province``, ``city``, ``county``; empty takes the largest that fits.

    Raises
    ------
    UnknownNameError
        If no unit fits.
    InputError
        If several fit equally well.

    Examples
    --------
    >>> find_unit("郑州"), find_unit("管城区", within="410100")
    ('410100', '410104')
    """
    units = (gazetteer or load()).names
    units = units[units["level"].isin([level] if level else LEVELS[:3])]
    if within:
        units = units[units["adcode"].map(lambda code: contains(within, code)).astype(bool)]
    key = name.strip()
    hits = units[(units["name"] == key) | (units["adcode"] == key) | (units["short_name"] == key)]
    exact = hits[(hits["name"] == key) | (hits["adcode"] == key)]
    hits = exact if len(exact) else hits
    codes = list(dict.fromkeys(hits["adcode"]))
    largest = [code for code in codes if level_of(code) == level_of(min(codes, key=_rank))]
    if not codes:
        raise UnknownNameError("place", name, units["name"])
    if len(largest) > 1:
        raise InputError(f"{len(largest)} places are called {name!r}: give an adcode instead ({', '.join(largest)}).")
    return str(largest[0])


def _rank(adcode: str) -> int:
    return LEVELS.index(level_of(adcode))


def contains(area: str, adcode: str) -> bool:
    """Tell whether a unit lies in an area (or is it).

    Examples
    --------
    >>> contains("410100", "410105"), contains("410000", "419001"), contains("410100", "410300")
    (True, True, False)
    """
    return adcode.startswith(stem(area))


def stem(area: str) -> str:
    """Return what the adcodes of an area begin with: ``41`` for ``410000``, ``4101`` for ``410100``."""
    return area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area


def locate(points: gpd.GeoSeries, gazetteer: Gazetteer | None = None) -> pd.Series:
    """Return the county that each point lies in.

    Parameters
    ----------
    points : geopandas.GeoSeries
        Points, EPSG:4326; empty ones lie nowhere.

    Returns
    -------
    pandas.Series of str, named ``adcode``
        Same index; ``""`` where no county of Henan holds the point.
    """
    counties = (gazetteer or load()).counties
    codes = np.full(len(points), "", dtype=object)
    rows, hits = counties.sindex.query(points.to_numpy(), predicate="intersects")
    codes[rows[::-1]] = counties.index.to_numpy()[hits[::-1]]
    return pd.Series(codes, index=points.index, name="adcode", dtype="str")


def outside_m(points: gpd.GeoSeries, adcodes: pd.Series, gazetteer: Gazetteer | None = None) -> pd.Series:
    """Return how far each point lies outside the county or city given for it.

    Parameters
    ----------
    points : geopandas.GeoSeries
        Points, EPSG:4326.
    adcodes : pandas.Series of str
        County or city of each, same index; ``""`` or unknown gives NaN.

    Returns
    -------
    pandas.Series of float64, named ``outside_m``
        Metres; 0 inside.
    """
    known = gazetteer or load()
    shapes = pd.concat([known.counties.geometry, known.cities.geometry[~known.cities.index.isin(known.counties.index)]])
    polygons = shapes.reindex(adcodes.to_numpy()).to_numpy()
    sites = points.to_numpy()
    usable = ~shapely.is_missing(polygons) & ~shapely.is_empty(sites)
    result: npt.NDArray[np.float64] = np.full(len(points), np.nan)
    result[usable] = _gap_m(sites[usable], polygons[usable])
    return pd.Series(result, index=points.index, name="outside_m")


def _gap_m(sites: npt.NDArray[np.object_], polygons: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    # A degree of longitude is shorter than one of latitude: squeeze both before asking which edge is nearest.
    gaps = np.zeros(len(sites))
    for i, (site, polygon) in enumerate(zip(sites, polygons, strict=True)):
        if polygon.intersects(site):
            continue
        squeeze = np.array([np.cos(np.radians(site.y)), 1.0])
        near = shapely.shortest_line(
            shapely.transform(site, lambda xy, s=squeeze: xy * s),
            shapely.transform(polygon, lambda xy, s=squeeze: xy * s),
        )
        (x1, y1), (x2, y2) = shapely.get_coordinates(near) / squeeze
        gaps[i] = _WGS84.inv(x1, y1, x2, y2)[2]
    return gaps


def search(query: str, *, limit: int = 8, province: str = "410000", gazetteer: Gazetteer | None = None) -> pd.DataFrame:
    """Search places by name, short name, pinyin or its initials.

    Parameters
    ----------
    query : str
        ``金水区``, ``金水``, ``jinshui``, ``jin shui`` or ``jsq``.
    limit : int, default 8
        Rows at most.
    province : str, default "410000"
        adcode of the province searched; empty searches the whole country.

    Returns
    -------
    pandas.DataFrame
        Rows of `Gazetteer.names`, best first: equal before beginning before containing, large before small.

    Examples
    --------
    >>> search("jinshui", limit=1)["name"].tolist()
    ['金水区']
    """
    names = (gazetteer or load()).names
    names = names[names["adcode"].str.startswith(stem(province))] if province else names
    key = fold(query)
    if not key:
        return names.head(0)
    forms = (
        names["name"].str.casefold(),
        names["short_name"].str.casefold(),
        names["pinyin"].str.replace(" ", ""),
        names["initials"],
    )
    score = pd.Series(99, index=names.index)
    for worse, form in enumerate(forms):
        score = score.mask(form.str.contains(key, regex=False) & (worse < 3), score.clip(upper=20 + worse))
        score = score.mask(form.str.startswith(key), score.clip(upper=10 + worse))
        score = score.mask(form == key, score.clip(upper=worse))
    rank = names["level"].map({level: place for place, level in enumerate(LEVELS)})
    found = names.assign(_score=score, _rank=rank)[score < 99]
    found = found.sort_values(["_score", "_rank", "adcode"], kind="stable")
    return found.drop(columns=["_score", "_rank"]).head(limit)
