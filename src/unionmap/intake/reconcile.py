"""Compare where a coordinate lies with where its row says it is. Doubt lowers the precision, never moves the site."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from unionmap import distance, filters, kernels, places, schema

DATUM_DOUBT_M = 700.0
"""A Chinese coordinate of an unstated datum may be off by this much (479 to 630 m in Henan)."""

FAR_OFF_M = 5_000.0
"""Beyond this distance from the county that it names, a coordinate tells only the city."""

ZONE_REACH_M = 10_000.0
"""A site farther than this from every well-located site of the same development zone is in doubt."""

CITY_REACH_M = 30_000.0
"""A coordinate farther than this from the city that its row names is refused."""

COAST_REACH_M = 10_000.0
"""The polygons leave out small islands and new land: a point in no county is still taken as on this near a coast."""

COASTAL = frozenset(f"{province}0000" for province in (12, 13, 21, 31, 32, 33, 35, 37, 44, 45, 46, 71, 81, 82))
"""Provinces with a coast."""

Flags = npt.NDArray[np.bool_]

_SURE_M = 1.0


@dataclass(frozen=True, slots=True)
class Survey:
    """What rows name and where their points lie; made once, used by `reconcile` and `misplaced`.

    Attributes
    ----------
    named : pandas.DataFrame
        `places.resolve` of the rows.
    inside : pandas.Series of str
        County of each point; ``""`` where none holds it.
    region : str
        adcode of the area that the list is about; ``""`` unknown.
    """

    named: pd.DataFrame
    inside: pd.Series
    region: str


def survey(sites: gpd.GeoDataFrame, region: str = "", *, named: pd.DataFrame | None = None) -> Survey:
    """Resolve the names of sites and locate their points, in all China.

    A county that several cities share, and that the row does not place, is settled by a point in one of that name.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``city_said``, ``county_said`` and, if there is one, ``province_said``. EPSG:4326.
    region : str, default ""
        adcode of the area that the list is about.
    named : pandas.DataFrame, optional
        What `places.resolve` said of these rows within this area, where it was asked already.
    """
    named = places.resolve(sites.drop(columns=sites.geometry.name), within=region) if named is None else named
    inside = places.locate(sites.geometry, nation=True)
    open_ended = named["unknown"] & (named["city_adcode"] == "") & (inside != "") & (sites["city_said"] == "")
    if open_ended.any():
        rows = sites[open_ended]
        city = _mapped(inside[open_ended], places.cities_of_counties())
        trial = pd.DataFrame({"city_said": city, "county_said": rows["county_said"]})
        settled = places.resolve(trial.assign(province_said=rows.get("province_said", "")))
        settled = settled[(settled["adcode"] == inside[open_ended]) & ~settled["unknown"]]
        named = named.copy()
        named.loc[settled.index] = settled.assign(names_province=named.loc[settled.index, "names_province"])
    return Survey(named, inside, region)


def reconcile(sites: gpd.GeoDataFrame, region: str = "", *, found: Survey | None = None) -> gpd.GeoDataFrame:
    """Assign city and county, and record disagreements.

    A point within `places.tolerance_m` of the county that its row names belongs to it (350 m in Henan). Farther out
    the row's word stands, the precision drops to ``district`` (``city`` beyond `FAR_OFF_M`), and the doubt is noted.
    Where the row names no county, or a development zone, the polygon decides unless the point is too rough.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``city_said``, ``county_said``, ``precision``, ``error_m``, ``doubts`` and, if there is one,
        ``province_said``. EPSG:4326.
    region : str, default ""
        adcode of the area that the list is about: settles names that several places share.
    found : Survey, optional
        What `survey` said of these sites, where it was asked already.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``city``, ``city_adcode``, ``county``, ``adcode`` assigned; ``precision`` lowered, ``doubts`` noted.
    """
    known = found or survey(sites, region)
    inside = known.inside.where(schema.located(sites), "")
    result = sites.copy()
    result["city_adcode"], result["adcode"] = known.named["city_adcode"], known.named["adcode"]
    zone = known.named["zone"]
    result["doubts"] = schema.noted(result["doubts"], known.named["unknown"], "unknown_place")
    result["doubts"] = schema.noted(result["doubts"], zone, "zone")
    said = result["adcode"].mask(result["adcode"] == "", result["city_adcode"])
    gap = places.outside_m(sites.geometry, said, located=inside)
    beyond = gap > places.tolerance_m(said)
    for level, rows in (("outside_county", result["adcode"] != ""), ("outside_city", result["adcode"] == "")):
        result["doubts"] = schema.noted(result["doubts"], rows & beyond, level)
    result = _lower(result, beyond & (gap <= FAR_OFF_M), "district")
    result = _lower(result, beyond & (gap > FAR_OFF_M), "city")
    strays = _strays(result, zone)
    result["doubts"] = schema.noted(result["doubts"], strays, "far_from_list")
    result = _lower(result, strays, "city")
    return _fill_from_polygon(result, inside, beyond)


def misplaced(
    sites: gpd.GeoDataFrame, region: "str | pd.Series[str]" = "", *, found: Survey | None = None
) -> "pd.Series[str]":
    """Return why a located row must be refused for where it lies; ``""`` where it need not.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``city_said``, ``county_said`` and, if there are such, ``province_said``, ``doubts``, ``error_m``.
        Where the doubts say that the datum is assumed or disputed, or that there are few decimals, the error counts as
        tolerance.
    region : str or pandas.Series of str, default ""
        adcode of a place in the province that the file names, one for all rows or each its own.
    found : Survey, optional
        What `survey` said of these sites, where it was asked already.

    Returns
    -------
    pandas.Series of str, named ``misplaced``
        ``outside_province``: beyond the tolerance outside the province that the row names or, where it names no
        place, the file. ``far_from_city``: more than `CITY_REACH_M` outside its city. ``outside_country``: neither
        names a place, and the point lies outside China.
    """
    around = pd.Series(region, index=sites.index, dtype="str")
    known = found or survey(sites, region if isinstance(region, str) else "")
    named = known.named
    has = schema.located(sites)
    slack = _slack_m(sites)
    province = named["province_adcode"].where(named["names_province"], "")
    silent = (province == "") & (named["city_adcode"] == "")
    home = kernels.each_text(around, lambda code: places.stem(code)[:2] + "0000" if code else places.COUNTRY)
    area = province.mask(silent, home)
    allowed = places.tolerance_m(area) + slack
    ashore = area.isin([*COASTAL, places.COUNTRY]) & (known.inside == "")
    allowed = allowed.mask(ashore, allowed.clip(lower=COAST_REACH_M))
    off = has & (places.outside_m(sites.geometry, area, located=known.inside) > allowed)
    far = has & (places.outside_m(sites.geometry, named["city_adcode"], located=known.inside) > CITY_REACH_M + slack)
    code = pd.Series("", index=sites.index, dtype="str", name="misplaced")
    code = code.mask(far, "far_from_city").mask(off, "outside_province")
    return code.mask(off & (area == places.COUNTRY), "outside_country")


def _slack_m(sites: gpd.GeoDataFrame) -> "pd.Series[float]":
    if "doubts" not in sites or "error_m" not in sites:
        return pd.Series(0.0, index=sites.index)
    loose = sites["doubts"].str.contains("datum_assumed|datum_disputed|degrees_unclear|few_decimals")
    slack: pd.Series[float] = sites["error_m"].where(loose, 0.0).fillna(0.0)
    return slack


def _lower(sites: gpd.GeoDataFrame, rows: "pd.Series[bool]", to: str) -> gpd.GeoDataFrame:
    order = list(schema.PRECISIONS)
    worse = rows & sites["precision"].isin(order[: order.index(to)])
    if not worse.any():
        return sites
    widened = sites["error_m"].mask(worse, sites["error_m"].fillna(0.0).clip(lower=schema.PRECISIONS[to].error_m))
    return sites.assign(precision=sites["precision"].mask(worse, to), error_m=widened)


def _strays(sites: gpd.GeoDataFrame, zone: "pd.Series[bool]") -> "pd.Series[bool]":
    here = (zone & schema.located(sites)).to_numpy()
    strays: Flags = np.zeros(len(sites), dtype=bool)
    sure = filters.well_located(sites).to_numpy()
    zones = sites.loc[here, ["city_said", "county_said"]].reset_index(drop=True)
    for rows in zones.groupby(["city_said", "county_said"], sort=False).indices.values():
        own = np.flatnonzero(here)[rows]
        x, y = sites.geometry.iloc[own].x.to_numpy(), sites.geometry.iloc[own].y.to_numpy()
        strays[own] = _lonely(x, y, sure[own])
    return pd.Series(strays, index=sites.index, dtype="bool")


def _lonely(x: distance.Array, y: distance.Array, anchors: Flags) -> Flags:
    """Tell which points have no anchor but themselves in reach; none do where there are fewer than two anchors."""
    if anchors.sum() < 2:
        return np.zeros(len(x), dtype=bool)
    spots, spot = np.unique(np.stack([x, y]), axis=1, return_inverse=True)
    held = np.bincount(spot[anchors], minlength=spots.shape[1])
    place, taken = distance.ecef(*spots), held > 0
    chord = cKDTree(place[taken]).query(place, k=2)[0]
    gap = _other(chord, held, spot, anchors)
    close = np.abs(gap - ZONE_REACH_M) < _SURE_M
    if close.any():
        exact = distance.Index(*spots[:, taken]).nearest(x[close], y[close], k=2)[1]
        gap[close] = _other(exact, held[spot[close]], np.arange(close.sum()), anchors[close])
    alone: Flags = gap > ZONE_REACH_M
    return alone


def _other(nearest: distance.Array, held: distance.Indices, spot: distance.Indices, anchor: Flags) -> distance.Array:
    """Return the distance to the nearest anchor that is another row: an anchor alone on its spot looks farther."""
    gap: distance.Array = np.where(anchor & (held[spot] == 1), nearest[spot, -1], nearest[spot, 0])
    return gap


def _fill_from_polygon(
    sites: gpd.GeoDataFrame, inside: "pd.Series[str]", beyond: "pd.Series[bool]"
) -> gpd.GeoDataFrame:
    rough = ~sites["precision"].isin(["exact", "street", "district"])
    its_city = _mapped(inside, places.cities_of_counties())
    # Within the tolerance a point may lie next door; the county there is not its own where its city is named.
    own = (sites["city_adcode"] == "") | (sites["city_adcode"] == its_city)
    take = (sites["adcode"] == "") & ~rough & ~beyond & own
    adcode = sites["adcode"].mask(take, inside)
    city = sites["city_adcode"].mask(sites["city_adcode"] == "", _mapped(adcode, places.cities_of_counties()))
    return sites.assign(
        adcode=adcode,
        city_adcode=city,
        county=_called(adcode, "county", sites["county_said"]),
        city=_called(city, "city", sites["city_said"]),
    )


def _mapped(codes: "pd.Series[str]", table: Mapping[str, str]) -> "pd.Series[str]":
    place, unique = pd.factorize(codes)
    found = np.array([table.get(code, "") for code in unique], dtype=object)
    return pd.Series(found[place], index=codes.index, dtype="str")


def _called(codes: "pd.Series[str]", level: str, said: "pd.Series[str]") -> "pd.Series[str]":
    named = _mapped(codes, places.names_of(level))
    return named.mask(named == "", said)
