"""From rows of text to a site frame: every row is accepted or refused with a reason."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import crs, facilities, kinds, schema
from unionmap.errors import SchemaError
from unionmap.intake import reconcile

_RENAMED = {"lon": "given_x", "lat": "given_y", "coord_system": "given_datum"}
_WHOLE = ("seq", "stops_total")
_TRUTH = {"true": True, "false": False}
_COLUMNS = ("site_id", "kind", "name", "city", "county", "lon", "lat", "coord_system", "precision", "services")


@dataclass(frozen=True, slots=True)
class Intake:
    """What came out of a list.

    Attributes
    ----------
    sites : geopandas.GeoDataFrame
        Accepted rows, in the schema of their kind. EPSG:4326.
    refused : pandas.DataFrame
        The other rows as given, with a ``reason`` column. Accepted and refused rows are all rows.
    """

    sites: gpd.GeoDataFrame
    refused: pd.DataFrame


def read(rows: pd.DataFrame, kind: str) -> Intake:
    """Turn rows of text into sites.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text columns ``site_id``, ``kind``, ``name``, ``city``, ``county``, ``lon``, ``lat``, ``coord_system``,
        ``precision``, ``services`` and any of the schema's own; ``""`` where the source does not say.
    kind : str
        Key of the kind registry.

    Returns
    -------
    Intake

    Raises
    ------
    SchemaError
        If a column is missing.

    Examples
    --------
    >>> row = dict.fromkeys(_COLUMNS, "") | {"site_id": "a", "kind": "rest_station", "name": "甲", "city": "郑州市",
    ...     "lon": "113.656078", "lat": "34.748856", "coord_system": "gcj02", "precision": "exact"}
    >>> site = read(pd.DataFrame([row]), "rest_station").sites.iloc[0]
    >>> round(site.geometry.x, 4), site["county"], float(site["error_m"])
    (113.65, '二七区', 30.0)
    """
    missing = [name for name in _COLUMNS if name not in rows]
    if missing:
        raise SchemaError(f"the list of {kind} lacks the columns {', '.join(missing)}")
    index, rows = rows.index, rows.reset_index(drop=True)
    reason = _faults(rows, kind)
    kept = rows[reason == ""]
    sites = kept.rename(columns=_RENAMED)
    sites = sites.assign(facilities=[facilities.join(facilities.parse(cell)[0]) for cell in kept["services"]])
    sites["city_said"], sites["county_said"] = kept["city"], kept["county"]
    sites = reconcile.reconcile(_place(sites))
    refused = rows[reason != ""].assign(reason=reason[reason != ""])
    accepted = schema.validate(schema.shape(_numbers(sites), kind), kind)
    return Intake(accepted.set_axis(index[accepted.index]), refused.set_axis(index[refused.index]))


def _faults(rows: pd.DataFrame, kind: str) -> "pd.Series[str]":
    lon, lat = (pd.to_numeric(rows[axis], errors="coerce") for axis in ("lon", "lat"))
    blank = (rows["lon"] == "") & (rows["lat"] == "")
    impossible = ~blank & ~((lon.abs() <= 180) & (lat.abs() <= 90))
    checks = {
        "no site_id": rows["site_id"] == "",
        "site_id used before": rows["site_id"].duplicated(),
        "no name": rows["name"] == "",
        f"kind is not {kind}": rows["kind"] != kind,
        "longitude or latitude is impossible": impossible,
        "0,0 is not a site": (lon == 0) & (lat == 0),
        "coord_system is not known": ~blank & ~rows["coord_system"].isin([*crs.DATUMS, "unknown"]),
        "precision is not known": ~rows["precision"].isin(schema.PRECISIONS),
        "a line has stops, not a coordinate": ~blank & (kinds.get(kind).geometry != "Point"),
        **_unreadable(rows),
    }
    reason = pd.Series("", index=rows.index, dtype="str")
    for text, bad in checks.items():
        reason = reason.mask(bad & (reason == ""), text)
    return reason


def _unreadable(rows: pd.DataFrame) -> "dict[str, pd.Series[bool]]":
    checks = {
        f"{name} is not a whole number": ~rows[name].str.fullmatch(r"[0-9]{0,9}") for name in _WHOLE if name in rows
    }
    if "is_loop" in rows:
        checks["is_loop is neither true nor false"] = ~rows["is_loop"].isin([*_TRUTH, ""])
    return checks


def _place(sites: pd.DataFrame) -> gpd.GeoDataFrame:
    x, y = (pd.to_numeric(sites[axis], errors="coerce").to_numpy("float64") for axis in ("given_x", "given_y"))
    lon, lat = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    for datum in crs.DATUMS:
        own = (sites["given_datum"] == datum).to_numpy()
        lon[own], lat[own] = crs.to_wgs84(x[own], y[own], datum)
    assumed = (sites["given_datum"] == "unknown").to_numpy() & np.isfinite(x)
    lon[assumed], lat[assumed] = x[assumed], y[assumed]
    points = shapely.points(lon, lat)
    points[~np.isfinite(lon)] = shapely.Point()
    has = np.isfinite(lon)
    placed = gpd.GeoDataFrame(sites, geometry=points, crs=crs.WGS84)
    placed["precision"] = placed["precision"].where(has & (placed["precision"] != "none"), "none")
    placed.loc[placed["precision"] == "none", "geometry"] = shapely.Point()
    placed["doubts"] = np.where(assumed, "datum_assumed", "")
    placed["error_m"] = [schema.PRECISIONS[key].error_m for key in placed["precision"]]
    placed.loc[assumed, "error_m"] += reconcile.DATUM_DOUBT_M
    return placed


def _numbers(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    result = sites.copy()
    for name in _WHOLE:
        if name in result:
            result[name] = pd.to_numeric(result[name], errors="coerce").astype("Int64")
    if "is_loop" in result:
        result["is_loop"] = result["is_loop"].map(_TRUTH).astype("boolean")
    return result
