import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from pyproj.transformer import TransformerGroup

from unionmap import crs
from unionmap.crs import baidu
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
in_degrees = pytest.mark.parametrize("datum", [key for key, datum in crs.DATUMS.items() if not datum.metres])
in_china = st.tuples(st.floats(73.5, 135.1), st.floats(3.4, 53.6))


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


@in_degrees
@given(point=well_inside)
def test_round_trip_from_the_other_side_closes_too(datum, point):
    there = crs.from_wgs84(*crs.to_wgs84(*point, datum), datum)
    assert gap_m(*point, *there)[0] < 0.01


@in_degrees
@given(point=anywhere.filter(lambda point: not in_rectangle(*point)))
@example(point=(np.nextafter(EAST, 180), 30.0))
@example(point=(100.0, np.nextafter(SOUTH, -90)))
@example(point=(0.0, 90.0))
@example(point=(105.0, -90.0))
def test_forward_leaves_points_outside_the_rectangle_unchanged(datum, point):
    lon, lat = crs.from_wgs84(*point, datum)
    assert (float(lon), float(lat)) == point


@in_degrees
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
        assert together == pytest.approx(apart, abs=1e-12, rel=1e-15, nan_ok=True)


@each_datum
@pytest.mark.parametrize("convert", [crs.from_wgs84, crs.to_wgs84])
def test_nan_stays_nan_and_spoils_no_neighbour(datum, convert):
    lon, lat = convert([np.nan, 113.65], [np.nan, 34.75], datum)
    clean = convert(113.65, 34.75, datum)
    assert np.isnan([lon[0], lat[0]]).all()
    assert (lon[1], lat[1]) == (clean[0], clean[1])


@in_degrees
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


# fmt: off
MC2LL = (
    (3481989.83, -1.981981304930552e-8, 0.000008983055099779535, 4482777.06, 0.03278182852591, 40.31678527705744,
     0.65659298677277, -4.44255534477492, 0.85341911805263, 0.12923347998204, -0.04625736007561),
    (1678043.12, 3.09191371068437e-9, 0.000008983055096812155, 2555164.4, 0.00006995724062, 23.10934304144901,
     -0.00023663490511, -0.6321817810242, -0.00663494467273, 0.03430082397953, -0.00466043876332),
)
# fmt: on
"""Baidu's own way back for 15 to 45 degrees north: northing, x offset and scale, y unit, coefficients of 1 to y^6."""


def test_baidu_metres_are_those_of_baidus_documentation():
    x, y = baidu.project(np.array([116.404]), np.array([39.915]))
    assert (x[0], y[0]) == pytest.approx((12958175.0, 4825923.77), abs=0.01)


@given(point=st.tuples(st.floats(73, 136), st.floats(15.001, 44.999)))
def test_baidu_metres_agree_with_baidus_own_way_back(point):
    x, y = (part[0] for part in baidu.project(np.array([point[0]]), np.array([point[1]])))
    _, offset, scale, unit, *coefficients = next(row for row in MC2LL if y >= row[0])
    lon, lat = offset + scale * x, np.polynomial.polynomial.polyval(y / unit, coefficients)
    assert gap_m(lon, lat, *point)[0] < 0.05


@given(point=st.tuples(st.floats(-180, 180), st.floats(-74, 74)))
@example(point=(116.0, 45.0))
@example(point=(116.0, np.nextafter(45, 0)))
@example(point=(-70.0, -30.0))
def test_baidu_metres_come_back_exactly(point):
    lon, lat = (np.array([part]) for part in point)
    back = baidu.unproject(*baidu.project(lon, lat))
    assert gap_m(lon, lat, *back)[0] < 0.001


@given(point=in_china)
def test_baidu_metres_rise_northward_and_eastward_across_the_edges_of_the_bands(point):
    lon, lat = np.array([point[0], point[0] + 1e-6]), np.array([point[1], point[1] + 1e-6])
    assert (np.diff(baidu.project(lon, lat)) > 0).all()


def test_a_point_in_baidu_metres_lands_in_the_county_where_its_list_has_it():
    lon, lat = crs.to_wgs84(12934801.49, 3387137.46, "bd09mc")
    assert gap_m(lon, lat, 116.2, 29.27)[0] < 3000
    shifted = crs.from_wgs84(lon, lat, "bd09")
    assert (float(shifted[0]), float(shifted[1])) == pytest.approx((116.194034, 29.255533), abs=1e-6)


@pytest.mark.parametrize("given", [(116.0, 74.1), (116.0, -80.0), (np.inf, 30.0), (116.0, np.nan)])
def test_beyond_baidus_map_there_is_nothing(given):
    assert np.isnan(crs.from_wgs84(*given, "bd09mc")).all()
    assert np.isnan(crs.to_wgs84(1e7, 1.3e7, "bd09mc")).all()


@pytest.mark.parametrize(
    ("datum", "metres"), [("wgs84", False), ("bd09", False), ("bd09mc", True), ("EPSG:4547", True)]
)
def test_a_datum_says_whether_it_is_metres(datum, metres):
    assert crs.get(datum).metres is metres


@pytest.mark.parametrize("code", [4547, 4526, 4497, 3857, 32649, 4490, 4326])
@given(point=st.tuples(st.floats(111, 117), st.floats(18, 53)))
def test_a_crs_by_its_code_equals_pyproj_and_comes_back(code, point):
    base = 4490 if 4490 <= code < 4555 else 4326
    x, y = Transformer.from_crs(base, code, always_xy=True).transform(*point)
    lon, lat = crs.to_wgs84(x, y, f"EPSG:{code}")
    assert gap_m(lon, lat, *point)[0] < 0.001
    back = crs.from_wgs84(lon, lat, f"EPSG:{code}")
    assert [float(part) for part in back] == pytest.approx((x, y), abs=1e-3)


def test_eastings_come_first_whatever_order_the_crs_declares():
    lon, lat = crs.to_wgs84([412099.0, 412099.0], 3749647.0, "EPSG:4547")
    assert lon == pytest.approx([113.05, 113.05], abs=1e-4)
    assert lat == pytest.approx([33.87, 33.87], abs=1e-4)


def test_a_projection_gives_nan_where_it_does_not_reach_and_keeps_its_input():
    x, y = np.array([412099.0, np.nan, np.inf, 1e30]), np.array([3749647.0, 3749647.0, 0.0, 1e30])
    before = x.copy(), y.copy()
    lon, lat = crs.to_wgs84(x, y, "EPSG:4547")
    assert np.isfinite(lon).tolist() == np.isfinite(lat).tolist() == [True, False, False, False]
    assert np.isnan(lon[1:]).all()
    assert np.isnan(lat[1:]).all()
    np.testing.assert_array_equal(before, (x, y))
    assert [part.shape for part in crs.to_wgs84([], [], "EPSG:4547")] == [(0,), (0,)]
    assert [part.shape for part in crs.to_wgs84(np.full((2, 1), 4e5), [3e6, 4e6], "EPSG:4547")] == [(2, 2), (2, 2)]


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("code", [4547, 3857, 4490, 2384])
def test_wkt_is_taken_for_the_crs_that_it_describes(version, code):
    wkt = CRS.from_epsg(code).to_wkt(version)
    x, y = crs.from_wgs84(113.65, 34.75, f"EPSG:{code}")
    assert crs.is_known(wkt)
    assert gap_m(*crs.to_wgs84(x, y, wkt), *crs.to_wgs84(x, y, f"EPSG:{code}"))[0] < 0.01


def wkt_naming(extension: str) -> str:
    return CRS.from_epsg(3857).to_wkt("WKT1_GDAL").replace("+nadgrids=@null", extension)


GRIDS = (
    "+nadgrids=/etc/passwd",
    "+NADGRIDS = x.gsb",
    "+nadgrids=@null,/etc/passwd",
    "+nadgrids=@null +geoidgrids=x.gtx",
    "+nadgrids=@null +init=epsg:3857",
)


@pytest.mark.parametrize("extension", GRIDS)
def test_wkt_that_names_a_file_is_refused(extension):
    assert crs.is_known(wkt_naming("+nadgrids=@null"))
    assert not crs.is_known(wkt_naming(extension))
    with pytest.raises(UnknownNameError):
        crs.to_wgs84(1.2e7, 4e6, wkt_naming(extension))


NO_CRS = "EPSG:1|EPSG:99999|EPSG:5773|EPSG:4978|EPSG:|epsg4547|unknown||GEOGCS[|/etc/passwd|+proj=longlat"
NO_CRS += "|+init=epsg:4326|EPSG:4326+5773|urn:ogc:def:crs:EPSG::4326|PROJCS[" + "x" * 30_000


@pytest.mark.parametrize("name", NO_CRS.split("|"), ids=lambda name: name[:20])
def test_what_is_no_crs_of_the_map_is_refused(name):
    assert not crs.is_known(name)
    for call in (crs.get, crs.error_m, lambda datum: crs.to_wgs84(1, 1, datum)):
        with pytest.raises(UnknownNameError, match="EPSG"):
            call(name)


EXACT = (*crs.DATUMS, "EPSG:4547", "EPSG:3857", "EPSG:32649")
OLD = ("EPSG:4214", "EPSG:2384", "EPSG:4610", "EPSG:4555")


@pytest.mark.parametrize(("datum", "error"), [*((key, 0.0) for key in EXACT), *((key, 120.0) for key in OLD)])
def test_the_error_that_a_datum_adds(datum, error):
    assert crs.error_m(datum) == error


def test_every_transformation_that_pyproj_knows_of_beijing_1954_stays_within_the_error_stated():
    lon, lat = (part.ravel() for part in np.meshgrid(np.linspace(75, 134, 30), np.linspace(18, 53, 30)))
    group = TransformerGroup("EPSG:4214", "EPSG:4326", always_xy=True)
    moved = [gap_m(lon, lat, *way.transform(lon, lat)) for way in group.transformers]
    assert len(moved) > 2
    assert max(np.nanmax(np.where(np.isfinite(gap), gap, np.nan)) for gap in moved) <= crs.error_m("EPSG:4214")


def test_every_datum_is_registered_under_its_own_key_with_a_label_in_both_languages():
    assert list(crs.DATUMS) == [datum.key for datum in crs.DATUMS.values()]
    assert all(datum.label.zh and datum.label.en for datum in crs.DATUMS.values())
