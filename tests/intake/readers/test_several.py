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
        ["read_sheets_joined", "read_left_out", "read_sheet_chosen"],
    )
    assert table.notes[1].values["lines"].zh == "红旗区!第 1 行“红旗区站点”、卫滨区!第 4 行“合计 2”"
    assert table.notes[2].values["others"].zh == "填写说明 (3)"
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
    assert [row["sheet"] for row in result.report()["refused"]] == ["卫滨区", "卫滨区"]
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


def test_sheets_are_joined_as_they_are_written(make):
    one, other = ["站点名称", "地址", "经度", "纬度"], ["名称", "地址", "坐标"]
    book = {"东区": [one, ["甲驿站", "路", "113.91", "35.31"]], "西区": [other, ["乙驿站", "街", "113.92,35.32"]]}
    table = readers.read(make.workbook(book))
    assert list(table.cells) == ["工作表", *one, "名称", "坐标"]
    assert [(part.rows, part.sheet, part.headers) for part in table.parts] == [
        (1, "东区", tuple(one)),
        (1, "西区", tuple(other)),
    ]


PARTS = {
    "an older one": {"红旗区": [HEADER, *RED], "红旗区备份": [HEADER, *RED], "卫滨区": [HEADER, *WEI]},
    "a longer example": {"填写示例": [HEADER, *RED, WEI[0]], "红旗区": [HEADER, *RED], "卫滨区": [HEADER, WEI[0]]},
    "one year": {"2024红旗区": [HEADER, *RED], "2024卫滨区": [HEADER, *WEI]},
    "names that come again elsewhere": {
        "红旗区": [HEADER, ["1", "1号驿站", "甲路1号", ""], ["2", "2号驿站", "甲路2号", ""]],
        "卫滨区": [HEADER, ["1", "1号驿站", "乙路1号", ""], ["2", "2号驿站", "乙路2号", ""]],
    },
    "a sheet with less": {"红旗区": [HEADER, *RED], "卫滨区": [["站点名称", "地址"], ["丙路工会驿站", "丙路3号"]]},
    "an incomplete summary": {"汇总": [HEADER, *RED, WEI[0]], "卫滨区": [HEADER, WEI[0], ["2", "庚驿站", "路", ""]]},
    "a source in one": {"红旗区": [HEADER, *RED, ["数据来源：高德地图"]], "卫滨区": [HEADER, *WEI]},
}


@pytest.mark.parametrize("case", list(PARTS))
def test_what_is_no_part_keeps_no_part_from_being_read(case, make):
    table = readers.read(make.workbook(PARTS[case]))
    names = list(PARTS[case])
    parts = [name for name in names if name not in ("红旗区备份", "填写示例")]
    assert [part.sheet for part in table.parts] == parts
    others = [note.values["others"].zh for note in table.notes if note.key == "read_sheets_alike"]
    assert others == [name for name in names if name not in parts]


def form(name, place):
    return [["站点登记表"], ["站点名称", name], ["详细地址", place], ["开放时间", "24小时"], ["联系人", "张三"]]


def test_forms_of_one_site_each_are_one_list(make):
    sites = {"表1": ("甲驿站", "路1号"), "表2": ("甲驿站", "路2号"), "表3": ("", "路3号"), "表4": ("丁驿站", "路4号")}
    forms = {sheet: form(*site) for sheet, site in sites.items()}
    result = um.read_sites(make.workbook({"填写说明": [["每站一表"]], **forms}))
    assert result.rows == len(sites)
    assert result.sites["rest_station"]["list_sheet"].tolist() == ["表1", "表2", "表4"]
    assert result.report()["refused"] == [
        {"row": 3, "sheet": "表3", "sheet_row": 2, "reasons": ["没有名称"], "fix": None}
    ]


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
    assert table.notes[0].values["others"].zh == "、".join(list(book)[1:])


@pytest.mark.parametrize("header", [["名称", "说明"], ["街道", "站点数"], ["工会名称", "联系人", "电话"]])
def test_another_table_is_no_part(header, make):
    other = [header, *(["x", "y", "z"][: len(header)] for _ in range(9))]
    table = readers.read(make.workbook({"名单": [HEADER, *RED], "附表": other}))
    assert (table.sheet, keys(table)) == ("名单", ["read_sheet_chosen"])
