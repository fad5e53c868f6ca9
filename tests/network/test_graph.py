import copy
from dataclasses import FrozenInstanceError

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from unionmap import network
from unionmap.distance import geodesic_m
from unionmap.errors import InputError

MILLIMETRE = 1e-3
LON, LAT = 113.65, 34.75
A, B, C, D = (LON, LAT), (LON + 0.004, LAT), (LON + 0.004, LAT + 0.003), (LON, LAT + 0.003)
seeds = st.integers(0, 2**32 - 1)


def streets(*lines, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs="EPSG:4326")


def metres(*points):
    lon, lat = np.array(points).T
    return float(geodesic_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def between(one, other, share):
    return tuple(a + share * (b - a) for a, b in zip(one, other, strict=True))


def walk(made, one, other, **options):
    return float(made.distances(*one, [other[0]], [other[1]], **options)[0])


def scattered(seed, count, spread=0.006):
    rng = np.random.default_rng(seed)
    return LON + rng.uniform(-spread, spread, count), LAT + rng.uniform(-spread, spread, count)


# Against a second implementation ---------------------------------------------------------------------


def test_it_walks_on_futian_as_networkx_does(futian, oracle):
    made = network.from_edges(futian)
    plain = oracle(futian[~futian["highway"].str.contains("motorway|cycleway")])
    rng = np.random.default_rng(5)
    west, south, east, north = futian.total_bounds
    lon, lat = rng.uniform(west, east, 30), rng.uniform(south, north, 30)
    found = made.matrix(lon[:5], lat[:5], lon, lat, limit_m=np.inf, max_snap_m=np.inf)
    wanted = plain.walks(lon, lat, 5)
    reached = np.isfinite(wanted)
    assert np.array_equal(np.isfinite(found), reached)
    assert reached.mean() > 0.9
    assert np.abs(found[reached] - wanted[reached]).max() < MILLIMETRE


def test_it_finds_the_places_on_futian_that_a_look_at_every_segment_finds(futian, oracle):
    made = network.from_edges(futian)
    plain = oracle(futian[~futian["highway"].str.contains("motorway|cycleway")])
    lon, lat = np.random.default_rng(6).uniform(*futian.total_bounds.reshape(2, 2), (150, 2)).T
    snapped = made.snap(lon, lat, max_snap_m=np.inf)
    wanted = [plain.snap(x, y) for x, y in zip(lon, lat, strict=True)]
    assert np.abs(snapped.leg_m - [place.leg_m for place in wanted]).max() < MILLIMETRE
    assert geodesic_m(snapped.lon, snapped.lat, *np.transpose([place.at for place in wanted])).max() < MILLIMETRE


@settings(max_examples=10)
@given(seed=seeds)
def test_it_walks_on_any_tangle_as_networkx_does(tangle, oracle, seed):
    edges = tangle(seed)
    made, plain = network.from_edges(edges), oracle(edges)
    lon, lat = scattered(seed, 6)
    found = made.matrix(lon, lat, lon, lat, limit_m=np.inf, max_snap_m=np.inf)
    assert found == pytest.approx(plain.walks(lon, lat, 6), abs=MILLIMETRE)


# Properties ------------------------------------------------------------------------------------------


@given(seed=seeds)
def test_the_way_back_is_as_long_and_no_way_is_shorter_than_a_straight_line(tangle, seed):
    made = network.from_edges(tangle(seed))
    lon, lat = scattered(seed, 12)
    places = made.snap(lon, lat, max_snap_m=np.inf)
    found = made.between(places, places, limit_m=np.inf)
    assert np.array_equal(np.isfinite(found), np.isfinite(found.T))
    reached = np.isfinite(found)
    assert np.allclose(found[reached], found.T[reached], rtol=0, atol=1e-6)
    streets_only = found - places.leg_m[:, None] - places.leg_m
    straight = geodesic_m(places.lon[:, None], places.lat[:, None], places.lon, places.lat)
    assert (streets_only[reached] >= straight[reached] - MILLIMETRE).all()
    assert np.allclose(np.diag(found), 2 * places.leg_m)


@given(seed=seeds)
def test_no_way_over_a_node_is_shorter_than_the_direct_one(tangle, seed):
    edges = tangle(seed)
    made = network.from_edges(edges)
    lon, lat = scattered(seed, 6)
    corner_x, corner_y = shapely.get_coordinates(shapely.get_point(edges.geometry.to_numpy(), 0)).T
    direct = made.matrix(lon, lat, lon, lat, limit_m=np.inf, max_snap_m=np.inf)
    to_corner = made.matrix(lon, lat, corner_x, corner_y, limit_m=np.inf, max_snap_m=np.inf)
    over = (to_corner[:, None, :] + to_corner[None, :, :]).min(axis=2)
    assert (direct <= over + 1e-5).all()


@settings(max_examples=15)
@given(seed=seeds, more=st.integers(1, 4))
def test_one_more_edge_makes_no_way_between_nodes_longer(tangle, seed, more):
    edges = tangle(seed, edges=9 + more)
    corner_x, corner_y = shapely.get_coordinates(shapely.get_point(edges.geometry.to_numpy()[:9], 0)).T
    fewer, all_of_them = (
        network.from_edges(part).matrix(corner_x, corner_y, corner_x, corner_y, limit_m=np.inf)
        for part in (edges.iloc[:9], edges)
    )
    assert (all_of_them <= fewer + 1e-5).all()


@given(seed=seeds, limit=st.floats(0, 3000))
def test_a_limit_takes_away_what_is_farther_and_changes_nothing_else(tangle, seed, limit):
    made = network.from_edges(tangle(seed))
    lon, lat = scattered(seed, 8)
    whole = made.matrix(lon, lat, lon, lat, limit_m=np.inf)
    assert np.array_equal(made.matrix(lon, lat, lon, lat, limit_m=limit), np.where(whole <= limit, whole, np.inf))


# Cases -----------------------------------------------------------------------------------------------

SQUARE = (A, B), (B, C), (C, D), (D, A)
ROUND = [A, between(A, B, 0.1), (LON + 0.0004, LAT + 0.0004), (LON, LAT + 0.0004), A]
CASES = {
    "along one edge": (streets((A, B)), between(A, B, 0.2), between(A, B, 0.7), 0.5 * metres(A, B)),
    "over a crossing": (streets(*SQUARE), between(A, B, 0.5), C, metres(between(A, B, 0.5), B, C)),
    "the shorter way around": (streets(*SQUARE), A, between(D, C, 0.25), metres(A, D, between(D, C, 0.25))),
    "by a parallel edge that is shorter than the same one": (
        streets((A, (LON + 0.002, LAT + 0.01), B), (A, B), u=[1, 1], v=[2, 2]),
        between(A, (LON + 0.002, LAT + 0.01), 0.1),
        between(B, (LON + 0.002, LAT + 0.01), 0.1),
        metres(between(A, (LON + 0.002, LAT + 0.01), 0.1), A, B, between(B, (LON + 0.002, LAT + 0.01), 0.1)),
    ),
    "around a loop the short way": (
        streets(ROUND, (A, (LON - 0.001, LAT))),
        between(A, ROUND[1], 0.5),
        between(A, ROUND[3], 0.5),
        metres(between(A, ROUND[1], 0.5), A, between(A, ROUND[3], 0.5)),
    ),
    "against a one-way street": (streets((A, B), oneway=[True]), B, A, metres(A, B)),
    "from a point off the street to its nearest place, not to a node": (
        streets((A, B)),
        (LON + 0.002, LAT + 0.001),
        B,
        metres((LON + 0.002, LAT + 0.001), (LON + 0.002, LAT), B),
    ),
    "under a bridge that it does not meet": (
        streets((A, C), (B, D)),
        A,
        B,
        np.inf,
    ),
    "where another part is not joined": (streets((A, B), (D, C)), A, D, np.inf),
    "over an edge of no length": (streets((A, B), (B, B), (B, C), u=[1, 2, 3], v=[2, 3, 4]), A, C, metres(A, B, C)),
    "by lengths that are given": (streets((A, B), (B, C), length=[600.0, np.nan]), A, C, 600 + metres(B, C)),
    "by a share of a length that is given": (streets((A, B), length=[600.0]), A, between(A, B, 0.25), 150.0),
    "on a table whose lines run backward": (
        streets((B, A), (B, C), (D, C), u=["a", "b", "c"], v=["b", "c", "d"]),
        between(A, B, 0.1),
        D,
        metres(between(A, B, 0.1), B, C, D),
    ),
    "on a line in two parts": (
        gpd.GeoDataFrame(geometry=[shapely.MultiLineString([(A, B), (C, D)]), shapely.LineString([B, C])], crs=4326),
        A,
        D,
        metres(A, B, C, D),
    ),
}


@pytest.mark.parametrize("case", list(CASES))
def test_the_walk(case):
    edges, one, other, wanted = CASES[case]
    made = network.from_edges(edges)
    assert walk(made, one, other) == pytest.approx(wanted, abs=MILLIMETRE)
    assert walk(made, other, one) == pytest.approx(wanted, abs=MILLIMETRE)


@pytest.mark.parametrize(("off_deg", "reached"), [(0.0026, True), (0.0028, False)])
def test_a_point_too_far_off_the_streets_reaches_nothing_and_is_not_reached(off_deg, reached):
    made, off = network.from_edges(streets((A, B))), (LON + 0.002, LAT - off_deg)
    assert np.isfinite(walk(made, off, B)) == np.isfinite(walk(made, B, off)) == reached
    assert np.isfinite(walk(made, off, B, max_snap_m=1000))
    snapped = made.snap(*off)
    assert np.isfinite(snapped.leg_m[0]) == reached
    assert (snapped.lon[0], snapped.lat[0]) == pytest.approx((off[0], LAT), abs=1e-6)


def test_what_leads_back_is_the_same_edge():
    both = network.from_edges(streets((A, B), (B, A), (A, B), u=[1, 2, 1], v=[2, 1, 2], length=[400.0, 390.0, np.nan]))
    assert repr(both) == "Network(2 nodes, 1 edges, 0.4 km)"
    assert walk(both, A, B) == pytest.approx(390)


def test_many_origins_give_the_same_as_one_after_the_other(futian, monkeypatch):
    made = network.from_edges(futian)
    lon, lat = np.random.default_rng(7).uniform(*futian.total_bounds.reshape(2, 2), (30, 2)).T
    each = [made.distances(x, y, lon, lat) for x, y in zip(lon, lat, strict=True)]
    monkeypatch.setattr(network.graph, "_CELLS_AT_ONCE", 4 * made.edges.nodes)
    monkeypatch.setattr(network.snapping, "_AT_ONCE", 7)
    assert np.array_equal(made.matrix(lon, lat, lon, lat), each)


def test_no_points_are_no_distances():
    made = network.from_edges(streets((A, B)))
    assert made.distances(*A, [], []).shape == (0,)
    assert made.matrix([], [], [LON], [LAT]).shape == (0, 1)


def test_a_network_is_frozen_and_leaves_its_table_as_it_was(futian):
    edges = futian.head(50).copy()
    before = copy.deepcopy(edges)
    made = network.from_edges(edges)
    pd.testing.assert_frame_equal(edges, before)
    with pytest.raises(FrozenInstanceError):
        made.edges = None
    for array in (made.edges.u, made.edges.length_m, made.edges.pieces.ends):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda made: made.distances(np.nan, LAT, [LON], [LAT]), "finite"),
        (lambda made: made.distances(*A, [LAT], [LON]), "swapped"),
        (lambda made: made.distances(*A, [LON, LON], [LAT]), "pairs, got 2 and 1"),
        (lambda made: made.distances(*A, [LON], [LAT], limit_m=-1), "limit_m .* got -1"),
        (lambda made: made.distances(*A, [LON], [LAT], limit_m=np.nan), "limit_m .* got nan"),
        (lambda made: made.snap(*A, max_snap_m=-5), "max_snap_m .* got -5"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(call, message):
    with pytest.raises(InputError, match=message):
        call(network.from_edges(streets((A, B))))
