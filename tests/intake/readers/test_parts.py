"""The small parts that all readers share."""

import pickle
from datetime import date, datetime, timedelta
from datetime import time as clock

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from unionmap import text
from unionmap.errors import FileRefusedError, InputError, UnknownNameError
from unionmap.intake import headers
from unionmap.intake.readers import body, features, limits, points, reference, refusal, sorting, values

PHRASES = [key for key in text.catalogue() if key.startswith("intake.file_")]


def test_a_refusal_speaks_both_languages_and_survives_pickling():
    error = refusal.refused("file_no_sheet", sheet="甲", names="乙")
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)
    assert (error.key, error.values) == ("file_no_sheet", {"sheet": "甲", "names": "乙"})
    assert str(error) == error.say("en") == "The file has no sheet or layer named “甲”; it has: 乙."
    assert "甲" in error.say()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    with pytest.raises(UnknownNameError, match="language"):
        error.say("fr")


@pytest.mark.parametrize("key", PHRASES)
def test_a_refusal_is_one_sentence(key):
    for lang in text.LANGUAGES:
        words = text.catalogue()[key].get(lang)
        assert words.endswith({"zh": "。", "en": "."}[lang])
        assert words.count("\n") == 0


@given(st.text(max_size=300))
def test_what_a_file_says_stays_on_one_short_line(said):
    shown = refusal.plain(said)
    assert len(shown) <= 81
    assert not set(shown) & set("\n\r\0\u2028")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("甲", "甲"),
        (None, ""),
        (True, "true"),
        (7, "7"),
        (10**20, "1" + "0" * 20),
        (1.0, "1"),
        (-0.0, "0"),
        (113.14999999999999, "113.14999999999999"),
        (1e22, "1e+22"),
        (float("nan"), "nan"),
        (b"abc", "(3 bytes)"),
        (datetime(2023, 12, 4), "2023-12-04"),
        (datetime(2023, 12, 4, 8, 30, 0, 9), "2023-12-04 08:30:00"),
        (date(2023, 12, 4), "2023-12-04"),
        (clock(8, 30), "08:30"),
        (clock(8, 30, 5), "08:30:05"),
        (timedelta(hours=25, minutes=5), "25:05"),
        (timedelta(seconds=65), "0:01:05"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_values_are_written_in_full(value, written):
    assert values.text(value) == written


def test_names_that_fall_together_when_flattened_stay_apart():
    assert values.flat({"a.b": 1, "a": {"b": 2}, "c": []}) == {"a.b": "1", "a.b_": "2", "c": ""}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_same_when_read_again(number):
    assert float(values.text(number)) == number


@pytest.mark.parametrize(
    ("wkt", "x", "fault"),
    [
        ("POINT (1 2)", 1, ""),
        ("POINT Z (1 2 3)", 1, ""),
        ("MULTIPOINT ((1 2))", 1, ""),
        ("GEOMETRYCOLLECTION (POINT (1 2))", 1, ""),
        ("POINT EMPTY", None, ""),
        ("MULTIPOINT EMPTY", None, ""),
        ("LINESTRING EMPTY", None, ""),
        ("MULTIPOINT ((1 2), (3 4))", None, "not_a_point"),
        ("LINESTRING (0 0, 1 1)", None, "not_a_point"),
        ("MULTILINESTRING ((0 0, 1 1))", None, "not_a_point"),
        (None, None, ""),
    ],
)
def test_shapes_are_points_nothing_or_faults(wkt, x, fault):
    shape = np.array([None if wkt is None else shapely.from_wkt(wkt), shapely.Point(9, 9)], dtype=object)
    found = points.of_shapes(shape, np.zeros(2, dtype=bool))
    assert np.isnan(found.x[0]) if x is None else found.x[0] == x
    assert found.x[1] == 9
    assert dict(found.faults) == ({0: fault} if fault else {})


def test_infinite_coordinates_are_faults():
    found = points.of_shapes(np.array([shapely.Point(np.inf, 2)], dtype=object), np.zeros(1, dtype=bool))
    assert (np.isnan(found.x[0]), dict(found.faults)) == (True, {0: "not_a_number"})


@pytest.mark.parametrize("fault", [points.NOT_A_POINT, points.NOT_A_NUMBER])
def test_every_fault_has_words(fault):
    assert text.say(f"intake.{fault}", "zh")


@pytest.mark.parametrize("code", [4326, 4490, 3857, 4547, 4508, 4214, 2333])
@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_a_wkt_is_known_by_its_code_in_every_dialect(code, version):
    from pyproj import CRS

    assert reference.of_wkt(CRS.from_epsg(code).to_wkt(version)) == f"EPSG:{code}"


def test_a_wkt_of_nobody_is_kept_and_nonsense_is_none():
    from pyproj import CRS

    wkt = CRS.from_proj4("+proj=tmerc +lon_0=113.7 +x_0=12345 +ellps=krass").to_wkt()
    assert reference.of_wkt(wkt) == wkt
    assert reference.of_wkt("GEOGCS[") == reference.of_wkt("") == reference.of_wkt("x" * 99_999 + "[") == ""


@pytest.mark.parametrize(
    "grid", ['EXTENSION["PROJ4","+proj=x +nadgrids=a"]', 'PARAMETERFILE["a","b.gsb"]', "+nadgrids=@x"]
)
def test_a_wkt_that_reads_other_files_is_refused(grid):
    with pytest.raises(FileRefusedError) as refused:
        reference.of_wkt(f'GEOGCS["a",{grid}]')
    assert refused.value.key == "file_grid_crs"


NAMES_OF_WGS_84 = ["EPSG:4326", "epsg:4326", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG:9.9:4326"]
NAMES_OF_WGS_84 += ["http://www.opengis.net/def/crs/EPSG/0/4326", "urn:ogc:def:crs:OGC::CRS84"]


@pytest.mark.parametrize("name", NAMES_OF_WGS_84)
def test_the_many_names_of_wgs_84_are_one(name):
    assert reference.of_name(name) == "EPSG:4326"


@pytest.mark.parametrize("name", ["", "GCJ-02", "EPSG:abc", "EPSG:", "OGC:1.3:AUTO", "+init=epsg:4326", "EPSG:4326+x"])
def test_other_names_are_none(name):
    assert reference.of_name(name) == ""


def test_columns_that_hold_nothing_and_have_no_name_go():
    columns = [body.text_column(cells) for cells in (["甲", "乙"], ["", " "], ["", "x"])]
    shaped = body.shape(columns, headers.Header((0,), 1, ("名称", "", "")), [["名称", "", ""]], bare=columns)
    assert shaped.cells.to_dict("list") == {"名称": ["甲", "乙"], "列3": ["", "x"]}
    assert shaped.places == {0: "名称", 2: "列3"}


def test_too_many_columns_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "COLUMNS", 2)
    columns = [body.text_column(["x"])] * 3
    with pytest.raises(FileRefusedError):
        body.shape(columns, headers.Header((), 0, ()), [], bare=columns)
    with pytest.raises(FileRefusedError):
        features.columns_of([{"a": "", "b": ""}, {"c": ""}])
    monkeypatch.setattr(limits, "ROWS", 1)
    with pytest.raises(FileRefusedError):
        features.columns_of([{"a": ""}, {"b": ""}])


def test_a_table_of_texts_has_the_dtype_str_even_without_rows():
    for rows in ([], ["甲"]):
        made = body.frame({"名称": body.text_column(rows)}, len(rows))
        assert made["名称"].dtype == "str"
        assert made.index.equals(made.reset_index(drop=True).index)
    assert len(body.frame({}, 3)) == 3


def test_remarks_far_from_the_end_are_rows():
    cells = ["注：甲", *[f"驿站{n}" for n in range(50)], "注：乙"]
    kept = sorting.sort_rows([body.text_column(cells), body.text_column(["x"] * 51 + [""])], [])
    assert (len(cells) - int(kept.rows.sum()), kept.footers) == (1, 1)
