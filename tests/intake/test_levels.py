import csv
import io
from pathlib import Path

import pytest

import unionmap as um
from unionmap.intake import columns, guides, headers, readers

SEEDS = Path(__file__).parents[2] / "seeds"
SITES = [["1", "甲路工会驿站", "√", "", "○", "甲路1号"], ["2", "乙路工会驿站", "有", "√", "", "乙路8号"]]
GROUPED = {
    "groups": [["序号", "站点名称", "服务设施", "", "", "地址"], ["", "", "饮水", "微波炉", "空调", ""]],
    "a remark in the group": [
        ["序号", "驿站", "配套情况（有打√）", "", "", "地址"],
        ["", "", "饮水机", "热饭", "空调", ""],
    ],
    "three lines": [
        ["序号", "站点名称", "站点设施", "", "", "地址"],
        ["", "", "基本设施", "扩展设施", "", ""],
        ["", "", "饮水", "微波炉", "空调", ""],
    ],
    "groups above the names": [
        ["站点信息", "", "设施（有请打√）", "", "", "位置"],
        ["序号", "名称", "饮水", "热饭", "空调", "地址"],
    ],
}
MERGED = {
    "groups": ["A1:A2", "B1:B2", "C1:E1", "F1:F2"],
    "a remark in the group": ["A1:A2", "B1:B2", "C1:E1", "F1:F2"],
    "three lines": ["A1:A3", "B1:B3", "C1:E1", "D2:E2", "F1:F3"],
    "groups above the names": ["A1:B1", "C1:E1"],
}


def text(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def file_of(make, form, rows, merged):
    def arrange(_, sheets):
        for place in merged:
            first = place.partition(":")[0]
            title = rows[int(first[1:]) - 1][ord(first[0]) - ord("A")]
            sheets["名单"].merge_range(place, title)

    return text(rows) if form == "csv" else make.workbook({"名单": rows}, arrange if form == "merged" else None)


@pytest.mark.parametrize("form", ["merged", "merges lost", "csv"])
@pytest.mark.parametrize("case", list(GROUPED))
def test_ticks_below_a_group_are_facilities_of_the_sites(case, form, make):
    rows = [["户外劳动者服务站点统计表"], *GROUPED[case], *SITES]
    merged = [f"{a[0]}{int(a[1]) + 1}:{b[0]}{int(b[1]) + 1}" for a, b in (place.split(":") for place in MERGED[case])]
    result = um.read_sites(file_of(make, form, rows, merged))
    found = result.sites["rest_station"]
    assert (result.rows, result.assumed["header_row"], len(result.refused)) == (2, 1 + len(GROUPED[case]), 0)
    assert found["name"].tolist() == ["甲路工会驿站", "乙路工会驿站"]
    assert found["facilities"].tolist() == ["water;cooling;heating", "water;hot_food"]
    assert found["address"].tolist() == ["甲路1号", "乙路8号"]


def test_the_name_of_a_part_that_nobody_knows_keeps_its_group():
    upper, lower = ["名称", "设施", "", "人员", "", ""], ["", "水", "其他", "专职", "兼职", "志愿者"]
    found = headers.find([upper, lower, ["甲", "√", "雨伞", "1", "2", "3"]], columns.recognise)
    assert found.names == ("名称", "设施 水", "设施 其他", "人员 专职", "人员 兼职", "人员 志愿者")


def test_a_facility_that_is_denied_is_none():
    rows = [
        ["名称", "饮水机", "", "空调", ""],
        ["", "是", "否", "有", "无"],
        ["甲驿站", "√", "", "", "√"],
        ["乙驿站", "", "√", "√", ""],
    ]
    assert um.read_sites(text(rows)).sites["rest_station"]["facilities"].tolist() == ["water", "cooling;heating"]


def test_rings_beside_full_circles_are_empty_boxes():
    rows = [["名称", "饮水", "空调"], ["甲驿站", "●", "○"], ["乙驿站", "○", "●"]]
    assert um.read_sites(text(rows)).sites["rest_station"]["facilities"].tolist() == ["water", "cooling;heating"]


@pytest.mark.parametrize(
    "row",
    [
        ["", "人民路1号", "饮水", "热饭", "8:00"],
        ["", "", "√", "", ""],
        ["", "", "有", "有", ""],
        ["", "", "12", "20", ""],
        ["甲驿站", "", "饮水", "热饭", ""],
        ["", "", "饮水", "", ""],
    ],
)
def test_a_first_row_of_data_parts_no_group(row):
    found = headers.find([["名称", "地址", "设施", "", "时间"], row, ["乙驿站", "路", "x", "y", ""]], columns.recognise)
    assert (found.rows, found.first_row) == ((0,), 1)


def test_what_stands_below_again_parts_no_group():
    found = headers.find([["名称", "设施", ""], ["", "饮水", "热饭"], ["乙驿站", "饮水", ""]], columns.recognise)
    assert found.rows == (0,)


@pytest.mark.parametrize(
    "title", [["填报单位：市总", "", "时间：2024年", ""], ["市总工会", "", "一览表", ""], ["驿站", "", "", ""]]
)
def test_a_title_gathers_no_columns(title):
    found = headers.find([title, ["编号", "名称", "地址", "电话"], ["1", "甲", "路", "1"]], columns.recognise)
    assert found.rows == (1,)


NAMES = ["序号", "站点名称", "地址", "经度", "纬度"]
GUIDES = [
    ["", "（必填）", "（必填）", "例：113.91", "例：35.30"],
    ["", "", "", "（度）", "（度）"],
    ["填写说明", "填全称", "填写至门牌号", "保留6位小数", "保留6位小数"],
    ["示例", "XX工会驿站", "XX路1号", "113.651234", "34.751234"],
    ["1", "（示例）甲驿站", "甲路1号", "113.651234", "34.751234"],
    ["1", "2", "3", "4", "5"],
    ["甲", "乙", "丙", "1", "2"],
    ["（1）", "（2）", "（3）", "（4）", "（5）"],
    ["填写说明：站点名称请填全称", "", "", "", ""],
]


@pytest.mark.parametrize("row", GUIDES)
def test_a_line_that_says_how_to_fill_in_the_form_is_no_site(row, make):
    rows = [NAMES, row, ["1", "甲路工会驿站", "甲路1号", "113.91", "35.30"]]
    for raw in (text(rows), make.workbook({"名单": rows})):
        table = readers.read(raw)
        assert table.cells["站点名称"].tolist() == ["甲路工会驿站"]
        assert (table.header_row, table.sheet_row.tolist(), table.footer_rows, table.titles) == (1, [3], 1, ())
        assert [note.key for note in table.notes] == ["read_guides"]
        assert str(table.notes[0].values["lines"].zh).startswith("第 2 行“")


DATA = [
    ["1", "甲驿站", "（待定）", "", ""],
    ["1", "例行驿站", "路", "", ""],
    ["1", "说明驿站", "路", "113.1", "34.1"],
    ["", "（东）驿站", "", "", ""],
    ["1", "2", "3", "113.1", "34.1"],
    ["1", "甲驿站", "如意路", "", ""],
    ["", "", "", "", ""],
]


@pytest.mark.parametrize("row", DATA)
def test_in_doubt_a_line_below_the_header_is_data(row):
    assert not guides.is_guide(row, NAMES, columns.recognise)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.csv")), ids=lambda path: path.stem)
def test_no_row_of_a_real_list_is_a_guide(path):
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    assert [row for row in rows if guides.is_guide(row, names, columns.recognise)] == []
