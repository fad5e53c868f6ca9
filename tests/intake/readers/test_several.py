import io
import json

import pandas as pd
import pytest

import unionmap as um
from unionmap.export import workbook
from unionmap.intake import readers

HEADER = ["序号", "站点名称", "地址", "联系电话"]
RED = [["1", "甲路工会驿站", "甲路1号", ""], ["2", "乙路工会驿站", "乙路2号", ""]]
WEI = [["1", "丙路工会驿站", "丙路3号", ""], ["2", "", "丁路4号", ""]]
GUIDE = [["字段名称", "说明"], ["站点名称", "填全称"], ["地址", "到门牌号"]]


def keys(table):
    return [note.key for note in table.notes]


def test_sheets_of_one_header_are_one_list(make):
    book = {
        "填写说明": GUIDE,
        "红旗区": [["红旗区站点"], HEADER, *RED],
        "卫滨区": [HEADER, *WEI, ["合计", "2", "", ""]],
    }
    table = readers.read(make.workbook(book))
    assert table.cells["站点名称"].tolist() == ["甲路工会驿站", "乙路工会驿站", "丙路工会驿站", ""]
    assert table.cells["工作表"].tolist() == ["红旗区", "红旗区", "卫滨区", "卫滨区"]
    assert (table.sheet, table.sheet_row.tolist(), table.header_row) == ("红旗区、卫滨区", [3, 4, 2, 3], None)
    assert (table.titles, table.footer_rows, keys(table)) == (
        ("红旗区站点",),
        1,
        ["read_sheets_joined", "read_sheet_chosen"],
    )
    assert table.notes[1].values["others"] == "填写说明 (3)"
    assert readers.read(make.workbook(book), sheet="卫滨区").cells["站点名称"].tolist() == ["丙路工会驿站", ""]


def test_each_site_keeps_its_sheet_and_line_and_is_in_the_county_that_the_sheet_names(make):
    twice = [*WEI, ["3", "甲路工会驿站", "甲路1号", ""]]
    result = um.read_sites(make.workbook({"1.红旗区": [HEADER, *RED], "卫滨区": [HEADER, *twice]}))
    found = result.sites["rest_station"]
    assert found["list_sheet"].tolist() == ["1.红旗区", "1.红旗区", "卫滨区"]
    assert found["list_row"].tolist() == ["2", "3", "2"]
    assert found["county_said"].tolist() == ["红旗区", "红旗区", "卫滨区"]
    assert "工作表" not in found.columns
    assert result.refused[["row", "工作表", "sheet_row"]].to_numpy().tolist() == [[4, "卫滨区", 3], [5, "卫滨区", 4]]
    assert "1.红旗区!2" in result.refused["reasons"].iloc[1]


def test_a_corrected_list_of_refused_rows_remembers_the_sheets(make):
    first = um.read_sites(make.workbook({"红旗区": [HEADER, *RED], "卫滨区": [HEADER, *WEI, RED[0]]}))
    raw = workbook.refused(first.refused, first.carry("名单"))
    again = um.read_sites(raw)
    assert again.refused["reasons"].str.contains("没有名称").tolist() == [True, False]
    cells = pd.read_excel(io.BytesIO(raw), dtype=str, keep_default_na=False, engine="calamine")
    cells.loc[0, "站点名称"] = "丁路工会驿站"
    told = json.dumps(dict(readers.read(raw).carried))
    mended = um.read_sites(
        make.workbook({"未通过原因": [list(cells), *cells.to_numpy().tolist()], "unionmap": [[told]]})
    )
    site = mended.sites["rest_station"].iloc[0]
    assert (site["name"], site["list_sheet"], site["list_row"], site["county_said"]) == (
        "丁路工会驿站",
        "卫滨区",
        "3",
        "卫滨区",
    )


def test_words_of_their_own_for_one_field_share_a_column_but_no_datum(make):
    one, other = ["站点名称", "地址", "经度", "纬度"], ["名称", "地址", "百度经度", "百度纬度"]
    book = {"东区": [one, ["甲驿站", "路", "113.91", "35.31"]], "西区": [other, ["乙驿站", "街", "113.92", "35.32"]]}
    table = readers.read(make.workbook(book))
    assert list(table.cells) == ["工作表", *one, *other[2:]]
    assert table.cells["站点名称"].tolist() == ["甲驿站", "乙驿站"]


OTHERS = {
    "a summary of the others": {"汇总": [HEADER, *RED, *WEI[:1]], "红旗区": [HEADER, *RED], "卫滨区": [HEADER, WEI[0]]},
    "other years": {"2023年": [HEADER, *RED, ["3", "戊", "路", ""]], "2024年": [HEADER, *WEI]},
    "an older one": {"名单": [HEADER, *RED], "旧名单": [HEADER, WEI[0]]},
}


@pytest.mark.parametrize("case", list(OTHERS))
def test_sheets_that_repeat_the_list_are_not_added_and_said(case, make):
    book = OTHERS[case]
    table = readers.read(make.workbook(book))
    assert table.sheet == next(iter(book))
    assert len(table.cells) == len(book[table.sheet]) - 1
    assert table.notes[0].key == "read_sheets_alike"
    assert table.notes[0].values["others"] == ", ".join(list(book)[1:])


@pytest.mark.parametrize("header", [["名称", "说明"], ["街道", "站点数"], ["工会名称", "联系人", "电话"]])
def test_another_table_is_no_part(header, make):
    other = [header, *(["x", "y", "z"][: len(header)] for _ in range(9))]
    table = readers.read(make.workbook({"名单": [HEADER, *RED], "附表": other}))
    assert (table.sheet, keys(table)) == ("名单", ["read_sheet_chosen"])
