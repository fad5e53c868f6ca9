import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from unionmap import places, schema
from unionmap.intake.reconcile import CITY_REACH_M, FAR_OFF_M, ZONE_REACH_M, misplaced, reconcile, survey

GEOD = Geod(ellps="WGS84")
COUNTIES = places.load().counties
CHINA = places.national().counties
BEIJING, TOKYO, ZHENGZHOU = shapely.Point(116.39, 39.91), shapely.Point(139.77, 35.68), shapely.Point(113.65, 34.75)
ORDER = list(schema.PRECISIONS)


def frame(*rows: dict) -> gpd.GeoDataFrame:
    base = {
        "province_said": "",
        "city_said": "",
        "county_said": "",
        "precision": "exact",
        "error_m": 30.0,
        "doubts": "",
    }
    full = [base | {"site_id": f"s{i}"} | row for i, row in enumerate(rows)]
    points = [row.get("at", shapely.Point()) for row in full]
    return gpd.GeoDataFrame(pd.DataFrame(full).drop(columns="at", errors="ignore"), geometry=points, crs="EPSG:4326")


def outside(adcode: str, metres: float) -> shapely.Point:
    """Find a point about so many metres outside a county."""
    polygon = CHINA.geometry[adcode]
    centre = polygon.representative_point()
    low, high = 0.0, 300_000.0
    for _ in range(60):
        middle = (low + high) / 2
        lon, lat, _ = GEOD.fwd(centre.x, centre.y, 80, middle)
        gap = places.outside_m(gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326), pd.Series([adcode])).iloc[0]
        low, high = (middle, high) if gap < metres else (low, middle)
    return shapely.Point(lon, lat)


@pytest.mark.parametrize(
    ("metres", "precision", "doubts"),
    [
        (0.01, "exact", ""),
        (340.0, "exact", ""),
        (360.0, "district", "outside_county"),
        (4_900.0, "district", "outside_county"),
        (5_100.0, "city", "outside_county"),
        (40_000.0, "city", "outside_county"),
    ],
)
def test_the_farther_outside_its_county_the_less_a_coordinate_tells(metres, precision, doubts):
    point = outside("410122", metres)
    site = reconcile(frame({"city_said": "郑州市", "county_said": "中牟县", "at": point})).iloc[0]
    assert (site["precision"], site["doubts"]) == (precision, doubts)
    assert site["error_m"] == schema.PRECISIONS[precision].error_m
    assert (site["county"], site["adcode"], site["city"]) == ("中牟县", "410122", "郑州市")
    assert site.geometry.equals(point)


def test_a_city_alone_is_checked_against_the_city():
    inner = COUNTIES.geometry["410305"].representative_point()
    right, wrong = reconcile(frame({"city_said": "洛阳市", "at": inner}, {"city_said": "郑州市", "at": inner})).iloc
    assert (right["adcode"], right["doubts"], right["precision"]) == ("410305", "", "exact")
    assert (wrong["city"], wrong["adcode"], wrong["doubts"]) == ("郑州市", "", "outside_city")
    assert wrong["precision"] == "city"


@pytest.mark.parametrize("adcode", COUNTIES.index[::8])
def test_a_coordinate_alone_names_its_county_and_city(adcode):
    site = reconcile(frame({"at": COUNTIES.geometry[adcode].representative_point()})).iloc[0]
    assert (site["adcode"], site["county"]) == (adcode, COUNTIES.loc[adcode, "name"])
    assert (site["city_adcode"], site["city"]) == (COUNTIES.loc[adcode, "city_adcode"], COUNTIES.loc[adcode, "city"])


@pytest.mark.parametrize("adcode", COUNTIES.index[::8])
def test_a_county_named_without_a_coordinate_is_found_within_its_city(adcode):
    county = COUNTIES.loc[adcode]
    row = {"city_said": county["city"], "county_said": county["name"], "precision": "none", "error_m": np.nan}
    site = reconcile(frame(row)).iloc[0]
    assert (site["adcode"], site["city_adcode"], site["doubts"]) == (adcode, county["city_adcode"], "")
    assert site.geometry.is_empty


def test_jiyuan_is_found_as_a_city_as_a_county_and_by_coordinate():
    inner = COUNTIES.geometry["419001"].representative_point()
    rows = ({"city_said": "济源市"}, {"county_said": "济源市"}, {"city_said": "济源", "at": inner}, {"at": inner})
    found = reconcile(frame(*rows))
    assert set(found["adcode"]) == set(found["city_adcode"]) == {"419001"}
    assert (found["doubts"] == "").all()


@pytest.mark.parametrize(
    "said", [("nowhere", ""), ("郑州市", "nowhere"), ("", "nowhere"), ("郑州市", "洛龙区"), ("北京市区", "")]
)
def test_a_place_that_is_not_known_is_noted_and_kept_as_said(said):
    city, county = said
    site = reconcile(frame({"city_said": city, "county_said": county, "precision": "none", "error_m": np.nan})).iloc[0]
    assert "unknown_place" in site["doubts"].split(";")
    assert site["adcode"] == ""
    assert site["county"] == county


def test_the_name_of_a_zone_is_kept_and_the_polygon_decides_the_county():
    inside = {"city_said": "郑州市", "county_said": "高新区", "at": shapely.Point(113.56, 34.81)}
    placed, unplaced = reconcile(
        frame(inside, {"city_said": "郑州市", "county_said": "高新区", "precision": "none"})
    ).iloc
    assert (placed["county_said"], placed["county"], placed["adcode"]) == ("高新区", "中原区", "410102")
    assert (unplaced["county"], unplaced["adcode"], unplaced["city_adcode"]) == ("高新区", "", "410100")
    assert placed["doubts"] == unplaced["doubts"] == "zone"


def test_a_site_far_from_the_others_of_its_zone_tells_only_its_city():
    zone = {"city_said": "郑州市", "county_said": "高新区"}
    near = [shapely.Point(113.56, 34.81), shapely.Point(113.57, 34.80), shapely.Point(113.55, 34.79)]
    found = reconcile(frame(*(zone | {"at": point} for point in [*near, shapely.Point(113.75, 34.73)])))
    assert found["precision"].tolist() == ["exact", "exact", "exact", "city"]
    assert found["doubts"].tolist() == ["zone", "zone", "zone", "zone;far_from_list"]
    assert found.geometry.iloc[3].equals(shapely.Point(113.75, 34.73))


places_said = st.sampled_from([("郑州市", "金水区"), ("郑州市", "高新区"), ("郑州市", ""), ("", ""), ("洛阳市", "x")])
some_rows = st.lists(
    st.builds(
        lambda said, x, y, precision: {
            "city_said": said[0],
            "county_said": said[1],
            "at": shapely.Point(x, y),
            "precision": precision,
            "error_m": schema.PRECISIONS[precision].error_m,
        },
        places_said,
        st.floats(112.0, 114.5),
        st.floats(34.0, 35.0),
        st.sampled_from(ORDER[:4]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(some_rows)
def test_doubt_only_lowers_precision_widens_the_error_and_never_moves_a_site(rows):
    before = frame(*rows)
    after = reconcile(before)
    assert after.geometry.equals(before.geometry)
    assert after.index.equals(before.index)
    assert (after["precision"].map(ORDER.index) >= before["precision"].map(ORDER.index)).all()
    assert (after["error_m"] >= before["error_m"]).all()
    lowered = after["precision"] != before["precision"]
    assert (after.loc[lowered, "doubts"] != "").all()
    known = after["adcode"] != ""
    assert (after.loc[known, "county"] == after.loc[known, "adcode"].map(COUNTIES["name"].to_dict())).all()
    gap = places.outside_m(after.geometry, after["adcode"])
    assert not (after["precision"].isin(["exact", "street"]) & (gap > places.BOUNDARY_TOLERANCE_M)).any()
    assert not (after["precision"].isin(["exact", "street", "district"]) & (gap > FAR_OFF_M)).any()


def codes(region: str, *rows: dict) -> list[str]:
    return misplaced(frame(*rows), region).tolist()


@pytest.mark.parametrize("adcode", CHINA.index[::170])
def test_every_province_is_reconciled_like_henan(adcode):
    county = CHINA.loc[adcode]
    reach = 350 if adcode.startswith("41") else 400
    said = {"city_said": county["city"], "county_said": county["name"]}
    right, near, off, alone = reconcile(
        frame(
            said | {"at": county.geometry.representative_point()},
            said | {"at": outside(adcode, reach - 10)},
            said | {"at": outside(adcode, reach + 20)},
            {"at": county.geometry.representative_point()},
        )
    ).iloc
    for site in (right, near, off, alone):
        assert (site["adcode"], site["county"]) == (adcode, county["name"])
        assert (site["city_adcode"], site["city"]) == (county["city_adcode"], county["city"])
    assert (right["doubts"], near["doubts"], off["doubts"]) == ("", "", "outside_county")
    assert (right["precision"], near["precision"], off["precision"]) == ("exact", "exact", "district")


def test_a_county_of_several_cities_is_settled_by_a_point_in_one_of_that_name():
    inner = {code: CHINA.geometry[code].representative_point() for code in ("130105", "410402", "410105")}
    found = reconcile(frame(*({"county_said": "新华区", "at": point} for point in inner.values())))
    assert found["adcode"].tolist()[:2] == ["130105", "410402"]
    assert found["doubts"].tolist() == ["", "", "unknown_place"]
    assert reconcile(frame({"county_said": "新华区"}), "410000")["adcode"].tolist() == ["410402"]


def test_a_province_settles_which_county_is_meant():
    row = {"province_said": "河南省", "county_said": "新华区", "precision": "none", "error_m": np.nan}
    assert reconcile(frame(row))["adcode"].tolist() == ["410402"]


def test_the_province_that_a_row_names_must_hold_its_point():
    said = {"province_said": "河南省"}
    assert codes("", said | {"at": ZHENGZHOU}, said | {"at": BEIJING}, said, {"province_said": "豫", "at": TOKYO}) == [
        "",
        "outside_province",
        "",
        "outside_province",
    ]


@pytest.mark.parametrize(("metres", "code"), [(0.01, ""), (340.0, ""), (365.0, "outside_province")])
def test_a_province_is_left_beyond_the_tolerance(metres, code):
    # 411282 borders on two other provinces; north of it the Yellow River parts Henan and Shanxi
    henan = shapely.union_all(COUNTIES.geometry.to_numpy())
    edge = henan.boundary.interpolate(0.2, normalized=True)
    for bearing in range(0, 360, 5):
        low, high = 0.0, 3_000.0
        for _ in range(40):
            middle = (low + high) / 2
            lon, lat, _ = GEOD.fwd(edge.x, edge.y, bearing, middle)
            gap = places.outside_m(gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326), pd.Series(["410000"])).iloc[0]
            low, high = (middle, high) if gap < metres else (low, middle)
        if abs(gap - metres) < 1:
            break
    assert codes("", {"province_said": "河南省", "at": shapely.Point(lon, lat)}) == [code]
    assert codes("410000", {"at": shapely.Point(lon, lat)}) == [code]


def test_the_province_of_the_file_counts_where_the_row_names_nothing():
    named = {"city_said": "北京市", "at": BEIJING}
    assert codes("410000", {"at": ZHENGZHOU}, {"at": BEIJING}, named) == ["", "outside_province", ""]
    assert codes("410100", {"at": BEIJING}, {"city_said": "nowhere", "at": BEIJING}) == ["outside_province"] * 2
    assert codes("", {"at": BEIJING}, {"at": TOKYO}, {"city_said": "nowhere", "at": TOKYO}) == [
        "",
        "outside_country",
        "outside_country",
    ]


@pytest.mark.parametrize(("metres", "code"), [(0.0, ""), (CITY_REACH_M - 50, ""), (CITY_REACH_M + 50, "far_from_city")])
def test_a_city_is_left_beyond_thirty_kilometres(metres, code):
    point = outside("419001", metres)
    assert codes("", {"city_said": "济源市", "at": point}, {"county_said": "济源市", "at": point}) == [code, code]


def test_a_city_alone_does_not_name_its_province():
    beyond = outside("411282", 8_000)
    assert codes("", {"city_said": "三门峡市", "at": beyond}) == [""]


def test_an_island_that_the_polygons_leave_out_is_not_refused():
    liugong, pacific = shapely.Point(122.19, 37.50), shapely.Point(128.0, 33.0)
    assert places.locate(gpd.GeoSeries([liugong], crs=4326), nation=True).tolist() == [""]
    assert codes("", {"province_said": "山东省", "at": liugong}, {"at": liugong}) == ["", ""]
    assert codes("", {"province_said": "山东省", "at": pacific}, {"at": pacific}) == [
        "outside_province",
        "outside_country",
    ]


@pytest.mark.parametrize("point", [(114.16, 22.28), (113.55, 22.16), (121.5, 25.05)])
def test_hong_kong_macau_and_taiwan_are_in_china(point):
    assert codes("", {"at": shapely.Point(point)}) == [""]


def test_an_assumed_datum_is_no_reason_to_refuse():
    edge = COUNTIES.geometry["419001"].boundary
    north = max(shapely.points(shapely.get_coordinates(edge)), key=lambda point: point.y)
    row = {"province_said": "河南省", "at": shapely.Point(north.x, north.y + 0.007), "error_m": 730.0}
    assert codes("", row, row | {"doubts": "datum_assumed"}) == ["outside_province", ""]


def test_a_survey_made_once_serves_both():
    sites = frame({"city_said": "郑州市", "at": BEIJING}, {"county_said": "金水区", "at": ZHENGZHOU})
    found = survey(sites, "410000")
    assert misplaced(sites, found=found, region="410000").equals(misplaced(sites, "410000"))
    assert reconcile(sites, found=found).equals(reconcile(sites, "410000"))
    emptied = sites.copy()
    emptied.loc[0, "geometry"] = shapely.Point()
    assert reconcile(emptied, found=found).equals(reconcile(emptied, "410000"))


@given(st.lists(st.tuples(st.floats(113.4, 113.9), st.floats(34.6, 35.0), st.booleans()), min_size=1, max_size=12))
def test_strays_of_a_zone_are_those_that_a_plain_loop_finds(where):
    zone = {"county_said": "高新区"}
    kinds = [{"precision": "exact" if sure else "city", "at": shapely.Point(x, y)} for x, y, sure in where]
    found = reconcile(frame(*(zone | row for row in kinds)))
    anchors = [(x, y) for x, y, sure in where if sure]
    for place, (x, y, _) in enumerate(where):
        others = [(a, b) for i, (a, b, anchor) in enumerate(where) if anchor and i != place]
        gaps = [GEOD.inv(x, y, a, b)[2] for a, b in others]
        lonely = len(anchors) > 1 and min(gaps) > ZONE_REACH_M
        assert ("far_from_list" in found["doubts"].iloc[place]) == lonely
