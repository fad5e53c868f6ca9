import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.intake import headers

KNOWN = {
    "编号": "id",
    "名称": "name",
    "经度": "lon",
    "纬度": "lat",
    "地址": "address",
    "坐标": "lonlat",
    "备注": "remark",
}
KNOWN |= {
    "WGS84 经度": "lon",
    "WGS84 纬度": "lat",
    "GCJ02 经度": "lon",
    "GCJ02 纬度": "lat",
    "坐标 经度": "lon",
    "坐标 纬度": "lat",
}


def recognise(text):
    return KNOWN.get(text, "")


def find(*rows):
    return headers.find(rows, recognise)


def test_the_row_that_names_most_fields_is_the_header():
    found = find(["名单"], ["名称", "一览"], ["编号", "名称", "经度", "纬度"], ["1", "甲", "113.1", "34.1"])
    assert (found.rows, found.first_row) == ((2,), 3)


def test_of_two_headers_the_first_counts():
    found = find(["编号", "名称", "地址"], ["1", "甲", "乙"], ["编号", "名称", "地址"], ["2", "丙", "丁"])
    assert found.rows == (0,)


def test_no_header_is_looked_for_below_a_row_with_coordinates():
    found = find(["甲", "113.1", "34.1"], ["名称", "经度", "纬度"])
    assert (found.rows, found.first_row) == ((), 0)


def test_rows_without_coordinates_above_a_better_header_are_not_titles():
    found = find(["名称", "地址", "备注"], ["甲", "乙", "丙"], ["名称", "地址", "备注", "经度"])
    assert found.rows == (0,)


def test_a_header_below_thirty_rows_of_titles_is_not_found_but_blank_rows_do_not_count():
    assert find(*[["", ""]] * 80, ["名称", "地址"], ["甲", "乙"]).rows == (80,)
    assert find(*[["说明"]] * 40, ["名称", "地址"]).rows == ()


@pytest.mark.parametrize(
    ("upper", "lower", "names"),
    [
        (["编号", "坐标", ""], ["", "经度", "纬度"], ("编号", "坐标 经度", "坐标 纬度")),
        (["编号", "坐标", "坐标"], ["编号", "经度", "纬度"], ("编号", "坐标 经度", "坐标 纬度")),
        (["名称", "WGS84", "", "GCJ02", ""], ["", "经度", "纬度", "经度", "纬度"],
         ("名称", "WGS84 经度", "WGS84 纬度", "GCJ02 经度", "GCJ02 纬度")),
    ],
)  # fmt: skip
def test_two_levels_are_joined(upper, lower, names):
    found = find(upper, lower, ["1", "113.1", "34.1"])
    assert (found.rows, found.names) == ((0, 1), names)


@pytest.mark.parametrize("title", [["驿站名单", "", ""], ["单位：个", "", "2024年"], ["名称", "", ""]])
def test_a_title_is_no_upper_level(title):
    found = find(title, ["编号", "经度", "纬度"], ["1", "113.1", "34.1"])
    assert (found.rows, found.names) == ((1,), ("编号", "经度", "纬度"))


def test_a_first_row_is_no_lower_level():
    found = find(["编号", "名称", "地址"], ["1", "甲驿站", ""], ["2", "乙", "丙"])
    assert found.rows == (0,)


def test_words_that_nobody_knows_may_be_a_header():
    assert find(["Nombre", "Calle"], ["甲", "乙"], ["丙", "丁"]).rows == (0,)
    assert find(["甲驿站", "金水区"], ["乙驿站", "金水区"]).rows == ()
    assert find(["甲驿站", "7"], ["乙驿站", "8"]).rows == ()
    assert find(["甲驿站", "金水区"]).rows == ()


@given(st.lists(st.lists(st.sampled_from(["", "名称", "经度", "甲", "113.5", "坐标"]), max_size=4), max_size=8))
def test_the_list_begins_below_the_header_whatever_stands_there(rows):
    found = find(*rows)
    assert 0 <= found.first_row <= len(rows)
    assert all(place < found.first_row for place in found.rows)


@given(st.lists(st.sampled_from(["", "名称", "名称_2", "列1", "列2", "备注"]), max_size=8), st.data())
def test_columns_get_names_of_their_own(names, data):
    used = data.draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    chosen = headers.name_columns(names, used)
    assert len(set(chosen.values())) == len(chosen)
    assert all(chosen.values())
    assert set(chosen) == {place for place, name in enumerate(names) if name or used[place]}
    for name in set(names) - {""}:
        assert chosen[names.index(name)] == name


TOTALS = [
    ["合计", "36"],
    ["总计：36个"],
    ["共计36个站点，其中24小时5个"],
    ["小 计", "", "5", "6"],
    ["合计", "12个", "3"],
]
TOTALS += [["郑州市合计", "12"], ["第1页 共3页"]]


@pytest.mark.parametrize("cells", TOTALS)
def test_totals_are_footers_anywhere(cells):
    assert headers.is_footer(cells, at_end=False)


@pytest.mark.parametrize(
    "cells", [["注：坐标取自高德"], ["备注:", "略"], ["制表人：张三", "审核：李四"], ["数据来源：市总"], ["填表日期"]]
)
def test_remarks_are_footers_at_the_end_only(cells):
    assert headers.is_footer(cells, at_end=True)
    assert not headers.is_footer(cells, at_end=False)


DATA = [["合计", "甲", "3"], ["合计", "113.65", "34.75"], ["小计划驿站"], ["注意安全驿站"], ["联系群众驿站", "文化路"]]
DATA += [["注：", "a", "b"], ["37", "合计驿站", "x"], ["", ""], ["合计", "113.65,34.75"], ["合计" + "站" * 500]]


@pytest.mark.parametrize("cells", DATA)
def test_in_doubt_it_is_data(cells):
    assert not headers.is_footer(cells, at_end=True)


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        (["1", "113.05", "34.1"], True),
        (["113.05,34.1"], True),
        (["113°5′"], True),
        (["１１３．０５", "３４．１"], True),
        (["113度5分"], True),
        (["2024.5", "名称"], False),
        (["温度", "纬度"], False),
        ([], False),
    ],
)
def test_coordinates_are_seen(cells, holds):
    assert headers.holds_coordinates(cells) is holds
