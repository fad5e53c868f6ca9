import csv as library
import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

import unionmap as um
from unionmap import export, facilities, kinds, schema
from unionmap.cells import neutralise, restore
from unionmap.export import tables

HOSTILE = json.loads((Path(__file__).parents[1] / "maps" / "hostile.json").read_text(encoding="utf-8"))
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://evil.example","x")']
OF_THE_ISSUE = (
    "site_id", "kind", "name", "lon", "lat", "distance_m", "bearing_deg", "precision", "error_m", "city", "county",
    "address", "opening_hours", "facilities",
)  # fmt: skip


def table_of(text):
    return pd.read_csv(io.BytesIO(text.encode()), dtype="str", keep_default_na=False, encoding="utf-8-sig")


def refuse(name):
    raise AssertionError(f"{name} is no JSON")


def positions(geometry):
    flat = {"Point": lambda at: [at], "LineString": list}[geometry["type"]]
    return flat(geometry["coordinates"])


@pytest.fixture(scope="module")
def everything(sites):
    return schema.merge(sites)


# GeoJSON ------------------------------------------------------------------------------------------


def test_geojson_is_a_feature_collection_with_an_id_each_and_no_crs_member(everything):
    content = json.loads(export.geojson(everything), parse_constant=refuse)
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    assert all(set(feature) == {"type", "id", "properties", "geometry"} for feature in content["features"])
    assert [feature["id"] for feature in content["features"]] == everything["site_id"].tolist()


def test_every_position_is_a_longitude_and_a_latitude_of_henan(everything):
    features = json.loads(export.geojson(everything))["features"]
    for feature in features:
        for position in positions(feature["geometry"]) if feature["geometry"] else []:
            lon, lat = position
            assert 110 < lon < 117
            assert 31 < lat < 37


def test_a_site_without_a_place_has_a_null_geometry_and_every_other_site_has_one(everything):
    features = json.loads(export.geojson(everything))["features"]
    assert [feature["geometry"] is not None for feature in features] == schema.located(everything).tolist()
    assert {f["properties"]["precision"] for f in features if f["geometry"] is None} == {"none"}


def test_what_no_source_says_is_null_and_never_a_guess(everything):
    features = json.loads(export.geojson(everything))["features"]
    for feature, (_, site) in zip(features, everything.iterrows(), strict=True):
        properties = feature["properties"]
        assert properties["opening_hours"] == (site["opening_hours"] or None)
        assert properties["facilities"] == (list(facilities.split(site["facilities"])) or None)
        assert "" not in properties.values()


def test_geojson_comes_back_as_the_same_frame(sites, tmp_path):
    frame = sites["rest_station"]
    path = tmp_path / "stations.geojson"
    path.write_text(export.geojson(frame), encoding="utf-8")
    back = gpd.read_file(path)
    assert back.crs == frame.crs
    assert back["name"].tolist() == frame["name"].tolist()
    has = schema.located(frame).to_numpy()
    assert back.geometry.notna().tolist() == has.tolist()
    assert (back.geometry.to_numpy()[has] == frame.geometry.to_numpy()[has]).all()


def test_lines_keep_all_their_stops_in_order(sites):
    routes = sites["bus_route"]
    features = json.loads(export.geojson(routes))["features"]
    for feature, shape in zip(features, routes.geometry, strict=True):
        if feature["geometry"]:
            assert feature["geometry"]["coordinates"] == shapely.get_coordinates(shape).tolist()


def features_of(text):
    rows = []
    for feature in json.loads(text, parse_constant=refuse)["features"]:
        point = feature["geometry"] if feature["geometry"] and feature["geometry"]["type"] == "Point" else None
        lon, lat = point["coordinates"] if point else (None, None)
        row = feature["properties"] | {"lon": lon, "lat": lat}
        joined = ";".join(row["facilities"]) if isinstance(row["facilities"], list) else row["facilities"]
        rows.append(row | {"facilities": joined})
    return rows


def test_geojson_carries_the_marker_of_the_schema(everything):
    assert json.loads(export.geojson(everything))[schema.MARKER] == 1


@pytest.mark.parametrize("kind", ["rest_station", "bus_route", "bus_stop"])
@given(data=st.data())
def test_any_sites_come_back_from_geojson(frames, differences, kind, data):
    frame = data.draw(frames(kind))
    text = export.geojson(frame)
    assert differences(frame, features_of(text)) == []
    shapes = [feature["geometry"] for feature in json.loads(text)["features"]]
    assert [shape and shapely.geometry.shape(shape) for shape in shapes] == [
        None if shape.is_empty else shape for shape in frame.geometry
    ]


def test_hostile_texts_come_back_from_geojson_as_typed(worst, differences):
    assert differences(worst, features_of(export.geojson(worst))) == []


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_an_empty_frame_is_an_empty_collection_and_a_table_with_a_head(sites, kind):
    assert json.loads(export.geojson(sites[kind].head(0)))["features"] == []
    table = table_of(export.csv(sites[kind].head(0)))
    assert {"site_id", "name", "lon", "lat"} <= set(table.columns)
    assert len(table) == 0


# CSV ----------------------------------------------------------------------------------------------


def test_a_table_starts_with_the_mark_that_spreadsheets_need_and_names_its_datum(everything):
    text = export.csv(everything)
    assert text.startswith("\ufeffunionmap_schema,datum,site_id,kind,kind_said,name,")
    assert set(table_of(text)["datum"]) == {"WGS-84"}
    assert set(table_of(text)[schema.MARKER]) == {schema.VERSION}


def rows_of(text):
    raw = list(library.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    head, *rows = [[restore(cell) for cell in row] for row in raw]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_table_comes_back_as_the_same_cells(everything, differences):
    rows = rows_of(export.csv(everything))
    assert differences(everything, rows) == []
    assert "geometry" not in rows[0]
    assert {row["lon"] for row in rows if row["kind"] == "bus_route"} == {""}


@pytest.mark.parametrize("kind", ["rest_station", "bus_route", "bus_stop"])
@given(data=st.data())
def test_any_sites_come_back_from_a_table(frames, differences, kind, data):
    frame = data.draw(frames(kind))
    assert differences(frame, rows_of(export.csv(frame))) == []


def test_hostile_texts_come_back_from_a_table_and_none_of_them_can_run(worst, differences, live):
    text = export.csv(worst)
    assert differences(worst, rows_of(text)) == []
    raw = list(library.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert not [cell for row in raw for cell in row if live(cell)]
    by_pandas = table_of(text)
    assert [restore(cell) for cell in by_pandas["name"]] == worst["name"].tolist()


@given(cell=st.text(max_size=4) | st.text("'=+-@＝﹢ \t\r\n\u200b站a", max_size=6))
def test_what_is_passed_over_as_plain_would_not_have_been_changed(cell):
    assume(cell.isascii() or cell.encode("utf-8", "ignore").decode() == cell)
    assert tables.safe(pd.Series([cell], dtype="str")).tolist() == [neutralise(cell)]


def test_a_column_called_like_one_of_ours_keeps_its_cells_under_another_name(stations_at):
    frame = stations_at([113.5], [34.5]).assign(datum="gcj02", lat="x")
    [row] = rows_of(export.csv(frame))
    assert (row["datum"], row["datum_"], row["lat"], row["lat_"]) == ("WGS-84", "gcj02", "34.5", "x")


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_spreadsheet_takes_a_cell_for_a_formula(stations_at, cell):
    frame = stations_at([113.6], [34.7]).assign(name=cell, address=cell, note=cell)
    [row] = library.DictReader(io.StringIO(export.csv(frame).removeprefix("\ufeff"), newline=""))
    assert row["name"] == row["address"] == row["note"] == f"'{cell}"


def test_numbers_of_a_table_stay_numbers(stations_at):
    frame = stations_at([-113.6], [34.7])
    [row] = library.DictReader(io.StringIO(export.csv(frame).removeprefix("\ufeff"), newline=""))
    assert float(row["lon"]) == -113.6


def test_writing_changes_no_input(everything):
    before = everything.copy(deep=True)
    export.csv(everything)
    export.geojson(everything)
    export.records(everything)
    pd.testing.assert_frame_equal(pd.DataFrame(everything), pd.DataFrame(before))


# Records ------------------------------------------------------------------------------------------


def test_records_of_a_search_have_exactly_the_fields_of_the_issue(sites):
    found = um.nearest(sites["rest_station"], lon=113.65, lat=34.75, k=5)
    records = export.records(found)
    assert [tuple(record) for record in records] == [OF_THE_ISSUE] * 5
    assert [record["distance_m"] for record in records] == found["distance_m"].round(3).tolist()
    json.dumps(records, allow_nan=False)


def test_records_say_null_for_what_is_not_known(sites):
    records = export.records(sites["rest_station"])
    assert len(records) == len(sites["rest_station"])
    for record in records:
        assert (record["lon"] is None) == (record["precision"] == "none") == (record["error_m"] is None)
        assert "" not in record.values()
        assert record["facilities"] is None or (record["facilities"] and isinstance(record["facilities"], list))
