import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from unionmap import places, schema
from unionmap.intake.reconcile import FAR_OFF_M, reconcile

GEOD = Geod(ellps="WGS84")
COUNTIES = places.load().counties
ORDER = list(schema.PRECISIONS)


def frame(*rows: dict) -> gpd.GeoDataFrame:
    base = {"city_said": "", "county_said": "", "precision": "exact", "error_m": 30.0, "doubts": ""}
    full = [base | {"site_id": f"s{i}"} | row for i, row in enumerate(rows)]
    points = [row.get("at", shapely.Point()) for row in full]
    return gpd.GeoDataFrame(pd.DataFrame(full).drop(columns="at", errors="ignore"), geometry=points, crs="EPSG:4326")


def outside(adcode: str, metres: float) -> shapely.Point:
    """Find a point about so many metres outside a county."""
    polygon = COUNTIES.geometry[adcode]
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
    "said", [("nowhere", ""), ("郑州市", "nowhere"), ("", "nowhere"), ("郑州市", "洛龙区"), ("北京市", "")]
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
