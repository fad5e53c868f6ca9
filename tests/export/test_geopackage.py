import sqlite3
import time
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import export, kinds, schema
from unionmap.errors import SchemaError


class Reader:
    """What is in a GeoPackage, by GDAL and by SQLite alone."""

    def __init__(self, path):
        self.path = path

    def layers(self, content):
        self.path.write_bytes(content)
        return dict(pyogrio.list_layers(self.path))

    def by_pyogrio(self, content, layer=None):
        self.path.write_bytes(content)
        return pyogrio.read_dataframe(self.path, layer=layer)

    def by_sqlite(self, content, layer):
        self.path.write_bytes(content)
        with closing(sqlite3.connect(self.path)) as file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute(f'SELECT * FROM "{layer}" ORDER BY fid')]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return Reader(tmp_path_factory.mktemp("gpkg") / "sites.gpkg")


def placed(rows, frame):
    """Add the coordinates that stand in the geometry."""
    points = [shape if shape is not None and shape.geom_type == "Point" else None for shape in frame.geometry]
    return [row | {"lon": at and at.x, "lat": at and at.y} for row, at in zip(rows, points, strict=True)]


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_shipped_sites_come_back_in_every_column(sites, differences, reader, kind):
    content = export.gpkg(sites[kind])
    assert reader.layers(content) == {kind: kinds.get(kind).geometry}
    back = reader.by_pyogrio(content)
    assert differences(sites[kind], placed(reader.by_sqlite(content, kind), back)) == []
    assert back.crs == "EPSG:4326"
    assert set(back[schema.MARKER]) == {"1"}
    assert set(back["datum"]) == {"WGS-84"}


@pytest.mark.parametrize("kind", ["rest_station", "bus_route", "bus_stop"])
@given(data=st.data())
def test_any_sites_come_back_in_every_column_and_shape(frames, differences, reader, kind, data):
    frame = data.draw(frames(kind))
    content = export.gpkg(frame)
    back = reader.by_pyogrio(content)
    assert differences(frame, placed(reader.by_sqlite(content, kind), back)) == []
    assert differences(frame, placed(back.to_dict("records"), back)) == []
    assert list(back.geometry) == [None if shape.is_empty else shape for shape in frame.geometry]


def test_hostile_texts_come_back_as_typed(worst, differences, reader):
    content = export.gpkg(worst)
    assert differences(worst, placed(reader.by_sqlite(content, "rest_station"), reader.by_pyogrio(content))) == []


def test_blank_text_stays_blank_and_only_what_is_not_known_is_null(sites, reader):
    rows = reader.by_sqlite(export.gpkg(sites["bus_stop"]), "bus_stop")
    assert {row["opening_hours"] for row in rows} == {""}
    assert [row["seq"] is None for row in rows] == sites["bus_stop"]["seq"].isna().tolist()
    assert [row["geom"] is None for row in rows] == (~schema.located(sites["bus_stop"])).tolist()


def test_all_kinds_are_a_layer_each_in_the_order_of_the_registry(sites, reader):
    content = export.gpkg(sites)
    assert reader.layers(content) == {kind: kinds.get(kind).geometry for kind in kinds.KINDS}
    for kind, frame in sites.items():
        assert reader.by_pyogrio(content, kind)["site_id"].tolist() == frame["site_id"].tolist()


def test_kinds_without_sites_have_no_layer_unless_none_has_any(stations_at, reader):
    few = schema.Sites({"rest_station": stations_at([113], [34])})
    assert list(reader.layers(export.gpkg(few))) == ["rest_station"]
    assert list(reader.layers(export.gpkg(schema.Sites({})))) == list(kinds.KINDS)


def test_a_frame_of_several_kinds_is_one_layer(sites, differences, reader):
    merged = schema.merge(sites)
    content = export.gpkg(merged)
    assert list(reader.layers(content)) == ["sites"]
    back = reader.by_pyogrio(content)
    assert differences(merged, placed(back.to_dict("records"), back)) == []


def test_an_empty_frame_is_a_layer_with_columns(sites, reader):
    content = export.gpkg(sites["bus_stop"].head(0))
    assert list(reader.layers(content)) == ["sites"]
    assert {"seq", "name", schema.MARKER} <= set(reader.by_pyogrio(content).columns)


def test_names_that_the_format_takes_for_one_are_told_apart(stations_at, reader):
    frame = stations_at([113], [34]).assign(Name="a", NAME="b", fid="c", GEOM="d", Datum="e", geom_="f")
    row = reader.by_pyogrio(export.gpkg(gpd.GeoDataFrame(frame))).iloc[0]
    assert row["name"] == frame["name"].iloc[0]
    names = ["Name_", "NAME__", "fid_", "GEOM_", "geom__", "Datum_"]
    assert [row[name] for name in names] == ["a", "b", "c", "d", "f", "e"]


def test_a_frame_whose_geometry_is_called_otherwise_comes_back_too(stations_at, reader):
    frame = stations_at([113.1], [34.1]).rename_geometry("place").assign(geometry="text")
    row = reader.by_pyogrio(export.gpkg(frame)).iloc[0]
    assert (row.geometry.x, row["geometry_"]) == (113.1, "text")


def test_the_same_sites_are_the_same_bytes_and_stay_as_they_were(sites):
    before = sites["bus_stop"].copy(deep=True)
    first = export.gpkg(sites)
    time.sleep(0.01)
    assert export.gpkg(sites) == first
    pd.testing.assert_frame_equal(pd.DataFrame(sites["bus_stop"]), pd.DataFrame(before))


def test_another_crs_is_refused(stations_at):
    with pytest.raises(SchemaError, match="to_crs"):
        export.gpkg(stations_at([113], [34]).to_crs("EPSG:3857"))
