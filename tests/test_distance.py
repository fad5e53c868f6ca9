import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod

from unionmap import distance
from unionmap.distance.ellipsoid import ARC_ERROR_M, ARC_REACH_M, arc_m
from unionmap.errors import InputError

GEOD = Geod(ellps="WGS84")
MILLIMETRE = 1e-3

longitudes, latitudes = st.floats(-180, 180), st.floats(-90, 90)
places = st.tuples(longitudes, latitudes)
in_henan = st.tuples(st.floats(110.3, 116.7), st.floats(31.3, 36.4))
seeds = st.integers(0, 2**32 - 1)


def brute_m(lon, lat, lons, lats):
    lons, lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    return np.asarray(GEOD.inv(np.full(len(lons), lon), np.full(len(lats), lat), lons, lats)[2])


def brute_nearest(lon, lat, lons, lats, k):
    metres = brute_m(lon, lat, lons, lats)
    order = np.argsort(metres, kind="stable")[:k]
    return order, metres[order]


def scattered(seed: int, n: int, layout: str):
    rng = np.random.default_rng(seed)
    if layout == "world":
        return rng.uniform(-180, 180, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))
    if layout == "henan":
        return rng.uniform(110.3, 116.7, n), rng.uniform(31.3, 36.4, n)
    if layout == "duplicates":
        return rng.choice([113.60, 113.61, 113.62], n), rng.choice([34.70, 34.71], n)
    around = rng.uniform(0, 360, n)
    lon, lat, _ = GEOD.fwd(np.full(n, 113.65), np.full(n, 34.75), around, 1000 + rng.uniform(-1e-6, 1e-6, n))
    return np.asarray(lon), np.asarray(lat)


LAYOUTS = ("world", "henan", "duplicates", "near ties")
QUERIES = ((113.65, 34.75), (-66.35, -34.75), (0.0, 90.0), (180.0, 0.0), (-180.0, -90.0), (114.0, 34.0))


@given(first=places, second=places)
@example(first=(113.65, 34.75), second=(113.65, 34.75))
@example(first=(180.0, 10.0), second=(-180.0, 10.0))
@example(first=(0.0, 90.0), second=(77.0, 90.0))
@example(first=(0.0, 0.0), second=(179.9, 0.3))
def test_distance_and_bearing_agree_with_geod(first, second):
    azimuth, _, metres = GEOD.inv(*first, *second)
    assert distance.geodesic_m(*first, *second) == pytest.approx(metres, abs=MILLIMETRE)
    bearing = float(distance.bearing_deg(*first, *second))
    assert 0 <= bearing <= 360
    assert np.cos(np.radians(bearing - azimuth)) == pytest.approx(1.0)


def test_distance_from_wellington_to_salamanca_is_what_karney_publishes():
    assert distance.geodesic_m(174.81, -41.32, -5.50, 40.96) == pytest.approx(19_959_679.267353821, abs=MILLIMETRE)
    assert distance.bearing_deg(174.81, -41.32, -5.50, 40.96) == pytest.approx(161.06766998616, abs=1e-9)


@given(first=places, second=places)
def test_distance_is_the_same_both_ways(first, second):
    there, back = distance.geodesic_m(*first, *second), distance.geodesic_m(*second, *first)
    assert there == pytest.approx(back, abs=MILLIMETRE)


def test_distances_broadcast():
    lons = np.linspace(113, 114, 4)
    assert distance.geodesic_m(113.65, 34.75, lons, 34.75).shape == (4,)
    assert distance.geodesic_m(np.full((3, 1), 113.0), 34.0, lons, 34.75).shape == (3, 4)
    assert distance.bearing_deg(113.65, 34.75, lons, 34.75).shape == (4,)
    assert distance.geodesic_m(113.65, 34.75, 113.66, 34.75).shape == ()


@given(first=places, second=places)
def test_a_chord_is_never_longer_than_its_geodesic(first, second):
    a, b = distance.ecef(*first)[0], distance.ecef(*second)[0]
    assert np.linalg.norm(a - b) <= distance.geodesic_m(*first, *second) + MILLIMETRE


@given(first=places, azimuth=st.floats(0, 360), metres=st.floats(0, ARC_REACH_M))
@example(first=(179.99, 0.0), azimuth=90.0, metres=50_000.0)
@example(first=(0.0, 89.99), azimuth=10.0, metres=50_000.0)
def test_the_arc_over_a_chord_is_the_geodesic_to_its_stated_error(first, azimuth, metres):
    second = GEOD.fwd(*first, azimuth, metres)[:2]
    chord = np.linalg.norm(distance.ecef(*first) - distance.ecef(*second), axis=1)
    parts = (np.array([part]) for part in (*first, *second))
    assert arc_m(chord, *parts)[0] == pytest.approx(GEOD.inv(*first, *second)[2], abs=ARC_ERROR_M)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(seed=seeds, n=st.integers(1, 60), k=st.integers(1, 8), query=places | in_henan | st.sampled_from(QUERIES))
def test_nearest_equals_brute_force(layout, seed, n, k, query):
    lons, lats = scattered(seed, n, layout)
    where, metres = distance.Index(lons, lats).nearest(*query, k=k)
    expected, expected_m = brute_nearest(*query, lons, lats, k)
    assert where[0].tolist() == expected.tolist()
    assert metres[0] == pytest.approx(expected_m, abs=MILLIMETRE)


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_nearest_takes_many_queries_at_once(layout, k):
    lons, lats = scattered(7, 300, layout)
    at_lon, at_lat = scattered(8, 100, "world")
    where, metres = distance.Index(lons, lats).nearest(at_lon, at_lat, k=k)
    assert where.shape == metres.shape == (100, k)
    for i, query in enumerate(zip(at_lon, at_lat, strict=True)):
        expected, expected_m = brute_nearest(*query, lons, lats, k)
        assert where[i].tolist() == expected.tolist()
        assert metres[i] == pytest.approx(expected_m, abs=MILLIMETRE)


def test_a_shorter_geodesic_wins_over_a_shorter_chord():
    # North-south the ellipsoid is more curved than east-west: the same chord spans a longer geodesic.
    lon, lat = 113.0, 0.0
    north_m = GEOD.inv(lon, lat, lon, lat + 9.0)[2]
    east_lon = GEOD.fwd(lon, lat, 90, north_m - 2.0)[0]
    chord = np.linalg.norm(distance.ecef([lon, east_lon], [lat + 9.0, lat]) - distance.ecef(lon, lat), axis=1)
    assert chord[0] < chord[1]
    where, _ = distance.Index([lon, east_lon], [lat + 9.0, lat]).nearest(lon, lat, k=1)
    assert where[0, 0] == 1


def test_ties_come_in_the_order_of_the_points():
    where, metres = distance.Index([113.6] * 5, [34.7] * 5).nearest(113.65, 34.75, k=3)
    assert where.tolist() == [[0, 1, 2]]
    assert len(set(metres[0])) == 1


@given(seed=seeds, n=st.integers(0, 6), k=st.integers(1, 20))
def test_more_neighbours_than_points_gives_all_points(seed, n, k):
    lons, lats = scattered(seed, n, "henan")
    where, metres = distance.Index(lons, lats).nearest([113.0, 114.0], [34.0, 34.5], k=k)
    assert where.shape == metres.shape == (2, min(k, n))
    assert len(set(where[0])) == min(k, n)


def test_an_empty_index_answers_with_nothing():
    index = distance.Index([], [])
    assert len(index) == 0
    assert index.nearest([113.0, 114.0], [34.0, 34.0], k=3)[0].shape == (2, 0)
    assert [part.shape for part in index.within(113.0, 34.0, 1000)] == [(0,), (0,)]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(seed=seeds, n=st.integers(1, 60), query=in_henan | places, radius_m=st.floats(0, 100_000))
@example(seed=3, n=40, query=(113.65, 34.75), radius_m=1000.0)
@example(seed=3, n=40, query=(113.60, 34.70), radius_m=0.0)
def test_within_equals_brute_force(layout, seed, n, query, radius_m):
    lons, lats = scattered(seed, n, layout)
    where, metres = distance.Index(lons, lats).within(*query, radius_m)
    every, every_m = brute_nearest(*query, lons, lats, n)
    assert where.tolist() == every[every_m <= radius_m].tolist()
    assert metres == pytest.approx(every_m[every_m <= radius_m], abs=MILLIMETRE)


@given(query=in_henan, azimuth=st.floats(0, 360), metres=st.floats(0.01, 99_999))
def test_within_includes_its_boundary_and_nothing_beyond(query, azimuth, metres):
    lon, lat, _ = GEOD.fwd(*query, azimuth, metres)
    index, at_m = distance.Index([lon], [lat]), GEOD.inv(*query, lon, lat)[2]
    assert len(index.within(*query, at_m)[0]) == 1
    assert len(index.within(*query, np.nextafter(at_m, 0))[0]) == 0


def test_radius_zero_finds_what_stands_on_the_spot():
    index = distance.Index([113.65, 113.65, 113.650001], [34.75, 34.75, 34.75])
    assert index.within(113.65, 34.75, 0)[0].tolist() == [0, 1]


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_neighbour_is_refused(k):
    with pytest.raises(InputError, match=f"k must be at least 1, got {k}"):
        distance.Index([113.65], [34.75]).nearest(113.65, 34.75, k=k)


@pytest.mark.parametrize("query", [(np.nan, 34.75), (113.65, np.nan), (np.inf, 34.75), (113.65, -np.inf)])
def test_a_query_that_is_no_number_is_refused(query):
    index = distance.Index([113.65], [34.75])
    with pytest.raises(InputError, match="finite"):
        index.nearest(*query, k=1)
    with pytest.raises(InputError, match="finite"):
        index.within(*query, 1000)


def test_swapped_longitude_and_latitude_are_refused_with_the_reason():
    index = distance.Index([113.65], [34.75])
    with pytest.raises(InputError, match=r"34\.75, 113\.65: are they swapped"):
        index.nearest(34.75, 113.65, k=1)
    with pytest.raises(InputError, match="swapped"):
        index.within(34.75, 113.65, 1000)


def test_of_many_queries_the_message_names_the_one_at_fault():
    with pytest.raises(InputError, match=r"34\.5, 114"):
        distance.Index([113.65], [34.75]).nearest([113.0, 34.5], [34.0, 114.0], k=1)


@pytest.mark.parametrize("point", [(np.nan, 34.75), (113.65, np.inf)])
def test_an_index_refuses_points_without_a_place(point):
    with pytest.raises(InputError, match="without a place"):
        distance.Index([113.0, point[0]], [34.0, point[1]])


@pytest.mark.parametrize("radius_m", [-1, np.nan, np.inf, 100_001])
def test_a_radius_that_cannot_be_used_is_refused(radius_m):
    with pytest.raises(InputError, match="radius"):
        distance.check_radius(radius_m)
    with pytest.raises(InputError, match="radius"):
        distance.Index([113.65], [34.75]).within(113.65, 34.75, radius_m)


@pytest.mark.parametrize("radius_m", [0, 1000, 100_000])
def test_a_radius_that_can_be_used_is_returned_as_a_float(radius_m):
    assert distance.check_radius(radius_m) == radius_m
    assert isinstance(distance.check_radius(radius_m), float)
