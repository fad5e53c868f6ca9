"""What the clerk is told of a list as a whole: what weighs most first, and which rows it is about."""

import re

import pytest

import unionmap as um
from unionmap import text
from unionmap.intake import weights
from unionmap.intake.verdicts import Verdicts

HEADER = "站点名称,所在市,所在区县,经度,纬度,开放时间,状态\n"
PLACED = "".join(f"第{i}驿站,郑州市,金水区,113.68{i}512,34.77{i}341,,\n" for i in range(4))
CASES = {
    "no coordinates in any row": (HEADER + "甲驿站,郑州市,金水区,,,,\n乙驿站,郑州市,金水区,,,,\n", "none_located"),
    "no column of coordinates": ("站点名称,地址\n甲驿站,花园路1号\n", "none_located"),
    "numbers for names": ("站点名称,经度,纬度\n1,113.681512,34.771341\n2,113.682512,34.772341\n", "names_numbers"),
    "one name for all": (
        HEADER + PLACED.replace("第0", "第3").replace("第1", "第3").replace("第2", "第3"),
        "names_same",
    ),
    "a name by content": ("a,b,c\n甲驿站,113.681512,34.771341\n乙驿站,113.682512,34.772341\n", "name_guessed"),
    "closed ones": (HEADER + PLACED + "丁驿站,郑州市,金水区,113.691512,34.781341,,停用\n", "closed"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_spoils_a_list_is_a_warning_and_comes_first(case):
    content, key = CASES[case]
    result = um.read_sites(content.encode(), datum="wgs84")
    assert result.accepted
    [first, *_] = result.warned("en")
    told = text.say("account.warning", "en", said=text.catalogue()[f"rows.{key}"].en)
    assert re.fullmatch(re.sub(r"\\\{.*?\\\}", ".+", re.escape(told)), first)
    assert result.said("en")[: len(result.warned("en"))] == result.warned("en")


def test_a_good_list_warns_of_nothing():
    assert um.read_sites((HEADER + PLACED).encode(), datum="wgs84").warned("zh") == ()


def test_every_weight_is_that_of_a_phrase():
    assert [key for key in weights._WEIGHTS if key not in text.catalogue()] == []


ROWS = [([3], "第 4 行", "line 4"), ([0, 2], "第 1、3 行", "lines 1, 3"), (range(9), "全部 9 行", "all 9 rows")]
ROWS += [(range(1, 9), "第 2、3、4、5、6 等 8 行", "8 rows (lines 2, 3, 4, 5, 6 …)")]


@pytest.mark.parametrize(("rows", "zh", "en"), ROWS)
def test_a_note_names_its_rows(rows, zh, en):
    verdicts = Verdicts(9)
    verdicts.note("lowered", [place in rows for place in range(9)])
    [note] = verdicts.notes
    assert note.values == {"rows": (zh, en), "count": len(rows)}


def test_a_note_about_no_row_is_not_made():
    verdicts = Verdicts(2)
    verdicts.note("lowered", [False, False])
    assert verdicts.notes == []


def test_what_was_changed_is_said_in_every_language():
    lines = ["站点名称,所在市,区县,地址,经度,纬度,开放时间,核查日期"]
    lines += ["甲驿站,,,郑州市金水区花园路1号,113.681512,34.771341,2024-08-12,昨天", "乙驿站,郑州市,金水区,,,,,"]
    result = um.read_sites("\n".join(lines).encode(), datum="gcj02")
    told = result.changed_in("zh")
    assert told.tolist() == um.schema.merge(result.sites).set_index("site_id")["changes"].loc[told.index].tolist()
    [said, nothing] = result.changed_in("en").tolist()
    assert nothing == ""
    assert len(said.split("; ")) == len(told.iloc[0].split("；")) > 2
    assert re.findall(r"[\u4e00-\u9fff]+", said) == ["昨天"]


def test_lines_of_several_sheets_are_named_by_their_sheet(make):
    header = ["站点名称", "区县", "经度", "纬度"]
    sheets = {
        sheet: [
            header,
            [f"{sheet}甲驿站", sheet, lon, 34.791234],
            [f"{sheet}乙驿站", sheet, round(lon, 2), 34.79],
            ["", sheet, 1, 2],
        ]
        for sheet, lon in (("金水区", 113.681234), ("二七区", 113.641234))
    }
    result = um.read_sites(make.workbook(sheets), datum="wgs84")
    assert result.lines().tolist() == ["金水区!2", "金水区!3", "二七区!2", "二七区!3"]
    assert result.refused_lines() == ["金水区!4", "二七区!4"]
    assert any("金水区!3" in note for note in result.notes)
