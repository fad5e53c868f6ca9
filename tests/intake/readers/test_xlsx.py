import json
import time
import tracemalloc
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake import readers
from unionmap.intake.readers import limits, sheets, xlsx

HEADER = ["编号", "名称", "地址", "经度", "纬度"]
ROWS = [["1", "甲驿站", "文化路", 113.65, 34.75], ["2", "乙驿站", "工人路", 113.66, 34.76]]
CELL = st.text(alphabet="郑州市文化路工会驿站0123456789. ,;\t\"'\n（）-=+@#<>&", max_size=10)
CELLS = b'<c t="inlineStr"><is><t>%s</t></is></c>'


def refusal(raw, **options):
    with pytest.raises(FileRefusedError) as refused:
        readers.read(raw, **options)
    return refused.value


def row_of(number, *cells):
    inner = b"".join(
        b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place.encode(), text.encode()) for place, text in cells
    )
    return b'<row r="%d">%s</row>' % (number, inner)


def sheet_of(*rows, after=b""):
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"".join(rows)
        + b"</sheetData>"
        + after
        + b"</worksheet>"
    )


TOP = row_of(1, ("A1", "名称"), ("B1", "经度"), ("C1", "纬度"))


@given(st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=6), st.integers(0, 3))
def test_rows_never_vanish(make, rows, titles):
    found = readers.read(make.workbook({"S": [*[["驿站一览"]] * titles, HEADER, *rows]}))
    assert len(found.titles) == titles
    written = len(rows) - next((n for n, row in enumerate(reversed(rows)) if any(row)), len(rows))
    assert len(found.cells) + found.blank_rows + found.footer_rows == written
    for line, cells in zip(found.sheet_row, found.cells.to_numpy().tolist(), strict=True):
        assert cells == rows[line - titles - 2]


def test_values_are_written_as_a_clerk_would(make):
    def arrange(book, made):
        day, minute, span = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "hh:mm", "[h]:mm"))
        both = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = made["S"]
        values = [1.0, 113.05, 13800000000.0, -0.125, True]
        for column, value in enumerate(values):
            sheet.write(1, column, value)
        sheet.write_datetime(1, 5, datetime(2023, 12, 4), day)
        sheet.write_datetime(1, 6, datetime(2023, 12, 4, 8, 30), both)
        sheet.write_datetime(1, 7, clock(8, 30), minute)
        sheet.write_datetime(1, 8, timedelta(hours=36, minutes=5), span)
        sheet.write_formula(1, 9, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 10, "0012")

    found = readers.read(
        make.workbook({"S": [["名称", "经度", "纬度", "d", "e", "f", "g", "h", "i", "j", "k"]]}, arrange)
    )
    numbers, moments = ["1", "113.05", "13800000000", "-0.125", "true"], ["2023-12-04", "2023-12-04 08:30:00", "08:30"]
    assert found.cells.to_numpy().tolist() == [[*numbers, *moments, "36:05", "#DIV/0!", "0012"]]
    assert found.formulas == {"j": frozenset({0})}


def test_formulas_are_known_by_row_and_column(make):
    def arrange(_, made):
        made["S"].write_formula(2, 1, '=A1&"x"', None, "甲x")
        made["S"].write_formula(5, 3, "=1+1", None, 2)
        made["S"].write_formula(0, 4, '="纬度"', None, "纬度")

    rows = [HEADER, ROWS[0], ["2", "", "路", 113.1, 34.1], [], ["合计", 2], ["3", "丙", "路", "", 34.2]]
    found = readers.read(make.workbook({"S": rows}, arrange))
    assert found.formulas == {"名称": frozenset({1}), "经度": frozenset({2})}
    assert found.cells["名称"].tolist() == ["甲驿站", "甲x", "丙"]


def test_merged_cells_are_filled_down_and_right_but_not_beyond_the_rows(make):
    def arrange(_, made):
        made["S"].merge_range("A1:D1", "郑州市驿站一览")
        made["S"].merge_range("A2:A3", "编号")
        made["S"].merge_range("B2:B3", "名称")
        made["S"].merge_range("C2:D2", "坐标")
        made["S"].merge_range("B4:B1048576", "甲驿站")

    rows = [[], [], ["", "", "经度", "纬度"], ["1", "", 113.1, 34.1], ["2", "", 113.2, 34.2], ["", "", "", ""]]
    found = readers.read(make.workbook({"S": rows}, arrange))
    assert found.titles == ("郑州市驿站一览",)
    assert found.cells.to_dict("list") == {
        "编号": ["1", "2"],
        "名称": ["甲驿站", "甲驿站"],
        "坐标 经度": ["113.1", "113.2"],
        "坐标 纬度": ["34.1", "34.2"],
    }
    assert (found.header_row, found.sheet_row.tolist(), found.footer_rows) == (3, [4, 5], 0)
    assert (found.notes[0].key, found.notes[0].values) == ("read_merged_filled", {"count": "1"})
    assert (found.notes[1].key, found.notes[1].values["lines"].zh) == ("read_left_out", "第 1 行“郑州市驿站一览”")


def test_a_merged_total_is_a_footer(make):
    rows = [HEADER, *ROWS, ["", "", "", "", 2]]
    found = readers.read(make.workbook({"S": rows}, lambda _, made: made["S"].merge_range("A4:D4", "合计")))
    assert (len(found.cells), found.footer_rows) == (2, 1)


def test_merges_that_overlap_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "SHEET_CELLS", 1000)
    with pytest.raises(FileRefusedError):
        sheets.fill([["a"] * 20] * 20, [(0, 0, 19, 19)] * 3)


def test_lines_are_those_of_the_sheet_and_blank_columns_go(make):
    rows = [[], ["", "", "驿站一览"], [], ["", "", *HEADER], [], ["", "", *ROWS[0]], [], ["", "", *ROWS[1]]]
    found = readers.read(make.workbook({"S": rows}))
    assert found.cells.columns.tolist() == HEADER
    assert (found.header_row, found.sheet_row.tolist(), found.blank_rows) == (4, [6, 8], 4)


def test_the_sheet_with_the_best_header_is_read(make):
    lists = {
        "说明": [["请填写"], ["名称"]],
        "驿站": [HEADER, *ROWS],
        "旧": [["编号", "名称"], ["1", "x"], ["2", "y"], ["3", "z"]],
    }
    lists |= {"空": [], "隐": [[*HEADER, "备注"], *ROWS, *ROWS]}
    raw = make.workbook(lists, lambda _, made: made["隐"].hide())
    found = readers.read(raw)
    assert (found.sheet, len(found.cells)) == ("驿站", 2)
    assert [(note.key, note.values) for note in found.notes] == [
        ("read_sheet_chosen", {"sheet": "驿站", "rows": "2", "others": ("说明 (2)、旧 (4)", "说明 (2), 旧 (4)")}),
        ("read_sheets_hidden", {"others": ("隐", "隐")}),
    ]
    assert len(readers.read(raw, sheet="旧").cells) == 3
    assert len(readers.read(raw, sheet="隐").cells) == 4
    error = refusal(raw, sheet="没有")
    assert (error.key, error.values["names"]) == ("file_no_sheet", "说明, 驿站, 旧, 空, 隐")


def test_of_two_sheets_alike_the_longer_is_read(make):
    assert readers.read(make.workbook({"甲": [HEADER, ROWS[0]], "乙": [HEADER, *ROWS]})).sheet == "乙"


def test_what_our_own_workbook_carries_is_no_list(make):
    told = {"schema": 1, "columns": ["a"]}
    raw = make.workbook(
        {"名单": [[*HEADER, "unionmap_schema"], *ROWS], "unionmap": [[json.dumps(told)], *[HEADER] * 9]}
    )
    found = readers.read(raw)
    assert (found.sheet, found.carried, found.declared, found.notes) == ("名单", told, True, ())
    assert readers.read(make.workbook({"S": [HEADER, *ROWS], "unionmap": [["{"]]})).carried == {}
    assert refusal(make.workbook({"unionmap": [HEADER, *ROWS]})).key == "file_no_rows"


def test_a_blank_workbook_has_no_rows(make):
    assert refusal(make.workbook({"S": []})).key == "file_no_rows"


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "B900000", "XFD1", "GGGG1"])
def test_a_stray_cell_far_away_is_refused_before_memory_is_taken(cell, make):
    row = int("".join(filter(str.isdigit, cell)))
    rows = (
        [TOP, row_of(2, ("A2", "甲")), row_of(row, (cell, "x"))]
        if row > 1
        else [row_of(1, ("A1", "名称"), (cell, "x"))]
    )
    tracemalloc.start()
    began = time.perf_counter()
    error = refusal(make.workbook_of(sheet_of(*rows)))
    took, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.key in ("file_far_cell", "file_damaged")
    assert error.key == "file_damaged" or cell in str(error)
    assert took < 1
    assert peak < 20_000_000


@pytest.mark.parametrize("cell", ["XFD1", "XFD2", "A1000000", "XFD1000000"])
def test_the_stray_cell_is_named_wherever_the_list_goes_on(cell, make):
    def arrange(_, made):
        made["S"].write(cell, "x")

    assert f"{cell}）" in str(refusal(make.workbook({"S": [HEADER, *ROWS]}, arrange)).say("zh"))


def test_blank_cells_that_are_only_formatted_reach_as_far_as_they_like(make):
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    found = readers.read(make.workbook_of(sheet_of(TOP, row_of(2, ("A2", "甲"), ("B2", "113.1")), far)))
    assert found.cells["名称"].tolist() == ["甲"]


def test_a_far_cell_in_another_sheet_does_not_refuse_the_list(make):
    raw = make.workbook({"名单": [HEADER, *ROWS], "废": [["x"]]}, lambda _, made: made["废"].write(900_000, 100, "y"))
    found = readers.read(raw)
    assert (found.sheet, found.notes[0].values["others"].zh) == ("名单", "废")
    assert refusal(raw, sheet="废").key == "file_far_cell"


@pytest.mark.parametrize("limit", ["ROWS", "SHEET_CELLS"])
def test_too_large_a_sheet_is_refused(limit, make, monkeypatch):
    monkeypatch.setattr(limits, limit, 10)
    raw = make.workbook({"S": [HEADER, *ROWS * 10]})
    assert refusal(raw).key == {"ROWS": "file_too_many_rows", "SHEET_CELLS": "file_too_many_cells"}[limit]


@pytest.mark.parametrize("part", ["sheet", "xl__sharedStrings", "xl__styles"])
def test_a_dtd_in_any_part_is_refused(part, make):
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    sheet = sheet_of(TOP, row_of(2, ("A2", "甲")))
    raw = (
        make.workbook_of(evil + sheet)
        if part == "sheet"
        else make.workbook_of(sheet, **{part: evil + b"<sst>&e;</sst>"})
    )
    assert refusal(raw).key == "file_dtd"


def test_a_dtd_in_another_encoding_is_refused(make):
    evil = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "a">]>'.encode("utf-16")
    assert refusal(make.workbook_of(evil + sheet_of(TOP).decode().encode("utf-16-le"))).key == "file_dtd"


def test_too_many_shared_texts_are_refused(make, monkeypatch):
    monkeypatch.setattr(limits, "SHARED_TEXTS", 100)
    raw = make.workbook_of(sheet_of(TOP), xl__sharedStrings=b"<sst>" + b"<si/>" * 101 + b"</sst>")
    assert refusal(raw).key == "file_bomb"


@pytest.mark.parametrize("sheet", [b"", b"<worksheet", b"<worksheet><row r='x'/></worksheet>", b"\xff\xfe" * 9])
def test_a_damaged_sheet_is_refused(sheet, make):
    assert refusal(make.workbook_of(sheet)).key == "file_damaged"


def test_cells_without_a_place_follow_one_another(make):
    row = b"<row>" + b"".join(CELLS % text.encode() for text in ("名称", "经度")) + b"</row>"
    found = readers.read(
        make.workbook_of(sheet_of(row, b"<row>" + CELLS % "甲".encode() + CELLS % b"113.1" + b"</row>"))
    )
    assert found.cells.to_dict("list") == {"名称": ["甲"], "经度": ["113.1"]}


def test_a_panic_of_the_library_is_a_damaged_file_and_an_interrupt_is_none():
    panic = type("PanicException", (BaseException,), {})
    for raised, seen in (
        (panic(), FileRefusedError),
        (KeyError(), FileRefusedError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ):
        with pytest.raises(seen):
            xlsx.trusted(lambda raised=raised: (_ for _ in ()).throw(raised))


def test_a_date_of_a_sheet_is_not_a_number(make):
    day = date(2023, 12, 4)

    def arrange(book, made):
        made["S"].write_datetime(1, 5, day, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))

    found = readers.read(make.workbook({"S": [[*HEADER, "开放日期"], ROWS[0]]}, arrange))
    assert found.cells["开放日期"].tolist() == ["2023-12-04"]
