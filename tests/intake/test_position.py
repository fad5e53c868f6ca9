"""Where rows lie: the place that they name, decimals, swapped axes, datums and projections. Doubt only widens."""

import csv
import io
import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

import unionmap as um
from unionmap import crs, places, schema, text
from unionmap.errors import UnknownNameError
from unionmap.intake import region

GEOD = Geod(ellps="WGS84")
HEADER = ("站点名称", "省", "所在市", "区县", "经度", "纬度", "地址")
ROW = "甲,郑州市,二七区,113.656078,34.748856"
PLAIN = "站点名称,所在市,区县,经度,纬度"


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def table(rows, header=HEADER) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue().encode()


def says(reasons: str, key: str) -> bool:
    """Tell whether one of the reasons or notes is a phrase, whatever fills its blanks."""
    pattern = re.sub(r"\\\{.*?\\\}", ".*", re.escape(text.catalogue()[f"rows.{key}"].get("zh")))
    return bool(re.search(pattern, reasons))


def stations(result) -> gpd.GeoDataFrame:
    assert result.accepted + len(result.refused) == result.rows
    return result.sites["rest_station"]


def outside(adcode: str, metres: float, azimuth: float = 80) -> tuple[float, float]:
    """Find a point about so many metres outside a county, a city or a province."""
    counties = places.national().counties
    own = counties[counties.index.str.startswith(adcode[:2] if adcode.endswith("0000") else adcode.removesuffix("00"))]
    centre = own.union_all().representative_point()
    low, high = 0.0, 300_000.0
    for _ in range(32):
        middle = (low + high) / 2
        lon, lat, _ = GEOD.fwd(centre.x, centre.y, azimuth, middle)
        gap = places.outside_m(gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326), pd.Series([adcode])).iloc[0]
        low, high = (middle, high) if gap < metres else (low, middle)
    return lon, lat


BORDERS = {
    # metres outside, province, city, county as the row names them, and what must come out
    "340 m from its county": ("410122", 340, "", "郑州市", "中牟县", "exact"),
    "360 m from its county": ("410122", 360, "", "郑州市", "中牟县", "district"),
    "4,950 m from its county": ("410122", 4_950, "", "郑州市", "中牟县", "district"),
    "5,050 m from its county": ("410122", 5_050, "", "郑州市", "中牟县", "city"),
    "29 km from its county, no city named": ("410122", 29_000, "", "", "中牟县", "city"),
    "360 m from its city": ("410100", 360, "", "郑州", "", "district"),
    "5,050 m from its city": ("410100", 5_050, "", "郑州", "", "city"),
    "29,900 m from its city": ("410100", 29_900, "", "郑州市", "", "city"),
    "30,100 m from its city": ("410100", 30_100, "", "郑州市", "", "far_from_city"),
    "30,100 m, the province named too": ("410100", 30_100, "河南省", "郑州市", "", "far_from_city"),
    "340 m from its province": ("410000", 340, "河南省", "", "", "exact"),
    "360 m from its province": ("410000", 360, "河南", "", "", "outside_province"),
}


@pytest.fixture(scope="module")
def borders():
    rows = []
    for place, (code, metres, province, city, county, _) in enumerate(BORDERS.values()):
        lon, lat = outside(code, metres, 80 + place)
        rows.append((list(BORDERS)[place], province, city, county, f"{lon:.7f}", f"{lat:.7f}", ""))
    return um.read_sites(table(rows), datum="wgs84")


@pytest.mark.parametrize("case", list(BORDERS))
def test_a_point_is_judged_by_how_far_it_lies_from_the_place_named(case, borders):
    wanted = BORDERS[case][-1]
    if wanted not in schema.PRECISIONS:
        refused = borders.refused.set_index("站点名称")
        assert says(refused.loc[case, "reasons"], wanted), refused.loc[case, "reasons"]
        return
    site = stations(borders).set_index("name").loc[case]
    assert site["precision"] == wanted
    assert site["error_m"] == schema.PRECISIONS[wanted].error_m
    assert site["doubts"].startswith("outside_") is (wanted != "exact")


def test_lowered_rows_are_counted_in_a_note(borders):
    assert says("\n".join(borders.notes), "lowered")


def test_no_site_is_given_a_county_of_another_city(borders):
    sites = stations(borders)
    held = sites[sites["adcode"] != ""]
    assert (held["adcode"].map(dict(places.cities_of_counties())) == held["city_adcode"]).all()


BEIJING = ("116.391234", "39.911234")
NAMED = {
    "by column": ([("甲", "河南省", "", "", *BEIJING, "")], {}, "outside_province"),
    "by column, short": ([("甲", "河南", "", "", *BEIJING, "")], {}, "outside_province"),
    "by address": ([("甲", "", "", "", *BEIJING, "河南省郑州市金水区人民路1号")], {}, "outside_province|far_from_city"),
    "by an address without province": ([("甲", "", "", "", *BEIJING, "郑州市金水区人民路1号")], {}, "far_from_city"),
    "by a county in the address": ([("甲", "", "", "", *BEIJING, "中牟县青年路")], {}, "far_from_city"),
    "by the name of the file": ([("甲", "", "", "", *BEIJING, "")], {"name": "河南省站点.csv"}, "outside_province"),
    "by a city in the name of the file": (
        [("甲", "", "", "", *BEIJING, "")],
        {"name": "郑州市.csv"},
        "outside_province",
    ),
    "by nobody": ([("甲", "", "", "", *BEIJING, "")], {"name": "list.csv"}, ""),
}


@pytest.mark.parametrize("case", list(NAMED))
def test_a_point_in_beijing_is_refused_where_henan_is_named(case):
    rows, options, wanted = NAMED[case]
    filled = ("乙", "河南省", "郑州市", "金水区", "113.665123", "34.784123", "")
    result = um.read_sites(table([*rows, filled]), datum="wgs84", **options)
    assert len(stations(result)) == (1 if wanted else 2)
    assert all(any(says(reasons, key) for key in wanted.split("|")) for reasons in result.refused["reasons"])


def test_a_title_and_a_sheet_name_the_province_too(make):
    rows = [["名称", "经度", "纬度"], ["甲", 113.665123, 34.784123], ["乙", 116.391234, 39.911234]]
    for sheets in ({"名单": [["河南省户外劳动者服务站点名单"], *rows]}, {"河南省": rows}):
        result = um.read_sites(make.workbook(sheets), datum="wgs84")
        assert says(result.refused["reasons"].iloc[0], "outside_province")
        assert len(stations(result)) == 1


def test_a_file_that_names_two_provinces_names_none(make):
    rows = [["河北、河南两省名单"], ["名称", "经度", "纬度"], ["乙", 116.391234, 39.911234]]
    assert len(stations(um.read_sites(make.workbook({"S": rows}), datum="wgs84"))) == 1


PROVINCES = {
    "2024年河南省户外劳动者服务站点名单": "410000",
    "河南工会驿站": "410000",
    "郑州市驿站.xlsx": "410000",
    "郑州市、洛阳市": "410000",
    "吉林市驿站": "220000",
    "朝阳市驿站": "210000",
    "天津市河北区驿站": "120000",
    "河南、河北": "",
    "郑州、北京": "",
    "北京路街道驿站": "",
    "山东路社区": "",
    "重庆小面站点": "",
    "海南州驿站": "",
    "Sheet1": "",
    "郑州市吉林路驿站.csv": "410000",
    "河南省郑州市北京路街道": "410000",
}


@pytest.mark.parametrize("title", list(PROVINCES))
def test_a_title_names_a_province_only_where_it_means_one(title):
    assert region.named([title]) == PROVINCES[title]


DECIMALS = {
    0: ("city", 111_320.0),
    1: ("city", 11_132.0),
    2: ("district", 1_113.2),
    3: ("street", 111.32),
    4: ("exact", 30.0),
    5: ("exact", 30.0),
    6: ("exact", 30.0),
    7: ("exact", 30.0),
}


@pytest.fixture(scope="module")
def decimals():
    rows = [f"{n},{113.66512341 + n / 50:.{n}f},{34.78412347:.{n}f}" for n in DECIMALS]
    raw = lines("名称,经度,纬度", *rows)
    return {datum: stations(um.read_sites(raw, datum=datum)).set_index("name") for datum in ("wgs84", "gcj02", "")}


@pytest.mark.parametrize("count", list(DECIMALS))
def test_the_last_digit_written_bounds_the_precision(count, decimals):
    precision, error = DECIMALS[count]
    for datum in ("wgs84", "gcj02"):
        site = decimals[datum].loc[str(count)]
        assert (site["precision"], site["error_m"]) == (precision, pytest.approx(error))
        assert ("few_decimals" in site["doubts"]) is (count < 4)


@pytest.mark.parametrize("count", list(DECIMALS))
def test_an_undecided_datum_adds_700_m_and_lowers_the_precision(count, decimals):
    precision, error = DECIMALS[count]
    site = decimals[""].loc[str(count)]
    assert site["error_m"] == pytest.approx(error + 700)
    assert site["precision"] == ("city" if precision == "city" else "district")
    assert "datum_assumed" in site["doubts"].split(";")
    assert site["given_datum"] == "unknown"


def test_a_trailing_zero_that_a_spreadsheet_drops_does_not_count(make):
    rows = [["名称", "经度", "纬度"], ["甲", 113.66, 34.784123], ["乙", 113.665123, 34.78]]
    assert stations(um.read_sites(make.workbook({"S": rows}), datum="wgs84"))["precision"].tolist() == ["exact"] * 2


def test_minutes_and_seconds_are_as_exact_as_they_are_written():
    raw = lines("名称,经度,纬度", "分,113°39′,34°45′", "秒,113°40′1″,34°45′2″", "细,113°41′1.23″,34°45′2.34″")
    sites = stations(um.read_sites(raw, datum="wgs84"))
    assert sites["precision"].tolist() == ["district", "street", "exact"]


SWAPPED = ("甲,34.784123,113.665123", "乙,34.794123,113.675123", "丙,34.774123,113.685123")


@pytest.mark.parametrize(
    "rows", [SWAPPED, SWAPPED[:1], (*SWAPPED, "丁,,", "戊,市中心,x")], ids=["three", "one", "with blanks"]
)
def test_a_file_swapped_throughout_is_mended_with_a_loud_note(rows):
    result = um.read_sites(lines("名称,经度,纬度", *rows), datum="wgs84")
    sites = stations(result)
    swapped = sites[sites["given_x"] != ""]
    assert len(swapped) == min(len(rows), 3)
    assert (swapped.geometry.x > swapped.geometry.y).all()
    assert swapped["given_x"].str.startswith("34.").all()
    assert says("\n".join(result.notes), "all_swapped")
    assert swapped["changes"].map(lambda changes: says(changes, "swapped_back")).all()


def test_a_swapped_workbook_and_a_swapped_geojson_are_mended_too(make):
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [34.78 + i / 100, 113.66]},
            "properties": {"name": str(i)},
        }
        for i in range(3)
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    book = make.workbook({"S": [["名称", "lng", "lat"], ["a", 34.784123, 113.665123], ["b", 34.794123, 113.675123]]})
    for raw in (collection, book):
        result = um.read_sites(raw, datum="wgs84")
        assert stations(result).geometry.x.min() > 113
        assert says("\n".join(result.notes), "all_swapped")


@pytest.mark.parametrize("right", [1, 3])
def test_a_few_rows_swapped_are_refused_each_with_its_fix(right):
    good = [f"好{i},113.6{i}1234,34.7{i}5678" for i in range(right)]
    result = um.read_sites(lines("名称,经度,纬度", *good, *SWAPPED), datum="wgs84")
    assert len(stations(result)) == right
    assert result.refused["fix"].str.contains("113.6").all()
    assert "113.665123" in result.refused["fix"].iloc[0]
    assert not says("\n".join(result.notes), "all_swapped")


def expected(datum: str) -> tuple[float, float]:
    lon, lat = crs.to_wgs84(113.656078, 34.748856, datum)
    return float(lon), float(lat)


DECLARED = {
    "the caller": (lines(PLAIN, ROW), {"datum": "火星坐标"}, "gcj02"),
    "the caller, by EPSG code": (lines(PLAIN, ROW), {"datum": "EPSG:4490"}, "cgcs2000"),
    "the headers": (lines("站点名称,所在市,区县,经度(GCJ-02),纬度(GCJ-02)", ROW), {}, "gcj02"),
    "the headers, by a map": (lines("站点名称,所在市,区县,百度经度,百度纬度", ROW), {}, "bd09"),
    "the header of a pair": (lines("站点名称,高德坐标", '甲,"113.656078,34.748856"'), {}, "gcj02"),
    "the upper of two headers": (
        lines("站点名称,所在地,,坐标（GCJ02）,", ",市,县,经度,纬度", ROW),
        {},
        "gcj02",
    ),
    "the title": (lines("坐标系：GCJ-02,,,,", PLAIN, ROW), {}, "gcj02"),
    "a remark below": (lines(PLAIN, ROW, "注：坐标取自高德地图,,,,"), {}, "gcj02"),
    "a column": (lines(PLAIN + ",坐标系", ROW + ",百度"), {}, "bd09"),
    "a column, against the caller": (lines(PLAIN + ",坐标系", ROW + ",百度"), {"datum": "gcj02"}, "bd09"),
    "the caller, where the column is silent": (lines(PLAIN + ",坐标系", ROW + ",未知"), {"datum": "gcj02"}, "gcj02"),
}


@pytest.mark.parametrize("case", list(DECLARED))
def test_the_datum_is_declared_by(case):
    raw, options, datum = DECLARED[case]
    result = um.read_sites(raw, **options)
    site = stations(result).iloc[0]
    assert (site.geometry.x, site.geometry.y) == pytest.approx(expected(datum), abs=2e-7)
    assert (site["given_datum"], result.assumed["datum"], result.assumed["datum_how"]) == (datum, datum, "declared")
    assert (site["precision"], site["error_m"], site["doubts"]) == ("exact", 30.0, "")


def test_the_name_of_the_sheet_declares_it(make):
    result = um.read_sites(make.workbook({"高德坐标": [PLAIN.split(","), ROW.split(",")]}))
    assert stations(result)["given_datum"].tolist() == ["gcj02"]


def test_rows_may_name_different_datums():
    words = {"GCJ-02": "gcj02", "WGS84": "wgs84", "bd09ll": "bd09", "2000国家大地坐标系": "cgcs2000"}
    undecided = ["", "未知", "不清楚"]
    rows = [f"站{i},郑州市,二七区,113.656078,34.748856,{word}" for i, word in enumerate([*words, *undecided])]
    result = um.read_sites(lines(PLAIN + ",坐标系", *rows))
    sites = stations(result)
    assert sites["given_datum"].tolist() == [*words.values(), "unknown", "unknown", "unknown"]
    assert sites["precision"].tolist() == ["exact"] * 4 + ["district"] * 3
    assert (sites.geometry.x[0], sites.geometry.y[0]) == pytest.approx(expected("gcj02"), abs=2e-7)
    assert says("\n".join(result.notes), "datum_word_unknown")


CONTRADICTED = {
    "caller and headers": (lines("站点名称,所在市,区县,经度(GCJ-02),纬度(GCJ-02)", ROW), {"datum": "wgs84"}),
    "headers and column": (lines("站点名称,所在市,区县,高德经度,高德纬度,坐标系", ROW + ",WGS84"), {}),
    "one header and the other": (lines("站点名称,所在市,区县,经度(GCJ-02),纬度(WGS84)", ROW), {}),
}


@pytest.mark.parametrize("case", list(CONTRADICTED))
def test_labels_that_contradict_each_other_are_noted(case):
    raw, options = CONTRADICTED[case]
    notes = "\n".join(um.read_sites(raw, **options).notes)
    assert "GCJ-02" in notes
    assert "WGS-84" in notes


def county_list(count: int, datum: str, *, seed: int = 0, decimals: int = 6) -> list[list[str]]:
    """Make a list whose rows lie in the counties of Henan that they name."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(110.4, 116.6, 3 * count), rng.uniform(31.4, 36.4, 3 * count)
    code = places.locate(gpd.GeoSeries.from_xy(lon, lat, crs=4326)).to_numpy()
    inside = np.flatnonzero(code != "")[:count]
    x, y = crs.from_wgs84(lon[inside], lat[inside], datum)
    counties = places.load().counties
    return [
        [
            f"驿站{i}",
            "",
            counties.loc[own, "city"],
            counties.loc[own, "name"],
            f"{a:.{decimals}f}",
            f"{b:.{decimals}f}",
            "",
        ]
        for i, (own, a, b) in enumerate(zip(code[inside], x, y, strict=True))
    ]


def test_a_big_list_tells_its_datum_and_that_is_said_to_be_inferred():
    rows = county_list(2_000, "gcj02")
    result = um.read_sites(table(rows))
    sites = stations(result)
    assert (result.assumed["datum"], result.assumed["datum_how"]) == ("gcj02", "inferred")
    assert (sites["doubts"] == "datum_inferred").mean() > 0.99
    assert says("\n".join(result.notes), "datum_inferred")
    lon, lat = crs.to_wgs84(float(rows[7][4]), float(rows[7][5]), "gcj02")
    assert (sites.geometry.x[7], sites.geometry.y[7]) == pytest.approx((float(lon), float(lat)), abs=2e-7)
    contradicted = um.read_sites(table(rows), datum="wgs84")
    assert stations(contradicted)["given_datum"].unique().tolist() == ["wgs84"]
    assert says("\n".join(contradicted.notes), "datum_contradicted")


def test_a_small_list_tells_nothing_and_that_is_said_with_the_margin():
    result = um.read_sites(table(county_list(30, "gcj02")))
    assert (result.assumed["datum"], result.assumed["datum_how"]) == ("wgs84", "assumed")
    assert stations(result)["doubts"].str.contains("datum_assumed").all()
    note = next(note for note in result.notes if says(note, "datum_assumed"))
    assert {"30", "700", "WGS-84", "GCJ-02", "BD-09"} <= set(re.findall(r"[A-Z]+-?\d+|\d+", note))


METRES = ("bd09mc", "EPSG:3857", "EPSG:4547", "EPSG:4526")


@pytest.fixture(scope="module")
def home():
    rows = county_list(6, "wgs84", seed=3)
    return rows, [(float(row[4]), float(row[5])) for row in rows]


def in_metres(home, name: str, *, north_first: bool = False) -> list[list[str]]:
    x, y = crs.from_wgs84(*np.array(home[1]).T, name)
    first, second = (y, x) if north_first else (x, y)
    return [[*row[:4], f"{a:.2f}", f"{b:.2f}", ""] for row, a, b in zip(home[0], first, second, strict=True)]


def off_m(sites, home) -> float:
    return max(GEOD.inv(point.x, point.y, *truth)[2] for point, truth in zip(sites.geometry, home[1], strict=True))


@pytest.mark.parametrize("name", METRES)
def test_declared_metres_are_converted(name, home):
    result = um.read_sites(table(in_metres(home, name)), datum=name)
    assert off_m(stations(result), home) < 0.05
    assert set(result.sites["rest_station"]["precision"]) == {"exact"}
    assert result.assumed["datum_how"] == "declared"


@pytest.mark.parametrize("north_first", [False, True], ids=["X is east", "X is north"])
@pytest.mark.parametrize("name", ["EPSG:4547", "EPSG:4526"])
def test_undeclared_zone_metres_are_placed_by_the_cities_named_and_said_to_be_inferred(name, north_first, home):
    result = um.read_sites(table(in_metres(home, name, north_first=north_first)))
    sites = stations(result)
    assert off_m(sites, home) < 0.05
    assert (result.assumed["datum"], result.assumed["datum_how"]) == (name, "inferred")
    assert sites["doubts"].str.contains("datum_inferred").all()
    assert says("\n".join(result.notes), "projection_inferred")


def test_declared_metres_with_x_as_north_are_read_so_and_not_called_swapped(home):
    result = um.read_sites(table(in_metres(home, "EPSG:4547", north_first=True)), datum="EPSG:4547")
    assert off_m(stations(result), home) < 0.05
    assert says("\n".join(result.notes), "north_first")
    assert not any("反" in said for said in [*result.notes, *stations(result)["changes"]])


@pytest.mark.parametrize("name", ["bd09mc", "EPSG:3857", "EPSG:4547"])
def test_undeclared_metres_without_a_place_named_are_refused_and_ask_for_the_projection(name, home):
    rows = [[row[0], "", "", "", *row[4:]] for row in in_metres(home, name)]
    result = um.read_sites(table(rows))
    assert result.accepted == 0
    assert set(result.refused["reasons"]) == {text.say("rows.needs_crs")}
    assert (result.refused["fix"] == "").all()


def test_metres_and_degrees_may_stand_in_one_file_where_each_row_says_which(home):
    metres = [[*row, "BD09MC"] for row in in_metres(home, "bd09mc")[:3]]
    degrees = [[*row, "WGS84"] for row in home[0][3:]]
    result = um.read_sites(table([*metres, *degrees], header=(*HEADER, "坐标系")))
    assert off_m(stations(result), home) < 0.2
    assert set(result.sites["rest_station"]["precision"]) == {"exact"}


def test_geojson_is_wgs84_unless_the_caller_or_a_row_says_otherwise():
    point = {"type": "Point", "coordinates": [113.656078, 34.748856]}
    features = [
        {"type": "Feature", "geometry": point, "properties": {"name": str(i), "coordinate_system": said}}
        for i, said in enumerate(["", "GCJ-02", None])
    ]
    raw = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert stations(um.read_sites(raw))["given_datum"].tolist() == ["wgs84", "gcj02", "wgs84"]
    assert stations(um.read_sites(raw, datum="bd09"))["given_datum"].tolist() == ["bd09", "gcj02", "bd09"]


@pytest.mark.parametrize("datum", ["gcj3", "EPSG:9999", "郑州市", "未知"])
def test_a_datum_that_does_not_exist_is_no_datum(datum):
    with pytest.raises(UnknownNameError):
        um.read_sites(lines(PLAIN, ROW), datum=datum)


def test_the_coordinate_as_given_is_always_kept():
    site = stations(
        um.read_sites(lines(PLAIN, "甲,郑州市,二七区, １１３．６５６０７８ ,34°44′55.88″"), datum="gcj02")
    ).iloc[0]
    assert (site["given_x"], site["given_y"], site["given_datum"]) == ("１１３．６５６０７８", "34°44′55.88″", "gcj02")
    lon, lat = crs.to_wgs84(113.656078, 34 + 44 / 60 + 55.88 / 3600, "gcj02")
    assert (site.geometry.x, site.geometry.y) == pytest.approx((float(lon), float(lat)), abs=2e-7)


@pytest.mark.parametrize("datum", ["", "bd09mc", "EPSG:3857"])
def test_absurd_numbers_are_refused_whatever_the_datum(datum):
    points = [[1e308, 5], [1e20, 1e20], [-1e12, 1e300], [1e-320, 1e308]]
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": {"name": str(i)}}
        for i, point in enumerate(points)
    ]
    result = um.read_sites(json.dumps({"type": "FeatureCollection", "features": features}).encode(), datum=datum)
    assert (result.accepted, len(result.refused)) == (0, 4)
