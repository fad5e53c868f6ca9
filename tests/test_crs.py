import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod

from unionmap import crs
from unionmap.errors import UnknownNameError

GEOD = Geod(ellps="WGS84")
WEST, SOUTH, EAST, NORTH = crs.RECTANGLE
SHIFTED = ("gcj02", "bd09")
FORWARD = {"gcj02": prcoords.wgs_gcj, "bd09": prcoords.wgs_bd}
INVERSE = {"gcj02": prcoords.gcj_wgs_bored, "bd09": prcoords.bd_wgs_bored}
INVERSE_TOLERANCE_DEG = {"gcj02": 1e-7, "bd09": 1e-6}

inside = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
well_inside = st.tuples(st.floats(WEST + 0.05, EAST - 0.05), st.floats(SOUTH + 0.05, NORTH - 0.05))
anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
each_shifted = pytest.mark.parametrize("datum", SHIFTED)
each_datum = pytest.mark.parametrize("datum", list(crs.DATUMS))


def in_rectangle(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def gap_m(lon1, lat1, lon2, lat2):
    return GEOD.inv(*(np.ravel(part) for part in np.broadcast_arrays(lon1, lat1, lon2, lat2)))[2]


def rectangle_grid(steps: int = 120):
    lon, lat = np.meshgrid(np.linspace(WEST, EAST, steps), np.linspace(SOUTH, NORTH, steps))
    return lon.ravel(), lat.ravel()


@each_shifted
@given(point=inside)
@example(point=(105.0, 35.0))
@example(point=(WEST, SOUTH))
@example(point=(EAST, NORTH))
def test_forward_equals_prcoords_inside_the_rectangle(datum, point):
    lon, lat = point
    expected = FORWARD[datum]((lat, lon))
    got = crs.from_wgs84(lon, lat, datum)
    assert got[0] == pytest.approx(expected.lon, abs=1e-9)
    assert got[1] == pytest.approx(expected.lat, abs=1e-9)


@each_shifted
@given(point=well_inside)
def test_inverse_agrees_with_the_precise_inverse_of_prcoords(datum, point):
    lon, lat = point
    expected = INVERSE[datum]((lat, lon))
    got = crs.to_wgs84(lon, lat, datum)
    assert got[0] == pytest.approx(expected.lon, abs=INVERSE_TOLERANCE_DEG[datum])
    assert got[1] == pytest.approx(expected.lat, abs=INVERSE_TOLERANCE_DEG[datum])


@each_datum
def test_round_trip_closes_within_a_centimetre_over_the_rectangle_and_its_borders(datum):
    lon, lat = rectangle_grid()
    back = crs.to_wgs84(*crs.from_wgs84(lon, lat, datum), datum)
    assert gap_m(lon, lat, *back).max() < 0.01


@each_datum
@given(point=inside)
@example(point=(WEST, 30.0))
@example(point=(EAST, 30.0))
@example(point=(100.0, SOUTH))
@example(point=(100.0, NORTH))
@example(point=(EAST, NORTH))
@example(point=(np.nextafter(WEST, 180), np.nextafter(SOUTH, 90)))
@example(point=(105.0, 35.0))
@example(point=(105.0 + 1e-9, 35.0 - 1e-9))
def test_round_trip_closes_within_a_centimetre_at_any_point(datum, point):
    lon, lat = point
    back = crs.to_wgs84(*crs.from_wgs84(lon, lat, datum), datum)
    assert gap_m(lon, lat, *back)[0] < 0.01


@each_datum
@given(point=well_inside)
def test_round_trip_from_the_other_side_closes_too(datum, point):
    there = crs.from_wgs84(*crs.to_wgs84(*point, datum), datum)
    assert gap_m(*point, *there)[0] < 0.01


@each_datum
@given(point=anywhere.filter(lambda point: not in_rectangle(*point)))
@example(point=(np.nextafter(EAST, 180), 30.0))
@example(point=(100.0, np.nextafter(SOUTH, -90)))
@example(point=(0.0, 90.0))
@example(point=(105.0, -90.0))
def test_forward_leaves_points_outside_the_rectangle_unchanged(datum, point):
    lon, lat = crs.from_wgs84(*point, datum)
    assert (float(lon), float(lat)) == point


@each_datum
@given(point=anywhere.filter(lambda p: not (WEST - 0.1 <= p[0] <= EAST + 0.1 and SOUTH - 0.1 <= p[1] <= NORTH + 0.1)))
@example(point=(113.0, 90.0))
@example(point=(-180.0, -90.0))
@example(point=(180.0, 89.0))
def test_inverse_leaves_points_beyond_the_reach_of_the_shift_unchanged(datum, point):
    lon, lat = crs.to_wgs84(*point, datum)
    assert (float(lon), float(lat)) == point


@each_datum
@given(points=st.lists(anywhere | inside, min_size=1, max_size=8))
def test_vectorised_equals_scalar_in_both_directions(datum, points):
    lon, lat = np.array(points).T
    for convert in (crs.from_wgs84, crs.to_wgs84):
        together = np.stack(convert(lon, lat, datum))
        apart = np.array([convert(x, y, datum) for x, y in points]).T
        assert together == pytest.approx(apart, abs=1e-12)


@each_datum
@pytest.mark.parametrize("convert", [crs.from_wgs84, crs.to_wgs84])
def test_nan_stays_nan_and_spoils_no_neighbour(datum, convert):
    lon, lat = convert([np.nan, 113.65], [np.nan, 34.75], datum)
    clean = convert(113.65, 34.75, datum)
    assert np.isnan([lon[0], lat[0]]).all()
    assert (lon[1], lat[1]) == (clean[0], clean[1])


@each_datum
@pytest.mark.parametrize("convert", [crs.from_wgs84, crs.to_wgs84])
def test_infinity_stays_infinity_without_a_warning(datum, convert):
    lon, lat = convert([np.inf, -np.inf], [34.75, np.inf], datum)
    assert lon.tolist() == [np.inf, -np.inf]
    assert lat.tolist() == [34.75, np.inf]


@each_datum
@pytest.mark.parametrize("convert", [crs.from_wgs84, crs.to_wgs84])
def test_shapes_broadcast(datum, convert):
    assert [part.shape for part in convert(113.65, 34.75, datum)] == [(), ()]
    assert [part.shape for part in convert([113.0, 114.0, 115.0], 34.75, datum)] == [(3,), (3,)]
    assert [part.shape for part in convert(np.full((3, 1), 113.0), [33.0, 34.0], datum)] == [(3, 2), (3, 2)]
    assert [part.shape for part in convert([], [], datum)] == [(0,), (0,)]
    assert convert(113, 34, datum)[0].dtype == np.float64


@each_datum
@pytest.mark.parametrize("convert", [crs.from_wgs84, crs.to_wgs84])
def test_results_are_fresh_arrays(datum, convert):
    lon, lat = np.array([0.0, 113.0]), np.array([0.0, 34.0])
    for given_part, got_part in zip((lon, lat), convert(lon, lat, datum), strict=True):
        assert not np.shares_memory(given_part, got_part)


def test_the_shift_in_henan_is_about_480_to_630_metres(gazetteer):
    west, south, east, north = gazetteer.counties.total_bounds
    lon, lat = (part.ravel() for part in np.meshgrid(np.linspace(west, east, 150), np.linspace(south, north, 150)))
    henan = gazetteer.counties.geometry.union_all()
    held = shapely.contains_xy(henan, lon, lat)
    shift = gap_m(lon[held], lat[held], *crs.from_wgs84(lon[held], lat[held], "gcj02"))
    assert 479 < shift.min() < 500
    assert 625 < shift.max() < 632


def test_cgcs2000_is_taken_as_wgs84():
    assert [float(part) for part in crs.to_wgs84(113.65, 34.75, "cgcs2000")] == [113.65, 34.75]


@pytest.mark.parametrize("convert", [crs.from_wgs84, crs.to_wgs84])
def test_an_unknown_datum_is_refused_with_a_proposal(convert):
    with pytest.raises(UnknownNameError, match=r"gcj2.*did you mean gcj02"):
        convert(113.65, 34.75, "gcj2")


def test_every_datum_is_registered_under_its_own_key_with_a_label_in_both_languages():
    assert list(crs.DATUMS) == [datum.key for datum in crs.DATUMS.values()]
    assert all(datum.label.zh and datum.label.en for datum in crs.DATUMS.values())
