"""Facilities by columns: ticks in every spelling, counts, words; what is denied or broken is none."""

import pytest

import unionmap as um
from unionmap.intake import phrases


def read(header: str, *rows: str):
    lines = [f"站点名称,{header}", *(f"{'甲乙丙丁'[place]}驿站,{row}" for place, row in enumerate(rows))]
    return um.read_sites("\n".join(lines).encode())


CASES = {
    "has_water,has_microwave,is_charging|1,0,1|0,1,0": ["water;phone_charging", "hot_food"],
    "yinshui,weibolu|Y,N|N,Y": ["water", "hot_food"],
    "饮水,微波炉|T,F|F,T": ["water", "hot_food"],
    "饮水,微波炉|有,无|无,有（2台）": ["water", "hot_food"],
    "饮水,微波炉|√,×|✗,✔": ["water", "hot_food"],
    "饮水,微波炉|●,○|○,●": ["water", "hot_food"],
    "饮水,微波炉|○,|,○": ["water", "hot_food"],
    "饮水,微波炉|1,|,1": ["water", "hot_food"],
    "饮水机（台）,座椅数量|2,0|0,12": ["water", "rest"],
    "是否有饮水机,有无微波炉|是,否|否,是": ["water", "hot_food"],
    "饮水,加热|直饮水机,|,微波炉（2台）": ["water", "hot_food"],
    "饮水,微波炉|有,有（已损坏）|有,无": ["water", "water"],
    "服务内容,配套设施|饮水,微波炉|,空调": ["water;hot_food", "cooling;heating"],
    "配套|饮水、微波炉等|无": ["water;hot_food", ""],
    "服务功能|提供饮水、如厕|免费WiFi": ["water;toilet", "wifi"],
    "3.饮水,★微波炉|有,无|无,有": ["water", "hot_food"],
    "饮水机|甲型|乙型": ["", ""],
}


@pytest.mark.parametrize("case", CASES)
def test_what_sites_offer(case):
    header, *rows = case.split("|")
    assert read(header, *rows).sites["rest_station"]["facilities"].tolist() == CASES[case]


def test_the_account_says_which_columns_are_facilities_and_which_say_closed():
    result = read("饮水,使用状态,是否正常,面积", "有,停用,是,20", "无,正常,是,30", "有,撤销,是,9", "有,正常,否,8")
    assert result.assumed["also"] == {"facilities": ["饮水"], "state": ["使用状态", "是否正常"]}
    assert [code == "said_closed" for code in result.sites["rest_station"]["doubts"]] == [True, False, True, True]
    assert "设施（按列）=饮水" in result.columns_as("zh")
    assert "使用状态" in result.columns_as("en")
    kept = next(values for key, values in result.remarks if key == "rows.extras_kept")
    assert [header in str(kept["columns"]) for header in ("面积", "饮水", "使用状态")] == [True, False, False]


def test_a_column_that_the_caller_keeps_is_read_as_nothing():
    text = "站点名称,饮水,使用状态\n甲驿站,有,停用\n".encode()
    result = um.read_sites(text, columns={"饮水": "-", "使用状态": "-"})
    site = result.sites["rest_station"].iloc[0]
    assert (site["facilities"], site["doubts"], site["饮水"]) == ("", "", "有")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("有，已坏", None),
        ("停用", None),
        ("无（待配）", False),
        ("✔️", True),
        ("3台以上", True),
        ("2023", None),
        ("", None),
    ],
)
def test_cells_below_a_facility(cell, wanted):
    assert phrases.read_tick(cell) is wanted
