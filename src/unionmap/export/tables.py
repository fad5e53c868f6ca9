"""Sites as records, GeoJSON and CSV. WGS-84, named in the file; unknown is null or blank, never a guess."""

import json
import math
from typing import Any

import geopandas as gpd
import pandas as pd

from unionmap import facilities, schema
from unionmap.cells import neutralise

RECORD = (
    "site_id",
    "kind",
    "name",
    "lon",
    "lat",
    "distance_m",
    "bearing_deg",
    "precision",
    "error_m",
    "city",
    "county",
    "address",
    "opening_hours",
    "facilities",
)
"""Fields of a record, in order; ``distance_m`` and ``bearing_deg`` only where the frame has them."""

_DECIMALS = {"lon": 7, "lat": 7, "distance_m": 3, "bearing_deg": 1, "error_m": 0}


def records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return point sites as plain objects with the fields of `RECORD`.

    ``lon`` and ``lat`` are WGS-84 degrees, ``facilities`` a list of keys; what no source says is None.

    Examples
    --------
    >>> import unionmap as um
    >>> records(um.load()["craftsman_academy"])[0]["lon"] is None
    True
    """
    placed = _with_coordinates(frame)
    names = [name for name in RECORD if name in placed]
    return [{name: _plain(name, row[name]) for name in names} for row in placed[names].to_dict("records")]


def geojson(frame: gpd.GeoDataFrame) -> str:
    """Return sites as a GeoJSON FeatureCollection (RFC 7946: WGS-84, longitude first).

    Sites without a place are features with a null geometry.

    Examples
    --------
    >>> import unionmap as um
    >>> json.loads(geojson(um.load()["bus_route"]))["type"]
    'FeatureCollection'
    """
    has = schema.located(schema.require_wgs84(frame))
    columns = [name for name in frame.columns if name != frame.geometry.name]
    features = [
        {
            "type": "Feature",
            "id": row["site_id"],
            "properties": {str(name): _plain(str(name), value) for name, value in row.items()},
            "geometry": _rounded(shape.__geo_interface__) if located else None,
        }
        for row, shape, located in zip(frame[columns].to_dict("records"), frame.geometry, has, strict=True)
    ]
    content = {"type": "FeatureCollection", "datum": "WGS-84 (EPSG:4326)", "features": features}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def csv(frame: gpd.GeoDataFrame) -> str:
    """Return sites as a table that spreadsheets open: UTF-8 with BOM, ``lon`` and ``lat`` in WGS-84.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    placed = _with_coordinates(frame)
    table = pd.DataFrame(placed.drop(columns=[placed.geometry.name, "datum"], errors="ignore"))
    for name in table.columns:
        if table[name].dtype.kind not in "biuf":
            table[name] = [neutralise(cell) if isinstance(cell, str) else cell for cell in table[name]]
    table.columns = [neutralise(str(name)) for name in table.columns]
    table.insert(0, "datum", "WGS-84")
    return "\ufeff" + str(table.to_csv(index=False, lineterminator="\r\n"))


def _with_coordinates(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    schema.require_wgs84(frame)
    points = frame.geometry.where(frame.geom_type == "Point")
    return frame.assign(lon=points.x.round(_DECIMALS["lon"]), lat=points.y.round(_DECIMALS["lat"]))


def _plain(name: str, value: Any) -> Any:
    if name == "facilities":
        return list(facilities.split(value)) or None
    if isinstance(value, str):
        return value or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, float):
        digits = _DECIMALS.get(name, 7)
        return (round(value, digits) if digits else round(value)) if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def walk(part: Any) -> Any:
        return round(part, _DECIMALS["lon"]) if isinstance(part, float) else [walk(item) for item in part]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
