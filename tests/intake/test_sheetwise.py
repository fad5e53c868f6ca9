"""Columns are chosen sheet by sheet and joined under one header a field; the caller's choice holds where it can."""

import pytest

import unionmap as um
from unionmap.errors import InputError, UnknownNameError
from unionmap.export import workbook

BOOKS = {
    "one sheet has two names": [["驿站名称", "单位名称", "地址"], ["单位名称", "地址"]],
    "the plainer one is blank": [["驿站名称", "地址", "单位"], ["驿站名称", "地址", "单位名称"]],
    "words of their own": [["站点名称", "地址", "x"], ["位置", "名称"], ["详细地址", "驿站名称"]],
    "two of three": [["站点名称", "单位名称", "地址"], ["名称", "详细地址"], ["驿站名称", "位置"]],
}
NAMES = ("驿站名称", "站点名称", "名称", "单位名称")


def sheets(headers):
    """Make sheets of two sites each; a second name is that of a firm."""
    book = {}
    for place, header in enumerate(headers):
        named = [name for name in NAMES if name in header]
        name = "单位名称" if place and "单位名称" in header else named[0]
        said = dict.fromkeys(named, "某公司") | {name: "站"}
        rows = [[f"{said.get(cell, cell)}{place}{row}" for cell in header] for row in range(2)]
        for row in rows if name == "单位名称" and "驿站名称" in header else ():
            row[header.index("驿站名称")] = ""
        book[f"表{place}"] = [header, *rows]
    return book


@pytest.mark.parametrize("case", list(BOOKS))
def test_no_row_loses_its_name_or_address(case, make):
    book = sheets(BOOKS[case])
    result = um.read_sites(make.workbook(book))
    found = result.sites["rest_station"]
    assert result.report()["refused"] == []
    assert found["name"].tolist() == [f"站{place}{row}" for place in range(len(book)) for row in range(2)]
    assert (found["address"] != "").all()
    assert set(result.assumed["columns_moved"].values()) <= set(result.assumed["columns"].values())
    assert "columns_moved" in "".join(key for key, _ in result.remarks)


def test_coordinates_of_every_sheet_are_read_each_in_its_own_datum(make):
    book = {
        "东片": [["站点名称", "经度", "纬度"], ["甲驿站", "113.9123", "35.3123"]],
        "西片": [["站点名称", "坐标"], ["乙驿站", "113.9223,35.3223"]],
        "南片": [["名称", "lng", "lat"], ["丙驿站", "113.9323", "35.3323"]],
        "北片": [["站点名称", "百度经度", "百度纬度"], ["丁驿站", "113.9423", "35.3423"]],
    }
    found = um.read_sites(make.workbook(book), datum="wgs84").sites["rest_station"]
    assert found["given_x"].tolist() == ["113.9123", "113.9223,35.3223", "113.9323", "113.9423"]
    assert found["given_datum"].tolist() == ["wgs84", "wgs84", "wgs84", "bd09"]
    assert found.geometry.x.round(4).tolist()[:3] == [113.9123, 113.9223, 113.9323]


def test_degrees_in_columns_of_their_own_are_read_beside_plain_ones(make):
    parts = [f"{axis}{part}" for axis in ("经度", "纬度") for part in "度分秒"]
    book = {
        "甲片": [["站点名称", "地址", "经度", "纬度"], ["甲驿站", "路", "113.9123", "35.3123"]],
        "乙片": [["站点名称", "地址", *parts], ["乙驿站", "街", "113", "30", "36", "35", "15", "36"]],
    }
    found = um.read_sites(make.workbook(book), datum="wgs84").sites["rest_station"]
    assert found.geometry.x.round(4).tolist() == [113.9123, 113.51]
    assert found.geometry.y.round(4).tolist() == [35.3123, 35.26]


def test_hours_in_one_column_here_and_in_two_there(make):
    book = {
        "东片": [["站点名称", "地址", "开放时间"], ["甲驿站", "路", "8:00-18:00"]],
        "西片": [["站点名称", "地址", "开放时间", "结束时间"], ["乙驿站", "街", "9:00", "17:00"]],
        "南片": [["站点名称", "地址", "营业时间"], ["丙驿站", "巷", "全天"]],
    }
    found = um.read_sites(make.workbook(book)).sites["rest_station"]
    assert found["opening_hours"].tolist() == ["8:00-18:00", "9:00-17:00", "全天"]


TWO = {
    "东片": [["站点名称", "单位名称", "地址"], ["甲驿站", "甲公司", "路"]],
    "西片": [["名称", "地址"], ["乙驿站", "街"]],
}
WISHES = {
    "name=单位名称": ["甲公司", "乙驿站"],
    "名称=name": ["甲驿站", "乙驿站"],
    "站点名称=note": ["甲公司", "乙驿站"],
    "名称=-": ["甲驿站", None],
}


@pytest.mark.parametrize("wish", list(WISHES))
def test_the_caller_is_obeyed_in_the_sheets_that_have_the_column(wish, make):
    left, _, right = wish.partition("=")
    result = um.read_sites(make.workbook(TWO), columns={left: right})
    assert result.sites["rest_station"]["name"].tolist() == [name for name in WISHES[wish] if name]
    assert len(result.refused) == WISHES[wish].count(None)


def test_two_columns_for_one_field_are_wrong_only_in_one_sheet(make):
    raw = make.workbook(TWO)
    assert um.read_sites(raw, columns={"站点名称": "name", "名称": "name"}).accepted == 2
    with pytest.raises(InputError):
        um.read_sites(raw, columns={"站点名称": "name", "单位名称": "name"})
    with pytest.raises(UnknownNameError):
        um.read_sites(raw, columns={"没有": "name"})
    county = um.read_sites(raw, columns={"工作表": "county"}).sites["rest_station"]["county_said"]
    assert county.tolist() == ["东片", "西片"]


@pytest.mark.parametrize(
    ("header", "said"), [("名称", "名称是公式，请粘贴为数值"), ("坐标", "坐标是公式，请粘贴为数值")]
)
def test_a_formula_counts_where_it_was_moved_to_and_in_columns_that_only_some_sheets_have(header, said, make):
    book = {
        "东片": [["站点名称", "经度", "纬度"], ["甲驿站", "113.9123", "35.3123"]],
        "西片": [["名称", "坐标"], ["乙驿站", "113.9223,35.3223"]],
    }

    def arrange(_, made):
        made["西片"].write_formula(1, book["西片"][0].index(header), '=""', None, "113.9223,35.3223")

    [refused] = um.read_sites(make.workbook(book, arrange)).report()["refused"]
    assert (refused["sheet"], refused["sheet_row"], refused["reasons"]) == ("西片", 2, [said])


def test_corrected_rows_of_moved_columns_are_read_again(make):
    book = {"东片": TWO["东片"], "西片": [["名称", "地址"], ["", "街"]]}
    first = um.read_sites(make.workbook(book))
    again = um.read_sites(workbook.refused(first.refused, first.carry("名单")))
    assert again.report()["refused"] == [
        {"row": 1, "sheet": "西片", "sheet_row": 2, "reasons": ["没有名称"], "fix": None}
    ]
