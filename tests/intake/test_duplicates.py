"""The same site twice: refused when that is certain, proposed as one when it is likely; and the order of stops."""

import csv
import io
import re
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import unionmap as um
from unionmap import text
from unionmap.intake import duplicates

GEOD = Geod(ellps="WGS84")
HOME = (113.6651, 34.7841)
HEADER = ("站点名称", "所在市", "经度", "纬度", "地址", "类型", "电话")


def away(metres: float, azimuth: float = 90, origin: tuple[float, float] = HOME) -> tuple[str, str]:
    lon, lat, _ = GEOD.fwd(*origin, azimuth, metres)
    return f"{lon:.8f}", f"{lat:.8f}"


def row(name: str, at: tuple[str, str], address: str = "", kind: str = "工会驿站", phone: str = "") -> list[str]:
    return [name, "郑州市", *at, address, kind, phone]


def read(rows, header=HEADER, **options):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    result = um.read_sites(file.getvalue().encode(), **({"datum": "wgs84"} | options))
    assert result.accepted + len(result.refused) == result.rows
    return result


def says(reasons: str, key: str) -> bool:
    pattern = re.sub(r"\\\{.*?\\\}", ".*", re.escape(text.catalogue()[f"rows.{key}"].get("zh")))
    return bool(re.search(pattern, reasons))


def named(result) -> dict[int, int]:
    """Return which row each refused one is said to repeat, by the line of the sheet; the header is its first."""
    assert all(says(reasons, "duplicate") for reasons in result.refused["reasons"])
    first = [int(re.search(r"第 (\d+) 行", reasons)[1]) - 1 for reasons in result.refused["reasons"]]
    return dict(zip(result.refused["row"], first, strict=True))


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09", ""])
def test_ten_metres_part_one_site_from_two(datum):
    rows, wanted = [], {}
    for azimuth in (0, 45, 90, 200):
        origin = (HOME[0] + azimuth / 5_000, HOME[1])
        wanted[len(rows) + 2] = len(rows) + 1
        rows += [
            row("甲驿站", away(metres, azimuth + turn, origin)) for metres, turn in ((0, 0), (9.9, 0), (10.2, 180))
        ]
    assert named(read(rows, datum=datum)) == wanted


NAMES = {
    "甲驿站": {"甲 驿站", "甲驿站 ", "甲-驿站", "甲“驿站”", "甲驿站。"},
    "丙（一）店": {"丙(一)店", "丙（一） 店", "丙·（一）店"},
    "Ａ座WIFI驿站": {"a座wifi驿站", "A座 Wi-Fi 驿站"},
}


def test_names_are_compared_folded_and_other_names_are_other_sites():
    rows, wanted = [], {}
    for place, (name, others) in enumerate(NAMES.items()):
        start = away(0, origin=(HOME[0] + 0.01 * place, HOME[1]))
        rows.append(row(name, start))
        for other in sorted(others):
            wanted[len(rows) + 1] = len(rows) - sorted(others).index(other)
            rows.append(row(other, start))
    rows += [row("乙驿站", away(3)), row("甲驿站二", away(4))]
    result = read(rows)
    assert named(result) == wanted
    assert result.accepted == len(NAMES) + 2


def test_names_of_signs_alone_are_compared_as_they_are():
    result = read([row("★", away(0)), row("☆", away(2)), row("★", away(4)), row("。。", away(60)), row("！", away(61))])
    assert named(result) == {3: 1}


def test_a_row_next_to_a_refused_duplicate_is_no_duplicate_of_it():
    result = read([row("链", away(8 * step)) for step in range(5)])
    assert named(result) == {2: 1, 4: 3}


def test_a_duplicate_of_a_row_that_is_refused_for_something_else_is_accepted():
    result = read([row("甲驿站", away(0)), row("乙驿站", ("34.71", "113.61")), row("乙驿站", away(30))])
    assert result.refused["row"].tolist() == [2]
    assert says(result.refused["reasons"][0], "swapped")


def test_kinds_part_sites_of_one_name_and_place():
    result = read([row("甲", away(0)), row("甲", away(1), kind="工匠学院"), row("甲", away(2), kind="工会驿站")])
    assert named(result) == {3: 1}
    assert result.proposals["why"].tolist() == ["same_name"]


EXACT = {
    "the same cells": (["甲,郑州市,1", "甲,郑州市,1"], {2: 1}),
    "another phone": (["甲,郑州市,1", "甲,郑州市,2"], {}),
    "another city": (["甲,郑州市,1", "甲,洛阳市,1"], {}),
    "three times": (["甲,郑州市,1", "乙,郑州市,1", "甲,郑州市,1", "甲,郑州市,1"], {3: 1, 4: 1}),
}


@pytest.mark.parametrize("case", list(EXACT))
def test_an_exact_copy_is_refused_even_without_a_place(case):
    rows, wanted = EXACT[case]
    result = read([line.split(",") for line in rows], header=("名称", "城市", "电话"))
    assert named(result) == wanted


def test_a_row_counter_does_not_part_copies_but_an_id_does():
    lines = [["1", "甲", "郑州市"], ["2", "甲", "郑州市"]]
    assert named(read(lines, header=("序号", "名称", "城市"))) == {2: 1}
    assert read(lines, header=("编号", "名称", "城市")).accepted == 2


def test_the_reason_names_the_line_that_the_clerk_sees():
    raw = "某市名单,,\n\n名称,城市,电话\n甲,郑州市,1\n甲,郑州市,1\n".encode()
    refused = um.read_sites(raw).refused
    assert refused[["row", "sheet_row"]].values.tolist() == [[2, 5]]
    assert re.findall(r"\d+", refused["reasons"][0]) == ["4"]


PROPOSED = {
    # metres, name and address of a second sign beside 甲 of 人民路375号
    "one name, 10.2 m": (10.2, "甲", "", "same_name"),
    "one name, 49.9 m": (49.9, "甲", "", "same_name"),
    "one name, 50.1 m": (50.1, "甲", "", None),
    "another name, 9.9 m": (9.9, "乙", "", "one_door"),
    "another name, 37 m, another house": (37, "乙", "人民路371号", None),
    "another name, 37 m, one house": (37, "乙", "人民路 ３７５号", "same_address"),
    "another name, 50.1 m, one house": (50.1, "乙", "人民路375号", None),
}


@pytest.fixture(scope="module")
def proposed():
    rows = []
    for place, (metres, name, address, _) in enumerate(PROPOSED.values()):
        origin = (HOME[0] + 0.002 * place, HOME[1])
        rows += [row("甲", away(0, origin=origin), "人民路375号"), row(name, away(metres, 30, origin), address)]
    return {datum: read(rows, datum=datum) for datum in ("wgs84", "")}


@pytest.mark.parametrize("datum", ["wgs84", ""], ids=["declared", "assumed"])
@pytest.mark.parametrize("case", list(PROPOSED))
def test_likely_pairs_are_accepted_and_proposed_as_one(case, datum, proposed):
    place, (metres, _, _, why) = list(PROPOSED).index(case), PROPOSED[case]
    result = proposed[datum]
    assert result.accepted == 2 * len(PROPOSED)
    ids = result.sites["rest_station"]["site_id"][2 * place : 2 * place + 2].tolist()
    pairs = result.proposals
    own = pairs[pairs["site_id"].isin(ids) | pairs["other_id"].isin(ids)]
    assert own["why"].tolist() == ([why] if why else [])
    if why:
        assert own.iloc[0][["site_id", "other_id"]].tolist() == ids
        assert own["distance_m"].iloc[0] == pytest.approx(metres, abs=0.05)


def test_proposals_are_a_frame_of_pairs_and_counted_in_a_note(proposed):
    pairs = proposed["wgs84"].proposals
    assert list(pairs.columns) == ["site_id", "other_id", "distance_m", "why"]
    assert says("\n".join(proposed["wgs84"].notes), "proposed")


def test_a_coordinate_of_two_decimals_proposes_nothing():
    result = read([row("甲", ("113.66", "34.78")), row("乙", ("113.66", "34.78"))])
    assert result.accepted == 2
    assert len(result.proposals) == 0


def one_by_one(names, lon, lat, rows) -> list[int]:
    """Return what `duplicates.same_place` should, by comparing every row with every earlier one that stays."""
    found, kept = [-1] * len(names), list[int]()
    for place in np.flatnonzero(rows).tolist():
        others = [other for other in kept if names[other] == names[place]]
        here = (np.full(len(others), axis[place]) for axis in (lon, lat))
        metres = GEOD.inv(*here, lon[others], lat[others])[2] if others else []
        found[place] = next((other for other, gap in zip(others, metres, strict=True) if gap <= duplicates.SAME_M), -1)
        kept += [place] if found[place] < 0 else []
    return found


@settings(max_examples=40, deadline=None)
@given(
    data=st.lists(st.tuples(st.sampled_from("甲乙"), *[st.integers(0, 12)] * 2, st.booleans()), max_size=60),
    step=st.sampled_from([0.0, 4e-6, 1.7e-5, 6e-5, 1.1e-4]),
)
def test_crowds_of_one_name_are_settled_as_one_by_one(data, step):
    names = [name for name, *_ in data]
    lon, lat = (HOME[axis] + step * np.array([row[1 + axis] for row in data], dtype=np.float64) for axis in (0, 1))
    rows = np.array([not gone for *_, gone in data], dtype=bool)
    found = duplicates.same_place(pd.Series(names, dtype="str"), lon, lat, rows)
    assert found.tolist() == one_by_one(names, lon, lat, rows)


def test_a_thousand_rows_of_one_name_are_settled_as_one_by_one():
    rng = np.random.default_rng(4)
    lon, lat = HOME[0] + rng.normal(0, 2e-4, 1_000), HOME[1] + rng.normal(0, 2e-4, 1_000)
    names, rows = ["甲"] * 1_000, np.ones(1_000, dtype=bool)
    found = duplicates.same_place(pd.Series(names, dtype="str"), lon, lat, rows)
    assert found.tolist() == one_by_one(names, lon, lat, rows)


CROWDS = {
    "on one spot": (0.0, 0.0),
    "on a hand's breadth": (1e-9, 0.0),
    "in a chain": (8.7e-5, 0.0),
    "on a square": (1e-6, 1e-6),
}


@pytest.mark.parametrize("case", list(CROWDS))
def test_a_crowd_of_one_name_takes_little_time(case):
    count, (east, north) = 20_000, CROWDS[case]
    lon, lat = HOME[0] + east * np.arange(count), HOME[1] + north * (np.arange(count) % 97)
    names, rows = pd.Series("甲", index=range(count), dtype="str"), np.ones(count, dtype=bool)
    start = time.process_time()
    found = duplicates.same_place(names, lon, lat, rows)
    assert found[0] == -1
    assert (found[1:] >= 0).any()
    assert time.process_time() - start < 3


def test_a_crowd_of_many_names_on_one_spot_takes_little_time():
    count = 20_000
    lon, lat = (np.full(count, axis) for axis in HOME)
    sites = pd.DataFrame({"kind": "rest_station", "name": [f"甲{i}" for i in range(count)], "address": ""}, dtype="str")
    start = time.process_time()
    pairs = duplicates.proposals(sites, lon, lat, np.ones(count, dtype=bool))
    assert set(pairs["why"]) == {"one_door"}
    assert time.process_time() - start < 1


STOPS = ("线路", "方向", "站序", "站名", "经度", "纬度")


def stops(*lines: str, header=STOPS, **options):
    rows = [[*line.split(","), *away(700 * place, 60)] for place, line in enumerate(lines)]
    return read(rows, header=header, **options)


def test_the_tenth_stop_comes_after_the_ninth():
    result = stops(*(f"1路,上行,第{n}站,站{n}" for n in (1, 2, 9, 10, 11)))
    frame = result.sites["bus_stop"]
    assert frame["seq"].tolist() == [1, 2, 9, 10, 11]
    assert frame["seq"].dtype == "Int64"
    assert frame.sort_values("seq")["name"].tolist() == ["站1", "站2", "站9", "站10", "站11"]


ORDERS = {
    "第10站": 10,
    "１０": 10,
    "十": 10,
    "第十二站": 12,
    "⑫": 12,
    "3.0": 3,
    "03": 3,
    "起点": None,
    "": None,
    "1/20": None,
}


def test_the_order_is_read_as_it_is_written_and_what_cannot_be_read_is_noted():
    result = stops(*(f"{i}路,,{said},站{i}" for i, said in enumerate(ORDERS)))
    frame = result.sites["bus_stop"]
    assert [None if pd.isna(seq) else seq for seq in frame["seq"]] == list(ORDERS.values())
    assert says("\n".join(result.notes), "order_unreadable")
    assert [says(changes, "order_dropped") for changes in frame["changes"]] == [
        said in ("起点", "1/20") for said in ORDERS
    ]


TWICE = {
    "the same order": (["1路,,5,甲", "1路,,5,乙"], [2]),
    "in other words": (["1路,,第9站,甲", "1路,,九,乙", "1路,,９,丙"], [2, 3]),
    "of two lines": (["1路,,5,甲", "2路,,5,乙"], []),
    "of two directions": (["1路,上行,5,甲", "1路,下行,5,乙"], []),
    "of one direction": (["1路,上行,5,甲", "1路,下行,5,乙", "1路,上行,5,丙"], [3]),
    "of no line": ([",,5,甲", ",,5,乙"], []),
    "of no order": (["1路,,,甲", "1路,,,乙"], []),
}


@pytest.mark.parametrize("case", list(TWICE))
def test_the_later_row_is_refused_where_an_order_is_used_twice(case):
    lines, wanted = TWICE[case]
    refused = stops(*lines, kind="bus_stop").refused
    assert refused["row"].tolist() == wanted
    assert all(says(reasons, "order_twice") for reasons in refused["reasons"])


def test_a_refused_row_does_not_take_its_order():
    result = read(
        [["1路", "", "5", "", *away(0)], ["1路", "", "5", "乙", *away(500)], ["1路", "", "5", "丙", *away(900)]],
        header=STOPS,
    )
    assert result.refused["row"].tolist() == [1, 3]
    assert says(result.refused["reasons"][1], "order_twice")


def test_a_line_may_be_named_by_its_id():
    result = stops("a,,1,甲", "a,,1,乙", header=("route_id", "x1", "seq", "站名", "经度", "纬度"))
    assert result.sites["bus_stop"]["route_id"].tolist() == ["a"]
    assert result.refused["row"].tolist() == [2]


def test_a_loop_comes_back_to_its_first_stop():
    at = [away(0), away(900), away(1_800), away(0)]
    rows = [["1路", "", str(n + 1), "ABCA"[n], *place] for n, place in enumerate(at)]
    assert read(rows, header=STOPS).sites["bus_stop"]["seq"].tolist() == [1, 2, 3, 4]
