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
from unionmap.maps import cards, columns, layers


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


def test_the_columns_carry_every_located_site_in_the_order_of_the_frame(sites, columns_of):
    frame = maps.points(sites)
    drawn = frame[schema.located(frame)]
    found = columns_of(columns.encode(drawn, "zh"))
    assert found["id"] == drawn["site_id"].tolist()
    assert found["name"] == drawn["name"].tolist()
    assert np.abs(np.array(found["lon"]) - drawn.geometry.x).max() <= 0.51e-6
    assert np.abs(np.array(found["lat"]) - drawn.geometry.y).max() <= 0.51e-6
    assert found["kind"] == drawn["kind"].tolist()
    assert found["solid"] == filters.well_located(drawn).astype(int).tolist()
    assert found["usable"] == filters.usable(drawn).astype(int).tolist()
    assert found["error"] == drawn["error_m"].round().tolist()
    assert found["city_adcode"] == drawn["city_adcode"].tolist()
    assert found["facility_keys"] == drawn["facilities"].tolist()
    assert [int(n) for n in found["number"] if n] == drawn["seq"].dropna().tolist()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_columns_say_what_the_cards_say(sites, columns_of, lang):
    frame = maps.points(sites)
    drawn = frame[schema.located(frame)]
    found = columns_of(columns.encode(drawn, lang))
    labels = {kind["key"]: kind["label"] for kind in found["head"]["kinds"]}
    for row, (_, site) in enumerate(drawn.iterrows()):
        held = {line: found[line][row] for line in cards.LINES if line in found and found[line][row]}
        assert held | {"kind": labels[site["kind"]]} == cards.lines(site, lang)


def test_a_long_list_travels_in_chunks_and_nothing_is_lost(columns_of):
    rng = np.random.default_rng(1)
    count = 2 * columns.CHUNK + 17
    texts = [f"第{i}站\n{rng.integers(1e12)}" for i in range(count)]
    cells = {"name": texts, "address": texts[::-1], "site_id": [f"s{i}" for i in range(count)]}
    base = {"kind": "rest_station", "precision": "exact", "error_m": 30.0}
    places = gpd.points_from_xy(rng.uniform(73, 135, count), rng.uniform(3, 53, count))
    frame = schema.shape(gpd.GeoDataFrame({**cells, **base}, geometry=places, crs=4326), "rest_station")
    found = columns_of(columns.encode(frame, "zh"))
    order = [int(key[1:]) for key in found["id"]]
    assert sorted(order) == list(range(count))
    assert found["name"] == [texts[i] for i in order]
    assert found["address"] == [texts[-1 - i] for i in order]
    assert np.abs(np.array(found["lon"]) - frame.geometry.x.to_numpy()[order]).max() <= 0.51e-6
    assert np.abs(np.array(found["lat"]) - frame.geometry.y.to_numpy()[order]).max() <= 0.51e-6


@given(st.lists(st.integers(0, 2**35 - 1), max_size=50))
def test_numbers_come_back_from_their_bytes(values):
    found, value, shift = [], 0, 0
    for byte in columns.varints(values):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value, shift = 0, 0
    assert found == values


def test_sites_without_a_place_are_not_drawn(sites, blocks):
    m = maps.site_map(sites)
    [(_, content)] = [block for block in blocks(m.get_root().render()) if block[0] == "sites"]
    frame = maps.points(sites)
    assert sorted(content["id"]) == sorted(frame.loc[schema.located(frame), "site_id"])


def test_a_layer_may_be_empty(sites, blocks):
    m = folium.Map(tiles=None)
    maps.SiteLayer(sites["craftsman_academy"]).add_to(m)
    [(_, content)] = blocks(m.get_root().render())
    assert content["head"]["count"] == 0
    assert content["head"]["kinds"] == []


def test_a_layer_without_cards_says_only_names(sites, columns_of):
    found = columns_of(columns.encode(sites["bus_stop"][schema.located(sites["bus_stop"])], "zh", card=False))
    assert found["head"]["texts"] == ["name"]
    assert "address" not in found
    assert found["head"]["apps"] == []


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
    has_links = [bool(links) for links in cards.links(frame, "zh")]
    assert has_links == filters.usable(frame).tolist()


def test_a_hostile_name_never_reaches_a_template(hostile_stations, hostile, blocks):
    m = folium.Map(tiles=None)
    maps.SiteLayer(hostile_stations).add_to(m)
    page = m.get_root().render()
    [(_, content)] = blocks(page)
    assert content["name"] == hostile
    assert all(text in address for text, address in zip(hostile, content["address"], strict=True))
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
    frame = sites["rest_station"][schema.located(sites["rest_station"])]
    shuffled = frame.set_index(pd.Index(range(1000, 1000 + len(frame))))
    assert columns.encode(shuffled, "zh") == columns.encode(frame, "zh")
