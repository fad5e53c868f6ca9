import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon, box

from unionmap import grid, places
from unionmap.grid import STEP_DEG

GEOD = Geod(ellps="WGS84")
seeds = st.integers(0, 2**32 - 1)


def cells_of(polygons) -> list[tuple[int, int, int]]:
    """List the cells as (position, row, column), as often as they occur."""
    runs = zip(*grid.scan(np.array(polygons, dtype=object)), strict=True)
    return [(int(at), int(row), col) for row, start, stop, at in runs for col in range(start, stop)]


def contained(polygon: shapely.Geometry) -> set[tuple[int, int]]:
    west, south, east, north = polygon.bounds
    cols = np.arange(np.floor(west / STEP_DEG) - 1, np.ceil(east / STEP_DEG) + 1)
    rows = np.arange(np.floor(south / STEP_DEG) - 1, np.ceil(north / STEP_DEG) + 1)
    col, row = (part.ravel() for part in np.meshgrid(cols, rows))
    held = shapely.contains_xy(polygon, (col + 0.5) * STEP_DEG, (row + 0.5) * STEP_DEG)
    return set(zip(row[held].astype(int).tolist(), col[held].astype(int).tolist(), strict=True))


def blot(seed: int, lon: float = 113.0, lat: float = 34.0) -> shapely.Geometry:
    """Make an irregular multipolygon with holes, about 40 cells wide."""
    rng = np.random.default_rng(seed)

    def discs(n: int, size: float) -> shapely.Geometry:
        centres = shapely.points(lon + rng.uniform(-0.02, 0.02, n), lat + rng.uniform(-0.02, 0.02, n))
        return shapely.union_all(shapely.buffer(centres, rng.uniform(0.1, 1, n) * size, quad_segs=3))

    return discs(8, 0.01).difference(discs(8, 0.004))


@given(seed=seeds)
def test_scan_equals_shapely_on_multipolygons_with_holes(seed):
    polygon = blot(seed)
    cells = cells_of([polygon])
    assert {(row, col) for _, row, col in cells} == contained(polygon)
    assert len(cells) == len(set(cells))


@given(seed=seeds, lon=st.floats(-179, 179), lat=st.floats(-79, 79))
def test_scan_equals_shapely_anywhere_on_earth(seed, lon, lat):
    polygon = blot(seed, lon, lat)
    assert {(row, col) for _, row, col in cells_of([polygon])} == contained(polygon)


@given(seed=seeds)
def test_scan_of_many_equals_scan_of_each(seed):
    polygons = [blot(seed), blot(seed + 1), blot(seed + 2, 113.03)]
    together = cells_of(polygons)
    apart = [(at, row, col) for at, polygon in enumerate(polygons) for _, row, col in cells_of([polygon])]
    assert sorted(together) == sorted(apart)


def test_a_ring_island_keeps_its_hole_and_the_island_in_it():
    rings = [box(113.0 + g, 34.0 + g, 113.05 - g, 34.05 - g) for g in (0.0, 0.01, 0.02)]
    ring = Polygon(rings[0].exterior, [rings[1].exterior])
    polygon = MultiPolygon([ring, rings[2]])
    assert {(row, col) for _, row, col in cells_of([polygon])} == contained(polygon)


@given(seed=seeds, on_centres=st.booleans())
def test_polygons_that_tile_a_box_share_no_cell_and_leave_none_out(seed, on_centres):
    rng = np.random.default_rng(seed)
    frame = box(113.0, 34.0, 113.04, 34.03)
    xy = np.stack([rng.uniform(113.0, 113.04, 12), rng.uniform(34.0, 34.03, 12)], axis=1)
    if on_centres:
        xy = (np.round(xy / STEP_DEG) + 0.5) * STEP_DEG
    tiles = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=frame))
    cells = [(row, col) for _, row, col in cells_of(shapely.intersection(tiles, frame))]
    assert len(cells) == len(set(cells))
    assert set(cells) == {(row, col) for _, row, col in cells_of([frame])}


def test_boxes_that_meet_on_a_line_of_cell_centres_share_no_cell_and_lose_none():
    xs, ys = ((np.array([start, start + 10, start + 20]) + 0.5) * STEP_DEG for start in (135_600, 40_800))
    quarters = [box(xs[i], ys[j], xs[i + 1], ys[j + 1]) for i in (0, 1) for j in (0, 1)]
    cells = [(row, col) for _, row, col in cells_of(quarters)]
    whole = [(row, col) for _, row, col in cells_of([box(xs[0], ys[0], xs[2], ys[2])])]
    assert len(cells) == len(set(cells))
    assert set(cells) == set(whole)


def test_the_counties_of_henan_share_no_cell_and_leave_no_gap():
    counties = places.load().counties.geometry
    row, start, stop, _ = grid.scan(counties.to_numpy())
    order = np.lexsort((start, row))
    row, start, stop = row[order], start[order], stop[order]
    same_row = row[1:] == row[:-1]
    assert (start[1:][same_row] >= stop[:-1][same_row]).all()
    _, first, last, _ = grid.scan(np.array([counties.union_all()]))
    assert (stop - start).sum() == pytest.approx((last - first).sum(), rel=1e-6)


def test_nothing_to_scan_gives_no_runs():
    for nothing in ([], [Polygon()], [box(113.0, 34.0, 113.0001, 34.0001)]):
        assert [len(part) for part in grid.scan(np.array(nothing, dtype=object))] == [0, 0, 0, 0]


@settings(max_examples=100)
@given(row=st.integers(-96_000, 96_000))
def test_cell_area_equals_the_geodesic_area_of_the_cell(row):
    south, north = row * STEP_DEG, (row + 1) * STEP_DEG
    area, _ = GEOD.polygon_area_perimeter([0, STEP_DEG, STEP_DEG, 0], [south, south, north, north])
    assert grid.cell_area_m2(row) == pytest.approx(area, rel=1e-6)


def test_cell_areas_of_a_box_add_up_to_its_geodesic_area():
    frame = box(113.0, 34.0, 113.5, 34.5)
    row, start, stop, _ = grid.scan(np.array([frame]))
    dense = shapely.segmentize(frame, 0.001)
    expected = abs(GEOD.geometry_area_perimeter(dense)[0])
    assert ((stop - start) * grid.cell_area_m2(row)).sum() == pytest.approx(expected, rel=1e-6)
