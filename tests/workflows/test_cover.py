import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import unionmap as um
from unionmap import filters, places
from unionmap.errors import InputError, UnknownNameError
from unionmap.workflows.cover import LEVELS, STATES

PEOPLE_OF_HENAN = 99_365_519
COUNTIES = places.load().counties
FIGURES = ["people", "people_covered", "area_km2", "area_covered_km2"]
COUNTS = ["sites_listed", "sites_usable", "sites_approximate", "sites_unlocated", "sites_said_closed"]
each_level = pytest.mark.parametrize("by", LEVELS)

some_stations = st.lists(st.tuples(st.floats(110.5, 116.5), st.floats(31.5, 36.2)), min_size=1, max_size=10)
near_zhengzhou = st.lists(st.tuples(st.floats(113.3, 114.0), st.floats(34.5, 34.9)), min_size=1, max_size=10)


@pytest.fixture(scope="module")
def stations(sites):
    return sites["rest_station"]


def roll_up(table: pd.DataFrame) -> pd.DataFrame:
    city = table["adcode"].map(COUNTIES["city_adcode"].to_dict())
    return table.groupby(city)[FIGURES].sum().sort_index()


@each_level
def test_the_people_of_henan_are_99_365_519_at_every_level(stations, by):
    table = um.cover(stations, by=by)
    assert table["people"].sum() == pytest.approx(PEOPLE_OF_HENAN, abs=1)
    assert len(table) == {"county": 157, "city": 18, "province": 1}[by]
    assert table["adcode"].is_unique


@settings(max_examples=6)
@given(points=some_stations | near_zhengzhou, radius_m=st.sampled_from([50, 300, 1000, 5000, 20_000]))
def test_the_sum_over_counties_is_that_of_cities_and_of_the_province(stations_at, points, radius_m):
    frame = stations_at(*np.array(points).T)
    county, city, province = (um.cover(frame, radius_m=radius_m, by=by) for by in LEVELS)
    by_city = city.set_index("adcode")[FIGURES].sort_index()
    assert roll_up(county).to_numpy() == pytest.approx(by_city.to_numpy(), rel=1e-9, abs=1e-6)
    for table in (county, city):
        assert table[FIGURES].sum().to_numpy() == pytest.approx(province.loc[0, FIGURES].to_numpy(float), rel=1e-9)
    inside = frame["adcode"] != ""
    assert county["sites_listed"].sum() == city["sites_listed"].sum() == inside.sum()


@settings(max_examples=6)
@given(points=some_stations | near_zhengzhou, radius_m=st.floats(1, 20_000), more=st.floats(0, 5000))
def test_covered_never_exceeds_the_whole_and_grows_with_the_radius(stations_at, points, radius_m, more):
    frame = stations_at(*np.array(points).T)
    small = um.cover(frame, radius_m=radius_m).set_index("adcode").sort_index()
    large = um.cover(frame, radius_m=radius_m + more).set_index("adcode").sort_index()
    for table in (small, large):
        assert (table["people_covered"] <= table["people"] * (1 + 1e-12)).all()
        assert (table["area_covered_km2"] <= table["area_km2"] * (1 + 1e-12)).all()
        assert table["share_covered"].dropna().between(0, 1 + 1e-12).all()
    assert (small["people_covered"] <= large["people_covered"] + 1e-6).all()
    assert (small["area_covered_km2"] <= large["area_covered_km2"] + 1e-9).all()


@settings(max_examples=6)
@given(points=near_zhengzhou, extra=near_zhengzhou)
def test_adding_stations_never_lowers_coverage_and_their_order_does_not_matter(stations_at, points, extra):
    before = um.cover(stations_at(*np.array(points).T)).set_index("adcode").sort_index()
    more = stations_at(*np.array([*points, *extra]).T)
    after = um.cover(more).set_index("adcode").sort_index()
    turned = um.cover(more.iloc[::-1]).set_index("adcode").sort_index()
    assert (before["people_covered"] <= after["people_covered"] + 1e-6).all()
    pd.testing.assert_frame_equal(after, turned)


@each_level
def test_a_unit_without_a_list_is_never_ranked_and_has_no_share(stations, by):
    table = um.cover(stations, by=by)
    unlisted = table[table["state"] == "no_list"]
    assert unlisted[["share_covered", "rank"]].isna().all(axis=None)
    assert (unlisted["sites_listed"] == 0).all()
    assert set(table["state"]) <= set(STATES)
    codes = {"county": stations["adcode"], "city": stations["city_adcode"], "province": ["410000"]}[by]
    assert set(unlisted["adcode"]) == set(table["adcode"]) - set(codes)


@settings(max_examples=6)
@given(points=some_stations)
def test_only_units_with_a_usable_station_of_their_own_have_a_share_and_a_rank(stations_at, points):
    table = um.cover(stations_at(*np.array(points).T), radius_m=20_000)
    own = table["sites_usable"] > 0
    assert (table["share_covered"].notna() == own).all()
    assert (table["rank"].notna() == own).all()
    assert (table.loc[~own, "state"] == "no_list").all()


@each_level
def test_ranks_run_by_uncovered_people_without_gaps_and_ranked_units_come_first(stations, by):
    table = um.cover(stations, by=by)
    ranked = table[table["rank"].notna()]
    uncovered = ranked["people"] - ranked["people_covered"]
    assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
    assert uncovered.is_monotonic_decreasing
    assert table.index.tolist() == list(range(len(table)))
    assert table["rank"].isna().to_numpy()[: len(ranked)].sum() == 0


@each_level
def test_a_share_is_covered_over_all_people(stations, by):
    table = um.cover(stations, by=by).dropna(subset=["share_covered"])
    assert len(table) > 0
    assert (table["share_covered"] == table["people_covered"] / table["people"]).all()


def test_stations_that_are_only_roughly_located_cover_nobody(stations_at):
    for precision in ("district", "city"):
        table = um.cover(stations_at([113.65], [34.75], precision), by="city")
        assert table["people_covered"].sum() == 0
        zhengzhou = table.set_index("adcode").loc["410100"]
        assert zhengzhou[COUNTS].tolist() == [1, 0, 1, 0, 0]
        assert zhengzhou["state"] == "partly_listed"
        assert pd.isna(zhengzhou["share_covered"])
        assert pd.isna(zhengzhou["rank"])


def test_a_station_that_its_list_calls_closed_covers_nobody_and_is_counted_as_such(stations_at):
    closed = stations_at([113.65], [34.75]).assign(doubts="said_closed")
    table = um.cover(closed, by="city")
    assert table["people_covered"].sum() == 0
    assert table.set_index("adcode").loc["410100", COUNTS].tolist() == [1, 0, 0, 0, 1]


def test_a_station_covers_its_neighbour_county_too_but_gives_it_no_rank(stations_at):
    line = COUNTIES.geometry["410102"].intersection(COUNTIES.geometry["410103"])
    middle = line.interpolate(0.5, normalized=True) if line.geom_type == "LineString" else line.representative_point()
    table = um.cover(stations_at([middle.x], [middle.y])).set_index("adcode")
    both = table.loc[["410102", "410103"]]
    assert (both["people_covered"] > 0).all()
    assert both["rank"].notna().sum() == 1


def test_counts_name_what_is_listed_usable_approximate_and_unlocated(stations):
    province = um.cover(stations, by="province").iloc[0]
    assert province[COUNTS].tolist() == [118, 50, 32, 36, 0]
    zhengzhou = um.cover(stations, by="city").set_index("name").loc["郑州市"]
    inside = filters.in_area(stations, "410100")
    assert zhengzhou["sites_listed"] == inside.sum()
    assert zhengzhou["sites_usable"] == (inside & filters.usable(stations)).sum()
    assert zhengzhou["sites_usable"] + zhengzhou["sites_approximate"] + zhengzhou["sites_unlocated"] == inside.sum()


def test_the_official_total_stands_beside_the_figure_with_body_and_date(stations):
    table = um.cover(stations, by="city").set_index("adcode")
    zhengzhou = table.loc["410100"]
    assert (zhengzhou["official_total"], zhengzhou["official_body"]) == (639, "郑州市总工会")
    assert (zhengzhou["official_date"], zhengzhou["state"]) == ("2026-07", "partly_listed")
    assert zhengzhou["completeness"] == pytest.approx(50 / 639)
    others = table.drop(index="410100")
    assert others[["official_total", "completeness"]].isna().all(axis=None)
    assert (others[["official_body", "official_date"]] == "").all(axis=None)


def test_a_unit_is_measured_only_when_the_list_is_as_long_as_the_official_total(stations_at):
    rng = np.random.default_rng(0)
    for count, state in ((638, "partly_listed"), (639, "measured"), (700, "measured")):
        frame = stations_at(rng.uniform(113.60, 113.70, count), rng.uniform(34.72, 34.78, count))
        zhengzhou = um.cover(frame, by="city").set_index("adcode").loc["410100"]
        assert zhengzhou["sites_usable"] == count
        assert zhengzhou["state"] == state
        assert zhengzhou["rank"] == 1


def test_jiyuan_is_a_county_and_a_city_of_its_own(stations_at):
    inner = COUNTIES.geometry["419001"].representative_point()
    frame = stations_at([inner.x], [inner.y])
    for by in ("county", "city"):
        unit = um.cover(frame, by=by).set_index("adcode").loc["419001"]
        assert (unit["name"], unit["city"], unit["sites_usable"], unit["rank"]) == ("济源市", "济源市", 1, 1)


def test_the_area_of_henan_is_that_of_its_polygons_on_the_ellipsoid(stations):
    geod = Geod(ellps="WGS84")
    expected = sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in COUNTIES.geometry) / 1e6
    assert um.cover(stations, by="province")["area_km2"].tolist() == pytest.approx([expected])
    assert 160_000 < expected < 172_000


def test_the_area_covered_by_one_station_is_that_of_its_disc(stations_at):
    inner = COUNTIES.geometry["410105"].representative_point()
    for radius_m in (500, 1000, 3000):
        covered = um.cover(stations_at([inner.x], [inner.y]), radius_m=radius_m, by="province")["area_covered_km2"]
        assert covered[0] == pytest.approx(np.pi * (radius_m / 1000) ** 2, rel=0.05)


@each_level
def test_no_station_at_all_leaves_every_unit_without_a_list(stations, by):
    table = um.cover(stations.iloc[:0], by=by)
    assert (table["state"] == "no_list").all()
    assert table["rank"].isna().all()
    assert table["people_covered"].sum() == 0


def test_columns_and_types_are_those_of_the_docstring(stations):
    table = um.cover(stations)
    types = {name: str(dtype) for name, dtype in table.dtypes.items()}
    assert set(types) == {
        *("adcode", "name", "city", "state", "official_body", "official_date", "official_total"),
        *(*FIGURES, *COUNTS, "share_covered", "completeness", "rank"),
    }
    assert all(types[name] == "float64" for name in (*FIGURES, "share_covered", "completeness"))
    assert all(types[name] == "int64" for name in COUNTS)
    assert types["rank"] == types["official_total"] == "Int64"
    assert all(types[name] == "str" for name in ("adcode", "name", "city", "state", "official_body", "official_date"))


@pytest.mark.parametrize("radius_m", [0, -1, np.nan, np.inf, 200_000])
def test_a_radius_that_cannot_be_used_is_refused(stations, radius_m):
    with pytest.raises(InputError, match="radius"):
        um.cover(stations, radius_m=radius_m)


def test_an_unknown_level_is_refused_with_what_is_allowed(stations):
    with pytest.raises(UnknownNameError, match="county, city, province"):
        um.cover(stations, by="town")


def test_lines_are_refused_with_a_reason(sites):
    with pytest.raises(InputError, match=r"point|LineString|line"):
        um.cover(sites["bus_route"])


def test_a_repeated_frame_index_does_no_harm(stations):
    expected = um.cover(stations, by="city")
    pd.testing.assert_frame_equal(um.cover(stations.set_axis([0] * len(stations)), by="city"), expected)
