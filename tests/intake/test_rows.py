import geopandas as gpd
import numpy as np
import pandas as pd
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import crs, facilities, intake, kinds, schema

TEXT_COLUMNS = ("site_id", "kind", "name", "city", "county", "lon", "lat", "coord_system", "precision", "services")
GOOD = dict.fromkeys(TEXT_COLUMNS, "") | {
    "site_id": "a",
    "kind": "rest_station",
    "name": "甲",
    "city": "郑州市",
    "lon": "113.656078",
    "lat": "34.748856",
    "coord_system": "gcj02",
    "precision": "exact",
}
UNPLACED = {"lon": "", "lat": "", "coord_system": "unknown", "precision": "none"}


def table(*rows: dict, kind: str = "rest_station") -> pd.DataFrame:
    full = [GOOD | {"site_id": f"row {i}", "kind": kind} | row for i, row in enumerate(rows)]
    return pd.DataFrame(full, dtype="str").fillna("")


def read(*rows: dict, kind: str = "rest_station") -> intake.Intake:
    return intake.read(table(*rows, kind=kind), kind)


def one(row: dict, kind: str = "rest_station"):
    return read(row, kind=kind).sites.iloc[0]


def test_a_gcj02_row_lands_where_prcoords_puts_it():
    site = one({})
    expected = prcoords.gcj_wgs_bored((34.748856, 113.656078))
    assert (site.geometry.x, site.geometry.y) == pytest.approx((expected.lon, expected.lat), abs=1e-7)
    assert (site["precision"], site["error_m"], site["doubts"]) == ("exact", 30.0, "")
    assert (site["city"], site["city_adcode"], site["county"], site["adcode"]) == (
        "郑州市",
        "410100",
        "二七区",
        "410103",
    )


@pytest.mark.parametrize("datum", list(crs.DATUMS))
def test_every_datum_is_read(datum):
    lon, lat = (f"{float(part):.7f}" for part in crs.from_wgs84(113.65, 34.75, datum))
    site = one({"lon": lon, "lat": lat, "coord_system": datum})
    assert (site.geometry.x, site.geometry.y) == pytest.approx((113.65, 34.75), abs=1e-6)
    assert (site["given_x"], site["given_y"], site["given_datum"]) == (lon, lat, datum)


def test_an_unknown_datum_is_taken_as_it_is_and_reported_as_a_guess():
    site = one({"coord_system": "unknown"})
    assert (site.geometry.x, site.geometry.y) == (113.656078, 34.748856)
    assert "datum_assumed" in site["doubts"].split(";")
    assert site["error_m"] >= 30 + 630


def test_a_row_without_a_coordinate_stays_with_an_empty_geometry_and_the_place_that_it_names():
    site = one(UNPLACED | {"county": "金水区"})
    assert site.geometry.is_empty
    assert (site["precision"], site["adcode"], site["city_adcode"]) == ("none", "410105", "410100")
    assert np.isnan(site["error_m"])


def test_a_coordinate_of_no_stated_precision_is_kept_as_text_and_not_drawn():
    site = one({"precision": "none"})
    assert site.geometry.is_empty
    assert (site["given_x"], site["given_y"]) == ("113.656078", "34.748856")


def test_a_precision_without_a_coordinate_is_none():
    assert one({"lon": "", "lat": "", "precision": "exact"})["precision"] == "none"


def test_services_become_facilities_and_stay_as_written():
    site = one({"services": "微波炉、饮水机（热水）、乒乓球台"})
    assert site["facilities"] == "water;hot_food"
    assert site["services"] == "微波炉、饮水机（热水）、乒乓球台"


REFUSED = {
    "no site_id": {"site_id": ""},
    "no name": {"name": ""},
    "kind is not rest_station": {"kind": "bus_stop"},
    "longitude or latitude is impossible": {"lat": "91"},
    "0,0 is not a site": {"lon": "0", "lat": "0.0"},
    "coord_system is not known": {"coord_system": "gcj2"},
    "precision is not known": {"precision": "about"},
}


@pytest.mark.parametrize("reason", list(REFUSED))
def test_a_bad_row_is_refused_with_its_reason_and_the_good_ones_stay(reason):
    taken = read({}, REFUSED[reason], {})
    assert taken.refused["reason"].tolist() == [reason]
    assert taken.refused.index.tolist() == [1]
    assert taken.sites.index.tolist() == [0, 2]


@pytest.mark.parametrize(
    "bad",
    [
        {"lon": ""},
        {"lat": ""},
        {"lon": "east"},
        {"lon": "nan"},
        {"lon": "inf"},
        {"lon": "-180.1"},
        {"lon": "34.7", "lat": "113.6"},
        {"lon": "113,656"},
    ],
    ids=str,
)
def test_an_impossible_coordinate_is_refused(bad):
    assert read({}, bad).refused["reason"].to_dict() == {1: "longitude or latitude is impossible"}


def test_the_second_use_of_an_id_is_refused():
    taken = read({"site_id": "x"}, {"site_id": "x"})
    assert taken.refused["reason"].tolist() == ["site_id used before"]
    assert taken.sites.index.tolist() == [0]


@pytest.mark.parametrize("value", ["1.5", "third"])
def test_a_place_in_the_order_that_is_no_whole_number_is_refused_not_dropped(value):
    taken = read({"seq": "1"}, {"seq": value}, {"seq": ""}, kind="bus_stop")
    assert taken.refused.index.tolist() == [1]
    assert "seq" in taken.refused["reason"].iloc[0]
    assert taken.sites["seq"].tolist() == [1, pd.NA]


@pytest.mark.parametrize(
    ("column", "value"), [("stops_total", "12站"), ("stops_total", "1.5"), ("is_loop", "yes"), ("is_loop", "TRUE?")]
)
def test_a_fact_of_a_route_that_cannot_be_read_is_refused_not_dropped(column, value):
    taken = read(UNPLACED, UNPLACED | {column: value}, kind="bus_route")
    assert taken.refused.index.tolist() == [1]
    assert column in taken.refused["reason"].iloc[0]


def test_a_route_with_a_point_of_its_own_is_refused_by_name():
    taken = read({}, UNPLACED, kind="bus_route")
    assert taken.refused["site_id"].tolist() == ["row 0"]


def test_the_facts_of_a_route_are_read_with_their_types():
    route = one(UNPLACED | {"stops_total": "12", "is_loop": "true", "mode": "bus"}, kind="bus_route")
    assert (route["stops_total"], route["is_loop"], route["mode"]) == (12, True, "bus")
    silent = one(UNPLACED | {"stops_total": "", "is_loop": ""}, kind="bus_route")
    assert pd.isna(silent["stops_total"])
    assert pd.isna(silent["is_loop"])


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "{% x %}", "{#1号}", "${alert(1)}", "`", "</script><img src=x onerror=y>", "\u2028", "C:\\2019"]
)
def test_a_name_is_kept_exactly_as_typed(name):
    assert one({"name": name})["name"] == name


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_no_rows_give_an_empty_frame_of_the_kind(kind):
    taken = intake.read(table({}).iloc[:0], kind)
    assert len(taken.sites) == len(taken.refused) == 0
    assert schema.validate(taken.sites, kind) is taken.sites


def test_index_and_extra_columns_are_kept():
    rows = table({}, {"name": ""}, {}).assign(door="red").set_axis(["x", "y", "z"])
    taken = intake.read(rows, "rest_station")
    assert taken.sites.index.tolist() == ["x", "z"]
    assert taken.sites["door"].tolist() == ["red", "red"]
    assert taken.refused.drop(columns="reason").equals(rows.loc[["y"]])


lists = st.lists(
    st.fixed_dictionaries(
        {
            "site_id": st.sampled_from(["a", "b", "c", "d", ""]),
            "name": st.sampled_from(["甲", "{{7*7}}", ""]),
            "city": st.sampled_from(["郑州市", "郑州", "洛阳市", "nowhere", ""]),
            "county": st.sampled_from(["金水区", "高新区", "洛龙区", "nowhere", ""]),
            "lon": st.sampled_from(["113.65", "112.45", "116.4", "0", "", "x", "1e9"]),
            "lat": st.sampled_from(["34.75", "34.62", "39.9", "0", "", "x", "-91"]),
            "coord_system": st.sampled_from(["wgs84", "gcj02", "bd09", "cgcs2000", "unknown", "", "odd"]),
            "precision": st.sampled_from([*schema.PRECISIONS, "", "odd"]),
            "services": st.sampled_from(["", "饮水", "微波炉、x"]),
        }
    ),
    max_size=6,
)


@given(lists)
def test_every_row_is_accepted_or_refused_and_what_is_accepted_is_sound(rows):
    given_rows = pd.DataFrame([GOOD | row for row in rows], columns=list(GOOD), dtype="str")
    taken = intake.read(given_rows, "rest_station")
    assert sorted([*taken.sites.index, *taken.refused.index]) == list(range(len(rows)))
    assert (taken.refused["reason"] != "").all()
    assert isinstance(taken.sites, gpd.GeoDataFrame)
    assert taken.sites.crs == "EPSG:4326"
    order = list(schema.PRECISIONS)
    for at, site in taken.sites.iterrows():
        row = given_rows.loc[at]
        assert (site["given_x"], site["given_y"], site["given_datum"]) == (row["lon"], row["lat"], row["coord_system"])
        assert (site["city_said"], site["county_said"]) == (row["city"], row["county"])
        assert order.index(site["precision"]) >= order.index(row["precision"])
        assert site.geometry.is_empty == (site["precision"] == "none")
        assert site.geometry.is_empty or site["error_m"] >= schema.PRECISIONS[row["precision"]].error_m
        assert facilities.split(site["facilities"]) == facilities.parse(row["services"])[0]
        if not site.geometry.is_empty:
            lon, lat = crs.to_wgs84(
                float(row["lon"]), float(row["lat"]), row["coord_system"].replace("unknown", "wgs84")
            )
            assert (site.geometry.x, site.geometry.y) == pytest.approx((float(lon), float(lat)), abs=1e-9)
