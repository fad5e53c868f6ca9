from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import Geod

import unionmap as um
from unionmap import filters, kinds, places, query
from unionmap.errors import InputError

GEOD = Geod(ellps="WGS84")
STATIONS = um.load()["rest_station"]
USABLE = STATIONS[STATIONS["precision"].isin(["exact", "street"])]
INDEX = um.SiteIndex(STATIONS)
POINT_KINDS = [key for key, kind in kinds.KINDS.items() if kind.geometry == "Point"]

in_zhengzhou = st.tuples(st.floats(112.7, 114.3), st.floats(34.2, 35.0))
on_earth = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def brute(lon: float, lat: float):
    """Measure every usable station, nearest first: index, metres, bearing."""
    x, y = USABLE.geometry.x.to_numpy(), USABLE.geometry.y.to_numpy()
    azimuth, _, metres = GEOD.inv(np.full(len(x), lon), np.full(len(y), lat), x, y)
    order = np.argsort(metres, kind="stable")
    return USABLE.index[order].tolist(), np.asarray(metres)[order], np.asarray(azimuth)[order] % 360


@given(point=in_zhengzhou | on_earth, k=st.integers(1, 80))
def test_nearest_equals_brute_force_over_the_usable_stations(point, k):
    lon, lat = point
    found = um.nearest(STATIONS, lon=lon, lat=lat, k=k)
    index, metres, bearing = brute(lon, lat)
    assert found.index.tolist() == index[:k]
    assert found["distance_m"].to_numpy() == pytest.approx(metres[:k], abs=1e-3)
    assert found["bearing_deg"].to_numpy() == pytest.approx(bearing[:k], abs=1e-6)


@given(point=in_zhengzhou | on_earth, k=st.integers(1, 30), share=st.floats(0, 1), seed=st.integers(0, 2**32 - 1))
def test_nearest_among_some_equals_nearest_of_a_frame_of_them(point, k, share, seed):
    lon, lat = point
    among = pd.Series(np.random.default_rng(seed).random(len(STATIONS)) < share, index=STATIONS.index)
    found = um.nearest(INDEX, lon=lon, lat=lat, k=k, among=among)
    assert_frame_equal(found, um.nearest(STATIONS[among], lon=lon, lat=lat, k=k))


def test_a_choice_of_other_sites_is_refused():
    with pytest.raises(InputError, match="index of the sites"):
        um.nearest(STATIONS, lon=113.65, lat=34.75, among=pd.Series([True]))


@given(point=in_zhengzhou, radius_m=st.floats(0, 100_000))
def test_within_equals_brute_force_over_the_usable_stations(point, radius_m):
    lon, lat = point
    found = um.within(STATIONS, lon=lon, lat=lat, radius_m=radius_m)
    index, metres, _ = brute(lon, lat)
    assert found.index.tolist() == [i for i, m in zip(index, metres, strict=True) if m <= radius_m]
    assert (found["distance_m"] <= radius_m).all()


@pytest.mark.parametrize("site", range(len(USABLE)))
def test_a_station_is_nearest_to_itself_and_within_no_radius_at_all(site):
    x, y = USABLE.geometry.iloc[site].coords[0]
    assert um.nearest(STATIONS, lon=x, lat=y, k=1)["distance_m"].tolist() == [0.0]
    assert USABLE.index[site] in um.within(STATIONS, lon=x, lat=y, radius_m=0).index


def test_the_answer_keeps_the_columns_and_crs_of_the_frame_and_adds_two():
    for found in (
        um.nearest(STATIONS, lon=113.65, lat=34.75),
        um.within(STATIONS, lon=113.65, lat=34.75, radius_m=5000),
        um.within(STATIONS, lon=0, lat=0, radius_m=5000),
    ):
        assert list(found.columns) == [*STATIONS.columns, "distance_m", "bearing_deg"]
        assert found.crs == STATIONS.crs
        assert (found["distance_m"].dtype, found["bearing_deg"].dtype) == (np.float64, np.float64)
    assert len(um.nearest(STATIONS, lon=113.65, lat=34.75)) == 5


def test_roughly_located_and_unlocated_stations_are_never_given_a_distance():
    every = um.nearest(STATIONS, lon=113.65, lat=34.75, k=1000)
    assert set(every["site_id"]) == set(USABLE["site_id"])
    assert len(every) == 50


@pytest.mark.parametrize("area", ["410000", "410100", "410105", "411500", "419001"])
def test_nearest_and_apart_together_list_every_station_of_an_area_once(area):
    near = um.nearest(um.select(STATIONS, area=area), lon=113.65, lat=34.75, k=1000)
    rest = query.apart(STATIONS, area=area)
    together = [*near.index, *rest.index]
    assert sorted(together) == STATIONS.index[filters.in_area(STATIONS, area)].tolist()
    assert rest.index.tolist() == sorted(rest.index)
    assert list(rest.columns) == list(STATIONS.columns)


@pytest.mark.parametrize("kind", POINT_KINDS)
def test_every_kind_of_points_can_be_asked_even_where_none_is_located(sites, kind):
    near = um.nearest(sites[kind], lon=113.65, lat=34.75, k=3)
    assert len(near) == min(3, filters.usable(sites[kind]).sum())
    assert len(um.within(sites[kind].iloc[:0], lon=113.65, lat=34.75, radius_m=1000)) == 0


@pytest.mark.parametrize("ask", ["nearest", "within"])
def test_lines_are_refused_with_a_reason(sites, ask):
    options = {"k": 1} if ask == "nearest" else {"radius_m": 1000}
    with pytest.raises(InputError, match=r"point|LineString|line"):
        getattr(um, ask)(sites["bus_route"], lon=113.65, lat=34.75, **options)


@pytest.mark.parametrize(
    ("lon", "lat", "k", "message"),
    [(113.65, 34.75, 0, "k must be"), (np.nan, 34.75, 5, "finite"), (34.75, 113.65, 5, "swapped")],
)
def test_what_cannot_be_asked_is_refused(lon, lat, k, message):
    with pytest.raises(InputError, match=message):
        um.nearest(STATIONS, lon=lon, lat=lat, k=k)


@pytest.mark.parametrize("radius_m", [-1, np.nan, 200_000])
def test_a_radius_that_cannot_be_used_is_refused(radius_m):
    with pytest.raises(InputError, match="radius"):
        um.within(STATIONS, lon=113.65, lat=34.75, radius_m=radius_m)


def test_a_frame_index_of_names_is_kept():
    named = STATIONS.set_index("site_id", drop=False).sample(frac=1, random_state=2)
    found = um.nearest(named, lon=113.65, lat=34.75, k=9)
    assert found.index.tolist() == found["site_id"].tolist()
    assert set(found.index) == set(STATIONS.loc[brute(113.65, 34.75)[0][:9], "site_id"])


def test_a_repeated_frame_index_does_no_harm():
    repeated = STATIONS.set_axis([0] * len(STATIONS))
    assert len(um.nearest(repeated, lon=113.65, lat=34.75, k=7)) == 7
    assert len(query.apart(repeated, area="410100")) == len(query.apart(STATIONS, area="410100"))


def test_the_nearest_station_of_a_searched_place_is_found():
    place = places.search("中牟", limit=20).dropna(subset=["lon"]).iloc[0]
    assert len(um.nearest(STATIONS, lon=place["lon"], lat=place["lat"], k=1)) == 1


def test_near_along_streets_means_the_way_and_is_never_shorter_than_the_line():
    data = Path(__file__).parent / "data" / "network" / "test_shenzhen_futian_edges.parquet"
    streets = um.read_network(data)
    rng = np.random.default_rng(5)
    x, y = rng.uniform(114.04, 114.06, 40), rng.uniform(22.53, 22.55, 40)
    frame = STATIONS.head(40).set_geometry(gpd.points_from_xy(x, y, crs=4326)).assign(precision="exact", doubts="")
    among = pd.Series(rng.random(40) < 0.7, index=frame.index)
    found = um.nearest(frame, lon=114.05, lat=22.54, k=5, among=among, streets=streets)
    ways = pd.Series(streets.distances(114.05, 22.54, x, y), index=frame.index)[among]
    assert found["network_m"].tolist() == ways[np.isfinite(ways)].sort_values(kind="stable").head(5).tolist()
    assert (found["network_m"] >= found["distance_m"] - 1e-3).all()
