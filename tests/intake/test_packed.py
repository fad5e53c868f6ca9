"""Decimals that are minutes and seconds: taken apart where the counties say so, doubted where nothing tells."""

import numpy as np
import pytest

import unionmap as um
from unionmap import text


def pack(value: float) -> str:
    seconds = round(value * 3600)
    return f"{seconds // 3600}.{seconds % 3600 // 60:02d}{seconds % 60:02d}"


def sites(count: int, *, county: str, write=pack, spread: float = 0.04):
    rng = np.random.default_rng(5)
    lon, lat = 113.672 + rng.uniform(-spread, spread, count), 34.789 + rng.uniform(-spread / 2, spread / 2, count)
    rows = [f"站{i},{county},{write(x)},{write(y)}" for i, (x, y) in enumerate(zip(lon, lat, strict=True))]
    raw = "\n".join(["名称,区县,经度,纬度", *rows]).encode()
    return um.read_sites(raw, datum="wgs84"), lon, lat


def says(result, key: str) -> bool:
    lead = text.say(f"rows.{key}", rows="", was="", lon="")[:12]
    return any(lead in note for note in result.notes)


def test_they_are_taken_apart_where_only_so_the_rows_lie_in_their_county():
    result, lon, lat = sites(4, county="金水区")
    frame = result.sites["rest_station"]
    assert np.abs(frame.geometry.x - lon).max() < 0.0002
    assert np.abs(frame.geometry.y - lat).max() < 0.0002
    assert says(result, "packed_read")
    assert set(frame["changes"]) == {text.say("rows.packed_apart")}


def test_they_are_doubted_by_the_distance_where_no_place_is_named():
    result, lon, _ = sites(24, county="")
    frame = result.sites["rest_station"]
    assert says(result, "packed_suspected")
    assert frame["doubts"].str.contains("degrees_unclear").all()
    gap = np.abs(frame.geometry.x - lon) * 91_000
    assert (frame["error_m"] > gap).all()


@pytest.mark.parametrize(("count", "county", "write"), [(24, "", "{:.6f}".format), (3, "", pack), (2, "金水区", pack)])
def test_decimals_and_a_few_rows_are_left_alone(count, county, write):
    result, _, _ = sites(count, county=county, write=write)
    assert not says(result, "packed_read")
    assert not says(result, "packed_suspected")
