"""What a list says of its datum: a datum that is named counts before a device or a map, and a contradiction is said."""

import pytest

import unionmap as um
from unionmap import text
from unionmap.intake import datum

COLUMNS = "名称,所在区县,经度,纬度"
ROWS = ("甲驿站,金水区,113.65012,34.76012", "乙驿站,二七区,113.64012,34.72512")


def read(*, above=(), header="", cells=("", ""), below=(), **options):
    ends = [f",{cell}" if header else "" for cell in cells]
    rows = [row + end for row, end in zip(ROWS, ends, strict=True)]
    return um.read_sites(
        "\n".join([*above, COLUMNS + (f",{header}" if header else ""), *rows, *below]).encode(), **options
    )


def datums(result) -> list[str]:
    return result.sites["rest_station"]["given_datum"].tolist()


def errors(result) -> list[float]:
    return result.sites["rest_station"]["error_m"].tolist()


CGCS = "坐标系：CGCS2000"
AGREE = {
    "a device beside a datum": ({"above": [CGCS], "below": ["注：坐标由手持GPS采集"]}, ["cgcs2000"] * 2),
    "a device in the same line": ({"above": [f"{CGCS}，手持GPS采集坐标"]}, ["cgcs2000"] * 2),
    "a device as a remark": (
        {"above": [CGCS], "header": "备注", "cells": ("手持GPS", "手持GPS采集")},
        ["cgcs2000"] * 2,
    ),
    "a device as the source": ({"header": "坐标来源", "cells": ("手持GPS", "RTK")}, ["wgs84"] * 2),
    "a device in the column of datums": (
        {"header": "坐标系", "cells": ("CGCS2000，手持GPS采集", "GPS")},
        ["cgcs2000", "wgs84"],
    ),
    "a map as the source of rows": ({"header": "数据来源", "cells": ("高德地图", "百度地图")}, ["gcj02", "bd09"]),
    "a map as the source of rows in a datum": (
        {"above": [CGCS], "header": "数据来源", "cells": ("高德地图", "总工会")},
        ["cgcs2000"] * 2,
    ),
    "a map as a remark": ({"header": "备注", "cells": ("高德", "坐标取自百度地图")}, ["gcj02", "bd09"]),
    "what was converted": ({"above": ["坐标为高德坐标，已转换为WGS84"]}, ["wgs84"] * 2),
    "rows that are exceptions": (
        {"above": ["坐标系：WGS84"], "header": "坐标系", "cells": ("GCJ-02", "")},
        ["gcj02", "wgs84"],
    ),
    "a projection of the datum": (
        {"above": ["国家2000坐标"], "header": "坐标系", "cells": ("WGS84", "GPS")},
        ["wgs84"] * 2,
    ),
}


@pytest.mark.parametrize("case", list(AGREE))
def test_what_agrees_is_no_contradiction(case):
    said, wanted = AGREE[case]
    result = read(**said)
    assert datums(result) == wanted
    assert errors(result) == [30.0, 30.0]
    assert result.assumed["datum_how"] == "declared"
    assert not any("矛盾" in note or "没有写明" in note for note in result.notes)


AGAINST = {
    "a map below": ({"above": [CGCS], "below": ["注：坐标取自高德地图"]}, ["cgcs2000"] * 2, [730.0] * 2),
    "a map in the same line": ({"above": [f"{CGCS}（高德拾取）"]}, ["cgcs2000"] * 2, [730.0] * 2),
    "a map as a remark of one row": (
        {"above": [CGCS], "header": "备注", "cells": ("高德拾取坐标", "")},
        ["cgcs2000"] * 2,
        [730.0, 30.0],
    ),
    "a map in the same cell": (
        {"header": "坐标系", "cells": ("CGCS2000（高德拾取）", "WGS84")},
        ["cgcs2000", "wgs84"],
        [730.0, 30.0],
    ),
    "a map, where the caller has settled it": (
        {"below": ["注：坐标取自高德地图"], "datum": "cgcs2000"},
        ["cgcs2000"] * 2,
        [30.0] * 2,
    ),
    "a whole column": (
        {"above": ["坐标系：WGS84"], "header": "坐标系", "cells": ("GCJ02",) * 2},
        ["gcj02"] * 2,
        [730.0] * 2,
    ),
}


@pytest.mark.parametrize("case", list(AGAINST))
def test_a_contradiction_is_quoted_and_widens_the_error(case):
    said, wanted, error = AGAINST[case]
    result = read(**said)
    assert datums(result) == wanted
    assert errors(result) == error
    assert [code != "" for code in result.sites["rest_station"]["doubts"]] == [metres > 30 for metres in error]
    note = next(note for note in result.notes if "互相矛盾" in note)
    quoted = [*said.get("above", ()), *said.get("below", ()), *filter(None, said.get("cells", ())[:1])]
    assert all(part.replace("（", "(")[:8] in note.replace("（", "(") for part in quoted)
    assert not any("没有写明" in note for note in result.notes)


TORN = {
    "two lines": {"above": ["坐标系：WGS84"], "below": ["注：坐标系为GCJ-02"]},
    "two maps": {"below": ["注：坐标取自高德地图", "注：坐标取自百度地图"]},
    "two in one line": {"above": ["高德坐标、百度坐标"]},
    "words that nobody knows": {"header": "坐标系", "cells": ("可能是GCJ02", "待定")},
}


@pytest.mark.parametrize("case", list(TORN))
def test_what_cannot_be_settled_is_assumed_and_not_called_unsaid(case):
    result = read(**TORN[case])
    assert datums(result) == ["unknown"] * 2
    assert errors(result) == [730.0] * 2
    assert not any("没有写明" in note for note in result.notes)


@pytest.mark.parametrize(
    "remark", ["高德地图可查", "已在高德地图标注", "百度搜索可见", "微信扫码入驻", "GPS设备编号12"]
)
def test_that_a_site_is_on_a_map_says_nothing_of_its_coordinate(remark):
    result = read(header="备注", cells=(remark, remark), below=[f"注：{remark}"])
    assert datums(result) == ["unknown"] * 2


@pytest.mark.parametrize("best", ["wgs84", "gcj02"])
def test_the_counties_may_bear_out_what_was_taken(best, monkeypatch):
    found = datum.DatumTest(best, 0.001, {best: 300}, 300, decided=True)
    monkeypatch.setattr(datum, "infer", lambda *_, **__: found)
    result = read(above=[CGCS], below=["注：坐标取自高德地图"])
    assert errors(result) == [30.0 if best == "wgs84" else 730.0] * 2
    assert datums(result) == ["cgcs2000"] * 2


def test_both_languages_quote_a_contradiction():
    said = "\n".join(read(above=[CGCS], below=["注：坐标取自高德地图"]).said("en"))
    assert text.say("rows.why_around", "en") in said
    assert CGCS in said


def test_what_stands_around_one_of_several_sheets_holds_for_its_own_rows(make):
    header = ["名称", "所在区县", "经度", "纬度", "地址"]
    rows = [["甲驿站", "金水区", "113.65012", "34.76012", "路"], ["丙驿站", "金水区", "113.65512", "34.76512", "街"]]
    more = [["乙驿站", "二七区", "113.64012", "34.72512", "巷"], ["丁驿站", "二七区", "113.64412", "34.72112", "道"]]
    above = {"金水区": ["坐标系：GCJ-02，来源一"], "二七区": ["坐标系：GCJ-02，来源二"]}
    book = make.workbook({"金水区": [above["金水区"], header, *rows], "二七区": [above["二七区"], header, *more]})
    assert set(datums(um.read_sites(book))) == {"gcj02"}


def test_metres_of_a_grid_of_its_own_are_refused_and_not_placed_by_their_size():
    rows = ["甲,郑州市,金水区,469823.12,3850123.4", "乙,郑州市,金水区,469923.12,3850223.4"]
    raw = "\n".join(["郑州城建坐标系", "名称,所在市,区县,X,Y", *rows]).encode()
    result = um.read_sites(raw)
    assert result.accepted == 0
    assert set(result.refused["reasons"]) == {text.say("rows.local_crs")}


@pytest.mark.parametrize("above", ["1980西安坐标系", "坐标系：CGCS2000\n中央子午线：114°", "1954年北京坐标系"])
def test_a_projection_is_found_by_the_city_or_by_a_line_of_its_own_and_names_no_province(above):
    east, north = (469823.12, 3850123.4)
    raw = f"{above}\n名称,所在市,X坐标,Y坐标\n甲,郑州市,{north},{east}\n乙,郑州市,{north + 900},{east}\n"
    result = um.read_sites(raw.encode())
    sites = result.sites["rest_station"]
    assert sites.geometry.x.between(113.6, 113.7).all()
    assert sites["error_m"].tolist() == [30.0 if "CGCS" in above else 150.0] * 2
