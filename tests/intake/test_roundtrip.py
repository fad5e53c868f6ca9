"""What we export is what we import: every schema column but where a row was read from, in every form."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import unionmap as um
from unionmap import export, facilities, kinds, schema
from unionmap.intake import ImportResult

FORMS = ("csv", "xlsx", "geojson", "gpkg", "shp", "kml")
each_form = pytest.mark.parametrize("form", FORMS)

HOSTILE = [
    "=1+1",
    "'=1+1",
    "''",
    "\t=1+1",
    "+8637112345678",
    "-1驿站",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "<script>window.__pwn=1</script>",
    "{{ 7*7 }}",
    "{# x",
    "${x}`",
    'a"b,c;d\te',
    "两\n行",
    "回车\r换行\r\n",
    " 前后空格 ",
    "_x000D_",
    "<r><t>=1</t></r>",
    "é\u0301",
    "😀",
    "\u200b\u202e",
    "00012",
    "1e5",
    "无",
    "NaN",
    "true",
    "合计",
    "2023-12-04",
]
texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
names = texts.filter(lambda text: text != "")
OTHER = sorted({*schema.TEXT} - {"site_id", "kind", "name", "precision", "doubts", "facilities", *schema.PROVENANCE})
DTYPES = {"Int64": st.integers(0, 10**6), "boolean": st.booleans()}


@st.composite
def frames(draw: st.DrawFn, kind: str) -> gpd.GeoDataFrame:
    count = draw(st.integers(1, 4))
    rows = []
    for place in range(count):
        located = draw(st.booleans())
        row = {name: draw(texts) for name in draw(st.lists(st.sampled_from(OTHER), max_size=3, unique=True))}
        row |= {"site_id": f"{kind}-{place}{draw(st.sampled_from(['', '=', 'é']))}", "kind": kind, "name": draw(names)}
        row["facilities"] = facilities.join(tuple(key for key in facilities.FACILITIES if draw(st.integers(0, 9)) == 0))
        row["doubts"] = draw(st.sampled_from(["", "few_decimals", "datum_assumed;few_decimals"]))
        row["precision"] = draw(st.sampled_from(["exact", "street", "district", "city"])) if located else "none"
        row["error_m"] = draw(st.floats(0.001, 1e5)) if located else np.nan
        for column in kinds.KINDS[kind].columns:
            dtype = schema.columns(kind)[column]
            row[column] = draw(texts) if dtype == "str" else draw(st.none() | DTYPES[dtype])
        row["geometry"] = draw(shapes(kind)) if located else None
        rows.append(row)
    return schema.shape(gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4326"), kind)


@st.composite
def shapes(draw: st.DrawFn, kind: str) -> shapely.Geometry:
    point = st.tuples(st.floats(73, 136), st.floats(3, 54))
    if kinds.KINDS[kind].geometry == "Point":
        return shapely.Point(draw(point))
    return shapely.LineString(draw(st.lists(point, min_size=2, max_size=4, unique=True)))


def assert_same(got: Mapping[str, gpd.GeoDataFrame], expected: Mapping[str, gpd.GeoDataFrame]) -> None:
    for kind, frame in expected.items():
        one, two = (part.sort_values("site_id").reset_index(drop=True) for part in (got[kind], frame))
        assert len(one) == len(two)
        for column in [name for name in schema.columns(kind) if name not in (*schema.PROVENANCE, "geometry")]:
            assert one[column].dtype == two[column].dtype
            assert one[column].equals(two[column]), (kind, column, one[column].tolist(), two[column].tolist())
        assert shapely.equals_identical(one.geometry.to_numpy(), two.geometry.to_numpy()).all()


def back(sites: Mapping[str, gpd.GeoDataFrame], form: str) -> ImportResult:
    return um.read_sites(export.content(sites, form), name=f"sites.{form}")


@each_form
def test_the_shipped_sites_come_back_from_every_form(sites, form):
    result = back(sites, form)
    assert result.rows == result.accepted == sum(map(len, sites.values()))
    assert_same(result.sites, sites)


@each_form
@settings(max_examples=15)
@given(st.data())
def test_any_sites_come_back_from_every_form(form, data):
    chosen = data.draw(st.lists(st.sampled_from(list(kinds.KINDS)), min_size=1, max_size=2, unique=True))
    sites = schema.Sites({kind: data.draw(frames(kind)) for kind in chosen})
    assert_same(back(sites, form).sites, sites)


@each_form
def test_what_came_back_goes_out_and_comes_back_the_same(sites, form):
    once = back(sites, form).sites
    assert_same(back(once, form).sites, once)


@each_form
def test_extra_columns_of_a_list_come_along(form):
    text = "站点名称,所在市,经度,纬度,负责单位\n甲,郑州市,113.656078,34.748856,=中原环保\n乙,郑州市,113.7,34.75,\n"
    sites = um.read_sites(text.encode(), datum="gcj02").sites
    again = back(sites, form).sites
    assert_same(again, sites)
    assert again["rest_station"]["负责单位"].tolist() == ["=中原环保", ""]


@each_form
def test_a_row_of_an_export_that_was_spoilt_is_refused_and_the_others_are_not(sites, form):
    frame = sites["rest_station"].assign(
        precision=lambda f: f["precision"].where(f["site_id"] != "ZZ-RS-001", "splendid")
    )
    result = um.read_sites(export.content({"rest_station": frame}, form), name=form)
    assert result.refused["reasons"].str.contains("splendid").tolist() == [True]
    assert result.accepted == len(frame) - 1
