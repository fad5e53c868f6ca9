import io
import json
import re
import time
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from unionmap import export, kinds, schema
from unionmap.cells import restore
from unionmap.errors import InputError, SchemaError
from unionmap.export import workbook
from unionmap.intake import readers
from unionmap.text import say


def by_calamine(content, sheet=0):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def by_openpyxl(content, sheet=0):
    """Read the cells; openpyxl leaves the format's own escapes (_x000D_) as they stand in the file."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
    return [[unescaped(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def unescaped(text):
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def records(rows):
    back = [[restore(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return [dict(zip(back[0], row, strict=True)) for row in back[1:]]


def kinds_of_cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


# Sites --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", [by_calamine, by_openpyxl])
@pytest.mark.parametrize("kind", kinds.KINDS)
def test_shipped_sites_come_back_in_every_column(sites, differences, read, kind):
    rows = records(read(export.xlsx(sites[kind])))
    assert differences(sites[kind], rows) == []
    assert {(row[schema.MARKER], row["datum"]) for row in rows} == {("1", "WGS-84")}


@pytest.mark.parametrize("kind", ["rest_station", "bus_route", "bus_stop"])
@settings(max_examples=12)
@given(data=st.data())
def test_any_sites_come_back_in_every_column(frames, differences, kind, data):
    frame = data.draw(frames(kind))
    content = export.xlsx(frame)
    assert differences(frame, records(by_calamine(content))) == []
    assert differences(frame, records(by_openpyxl(content))) == []
    assert "f" not in kinds_of_cells(content)


@pytest.mark.parametrize("read", [by_calamine, by_openpyxl])
def test_hostile_texts_come_back_and_none_of_them_can_run(worst, differences, live, read):
    content = export.xlsx(worst)
    assert differences(worst, records(read(content))) == []
    assert not [cell for row in read(content) for cell in row if isinstance(cell, str) and live(cell)]
    assert kinds_of_cells(content) <= {"s", "inlineStr", "n", "b"}
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in parts.namelist() if b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name)]


PIECES = st.lists(
    st.sampled_from(["_", "x", "00", "5F", "0d", "<r>", "</r>", "'", "=", "\r", "<t>", "&lt;"]), max_size=9
)


@given(cells=st.lists(PIECES.map("".join), min_size=1, max_size=9))
def test_what_looks_like_the_escapes_of_the_format_comes_back(cells):
    rows = pd.DataFrame({"row": 1, "sheet_row": 2, "reasons": "x", "fix": "", "a": cells})
    content = workbook.refused(rows, {})
    assert [row[3] for row in by_calamine(content)[1:]] == cells
    assert [row[3] or "" for row in by_openpyxl(content)[1:]] == cells


def test_numbers_are_numbers_where_the_format_keeps_them_and_text_where_it_would_round(stations_at):
    exact, long = 113.625, 113.86739625506182
    assert float(f"{long:.16G}") != long
    [_, row, other] = by_calamine(export.xlsx(stations_at([exact, long], [34.75, 34.5])))
    head = by_calamine(export.xlsx(stations_at([exact], [34.75])))[0]
    assert (row[head.index("lon")], other[head.index("lon")]) == (exact, repr(long))
    assert row[head.index("error_m")] == 30.0


def test_several_kinds_in_one_table_leave_the_columns_of_others_blank(sites, differences):
    merged = schema.merge(sites)
    assert differences(merged, records(by_calamine(export.xlsx(merged)))) == []


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_an_empty_frame_is_a_sheet_with_a_header(sites, kind):
    rows = by_calamine(export.xlsx(sites[kind].head(0)))
    assert len(rows) == 1
    assert {schema.MARKER, "datum", "lon", "lat", "site_id"} <= set(rows[0])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_header_stays_in_view_and_the_second_sheet_says_what_the_first_holds(sites, lang):
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx(sites["rest_station"], lang=lang)))
    first, second = book.worksheets
    assert first.freeze_panes == "A2"
    assert first.auto_filter.ref == f"A1:{first.dimensions.split(':')[1]}"
    assert all(cell.font.bold for cell in first[1])
    assert all(8 <= column.width <= 45 for column in first.column_dimensions.values())
    lines = [cell.value for (cell,) in second.iter_rows()]
    assert say("export.datum", lang) in lines
    assert str(len(sites["rest_station"])) in " ".join(lines)


def test_the_same_sites_are_the_same_bytes_and_stay_as_they_were(sites):
    frame = sites["bus_stop"]
    before = frame.copy(deep=True)
    first = export.xlsx(frame)
    time.sleep(0.01)
    assert export.xlsx(frame) == first
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


@pytest.mark.parametrize("text", ["站" * 32_767, "😀" * 16_383, "=" * 32_766, "<r>" + "a" * 32_000 + "</r>"])
def test_the_longest_text_that_a_cell_holds_comes_back(stations_at, text):
    [row] = records(by_calamine(export.xlsx(stations_at([113], [34]).assign(note=text))))
    assert row["note"] == text


@pytest.mark.parametrize("text", ["站" * 32_768, "😀" * 16_384, "=" * 32_767])
def test_a_text_that_no_cell_holds_is_refused_and_not_cut(stations_at, text):
    with pytest.raises(InputError, match=r"column 'note' has .* export csv"):
        export.xlsx(stations_at([113], [34]).assign(note=text))


def test_more_rows_than_a_sheet_holds_are_refused(stations_at, monkeypatch):
    monkeypatch.setattr("unionmap.export.sheets.MAX_ROWS", 1)
    with pytest.raises(InputError, match="2 sites are more than the 1 rows"):
        export.xlsx(stations_at([113, 114], [34, 34]))
    with pytest.raises(InputError, match="2 rows were refused"):
        workbook.refused(REFUSED.iloc[[0, 0]], {})


def test_another_crs_is_refused(stations_at):
    with pytest.raises(SchemaError, match="to_crs"):
        export.xlsx(stations_at([113], [34]).to_crs("EPSG:3857"))


def test_columns_called_like_ours_keep_their_cells_beside_them(stations_at):
    frame = stations_at([113.5], [34.5]).assign(datum="gcj02", lon="x", unionmap_schema="2", lon_="y")
    [row] = records(by_calamine(export.xlsx(gpd.GeoDataFrame(frame))))
    assert (row["datum"], row["lon"], row[schema.MARKER]) == ("WGS-84", 113.5, "1")
    assert [row[name] for name in ("datum_", "lon_", "unionmap_schema_", "lon__")] == ["gcj02", "x", "2", "y"]


# Refused rows -------------------------------------------------------------------------------------

REFUSED = pd.DataFrame(
    {
        "row": [1, 4],
        "sheet_row": [3, 6],
        "reasons": ["没有名称；坐标不是数字", "纬度超出范围"],
        "fix": ["", "经纬度对调"],
        "名称": ["", "=1+1"],
        "经度 ": ["abc", "34.1"],
    }
)


def test_refused_rows_stand_behind_their_reasons_as_they_were():
    head, *rows = by_calamine(workbook.refused(REFUSED, {}))
    assert head == [*schema.REFUSED_HEADERS, "名称", "经度 "]
    assert rows == [[3.0, "没有名称；坐标不是数字", "", "", "abc"], [6.0, "纬度超出范围", "经纬度对调", "=1+1", "34.1"]]


def test_a_refused_formula_is_text_that_stays_text_when_it_is_edited():
    book = openpyxl.load_workbook(io.BytesIO(workbook.refused(REFUSED, {})))
    sheet = book.worksheets[0]
    assert sheet["D3"].value == "=1+1"
    assert sheet["D3"].data_type != "f"
    assert sheet["D3"].quotePrefix
    assert not sheet["E3"].quotePrefix
    assert sheet["B2"].alignment.wrap_text
    assert sheet["B2"].fill.fgColor.rgb != sheet["D2"].fill.fgColor.rgb


@pytest.mark.parametrize(
    "carried", [{}, {"kind": "rest_station", "columns": {"名称\n=1": "name"}}, {"x": ["=" * 999] * 99}]
)
def test_what_the_next_import_needs_is_carried_in_a_hidden_sheet(carried):
    content = workbook.refused(REFUSED, carried)
    assert json.loads("".join(row[0] for row in by_calamine(content, 1))) == carried
    assert readers.read(content).carried == carried
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("未通过原因", "visible"), ("unionmap", "hidden")]
    assert len(json.dumps(carried)) > 32_767 or book["unionmap"].max_row == 1


@given(cells=st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_any_text_is_refused_without_harm_and_comes_back(cells):
    rows = pd.DataFrame({"row": 1, "sheet_row": 2, "reasons": "x", "fix": "", "a": cells}).set_axis(
        ["row", "sheet_row", "reasons", "fix", "row"], axis=1
    )
    content = workbook.refused(rows, {})
    back = [row[3] for row in by_calamine(content)[1:]]
    writable = [cell.encode("utf-8", "replace").decode() for cell in cells]
    kept = [not re.search("[\ufffe\uffff]", cell) for cell in writable]
    assert [b for b, keep in zip(back, kept, strict=True) if keep] == [
        cell for cell, keep in zip(writable, kept, strict=True) if keep
    ]
    assert "f" not in kinds_of_cells(content)


def test_a_refused_text_too_long_for_a_cell_is_cut():
    rows = REFUSED.assign(名称=["站" * 99_999, "<r>" + "😀" * 99_999 + "</r>"])
    assert [len(row[3]) for row in by_calamine(workbook.refused(rows, {}))[1:]] == [32_767, (32_767 - 3) // 2 + 3]


def test_no_rows_and_no_columns_are_a_sheet_too():
    assert by_calamine(workbook.refused(REFUSED.head(0), {})) == [[*schema.REFUSED_HEADERS, "名称", "经度 "]]
    assert by_calamine(workbook.refused(REFUSED.iloc[:0, :4], {})) == [list(schema.REFUSED_HEADERS)]


def test_missing_cells_of_any_type_are_blank(stations_at):
    frame = stations_at([113, 114], [34, 34]).assign(
        a=[np.nan, 1.5],
        b=pd.array([None, 3], dtype="Int64"),
        c=[None, "x"],
        d=[np.inf, -np.inf],
        e=pd.array([None, True]),
    )
    rows = records(by_calamine(export.xlsx(frame)))
    assert [[row[name] for name in "abcde"] for row in rows] == [[""] * 5, [1.5, 3.0, "x", "", True]]
