import base64
import hashlib
import html
import re

import folium
import pytest
from folium import plugins

import unionmap as um
from unionmap import maps, settings
from unionmap.errors import InputError

FROM_ELSEWHERE = {
    "a plugin with scripts of its own": plugins.Fullscreen,
    "a cluster of markers": plugins.MarkerCluster,
    "a popup with a picture": lambda: folium.Marker([34, 113], popup='<img src="http://evil.example/x.png">'),
    "a popup with a frame": lambda: folium.Marker([34, 113], popup='<iframe src="http://evil.example/"></iframe>'),
    "online tiles": lambda: folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x"),
    "a picture laid over": lambda: folium.raster_layers.ImageOverlay(
        "http://evil.example/x.png", [[34, 113], [35, 114]]
    ),
}


@pytest.fixture
def environment(monkeypatch):
    """Set variables of the environment for one test."""

    def give(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        settings.current.cache_clear()

    yield give
    monkeypatch.undo()
    settings.current.cache_clear()


@pytest.fixture(scope="module")
def page(sites):
    return maps.page(um.map(sites), title="工会服务地图")


def policy_of(page):
    return re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]


def test_a_page_names_no_address_that_it_would_load(page):
    assert not re.findall(r"<(?:script|img|iframe|link|source|object|embed)\b[^>]*(?:src|href)=", page)
    assert "@import" not in page
    assert "url(http" not in page


def test_a_page_allows_only_the_scripts_that_it_was_made_with(page):
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    hashes = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in scripts}
    policy = dict(part.strip().split(" ", 1) for part in policy_of(page).split(";"))
    assert policy["default-src"] == "'none'"
    assert set(policy["script-src"].split()) == {f"'sha256-{digest}'" for digest in hashes}
    assert policy["img-src"] == "data:"
    assert len(scripts) >= 7


def test_every_script_of_a_page_is_code_with_a_hash_or_data_that_never_runs(page):
    types = set(re.findall(r"<script([^>]*)>", page))
    assert {re.sub(' id="[a-z0-9_]+"', "", attributes) for attributes in types} == {"", ' type="text/plain"'}


def test_the_policy_stands_before_everything_that_it_governs(page):
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert page.index("Content-Security-Policy") < page.index("<style")


def test_no_script_of_a_page_stands_in_an_attribute(page):
    assert not re.findall(r"<[a-z]+[^<>]* on[a-z]+\s*=", re.sub(r"<script.*?</script>", "", page, flags=re.S))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_says_its_language(sites, lang):
    assert f'<html lang="{lang}">' in maps.page(um.map(sites["bus_stop"], lang=lang), lang=lang)


def test_hostile_sites_are_evaluated_by_no_template(hostile_stations, hostile, blocks):
    page = maps.page(um.map(hostile_stations))
    [content] = [content for maker, content in blocks(page) if maker == "sites"]
    assert content["name"] == hostile
    shown = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.S)
    assert "49" not in re.sub(r"[0-9a-f]{32}|'sha256-[^']+'", "", shown)
    assert "__globals__" not in page
    assert "__pwn" not in page
    assert "<b>" not in page


def test_hostile_titles_are_text(hostile):
    m = maps.blank()
    for title in hostile:
        page = maps.page(m, title=title)
        shown = re.search(r"<title>(.*?)</title>", page, re.S)[1]
        assert html.unescape(shown) == title
        assert "<img src=x" not in page


def test_hostile_headings_and_notes_travel_in_the_block(sites, hostile, blocks):
    m = um.map(sites["bus_stop"])
    maps.add_panel(m, heading=hostile[0], notes=hostile, lang="zh")
    [panel] = [content for maker, content in blocks(maps.page(m)) if maker == "panel"]
    assert panel["heading"] == hostile[0]
    assert panel["notes"] == hostile


@pytest.mark.parametrize("what", FROM_ELSEWHERE)
def test_a_layer_that_loads_from_elsewhere_is_refused(what):
    m = maps.blank()
    FROM_ELSEWHERE[what]().add_to(m)
    with pytest.raises(InputError, match="elsewhere"):
        maps.page(m)


TEXT_THAT_IS_CODE = {
    "a popup": lambda text: folium.CircleMarker([34, 113], popup=text),
    "a popup of its own making": lambda text: folium.CircleMarker([34, 113]).add_child(folium.Popup(text)),
    "a tooltip": lambda text: folium.CircleMarker([34, 113], tooltip=text),
    "a group": folium.FeatureGroup,
    "an icon": lambda text: folium.Marker([34, 113], icon=folium.DivIcon(html=text)),
    "features": lambda text: folium.GeoJson(
        {"type": "Feature", "properties": {"x": text}, "geometry": {"type": "Point", "coordinates": [113, 34]}}
    ),
}


@pytest.mark.parametrize("what", TEXT_THAT_IS_CODE)
def test_a_layer_whose_text_passes_through_templates_is_refused(what, hostile):
    for text in hostile:
        if re.search(r"[{}<>&\"'`$\\]", text):
            m = folium.Map(tiles=None)
            TEXT_THAT_IS_CODE[what](text).add_to(m)
            with pytest.raises(InputError, match="templates"):
                maps.page(m)


def test_folium_layers_that_load_nothing_are_welcome(sites):
    m = um.map(sites["rest_station"])
    folium.CircleMarker([34.75, 113.65], tooltip="here").add_to(m)
    folium.LayerControl().add_to(m)
    page = maps.page(m)
    assert "L.circleMarker(" in page
    assert "L.control.layers(" in page


def test_a_page_can_be_made_twice(sites):
    m = um.map(sites["bus_stop"])
    assert maps.page(m) == maps.page(m)


def test_no_tiles_are_asked_for_unless_told_so(page, blocks):
    assert "tiles" not in [maker for maker, _ in blocks(page)]


def test_online_tiles_are_an_option_with_their_attribution(environment, blocks):
    environment(UNIONMAP_TILES_URL="https://{s}.tiles.example/{z}/{x}/{y}.png", UNIONMAP_TILES_ATTRIBUTION="© {{7*7}}")
    page = maps.page(maps.blank())
    [content] = [content for maker, content in blocks(page) if maker == "tiles"]
    assert content == {"url": "https://{s}.tiles.example/{z}/{x}/{y}.png", "attribution": "© {{7*7}}"}
    assert "img-src data: https://*.tiles.example" in policy_of(page)


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "attribution"), ({"UNIONMAP_TILES_ATTRIBUTION": "x", "UNIONMAP_TILES_DATUM": "gcj02"}, "GCJ-02")],
)
def test_tiles_without_attribution_or_in_another_datum_are_refused(environment, given, said):
    environment(UNIONMAP_TILES_URL="https://tiles.example/{z}/{x}/{y}.png", **given)
    with pytest.raises(InputError, match=said):
        maps.blank()
