"""A site that two imported lists hold counts once: as the list imported later has it, and only while that is there."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unionmap as um
from unionmap import distance, places, schema, store
from unionmap.store import library
from unionmap.workflows import aside, lists, load

STEP = 3.9 / 111_000
NAMES = ["甲驿站", "甲 驿站", "乙驿站", "☆"]
KINDS = ["rest_station", "education_base"]

site = st.tuples(st.sampled_from(KINDS), st.sampled_from(NAMES), st.integers(0, 9), st.integers(0, 3) | st.none())
some_lists = st.lists(st.lists(site, max_size=20), min_size=2, max_size=4)
few = settings(max_examples=5)


def sites(rows, prefix: str = "") -> um.Sites:
    """Make sites of (kind, name, steps east, steps north or None for no place)."""
    frames = {}
    for kind in {row[0] for row in rows}:
        own = [(number, *row) for number, row in enumerate(rows) if row[0] == kind]
        where = [None if north is None else (113.5 + STEP * east, 34.5 + STEP * north) for *_, east, north in own]
        frame = gpd.GeoDataFrame(
            {
                "site_id": [f"{prefix}{number}" for number, *_ in own],
                "kind": kind,
                "name": [row[2] for row in own],
                "precision": ["none" if at is None else "exact" for at in where],
                "error_m": [np.nan if at is None else 30.0 for at in where],
            },
            geometry=gpd.GeoSeries.from_wkt(
                ["POINT EMPTY" if at is None else f"POINT ({at[0]!r} {at[1]!r})" for at in where], crs="EPSG:4326"
            ),
        )
        frames[kind] = schema.shape(frame, kind)
    return um.Sites(frames)


def by_hand(told) -> set[tuple[int, int, int]]:
    """Return (list, number of the site, newer list) by the rule as it is written, pair by pair."""
    standing, found = [], set()
    for number in reversed(range(len(told))):
        stays = []
        for row, (kind, name, east, north) in enumerate(told[number]):
            newer = []
            for other, (there_kind, there, x, y) in standing:
                if (
                    kind != there_kind
                    or None in (north, y)
                    or (places.fold(name) or name) != (places.fold(there) or there)
                ):
                    continue
                ends = (113.5 + STEP * east, 34.5 + STEP * north, 113.5 + STEP * x, 34.5 + STEP * y)
                if distance.geodesic_m(*ends)[()] <= schema.SAME_M:
                    newer.append(other)
            found |= {(number, row, newer[0])} if newer else set()
            stays += [] if newer else [(number, told[number][row])]
        standing += stays
    return found


@few
@given(some_lists)
def test_what_stands_aside_is_what_the_rule_says(told):
    named = {f"{number}": sites(rows, f"{number}.") for number, rows in enumerate(told)}
    found = aside.aside(named)
    ids = [named[row.list][row.kind]["site_id"].iloc[row.row] for row in found.itertuples()]
    assert sorted(ids) == sorted(f"{number}.{row}" for number, row, _ in by_hand(told))
    assert (found["list"].astype(int) < found["other"].astype(int)).all()
    assert sum(sum(part.values()) for part in aside.counts(aside.aside(named)).values()) == len(found)


@few
@given(some_lists, st.integers(0, 3))
def test_joining_loses_only_what_stands_aside_and_brings_it_back_when_a_list_goes(told, gone):
    named = {f"{number}": sites(rows) for number, rows in enumerate(told)}  # every list bears the same ids
    for held in (named, {name: part for name, part in named.items() if name != f"{gone}"}):
        whole = load.joined(load.Loaded({"": um.Sites({}), **held}, {}))
        count = sum(len(frame) for part in held.values() for frame in part.values())
        assert sum(map(len, whole.values())) == count - len(aside.aside(held))
        assert pd.concat([frame["site_id"] for frame in whole.values()]).is_unique


def test_lines_and_their_stops_never_stand_aside():
    rows = {"site_id": ["a"], "kind": ["bus_stop"], "name": ["站"], "precision": ["exact"], "error_m": [30.0]}
    place = gpd.points_from_xy([113.5], [34.5], crs="EPSG:4326")
    stops = um.Sites({"bus_stop": schema.shape(gpd.GeoDataFrame(rows, geometry=place), "bus_stop")})
    assert aside.aside({"old": stops, "new": stops}).empty
    assert {"bus_stop", "bus_route"}.isdisjoint(aside.KINDS)
    assert {"rest_station", "craftsman_academy"} <= set(aside.KINDS)


CSV = "编号,站点名称,所在市,经度,纬度\n{id},{name},郑州市,113.665123,34.784123\n{id}2,别处驿站{id},郑州市,{lon},34.75\n"


@pytest.fixture
def bring(data_dir):
    def call(name: str, site: str = "甲驿站", lon: float = 113.7) -> lists.Plan:
        content = CSV.format(id=name, name=site, lon=lon).encode()
        plan = lists.plan(um.read_sites(content, name=f"{name}.csv", datum="wgs84"), into=data_dir)
        lists.write(plan)
        return plan

    return call


@pytest.fixture
def shown(data_dir, monkeypatch):
    monkeypatch.setattr(store, "read", lambda folder: um.Sites({}))

    def call() -> list[str]:
        return sorted(um.load()["rest_station"].query("name == '甲驿站'")["list_file"])

    return call


def test_the_list_imported_later_counts_and_the_older_ones_site_comes_back_when_it_goes(shown, bring, data_dir):
    bring("乙")
    plan = bring("甲")
    assert dict(plan.aside) == {"乙": 1}
    assert shown() == ["甲.csv"]
    table = lists.lists(data_dir).set_index("name")
    assert table["aside"].to_dict() == {"甲": 0, "乙": 1}
    assert "“乙”里有 1 处在较新的“甲”里也有" in table.loc["乙", "aside_note"].zh
    assert table["sites"].to_dict() == {"甲": 2, "乙": 2}
    lists.remove(data_dir, "甲")
    assert shown() == ["乙.csv"]
    assert lists.lists(data_dir)["aside"].sum() == 0


def test_a_newer_version_of_the_older_list_is_the_newest_word(shown, bring, data_dir):
    bring("甲")
    bring("乙")
    bring("甲", lon=113.71)
    assert shown() == ["甲.csv"]
    lists.rollback(data_dir, "甲")  # the version that counts was imported before the other list
    assert shown() == ["乙.csv"]


def test_ids_of_sites_that_stand_aside_are_not_given_again(shown, bring, data_dir):
    bring("乙")
    bring("甲")
    content = "编号,站点名称\n乙,新驿站\n".encode()
    plan = lists.plan(um.read_sites(content, name="丙.csv"), into=data_dir)
    held = {site_id for slug in "甲乙" for site_id in library.read(data_dir, slug)["rest_station"]["site_id"]}
    assert not held & set(plan.difference.added["site_id"])


def test_two_large_lists_are_compared_in_a_moment():
    count = 20_000
    x, y = np.random.default_rng(1).uniform((110, 31), (116, 36), (count, 2)).T
    frame = gpd.GeoDataFrame(
        {
            "site_id": [f"{i}" for i in range(count)],
            "kind": "rest_station",
            "name": [f"驿站{i % 50}" for i in range(count)],
        }
        | {"precision": "exact", "error_m": 30.0},
        geometry=gpd.points_from_xy(x, y, crs="EPSG:4326"),
    )
    one = um.Sites({"rest_station": schema.shape(frame, "rest_station")})
    start = time.process_time()
    assert len(aside.aside({"old": one, "new": one})) == count
    assert time.process_time() - start < 2.0
