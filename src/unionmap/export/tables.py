"""Sites as records, GeoJSON and CSV. The datum is named in the file; unknown is null or blank, never a guess."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from unionmap import facilities, schema
from unionmap.cells import neutralise
from unionmap.export import datums

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

_MEASURED = {"distance_m": 3, "bearing_deg": 1}
"""Decimals of what a search adds."""

_DECIMALS = {**_MEASURED, "lon": 7, "lat": 7, "error_m": 0}
_MARKS = (schema.MARKER, "datum")
_PLAIN_START = r"^[0-9A-Za-z\x{4E00}-\x{9FFF}]"


def records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return point sites as plain objects with the fields of `RECORD`.

    ``lon`` and ``lat`` are WGS-84 degrees, ``facilities`` a list of keys; what no source says is None.

    Examples
    --------
    >>> import unionmap as um
    >>> records(um.load()["craftsman_academy"])[0]["lon"] is None
    True
    """
    lon, lat = coordinates(frame)
    placed = frame.assign(lon=lon, lat=lat)
    names = [name for name in RECORD if name in placed]
    return [{name: _rounded(name, row[name], _DECIMALS) for name in names} for row in placed[names].to_dict("records")]


def geojson(frame: gpd.GeoDataFrame, *, datum: str = "wgs84") -> str:
    """Return sites as a GeoJSON FeatureCollection (RFC 7946: WGS-84, longitude first).

    Another ``datum`` breaks with the format's rule; the member ``datum`` names it.

    Coordinates and errors are exact: they read back as the same float64. Sites without a place are features with a
    null geometry.

    Examples
    --------
    >>> import unionmap as um
    >>> json.loads(geojson(um.load()["bus_route"]))["unionmap_schema"]
    1
    """
    shapes = datums.places(frame, datum)
    names = [name for name in frame.columns if name != frame.geometry.name]
    rows = zip(
        *([_rounded(str(name), value, _MEASURED) for value in frame[name].tolist()] for name in names), strict=True
    )
    features = [
        {
            "type": "Feature",
            "id": site_id,
            "properties": dict(zip(map(str, names), row, strict=True)),
            "geometry": None if shape is None else shape.__geo_interface__,
        }
        for site_id, row, shape in zip(frame["site_id"], rows, shapes, strict=True)
    ]
    content = {
        "type": "FeatureCollection",
        schema.MARKER: int(schema.VERSION),
        "datum": datums.get(datum).long,
        "features": features,
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def csv(frame: gpd.GeoDataFrame, *, datum: str = "wgs84") -> str:
    """Return sites as a table that spreadsheets open: UTF-8 with BOM, columns as `table` gives them.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.

    Examples
    --------
    >>> import unionmap as um
    >>> csv(um.load()["bus_stop"])[1:38]
    'unionmap_schema,datum,site_id,kind,ki'
    """
    cells = table(frame, datum=datum)
    for name in cells.columns[cells.dtypes == "str"]:
        cells[name] = safe(cells[name])
    cells.columns = safe(pd.Series(cells.columns, dtype="str")).tolist()
    return "\ufeff" + str(cells.to_csv(index=False, lineterminator="\r\n"))


def table(frame: gpd.GeoDataFrame, *, datum: str = "wgs84") -> pd.DataFrame:
    """Return sites as a plain table: the schema's marker, the datum, then the columns of the frame.

    ``lon`` and ``lat`` (degrees in the datum, float64, NaN for lines and for sites without a place) stand where the
    geometry stood. What is neither number nor truth value becomes text, ``""`` where it is missing. A column of the
    frame that is called like one of these keeps its cells under its name with ``_`` behind.
    """
    shapes = datums.places(frame, datum)
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    at = list(frame.columns).index(frame.geometry.name)
    new = apart(names, [*_MARKS, "lon", "lat", schema.LINES])
    body = pd.DataFrame(frame.drop(columns=frame.geometry.name)).set_axis(new, axis=1).reset_index(drop=True)
    body = body.assign(**{name: _text(body[name]) for name in new if body[name].dtype.kind not in "biuf"})
    lines = frame.geometry[(frame.geom_type == "LineString") & schema.located(frame)]
    if len(lines):
        wkt = pd.Series(shapely.to_wkt(shapes, rounding_precision=-1), dtype="str")
        body[schema.LINES] = wkt.where(frame.index.isin(lines.index), "")
    marks = dict(zip(_MARKS, (schema.VERSION, datums.get(datum).word), strict=True))
    head = pd.DataFrame({name: pd.Series(value, index=body.index, dtype="str") for name, value in marks.items()})
    degrees = pd.DataFrame({"lon": shapely.get_x(shapes), "lat": shapely.get_y(shapes)})
    return pd.concat([head, body.iloc[:, :at], degrees, body.iloc[:, at:]], axis=1)


def written(cell: Any) -> str:
    """Return a cell of a `table` as text: numbers in full, truth as ``true`` and ``false``, ``""`` where it is missing.

    Examples
    --------
    >>> written(0.1), written(True), written(None), written("甲")
    ('0.1', 'true', '', '甲')
    """
    if isinstance(cell, str):
        return cell
    return "" if pd.isna(cell) else str(cell).lower() if isinstance(cell, bool) else repr(cell)


def apart(names: Iterable[str], reserved: Iterable[str], fold: Callable[[str], str] = lambda name: name) -> list[str]:
    """Return names that differ from the reserved ones and from each other, by ``_`` behind where they did not.

    Examples
    --------
    >>> apart(["name", "lon", "lon_"], ["lon"])
    ['name', 'lon_', 'lon__']
    """
    taken, result = {fold(name) for name in reserved}, []
    for name in names:
        while fold(name) in taken:
            name += "_"  # noqa: PLW2901
        taken.add(fold(name))
        result.append(name)
    return result


def safe(column: "pd.Series[str]") -> "pd.Series[str]":
    """Return cells that no spreadsheet runs: `cells.neutralise` for those that do not begin plainly."""
    plain = pc.match_substring_regex(pa.array(column, pa.large_string()), _PLAIN_START)
    odd = ~np.asarray(plain, dtype=bool) & (column != "").to_numpy()
    return column.mask(odd, column[odd].map(neutralise))


def coordinates(frame: gpd.GeoDataFrame) -> tuple[Any, Any]:
    """Return longitudes and latitudes of points as arrays, NaN for everything else.

    Raises
    ------
    SchemaError
        If the frame is not in WGS-84.
    """
    shapes = datums.places(frame)
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _text(column: "pd.Series[Any]") -> "pd.Series[str]":
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("").astype("str")
    return pd.Series(["" if _missing(cell) else str(cell) for cell in column], index=column.index, dtype="str")


def _missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(name: str, value: Any) -> Any:
    if _missing(value) or value == "":
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if name == "facilities" and isinstance(value, str):
        keys = facilities.split(value)
        return list(keys) if facilities.join(keys) == value else value
    return value.item() if hasattr(value, "item") else value


def _rounded(name: str, value: Any, decimals: Mapping[str, int]) -> Any:
    plain = _plain(name, value)
    if not isinstance(plain, float) or name not in decimals:
        return plain
    return round(plain, decimals[name] or None)
