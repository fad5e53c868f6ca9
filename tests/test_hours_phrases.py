"""Hours as lists write them: understood whole, or unknown with the reason."""

import csv
import time

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given
from opening_hours import validate

from unionmap import hours
from unionmap.text import LANGUAGES

UNDERSTOOD = {
    # as read in real lists
    "24小时": "24/7",
    "全天开放": "24/7",
    "07:30-22:30": "07:30-22:30",
    "5:00-21:00": "05:00-21:00",
    "周一至周五 09:00-17:00": "Mo-Fr 09:00-17:00",
    "周一至周五8:30-17:00": "Mo-Fr 08:30-17:00",
    "周一至周五 08:30-12:00,13:00-17:30": "Mo-Fr 08:30-12:00,13:00-17:30",
    "8:30-11:00, 13:00-17:00": "08:30-11:00,13:00-17:00",
    "9:00-11:00 14:00-18:00": "09:00-11:00,14:00-18:00",
    "8:00—12:00 14:30—18:00": "08:00-12:00,14:30-18:00",
    "每天8:00—18:00": "08:00-18:00",
    "每天上午8点至下午6点": "08:00-18:00",
    "每日8时到22时": "08:00-22:00",
    "每日开放时间为7:30-17:30": "07:30-17:30",
    "工作日开放": 'Mo-Fr unknown "工作日"; PH off',
    "星期一到星期五。 9:30-17:00": "Mo-Fr 09:30-17:00",
    "周二至周日 9:00—20:00，周一闭馆": "Tu-Su 09:00-20:00",
    "3月16日-11月15日 8:30-18:00；11月16日-次年3月15日 8:30-17:30": (
        "Mar 16-Nov 15 08:30-18:00; Nov 16-Mar 15 08:30-17:30"
    ),
    # plausible ones
    "全天24小时开放": "24/7",
    "7×24小时": "24/7",
    "周一至周五 24小时": "Mo-Fr 00:00-24:00",
    "0:00-24:00": "24/7",
    "００：００～２４：００": "24/7",
    "早8晚6": "08:00-18:00",
    "朝九晚五": "09:00-17:00",
    "早八点到晚六点半": "08:00-18:30",
    "上午8:30-12:00，下午2:30-6:00（周末休息）": "Mo-Fr 08:30-12:00,14:30-18:00",
    "上午：8:30—12:00；下午：14:00—17:30": "08:30-12:00,14:00-17:30",
    "8:00am-6:00pm": "08:00-18:00",
    "12:00am-12:00pm": "00:00-12:00",
    "8点一刻-17点30分": "08:15-17:30",
    "8:00一18:00": "08:00-18:00",
    "8.30-17.30": "08:30-17:30",
    "0830-1730": "08:30-17:30",
    "8-18点": "08:00-18:00",
    "8-12": "08:00-12:00",
    "營業時間：週一至週五 上午9:00至下午5:00": "Mo-Fr 09:00-17:00",
    "22:00-6:00": "22:00-06:00",
    "晚上8点-凌晨2点": "20:00-02:00",
    "早6点至次日凌晨1点": "06:00-25:00",
    "10:00-次日10:00": "10:00-34:00",
    "8:00-0:00": "08:00-24:00",
    "工作日9:00-17:00": 'Mo-Fr 09:00-17:00 "工作日"; PH off',
    "工作日 9:00-17:00，周末 10:00-16:00": 'Mo-Fr 09:00-17:00 "工作日"; Sa-Su 10:00-16:00; PH unknown',
    "工作日8:00-18:00，节假日10:00-16:00": 'Mo-Fr 08:00-18:00 "工作日"; Sa-Su unknown; PH 10:00-16:00',
    "周末及节假日 10:00-16:00": "Sa-Su 10:00-16:00; PH 10:00-16:00",
    "周六日9:00-17:00": "Sa-Su 09:00-17:00",
    "周一、三、五 9:00-11:30": "Mo,We,Fr 09:00-11:30",
    "周一至五8:30-17:00": "Mo-Fr 08:30-17:00",
    "周1-5 8:30-17:00": "Mo-Fr 08:30-17:00",
    "周五至周一 10:00-18:00": "Mo,Fr-Su 10:00-18:00",
    "9:00-17:00（周一至周五）": "Mo-Fr 09:00-17:00",
    "8:00-17:00（周一至周五）、9:00-16:00（周六日）": "Mo-Fr 08:00-17:00; Sa-Su 09:00-16:00",
    "8:00-18:00（12:00-14:00午休）": "08:00-12:00,14:00-18:00",
    "8:00-18:00，节假日除外": "08:00-18:00; PH off",
    "周一至周五（法定节假日除外）9:00-17:00": "Mo-Fr 09:00-17:00; PH off",
    "除周一外每天9:00-17:00": "Tu-Su 09:00-17:00",
    "周二至周日9:00-17:00（周一闭馆，法定节假日除外）": "Tu-Su 09:00-17:00",
    "每天 8:00-20:00，节假日 9:00-17:00": "08:00-20:00; PH 09:00-17:00",
    "8:00-18:00 节假日不休": "08:00-18:00",
    "全年无休 9:00-21:00": "09:00-21:00",
    "周末休息": "Mo-Fr unknown",
    "夏季（5月1日-9月30日）8:00-20:00，冬季（10月1日-次年4月30日）9:00-18:00": (
        "May-Sep 08:00-20:00; Oct-Apr 09:00-18:00"
    ),
    "5-10月 8:00-18:00": "May-Oct 08:00-18:00",
    "5.1-9.30 8:00-20:00": "May-Sep 08:00-20:00",
    "12月1日-2月28日 9:00-16:00": "Dec-Feb 09:00-16:00",
    "5月1日-10月1日 8:00-18:00；10月1日-4月30日 9:00-17:00": (
        "May-Sep 08:00-18:00; Oct 01 unknown; Oct 02-Apr 30 09:00-17:00"
    ),
    "周二至周日 9:00-17:00（16:30停止入馆），周一闭馆": "Tu-Su 09:00-17:00",
    "9:00-17:00，1月20日-2月10日闭馆": "Feb 11-Jan 19 09:00-17:00",
    "周五 22:00-6:00；周六 10:00-12:00": "Fr 22:00-06:00, Sa 10:00-12:00",
    "夜间 22:00-6:00": "22:00-06:00",
    "上午 8-12，下午 2-6": "08:00-12:00,14:00-18:00",
    "8:00开门，18:00关门": "08:00-18:00",
    "开门8:00 关门18:00": "08:00-18:00",
    "8:00-18:00（中午不休息），晚上不开放": "08:00-18:00",
    "8:00-12:00，下午休息": "08:00-12:00",
    "8:00-18:00（非24小时）": "08:00-18:00",
    "00:00:00-23:59:59": "24/7",
    "00:00-24:00（全天）": "24/7",
    "24小时自助": "24/7",
    "限时开放（8:00-18:00），周末不开": "Mo-Fr 08:00-18:00",
    "每周7天 24小时": "24/7",
    "非工作日 9:00-17:00": "Sa-Su 09:00-17:00; PH 09:00-17:00",
    "周一至周五 8:00-18:00；周末 未注明": "Mo-Fr 08:00-18:00; Sa-Su unknown",
    "工作日 8:00-18:00；节假日 未注明": 'Mo-Fr 08:00-18:00 "工作日"; PH unknown',
    "Mon-Fri 9:00-17:00, Sat & Sun closed": "Mo-Fr 09:00-17:00",
    "Daily 8:00 to 18:00": "08:00-18:00",
    "open 24 hours": "24/7",
    # OSM
    "Mo-Fr 8:00-12:00,13:00-17:00; PH off": "Mo-Fr 08:00-12:00,13:00-17:00; PH off",
    "Tu-Su 09:00-20:00; Mo off": "Tu-Su 09:00-20:00",
    "Mo-Su 10:00-12:00, Mo-Fr 14:00-18:00": "Mo-Fr 10:00-12:00,14:00-18:00; Sa-Su 10:00-12:00",
    "10:00-18:00; Jul-Aug 10:00-22:00": "Jul-Aug 10:00-22:00; Sep-Jun 10:00-18:00",
    "Mo-Su,PH 09:00-05:00": "09:00-29:00; PH 09:00-29:00",
}

UNKNOWN = {
    "": "none",
    "无": "none",
    "8?0?7:30": "damaged",
    "8:00-\x0118:00": "damaged",
    "8:00-18\ufffd00": "damaged",
    "以现场公告为准": "deferred",
    "8:00-18:00，以站点实际开放为准": "deferred",
    "24小时响应": "response_only",
    "郏县检察院24小时智能化户外劳动者爱心驿站": "name_only",
    "9:00-17:00（需提前预约）": "appointment",
    "暂停开放": "suspended",
    "每天开放": "no_times",
    "5月1日-9月30日开放": "no_times",
    "9:00-5:00": "ambiguous",
    "上午8:00-5:00": "ambiguous",
    "8:30-12:00 2:00-5:30": "ambiguous",
    "9.30-12.30": "ambiguous",
    "2-6": "ambiguous",
    "8:00-8:00": "ambiguous",
    "下午2点-中午12点": "ambiguous",
    "夏季8:00-20:00 冬季9:00-18:00": "season",
    "9:00-17:00，周六 9:00-12:00": "conflict",
    "9:00-17:00 13:00-15:00": "conflict",
    "周一至周五 9:00-17:00，周五休息": "conflict",
    "工作日9:00-17:00，节假日照常开放": "conflict",
    "8:00-21:00，晚上不开放": "conflict",
    "8:00-12:00，14:00-18:00，中午不休": "conflict",
    "24小时；非24小时": "conflict",
    "上午 8:00-12:00；下午 未注明": "partial",
    "夏季 未注明；冬季 8:00-18:00": "season",
    "周末 未注明": "none",
    "夏6:00-21:00 冬7:00-20:00": "season",
    "随银行营业时间": "host",
    "24小时（需扫码）": "appointment",
    "暂未开放": "suspended",
    "上午8-5": "ambiguous",
    "25:00-26:00": "bad_time",
    "8:00-18:60": "bad_time",
    "2月30日-3月10日 8:00-18:00": "bad_time",
    "周一闭馆，其他时间9:00-17:00": "not_understood",
    "除春节外每天9:00-17:00": "not_understood",
    "冬至-夏至 8:00-18:00": "not_understood",
    "sunrise-sunset": "osm",
    'Mo-Fr 09:00-17:00 "ring the bell"': "osm",
    "Mo[1] 09:00-17:00": "osm",
    "2026 Oct 01 off": "osm",
}


@pytest.mark.parametrize(("text", "rules"), UNDERSTOOD.items())
def test_what_is_understood(text, rules):
    found = hours.parse(text)
    assert (found.rules, found.reason, found.said) == (rules, "", text)
    assert validate(hours.format(found))
    assert hours.parse(hours.format(found)) == found
    assert hours.parse(hours.format(found)).seasons == found.seasons


@pytest.mark.parametrize(("text", "reason"), UNKNOWN.items())
def test_what_stays_unknown_and_why(text, reason):
    found = hours.parse(text)
    assert (found.rules, found.reason) == ("", reason)
    assert all(hours.explain(reason, lang) for lang in LANGUAGES)
    assert hours.parse(hours.format(found)) == found


def test_every_text_of_the_seeds_is_understood(repo):
    said = set()
    for path in (repo / "seeds").glob("*.csv"):
        with path.open(encoding="utf-8-sig") as rows:
            said |= {row.get("opening_hours") or "" for row in csv.DictReader(rows)}
    assert len(said) > 10
    assert {text for text in said if text and not hours.parse(text).rules} == set()


DASHES = ["-", "—", "–", "－", "～", "~", "——", "至", "到", " - ", "﹣", "─"]
WEEKS = {
    "": range(7),
    "每天": range(7),
    "周一至周日 ": range(7),
    "周一至周五": range(5),
    "星期一到星期五 ": range(5),
    "周一-周五：": range(5),
    "週一至五 ": range(5),
    "工作日": range(5),
    "周末 ": (5, 6),
    "周六、周日": (5, 6),
    "双休日": (5, 6),
    "周二至周日 ": range(1, 7),
    "周一、三、五 ": (0, 2, 4),
    "礼拜天 ": (6,),
}


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign in "0123456789:" else sign for sign in text)


def _write(minute: int, style: str) -> str:
    hour, rest = divmod(minute, 60)
    part = "上午" if hour < 12 else "下午"
    twelve = hour if hour <= 12 else hour - 12
    written = {
        "plain": f"{hour}:{rest:02d}",
        "padded": f"{hour:02d}：{rest:02d}",
        "wide": _wide(f"{hour:02d}:{rest:02d}"),
        "point": f"{hour}点{rest:02d}分" if rest else f"{hour}点",
        "hour": f"{hour}时{rest}分" if rest else f"{hour}时",
        "half": f"{hour}点半" if rest == 30 else f"{hour}:{rest:02d}",
        "twelve": f"{part}{twelve}:{rest:02d}",
    }
    return written[style]


STYLES = ["plain", "padded", "wide", "point", "hour", "half", "twelve"]


@st.composite
def phrases(draw: st.DrawFn) -> tuple[str, tuple[tuple[tuple[int, int], ...], ...]]:
    """Return a phrase and the week that it means."""
    cuts = sorted(draw(st.sets(st.integers(24, 92), min_size=2, max_size=6)))
    spans = [(first * 15, last * 15) for first, last in zip(cuts[::2], cuts[1::2], strict=False)]
    style = draw(st.sampled_from(STYLES))
    said = [_write(start, style) + draw(st.sampled_from(DASHES)) + _write(end, style) for start, end in spans]
    days, named = draw(st.sampled_from(sorted(WEEKS.items())))
    text = (
        days
        + draw(st.sampled_from(["", "开放时间：", " "]))
        + draw(st.sampled_from([",", "，", " ", "、", "；", "/", "\n"])).join(said)
    )
    return text, tuple(tuple(spans) if day in named else () for day in range(7))


@given(phrases())
def test_a_phrase_means_the_week_that_it_was_made_from(made):
    text, expected = made
    found = hours.parse(text)
    assert found.reason == ""
    assert hours.week(found) == expected
    assert hours.parse(hours.format(found)) == found


@given(
    st.text(
        st.sampled_from(
            list(
                "0123456789:：-—至到上下午早晚次日点时半周一二五六末节假除外休息开放月年、，；()（） 24小时全天每工作?"
            )
        ),
        max_size=40,
    )
)
def test_no_text_of_such_words_fails_and_what_is_read_can_be_written(text):
    found = hours.parse(text)
    assert bool(found.rules) != bool(found.reason)
    assert hours.parse(hours.format(found)) == found
    if found.rules:
        assert validate(found.rules)


@given(st.text(max_size=60))
def test_no_text_at_all_fails(text):
    found = hours.parse(text)
    assert hours.parse(hours.format(found)) == found


@pytest.mark.parametrize(
    "unit", ["9", "周", "(", "9:00-17:00,", "周一至", "\x00", "Mo,", "Mo-Fr 09:00-17:00;", "至", " ", "节假日", "1月"]
)
def test_a_monstrous_text_is_refused_quickly(unit):
    started = time.process_time()
    assert hours.parse(unit * (100_000 // len(unit))).rules == ""
    assert hours.parse(unit * (250 // len(unit))).said
    assert time.process_time() - started < 0.5


def test_a_column_is_read_once_for_each_text():
    texts = [
        f"周一至周五 {hour}:{minute:02d}-{end}:00"
        for hour in range(5, 9)
        for minute in range(60)
        for end in range(12, 24)
    ]
    column = pd.Series((texts * 40)[:100_000], index=range(7, 100_007), name="opening_hours")
    column.iloc[3] = None
    started = time.process_time()
    found = hours.parse_column(column)
    assert time.process_time() - started < 2
    assert found.index.equals(column.index)
    assert found.name == "opening_hours"
    assert found.iloc[0] is found.iloc[len(texts)]
    assert found.iloc[3].reason == "none"
    assert column.isna().sum() == 1
