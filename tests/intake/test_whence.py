"""Source and date of a list from the lines around its table; rows that tell their own keep it."""

import json

import pytest

import unionmap as um
from unionmap.export import workbook
from unionmap.intake import whence
from unionmap.workflows.compare import compare

TOLD = {
    "填报单位：郑州市总工会 填报时间：2024年3月5日": ("郑州市总工会", "2024-03-05"),
    "填 报 单 位：郑州市总工会　 填 报 时 间：2024 年 3 月 5 日": ("郑州市总工会", "2024-03-05"),
    "报送单位（盖章）：洛阳市总工会 2024年3月5日": ("洛阳市总工会", "2024-03-05"),
    "填报单位:郑州市总工会填报人:张三联系电话:13800000000": ("郑州市总工会", ""),
    "填报单位：中国建设银行 郑州分行": ("中国建设银行 郑州分行", ""),
    "数据来源：市总工会、高德地图": ("市总工会、高德地图", ""),
    "注：1.数据来源：市总；2.坐标取自高德": ("市总", ""),
    "单位：个 制表日期：20240520": ("", "2024-05-20"),
    "单位：郑州市总工会": ("郑州市总工会", ""),
    "截至2024年6月底，全市共建成站点36个": ("", "2024-06"),
    "数据截止2024-12-31 24:00": ("", "2024-12-31"),
    "二〇二四年三月十五日": ("", "2024-03-15"),
    "Source: Trade Unions of Henan  Date: 2024-03-05": ("Trade Unions of Henan", "2024-03-05"),
}
UNTOLD = """
填报单位：    填报时间：    年  月  日|填报单位 填报时间|填报单位：XX市总工会|填报单位：____ 填报日期：____
填报单位：填写全称并加盖公章|填报时间：24年3月5日|填报时间：3/4/2024|统计时间：2024年3月1日至3月31日
报送时间：2024年3月5日前|截至目前|截至2024年全市|郑州市站点名单（2024年）|2024年站点建设计划|开放时间：8:00-18:00
坐标来源：高德地图|主管单位：郑州市总工会|填报人：张三|单位：个|统计：张三
"""


@pytest.mark.parametrize("line", list(TOLD))
def test_a_line_tells(line):
    found = whence.read([line])
    assert tuple(found.get(field, "") for field in whence.FIELDS) == TOLD[line]


@pytest.mark.parametrize("line", [line for part in UNTOLD.strip().split("\n") for line in part.split("|")])
def test_a_line_tells_nothing(line):
    assert whence.read([line]) == {}


def test_of_several_lines_the_plainest_counts_and_contradictions_tell_nothing():
    assert whence.read(["制表单位：甲公司", "数据来源：郑州市总工会"]) == {"source_title": "郑州市总工会"}
    assert whence.read(["填报时间：2024年3月5日", "统计截止日期：2023-12-31"]) == {"source_date": "2023-12-31"}
    assert whence.read(["填报单位：郑州市总工会", "填报单位：洛阳市总工会", "2024年3月5日", "2024年3月6日"]) == {}


LIST = (
    "站点名单\n填报单位：郑州市总工会,,,{above}\n{header}\n甲驿站,路,,\n乙驿站,街,自己的来源,2023-01-01\n"
    "丙驿站,巷,,坏\n{below}\n"
)


@pytest.mark.parametrize(("above", "below"), [("填报时间：2024年3月5日", ""), ("", "填报时间：2024年3月5日")])
def test_rows_that_name_no_source_of_their_own_get_what_is_told_and_that_is_said(above, below):
    raw = LIST.format(above=above, below=below, header="名称,地址,数据来源,来源日期").encode()
    result = um.read_sites(raw)
    sites = result.sites["rest_station"]
    assert sites["source_title"].tolist() == ["郑州市总工会", "自己的来源", "郑州市总工会"]
    assert sites["source_date"].tolist() == ["2024-03-05", "2023-01-01", ""]
    keys = [key for key, _ in result.remarks]
    assert {"rows.source_title_told", "rows.source_date_told"} <= set(keys)


def test_a_newer_date_above_the_table_changes_no_site_but_is_taken_over():
    older, newer = (
        um.read_sites(LIST.format(above=day, below="", header="名称,地址,数据来源,x").encode()).sites
        for day in ("2024年3月5日", "2024年6月5日")
    )
    difference = compare(newer, older)
    assert difference.counts() == {"added": 0, "changed": 0, "gone": 0, "same": 3}
    assert set(difference.sites["rest_station"]["source_date"]) == {"2024-06-05"}


def test_corrected_rows_remember_the_source_of_their_list():
    first = um.read_sites(LIST.format(above="2024年3月5日", below=",无名", header="名称,地址,其他,x").encode())
    again = um.read_sites(workbook.refused(first.refused, first.carry("名单")))
    assert len(first.refused) == again.rows == 1
    assert whence.FIELDS == ("source_title", "source_date")
    told = {"source_title": "郑州市总工会", "source_date": "2024-03-05", "province": "410000"}
    assert first.carry("名单")["source"] == told
    assert "rows.source_date_told" in [key for key, _ in again.remarks]


@pytest.mark.parametrize(
    "source", ["x", 5, {"province": "坏"}, ["a"], {"source_title": 5, "source_date": "坏"}, {"source_title": "站" * 99}]
)
def test_what_is_carried_is_read_as_carefully_as_a_line(source, make):
    book = make.workbook({"名单": [["名称"], ["甲驿站"]], "unionmap": [[json.dumps({"source": source})]]})
    site = um.read_sites(book).sites["rest_station"].iloc[0]
    assert (site["source_title"], site["source_date"]) == ("", "")


def test_what_one_sheet_says_is_not_said_of_another(make):
    header = ["名称", "地址", "经度", "纬度"]
    book = {
        "东片": [
            ["河北省站点 填报单位：甲市总工会 2024年3月5日"],
            header,
            ["甲站", "路", "114.5023", "38.0423"],
            ["", "路", "", ""],
        ],
        "西片": [header, ["乙站", "路", "113.6653", "34.7573"], ["", "路", "", ""]],
        "南片": [["河南省站点"], header, ["丙站", "路", "114.5023", "38.0423"], ["数据来源：乙市总工会"]],
    }
    result = um.read_sites(make.workbook(book), datum="wgs84")
    told = result.sites["rest_station"][["name", "source_title", "source_date"]].to_numpy().tolist()
    assert told == [["甲站", "甲市总工会", "2024-03-05"], ["乙站", "", ""]]
    assert [row["reasons"] for row in result.report()["refused"]] == [
        ["没有名称"],
        ["没有名称"],
        ["坐标不在所写的省内"],
    ]
    again = um.read_sites(workbook.refused(result.refused, result.carry("名单")))
    assert [row["sheet"] for row in again.report()["refused"]] == ["东片", "西片", "南片"]
    assert [row["reasons"][-1] for row in again.report()["refused"]] == ["没有名称", "没有名称", "坐标不在所写的省内"]
