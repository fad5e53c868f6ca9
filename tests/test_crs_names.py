"""Names of datums as lists write them, zones, and metres that name none."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from unionmap import crs
from unionmap.crs import zones

WRITTEN = {
    "wgs84": "WGS84|WGS-84|wgs1984|WGS 1984|ＷＧＳ－８４|GPS坐标|GPS|地球坐标|4326|4326.0|EPSG:4326|epsg4326|CRS84|"
    "urn:ogc:def:crs:EPSG::4326|urn:ogc:def:crs:OGC:1.3:CRS84|http://www.opengis.net/def/crs/EPSG/0/4326|WGS84坐标系|"
    "WGS-84经纬度坐标|World Geodetic System 1984|手持GPS|手持GPS采集|RTK测量|HNCORS|84坐标系|84坐标|GCJ02转WGS84|"
    "高德坐标转换为WGS-84",
    "cgcs2000": "CGCS2000|CGCS 2000|国家2000|大地2000|2000坐标系|2000国家大地坐标系|CGCS2000国家大地坐标系|4490|天地图|"
    "国家大地坐标系2000|China Geodetic Coordinate System 2000|CGCS2000 3度带|CGCS2000，手持GPS采集|"
    "CGCS2000（高德拾取）|西安80转2000|2000坐标（由西安80转换而来）",
    "gcj02": "GCJ-02|gcj02|GCJ02LL|ＧＣＪ０２|国测局|国测局坐标|火星坐标|火星坐标系|高德|高德地图|腾讯|腾讯地图|微信|"
    "amap|Google 中国|谷歌中国|高德（GCJ-02）坐标系|百度GCJ02|高德坐标拾取器|WGS84→GCJ02|微信小程序定位",
    "bd09": "BD-09|bd09ll|bd09|BD_09|百度|百度地图|baidu|百度坐标系",
    "bd09mc": "BD09MC|bd-09mc|百度墨卡托|百度米制|百度墨卡托坐标|百度米制坐标",
    "EPSG:3857": "Web墨卡托|Web Mercator|3857|EPSG:3857|900913|WGS 84 / Pseudo-Mercator|Web墨卡托投影|WGS84 Web墨卡托",
    "EPSG:4547": "CGCS2000 / 3-degree Gauss-Kruger CM 114E|2000国家大地坐标系 中央子午线114|4547|EPSG:4547|"
    "国家大地坐标系2000（三度带，中央经线114°E）|CGCS2000_3_Degree_GK_CM_114E|CGCS2000 (EPSG:4547)|CGCS2000 L0=114",
    "EPSG:4526": "CGCS2000 3度带 38带|CGCS2000 / 3-degree Gauss-Kruger zone 38|CGCS2000_3_Degree_GK_Zone_38|"
    "2000坐标系38号带|国家2000 高斯 第38带|CGCS2000 带号：38",
    "EPSG:4497": "CGCS2000 / Gauss-Kruger zone 19|CGCS2000 6度带 19带",
    "EPSG:4508": "CGCS2000 6度带 中央子午线111",
    "EPSG:4610": "西安80|1980西安坐标系|Xian 1980|西安80坐标系",
    "EPSG:2362": "西安80 3度带 38带",
    "EPSG:2383": "1980西安坐标系 中央子午线114",
    "EPSG:4214": "北京54|1954年北京坐标系|Beijing 1954",
    "EPSG:32649": "WGS 84 / UTM zone 49N|EPSG:32649",
    "unknown": "unknown|UNKNOWN|未知|不详",
    "": "|郑州市|2000|54|墨卡托|Google地图|EPSG:99999|EPSG:5773|38带|GCJ-02/BD09MC|WGS84或GCJ02|共2000人|无|1234|"
    "CGCS2000 中央子午线113|非WGS84|不是高德坐标|高德坐标（已纠偏）|84坐标点|/etc/passwd|工会驿站（郑州）|12345678901",
}
FOUND = {
    "gcj02": "经度(GCJ-02)|高德经度|lng_gcj02|gcjLat|gcj_lng|腾讯地图坐标|2024年驿站名单（高德坐标）|amap_lng|"
    "經度（GCJ02）|百度经度(GCJ-02)|经度（国测局）|火星坐标X",
    "bd09": "lng_bd09|bd_lng|bdlng|lat_bd|经度（百度）|百度纬度|baidu_lat|bd09ll_x",
    "bd09mc": "bd09mc_x|X坐标（BD09MC）|百度墨卡托坐标Y",
    "wgs84": "注：坐标由手持GPS采集|高德坐标，已转为WGS84|"
    "wgs84_lon|wgsLng|GPS经度|gps_lat|lonWGS84|Longitude (EPSG:4326)|经度 WGS-84|X(WGS84)",
    "cgcs2000": "X坐标（CGCS2000）|国家2000坐标 X|天地图经度|经度（2000坐标系）",
    "EPSG:4547": "坐标（CGCS2000 3度带 中央子午线 114°）|X（EPSG:4547）",
    "EPSG:4526": "CGCS2000坐标（38带）",
    "": "|经度|纬度|lng|地址|微信|微信号|微信公众号|百度链接|高德POI_ID|高德地图编号|GPS设备编号|电话|坐标系|lng84|"
    "abdlng|BDS|经度（WGS84/GCJ02）|共2000人|2000年建成|高德|Google地图经度|工会名称|建成时间2000年|百度地图网址",
}
flatten = [(key, text) for key, texts in WRITTEN.items() for text in texts.split("|")]
headers = [(key, text) for key, texts in FOUND.items() for text in texts.split("|")]
GAUSS = re.compile(r"(3-degree )?Gauss-Kruger (zone|CM) (\d+)")


@pytest.mark.parametrize(("key", "text"), flatten)
def test_a_cell_that_names_a_datum_is_read(key, text):
    assert crs.read_name(text) == key


@pytest.mark.parametrize(("key", "text"), flatten)
def test_width_case_and_blanks_do_not_count(key, text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert crs.read_name(f" {text.upper()}\t") == crs.read_name(wide) == key


@pytest.mark.parametrize(("key", "text"), headers)
def test_a_datum_is_found_in_a_header(key, text):
    assert crs.find_name(text) == key


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("datum", list(crs.DATUMS))
def test_our_own_keys_and_labels_are_read_back(datum, lang):
    assert crs.read_name(datum) == crs.read_name(crs.DATUMS[datum].label.get(lang)) == datum


@given(st.text(max_size=80))
def test_any_text_is_read_as_a_known_name_or_none(text):
    name = crs.read_name(text)
    assert name in ("", "unknown") or crs.is_known(name)
    assert crs.find_name(text) == "" or crs.is_known(crs.find_name(text))


@pytest.mark.parametrize("text", ["3度带" * 2000, "cgcs2000 " * 2000, "0" * 60_000, "(" * 60_000, "bd" * 30_000])
def test_a_very_long_cell_takes_no_time(text):
    assert crs.find_name(text) in ("", "cgcs2000")
    assert crs.read_name(text) in ("", "cgcs2000")


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize(
    ("code", "key"),
    [(4547, "EPSG:4547"), (4526, "EPSG:4526"), (4326, "wgs84"), (4490, "cgcs2000"), (3857, "EPSG:3857")],
)
def test_wkt_is_read_as_its_code(version, code, key):
    assert crs.read_name(CRS.from_epsg(code).to_wkt(version)) == key


def test_wkt_that_only_looks_like_a_known_crs_stays_itself():
    wkt = CRS.from_epsg(4547).to_wkt("WKT1_ESRI").replace('"False_Easting",500000.0', '"False_Easting",400000.0')
    assert "400000" in wkt
    assert crs.read_name(wkt) == wkt
    lon, _ = crs.to_wgs84(400_000.0, 3_749_647.0, wkt)
    assert float(lon) == pytest.approx(114.0, abs=1e-9)


@pytest.mark.parametrize("system", list(zones.SERIES))
@pytest.mark.parametrize("width", [3, 6])
def test_every_zone_has_the_code_that_epsg_gives_it(system, width):
    named = {"cgcs2000": "CGCS2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954"}[system]
    for zone in zones.ZONES[width]:
        meridian = zones.meridian_of(zone)
        codes = zones.by_zone(system, zone), zones.by_meridian(system, meridian, width)
        for code, kind, number in zip(codes, ("zone", "CM"), (zone, meridian), strict=True):
            name = CRS.from_user_input(code).name
            assert name.startswith(named)
            assert GAUSS.search(name).groups() == ("3-degree " if width == 3 else None, kind, str(number))


@pytest.mark.parametrize(("zone", "meridian"), [(24, 113), (46, 138), (12, 72), (0, 0), (114, 1140)])
def test_china_has_no_other_zones(zone, meridian):
    assert zones.by_zone("cgcs2000", zone) == zones.by_meridian("cgcs2000", meridian) == ""


@pytest.mark.parametrize(
    ("named", "eastings", "fits"),
    [
        ("EPSG:4526", [412099.0, np.nan], "EPSG:4547"),
        ("EPSG:4547", [38412099.0], "EPSG:4526"),
        ("EPSG:4547", [412099.0], "EPSG:4547"),
        ("EPSG:4497", [500000.0], "EPSG:4508"),
        ("EPSG:2362", [500000.0], "EPSG:2383"),
        ("EPSG:4547", [39412099.0], "EPSG:4547"),
        ("EPSG:3857", [412099.0], "EPSG:3857"),
        ("gcj02", [113.0], "gcj02"),
        ("EPSG:4526", [], "EPSG:4526"),
    ],
)
def test_a_zone_is_taken_with_or_without_its_number_as_the_eastings_have_it(named, eastings, fits):
    assert crs.fit_zone(named, eastings) == fits


in_china = st.tuples(st.floats(74, 135), st.floats(16, 53))


@given(point=in_china, swap=st.booleans())
def test_a_place_in_a_zone_is_guessed_with_its_zone_first(point, swap):
    zone = round(point[0] / 3)
    name = zones.by_zone("cgcs2000", zone)
    pair = [float(part) for part in crs.from_wgs84(*point, name)]
    assert crs.guess_projected(*(reversed(pair) if swap else pair)) == ((name, swap),)


@given(point=in_china, swap=st.booleans())
def test_a_place_without_zone_number_is_among_the_meridians_guessed(point, swap):
    name = zones.by_meridian("cgcs2000", 3 * round(point[0] / 3))
    pair = [float(part) for part in crs.from_wgs84(*point, name)]
    candidates = crs.guess_projected(*(reversed(pair) if swap else pair))
    assert (name, swap) in candidates
    for other, swapped in candidates:
        assert swapped is swap
        lon, _ = crs.to_wgs84(*pair, other)
        assert 73 < float(lon) < 136


@given(point=st.tuples(st.floats(74, 135), st.floats(4, 53)))
def test_mercator_metres_are_guessed_as_both_kinds(point):
    for name in ("EPSG:3857", "bd09mc"):
        candidates = crs.guess_projected(*crs.from_wgs84(*point, name))
        assert {("EPSG:3857", False), ("bd09mc", False)} <= set(candidates)


def test_the_guess_takes_what_fits_at_least_half_of_the_rows():
    x = [38412099.0, 38500000.0, 39412099.0, np.nan, 0.0]
    assert crs.guess_projected(x, [3749647.0] * 5) == (("EPSG:4526", False),)
    assert crs.guess_projected([19412099.0], [3749647.0]) == (("EPSG:4497", False),)


@pytest.mark.parametrize(
    "pair", [(113.65, 34.75), (34.75, 113.65), (0, 0), (np.nan, np.nan), ([], []), (1e9, 1e9), (-5e5, 4e6)]
)
def test_degrees_and_nonsense_are_guessed_as_nothing(pair):
    assert crs.guess_projected(*pair) == ()


def test_the_two_zones_of_one_meridian_have_the_same_coordinates():
    narrow, wide = (Transformer.from_crs(4490, code, always_xy=True) for code in (4546, 4508))
    assert narrow.transform(112.5, 34.0) == pytest.approx(wide.transform(112.5, 34.0), abs=1e-9)
