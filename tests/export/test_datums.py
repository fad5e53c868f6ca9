"""Every data form in every datum: named in the file, and the same sites when it is read back."""

import io
import json

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from defusedxml.ElementTree import fromstring
from pyproj import CRS

import unionmap as um
from unionmap import crs, export, schema
from unionmap.errors import UnknownNameError
from unionmap.export import datums

DATA = [form for form in export.FORMS if form != "html"]
WORDS = {"wgs84": "WGS-84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02"}


def named(content, form, tmp_path):
    """Return what a file says of its datum, without our own importer."""
    if form == "geojson":
        return json.loads(content)["datum"].split(" (")[0]
    if form == "csv":
        return pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")["datum"].unique().item()
    if form == "xlsx":
        return pd.read_excel(io.BytesIO(content), engine="calamine")["datum"].unique().item()
    if form == "kml":
        return min({cell.text for cell in fromstring(content).iter() if cell.get("name") == "datum" and cell.text})
    path = tmp_path / f"sites.{'zip' if form == 'shp' else form}"
    path.write_bytes(content)
    inside = f"/vsizip/{path}/rest_station.shp" if form == "shp" else path
    return pyogrio.read_dataframe(inside, layer="rest_station", read_geometry=False)["datum"].unique().item()


@pytest.mark.parametrize("datum", export.DATUMS)
@pytest.mark.parametrize("form", DATA)
def test_a_file_names_its_datum_holds_it_and_comes_back_in_wgs84(sites, form, datum, tmp_path):
    few = schema.Sites({kind: sites[kind].head(30) for kind in ("rest_station", "bus_route")})
    content = export.content(few, form, datum=datum)
    assert named(content, form, tmp_path) == WORDS[datum]
    result = um.read_sites(content)
    assert result.accepted == 34
    assert result.assumed["datum"] == datum
    assert ("rows.datum_conversion" in dict(result.remarks)) == (datum == "gcj02")
    for kind, frame in few.items():
        back = result.sites[kind].set_index("site_id").loc[frame["site_id"]]
        one, two = (shapely.get_coordinates(part.geometry.to_numpy()) for part in (back, frame))
        assert len(one) == len(two)
        assert np.abs(one - two).max(initial=0) <= (1e-9 if datum == "gcj02" else 0)
        assert back["precision"].tolist() == frame["precision"].tolist()


def test_gcj02_is_where_chinese_maps_have_it(stations_at):
    frame = stations_at([113.65], [34.75])
    [feature] = json.loads(export.geojson(frame, datum="gcj02"))["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([113.656078, 34.748856], abs=1e-6)


def test_points_all_over_china_come_back_within_a_hair(stations_at):
    lon, lat = np.random.default_rng(4).uniform([73, 3], [136, 54], (400, 2)).T
    frame = stations_at(lon, lat)
    back = um.read_sites(export.csv(frame, datum="gcj02").encode()).sites["rest_station"]
    assert np.abs(shapely.get_coordinates(back.geometry) - np.column_stack([lon, lat])).max() < 1e-7


@pytest.mark.parametrize(("form", "layer"), [("gpkg", "sites.gpkg"), ("shp", "/vsizip/{}/rest_station.shp")])
def test_no_gis_program_takes_gcj02_for_wgs84(stations_at, tmp_path, form, layer):
    sites = schema.Sites({"rest_station": stations_at([113.65], [34.75])})
    path = tmp_path / f"sites.{export.FORMS[form].ending or form}"
    path.write_bytes(export.content(sites, form, datum="gcj02"))
    found = CRS(pyogrio.read_info(layer.format(path) if "{}" in layer else path)["crs"])
    assert "GCJ-02" in found.name
    assert found != CRS("EPSG:4326")
    assert crs.find_name(found.name) == "gcj02"


def test_a_word_for_the_datum_that_nobody_knows_refuses_the_row(stations_at):
    text = export.csv(stations_at([113.65, 113.66], [34.75, 34.76])).replace("WGS-84", "我的坐标系", 1)
    result = um.read_sites(text.encode())
    assert result.accepted == 1
    assert "datum" in result.refused["reasons"].iloc[0]


def test_a_file_that_was_projected_since_is_read_in_its_projection(sites, tmp_path):
    few = schema.Sites({"rest_station": sites["rest_station"][schema.located(sites["rest_station"])].head(5)})
    path = tmp_path / "sites.gpkg"
    path.write_bytes(export.gpkg(few))
    pyogrio.write_dataframe(pyogrio.read_dataframe(path).to_crs("EPSG:4547"), tmp_path / "other.gpkg", layer="x")
    back = um.read_sites(tmp_path / "other.gpkg").sites["rest_station"]
    assert shapely.equals_exact(back.geometry.to_numpy(), few["rest_station"].geometry.to_numpy(), 1e-7).all()


def test_a_page_and_an_unknown_datum_are_refused(sites):
    with pytest.raises(UnknownNameError, match="datum of html"):
        export.content(sites, "html", datum="gcj02")
    with pytest.raises(UnknownNameError, match=r"gcj2.*did you mean gcj02"):
        export.content(sites, "csv", datum="gcj2")


def test_the_name_of_a_file_tells_its_datum():
    assert export.FORMS["geojson"].name("sites") == "sites.geojson"
    assert export.FORMS["shp"].name("sites", "cgcs2000") == "sites_cgcs2000.zip"
    assert {form.key for form in export.FORMS.values() if form.means_wgs84} == {"geojson", "kml"}
    assert list(datums.DATUMS) == list(WORDS)
