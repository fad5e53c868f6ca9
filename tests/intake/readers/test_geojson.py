import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake import readers


def point(x=113.5, y=34.5, **properties):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x, y]}, "properties": properties}


def shape(kind, coordinates):
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": {"name": "甲"}}


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


def read(document, codec="utf-8"):
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return readers.read(text.encode(codec))


def refusal(document):
    with pytest.raises(FileRefusedError) as refused:
        read(document)
    return refused.value


def test_properties_become_text():
    found = read(
        collection(point(a=1, b=1.5, c=True, d=None, e=["x", 2], f={"g": {"h": "i"}}, k=[{"l": 1}], n=[]), point(m=""))
    )
    assert found.cells.to_dict("list") == {
        "a": ["1", ""],
        "b": ["1.5", ""],
        "c": ["true", ""],
        "d": ["", ""],
        "e": ["x;2", ""],
        "f.g.h": ["i", ""],
        "k": ['[{"l": 1}]', ""],
        "n": ["", ""],
        "m": ["", ""],
    }
    assert found.sheet_row.tolist() == [1, 2]
    assert (found.form, found.header_row, found.crs, found.crs_by_rule) == ("geojson", None, "EPSG:4326", True)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk"])
def test_json_may_be_written_in_any_encoding(codec):
    assert read(collection(point(name="郑州市工会驿站")), codec).cells["name"].tolist() == ["郑州市工会驿站"]


@pytest.mark.parametrize(
    ("kind", "coordinates", "x", "fault"),
    [
        ("Point", [113, 34, 5], 113.0, None),
        ("MultiPoint", [[113, 34]], 113.0, None),
        ("MultiPoint", [[113, 34], [113, 35]], None, "not_a_point"),
        ("MultiPoint", [], None, None),
        ("LineString", [[113, 34], [113, 35]], None, "not_a_point"),
        ("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 0]]], None, "not_a_point"),
        ("Polygon", [], None, None),
        ("Point", [], None, None),
        ("Point", None, None, None),
        ("Point", [None, None], None, None),
        ("Point", ["113", "34"], None, "not_a_number"),
        ("Point", [113], None, "not_a_number"),
        ("Point", [True, 34], None, "not_a_number"),
        ("Point", {"x": 1}, None, "not_a_number"),
        ("Point", "113,34", None, "not_a_number"),
        ("Curve", [1, 2], None, "not_a_point"),
        (["Point"], [1, 2], None, "not_a_point"),
        (None, [1, 2], None, "not_a_point"),
    ],
)
def test_one_point_is_a_place_nothing_is_none_and_the_rest_is_a_fault(kind, coordinates, x, fault):
    found = read(collection(point(), shape(kind, coordinates)))
    assert dict(found.faults) == ({} if fault is None else {1: fault})
    assert np.isnan(found.x[1]) if x is None else found.x[1] == x


def test_a_collection_of_one_point_is_a_point():
    inner = {"type": "Point", "coordinates": [113, 34]}
    feature = {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [inner]}, "properties": None}
    assert read(collection(feature)).x.tolist() == [113.0]
    feature["geometry"]["geometries"].append(inner)
    assert dict(read(collection(feature)).faults) == {0: "not_a_point"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 5000])
def test_what_is_no_number_is_a_fault_of_its_row(number):
    found = read(json.dumps(point("?")).replace('"?"', number))
    assert (np.isnan(found.x[0]), dict(found.faults)) == (True, {0: "not_a_number"})


@pytest.mark.parametrize(
    ("crs", "expected", "notes"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}, "EPSG:4547", []),
        ({"type": "name", "properties": {"name": "EPSG:4490"}}, "EPSG:4490", []),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326", []),
        ({"type": "EPSG", "properties": {"code": 4326}}, "EPSG:4326", []),
        ({"type": "name", "properties": {"name": "GCJ-02"}}, "gcj02", []),
        ({"type": "name", "properties": {"name": "EPSG:999999"}}, "EPSG:999999", ["read_crs_unreadable"]),
        ({"type": "name", "properties": {"name": "+nadgrids=/x"}}, "+nadgrids=/x", ["read_crs_unreadable"]),
        ({"type": "name"}, "", []),
        (None, "", []),
    ],
)  # fmt: skip
def test_the_crs_member_is_understood(crs, expected, notes):
    found = read(collection(point(), crs=crs))
    assert (found.crs, found.crs_by_rule, [note.key for note in found.notes]) == (expected, False, notes)


CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
STATED = [
    ({"coordinate_system": "GCJ-02"}, "gcj02", []),
    ({"crs": "GCJ02"}, "gcj02", []),
    ({"metadata": {"coordinateSystem": "gcj02"}}, "gcj02", []),
    ({"properties": {"坐标系": "百度坐标"}}, "bd09", []),
    ({"datum": "EPSG:4547"}, "EPSG:4547", []),
    ({"srid": 4490}, "EPSG:4490", []),
    ({"crs": CRS84, "datum": "WGS84"}, "wgs84", []),
    ({"crs": CRS84, "datum": "GCJ-02"}, "gcj02", ["read_crs_two"]),
    ({"crs": {"type": "name", "properties": {"name": "EPSG:4547"}}, "datum": "CGCS2000"}, "EPSG:4547", []),
    ({"datum": "某城建坐标系"}, "某城建坐标系", ["read_crs_unreadable"]),
    ({"datum": "GCJ02", "crs": "BD09"}, "GCJ02、BD09", ["read_crs_two"]),
]


@pytest.mark.parametrize(("members", "expected", "notes"), STATED)
def test_words_for_the_crs_that_geojson_does_not_know_are_understood_or_noted(members, expected, notes):
    found = read(collection(point(), **members))
    assert (found.crs, found.crs_by_rule, [note.key for note in found.notes]) == (expected, False, notes)


SILENT = [{"source": {"crs": "GCJ02"}}, {"source_coordinate_system": "GCJ02"}, {"datum": ""}, {"datum": None}]
SILENT += [{"coordinate_system": "geographic"}, {"crs_note": "GCJ02"}, {"title": "GCJ02"}]


@pytest.mark.parametrize("members", SILENT)
def test_what_says_nothing_of_these_coordinates_leaves_the_rule(members):
    found = read(collection(point(), **members))
    assert (found.crs, found.crs_by_rule, found.notes) == ("EPSG:4326", True, ())


@pytest.mark.parametrize(
    "document", [{"coordType": "gcj02", "data": [{"name": "甲"}]}, {"x": {"坐标系": "高德", "list": [{}]}}]
)
def test_a_list_of_plain_objects_may_name_its_datum(document):
    assert read(document).crs == "gcj02"


def test_a_feature_alone_keeps_its_own_word_in_its_row():
    found = read(point(datum="GCJ02"))
    assert (found.crs, found.cells["datum"].tolist()) == ("EPSG:4326", ["GCJ02"])


@pytest.mark.parametrize("properties", [{"href": "http://127.0.0.1:9/crs", "type": "proj4"}, {"href": "/etc/passwd"}])
def test_a_linked_crs_is_refused_and_not_fetched(properties, watch):
    refusal([])
    with watch.looking() as seen:
        error = refusal(collection(point(), crs={"type": "link", "properties": properties}))
    assert error.key == "file_linked_crs"
    assert seen == []


@pytest.mark.parametrize(
    "document", [point(name="甲"), [point(name="甲")], {"type": "Point", "coordinates": [113, 34]}, collection(point())]
)
def test_a_single_feature_or_geometry_is_a_list_of_one(document):
    assert read(document).x.tolist() == [113.0 if isinstance(document, dict) and document["type"] == "Point" else 113.5]


def test_the_id_of_a_feature_is_kept_if_its_properties_have_none():
    found = read(collection({**point(name="甲"), "id": 7}, {**point(id="x"), "id": 8}))
    assert found.cells.to_dict("list") == {"id": ["7", "x"], "name": ["甲", ""]}


ITEMS = [{"name": "甲", "location": {"lat": 34.1, "lng": 113.2}}, {"name": "乙", "lat": 34.3, "lng": 113.4}]


@pytest.mark.parametrize(
    "document",
    [
        ITEMS,
        {"items": ITEMS},
        {"code": 0, "data": ITEMS},
        {"data": {"total": 2, "list": ITEMS}},
        {"x": ITEMS, "y": [1]},
    ],
)
def test_lists_of_plain_objects_are_read_without_a_geometry(document):
    found = read(document)
    assert found.cells.to_dict("list") == {
        "name": ["甲", "乙"],
        "location.lat": ["34.1", ""],
        "location.lng": ["113.2", ""],
        "lat": ["", "34.3"],
        "lng": ["", "113.4"],
    }
    assert (found.x, found.y, found.crs, found.crs_by_rule) == (None, None, "", False)


def test_our_own_marker_is_seen_at_the_top_or_in_a_column():
    assert read(collection(point(name="甲"), unionmap_schema=1)).declared
    found = read(collection(point(name="甲", unionmap_schema=1)))
    assert (found.declared, list(found.cells.columns)) == (True, ["name"])
    assert not read(collection(point())).declared


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('{"a": 1,\n "b": }', "file_not_json", "line 2, column 7"),
        ('{"type": "FeatureCollection", "features": [', "file_not_json", "line 1"),
        ("{'type': 1}", "file_not_json", "line 1, column 2"),
        ("[" * 100_000, "file_too_deep", "nested"),
        ('{"a": 1}', "file_not_geojson", "(this is a)"),
        ('{"type": "Topology", "arcs": []}', "file_not_geojson", "Topology"),
        ('{"type": "FeatureCollection"}', "file_not_geojson", "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": [null]}', "file_not_geojson", "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "file_no_rows", "no rows"),
        ("[1, 2]", "file_not_geojson", "list"),
        ("[]", "file_not_geojson", "list"),
        ('{"type": {"a": []}}', "file_not_geojson", "this is"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(text, key, said):
    error = refusal(text)
    assert error.key == key
    assert said in str(error)


def test_a_list_with_endless_different_names_is_refused():
    assert refusal([{f"a{n}": 1} for n in range(3000)]).key == "file_too_many_columns"


def test_deeply_nested_properties_are_cut_off_as_text():
    deep = {}
    for _ in range(50):
        deep = {"a": deep}
    (name,) = read(collection(point(**deep))).cells.columns
    assert name.count("a") == 8


def test_half_a_surrogate_and_nul_do_no_harm():
    found = read(r'[{"name": "甲\ud800乙\u0000", "b\u0000": "1"}, {"name": "丙"}]')
    assert found.cells["name"].tolist() == ["甲\ufffd乙", "丙"]
    assert found.cells.columns.tolist() == ["name", "b"]
    assert [note.key for note in found.notes] == ["read_nul_removed"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.lists(
        st.fixed_dictionaries({"type": st.just("Feature"), "properties": JSON, "geometry": JSON}),
        min_size=1,
        max_size=4,
    )
)
def test_any_features_are_as_many_rows(features):
    found = read(collection(*features))
    assert len(found.cells) == len(found.x) == len(features)


@given(JSON)
def test_any_json_is_a_table_or_refused(document):
    try:
        found = readers.read(json.dumps(document).encode())
    except FileRefusedError:
        return
    assert len(found.cells) == len(found.sheet_row)
