"""Places for the rows of a frame that have an address and no coordinate."""

import re
from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from unionmap import crs, kinds, places, schema
from unionmap.cells import says_nothing
from unionmap.errors import InputError
from unionmap.intake.geocode.answers import Answer, Geocoder
from unionmap.text import say

_JOINT = "；"
_PROVINCE = re.compile(r"^[^省区市县]{2,8}(?:省|自治区)")

Progress = Callable[[int, int], None]


def locate_missing(
    sites: gpd.GeoDataFrame, geocoder: Geocoder, *, limit: int | None = None, progress: Progress | None = None
) -> gpd.GeoDataFrame:
    """Look up the addresses of the rows without a place.

    Rows with a geometry or a coordinate as given are left alone, and so are rows without an address, or without a
    city or county to test the answer against. An answer farther than `places.BOUNDARY_TOLERANCE_M` outside the
    county (the city, where no county is known) that its row names is not taken.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Sites of one kind of points, in the schema. EPSG:4326.
    geocoder : Geocoder
        Whom to ask, such as `Amap`.
    limit : int, optional
        Addresses to look up at most.
    progress : callable, optional
        Called with the number of rows done and of all rows to do, after each.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame. Rows that were located have ``geometry``, ``given_x``, ``given_y``, ``given_datum``,
        ``precision``, ``error_m``, and a sentence in ``changes``.

    Raises
    ------
    InputError
        If the frame holds a kind that is not of points.
    SchemaError
        If the frame is not in EPSG:4326.
    DataError
        If the geocoder cannot go on; what it has answered so far is in its cache.
    """
    schema.require_points(sites)
    _require_kind_of_points(sites)
    wanted = np.flatnonzero(_wanting(sites))[:limit]
    asked: dict[tuple[str, str], Answer | None] = {}
    answers: dict[int, Answer] = {}
    for done, position in enumerate(wanted, start=1):
        row = sites.iloc[position]
        question = (_question(row), str(row["city_adcode"]))
        if question not in asked:
            asked[question] = geocoder.geocode(*question)
        answer = asked[question]
        if answer is not None:
            answers[int(position)] = answer
        if progress is not None:
            progress(done, len(wanted))
    return _fill(sites, answers, geocoder.label)


def _require_kind_of_points(sites: gpd.GeoDataFrame) -> None:
    lines = [kind for kind in sites["kind"].unique() if kind in kinds.KINDS and kinds.get(kind).geometry != "Point"]
    if lines:
        raise InputError(f"{lines[0]} has no single place, so no address to look up: pass a kind of points")


def _wanting(sites: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    given = (sites["given_x"] != "") | (sites["given_y"] != "")
    addressed = ~sites["address"].map(says_nothing).astype(bool)
    testable = (sites["adcode"] != "") | (sites["city_adcode"] != "")
    return np.asarray(~schema.located(sites) & ~given & addressed & testable)


def _question(row: pd.Series) -> str:
    rest = _PROVINCE.sub("", str(row["address"]).strip())
    units = dict.fromkeys(str(row[name]).strip() for name in ("city_said", "county_said"))
    for unit in units:
        rest = rest.removeprefix(unit)
    return "".join(units) + rest


def _fill(sites: gpd.GeoDataFrame, answers: Mapping[int, Answer], label: str) -> gpd.GeoDataFrame:
    points = {position: _point(answer) for position, answer in answers.items()}
    taken = _inside(sites, points)
    result = sites.copy()
    geometry = sites.geometry.to_numpy().copy()
    columns = {name: result[name].copy() for name in ("given_x", "given_y", "given_datum", "precision", "error_m")}
    changes = result["changes"].copy()
    for position in taken:
        answer = answers[position]
        geometry[position] = points[position]
        error = schema.PRECISIONS[answer.precision].error_m
        values = (f"{answer.lon:.6f}", f"{answer.lat:.6f}", answer.datum, answer.precision, error)
        for column, value in zip(columns.values(), values, strict=True):
            column.iloc[position] = value
        before = f"{changes.iloc[position]}{_JOINT}" if changes.iloc[position] else ""
        changes.iloc[position] = before + say("rows.geocoded", label=label, level=answer.level)
    result = result.assign(**columns, changes=changes)
    return result.set_geometry(gpd.GeoSeries(geometry, index=sites.index, crs=crs.WGS84, name="geometry"))


def _point(answer: Answer) -> shapely.Point:
    lon, lat = crs.to_wgs84(answer.lon, answer.lat, answer.datum)
    return shapely.Point(float(lon), float(lat))


def _inside(sites: gpd.GeoDataFrame, points: Mapping[int, shapely.Point]) -> list[int]:
    positions = list(points)
    rows = sites.iloc[positions]
    codes = rows["adcode"].where(rows["adcode"] != "", rows["city_adcode"])
    found = gpd.GeoSeries(list(points.values()), index=codes.index, crs=crs.WGS84)
    gap = places.outside_m(found, codes).to_numpy()
    return [position for position, metres in zip(positions, gap, strict=True) if metres <= places.BOUNDARY_TOLERANCE_M]
