import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.intake import bulk, coordinates

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
