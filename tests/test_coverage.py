import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

import unionmap as um
from unionmap import coverage, demand, filters, grid, places
from unionmap.coverage import Covered, covered_cells
from unionmap.errors import InputError
from unionmap.grid import STEP_DEG

GEOD = Geod(ellps="WGS84")
LINE = 1 << 32
SURFACE = demand.load()
RADII_M = (50, 150, 500, 1000, 5000, 20_000)

stations = st.lists(st.tuples(st.floats(112.9, 113.4), st.floats(34.3, 34.7)), min_size=1, max_size=12)
radii = st.sampled_from(RADII_M) | st.floats(0, 20_000)


def held(cells: Covered, row, col) -> np.ndarray:
    first = np.asarray(row, dtype=np.int64) * LINE + np.asarray(col, dtype=np.int64)
    return cells.count(first, first + 1).astype(bool)


def size(cells: Covered) -> int:
    return int((cells.last - cells.first).sum())


def brute_held(points, radius_m: float, row, col) -> np.ndarray:
    """Ask Geod for every pair of a station and a cell's centre."""
    lon, lat = (np.asarray(col) + 0.5) * STEP_DEG, (np.asarray(row) + 0.5) * STEP_DEG
    inside = np.zeros(lon.shape, dtype=bool)
    for x, y in points:
        inside |= np.asarray(GEOD.inv(np.full(lon.shape, x), np.full(lat.shape, y), lon, lat)[2]) <= radius_m
    return inside


def window(points, radius_m: float):
    """List every cell around the stations, with room to spare."""
    lon, lat = np.array(points).T
    high = np.radians(np.abs(lat).max())
    tall, wide = radius_m / 110_000 + 3 * STEP_DEG, radius_m / (110_000 * np.cos(high)) + 3 * STEP_DEG
    rows = np.arange(int(np.floor((lat.min() - tall) / STEP_DEG)), int(np.ceil((lat.max() + tall) / STEP_DEG)))
    cols = np.arange(int(np.floor((lon.min() - wide) / STEP_DEG)), int(np.ceil((lon.max() + wide) / STEP_DEG)))
    row, col = np.meshgrid(rows, cols, indexing="ij")
    return row.ravel(), col.ravel()


def rim_cells(points, radius_m: float, seed: int, n: int = 400):
    """List cells whose centre lies within a few hundred metres of some rim."""
    rng = np.random.default_rng(seed)
    lon, lat = np.array(points)[rng.integers(0, len(points), n)].T
    x, y, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, n), np.maximum(radius_m + rng.normal(0, 80, n), 0))
    return np.floor(np.asarray(y) / STEP_DEG).astype(int), np.floor(np.asarray(x) / STEP_DEG).astype(int)


@pytest.mark.parametrize("radius_m", [0, 50, 91.3, 150, 500, 1000])
@given(points=st.lists(st.tuples(st.floats(113.0, 113.02), st.floats(34.5, 34.52)), min_size=1, max_size=4))
def test_the_covered_cells_are_exactly_those_of_brute_force(radius_m, points):
    cells = covered_cells(*np.array(points).T, radius_m)
    row, col = window(points, radius_m)
    expected = brute_held(points, radius_m, row, col)
    assert (held(cells, row, col) == expected).all()
    assert size(cells) == expected.sum()


@given(
    place=st.tuples(st.floats(-179, 179), st.floats(-79, 79)),
    radius_m=st.floats(0, 1500),
)
@example(place=(0.0, 0.0), radius_m=1000.0)
@example(place=(116.4, -78.9), radius_m=1000.0)
def test_the_covered_cells_are_exact_anywhere_on_earth(place, radius_m):
    cells = covered_cells([place[0]], [place[1]], radius_m)
    row, col = window([place], radius_m)
    expected = brute_held([place], radius_m, row, col)
    assert (held(cells, row, col) == expected).all()
    assert size(cells) == expected.sum()


@pytest.mark.parametrize("radius_m", RADII_M)
@settings(max_examples=15)
@given(points=stations, seed=st.integers(0, 2**32 - 1))
def test_cells_near_the_rims_are_settled_as_geod_settles_them(radius_m, points, seed):
    cells = covered_cells(*np.array(points).T, radius_m)
    row, col = rim_cells(points, radius_m, seed)
    assert (held(cells, row, col) == brute_held(points, radius_m, row, col)).all()


@pytest.mark.parametrize("lat", [0, 20, 34.75, 53.5, 70, 79.9])
@pytest.mark.parametrize("radius_m", [1000, 20_000, 100_000])
def test_a_row_that_a_disc_barely_touches_is_exact(lat, radius_m):
    row, rng = int(lat / STEP_DEG), np.random.default_rng(int(radius_m))
    for inset_m in (1e-4, 1e-3, 5e-3, 1e-2, 2e-2, 0.1, 1.0):
        for azimuth in (0, 180):
            lon = 113 + rng.random()
            x, y, _ = GEOD.fwd(lon, (row + 0.5) * STEP_DEG, azimuth, radius_m - inset_m)
            cells = covered_cells([x], [y], radius_m)
            cols = int(lon / STEP_DEG) + np.arange(-60, 61)
            rows = np.full(len(cols), row)
            assert (held(cells, rows, cols) == brute_held([(x, y)], radius_m, rows, cols)).all()


def test_radius_zero_covers_only_a_cell_whose_centre_is_the_station():
    on_centre = (np.array([135_600, 40_800]) + 0.5) * STEP_DEG
    assert size(covered_cells(on_centre[:1], on_centre[1:], 0)) == 1
    assert size(covered_cells(on_centre[:1] + 1e-9, on_centre[1:], 0)) == 0


@given(points=stations, radius_m=radii, more=st.floats(0, 3000), seed=st.integers(0, 2**32 - 1))
def test_coverage_grows_with_the_radius(points, radius_m, more, seed):
    lon, lat = np.array(points).T
    small, large = covered_cells(lon, lat, radius_m), covered_cells(lon, lat, radius_m + more)
    assert (large.count(small.first, small.last) == small.last - small.first).all()


@given(points=stations, extra=stations, radius_m=radii)
def test_adding_a_station_never_lowers_coverage(points, extra, radius_m):
    before = covered_cells(*np.array(points).T, radius_m)
    after = covered_cells(*np.array([*points, *extra]).T, radius_m)
    assert (after.count(before.first, before.last) == before.last - before.first).all()


@given(points=stations, radius_m=radii, data=st.data())
def test_coverage_does_not_depend_on_the_order_of_the_stations_or_on_repeats(points, radius_m, data):
    shuffled = data.draw(st.permutations([*points, points[0]]))
    one, other = covered_cells(*np.array(points).T, radius_m), covered_cells(*np.array(shuffled).T, radius_m)
    assert one.first.tolist() == other.first.tolist()
    assert one.last.tolist() == other.last.tolist()


@given(points=stations, radius_m=radii)
def test_runs_are_disjoint_ascending_and_stay_within_their_row(points, radius_m):
    cells = covered_cells(*np.array(points).T, radius_m)
    assert (cells.last > cells.first).all()
    assert (cells.first[1:] > cells.last[:-1]).all()
    assert (cells.first // LINE == (cells.last - 1) // LINE).all()


@given(points=stations, radius_m=st.floats(300, 5000), seed=st.integers(0, 2**32 - 1))
def test_counting_a_run_equals_counting_its_cells_one_by_one(points, radius_m, seed):
    cells, rng = covered_cells(*np.array(points).T, radius_m), np.random.default_rng(seed)
    row = rng.integers(int(34.25 / STEP_DEG), int(34.75 / STEP_DEG), 20)
    start = rng.integers(int(112.8 / STEP_DEG), int(113.4 / STEP_DEG), 20)
    stop = start + rng.integers(0, 300, 20)
    runs = zip(row, start, stop, strict=True)
    one_by_one = [int(held(cells, np.full(b - a, r), np.arange(a, b)).sum()) for r, a, b in runs]
    assert cells.count(row * LINE + start, row * LINE + stop).tolist() == one_by_one


def test_no_station_covers_nothing():
    cells = covered_cells([], [], 1000)
    assert size(cells) == 0
    measured = coverage.measure(SURFACE, cells)
    assert (measured[["people_covered", "weight_covered_m2"]] == 0).all(axis=None)


@pytest.mark.parametrize("radius_m", [-1, np.nan, np.inf, 100_001])
def test_a_radius_that_cannot_be_used_is_refused(radius_m):
    with pytest.raises(InputError, match="radius"):
        covered_cells([113.65], [34.75], radius_m)


@pytest.mark.parametrize("point", [(np.nan, 34.75), (113.65, np.inf)])
def test_a_station_without_a_place_is_refused(point):
    with pytest.raises(InputError, match="without a place"):
        covered_cells([point[0]], [point[1]], 1000)


@pytest.fixture(scope="module")
def pieces(repo, sites) -> gpd.GeoDataFrame:
    """Take the pieces around Zhengzhou, moved a little: their own edges run through cell centres."""
    frame = gpd.read_parquet(repo / "data" / "geo" / "base" / "henan_population_cells_2020.parquet")
    moved = frame.set_geometry(frame.translate(1e-5, 1e-5))
    return moved.cx[112.8:114.2, 34.3:35.0].reset_index(drop=True)


@pytest.mark.parametrize("radius_m", [500, 5000])
def test_the_people_covered_of_a_piece_equal_brute_force(pieces, sites, radius_m):
    used = sites["rest_station"][filters.usable(sites["rest_station"])]
    points = np.stack([used.geometry.x, used.geometry.y], axis=1)
    measured = coverage.measure(demand.surface(pieces), covered_cells(*points.T, radius_m))["people_covered"]
    rng = np.random.default_rng(radius_m)
    home = {int(np.flatnonzero(pieces.intersects(shapely.Point(point)))[0]) for point in rng.permutation(points)[:4]}
    for i in home | set(rng.integers(0, len(pieces), 3).tolist()):
        polygon = pieces.geometry.iloc[i]
        row, col = window(np.array(polygon.bounds).reshape(2, 2), 0)
        inside = shapely.contains_xy(polygon, (col + 0.5) * STEP_DEG, (row + 0.5) * STEP_DEG)
        if inside.any():
            area = grid.cell_area_m2(row[inside])
            share = area[brute_held(points, radius_m, row[inside], col[inside])].sum() / area.sum()
            assert share > 0 or i not in home
            assert measured[i] == pytest.approx(pieces["pop_2020"].iloc[i] * share, rel=1e-9, abs=1e-6)


@settings(max_examples=15)
@given(points=stations, radius_m=radii)
def test_covered_never_exceeds_the_whole_and_nobody_is_lost(points, radius_m):
    measured = coverage.measure(SURFACE, covered_cells(*np.array(points).T, radius_m))
    assert (measured["people_covered"] <= measured["people"] * (1 + 1e-12)).all()
    assert (measured["people_covered"] >= 0).all()
    assert (measured["weight_covered_m2"] <= measured["weight_m2"]).all()
    assert measured["people"].sum() == pytest.approx(99_365_519, abs=1)


def test_a_province_full_of_stations_covers_everybody():
    west, south, east, north = places.load().counties.total_bounds
    lon, lat = (part.ravel() for part in np.meshgrid(np.arange(west, east, 0.5), np.arange(south, north, 0.5)))
    measured = coverage.measure(SURFACE, covered_cells(lon, lat, 60_000))
    assert measured["people_covered"].sum() == pytest.approx(99_365_519, abs=1)


def test_covering_the_shipped_stations_equals_covering_their_coordinates(sites):
    used = sites["rest_station"][filters.usable(sites["rest_station"])]
    measured = coverage.measure(SURFACE, covered_cells(used.geometry.x, used.geometry.y, 1000))
    assert measured["people_covered"].sum() == pytest.approx(
        um.cover(sites["rest_station"], by="province")["people_covered"].sum()
    )
