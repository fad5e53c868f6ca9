import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from unionmap import filters, kinds, maps, schema
from unionmap.errors import InputError
from unionmap.maps import cards, layers


def running(steps, unit):
    return np.cumsum(steps) / unit


def test_a_site_layer_is_an_ordinary_child_of_a_folium_map(sites, blocks):
    m = folium.Map(location=[34.75, 113.65], tiles=None)
    layer = maps.SiteLayer(sites["rest_station"], name="stations")
    assert layer.add_to(m) is layer
    folium.Marker([34.75, 113.65], popup="a marker of the user's own").add_to(m)
    folium.LayerControl().add_to(m)
    page = m.get_root().render()
    assert page.count(f"var {layer.get_name()} = unionmap.sites({m.get_name()}, ") == 1
    assert f'"stations" : {layer.get_name()}' in page
    assert "L.marker(" in page
    assert [maker for maker, _ in blocks(page)] == ["sites"]
    assert page.index("unionmap.unpack =") < page.index("unionmap.sites(map_")


def test_the_runtime_is_written_once_however_many_layers_a_map_has(sites):
    m = folium.Map(tiles=None)
    for kind in ("rest_station", "bus_stop"):
        maps.SiteLayer(sites[kind]).add_to(m)
    page = m.get_root().render()
    assert page.count("unionmap.unpack =") == 1
    assert page.count("unionmap.card =") == 1
    assert page.count("= unionmap.sites(map_") == 2


def test_a_layer_without_a_name_stays_out_of_the_layer_control(sites):
    m = folium.Map(tiles=None)
    layer = maps.SiteLayer(sites["rest_station"]).add_to(m)
    folium.LayerControl().add_to(m)
    assert f": {layer.get_name()}" not in m.get_root().render()


@pytest.mark.parametrize("name", ["{{7*7}}", "{% x %}", "{#1号}"])
def test_the_name_of_a_layer_is_shown_as_typed_or_refused_but_never_evaluated(sites, name):
    m = folium.Map(tiles=None)
    try:
        maps.SiteLayer(sites["rest_station"].head(1), name=name).add_to(m)
    except InputError:
        return
    folium.LayerControl().add_to(m)
    assert name in m.get_root().render()


def test_the_columns_carry_every_located_site_in_the_order_of_the_frame(sites):
    frame = maps.points(sites)
    drawn = frame[schema.located(frame)]
    columns = layers.site_columns(drawn, "zh", card=True)
    assert columns["id"] == drawn["site_id"].tolist()
    assert columns["name"] == drawn["name"].tolist()
    assert np.abs(running(columns["x"], 1e6) - drawn.geometry.x).max() <= 0.51e-6
    assert np.abs(running(columns["y"], 1e6) - drawn.geometry.y).max() <= 0.51e-6
    assert [columns["kinds"][i]["key"] for i in columns["kind"]] == drawn["kind"].tolist()
    assert columns["solid"] == filters.usable(drawn).astype(int).tolist()
    assert columns["error"] == drawn["error_m"].round().tolist()
    assert {len(columns[name]) for name in ("lines", "links", "url", "place", "error", "solid")} == {len(drawn)}


def test_sites_without_a_place_are_not_drawn(sites, blocks):
    m = maps.site_map(sites)
    [(_, content)] = [block for block in blocks(m.get_root().render()) if block[0] == "sites"]
    frame = maps.points(sites)
    assert sorted(content["id"]) == sorted(frame.loc[schema.located(frame), "site_id"])


def test_a_layer_may_be_empty(sites, blocks):
    m = folium.Map(tiles=None)
    maps.SiteLayer(sites["craftsman_academy"]).add_to(m)
    [(_, content)] = blocks(m.get_root().render())
    assert content["id"] == content["x"] == content["kinds"] == []


def test_a_layer_without_cards_says_only_names(sites):
    columns = layers.site_columns(sites["rest_station"].head(3), "zh", card=False)
    assert columns["lines"] == columns["links"] == columns["url"] == []


coordinates = st.lists(st.tuples(st.floats(110, 117), st.floats(31, 37)), min_size=2, max_size=20)


@given(points=coordinates)
def test_a_shape_comes_back_within_a_metre(points):
    line = shapely.LineString(points)
    [steps] = layers._rings(line)
    back = np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / 1e5
    assert np.abs(back - np.array(points)).max() <= 0.51e-5


def test_holes_and_all_parts_of_a_polygon_reach_the_page():
    ring = shapely.box(0, 0, 3, 3).exterior
    holed = shapely.Polygon(ring, [shapely.box(1, 1, 2, 2).exterior])
    both = shapely.MultiPolygon([holed, shapely.box(5, 5, 6, 6)])
    assert len(layers._rings(both)) == 3


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_drawing_changes_no_input(sites, kind):
    before = sites[kind].copy(deep=True)
    maps.map(sites[kind])
    pd.testing.assert_frame_equal(pd.DataFrame(sites[kind]), pd.DataFrame(before))


def test_only_sites_whose_location_counts_have_links_to_navigation(sites):
    frame = sites["rest_station"]
    has_links = [bool(links) for links in cards.links(frame)]
    assert has_links == filters.usable(frame).tolist()


def test_a_hostile_name_never_reaches_a_template(hostile_stations, hostile, blocks):
    m = folium.Map(tiles=None)
    maps.SiteLayer(hostile_stations).add_to(m)
    page = m.get_root().render()
    [(_, content)] = blocks(page)
    assert content["name"] == hostile
    assert all(text in lines["address"] for text, lines in zip(hostile, content["lines"], strict=True))
    assert content["url"] == [""] * len(hostile)
    assert "__pwn" not in page
    assert "evil.example" not in page


def test_tips_labels_and_styles_travel_in_the_block(hostile, blocks):
    m = folium.Map(tiles=None)
    square = shapely.box(113, 34, 114, 35)
    maps.ShapeLayer([square] * len(hostile), {"color": "#123456"}, tips=hostile).add_to(m)
    maps.LabelLayer(hostile, [113.0] * len(hostile), [34.0] * len(hostile), [6.0] * len(hostile)).add_to(m)
    page = m.get_root().render()
    (_, shapes), (_, labels) = blocks(page)
    assert shapes["tips"] == labels["text"] == hostile
    assert shapes["styles"] == [{"color": "#123456"}] * len(hostile)
    assert "__pwn" not in page


def test_a_frame_of_another_index_draws_the_same(sites):
    frame = sites["rest_station"]
    shuffled = frame.set_index(pd.Index(range(1000, 1000 + len(frame))))
    assert isinstance(shuffled, gpd.GeoDataFrame)
    assert layers.site_columns(shuffled[schema.located(shuffled)], "zh", card=True) == layers.site_columns(
        frame[schema.located(frame)], "zh", card=True
    )
