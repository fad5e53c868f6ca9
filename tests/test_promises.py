"""Two promises of every library function: inputs stay as they were, results keep CRS and index."""

import copy
import dataclasses
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import unionmap as um
from unionmap import (
    coverage,
    crs,
    demand,
    distance,
    export,
    facilities,
    filters,
    grid,
    kinds,
    places,
    query,
    routes,
    schema,
    store,
)
from unionmap.intake import datum
from unionmap.intake.reconcile import reconcile
from unionmap.workflows import build, check, load
from unionmap.workflows.compare import compare

SITES = um.load()
STATIONS, STOPS, LINES = (
    SITES[kind].set_index("site_id", drop=False).rename_axis(None).sample(frac=1, random_state=4)
    for kind in ("rest_station", "bus_stop", "bus_route")
)
GAZETTEER = places.load()
HERE = {"lon": 113.65, "lat": 34.75}
LON, LAT = np.linspace(113.0, 114.0, 9), np.linspace(34.0, 35.0, 9)
PIECES = gpd.GeoDataFrame(
    {"adcode": ["410105", "410104"], "pop_2020": [10.0, 20.0]},
    geometry=[shapely.box(113.6, 34.7, 113.65, 34.75), shapely.box(113.65, 34.7, 113.7, 34.75)],
    crs="EPSG:4326",
    index=["x", "y"],
)
LIST = "站点名称,市,区县,经度,纬度,坐标系,线路\n甲,郑州市,高新区,113.656078,34.748856,高德,9\n,郑州市,,113.7,34.7,,\n"
SAID = {"province_said": ["河南省"], "city_said": ["郑州"], "county_said": ["管城区"]}
CELLS = coverage.covered_cells([113.65], [34.75], 2000)

CALLS = {
    "nearest": (um.nearest, [STATIONS], HERE),
    "within": (um.within, [STATIONS], HERE | {"radius_m": 5000}),
    "apart": (query.apart, [STATIONS], {"area": "410100"}),
    "select": (um.select, [STATIONS], {"area": "410100", "facilities": ["water"], "text": "驿站"}),
    "search": (um.search, ["jinshui"], {"gazetteer": GAZETTEER}),
    "cover": (um.cover, [STATIONS], {"by": "city"}),
    "cover on a surface": (um.cover, [STATIONS], {"surface": demand.load()}),
    "Sites": (um.Sites, [dict(SITES)], {}),
    "usable": (filters.usable, [STATIONS], {}),
    "approximate": (filters.approximate, [STATIONS], {}),
    "in_area": (filters.in_area, [STATIONS, "410100"], {}),
    "has_facilities": (filters.has_facilities, [STATIONS, ["water"]], {}),
    "matches": (filters.matches, [STATIONS, "驿站 郑州"], {}),
    "located": (schema.located, [STATIONS], {}),
    "shape": (schema.shape, [STATIONS.drop(columns="phone"), "rest_station"], {}),
    "validate": (schema.validate, [STATIONS, "rest_station"], {}),
    "doubt_codes": (schema.doubt_codes, [STATIONS], {}),
    "merge": (schema.merge, [SITES], {}),
    "narrow": (load.narrow, [SITES], {"area": "410100", "kinds": ["rest_station"]}),
    "summary": (check.summary, [SITES], {}),
    "sort": (store.sort, [STATIONS], {}),
    "ordered": (routes.ordered, [STOPS, "zz-metro-5-gongjiang"], {}),
    "draw": (routes.draw, [LINES, STOPS], {}),
    "read_sites": (um.read_sites, [LIST.encode()], {"columns": {"线路": "-"}}),
    "resolve": (places.resolve, [pd.DataFrame(SAID)], {"within": "410000"}),
    "read_address": (places.read_address, [STATIONS["address"]], {}),
    "infer": (datum.infer, [LON, LAT, ["410105"] * 9], {}),
    "compare": (compare, [SITES, SITES, ["a"]], {}),
    "complete": (routes.complete, [LINES, STOPS], {}),
    "to_wgs84 projected": (crs.to_wgs84, [LON * 1e4, LAT * 1e5, "EPSG:4547"], {}),
    "table": (export.tables.table, [STATIONS], {}),
    "reconcile": (reconcile, [STATIONS], {}),
    "locate": (places.locate, [STATIONS.geometry], {"gazetteer": GAZETTEER}),
    "outside_m": (places.outside_m, [STATIONS.geometry, STATIONS["adcode"]], {"gazetteer": GAZETTEER}),
    "find_unit": (places.find_unit, ["郑州"], {"gazetteer": GAZETTEER}),
    "surface": (demand.surface, [PIECES], {}),
    "scan": (grid.scan, [PIECES.geometry.to_numpy()], {}),
    "cell_area_m2": (grid.cell_area_m2, [np.arange(40_000, 40_009)], {}),
    "covered_cells": (coverage.covered_cells, [LON, LAT, 1000], {}),
    "measure": (coverage.measure, [demand.surface(PIECES), CELLS], {}),
    "count": (CELLS.count, [CELLS.first, CELLS.last], {}),
    "from_wgs84": (crs.from_wgs84, [LON, LAT, "bd09"], {}),
    "to_wgs84": (crs.to_wgs84, [LON, LAT, "bd09"], {}),
    "to_wgs84 unchanged": (crs.to_wgs84, [LON, LAT, "wgs84"], {}),
    "ecef": (distance.ecef, [LON, LAT], {}),
    "geodesic_m": (distance.geodesic_m, [LON, LAT, 113.65, 34.75], {}),
    "bearing_deg": (distance.bearing_deg, [LON, LAT, 113.65, 34.75], {}),
    "Index": (distance.Index, [LON, LAT], {}),
    "Index.nearest": (distance.Index(LON, LAT).nearest, [LON, LAT], {"k": 3}),
    "facilities.parse": (facilities.parse, ["饮水、x"], {}),
}


def same(one: object, other: object) -> bool:
    """Compare two values deeply, with dtypes, indexes, columns, attributes and CRS."""
    if getattr(one, "crs", None) != getattr(other, "crs", None):
        return False
    if isinstance(one, pd.DataFrame | pd.Series):
        return same_pandas(one, other)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    fields = [field.name for field in dataclasses.fields(one)] if dataclasses.is_dataclass(one) else []
    return all(same(getattr(one, name), getattr(other, name)) for name in fields) if fields else bool(one == other)


def same_pandas(one: pd.DataFrame | pd.Series, other: pd.DataFrame | pd.Series) -> bool:
    labels = one.index.identical(other.index) and one.attrs == other.attrs
    if isinstance(one, pd.DataFrame):
        labels = labels and one.columns.identical(other.columns) and one.dtypes.equals(other.dtypes)
    else:
        labels = labels and (one.name, one.dtype) == (other.name, other.dtype)
    return labels and one.equals(other)


CHANGES = {
    "a value": lambda frame: frame.assign(name="x"),
    "a new column": lambda frame: frame.assign(new=1),
    "a lost row": lambda frame: frame.iloc[1:],
    "another order": lambda frame: frame.sort_index(),
    "another index": lambda frame: frame.rename_axis("id"),
    "another CRS": lambda frame: frame.set_crs(4490, allow_override=True),
    "another place": lambda frame: frame.assign(geometry=[shapely.Point(0, 0), *frame.geometry[1:]]),
    "another type": lambda frame: frame.astype({"error_m": "float32"}),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_the_comparison_sees_what_changes(change):
    assert same(STATIONS.copy(), STATIONS)
    assert not same(CHANGES[change](STATIONS.copy()), STATIONS)


@pytest.mark.parametrize("name", list(CALLS))
def test_inputs_are_unchanged_after_the_call(name):
    function, positional, options = CALLS[name]
    before = copy.deepcopy((positional, options))
    function(*positional, **options)
    assert same(before, (positional, options))


@pytest.mark.parametrize("name", list(CALLS))
def test_the_same_call_gives_the_same_answer_twice(name):
    function, positional, options = CALLS[name]
    if function not in (distance.Index, um.Sites):
        assert same(function(*positional, **options), function(*positional, **options))


def test_writing_and_building_leave_their_inputs_as_they_were(repo, tmp_path):
    before = copy.deepcopy(dict(SITES))
    store.write(SITES, tmp_path / "a")
    assert same(before, dict(SITES))
    seeds = {path.name: path.read_bytes() for path in (repo / "seeds").iterdir()}
    build.build(repo / "seeds", tmp_path / "b")
    assert {path.name: path.read_bytes() for path in (repo / "seeds").iterdir()} == seeds


@pytest.mark.parametrize("change", ["name", "geometry"])
def test_changing_a_result_does_not_reach_the_input(change):
    value = "changed" if change == "name" else shapely.Point(0, 0)
    for name in ("nearest", "within", "apart", "select", "shape", "sort", "reconcile"):
        function, positional, options = CALLS[name]
        before = copy.deepcopy(positional)
        result = function(*positional, **options)
        result[change] = [value] * len(result)
        assert same(before, positional), name


ROW_FOR_ROW = ("usable", "approximate", "in_area", "has_facilities", "matches", "located", "locate", "outside_m")


@pytest.mark.parametrize("name", ROW_FOR_ROW)
def test_a_series_keeps_the_index_and_is_named(name):
    function, positional, options = CALLS[name]
    result = function(*positional, **options)
    assert isinstance(result, pd.Series)
    assert result.index.identical(positional[0].index)
    assert result.name


@pytest.mark.parametrize("name", ["shape", "validate", "draw", "reconcile"])
def test_a_frame_keeps_index_crs_and_columns(name):
    function, positional, options = CALLS[name]
    result = function(*positional, **options)
    assert isinstance(result, gpd.GeoDataFrame)
    assert result.index.identical(positional[0].index)
    assert result.crs == positional[0].crs == "EPSG:4326"
    assert set(positional[0].columns) <= set(result.columns)


@pytest.mark.parametrize("name", ["nearest", "within", "apart", "select", "ordered"])
def test_a_choice_keeps_crs_columns_and_the_index_of_what_is_chosen(name):
    function, positional, options = CALLS[name]
    result = function(*positional, **options)
    frame = positional[0]
    assert isinstance(result, gpd.GeoDataFrame)
    assert result.crs == frame.crs
    assert 0 < len(result) < len(frame)
    assert same(frame.loc[result.index], result[list(frame.columns)])


@pytest.mark.parametrize("name", ["sort", "ordered", "draw", "nearest", "select", "reconcile", "shape"])
def test_an_index_named_after_a_column_does_no_harm(name):
    function, positional, options = CALLS[name]
    named = [part.rename_axis("site_id") if isinstance(part, pd.DataFrame) else part for part in positional]
    expected, got = function(*positional, **options), function(*named, **options)
    assert got["site_id"].tolist() == expected["site_id"].tolist()


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_what_is_loaded_is_in_wgs84(kind):
    assert SITES[kind].crs == "EPSG:4326"
