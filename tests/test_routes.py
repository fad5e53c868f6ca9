import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from unionmap import routes, schema

LINE_1, LINE_5 = "zz-metro-1-laomo", "zz-metro-5-gongjiang"


def route(total: int | None = 3, *, loop: bool | None = None) -> gpd.GeoDataFrame:
    row = {"site_id": "r", "kind": "bus_route", "name": "线", "precision": "none"}
    return schema.shape(pd.DataFrame([row | {"stops_total": total, "is_loop": loop}], index=["x"]), "bus_route")


def stops(*rows: dict) -> gpd.GeoDataFrame:
    base = {"kind": "bus_stop", "name": "站", "route_id": "r", "role": "stop", "precision": "exact", "error_m": 30.0}
    full = [
        base | {"site_id": f"s{i}", "seq": i + 1, "geometry": shapely.Point(113 + i / 100, 34)} | row
        for i, row in enumerate(rows)
    ]
    return schema.shape(gpd.GeoDataFrame(full, geometry="geometry", crs="EPSG:4326"), "bus_stop")


def drawn(routes_frame: gpd.GeoDataFrame, stops_frame: gpd.GeoDataFrame):
    result = routes.draw(routes_frame, stops_frame)
    schema.validate(result, "bus_route")
    return result.iloc[0]


def by_id(frame: gpd.GeoDataFrame, site_id: str):
    return frame.set_index("site_id", drop=False).loc[site_id]


@pytest.mark.parametrize(("line", "count"), [(LINE_1, 30), (LINE_5, 32)])
def test_the_metro_lines_pass_their_stops_in_order(sites, line, count):
    shape = by_id(sites["bus_route"], line).geometry
    own = sites["bus_stop"][sites["bus_stop"]["route_id"] == line].sort_values("seq")
    assert own["seq"].tolist() == list(range(1, count + 1))
    coordinates = list(zip(own.geometry.x, own.geometry.y, strict=True))
    closing = coordinates[:1] if line == LINE_5 else []
    assert list(shape.coords) == coordinates + closing


def test_line_5_is_closed_and_line_1_is_not(sites):
    ring, line = by_id(sites["bus_route"], LINE_5), by_id(sites["bus_route"], LINE_1)
    assert ring.geometry.is_closed
    assert ring["is_loop"]
    assert not line.geometry.is_closed
    assert not line["is_loop"]


def test_the_baofeng_line_has_no_line_and_two_of_twelve_stops(sites):
    baofeng = by_id(sites["bus_route"], "pds-baofeng-laomo")
    assert baofeng.geometry.is_empty
    assert (baofeng["stops_known"], baofeng["stops_total"], baofeng["precision"]) == (2, 12, "none")
    own = sites["bus_stop"][sites["bus_stop"]["route_id"] == "pds-baofeng-laomo"]
    assert set(own.loc[own["role"] == "stop", "name"]) == {"平煤中心站", "工人文化宫"}
    assert own.loc[own["role"] == routes.UNCERTAIN, "name"].tolist() == ["梅园路公交枢纽站"]
    assert own["seq"].isna().all()


def test_line_51_has_no_line_and_no_total(sites):
    line = by_id(sites["bus_route"], "pds-51-laomo")
    assert line.geometry.is_empty
    assert pd.isna(line["stops_total"])
    assert line["stops_known"] == 3


def test_every_stop_belongs_to_a_route_of_the_same_mode(sites):
    modes = sites["bus_route"].set_index("site_id")["mode"]
    stop_modes = sites["bus_stop"].set_index("route_id")["mode"]
    assert set(stop_modes.index) == set(modes.index)
    assert (stop_modes == modes.reindex(stop_modes.index)).all()


@settings(max_examples=15)
@given(st.permutations(range(5)), st.booleans())
def test_a_line_follows_the_order_of_the_stops_not_of_the_rows(order, loop):
    line = drawn(route(5, loop=loop), stops({}, {}, {}, {}, {}).iloc[list(order)])
    longitudes = [113.0, 113.01, 113.02, 113.03, 113.04]
    assert [x for x, _ in line.geometry.coords] == longitudes + ([113.0] if loop else [])


def test_a_line_is_as_exact_as_its_worst_stop():
    line = drawn(route(3), stops({}, {"precision": "street", "error_m": 200.0}, {}))
    assert (line["precision"], line["error_m"]) == ("street", 200.0)


@pytest.mark.parametrize(
    ("total", "rows"),
    [
        (None, [{}, {}, {}]),
        (4, [{}, {}, {}]),
        (2, [{}, {}, {}]),
        (3, [{}, {"seq": pd.NA}, {}]),
        (3, [{}, {"geometry": shapely.Point(), "precision": "none", "error_m": float("nan")}, {}]),
        (3, [{}, {"seq": 1}, {}]),
        (3, [{}, {"role": routes.UNCERTAIN}, {}]),
        (1, [{}]),
        (3, [{}, {"route_id": "another"}, {}]),
    ],
    ids=[
        "total not known",
        "a stop is not known",
        "more stops than there are",
        "a place in the order is not known",
        "a stop is not located",
        "two stops claim one place in the order",
        "a stop may not be one of the line's",
        "a single stop",
        "a stop of another line",
    ],
)
def test_no_line_is_invented(total, rows):
    line = drawn(route(total), stops(*rows))
    assert line.geometry.is_empty
    assert line.geometry.geom_type == "LineString"
    assert line["precision"] == "none"
    assert pd.isna(line["error_m"])


def test_an_uncertain_stop_does_not_hinder_a_line_whose_own_stops_are_all_known():
    line = drawn(route(3), stops({}, {}, {}, {"role": routes.UNCERTAIN, "seq": pd.NA}))
    assert line["stops_known"] == 3
    assert len(line.geometry.coords) == 3


def test_known_stops_are_counted_without_the_uncertain_ones():
    assert drawn(route(9), stops({}, {"role": "terminus"}, {"role": routes.UNCERTAIN}))["stops_known"] == 2
    assert drawn(route(9), stops({"route_id": "another"}))["stops_known"] == 0


def test_ordered_puts_stops_of_unknown_place_last():
    own = routes.ordered(stops({"seq": 2}, {"seq": pd.NA}, {"seq": 1}, {"route_id": "another"}), "r")
    assert own["site_id"].tolist() == ["s2", "s0", "s1"]


def test_drawing_keeps_index_crs_and_columns(sites):
    again = routes.draw(sites["bus_route"].set_index("site_id", drop=False), sites["bus_stop"])
    assert again.index.tolist() == sites["bus_route"]["site_id"].tolist()
    assert again.crs == "EPSG:4326"
    assert list(again.columns) == list(sites["bus_route"].columns)
    assert again.reset_index(drop=True).geometry.equals(sites["bus_route"].geometry)
