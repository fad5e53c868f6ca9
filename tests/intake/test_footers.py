import pytest

from unionmap.intake import footers, readers

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
    assert footers.is_footer(cells, at_end=False)


REMARKS = [["注：坐标取自高德"], ["备注:", "略"], ["制表人：张三", "审核：李四"], ["数据来源：市总"], ["填表日期"]]
REMARKS += [["填报时间：2024年3月5日"], ["更新日期：2024-03-05"], ["以上数据截至2024年6月底"], ["二〇二四年三月五日"]]
REMARKS += [["日期：", "2024.3.5"], ["填表人：张三", "审核人：李四", "填报时间：2024年3月5日"]]
REMARKS += [["制表人：", "张三", "日期：", "2024-03-05"]]


@pytest.mark.parametrize("cells", REMARKS)
def test_remarks_are_footers_at_the_end_only(cells):
    assert footers.is_footer(cells, at_end=True)
    assert not footers.is_footer(cells, at_end=False)


DATA = [["合计", "甲", "3"], ["合计", "113.65", "34.75"], ["小计划驿站"], ["注意安全驿站"], ["联系群众驿站", "文化路"]]
DATA += [["注：", "a", "b"], ["37", "合计驿站", "x"], ["", ""], ["合计", "113.65,34.75"], ["合计" + "站" * 500]]


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
