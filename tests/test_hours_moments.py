from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import hours
from unionmap.errors import InputError

NOW = datetime(2026, 11, 28, 15, 40)  # a Saturday

SAID = {
    "现在": "2026-11-28 15:40",
    "now": "2026-11-28 15:40",
    "周六 12:30": "2026-12-05 12:30",
    "周六 16:00": "2026-11-28 16:00",
    "星期天上午9点": "2026-11-29 09:00",
    "礼拜一 8:30": "2026-11-30 08:30",
    "下周六 12:30": "2026-12-05 12:30",
    "下周一8点": "2026-11-30 08:00",
    "今晚 22:00": "2026-11-28 22:00",
    "今晚10点": "2026-11-28 22:00",
    "今天下午四点半": "2026-11-28 16:30",
    "明早7点": "2026-11-29 07:00",
    "明天中午": "2026-11-29 12:00",
    "后天凌晨1点": "2026-11-30 01:00",
    "半夜": "2026-11-29 00:00",
    "12:30": "2026-11-29 12:30",
    "16：05": "2026-11-28 16:05",
    "晚上八点": "2026-11-28 20:00",
    "12月1日 12:30": "2026-12-01 12:30",
    "1月1日 9:00": "2027-01-01 09:00",
    "2026年10月1日12点": "2026-10-01 12:00",
    "2026-11-24 12:30": "2026-11-24 12:30",
    "2026-11-24T12:30": "2026-11-24 12:30",
    "Sat 12:30": "2026-12-05 12:30",
    "sunday 9am": "2026-11-29 09:00",
    "tomorrow 12:30": "2026-11-29 12:30",
    "today 18:00": "2026-11-28 18:00",
    "noon": "2026-11-29 12:00",
}
NOT_SAID = [
    "",
    "周六",
    "今晚",
    "12",
    "25:00",
    "12:75",
    "周八 9:00",
    "2月30日 9:00",
    "9:00-17:00",
    "什么时候",
    "a" * 400,
    "次日9:00",
]


@pytest.mark.parametrize(("text", "meant"), SAID.items())
def test_a_time_as_people_say_it(text, meant):
    assert hours.moment(text, NOW) == datetime.fromisoformat(meant)


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_names_no_time_is_refused_in_one_sentence(text):
    with pytest.raises(InputError, match="time"):
        hours.moment(text, NOW)


@given(at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), now=st.datetimes(datetime(2000, 1, 1)))
def test_a_date_and_time_in_full_mean_the_same_whenever_they_are_read(at, now):
    at = at.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y年%m月%d日%H点%M分", "%Y/%m/%d %H:%M"):
        assert hours.moment(at.strftime(form), now) == at
