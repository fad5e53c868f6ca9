"""Compare where a coordinate lies with where its row says it is. Doubt lowers the precision, never moves the site."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import distance, filters, places, schema
from unionmap.errors import InputError

DATUM_DOUBT_M = 700.0
"""A Chinese coordinate of an unstated datum may be off by this much (479 to 630 m in Henan)."""

FAR_OFF_M = 5_000.0
"""Beyond this distance from the county that it names, a coordinate tells only the city."""

ZONE_REACH_M = 10_000.0
"""A site farther than this from every well-located site of the same development zone is in doubt."""


def reconcile(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Assign city and county, and record disagreements.

    A point within `places.BOUNDARY_TOLERANCE_M` of the county that its row names belongs to it. Farther out the
    row's word stands, the precision drops to ``district`` (``city`` beyond `FAR_OFF_M`), and the doubt is noted.
    Where the row names no county, or a development zone, the polygon decides unless the point is too rough.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``city_said``, ``county_said``, ``precision``, ``error_m``, ``doubts``. EPSG:4326.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``city``, ``city_adcode``, ``county``, ``adcode`` assigned; ``precision`` lowered, ``doubts`` noted.
    """
    result = sites.copy()
    result["city_adcode"], result["adcode"], unknown = _named(sites)
    zone = sites["county_said"].map(places.is_zone).astype(bool)
    result = _doubt(result, unknown, "unknown_place")
    result = _doubt(result, zone, "zone")
    said = result["adcode"].mask(result["adcode"] == "", result["city_adcode"])
    gap = places.outside_m(sites.geometry, said)
    for level, rows in (("outside_county", result["adcode"] != ""), ("outside_city", result["adcode"] == "")):
        beyond = rows & (gap > places.BOUNDARY_TOLERANCE_M)
        result = _lower(_doubt(result, beyond, level), beyond & (gap <= FAR_OFF_M), "district")
        result = _lower(result, beyond & (gap > FAR_OFF_M), "city")
    strays = _strays(result, zone)
    result = _lower(_doubt(result, strays, "far_from_list"), strays, "city")
    return _fill_from_polygon(result, gap)


def _named(sites: gpd.GeoDataFrame) -> "tuple[list[str], list[str], pd.Series[bool]]":
    cities, counties, unknown = [], [], []
    for city, county in zip(sites["city_said"], sites["county_said"], strict=True):
        found = _unit(city, "410000", "city") if city else ""
        inner = "" if not county or places.is_zone(county) else _unit(county, found or "410000", "county")
        cities.append(found or _city_of(inner))
        counties.append(inner or (found if places.level_of(found or "0000") == "county" else ""))
        unknown.append(bool((city and not found) or (county and not inner and not places.is_zone(county))))
    return cities, counties, pd.Series(unknown, index=sites.index, dtype=bool)


@cache
def _unit(name: str, within: str, level: str) -> str:
    try:
        return places.find_unit(name, within=within, level=level)
    except InputError:
        return ""


def _city_of(county: str) -> str:
    known = places.load().counties
    return str(known.loc[county, "city_adcode"]) if county in known.index else ""


def _doubt(sites: gpd.GeoDataFrame, rows: "pd.Series[bool]", code: str) -> gpd.GeoDataFrame:
    result = sites.copy()
    joined = (result["doubts"] + ";" + code).str.lstrip(";")
    result["doubts"] = result["doubts"].mask(rows, joined)
    return result


def _lower(sites: gpd.GeoDataFrame, rows: "pd.Series[bool]", to: str) -> gpd.GeoDataFrame:
    order = list(schema.PRECISIONS)
    worse = rows & sites["precision"].isin(order[: order.index(to)])
    result = sites.copy()
    result.loc[worse, "precision"] = to
    result.loc[worse, "error_m"] = schema.PRECISIONS[to].error_m
    return result


def _strays(sites: gpd.GeoDataFrame, zone: "pd.Series[bool]") -> "pd.Series[bool]":
    has, sure = schema.located(sites), filters.usable(sites)
    strays = pd.Series(False, index=sites.index)
    for (_, _), own in sites[zone & has].groupby(["city_said", "county_said"]):
        x, y = own.geometry.x.to_numpy(), own.geometry.y.to_numpy()
        anchors = sure[own.index].to_numpy()
        if anchors.sum() < 2:
            continue
        index = distance.Index(x[anchors], y[anchors])
        gap = index.nearest(x, y, k=2)[1]
        strays[own.index] = np.where(anchors, gap[:, 1], gap[:, 0]) > ZONE_REACH_M
    return strays


def _fill_from_polygon(sites: gpd.GeoDataFrame, gap: "pd.Series[float]") -> gpd.GeoDataFrame:
    result = sites.copy()
    inside = places.locate(sites.geometry)
    rough = ~result["precision"].isin(["exact", "street", "district"])
    take = (result["adcode"] == "") & ~rough & ~(gap > places.BOUNDARY_TOLERANCE_M)
    result["adcode"] = result["adcode"].mask(take, inside)
    result["city_adcode"] = result["city_adcode"].mask(result["city_adcode"] == "", result["adcode"].map(_city_of))
    known = places.load()
    for name, code, frame in (("county", "adcode", known.counties), ("city", "city_adcode", known.cities)):
        result[name] = result[code].map(frame["name"].to_dict()).fillna(sites[f"{name}_said"])
    return result
