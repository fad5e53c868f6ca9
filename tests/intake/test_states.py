"""A column of states: what a list itself calls closed is kept, and said wherever the site is shown."""

import pandas as pd
import pytest

import unionmap as um
from unionmap import schema
from unionmap.intake import states
from unionmap.maps import cards

CLOSED = """
停用 已停用 撤销 已撤销 关闭 暂停 暂停使用 暂时关闭 已拆除 在建 筹建 建设中 正在建设 未启用 尚未开放 装修中 规划 不正常
停用（装修） 停用，待装修 升级改造中 迁址 已合并 设备故障 停用整改 整改中
closed maintenance removed temporarily_closed under_construction
"""
OPEN = """
正常 启用 开放 在用 未停用 没有关闭 正常（曾停用） 停用后已恢复 已恢复开放 夜间关闭 正常，周末关闭 已建成 新建 24小时
良好 使用中 未拆除 - 无 open active
"""


@pytest.mark.parametrize("cell", CLOSED.split())
def test_a_state_says_closed(cell):
    assert states.closed(pd.DataFrame({"使用状态": [cell.replace("_", " ")]}, dtype="str")).tolist() == [True]


@pytest.mark.parametrize("cell", OPEN.split())
def test_a_state_does_not_say_closed(cell):
    assert states.closed(pd.DataFrame({"状态": [cell, ""]}, dtype="str")).tolist() == [False, False]


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        ("是否启用", ["是", "否", "", "-", "停用"], [False, True, False, False, True]),
        ("是否停用", ["是", "否", "", "×", "正常"], [True, False, False, False, False]),
        ("is_active", ["true", "false", "1", "0", ""], [False, True, False, True, False]),
        ("deleted_at", ["2024-01-01", "", "无", "x", ""], [True, False, False, False, False]),
        ("是否对外开放", ["否"] * 5, [False] * 5),
        ("运行是否正常", ["是", "否", "", "停用", "正常"], [False, True, False, True, False]),
        ("站点现状", ["正常", "撤销", "", "已建成", "关停"], [False, True, False, False, True]),
        ("del_flag", ["0", "1", "", "0", "0"], [False, True, False, False, False]),
        ("备注", ["停用"] * 5, [False] * 5),
    ],
)
def test_yes_and_no_are_read_by_what_the_header_asks(header, cells, wanted):
    assert states.closed(pd.DataFrame({header: cells}, dtype="str")).tolist() == wanted


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_site_said_closed_is_kept_and_its_card_says_so_before_its_hours(lang):
    text = "名称,使用状态,开放时间\n甲驿站,停用,8:00-18:00\n乙驿站,正常,8:00-18:00\n"
    result = um.read_sites(text.encode())
    closed, usual = (site for _, site in result.sites["rest_station"].iterrows())
    assert (closed["doubts"], usual["doubts"], closed["使用状态"]) == ("said_closed", "", "停用")
    assert "rows.closed" in [key for key, _ in result.remarks]
    said = schema.DOUBTS["said_closed"].get(lang)
    assert cards.lines(closed, lang)["doubts"] == said
    assert cards.lines(closed, lang)["hours"].startswith(said)
    assert cards.lines(usual, lang)["hours"] == "8:00-18:00"
