import sqlite3

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake import readers
from unionmap.intake.readers import database, limits

POINTS = [("甲", "POINT (113.1 34.1)"), ("乙", None), ("丙", "POINT EMPTY")]


def refusal(raw, **options):
    with pytest.raises(FileRefusedError) as refused:
        readers.read(raw, **options)
    return refused.value


def test_points_and_texts_are_read(make):
    found = readers.read(make.geopackage(layers={"点": POINTS}))
    assert found.cells.to_dict("list") == {"name": ["甲", "乙", "丙"], "open": ["true"] * 3}
    assert np.array_equal(found.x, [113.1, np.nan, np.nan], equal_nan=True)
    assert (found.sheet, found.crs, dict(found.faults), found.notes) == ("点", "EPSG:4326", {}, ())


def test_what_gdal_writes_is_read(tmp_path):
    shapes = [shapely.Point(113.1, 34.1, 7), None, shapely.MultiPoint([(113.2, 34.2)])]
    frame = gpd.GeoDataFrame(
        {"名称": ["甲", "乙", "丙"], "n": [1, 2, 3], "好": [True, False, True]}, geometry=shapes, crs=4490
    )
    frame.to_file(tmp_path / "a.gpkg", layer="sites", driver="GPKG")
    found = readers.read((tmp_path / "a.gpkg").read_bytes())
    assert found.cells.to_dict("list") == {
        "名称": ["甲", "乙", "丙"],
        "n": ["1", "2", "3"],
        "好": ["true", "false", "true"],
    }
    assert np.array_equal(found.y, [34.1, np.nan, 34.2], equal_nan=True)
    assert found.crs == "EPSG:4490"


def test_lines_are_faults_of_their_rows(make):
    found = readers.read(make.geopackage(layers={"线": [("甲", "LINESTRING (0 0, 1 1)"), ("乙", "POINT (1 2)")]}))
    assert dict(found.faults) == {0: "not_a_point"}
    assert found.x[1] == 1


def test_a_geometry_that_cannot_be_read_is_a_fault(make):
    raw = make.geopackage("UPDATE a SET geom = x'0102'", "INSERT INTO a (geom) VALUES ('text')", layers={"a": POINTS})
    assert dict(readers.read(raw).faults) == dict.fromkeys(range(4), "not_a_point")


def test_the_layer_of_points_is_chosen_and_the_others_named(make):
    raw = make.geopackage(layers={"线": [("x", "LINESTRING (0 0, 1 1)")], "点": POINTS})
    found = readers.read(raw)
    assert (found.sheet, found.notes[0].values["others"].zh) == ("点", "线")
    assert readers.read(raw, sheet="线").cells["name"].tolist() == ["x"]
    error = refusal(raw, sheet="面")
    assert (error.key, error.values["names"]) == ("file_no_sheet", "线, 点")


def test_views_and_virtual_tables_are_no_layers(make):
    raw = make.geopackage(
        "CREATE VIEW v AS SELECT * FROM sqlite_master",
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
        "INSERT INTO gpkg_contents VALUES ('v', 'features'), ('r', 'features'), ('x', 'features'), (NULL, 'features')",
        layers={"点": POINTS},
    )
    found = readers.read(raw)
    assert (found.sheet, found.notes) == ("点", ())
    assert refusal(raw, sheet="v").key == "file_no_sheet"


def test_a_table_that_would_call_a_function_is_refused(make):
    raw = make.geopackage("ALTER TABLE 点 ADD COLUMN evil AS (hex(zeroblob(900000000)))", layers={"点": POINTS})
    assert refusal(raw).key == "file_not_gpkg"


def test_names_are_never_taken_for_sql(make):
    name = 'a"; DROP TABLE gpkg_contents; --'
    assert readers.read(make.geopackage(layers={name: POINTS})).sheet == name
    assert database.quoted(name) == '"a""; DROP TABLE gpkg_contents; --"'


def test_a_database_can_only_be_read(make):
    raw = make.geopackage(layers={"点": POINTS})
    for statement in (
        "DELETE FROM gpkg_contents",
        "ATTACH '/etc/hostname' AS x",
        "CREATE TEMP TABLE t (a)",
        "SELECT load_extension('x')",
        "SELECT hex(name) FROM 点",
        "PRAGMA writable_schema = ON",
        "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT * FROM a",
    ):
        with pytest.raises(FileRefusedError), database.opened(raw) as connection:
            connection.execute(statement).fetchone()


def test_a_database_that_takes_too_long_is_stopped(make, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", -1)
    endless = "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 60000) SELECT n FROM a"
    many = f"INSERT INTO 点 (name) {endless}"
    assert refusal(make.geopackage(many, layers={"点": POINTS})).key == "file_slow"


def test_too_many_rows_are_refused(make, monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 2)
    assert refusal(make.geopackage(layers={"点": POINTS})).key == "file_too_many_rows"


def test_write_ahead_mode_looks_for_no_second_file(make, watch):
    raw = bytearray(make.geopackage(layers={"点": POINTS}))
    raw[18:20] = b"\x02\x02"
    readers.read(bytes(raw))
    with watch.looking() as seen:
        assert len(readers.read(bytes(raw)).cells) == 3
    assert seen == []


def test_a_database_that_is_no_geopackage_is_refused():
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE a (b)")
    assert refusal(base.serialize()).key == "file_not_gpkg"
    base.close()
    assert refusal(b"SQLite format 3\0").key == "file_not_gpkg"
    assert refusal(b"SQLite format 3\0" + bytes(5000)).key == "file_not_gpkg"


def test_a_layer_without_rows_is_refused(make):
    assert refusal(make.geopackage(layers={"点": []})).key == "file_no_rows"


def test_text_that_is_not_utf_8_and_blobs_do_no_harm(make):
    raw = make.geopackage(
        "UPDATE 点 SET name = CAST(x'd6a3d6dd' AS TEXT) WHERE fid = 1",
        "UPDATE 点 SET name = x'0001' WHERE fid = 2",
        layers={"点": POINTS},
    )
    assert readers.read(raw).cells["name"].tolist() == ["֣\ufffd\ufffd", "(2 bytes)", "丙"]


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
                          st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=5))  # fmt: skip
def test_rows_come_back(make, rows):
    raw = make.geopackage(layers={"点": [(name, f"POINT ({x!r} {y!r})") for name, x, y in rows]})
    found = readers.read(raw)
    assert found.cells["name"].tolist() == [name for name, _, _ in rows]
    assert found.x.tolist() == [x for _, x, _ in rows]
