import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from unionmap import crs, places
from unionmap.intake import datum

COUNTIES = places.load().counties
SHAPES, CODES = COUNTIES.geometry.to_numpy(), COUNTIES.index.to_numpy(dtype=object)
DATUMS = ("wgs84", "gcj02", "bd09")


def scattered(count: int, seed: int, *, badly: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points in Henan's counties and what their rows say; some are 10 km off, as a bad geocoder puts them."""
    rng = np.random.default_rng(seed)
    bounds = COUNTIES.total_bounds
    lon, lat = rng.uniform(bounds[0], bounds[2], 3 * count), rng.uniform(bounds[1], bounds[3], 3 * count)
    said = places.locate(gpd.GeoSeries(shapely.points(lon, lat), crs="EPSG:4326")).to_numpy(dtype=object)
    kept = np.flatnonzero(said != "")[:count]
    lon, lat, said = lon[kept], lat[kept], said[kept]
    lon = lon + np.where(rng.random(count) < badly, 0.1, 0.0)
    return lon, lat, said


@pytest.mark.parametrize("true", DATUMS)
def test_many_rows_tell_their_datum_even_where_some_are_badly_geocoded(true):
    lon, lat, said = scattered(1_000, seed=1, badly=0.03)
    result = datum.infer(*crs.from_wgs84(lon, lat, true), said)
    assert (result.best, result.decided, result.rows_tested) == (true, True, 1_000)
    assert result.p_value < datum.LEVEL
    assert result.counts[true] == max(result.counts.values()) > 900


@pytest.mark.parametrize("true", DATUMS)
def test_no_list_is_decided_wrongly(true):
    wrong = 0
    for seed in range(40):
        lon, lat, said = scattered(150, seed=seed, badly=0.03)
        result = datum.infer(*crs.from_wgs84(lon, lat, true), said)
        wrong += result.decided and result.best != true
    assert wrong == 0


def test_few_rows_do_not_decide():
    lon, lat, said = scattered(10, seed=3)
    assert not datum.infer(*crs.from_wgs84(lon, lat, "gcj02"), said).decided


def test_the_shipped_lists_are_too_short_to_decide_and_never_decided_wrongly(sites):
    for kind in ("rest_station", "bus_stop"):
        own = sites[kind][sites[kind]["given_datum"] == "gcj02"]
        said = own["adcode"].where(own["county_said"] != "", own["city_adcode"])
        result = datum.infer(own["given_x"].astype(float), own["given_y"].astype(float), said)
        assert result.rows_tested > 50
        assert not result.decided
        assert result.counts["gcj02"] == max(result.counts.values())


def test_many_rows_in_one_street_have_one_vote():
    edge = SHAPES[3].boundary.interpolate(0.1, normalized=True)
    inner = SHAPES[3].representative_point()
    step = 300 / np.hypot((inner.x - edge.x) * 91_000, (inner.y - edge.y) * 111_000)
    lon, lat = edge.x + step * (inner.x - edge.x), edge.y + step * (inner.y - edge.y)
    x, y = crs.from_wgs84(np.full(200, lon), np.full(200, lat), "bd09")
    assert not datum.infer(x, y, np.full(200, CODES[3])).decided


def test_cgcs2000_and_wgs84_are_one():
    lon, lat, said = scattered(800, seed=4)
    result = datum.infer(lon, lat, said, ("cgcs2000", "wgs84", "gcj02"))
    assert list(result.counts) == ["wgs84", "gcj02"]
    assert (result.best, result.decided) == ("wgs84", True)


def test_the_sample_is_bounded_and_always_the_same():
    lon, lat, said = scattered(datum.MOST_ROWS + 500, seed=5)
    one, other = (datum.infer(lon, lat, said) for _ in range(2))
    assert one == other
    assert one.rows_tested == datum.MOST_ROWS


@given(
    st.lists(st.tuples(st.sampled_from([113.65, np.nan, 0.0]), st.sampled_from(["", "410103", "410100"])), max_size=6)
)
def test_only_rows_with_a_coordinate_and_a_place_are_tested(rows):
    x = [lon for lon, _ in rows]
    result = datum.infer(x, [34.75] * len(rows), [code for _, code in rows])
    assert result.rows_tested == sum(np.isfinite(lon) and code != "" for lon, code in rows)
    assert not result.decided


def test_lists_elsewhere_in_china_are_tested_too():
    counties = places.national().counties
    own = counties[counties["city_adcode"] == "110000"]
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(116.1, 116.7, 3_000), rng.uniform(39.7, 40.2, 3_000)
    said = places.locate(gpd.GeoSeries(shapely.points(lon, lat), crs="EPSG:4326"), nation=True)
    kept = said.isin(own.index).to_numpy()
    result = datum.infer(*crs.from_wgs84(lon[kept], lat[kept], "gcj02"), said[kept])
    assert (result.best, result.decided) == ("gcj02", True)


def test_the_chance_is_that_of_a_one_sided_sign_test_against_the_closest_rival():
    lon, lat, said = scattered(700, seed=7)
    lon, lat = crs.from_wgs84(lon, lat, "gcj02")
    result = datum.infer(lon, lat, said)
    block = np.unique(np.floor(np.stack([lon, lat]) / datum.BLOCK_DEG), axis=1, return_inverse=True)[1]
    inside = {
        name: places.locate(gpd.GeoSeries.from_xy(*crs.to_wgs84(lon, lat, name), crs="EPSG:4326")).to_numpy() == said
        for name in DATUMS
    }
    chances = []
    for rival in ("wgs84", "bd09"):
        votes = [int(np.sum(inside["gcj02"][block == b]) - np.sum(inside[rival][block == b])) for b in set(block)]
        won, lost = sum(vote > 0 for vote in votes), sum(vote < 0 for vote in votes)
        chances.append(binomtest(won, won + lost, alternative="greater").pvalue)
    assert result.p_value == pytest.approx(max(chances))
    assert result.counts == {name: flags.sum() for name, flags in inside.items()}
