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


def plain_stops(*rows: dict) -> gpd.GeoDataFrame:
    base = {"kind": "bus_stop", "name": "站", "precision": "none"}
    return schema.shape(pd.DataFrame([base | {"site_id": f"s{i}"} | row for i, row in enumerate(rows)]), "bus_stop")


def plain_routes(*rows: dict) -> gpd.GeoDataFrame:
    base = {"kind": "bus_route", "precision": "none"}
    return schema.shape(pd.DataFrame([base | row for row in rows], columns=None if rows else ["site_id"]), "bus_route")


def linked(rows: list[dict], lines: list[dict] | None = None) -> list[str]:
    result = routes.linked(plain_stops(*rows), plain_routes(*(lines or [])))
    schema.validate(result, "bus_stop")
    return result["route_id"].tolist()


def test_a_stop_without_id_of_its_line_gets_one_of_city_and_line():
    assert linked([{"route_name": "1路", "city_said": "洛阳"}, {"route_name": "2路"}, {}]) == ["洛阳-1路", "2路", ""]


def test_a_stop_that_does_not_say_its_city_is_in_that_of_its_line():
    rows = [{"route_name": "1路", "city_said": "洛阳"}, {"route_name": "1路"}]
    assert linked(rows) == ["洛阳-1路"] * 2
    assert linked([*rows, {"route_name": "1路", "city_said": "开封"}]) == ["洛阳-1路", "1路", "开封-1路"]


def test_the_id_of_a_known_line_is_kept_and_that_of_an_unknown_one_without_a_name():
    lines = [{"site_id": "r", "name": "1路"}]
    assert linked([{"route_id": "r", "route_name": "2路"}, {"route_id": "q"}], lines) == ["r", "q"]


@pytest.mark.parametrize(
    ("row", "lines", "found"),
    [
        ({"route_id": "q"}, [{"site_id": "r"}], "r"),
        ({}, [{"site_id": "r"}], "r"),
        ({"route_name": "(1路)"}, [{"site_id": "r"}], "r"),
        ({}, [{"site_id": "r"}, {"site_id": "t"}], "1路"),
        ({"city": "洛阳市"}, [{"site_id": "r", "city": "开封市"}], "1路"),
        ({"city": "洛阳市"}, [{"site_id": "r", "city": "开封市"}, {"site_id": "t", "city": "洛阳市"}], "t"),
        ({"city": "洛阳市"}, [{"site_id": "r"}], "r"),
        ({}, [{"site_id": "r", "city": "开封市"}], "r"),
    ],
)
def test_a_stop_belongs_to_the_one_line_that_bears_the_name(row, lines, found):
    assert linked([{"route_name": "1路"} | row], [{"name": "1路"} | line for line in lines]) == [found]


def test_a_line_named_by_its_stops_has_what_they_agree_on_and_no_shape():
    rows = [
        {"route_id": "r", "route_name": "", "mode": "bus", "city": "洛阳市", "list_file": "a"},
        {"route_id": "r", "route_name": "1路", "mode": "", "city": "开封市", "list_file": "a"},
    ]
    lines, own = routes.complete(plain_routes(), plain_stops(*rows))
    schema.validate(lines, "bus_route")
    line = lines.iloc[0]
    assert line[["site_id", "name", "mode", "city", "list_file"]].tolist() == ["r", "1路", "bus", "", "a"]
    assert (line["precision"], line["stops_known"]) == ("none", 2)
    assert line.geometry.is_empty
    assert pd.isna(line["stops_total"])
    assert own["route_id"].tolist() == ["r", "r"]


def test_lines_that_are_there_stay_and_those_without_shape_are_drawn():
    given = route(3).assign(extra="x")
    lines, _ = routes.complete(given, stops({}, {}, {}, {"route_id": "other", "route_name": "另一条"}))
    assert lines[["site_id", "name", "extra"]].to_numpy().tolist() == [["r", "线", "x"], ["other", "另一条", ""]]
    assert len(lines.geometry.iloc[0].coords) == 3
    shaped = lines.iloc[:1]
    again, _ = routes.complete(shaped, stops({}, {}, {}, {}))
    assert again.geometry.iloc[0].equals(shaped.geometry.iloc[0])


def test_completing_what_is_complete_changes_nothing(sites):
    lines, own = routes.complete(sites["bus_route"], sites["bus_stop"])
    assert lines.equals(sites["bus_route"])
    assert own.equals(sites["bus_stop"])


def test_completing_takes_a_repeated_index_and_changes_no_input():
    given = plain_stops({"route_name": "1路"}, {"route_name": "2路"}).set_axis([4, 4])
    before = given.copy()
    result = routes.linked(given, plain_routes())
    assert result["route_id"].tolist() == ["1路", "2路"]
    assert result.index.tolist() == [4, 4]
    pd.testing.assert_frame_equal(pd.DataFrame(given), pd.DataFrame(before))
