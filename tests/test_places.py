import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from unionmap import places
from unionmap.errors import DataError, InputError, UnknownNameError

GEOD = Geod(ellps="WGS84")
HENAN = (110.2, 31.2, 116.8, 36.5)
GAZETTEER = places.load()
COUNTIES = GAZETTEER.counties
EVERY = 10_000
NAMES = GAZETTEER.names
UNITS = dataclasses.replace(
    GAZETTEER, names=NAMES[NAMES["adcode"].str.startswith("41") & NAMES["level"].isin(["city", "county"])]
)

points_around_henan = st.lists(
    st.tuples(st.floats(HENAN[0], HENAN[2]), st.floats(HENAN[1], HENAN[3])), min_size=1, max_size=30
)


def series(points, index=None) -> gpd.GeoSeries:
    lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
    return gpd.GeoSeries(shapely.points(lon, lat), index=index, crs="EPSG:4326")


def densified_gap_m(point: shapely.Point, polygon: shapely.Geometry) -> float:
    outline = shapely.get_coordinates(shapely.segmentize(polygon.boundary, 0.0002))
    lon, lat = outline.T
    return float(np.min(GEOD.inv(np.full(len(lon), point.x), np.full(len(lat), point.y), lon, lat)[2]))


@given(points=points_around_henan)
def test_locate_agrees_with_shapely(points):
    for point, code in zip(series(points), places.locate(series(points)), strict=True):
        holders = COUNTIES.index[COUNTIES.intersects(point)]
        assert code in holders if len(holders) else code == ""


@pytest.mark.parametrize("adcode", COUNTIES.index)
def test_a_point_inside_each_county_is_located_in_it(adcode):
    inner = COUNTIES.geometry[adcode].representative_point()
    assert places.locate(gpd.GeoSeries([inner], crs="EPSG:4326")).tolist() == [adcode]


def test_empty_points_lie_nowhere_and_the_index_is_kept():
    points = gpd.GeoSeries([shapely.Point(), shapely.Point(113.65, 34.75), None], index=["c", "a", "b"], crs=4326)
    located = places.locate(points)
    assert located.index.tolist() == ["c", "a", "b"]
    assert located.name == "adcode"
    assert located.tolist() == ["", "410103", ""]
    assert places.locate(points.iloc[:0]).tolist() == []


@settings(max_examples=25)
@given(
    point=st.tuples(st.floats(HENAN[0], HENAN[2]), st.floats(HENAN[1], HENAN[3])),
    place=st.integers(0, len(COUNTIES) - 1),
)
def test_outside_m_agrees_with_a_densified_outline(point, place):
    polygon, where = COUNTIES.geometry.iloc[place], shapely.Point(point)
    [gap] = places.outside_m(series([point]), pd.Series([COUNTIES.index[place]]))
    if polygon.intersects(where):
        assert gap == 0
    else:
        assert gap == pytest.approx(densified_gap_m(where, polygon), rel=0.02, abs=15)


@settings(max_examples=25)
@given(place=st.integers(0, len(COUNTIES) - 1), along=st.floats(0, 1), metres=st.floats(-800, 800))
def test_outside_m_is_exact_to_a_few_metres_near_a_boundary(place, along, metres):
    polygon = COUNTIES.geometry.iloc[place]
    on_line = polygon.boundary.interpolate(along, normalized=True)
    lon, lat, _ = GEOD.fwd(on_line.x, on_line.y, 37.0, metres)
    [gap] = places.outside_m(series([(lon, lat)]), pd.Series([COUNTIES.index[place]]))
    expected = 0.0 if polygon.intersects(shapely.Point(lon, lat)) else densified_gap_m(shapely.Point(lon, lat), polygon)
    assert gap == pytest.approx(expected, abs=13)
    assert gap <= abs(metres) + 0.01


def test_outside_m_takes_cities_and_gives_nan_where_nothing_is_known():
    points = gpd.GeoSeries([shapely.Point(113.65, 34.75)] * 4 + [shapely.Point()], index=list("edcba"), crs=4326)
    gaps = places.outside_m(points, pd.Series(["410100", "410300", "", "999999", "410100"], index=list("edcba")))
    assert gaps.index.tolist() == list("edcba")
    assert gaps.name == "outside_m"
    assert gaps["e"] == 0
    assert gaps["d"] == pytest.approx(densified_gap_m(points.iloc[0], GAZETTEER.cities.geometry["410300"]), rel=0.02)
    assert gaps[["c", "b", "a"]].isna().all()


@pytest.mark.parametrize("adcode", COUNTIES.index)
def test_every_county_is_found_by_name_short_name_and_adcode_within_its_city(adcode):
    county = COUNTIES.loc[adcode]
    for name in (county["name"], county["short_name"], adcode):
        assert places.find_unit(name, within=county["city_adcode"], level="county", gazetteer=UNITS) == adcode


@pytest.mark.parametrize("adcode", GAZETTEER.cities.index)
def test_every_city_is_found_by_name_short_name_and_adcode(adcode):
    city = GAZETTEER.cities.loc[adcode]
    for name in (city["name"], city["short_name"], adcode):
        assert places.find_unit(name, within="410000") == adcode


@pytest.mark.parametrize(
    ("name", "options", "adcode"),
    [
        ("河南省", {}, "410000"),
        ("河南", {}, "410000"),
        ("郑州", {}, "410100"),
        ("济源", {}, "419001"),
        ("济源市", {}, "419001"),
        ("济源市", {"level": "county"}, "419001"),
        ("济源市", {"level": "city"}, "419001"),
        ("419001", {}, "419001"),
        ("管城区", {"within": "410100"}, "410104"),
        ("管城回族区", {}, "410104"),
        (" 管城回族区 ", {}, "410104"),
        ("鼓楼区", {"within": "410200"}, "410204"),
        ("吉林", {}, "220000"),
        ("吉林", {"level": "city"}, "220200"),
    ],
)
def test_a_unit_is_found_by_what_people_write(name, options, adcode):
    assert places.find_unit(name, **options) == adcode


def test_an_ambiguous_name_is_refused_with_the_adcodes_that_would_do():
    with pytest.raises(InputError, match=r"4 places are called '鼓楼区'.*410204"):
        places.find_unit("鼓楼区")


def test_a_misspelt_name_is_refused_with_a_proposal():
    with pytest.raises(UnknownNameError, match="did you mean 郑州市"):
        places.find_unit("郑洲市")


@pytest.mark.parametrize(
    ("name", "options"),
    [("", {}), ("  ", {}), ("410199", {}), ("金水区", {"within": "410300"}), ("郑州市", {"level": "county"})],
)
def test_a_name_that_fits_no_unit_is_refused(name, options):
    with pytest.raises(UnknownNameError):
        places.find_unit(name, **options)


@pytest.mark.parametrize("adcode", COUNTIES.index)
def test_levels_and_containment_follow_the_polygons(adcode):
    city = COUNTIES.loc[adcode, "city_adcode"]
    assert places.level_of(adcode) == "county"
    assert places.contains("410000", adcode)
    assert [code for code in GAZETTEER.cities.index if places.contains(code, adcode)] == [city]
    assert [code for code in COUNTIES.index if places.contains(code, adcode)] == [adcode]


def test_jiyuan_is_a_county_and_its_own_city():
    assert COUNTIES.loc["419001", ["name", "city", "city_adcode"]].tolist() == ["济源市", "济源市", "419001"]
    assert "419001" in GAZETTEER.cities.index
    assert places.level_of("419001") == "county"


@pytest.mark.parametrize("adcode", COUNTIES.index)
def test_every_county_comes_first_when_its_own_name_is_searched(adcode):
    assert places.search(COUNTIES.loc[adcode, "name"], limit=1)["adcode"].tolist() == [adcode]


@pytest.mark.parametrize("adcode", COUNTIES.index)
def test_every_county_is_found_by_pinyin_and_initials(adcode):
    [row] = UNITS.names[(UNITS.names["adcode"] == adcode) & (UNITS.names["level"] == "county")].to_dict("records")
    spelt = row["pinyin"].split()
    assert len(spelt) >= 2
    for query in ("".join(spelt), "".join(word[0] for word in spelt)):
        assert adcode in set(places.search(query, limit=EVERY, gazetteer=UNITS)["adcode"]), query


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("jinshui", "金水区"),
        ("jin shui qu", "金水区"),
        ("Jin Shui", "金水区"),
        ("zhengzhou", "郑州市"),
        ("zzs", "郑州市"),
        ("jiyuan", "济源市"),
        ("郑州", "郑州市"),
        ("郑州市", "郑州市"),
        ("ＪＩＮＳＨＵＩ", "金水区"),
        ("guancheng", "管城回族区"),
        ("guanchenghuizuqu", "管城回族区"),
        ("chanhehuizuqu", "瀍河回族区"),
        ("shunhehuizuqu", "顺河回族区"),
    ],
)
def test_what_people_type_finds_the_place(query, name):
    assert name in places.search(query, limit=3)["name"].tolist()


def test_an_autonomous_region_is_found_by_its_full_pinyin():
    assert "150000" in set(places.search("neimengguzizhiqu", province="", limit=EVERY)["adcode"])


def test_every_place_with_pinyin_is_found_by_typing_its_letters_alone():
    spelt = GAZETTEER.names[GAZETTEER.names["adcode"].str.startswith("41") & (GAZETTEER.names["pinyin"] != "")]
    odd = spelt[spelt["pinyin"].str.contains(r"[^a-z ]", regex=True)]
    sample = pd.concat([odd, spelt.sample(40, random_state=0)])
    lost = [
        row["name"]
        for row in sample.to_dict("records")
        if row["name"] not in set(places.search(places.fold(row["pinyin"]), limit=EVERY)["name"])
    ]
    assert lost == []


def test_search_puts_equal_before_beginning_before_containing():
    found = places.search("新", limit=EVERY)["name"]
    begins = found.str.startswith("新").to_numpy()
    assert len(found) > 50
    assert begins[0]
    assert not begins[-1]
    assert np.flatnonzero(begins).max() < np.flatnonzero(~begins).min()
    assert places.search("新乡市", limit=1)["name"].tolist() == ["新乡市"]


def test_search_puts_large_before_small_among_equals():
    levels = places.search("洛阳", limit=4)["level"].tolist()
    assert levels == sorted(levels, key=places.LEVELS.index)


@given(query=st.text(max_size=12))
def test_search_takes_any_text_and_keeps_to_the_limit_and_the_province(query):
    found = places.search(query, limit=5)
    assert len(found) <= 5
    assert found["adcode"].str.startswith("41").all()
    assert list(found.columns) == list(GAZETTEER.names.columns)


@pytest.mark.parametrize("query", ["", " ", "（）", "。。。"])
def test_a_query_without_letters_finds_nothing(query):
    assert len(places.search(query)) == 0


@pytest.mark.parametrize(
    ("query", "name", "county"),
    [
        ("zzsjsq", "金水区", "金水区"),
        ("郑州金水", "金水区", "金水区"),
        ("郑州市金水区", "金水区", "金水区"),
        ("zhengzhoushijinshuiqu", "金水区", "金水区"),
        ("金水区经八路", "经八路街道", "金水区"),
        ("洛阳涧西区", "涧西区", "涧西区"),
        ("金氺区", "金水区", "金水区"),
        ("jinshiuqu", "金水区", "金水区"),
    ],
)
def test_search_takes_the_unit_in_front_and_a_slip(query, name, county):
    found = places.search(query, limit=1)
    assert (found["name"].item(), found["county"].item()) == (name, county)


def test_search_guesses_nothing_from_what_is_like_nothing():
    assert len(places.search("qqqqqqqq")) == len(places.search("啊啊啊")) == 0


def test_search_reaches_other_provinces_when_asked():
    assert places.search("西安市", limit=1)["name"].tolist() != ["西安市"]
    assert places.search("西安市", province="", limit=1)["adcode"].tolist() == ["610100"]


def test_only_real_coordinates_are_offered_as_places_to_start_from():
    names = GAZETTEER.names
    assert names.loc[names["level"] != "town", ["lon", "lat"]].isna().all(axis=None)
    placed = names[names["lon"].notna()]
    assert len(placed) > 500
    points = series(placed[["lon", "lat"]].to_numpy(), index=placed.index)
    gaps = places.outside_m(points, placed["adcode"])
    assert (gaps.fillna(0) < 60_000).all()


def test_the_polygons_of_henan_are_157_counties_in_18_cities():
    assert COUNTIES.shape[0] == 157
    assert GAZETTEER.cities.shape[0] == 18
    assert set(COUNTIES["city_adcode"]) == set(GAZETTEER.cities.index)
    assert COUNTIES.crs == GAZETTEER.cities.crs == "EPSG:4326"


@given(name=st.text(max_size=20))
def test_folding_is_idempotent_and_ignores_case_and_blanks(name):
    once = places.fold(name)
    assert places.fold(f" {name} ") == once
    assert places.fold(once) == once


@pytest.mark.parametrize("zone", sorted(places.ZONES))
def test_a_zone_is_recognised_with_and_without_its_city(zone):
    assert places.is_zone(zone)
    assert places.is_zone(f"郑州{zone}")
    assert not places.is_zone("金水区")


def test_missing_base_layers_are_reported_with_the_remedy(tmp_path):
    with pytest.raises(DataError, match="UNIONMAP_GEO"):
        places.load(tmp_path)
