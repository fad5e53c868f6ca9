import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unionmap as um
from unionmap.intake import bulk, coordinates, wrapped

lons = st.integers(73_000_000, 136_000_000).map(lambda v: v / 1e6)
lats = st.integers(3_000_000, 54_000_000).map(lambda v: v / 1e6)


def dms(value: float, marks: str, decimals: int = 4) -> str:
    """Write a coordinate in degrees, minutes and seconds with the given marks."""
    units = round(value * 3600 * 10**decimals)
    seconds, minutes = units % (60 * 10**decimals), units // (60 * 10**decimals)
    degree, minute, second = marks.split("|")
    return f"{minutes // 60}{degree}{minutes % 60:02d}{minute}{seconds / 10**decimals:.{decimals}f}{second}"


MARKS = ("°|′|″", "°|'|\"", "度|分|秒", "° |′ |″", "°|’|”", "º|´|´´", "d|m|s", ":|:|", " | |", "-|-|")
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@given(lons, st.sampled_from(MARKS))
def test_degrees_minutes_and_seconds_are_read_in_every_hand(lon, marks):
    read = coordinates.parse_angle(dms(lon, marks))
    assert read is not None
    assert read.value == pytest.approx(lon, abs=2e-8)


@given(
    lats, st.sampled_from(["北纬{}", "N{}", "{}N", "{} n", "纬度：{}", "{}°", "{} °N", "{}度", "{}°北", "北纬 {} 度"])
)
def test_a_plain_number_may_name_its_hemisphere(lat, form):
    read = coordinates.parse_angle(form.format(lat))
    assert read is not None
    assert read.value == pytest.approx(lat, abs=1e-9)


@given(lons)
def test_width_and_the_decimal_mark_do_not_matter(lon):
    for text in (f"{lon:.6f}".translate(FULL_WIDTH), f"{lon:.6f}".replace(".", ","), f" {lon:.6f} ", f"+{lon:.6f}"):
        assert coordinates.parse_angle(text).value == pytest.approx(lon, abs=1e-9)


PAIRS = (
    "{lon},{lat}",
    "{lon}，{lat}",
    "{lon} {lat}",
    "({lon}, {lat})",
    "[{lon},{lat}]",
    "（{lon}；{lat}）",
    "{lon};{lat}",
    "{lon}/{lat}",
    "POINT ({lon} {lat})",
    "POINT({lon} {lat})",
    "东经{lon} 北纬{lat}",
    "北纬{lat}，东经{lon}",
    "北纬{lat}°东经{lon}°",
    "E{lon},N{lat}",
    "N{lat} E{lon}",
    "{lat}N,{lon}E",
    "经度：{lon}，纬度：{lat}",
    "经度{lon}纬度{lat}",
    "纬度:{lat};经度:{lon}",
    "lng:{lon},lat:{lat}",
    "lat={lat}, lng={lon}",
    '{{"lng": {lon}, "lat": {lat}}}',
    "{lon}、{lat}",
    "{lon}\n{lat}",
    "{lon}|{lat}",
    "{lon},{lat},",
)


@given(lons, lats, st.sampled_from(PAIRS))
def test_a_pair_in_one_cell_is_read_in_every_hand(lon, lat, form):
    pair = coordinates.parse_pair(form.format(lon=f"{lon:.6f}", lat=f"{lat:.6f}"))
    assert pair is not None, form
    assert [part.value for part in pair] == pytest.approx([lon, lat], abs=1e-9)


@given(lons, lats, st.sampled_from(MARKS[:5]))
def test_a_pair_of_degrees_and_minutes_is_read(lon, lat, marks):
    for text in (f"E{dms(lon, marks)} N{dms(lat, marks)}", f"{dms(lon, marks)},{dms(lat, marks)}"):
        pair = coordinates.parse_pair(text)
        assert pair is not None, text
        assert [part.value for part in pair] == pytest.approx([lon, lat], abs=2e-8)


@pytest.mark.parametrize(
    "text", ["", "市中心", "113.65.2", "1e999", "人民路12号", "113°75′", "12:30", "0371-67956331", "="]
)
def test_what_is_no_coordinate_is_not_read(text):
    read = coordinates.parse_angle(text)
    assert read is None or not 73 <= read.value <= 136 or not math.isfinite(read.value)
    assert coordinates.parse_pair(text) is None or text == "12:30"


@given(st.text(max_size=80))
def test_no_cell_breaks_the_reading(text):
    coordinates.parse_angle(text)
    coordinates.parse_pair(text)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("113.05", 1113.2),
        ("113.0512", 11.132),
        ("113", 111_320),
        ("113.650000", 0.11132),
        ("113°02′", 1855.3),
        ("113°02′30″", 30.92),
    ],
)
def test_the_last_digit_says_how_fine_a_coordinate_is(text, metres):
    column = pd.Series([text], dtype="str")
    pairs = coordinates.read_columns(column, column)
    assert coordinates.step_m(pairs.step_deg)[0] == pytest.approx(metres, rel=1e-3)


@given(st.lists(st.tuples(lons, lats), min_size=1, max_size=8))
def test_columns_are_read_as_their_cells_are(points):
    lon, lat = (pd.Series([f"{p[i]:.6f}" for p in points], dtype="str") for i in (0, 1))
    pairs = coordinates.read_columns(lon, lat)
    assert np.array_equal(np.stack([pairs.x, pairs.y], 1), np.array(points))
    assert not (pairs.blank | pairs.half | pairs.text).any()


def test_blank_half_and_text_are_told_apart():
    lon = pd.Series(["", "无", "113.6", "市中心", "113.65,34.75", "33.87 N"], dtype="str")
    lat = pd.Series(["-", "", "", "34.7", "", "113.05°E"], dtype="str")
    pairs = coordinates.read_columns(lon, lat)
    assert pairs.blank.tolist() == [True, True, False, False, False, False]
    assert pairs.half.tolist() == [False, False, True, False, False, False]
    assert pairs.text.tolist() == [False, False, False, True, False, False]
    assert (pairs.x[4], pairs.y[4]) == (113.65, 34.75)
    assert (pairs.x[5], pairs.y[5]) == (113.05, 33.87)


WRITTEN = st.text("0123456789.,+-°′″'\"东经北纬NEW度分秒 ，/、;１２。", max_size=24)


@given(
    st.lists(WRITTEN | st.builds(dms, lons, st.sampled_from(MARKS)), min_size=1, max_size=8), st.sampled_from([0, 1])
)
def test_whole_columns_say_what_single_cells_say(texts, axis):
    found = bulk.numbers(pd.Series(texts, dtype="str"), axis)
    for text, value, step, plain in zip(texts, *found, strict=True):
        if plain:
            alone = coordinates.parse_angle(text.strip())
            assert (alone.value, alone.step) == (pytest.approx(value, abs=1e-11), pytest.approx(step))
            assert alone.axis in ("", "xy"[axis])


@given(st.lists(WRITTEN | st.builds("{}{}{}".format, lons, st.sampled_from(",，;/| 、"), lats), min_size=1, max_size=8))
def test_whole_columns_of_pairs_say_what_single_cells_say(texts):
    first, second = bulk.pairs(pd.Series(texts, dtype="str"))
    for row, text in enumerate(texts):
        if first.plain[row]:
            alone = coordinates.parse_pair(text)
            assert [part[:2] for part in alone] == [
                (one.value[row], pytest.approx(one.step[row])) for one in (first, second)
            ]


UNMARKED = ("{0}.{1}.{2}", "{0}/{1}/{2}", "{0}_{1}_{2}", "{0} {1} {2}", "{0}-{1}-{2}", "{0}:{1}:{2}", "{0},{1},{2}")
UNMARKED += ("{0}d{1}m{2}s", "{0}D{1}M{2}S", "{0}°{1}'{2}\"", "{0}*{1}'{2}\"", "{0}o{1}'{2}\"", "东经{0}.{1}.{2}")


@pytest.mark.parametrize("form", UNMARKED)
def test_degrees_minutes_and_seconds_with_any_sign_between_them_are_read(form):
    read = coordinates.parse_angle(form.format(113, 39, 12))
    assert read is not None
    assert read.value == pytest.approx(113 + 39 / 60 + 12 / 3600, abs=1e-9)
    assert read.step == pytest.approx(1 / 3600)


WRAPPED = {
    "POINT Z (113.65 34.75 101.2)": "",
    "SRID=4490;POINT(113.65 34.75)": "cgcs2000",
    '{"type":"Point","coordinates":[113.65,34.75]}': "",
    "113.65,34.75,101": "",
    "113.65—34.75": "",
    "X:113.65 Y:34.75": "",
    "lat34.75lon113.65": "",
    "113.65E34.75N": "",
    "坐标：113.65,34.75": "",
    "高德：113.65,34.75": "gcj02",
    "百度坐标 113.65,34.75": "bd09",
    "113.65,34.75（WGS84）": "wgs84",
    "geo:34.75,113.65": "wgs84",
    "https://uri.amap.com/marker?position=113.65,34.75&name=%E7%AB%99": "gcj02",
    "https://uri.amap.com/marker?position=113.65%2C34.75&coordinate=wgs84": "wgs84",
    "人民路1号 https://uri.amap.com/navigation?to=113.65,34.75,甲&from=113.1,34.2,乙": "gcj02",
    "http://api.map.baidu.com/marker?location=34.75,113.65&title=a&output=html": "bd09",
    "http://api.map.baidu.com/marker?location=34.75,113.65&coord_type=gcj02": "gcj02",
    "https://apis.map.qq.com/uri/v1/marker?marker=coord:34.75,113.65;title:甲&referer=a": "gcj02",
    "https://apis.map.qq.com/uri/v1/marker?marker=coord:34.75,113.65&coord_type=1": "wgs84",
    "https://example.org/map?lat=34.75&lng=113.65": "",
}


@pytest.mark.parametrize("cell", list(WRAPPED))
def test_what_stands_around_a_pair_is_taken_off_and_its_datum_kept(cell):
    assert sorted(part.value for part in coordinates.parse_pair(cell)) == [34.75, 113.65]
    assert wrapped.unwrap(cell).datum == WRAPPED[cell]


@pytest.mark.parametrize(
    "cell",
    [
        "https://map.baidu.com/poi/x/@12652800.5,4105000.2,16z",
        "https://www.google.com/maps/@34.75,113.65,17z",
        "https://uri.amap.com/marker?markers=113.65,34.75,A|113.66,34.76,B",
        "https://surl.amap.com/3x1z2",
        "https://a.cn/?q=113.65,34.75 https://a.cn/?q=113.66,34.76",
        "https://news.cn/a?id=12,34567",
        "113.65.34.75",
        "2024.5.1",
        "113.75.12",
    ],
)
def test_where_a_map_is_centred_and_what_may_be_two_places_is_no_coordinate(cell):
    assert coordinates.parse_pair(cell) is None or not 73 <= coordinates.parse_pair(cell)[0].value <= 136
    assert coordinates.parse_angle(cell) is None


PARTS = {
    "words": "经度度,经度分,经度秒,纬度度,纬度分,纬度秒",
    "brackets": "经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)",
    "signs": "东经°,东经′,东经″,北纬°,北纬′,北纬″",
    "English": "lon_deg,lon_min,lon_sec,lat_deg,lat_min,lat_sec",
    "two lines": "经度,,,纬度,,\n,度,分,秒,度,分,秒",
}


@pytest.mark.parametrize("header", list(PARTS))
def test_degrees_minutes_and_seconds_may_stand_in_columns_of_their_own(header):
    raw = f"名称,{PARTS[header]}\n甲,113,39,12.5,34,45,7\n乙,,,,,,\n丙,113.0,39.0,0,34,5,\n丁,113,,,,5,1\n"
    result = um.read_sites(raw.encode(), datum="wgs84")
    sites = result.sites["rest_station"].set_index("name")
    assert (sites.geometry["甲"].x, sites.geometry["甲"].y) == pytest.approx((113.6534722, 34.7519444), abs=1e-7)
    assert (sites.geometry["丙"].x, sites.geometry["丙"].y) == pytest.approx((113.65, 34.0833333), abs=1e-7)
    assert sites.geometry["乙"].is_empty
    assert result.refused["名称"].tolist() == ["丁"]


def test_columns_of_degrees_alone_are_decimal_degrees():
    result = um.read_sites("名称,经度(度),纬度(度)\n甲,113.65123,34.75123\n".encode(), datum="wgs84")
    assert result.sites["rest_station"].geometry[0].x == 113.65123
