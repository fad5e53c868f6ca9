from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unionmap as um
from unionmap import facilities, filters, hours, kinds, places
from unionmap.errors import UnknownNameError

STATIONS = um.load()["rest_station"]
CITIES, COUNTIES = places.load().cities, places.load().counties
each_kind = pytest.mark.parametrize("kind", list(kinds.KINDS))
SEARCHED = ("name", "address", "city", "county", "county_said")


def holds(row, text: str) -> bool:
    fields = [places.fold(row[name]) for name in SEARCHED]
    words = [places.fold(word) for word in text.split()]
    return all(any(word in field for field in fields) for word in words)


@each_kind
def test_every_site_is_either_usable_approximate_or_unlocated(sites, kind):
    frame = sites[kind]
    usable, approximate = filters.usable(frame), filters.approximate(frame)
    unlocated = frame.geometry.is_empty
    assert (usable.astype(int) + approximate + unlocated == 1).all()
    assert set(frame["precision"][usable]) <= {"exact", "street"}
    assert set(frame["precision"][approximate]) <= {"district", "city"}
    assert usable.index.equals(frame.index)
    assert (usable.name, approximate.name) == ("usable", "approximate")


@each_kind
def test_the_areas_of_a_province_partition_its_sites(sites, kind):
    frame = sites[kind]
    by_city = pd.concat([filters.in_area(frame, code) for code in CITIES.index], axis=1)
    by_county = pd.concat([filters.in_area(frame, code) for code in COUNTIES.index], axis=1)
    assert by_city.sum(axis=1).le(1).all()
    assert (by_city.any(axis=1) == (frame["city_adcode"] != "")).all()
    assert (by_county.any(axis=1) == (frame["adcode"] != "")).all()
    assert (by_city.any(axis=1) == filters.in_area(frame, "410000")).all()
    assert not (by_county.any(axis=1) & ~by_city.any(axis=1)).any()


@pytest.mark.parametrize("adcode", CITIES.index)
def test_a_city_holds_the_sites_whose_city_it_is(adcode):
    expected = STATIONS["city"] == CITIES.loc[adcode, "name"]
    assert (filters.in_area(STATIONS, adcode) == expected).all()


@given(st.lists(st.sampled_from(list(facilities.FACILITIES)), max_size=4))
def test_has_facilities_asks_for_all_of_them(keys):
    expected = [set(keys) <= set(facilities.split(cell)) for cell in STATIONS["facilities"]]
    got = filters.has_facilities(STATIONS, keys)
    assert got.tolist() == expected
    assert got.index.equals(STATIONS.index)


def test_a_facility_that_is_not_stated_counts_as_no():
    silent = STATIONS[STATIONS["facilities"] == ""]
    assert len(silent) > 0
    assert not filters.has_facilities(silent, ["water"]).any()
    assert filters.has_facilities(silent, []).all()


def test_an_unknown_facility_is_refused_with_a_proposal():
    with pytest.raises(UnknownNameError, match="did you mean water"):
        filters.has_facilities(STATIONS, ["watr"])


words = st.sampled_from(
    ["驿站", "郑州市", "高新区", "金水", "医院", "Ａ", "1号", "(", "·", "广场", "nowhere", "中原 医院"]
)
cut = st.integers(0, len(STATIONS) - 1).flatmap(
    lambda i: st.tuples(st.just(i), st.sampled_from(SEARCHED), st.integers(0, 20), st.integers(1, 8))
)


@given(st.lists(words, max_size=3).map(" ".join) | st.text(max_size=6))
def test_matches_equals_a_search_field_by_field(text):
    got = filters.matches(STATIONS, text)
    assert got.tolist() == [holds(row, text) for row in STATIONS.to_dict("records")]
    assert got.index.equals(STATIONS.index)


@given(cut)
def test_any_piece_of_a_searched_field_finds_its_site(piece):
    row, field, start, length = piece
    text = STATIONS[field].iloc[row][start : start + length]
    assert filters.matches(STATIONS, text).iloc[row]


def test_a_word_does_not_match_across_two_fields():
    frame = STATIONS.iloc[:1].assign(name="甲站", address="乙路", city="丙市", county="丁区", county_said="")
    assert filters.matches(frame, "甲站 乙路").all()
    assert not filters.matches(frame, "站乙").any()


@pytest.mark.parametrize("text", ["{{7*7}}", "{% x %}", "a|b", ".*", "\\", "[", "C:\\2019", "\u2028"])
def test_matches_takes_text_as_it_is_written(text):
    frame = STATIONS.iloc[:2].assign(name=[f"驿站{text}", "别的"])
    assert filters.matches(frame, f"驿站{text}").tolist() == [True, False]


def test_select_meets_all_conditions_and_returns_a_new_frame():
    found = um.select(STATIONS, area="410100", facilities=["water"], text="驿站")
    every = (
        filters.in_area(STATIONS, "410100")
        & filters.has_facilities(STATIONS, ["water"])
        & filters.matches(STATIONS, "驿站")
    )
    assert 0 < len(found) < len(STATIONS)
    assert found.index.tolist() == STATIONS.index[every].tolist()
    assert found.crs == STATIONS.crs
    found["name"] = "changed"
    assert not (STATIONS["name"] == "changed").any()


@each_kind
def test_select_without_conditions_keeps_every_site(sites, kind):
    assert um.select(sites[kind]).equals(sites[kind])


@each_kind
def test_filters_take_an_empty_frame(sites, kind):
    empty = sites[kind].iloc[:0]
    assert len(um.select(empty, area="410100", facilities=["water"], text="驿站")) == 0
    assert len(filters.usable(empty)) == len(filters.approximate(empty)) == 0


def test_filters_keep_a_frame_index_that_is_not_a_range():
    shuffled = STATIONS.sample(frac=1, random_state=1).set_index("site_id", drop=False)
    for result in (
        filters.usable(shuffled),
        filters.approximate(shuffled),
        filters.in_area(shuffled, "410100"),
        filters.has_facilities(shuffled, ["water"]),
        filters.matches(shuffled, "驿站"),
    ):
        assert result.index.equals(shuffled.index)
        assert result.dtype == np.bool_


def test_a_site_that_its_list_calls_closed_is_placed_but_counts_nowhere(stations_at):
    frame = stations_at([113.6, 113.7], [34.7, 34.7]).assign(doubts=["zone;said_closed", "datum_inferred"])
    assert filters.well_located(frame).tolist() == [True, True]
    assert filters.said_closed(frame).tolist() == [True, False]
    assert filters.usable(frame).tolist() == [False, True]
    assert not filters.approximate(frame).any()
    assert um.nearest(frame, lon=113.6, lat=34.7, k=5)["site_id"].tolist() == [frame["site_id"].iloc[1]]


@settings(max_examples=15)
@given(at=st.datetimes(datetime(2026, 9, 20), datetime(2026, 10, 20)))
def test_opening_says_the_state_and_the_one_that_follows(at):
    at = at.replace(second=0, microsecond=0)
    found = filters.opening(STATIONS, at)
    assert found["open"].equals(filters.open_states(STATIONS, at))
    for (_, row), text in zip(found.iterrows(), STATIONS["opening_hours"], strict=True):
        plan, change = hours.parse(text), row["next_change"]
        if change is not pd.NaT:
            assert change > at
            assert row["next_state"] == hours.is_open(plan, change) != row["open"]
            assert hours.is_open(plan, change - timedelta(minutes=1)) == row["open"]


def test_a_site_called_closed_opens_never_again():
    frame = STATIONS.head(1).assign(opening_hours="9:00-17:00", doubts="said_closed")
    [row] = filters.opening(frame, datetime(2026, 11, 24, 12)).to_dict("records")
    assert (row["open"], row["next_state"], row["next_change"]) == ("closed", "", pd.NaT)
