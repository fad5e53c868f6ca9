import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import crs
from unionmap.intake import columns, headers, readers

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


def test_a_header_below_sixty_rows_of_titles_is_not_found_but_blank_rows_do_not_count():
    assert find(*[["", ""]] * 80, ["名称", "地址"], ["甲", "乙"]).rows == (80,)
    assert find(*[["说明"]] * 40, ["名称", "地址"]).rows == (40,)
    assert find(*[["说明"]] * 70, ["名称", "地址"]).rows == ()


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


@pytest.mark.parametrize(
    "rows",
    [
        [["甲驿站", "郑州市金水区人民路1号"], ["乙驿站", "郑州市金水区人民路2号"]],
        [["甲", "人民路1号"], ["乙", "无"], ["丙", "人民路3号"]],
        [["甲", "8:00-18:00"], ["乙", "9:00-17:00"]],
        [["甲", "0371-67956331"], ["乙", "0371-60223349"]],
        [["工会驿站（互助路店）", "甲"], ["工会驿站（人民路店）", "乙"]],
    ],
)
def test_a_first_row_that_looks_like_the_rows_below_is_no_header(rows):
    assert find(*rows).rows == ()


@pytest.mark.parametrize("row", [["所属支行", "几号"], ["爱心驿站", "门牌"], ["工会服务站点", "24小时"]])
def test_words_for_kinds_of_stations_may_be_headers(row):
    assert find(row, ["金水支行", "人民路1号"], ["二七支行", "人民路2号"]).rows == (0,)


def test_a_row_that_names_a_field_is_a_header_though_it_looks_like_data():
    assert find(["名称", "人民路1号"], ["甲驿站", "人民路2号"], ["乙驿站", "人民路3号"]).rows == (0,)


def test_what_stands_below_again_names_no_field():
    rows = [["甲驿站", "地址", "人民路1号"], ["乙驿站", "地址", "人民路2号"]]
    assert find(*rows).rows == ()


@pytest.mark.parametrize("datum", ["GCJ02", "GCJ-02坐标系", "地理坐标（GCJ02）", "百度", "位置信息（高德地图）"])
def test_the_datum_of_the_upper_line_is_kept(datum):
    upper, lower = ["驿站名称", "所在区域", "", datum, ""], ["", "市", "县", "经度", "纬度"]
    for rows in ([upper, lower], [["名称", *upper[1:]], ["名称", *lower[1:]]]):
        found = headers.find([*rows, ["甲", "郑州市", "金水区", "113.1", "34.1"]], columns.recognise)
        assert [columns.recognise(name) for name in found.names] == ["name", "city", "county", "lon", "lat"]
        assert crs.find_name(found.names[3]) == crs.find_name(found.names[4]) == crs.find_name(datum + "坐标") != ""


def test_the_datum_of_the_upper_line_is_kept_though_the_lower_line_says_enough():
    upper, lower = ["基本信息", "", "GCJ02", ""], ["名称", "地址", "经度", "纬度"]
    found = headers.find([upper, lower, ["甲", "路", "113.1", "34.1"]], columns.recognise)
    assert crs.find_name(found.names[2]) == "gcj02"
    assert found.names[:2] == ("名称", "地址")


def test_a_name_below_another_word_is_not_the_name_of_the_site():
    found = headers.find([["驿站名称", "主管单位", ""], ["", "名称", "电话"], ["甲", "乙", "1"]], columns.recognise)
    assert found.names == ("驿站名称", "主管单位 名称", "电话")


@pytest.mark.parametrize(
    ("rows", "again"),
    [
        ([["站序", "站名", "站名", "电话", "站名"]], (4,)),
        ([["站序", "上行", "", "站序", "下行", ""], ["", "站名", "备注", "", "站名", "备注"]], (3, 4, 5)),
        ([["站名", "经度", "经度", "纬度", "纬度"]], ()),
        ([["名称", "名称", "电话"]], ()),
        ([["站名", "电话", "主管单位", "电话"]], ()),
    ],
)
def test_a_second_block_beside_the_first_is_seen(rows, again):
    found = headers.find([*rows, ["1", "甲", "乙", "41", "丙", "丁"]], columns.recognise)
    assert (found.rows, found.again) == (tuple(range(len(rows))), again)


def test_both_lines_of_two_directions_side_by_side_are_read():
    text = "驻马店16路,,,,,\n站序,上行,,站序,下行,\n,站名,备注,,站名,备注\n1,火车站,,41,火车站,\n2,中医院,,40,南站,\n"
    table = readers.read(text.encode())
    named = {columns.recognise(header): header for header in table.cells.columns}
    assert (named["seq"], table.cells[named["seq"]].tolist()) == ("站序", ["1", "2"])
    assert [note.key for note in table.notes] == ["read_left_out", "read_second_table"]
    assert (table.unread_rows, table.notes[1].values["lines"].en) == (2, "2 rows (站序_2, 下行 站名)")


def test_a_blank_second_block_needs_no_word():
    assert readers.read("站序,站名,站序,站名\n1,火车站,,\n".encode()).notes == ()


def test_nothing_is_chosen_from_the_second_of_two_tables():
    rows = [f"{n},甲{n}驿站,113.{n}51,34.{n}51,{n},路{n}号驿站,113.{n}52,34.{n}52" for n in range(1, 9)]
    table = readers.read("\n".join(["序号,名称,经度,纬度,序号,名称,经度,纬度", *rows]).encode())
    choice = columns.choose(table.cells, unread=table.unread)
    assert dict(choice.columns) == {"name": "名称", "lon": "经度", "lat": "纬度"}
    assert choice.by_content == () == choice.spares
