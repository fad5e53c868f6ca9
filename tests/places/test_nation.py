import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from unionmap import places
from unionmap.places.outlines import Outline

GEOD = Geod(ellps="WGS84")
HENAN, CHINA = places.load(), places.national()
COUNTIES = CHINA.counties


def series(*points) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Point(point) for point in points], crs="EPSG:4326")


def test_the_nation_has_all_its_counties_with_henan_as_detailed_as_before():
    names = HENAN.names
    for level, frame in (("county", COUNTIES), ("city", CHINA.cities)):
        assert set(frame.index) == set(names.loc[names["level"] == level, "adcode"])
        assert frame.index.is_unique
    assert COUNTIES.geometry.loc[HENAN.counties.index].geom_equals(HENAN.counties.geometry).all()
    assert COUNTIES.crs == CHINA.cities.crs == "EPSG:4326"
    assert CHINA.cities.geom_type.isin(["Polygon", "MultiPolygon"]).all()


def test_a_point_inside_each_county_is_located_in_it():
    inner = COUNTIES.geometry.representative_point()
    found = places.locate(inner, nation=True)
    assert (found == inner.index).mean() > 0.999
    holders = gpd.sjoin(gpd.GeoDataFrame(geometry=inner), COUNTIES[["geometry"]], predicate="intersects")
    pairs = set(zip(holders.index, holders["adcode_right"], strict=True))
    assert all((code, held) in pairs for code, held in found.items())


points = st.lists(st.tuples(st.floats(75, 130), st.floats(18, 52)), min_size=1, max_size=20)


@settings(max_examples=40)
@given(points)
def test_location_agrees_with_a_spatial_join(where):
    found = places.locate(series(*where), nation=True)
    for point, code in zip(series(*where), found, strict=True):
        holders = COUNTIES.index[COUNTIES.intersects(point)]
        assert code in holders if len(holders) else code == ""
        assert not any(holder.startswith("41") for holder in holders) or code.startswith("41")


def test_simplified_lines_stray_by_less_than_the_tolerance_says(repo):
    # A county holds its own detailed line, so how far that lies outside the simplified polygon is the error.
    raw = gpd.read_parquet(repo / "data/geo/base/cn_county_simplified.parquet").set_index("district_adcode")
    gaps = []
    for code, polygon in HENAN.counties.geometry.iloc[::8].items():
        lon, lat = shapely.get_coordinates(shapely.segmentize(polygon, 0.002)).T
        gaps.append(Outline(np.array([raw.geometry[code]])).gap_m(lon, lat))
    spare = places.SIMPLIFIED_TOLERANCE_M - places.BOUNDARY_TOLERANCE_M
    assert np.percentile(np.concatenate(gaps), 99) < spare


def test_tolerance_is_wider_where_lines_are_simplified():
    codes = pd.Series(["410105", "410100", "110105", ""], index=list("abcd"))
    assert places.tolerance_m(codes).tolist() == [350.0, 350.0, 400.0, 400.0]
    assert places.tolerance_m(codes).index.tolist() == list("abcd")


@settings(max_examples=30)
@given(
    place=st.integers(0, len(COUNTIES) - 1),
    bearing=st.floats(0, 360),
    metres=st.floats(10, 60_000),
    level=st.sampled_from([2, 4, 6]),
)
def test_outside_m_is_the_distance_to_the_nearest_county_of_the_unit(place, bearing, metres, level):
    code = COUNTIES.index[place]
    unit = code[:level].ljust(6, "0") if level < 6 else code
    own = COUNTIES[[places.contains(unit, other) for other in COUNTIES.index]]
    if own.empty or (unit in COUNTIES.index and len(own) > 1):
        return
    start = COUNTIES.geometry[code].boundary.interpolate(0.3, normalized=True)
    lon, lat, _ = GEOD.fwd(start.x, start.y, bearing, metres)
    [gap] = places.outside_m(series((lon, lat)), pd.Series([unit]), CHINA)
    if own.intersects(shapely.Point(lon, lat)).any():
        assert gap == 0
        return
    near = own.geometry.iloc[np.argsort(shapely.distance(own.geometry.to_numpy(), shapely.Point(lon, lat)))[:3]]
    outline = np.concatenate([shapely.get_coordinates(shapely.segmentize(shape, 0.0005)) for shape in near])
    every = GEOD.inv(np.full(len(outline), lon), np.full(len(outline), lat), *outline.T)[2]
    assert gap == pytest.approx(np.min(every), rel=0.01, abs=30)


def test_a_row_in_its_unit_costs_nothing_and_what_was_located_is_believed():
    where = series((113.65, 34.75), (113.65, 34.75))
    codes = pd.Series(["410103", "410000"])
    assert places.outside_m(where, codes, located=pd.Series(["410103", "410103"])).tolist() == [0, 0]
    assert places.outside_m(where, pd.Series(["110000", "999999"])).round(-4).tolist()[0] == 560_000
    assert np.isnan(places.outside_m(where, pd.Series(["110000", "999999"]))[1])


@pytest.mark.parametrize("inside", [(114.16, 22.28), (113.55, 22.16), (121.5, 25.05), (112.34, 16.83), (87.6, 43.8)])
def test_hong_kong_macau_taiwan_and_the_islands_are_inside(inside):
    assert places.outside_country_m(series(inside)).tolist() == [0.0]


@pytest.mark.parametrize(
    "outside", [(139.77, 35.68), (105.85, 21.03), (76.9, 43.25), (0.0, 0.0), (-74, 40.7), (113, -34)]
)
def test_other_countries_are_outside(outside):
    assert places.outside_country_m(series(outside)).iloc[0] > 50_000


def test_no_point_has_no_distance():
    nowhere = gpd.GeoSeries([shapely.Point(), None], crs="EPSG:4326")
    assert places.outside_country_m(nowhere).isna().all()
    assert places.locate(nowhere, nation=True).tolist() == ["", ""]


def test_cities_are_found_by_coordinate_in_all_china():
    assert places.cities_at([113.65, 116.39, 139.77, np.nan], [34.75, 39.91, 35.68, 34.0]).tolist() == [
        "410100",
        "110000",
        "",
        "",
    ]
