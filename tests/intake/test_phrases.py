from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import kernels
from unionmap.intake import phrases

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FORMS = (
    "{d:%Y-%m-%d}",
    "{d:%Y/%m/%d}",
    "{d.year}/{d.month}/{d.day}",
    "{d.year}.{d.month}.{d.day}",
    "{d.year}年{d.month}月{d.day}日",
    "{d.year} 年 {d.month} 月 {d.day} 日",
    "{d:%Y%m%d}",
    "{d:%Y-%m-%d} 08:30:00",
    "{d:%Y-%m-%d}T08:30:00+08:00",
    "{d.year}-{d.month}-{d.day}",
)


@given(days, st.sampled_from(FORMS))
def test_a_day_is_read_however_it_is_written(day, form):
    assert phrases.read_date(form.format(d=day)) == day.isoformat()


@given(days)
def test_a_serial_number_of_a_spreadsheet_is_its_day(day):
    assert phrases.read_date(str((day - date(1899, 12, 30)).days)) == day.isoformat()


@pytest.mark.parametrize("text", ["3/4/2023", "2023-13-01", "2023-02-30", "去年", "12.4", "8:30", "99999999", "0", ""])
def test_a_date_that_can_be_read_two_ways_or_not_at_all_is_not_guessed(text):
    assert phrases.read_date(text) == ""


@pytest.mark.parametrize(
    ("text", "iso"), [("2023年12月", "2023-12"), ("2023", "2023"), ("2023-12", "2023-12"), ("25/12/2023", "2023-12-25")]
)
def test_a_date_is_as_exact_as_it_is_written(text, iso):
    assert phrases.read_date(text) == iso


FROM_REAL_LISTS = [
    "24小时",
    "24小时响应",
    "全天开放",
    "07:30-22:30",
    "5:00-21:00",
    "05:00-17:30",
    "08:45-23:45",
    "周一至周五 09:00-17:00",
    "周一至周五8:30-17:00",
    "周一至周五 08:30-12:00,13:00-17:30",
    "08:00-12:00,14:00-16:00",
    "8:30-11:00, 13:00-17:00",
    "9:00-11:00 14:00-18:00",
    "每天8:00—18:00",
    "每天上午8点至下午6点",
    "每日8时到22时",
    "每日开放时间为7:30-17:30",
    "工作日开放",
    "星期一到星期五。 9:30-17:00",
    "周二至周日 9:00—20:00，周一闭馆",
    "3月16日-11月15日 8:30-18:00；11月16日-次年3月15日 8:30-17:30",
    "以现场公告为准",
    "以站点为准",
    "24/7",
    "Mo-Fr 09:00-17:00",
]


@pytest.mark.parametrize("text", FROM_REAL_LISTS)
def test_hours_of_real_lists_are_kept_as_written(text):
    assert phrases.read_hours(f" {text} ") == (text, "")


@pytest.mark.parametrize("text", ["8?0?7:30", "25:00-26:00", "8:75-9:00", "\ufffd:30-17:00", "###", "??"])
def test_damaged_hours_are_unreadable_and_not_repaired(text):
    assert phrases.read_hours(text) == ("", "unreadable")


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2024-08-12", "8-12"), ("2024-08-20 00:00:00", "8-20"), ("8月12日", "8-12"), ("0.354166666666667", "08:30")],
)
def test_hours_that_a_spreadsheet_took_for_a_date_come_back(text, hours):
    assert phrases.read_hours(text) == (hours, "date")


@given(st.integers(1, 99))
def test_places_in_an_order_are_read_in_figures_and_in_characters(number):
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    spoken = digits[ones] if tens == 0 else (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")
    for text in (f"第{number}站", f"{number}", f"{number}站", f"第{spoken}站", f"{number}.0"):
        assert phrases.read_order(text) == number


GARBLED_BY = [("utf-8", "gb18030"), ("utf-8", "cp1252"), ("utf-8", "latin-1"), ("gb18030", "latin-1")]
NAMES = [
    "工会驿站",
    "宝丰县梅园路公交枢纽站驿站",
    "郑州市总工会户外劳动者服务站点",
    "工会驿站(郑州市张仲景大药房互助路店)",
    "劳动者港湾·建设路支行",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("right", "wrong"), GARBLED_BY, ids=str)
def test_a_name_read_in_the_wrong_encoding_is_garbled_and_the_sieve_lets_it_through(name, right, wrong):
    garbled = name.encode(right).decode(wrong, "replace")
    assert phrases.is_garbled(garbled)
    assert kernels.holds(pd.Series([garbled], dtype="str"), phrases.suspects()).all()
    assert phrases.mend(garbled) in (name, "")


def test_no_name_of_the_shipped_sites_is_called_garbled(sites):
    for frame in sites.values():
        for column in ("name", "address"):
            assert not frame[column].map(phrases.is_garbled).astype(bool).any()


@given(st.text(max_size=40))
def test_no_cell_breaks_the_reading(text):
    phrases.read_date(text), phrases.read_hours(text), phrases.read_order(text), phrases.read_truth(text)
    phrases.is_garbled(text)
