"""Several tables in one sheet: their rows are one list, or the account says loudly that some were not read."""

import csv
import io

import pytest

import unionmap as um
from unionmap.intake import readers

HEADER = ["序号", "站点名称", "地址"]
LEFT = [["1", "甲驿站", "路1号"], ["2", "乙驿站", "路2号"]]
RIGHT = [["1", "丙驿站", "街1号"], ["2", "", "街2号"], ["3", "丁驿站", "街3号"]]


def beside(left, right, gap=1):
    """Put two tables side by side."""
    width, blank = len(left[0]), len(right[0])
    pairs = [
        (left[row] if row < len(left) else [""] * width, right[row] if row < len(right) else [""] * blank)
        for row in range(max(len(left), len(right)))
    ]
    return [[*one, *[""] * gap, *other] for one, other in pairs]


def text(rows) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()


def sites(result):
    return result.sites["rest_station"][["name", "address", "list_row"]].to_numpy().tolist()


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_of_both_tables_are_read_with_the_lines_that_the_clerk_sees(gap, form, make):
    total = [["合计", "2", ""]]
    rows = [
        ["站点一览表"],
        *beside([HEADER, *LEFT, *total], [HEADER, *RIGHT, ["合计", "3", ""]], gap),
        ["注：来源：市总"],
    ]
    result = um.read_sites(text(rows) if form == "csv" else make.workbook({"名单": rows}))
    assert sites(result) == [
        ["甲驿站", "路1号", "3"],
        ["乙驿站", "路2号", "4"],
        ["丙驿站", "街1号", "3"],
        ["丁驿站", "街3号", "5"],
    ]
    assert [(row["row"], row["sheet_row"], row["reasons"]) for row in result.report()["refused"]] == [
        (4, 4, ["没有名称"])
    ]
    assert set(result.sites["rest_station"]["source_title"]) == {"市总"}
    assert (result.rows, result.assumed["footer_rows"], result.assumed["blank_rows"], result.unread) == (5, 3, 0, 0)


def test_what_stands_above_one_of_them_is_said_of_its_rows(make):
    rows = [
        ["2024年站点"],
        ["红旗区站点", "", "", "卫滨区站点", ""],
        ["填报单位：红旗区总工会", "", "", "填报单位：卫滨区总工会"],
        *beside([HEADER[1:], *[row[1:] for row in LEFT]], [HEADER[1:], *[row[1:] for row in RIGHT]]),
        ["填报人：张三", "", "", "填报日期：2024年3月5日"],
    ]
    found = um.read_sites(make.workbook({"名单": rows})).sites["rest_station"]
    assert found["county_said"].tolist() == ["红旗区", "红旗区", "卫滨区", "卫滨区"]
    assert found["source_title"].tolist() == ["红旗区总工会"] * 2 + ["卫滨区总工会"] * 2
    assert set(found["source_date"]) == {"2024-03-05"}


def test_a_column_left_of_both_belongs_to_both_and_formulas_stay_where_they_were(make):
    rows = [
        ["区县", *HEADER[1:], *HEADER[1:]],
        ["红旗区", "甲驿站", "路1号", "丙驿站", "街1号"],
        ["卫滨区", "乙驿站", "路2号", "", ""],
        ["牧野区", "", "", "丁驿站", "街2号"],
    ]

    def arrange(_, made):
        made["名单"].write_formula(3, 3, '="丁驿站"', None, "丁驿站")

    result = um.read_sites(make.workbook({"名单": rows}, arrange))
    found = result.sites["rest_station"][["name", "county_said", "list_row"]].to_numpy().tolist()
    assert found == [["甲驿站", "红旗区", "2"], ["乙驿站", "卫滨区", "3"], ["丙驿站", "红旗区", "2"]]
    assert [(row["sheet_row"], row["reasons"]) for row in result.report()["refused"]] == [
        (4, ["名称是公式，请粘贴为数值"])
    ]


TABLES = {
    "fewer columns": (["站点名称", "地址", "经度", "纬度"], ["站点名称", "地址"], 0),
    "more columns": (["站点名称", "地址"], ["站点名称", "地址", "电话"], 0),
    "words of their own": (["站点名称", "地址"], ["名称", "详细地址"], 1),
    "names alone": (["站点名称"], ["站点名称"], 1),
}


@pytest.mark.parametrize("case", list(TABLES))
def test_tables_that_differ_a_little_are_one_list_too(case):
    one, other, gap = TABLES[case]
    rows = beside([one, ["甲", "路"][: len(one)] + [""] * (len(one) - 2)], [other, ["乙", "街", ""][: len(other)]], gap)
    result = um.read_sites(text(rows))
    assert result.sites["rest_station"]["name"].tolist() == ["甲", "乙"]
    assert [key for key, _ in result.remarks if "second" in key or "tables" in key] == ["intake.read_tables_joined"]


NOT_READ = {
    "labels that say nothing": [["已建", "", "在建", ""], ["名称", "地址"] * 2, ["甲", "路", "乙", "街"]],
    "directions": [
        ["站序", "上行", "", "站序", "下行", ""],
        ["", "站名", "备注", "", "站名", "备注"],
        ["1", "甲", "", "1", "乙", ""],
    ],
}
NO_SITES = {
    "of a firm": [["站点", "", "主管单位", ""], ["名称", "电话"] * 2, ["甲", "1", "乙", "2"]],
    "the name alone": [["名称", "地址", "名称", "电话"], ["甲", "路", "乙", "1"]],
    "a firm after a gap": [["站点名称", "站点地址", "", "单位名称", "单位地址"], ["甲", "路", "", "乙", "街"]],
    "two phones": [["站点名称", "电话", "单位", "电话"], ["甲", "1", "乙", "2"]],
}


@pytest.mark.parametrize("case", [*NOT_READ, *NO_SITES])
def test_columns_to_the_right_are_sites_only_where_that_is_plain(case):
    is_lost = case in NOT_READ
    result = um.read_sites(text((NOT_READ | NO_SITES)[case]))
    assert (result.rows, result.report()["unread"]) == (1, int(is_lost))
    assert ("intake.read_second_table" in [key for key, _ in result.remarks]) == is_lost
    assert any("没有读取" in note for note in result.warned("zh")) == is_lost


def test_a_blank_second_table_is_none():
    table = readers.read(text(beside([HEADER, *LEFT], [HEADER])))
    assert (list(table.cells), len(table.cells), table.notes, table.parts) == (HEADER, 2, (), ())


BELOW = {
    "another order": [["地址", "站点名称"], ["街1号", "丙驿站"]],
    "fewer columns, in words of their own": [["驿站名称", "详细地址"], ["丙驿站", "街1号"]],
    "the same places in words of their own": [["", "驿站名称", "详细地址"], ["1", "丙驿站", "街1号"]],
    "the same": [HEADER, ["1", "丙驿站", "街1号"]],
}


@pytest.mark.parametrize("case", list(BELOW))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_below_has_its_own_header(case, form, make):
    rows = [HEADER, *LEFT, ["合计", "2", ""], [], *BELOW[case], ["合计", "1"]]
    result = um.read_sites(text(rows) if form == "csv" else make.workbook({"名单": rows}))
    assert sites(result) == [["甲驿站", "路1号", "2"], ["乙驿站", "路2号", "3"], ["丙驿站", "街1号", "7"]]
    left_out = result.assumed["footer_rows"], result.assumed["blank_rows"]
    assert (result.report()["refused"], left_out) == ([], (3, 1))


def test_a_row_of_sites_is_no_header():
    rows = [["名称", "地址", "类型"], ["驿站", "驿站", "驿站"], ["站点", "地址不详", "名称"], ["地址", "名称", "3"]]
    assert um.read_sites(text(rows)).rows == 3
