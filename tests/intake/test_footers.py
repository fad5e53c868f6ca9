import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.intake import footers, readers
from unionmap.intake.readers import body, suspects

TOTALS = [
    ["合计", "36"],
    ["总计：36个"],
    ["共计36个站点，其中24小时5个"],
    ["小 计", "", "5", "6"],
    ["合计", "12个", "3"],
]
TOTALS += [["郑州市合计", "12"], ["第1页 共3页"], ["红旗区合计", "12", "8", "3"]]
TOTALS += [["合计", "12", "其中24小时3个", "8"], ["合计", "（共12处）"]]


@pytest.mark.parametrize("cells", TOTALS)
def test_totals_are_footers_anywhere(cells):
    assert footers.is_footer(cells, at_end=False)


REMARKS = [["注：坐标取自高德"], ["备注:", "略"], ["制表人：张三", "审核：李四"], ["数据来源：市总"], ["填表日期"]]
REMARKS += [["填报时间：2024年3月5日"], ["更新日期：2024-03-05"], ["以上数据截至2024年6月底"], ["二〇二四年三月五日"]]
REMARKS += [["日期：", "2024.3.5"], ["填表人：张三", "审核人：李四", "填报时间：2024年3月5日"]]
REMARKS += [["制表人：", "张三", "日期：", "2024-03-05"]]


REMARKS += [
    ["36", "合计", "12个"],
    ["来源：甲驿站"],
    ["联系人：张三", "13812345678"],
    ["注：甲驿站已搬迁", "2024年3月"],
]


@pytest.mark.parametrize("cells", REMARKS)
def test_remarks_are_footers_at_the_end_only(cells):
    assert footers.is_footer(cells, at_end=True)
    assert not footers.is_footer(cells, at_end=False)


DATA = [["合计", "甲", "3"], ["合计", "113.65", "34.75"], ["小计划驿站"], ["注意安全驿站"], ["联系群众驿站", "文化路"]]
DATA += [
    ["合计", "人民路1号"],
    ["合计", "", "8:00-18:00"],
    ["来源：甲驿站", "红旗区"],
    ["时间：2024驿站", "人民路2号", "x"],
]
DATA += [
    ["备注：一楼", "人民路3号"],
    ["注：", "a", "b"],
    ["37", "合计驿站", "x"],
    ["", ""],
    ["合计", "113.65,34.75"],
    ["合计" + "站" * 500],
]


@pytest.mark.parametrize("cells", DATA)
def test_in_doubt_it_is_data(cells):
    assert not footers.is_footer(cells, at_end=True)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_footers_say_is_kept_beside_their_count(form, make):
    rows = [["名称", "地址"], ["甲驿站", "路"], ["小计", "1"], ["名称", "地址"], ["乙驿站", "街"], ["合计", "2"]]
    rows += [["注：坐标取自高德地图", ""], ["2、" + "略" * 300, ""]]
    text = "\n".join(",".join(row) for row in rows).encode()
    table = readers.read(text if form == "csv" else make.workbook({"名单": rows}))
    assert table.cells["名称"].tolist() == ["甲驿站", "乙驿站"]
    assert table.footer_rows == 5
    assert table.footers[:3] == ("小计 1", "合计 2", "注：坐标取自高德地图")
    assert [len(text) for text in table.footers[3:]] == [200]


def test_of_many_footers_the_last_are_kept():
    rows = [line for number in range(30) for line in (f"甲{number},路", f"小计,{number}")]
    table = readers.read("\n".join(["名称,地址", *rows, "注：坐标为GCJ-02"]).encode())
    assert table.footer_rows == 31
    assert len(table.footers) == 20
    assert table.footers[-2:] == ("小计 29", "注：坐标为GCJ-02")


SECTIONS = [
    ["一、红旗区", "", ""],
    ["驿城区（12个）", ""],
    ["（二）中牟县", ""],
    ["1.中牟县", ""],
    ["三", "卫滨区", ""],
]
SECTIONS += [["一、红旗区"] * 4, ["驿城区", "（12家）", ""], ["", "二、户外劳动者驿站"], ["五、高新区", "12个"]]
SECTIONS += [["（一）郑州市总工会（3处）", ""], ["四、城关镇", ""], ["七、市直单位", ""]]


@pytest.mark.parametrize("cells", SECTIONS)
def test_headings_of_parts_are_no_stations(cells):
    assert footers.is_section(cells)


STATIONS = [["红旗区", ""], ["红旗区工会驿站", ""], ["1.工会驿站", ""], ["1、阳光社区", ""], ["1", "红旗区", ""]]
STATIONS += [["一、红旗区", "人民路1号"], ["一、红旗区", "", "113.6", "34.7"], ["3.北林路街道", ""], ["驿城区", "12个"]]
STATIONS += [["一、甲驿站", ""], ["甲驿站（12个座位）", ""], ["1、丹尼斯超市", ""], ["1.中牟服务区", ""], ["", ""]]
STATIONS += [["一、爱心驿站", "红旗区"], ["一、爱心驿站", "人民路"], ["二", "爱心驿站", "路"], ["一、红旗区", "甲驿站"]]
STATIONS += [["一马路街道", ""], ["红旗区（东）", ""], ["一、红旗区总工会", ""]]


@pytest.mark.parametrize("cells", STATIONS)
def test_what_may_be_a_station_is_no_heading(cells):
    assert not footers.is_section(cells)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_headings_are_left_out_and_counted_with_totals(form, make):
    rows = [["名称", "地址", "电话"], ["一、红旗区", "", ""], ["甲驿站", "路", "1"], ["小计", "1", ""]]
    rows += [["卫滨区（1个）", "", ""], ["乙驿站", "街", "2"]]
    text = "\n".join(",".join(row) for row in rows).encode()
    table = readers.read(text if form == "csv" else make.workbook({"名单": rows}))
    assert table.cells["名称"].tolist() == ["甲驿站", "乙驿站"]
    assert table.sheet_row.tolist() == [3, 6]
    assert (table.footer_rows, table.footers) == (3, ("小计 1",))


def test_a_list_of_nothing_but_headings_is_data():
    table = readers.read("名称,地址\n一、红旗区,\n二、卫滨区,\n合计,2".encode())
    assert table.cells["名称"].tolist() == ["一、红旗区", "二、卫滨区"]


NUMBERED = {
    "numbered stations": (["一、爱心驿站,", "二、工会驿站,", "三、阳光驿站,路"], 3),
    "a numbered station at the end": (["甲驿站,路", "乙驿站,街", "三、爱心驿站,"], 3),
    "numbers in a column of their own": (["一,爱心驿站,", "二,工会驿站,", "三,阳光驿站,路"], 3),
    "headings of kinds": (["一、爱心驿站,", "甲驿站,路", "二、工会驿站,", "乙驿站,街"], 2),
    "headings of two levels": (["一、爱心驿站,", "（一）红旗区,", "甲驿站,路"], 1),
}


@pytest.mark.parametrize("case", NUMBERED)
def test_what_follows_tells_a_heading_from_a_numbered_station(case):
    lines, sites = NUMBERED[case]
    header = "序号,站点名称,地址" if lines[0].count(",") > 1 else "站点名称,地址"
    table = readers.read("\n".join([header, *lines]).encode())
    assert (len(table.cells), table.footer_rows) == (sites, len(lines) - sites)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_line_left_out_is_named(form, make):
    rows = [
        ["驿站一览表", ""],
        ["名称", "地址"],
        ["一、红旗区", ""],
        ["甲驿站", "路"],
        ["小计", "1"],
        ["乙驿站", "街"],
        ["来源：市总", ""],
    ]
    text = "\n".join(",".join(row) for row in rows).encode()
    table = readers.read(text if form == "csv" else make.workbook({"名单": rows}))
    said = next(note.values["lines"] for note in table.notes if note.key == "read_left_out")
    assert said.zh == "第 1 行“驿站一览表”、第 3 行“一、红旗区”、第 5 行“小计 1”、第 7 行“来源：市总”"
    many = readers.read("\n".join(["名称,地址", *["甲,路", "小计,1"] * 30]).encode()).notes[-1].values["lines"]
    assert many.zh.startswith("第 3 行“小计 1”、第 5 行")
    assert (many.zh.endswith("等 30 行"), many.en.endswith("and 22 more")) == (True, True)


CELLS = [
    "",
    "　",
    "合计",
    "合 计：",
    "总计：3个",
    "一",
    "一、红旗区",
    "（二）中牟县",
    "1.",
    "1.中牟县",
    "红旗区",
    " 红旗区 ",
    "红旗 区",
]
CELLS += [
    "驿城区（12个）",
    "驿城区",
    "（12个）",
    " (12 个)",
    "甲驿站",
    "12",
    "七、市直单位",
    "第1页 共3页",
    "113.65",
    "34.75",
]

HEADS = re.compile(f"{footers.SECTION_HINT}|{footers.UNIT_HINT}")


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(st.sampled_from(CELLS), min_size=width, max_size=width)))
)
def test_of_whole_columns_the_same_rows_are_totals_and_headings_as_of_single_rows(rows):
    columns = [body.text_column(cells) for cells in zip(*rows, strict=True)]
    found = suspects.find(columns, suspects.first_filled(columns, len(rows)))
    plain = {
        place
        for place, row in enumerate(rows)
        if footers.is_footer(row, at_end=False)
        or (footers.is_section(row) and HEADS.search(next(cell for cell in row if cell.strip())))
    }
    assert len(found) == len(set(found))
    assert plain <= set(found)


def test_no_row_of_a_list_that_begins_with_counties_is_looked_at():
    county, tick = body.text_column(["红旗区", "1."] * 50), body.text_column(["有"] * 100)
    for columns in ([county], [county, tick], [county, *[tick] * 9, body.text_column(["无"] * 100)]):
        few = [row for row in suspects.find(columns, suspects.first_filled(columns, 100)) if row % 2 == 0]
        assert few == []
