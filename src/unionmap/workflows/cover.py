"""Coverage by unit, with what the figures rest on: how complete the list is, and what is only roughly located."""

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from unionmap import coverage, demand, filters, grid, places, schema
from unionmap.errors import InputError, UnknownNameError
from unionmap.workflows.load import total_for

STATES = ("measured", "partly_listed", "no_list")
"""``measured``: as many usable sites as the official total, or more. ``partly_listed``: some sites are listed.
``no_list``: none is, so nothing is known; such a unit is never ranked and never shown as uncovered."""

LEVELS = ("county", "city", "province")

HENAN = "410000"

RADIUS_M = 1_000.0
"""Service radius of the ACFTU's 双15 programme (2023-07) for main cities."""

_WGS84 = Geod(ellps="WGS84")


def cover(
    stations: gpd.GeoDataFrame, *, radius_m: float = RADIUS_M, by: str = "county", surface: grid.Surface | None = None
) -> pd.DataFrame:
    """Measure who and what lies within a radius of a station, by unit.

    Straight-line (geodesic) distance. Only sites located ``exact`` or ``street`` cover anything, wherever they lie;
    so ``people_covered`` is a lower bound as long as the list is not complete.

    Parameters
    ----------
    stations : geopandas.GeoDataFrame
        Sites, EPSG:4326.
    radius_m : float, default 1000
        Metres.
    by : str, default "county"
        ``county``, ``city`` or ``province``.
    surface : unionmap.grid.Surface, optional
        Population; by default the shipped one of Henan.

    Returns
    -------
    pandas.DataFrame
        Indexed 0..n, ranked units first. ``adcode``, ``name``, ``city`` (str); ``state`` (str, one of `STATES`);
        ``sites_listed``, ``sites_usable``, ``sites_approximate``, ``sites_unlocated``, ``sites_said_closed`` (int64);
        ``people``, ``people_covered`` (float64); ``share_covered`` (float64, NaN where no usable site is listed);
        ``area_km2``, ``area_covered_km2`` (float64); ``official_total`` (Int64), ``official_body``, ``official_date``
        (str), ``completeness`` (float64, usable / official total); ``rank`` (Int64, by uncovered people).

    Raises
    ------
    InputError
        If the radius cannot be used.
    UnknownNameError
        If ``by`` is no level.

    Examples
    --------
    >>> import unionmap as um
    >>> table = um.cover(um.load()["rest_station"], radius_m=1000, by="city")
    >>> table.loc[0, "name"], table.loc[0, "state"]
    ('郑州市', 'partly_listed')
    """
    if by not in LEVELS:
        raise UnknownNameError("level", by, LEVELS)
    if not radius_m > 0:
        raise InputError(f"a service radius is more than 0 metres, got {radius_m}")
    used = schema.require_points(stations[filters.usable(stations)])
    cells = coverage.covered_cells(used.geometry.x.to_numpy(), used.geometry.y.to_numpy(), radius_m)
    pieces = coverage.measure(surface or demand.load(), cells)
    table = _figures(pieces, by).join(_counts(stations, by), on="adcode")
    return _rank(_state(table, str(stations["kind"].iloc[0]) if len(stations) else "rest_station"))


def _figures(pieces: pd.DataFrame, by: str) -> pd.DataFrame:
    counties = places.load().counties
    columns = ["people", "people_covered", "weight_m2", "weight_covered_m2"]
    table = counties[["city", "city_adcode"]].join(pieces.groupby("adcode")[columns].sum()).fillna(0.0)
    table["area_km2"] = [abs(_WGS84.geometry_area_perimeter(shape)[0]) / 1e6 for shape in counties.geometry]
    share = (table["weight_covered_m2"] / table["weight_m2"]).fillna(0.0).clip(upper=1.0)
    table["area_covered_km2"] = table["area_km2"] * share
    code, name, city = {
        "county": (table.index, counties["name"], table["city"]),
        "city": (table["city_adcode"], table["city"], table["city"]),
        "province": (HENAN, "河南省", ""),
    }[by]
    figures = ["people", "people_covered", "area_km2", "area_covered_km2"]
    named = table[figures].assign(unit=code, name=name, city=city)
    units: pd.DataFrame = named.groupby(["unit", "name", "city"], as_index=False).sum()
    return units.rename(columns={"unit": "adcode"})


def _counts(stations: gpd.GeoDataFrame, by: str) -> pd.DataFrame:
    stations = stations.reset_index(drop=True)
    inside = filters.in_area(stations, HENAN)
    codes = {"county": stations["adcode"], "city": stations["city_adcode"], "province": inside.map({True: HENAN})}
    flags = pd.DataFrame(
        {
            "adcode": codes[by],
            "sites_listed": True,
            "sites_usable": filters.usable(stations),
            "sites_approximate": filters.approximate(stations),
            "sites_unlocated": ~schema.located(stations),
            "sites_said_closed": filters.said_closed(stations) & filters.well_located(stations),
        }
    )
    return flags.groupby("adcode").sum().astype("int64")


def _state(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    result = table.copy()
    counts = ["sites_listed", "sites_usable", "sites_approximate", "sites_unlocated", "sites_said_closed"]
    result[counts] = result[counts].fillna(0).astype("int64")
    totals = [total_for(kind, code) for code in result["adcode"]]
    result["official_total"] = pd.array([int(t["figure"]) if t else pd.NA for t in totals], dtype="Int64")
    result["official_body"] = [t["body"] if t else "" for t in totals]
    result["official_date"] = [t["date"] if t else "" for t in totals]
    result["completeness"] = result["sites_usable"] / result["official_total"].astype("float64")
    complete = (result["completeness"] >= 1).to_numpy()
    listed = (result["sites_listed"] > 0).to_numpy()
    result["state"] = np.select([complete, listed], STATES[:2], default=STATES[2])
    known = (result["state"] != "no_list") & (result["sites_usable"] > 0) & (result["people"] > 0)
    result["share_covered"] = (result["people_covered"] / result["people"]).where(known)
    return result


def _rank(table: pd.DataFrame) -> pd.DataFrame:
    uncovered = (table["people"] - table["people_covered"]).where(table["share_covered"].notna())
    result = table.assign(rank=uncovered.rank(ascending=False, method="first").astype("Int64"))
    return result.sort_values(["rank", "adcode"], na_position="last").reset_index(drop=True)
