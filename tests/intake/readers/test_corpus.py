import csv
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from unionmap.errors import FileRefusedError
from unionmap.intake import readers, table

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
with (CORPUS / "EXPECT.csv").open(encoding="utf-8") as expected:
    FILES = [row["file"] for row in csv.DictReader(expected)]
REFUSED = {
    "c20a_zero_bytes.csv": "file_empty",
    "c25a_truncated.xlsx": "file_damaged",
    "c26a_bomb_rows.xlsx": "file_bomb",
    "c27a_xxe.kml": "file_dtd",
    "c28a_vrt_named.csv": "file_other_xml",
    "c31a_trailing_comma.geojson": "file_not_json",
    "c34a_no_dbf.shp.zip": "file_no_dbf",
}
ROWS = {"c03a_big5": 2, "c08a_merged_city": 3, "c14a_exact_dup": 7, "c29a_null_geometry": 4, "c37a_folders": 3}
ROWS |= {"c42a_stops_dup_order": 12}


def test_the_corpus_is_complete():
    assert len(FILES) == 43
    assert set(REFUSED) <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_or_refused_in_one_sentence(name, corpus):
    raw = corpus(name)
    began = time.perf_counter()
    if name in REFUSED:
        with pytest.raises(FileRefusedError) as refusal:
            readers.read(raw, name)
        assert refusal.value.key == REFUSED[name]
        assert all(refusal.value.say(lang).count("\n") == 0 for lang in ("zh", "en"))
    else:
        found = readers.read(raw, name)
        assert len(found.cells) == ROWS.get(name.split(".")[0], 6)
        assert found.form in table.FORMS
        assert (found.cells.dtypes == "str").all()
        assert found.cells.index.equals(found.cells.reset_index(drop=True).index)
        assert found.sheet_row.dtype == np.int64
        assert len(found.sheet_row) == len(found.cells)
    assert time.perf_counter() - began < 5


def rows(corpus, name):
    return readers.read(corpus(name)).cells


@pytest.mark.parametrize(
    "name",
    [
        "c02a_gbk.csv",
        "c04a_utf16le_tab.csv",
        "c05a_semicolon.csv",
        "c07a_blank_rows_trailing_commas.csv",
        "c23a_second_sheet.xlsx",
        "c24a_csv_named.xlsx",
    ],
)
def test_the_same_list_reads_the_same_however_it_is_written(name, corpus):
    first = rows(corpus, "c01a_utf8_bom.csv")
    assert list(first.columns) == ["id", "name", "type", "city", "address", "lon", "lat"]
    assert rows(corpus, name).equals(first)


def test_big5_is_read_as_such(corpus):
    assert rows(corpus, "c03a_big5.csv")["name"].tolist() == ["勞動者驛站一", "紅旗渠紀念館"]


def test_an_embedded_line_end_stays_in_its_cell(corpus):
    assert rows(corpus, "c06a_crlf_embedded_newline.csv")["address"][0] == "宝丰县\n梅园路\r\n1号"


def test_blank_rows_are_counted_and_lines_are_those_that_the_clerk_sees(corpus):
    found = readers.read(corpus("c07a_blank_rows_trailing_commas.csv"))
    assert (found.blank_rows, found.header_row, found.sheet_row.tolist()) == (3, 1, [2, 5, 6, 7, 8, 9])


def test_a_merged_city_is_filled_down(corpus):
    found = readers.read(corpus("c08a_merged_city.xlsx"))
    assert found.cells["city"].tolist() == ["平顶山市"] * 3
    assert [note.key for note in found.notes] == ["read_merged_filled"]


def test_leading_zeros_and_formula_texts_stay_as_written(corpus):
    assert rows(corpus, "c15a_leading_zero.csv")["id"][0] == "00001"
    assert rows(corpus, "c17a_formula_text.csv")["name"].tolist()[:5] == [
        '=HYPERLINK("http://evil.example","驿站")',
        "+8637112345678",
        "-1驿站",
        "@SUM(A1)",
        "\t=1+1",
    ]


def test_a_nul_goes_with_a_note_and_nothing_is_cut(corpus):
    found = readers.read(corpus("c19a_nul.csv"))
    assert found.cells["name"][0] == "宝丰驿站"
    assert len(found.cells) == 6
    assert [note.key for note in found.notes] == ["read_nul_removed"]


def test_a_long_cell_is_read_whole(corpus):
    assert len(rows(corpus, "c40a_long_cell.csv")["address"][0]) == 400_000


def test_the_sheet_and_the_layer_that_were_read_are_named(corpus):
    book = readers.read(corpus("c23a_second_sheet.xlsx"))
    assert book.notes == (
        table.Note("read_sheet_chosen", {"sheet": "驿站", "rows": "6", "others": ("说明 (1)", "说明 (1)")}),
    )
    package = readers.read(corpus("c35a_two_layers.gpkg"))
    assert package.notes == (
        table.Note("read_layer_chosen", {"sheet": "sites", "rows": "6", "others": ("routes", "routes")}),
    )


@pytest.mark.parametrize(
    ("name", "crs", "by_rule"),
    [
        ("c29a_null_geometry.geojson", "EPSG:4326", True),
        ("c30a_crs_4547.geojson", "EPSG:4547", False),
        ("c32a_bom.geojson", "EPSG:4326", True),
        ("c33a_no_prj.shp.zip", "", False),
        ("c35a_two_layers.gpkg", "EPSG:4326", False),
        ("c36a_3857.gpkg", "EPSG:3857", False),
        ("c37a_folders.kml", "EPSG:4326", True),
        ("c01a_utf8_bom.csv", "", False),
    ],
)
def test_the_crs_is_the_one_that_the_file_names(name, crs, by_rule, corpus):
    found = readers.read(corpus(name))
    assert (found.crs, found.crs_by_rule) == (crs, by_rule)


def test_an_empty_geometry_is_no_fault(corpus):
    found = readers.read(corpus("c29a_null_geometry.geojson"))
    assert np.isnan(found.x).tolist() == [False, True, True, False]
    assert dict(found.faults) == {}


def test_a_refusal_of_json_says_where(corpus):
    with pytest.raises(FileRefusedError, match=r"line 1, column 1171"):
        readers.read(corpus("c31a_trailing_comma.geojson"))


def test_every_folder_of_a_kml_is_read(corpus):
    assert rows(corpus, "c37a_folders.kml")["folder"].tolist() == ["平顶山", "平顶山", "郑州"]


def test_a_bomb_is_refused_at_once_and_in_little_memory(corpus):
    raw = corpus("c26a_bomb_rows.xlsx")
    assert len(raw) < 400_000
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(FileRefusedError, match="unpacked size"):
        readers.read(raw)
    took = time.perf_counter() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 1
    assert peak < 30_000_000


def test_a_refusal_carries_the_name_of_the_file_as_a_note():
    with pytest.raises(FileRefusedError) as refusal:
        readers.read(b"", "名单.csv")
    assert refusal.value.__notes__ == ["名单.csv"]
    assert refusal.value.say("zh") == "文件是空的。"
