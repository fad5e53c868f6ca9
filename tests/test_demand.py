import csv

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from unionmap import demand, grid
from unionmap.errors import DataError, InputError
from unionmap.grid import STEP_DEG

SURFACE = demand.load()


@pytest.fixture(scope="module")
def pieces(repo) -> gpd.GeoDataFrame:
    return gpd.read_parquet(repo / "data" / "geo" / "base" / "henan_population_cells_2020.parquet")


def made(polygons, heads) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"adcode": "410105", "pop_2020": heads}, geometry=list(polygons), crs="EPSG:4326")


def test_the_people_of_henan_are_99_365_519():
    assert SURFACE.pieces["people"].sum() == pytest.approx(99_365_519, abs=1)


def test_the_people_of_each_county_are_those_of_the_census(repo):
    with (repo / "data" / "geo" / "base" / "henan_county_population_2020.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    code = next(name for name in rows[0] if "adcode" in name or "code" in name)
    census = {row[code]: float(row["pop_2020_alloc"]) for row in rows}
    people = SURFACE.pieces.groupby("adcode")["people"].sum()
    assert set(people.index) == set(census)
    assert people.to_dict() == pytest.approx(census, abs=2)


def test_every_piece_holds_a_cell_so_no_head_is_lost(pieces):
    cells = np.bincount(SURFACE.piece, weights=SURFACE.stop - SURFACE.start, minlength=len(pieces))
    assert len(SURFACE.pieces) == len(pieces)
    assert (cells >= 1).all()
    assert (SURFACE.pieces["weight_m2"] > 0).all()
    assert SURFACE.pieces["adcode"].tolist() == pieces["adcode"].tolist()


def test_runs_are_in_order_and_overlap_only_where_a_piece_is_too_small_to_hold_a_centre():
    assert (np.lexsort((SURFACE.start, SURFACE.row)) == np.arange(len(SURFACE.row))).all()
    assert (SURFACE.stop > SURFACE.start).all()
    line = SURFACE.row * (1 << 32)
    reach = np.maximum.accumulate(np.concatenate([[0], line + SURFACE.stop]))
    overlap = np.clip(reach[:-1] - (line + SURFACE.start), 0, SURFACE.stop - SURFACE.start).sum()
    single = np.bincount(SURFACE.piece, weights=SURFACE.stop - SURFACE.start) == 1
    assert overlap <= single.sum() < 0.05 * len(single)


def test_the_weight_of_a_piece_is_the_area_of_the_cells_whose_centre_it_holds(pieces):
    # The pieces' own edges run through cell centres, where rounding decides: move them off.
    moved = pieces.set_geometry(pieces.translate(1e-5, 1e-5)).sample(60, random_state=0)
    weights = demand.surface(moved).pieces["weight_m2"]
    for polygon, weight in zip(moved.geometry, weights, strict=True):
        west, south, east, north = polygon.bounds
        col, row = np.meshgrid(
            np.arange(int(west / STEP_DEG) - 1, int(east / STEP_DEG) + 2),
            np.arange(int(south / STEP_DEG) - 1, int(north / STEP_DEG) + 2),
        )
        held = shapely.contains_xy(polygon, (col + 0.5) * STEP_DEG, (row + 0.5) * STEP_DEG)
        if held.any():
            assert weight == pytest.approx(grid.cell_area_m2(row[held]).sum())


@given(
    side=st.floats(1e-6, 0.02),
    lon=st.floats(110, 117),
    lat=st.floats(31, 37),
    heads=st.floats(0, 1e6),
)
def test_a_piece_of_any_size_keeps_its_people(side, lon, lat, heads):
    surface = demand.surface(made([box(lon, lat, lon + side, lat + side)], [heads]))
    assert surface.pieces["people"].tolist() == [heads]
    assert (surface.stop - surface.start).sum() >= 1
    centre_lon = (surface.start + 0.5) * STEP_DEG
    assert (abs(centre_lon - lon) <= side + STEP_DEG).all()


@pytest.mark.parametrize("heads", [[-1.0], [np.nan]])
def test_a_head_count_that_is_none_is_refused(heads):
    with pytest.raises(InputError, match="'pop_2020' must hold head counts"):
        demand.surface(made([box(113, 34, 113.01, 34.01)], heads))


def test_another_column_of_heads_can_be_named():
    pieces = made([box(113, 34, 113.01, 34.01)], [5.0]).rename(columns={"pop_2020": "workers"})
    assert demand.surface(pieces, people="workers").pieces["people"].tolist() == [5.0]


def test_no_pieces_give_an_empty_surface():
    surface = demand.surface(made([box(113, 34, 113.01, 34.01)], [5.0]).iloc[:0])
    assert len(surface.pieces) == len(surface.row) == 0


def test_a_missing_surface_is_reported_with_the_remedy(tmp_path):
    with pytest.raises(DataError, match="UNIONMAP_GEO"):
        demand.load(tmp_path)
