import io

import folium
import numpy as np
import pytest
from PIL import Image

import unionmap as um
from unionmap import export, kinds, maps, places, schema
from unionmap.maps import payload
from unionmap.schema import Sites
from unionmap.workflows.load import narrow

pytestmark = pytest.mark.browser

BOUNDARY = "#857f70"
RIVER = "#8fb8d6"


def pixels_like(picture, colour, tolerance=24):
    """Count the pixels of a screenshot that are close to a colour."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return int((np.abs(pixels - wanted).max(axis=2) <= tolerance).sum())


@pytest.fixture(scope="module")
def exported(sites, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "map.html"
    path.write_text(export.offline_page(sites, title="河南工会服务地图"), encoding="utf-8")
    return path


def listed(page):
    """Return the names of the whole list."""
    more = page.locator(".um-more")
    while more.is_visible():
        before = page.locator(".um-list li").count()
        more.click()
        page.wait_for_function("(n) => document.querySelectorAll('.um-list li').length > n", arg=before)
    return page.locator(".um-list strong").all_text_contents()


def settle(page):
    """Wait until the list stands."""
    page.wait_for_function("() => document.querySelector('.um-count').textContent !== ''")
    page.wait_for_function("() => document.querySelector('.um-list li') || document.querySelector('.um-more').hidden")


@pytest.fixture
def opened(exported, new_page, map_page):
    page = new_page()
    view = map_page(page, exported)
    settle(page)
    return page, view


def test_it_draws_boundaries_water_and_points_with_no_network(opened):
    page, view = opened
    view.js("map.fitBounds([[31.4, 110.4], [36.3, 116.6]], { animate: false }) && null")
    picture = page.locator(".folium-map").screenshot()
    assert pixels_like(picture, BOUNDARY) > 1500
    assert pixels_like(picture, RIVER) > 300
    assert pixels_like(picture, kinds.get("rest_station").colour) > 50
    assert len(Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24)) > 50


def test_a_site_is_drawn_and_hit_where_it_is(opened, sites):
    page, view = opened
    stations = sites["rest_station"]
    for _, site in stations[stations["precision"] == "exact"].iloc[::6].iterrows():
        lon, lat = site.geometry.x, site.geometry.y
        view.go(lon, lat, 18)
        assert site["site_id"] in view.hit(lon, lat)
        assert view.hit(lon + 0.003, lat + 0.003) == []
        x, y = view.at(lon, lat)
        corner = page.locator(".folium-map").bounding_box()
        spot = {"x": corner["x"] + x - 3, "y": corner["y"] + y - 3, "width": 6, "height": 6}
        assert pixels_like(page.screenshot(clip=spot), kinds.get("rest_station").colour, 12) > 20


def test_a_rough_place_is_drawn_hollow(opened, sites):
    page, view = opened
    stations = sites["rest_station"]
    site = stations[stations["precision"] == "district"].iloc[0]
    view.go(site.geometry.x, site.geometry.y, 15)
    x, y = view.at(site.geometry.x, site.geometry.y)
    corner = page.locator(".folium-map").bounding_box()
    spot = {"x": corner["x"] + x - 2, "y": corner["y"] + y - 2, "width": 4, "height": 4}
    assert pixels_like(page.screenshot(clip=spot), "#ffffff", 4) == 16


def test_the_list_holds_the_sites_of_the_map_and_a_press_opens_the_card(opened, sites):
    page, view = opened
    names = listed(page)
    frame = maps.points(sites)
    drawn = frame[schema.located(frame)]
    assert sorted(names) == sorted(drawn["name"])
    assert view.drawn() == len(drawn)
    site = drawn.iloc[0]
    page.locator(".um-list button").nth(names.index(site["name"])).click()
    assert page.locator(".um-card h3").text_content() == site["name"]
    assert site["address"] in page.locator(".um-card").text_content()


def test_the_list_is_reached_and_worked_by_keyboard(opened):
    page, _ = opened
    page.locator(".um-search").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.um-list') !== null"):
            break
    name = page.evaluate("document.activeElement.querySelector('strong').textContent")
    page.keyboard.press("Enter")
    assert page.locator(".um-card h3").text_content() == name


def test_words_and_kinds_narrow_the_list_and_the_map_alike(opened, sites):
    page, view = opened
    page.locator(".um-search").fill("嵩山医院")
    page.wait_for_function("() => document.querySelectorAll('.um-list li').length === 1")
    found = narrow(sites, text="嵩山医院")["rest_station"]
    assert view.shown_ids() == set(found.loc[schema.located(found), "site_id"])
    assert page.locator(".um-list li").count() == len(view.shown_ids()) == 1
    page.locator(".um-search").fill("")
    page.wait_for_function("() => document.querySelectorAll('.um-list li').length > 1")
    page.get_by_label(kinds.get("bus_stop").label.zh).uncheck()
    stations = sites["rest_station"]
    assert view.shown_ids() == set(stations.loc[schema.located(stations), "site_id"])


def test_a_script_that_it_was_not_made_with_does_not_run_and_nothing_can_be_fetched(exported, new_page, map_page):
    page = new_page()
    map_page(page, exported)
    assert page.watch.faults == []
    ran = page.evaluate(
        """async () => {
            const script = document.createElement("script");
            script.textContent = "window.__ran = 1";
            document.head.append(script);
            const handler = document.createElement("b");
            handler.setAttribute("onclick", "window.__ran = 2");
            document.body.append(handler);
            handler.click();
            const fetched = await fetch("http://evil.example/").then(() => true, () => false);
            const image = new Image();
            const loaded = await new Promise((tell) => {
                image.onload = () => tell(true);
                image.onerror = () => tell(false);
                image.src = "http://evil.example/x.png";
            });
            return [window.__ran ?? null, fetched, loaded];
        }"""
    )
    assert ran == [None, False, False]
    refused = [fault for fault in page.watch.faults if "Content Security Policy" in fault]
    assert len(refused) >= 3
    page.watch.faults.clear()
    page.watch.outside.clear()


def test_it_fits_a_phone_with_the_map_above_the_list(exported, new_page, map_page):
    page = new_page(viewport={"width": 360, "height": 740})
    map_page(page, exported)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture, panel = page.locator(".folium-map").bounding_box(), page.locator(".um-panel").bounding_box()
    assert picture["y"] + picture["height"] <= panel["y"] + 1
    assert picture["width"] == panel["width"] == 360


def test_markers_and_popups_of_the_users_own_work_beside_our_layers(sites, new_page, map_page, tmp_path):
    m = um.map(sites["rest_station"])
    folium.CircleMarker([34.75, 113.65], fill=True, popup="my own popup", tooltip="my own tip").add_to(m)
    maps.SiteLayer(sites["bus_stop"], name="stops").add_to(m)
    folium.LayerControl().add_to(m)
    path = tmp_path / "own.html"
    path.write_text(maps.page(m), encoding="utf-8")
    page = new_page()
    view = map_page(page, path)
    view.go(113.65, 34.75, 18)
    view.click(113.65, 34.75)
    assert page.locator(".leaflet-popup-content").text_content().strip() == "my own popup"
    both = view.drawn()
    page.locator(".leaflet-control-layers").hover()
    page.locator(".leaflet-control-layers-selector").uncheck()
    assert page.locator(".leaflet-unionmap-sites-pane canvas").count() == 1
    page.locator(".leaflet-control-layers-selector").check()
    assert page.locator(".leaflet-unionmap-sites-pane canvas").count() == 2
    stops = sites["bus_stop"]
    assert both == int(schema.located(stops).sum() + schema.located(sites["rest_station"]).sum())


def test_a_layer_draws_on_any_map_of_folium_and_can_be_switched_off_and_on(sites, new_page, tmp_path):
    m = folium.Map([34.75, 113.65], zoom_start=12, tiles=None)
    maps.SiteLayer(sites["bus_stop"], name="stops").add_to(m)
    maps.ShapeLayer(list(sites["bus_route"].geometry[:2]), {"color": "#ff00ff", "weight": 6}).add_to(m)
    folium.Marker([34.75, 113.65]).add_to(m)
    folium.LayerControl().add_to(m)
    path = tmp_path / "plain.html"
    m.save(path)
    page = new_page()
    page.route("**/dist/leaflet.js", lambda route: route.fulfill(body=payload.leaflet("leaflet.js")))
    page.route("**/dist/leaflet.css", lambda route: route.fulfill(body=payload.leaflet("leaflet.css")))
    page.goto(path.as_uri())
    page.wait_for_selector('[data-unionmap-sites="62"]')
    colour = kinds.get("bus_stop").colour
    there = pixels_like(page.screenshot(), colour)
    assert there > 200
    assert pixels_like(page.screenshot(), "#ff00ff") > 200
    page.locator(".leaflet-control-layers").hover()
    page.locator(".leaflet-control-layers-selector").uncheck()
    assert page.locator(".leaflet-unionmap-sites-pane canvas").count() == 0
    page.locator(".leaflet-control-layers-selector").check()
    assert page.locator(".leaflet-unionmap-sites-pane canvas").count() == 1
    assert pixels_like(page.screenshot(), colour) > there / 2
    page.watch.faults = [fault for fault in page.watch.faults if "ERR_" not in fault]
    page.watch.outside.clear()


def test_a_unit_without_a_list_is_hatched_on_the_coverage_map(sites, new_page, map_page, tmp_path):
    stations = sites["rest_station"]
    table = um.cover(stations, radius_m=1000, by="city")
    path = tmp_path / "coverage.html"
    path.write_text(maps.page(maps.coverage_map(table, stations, 1000)), encoding="utf-8")
    page = new_page()
    view = map_page(page, path)
    unlisted = table.loc[table["state"] == "no_list", "adcode"].iloc[0]
    inside = places.load().cities.geometry[unlisted].representative_point()
    view.js("map.fitBounds([[31.4, 110.4], [36.3, 116.6]], { animate: false }) && null")
    x, y = view.at(inside.x, inside.y)
    corner = page.locator(".folium-map").bounding_box()
    page.mouse.move(corner["x"] + x, corner["y"] + y)
    tip = page.locator(".leaflet-tooltip").text_content()
    assert table.loc[table["adcode"] == unlisted, "name"].iloc[0] in tip
    assert "%" not in tip
    spot = page.screenshot(clip={"x": corner["x"] + x - 30, "y": corner["y"] + y - 30, "width": 25, "height": 25})
    assert pixels_like(spot, "#b3ac9b") > 20
    assert pixels_like(spot, "#f7f5ef") > 100


def test_an_empty_page_opens(new_page, map_page, tmp_path):
    path = tmp_path / "empty.html"
    path.write_text(export.offline_page(Sites({}), lang="en"), encoding="utf-8")
    page = new_page()
    assert map_page(page, path).drawn() == 0
    assert page.locator(".um-count").text_content() == "no site fits"
