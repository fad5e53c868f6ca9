"""Hours in several columns: put together as written, and unknown rather than guessed."""

import datetime
from collections.abc import Sequence

import pytest

import unionmap as um
from unionmap import hours
from unionmap.intake import readers, timetable


def read(header: str, *cells: str):
    lines = [f"站点名称,{header}", *(f"{'甲乙丙丁'[place]}驿站,{row}" for place, row in enumerate(cells))]
    return um.read_sites("\n".join(lines).encode())


def said(header: str, *cells: str) -> list[tuple[str, str]]:
    found = read(header, *cells).sites["rest_station"]["opening_hours"]
    return [(text, hours.parse(text).rules) for text in found]


COLUMNS = {
    "周一至周五,周六日|8:00-18:00,9:00-17:00": "Mo-Fr 08:00-18:00; Sa-Su 09:00-17:00",
    "开放时间（周一至周五）,开放时间（周末）|8-18,休息": "Mo-Fr 08:00-18:00",
    "工作日开放时间,节假日开放时间|8:00-18:00,不开放": 'Mo-Fr 08:00-18:00 "工作日"; PH off',
    "周一至周五,周六日|8:00-18:00,": "Mo-Fr 08:00-18:00; Sa-Su unknown",
    "周末,工作日|周六 9:00-12:00,9:00-17:00": 'Mo-Fr 09:00-17:00 "工作日"; Sa 09:00-12:00; PH unknown',
    "周末,工作日|每天9:00-12:00,9:00-17:00": "",
    "上午,下午|8:00-12:00,2:00-6:00": "08:00-12:00,14:00-18:00",
    "上午,下午|8-12,2点到6点": "08:00-12:00,14:00-18:00",
    "上午,下午|8:00-12:00,": "",
    "上午,下午|8:00-12:00,不开放": "08:00-12:00",
    "上午,下午,晚上|8:00-12:00,14:00-18:00,": "08:00-12:00,14:00-18:00",
    "上午开门,上午关门,下午开门,下午关门|8:00,12:00,14:00,18:00": "08:00-12:00,14:00-18:00",
    "早上开门时间,晚上关门时间|8:00,18:00": "08:00-18:00",
    "上午开门时间,下午关门时间|8点,6点": "08:00-18:00",
    "is_open_24h|TRUE": "24/7",
    "时间|早8晚6": "08:00-18:00",
    "夏季（5-9月）,冬季（10-4月）|8:00-19:00,8:30-18:00": "May-Sep 08:00-19:00; Oct-Apr 08:30-18:00",
    "夏季开放时间,冬季开放时间|8:00-19:00,8:30-18:00": "",
    "是否24小时|是": "24/7",
    "是否24小时|否": "",
    "24小时开放|√": "24/7",
    "is_24h|1": "24/7",
    "是否24小时开放|否（8:00-20:00）": "08:00-20:00",
    "开放时间,是否24小时|8:00-18:00,否": "08:00-18:00",
    "开放时间,是否24小时|8:00-18:00,是": "",
    "开放时间,是否24小时|24小时,否": "",
    "开放时间,节假日是否开放|8:00-18:00,否": "08:00-18:00; PH off",
    "开放时间,节假日是否开放|8:00-18:00,是": "08:00-18:00",
    "开放日,开放时间|周一至周五,8:00-18:00": "Mo-Fr 08:00-18:00",
    "工作日,工作时间|周一至周五,8:00-18:00": "Mo-Fr 08:00-18:00",
    "开放时间,闭馆日|9:00-17:00,周一": "Tu-Su 09:00-17:00",
    "开放时间,休息日|9:00-17:00,周六日": "Mo-Fr 09:00-17:00",
    "开放日,开放时间|周末,周一至周五8:00-17:00": "Mo-Fr 08:00-17:00; Sa-Su unknown",
    "开放时间,周一,周二,周三,周四,周五,周六,周日|8:00-18:00,√,√,√,√,√,,": "Mo-Fr 08:00-18:00",
    "5.周一至周五*,★6.周末|8:00-18:00,休息": "Mo-Fr 08:00-18:00",
    "时间|8:00-18:00": "08:00-18:00",
    "时间|2024-05-12": "",
    "开放时间起,开放时间止|8:00,24:00": "08:00-24:00",
    "营业开始,营业结束|0,1": "24/7",
    "营业开始,营业结束|0.375,1.0": "09:00-24:00",
    "开门时间,关门时间|8,1": "",
}


@pytest.mark.parametrize("case", COLUMNS)
def test_hours_of_several_columns(case):
    assert [rules for _, rules in said(*case.split("|"))] == [COLUMNS[case]]


def test_they_are_kept_as_written_and_the_columns_told():
    result = read("周一至周五,周末,24小时", "8:00—18:00,休息,否", ",,是", ",,", "09:00-17:00,,")
    sites = result.sites["rest_station"]
    assert sites["opening_hours"].tolist() == [
        "周一至周五 8:00—18:00；周末 休息",
        "24小时",
        "",
        "周一至周五 09:00-17:00；周末 未注明",
    ]
    assert sites["周末"].tolist() == ["休息", "", "", ""]
    assert result.assumed["also"] == {"hours": ["周一至周五", "周末", "24小时"]}
    assert "开放时间（几列合成）=周一至周五、周末、24小时" in result.columns_as("zh")
    assert "rows.extras_kept" not in [key for key, _ in result.remarks]


@pytest.mark.parametrize("cells", ["是", "有", "春节", "2", "张三"])
@pytest.mark.parametrize("header", ["上午", "夏季", "24小时便利店", "周边", "日"])
def test_other_columns_are_no_hours(header, cells):
    assert timetable.find([header], lambda _: [cells]) == ()


def test_a_caller_may_name_the_column_of_hours_and_keep_others_out():
    text = "站点名称,几点,是否24小时\n甲驿站,8:00-18:00,是\n".encode()
    wanted = {"几点": "opening_hours"}
    both = um.read_sites(text, columns=wanted).sites["rest_station"]["opening_hours"].tolist()
    kept = um.read_sites(text, columns={**wanted, "是否24小时": "-"})
    assert both == ["8:00-18:00；24小时"]
    assert kept.sites["rest_station"]["opening_hours"].tolist() == ["8:00-18:00"]
    assert kept.assumed["also"] == {}


def test_sheets_with_columns_of_their_own_share_the_hours(make):
    here, there = ["路1号", "113.651234", "34.751234"], ["街2号", "113.661234", "34.761234"]
    red = ["站点名称", "地址", "经度", "纬度", "开放时间", "上午", "下午"]
    wei = ["驿站名称", "地址", "经度", "纬度", "开放时间", "24小时"]
    rows = [["甲驿站", *here, "", "8:00-12:00", "14:00-18:00"], ["乙驿站", *there, "", "√"]]
    book = {"红旗区": [red, rows[0]], "卫滨区": [wei, rows[1]]}
    sites = um.read_sites(make.workbook(book)).sites["rest_station"]
    assert sites["opening_hours"].tolist() == ["上午 8:00-12:00；下午 14:00-18:00", "24小时"]


def _day(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day)


DATES: dict[str, tuple[Sequence[object], list[str], str]] = {
    "hours turned into dates": ([_day(2024, 8, 18), "8:00-18:00", _day(2024, 1, 1)], ["8-18", "8:00-18:00", ""], ""),
    "days when sites opened": ([_day(2023, 8, 18), _day(2021, 5, 2), "2019年3月"], ["", "", ""], "2023-08-18"),
}


@pytest.mark.parametrize("case", DATES)
def test_dates_below_hours(case, make):
    cells, wanted, opened = DATES[case]
    rows = [["站点名称", "开放时间"], *([f"{'甲乙丙'[place]}驿站", cell] for place, cell in enumerate(cells))]
    raw = make.workbook({"表": rows})
    assert len(readers.read(raw).cells) == 3
    sites = um.read_sites(raw).sites["rest_station"]
    assert sites["opening_hours"].tolist() == wanted
    assert sites["opened_on"].tolist()[0] == opened
