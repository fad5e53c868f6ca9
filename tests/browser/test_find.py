import re
from urllib.parse import parse_qs, urlsplit

import pytest
from pyproj import Geod

from unionmap import crs, filters, query
from unionmap.text import say

pytestmark = pytest.mark.browser

HERE = {"longitude": 113.63, "latitude": 34.75}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
GRANTED = {**PHONE, "geolocation": HERE, "permissions": ["geolocation"]}
geod = Geod(ellps="WGS84")
PIN = "Object.values(map._layers).find((layer) => layer instanceof L.CircleMarker)?.getLatLng()"


def names(page):
    return page.locator(".um-sites-list").first.locator("li strong").all_text_contents()


def open_find(page, app, query=""):
    page.goto(f"{app}/{query}")
    page.wait_for_selector(".um-locate")
    return page


def metres(one, other):
    return abs(geod.inv(*one, *other)[2])


def test_the_nearest_station_is_read_on_a_phone_after_one_tap(app, new_page, sites, positions_in):
    page = open_find(new_page(**GRANTED), app)
    page.wait_for_selector("iframe")
    assert positions_in(page.watch.sent) == []
    page.locator(".um-locate").tap()
    page.wait_for_selector(".um-sites-list li")
    expected = query.nearest(sites["rest_station"], lon=HERE["longitude"], lat=HERE["latitude"], k=10)
    assert names(page) == expected["name"].tolist()
    first = page.locator(".um-sites-list li button").first
    assert expected["address"].iloc[0] in first.text_content()
    box = first.bounding_box()
    assert 0 <= box["y"] < PHONE["viewport"]["height"] - 48
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (HERE["longitude"], HERE["latitude"]) in positions_in(page.watch.sent)
    assert urlsplit(page.url).query == ""
    page.reload()
    page.wait_for_selector(".um-locate")
    page.wait_for_selector("iframe")
    assert page.locator(".um-sites-list li").count() == 0


def test_without_permission_the_page_says_so_and_other_ways_work(app, new_page):
    page = open_find(new_page(), app)
    page.locator(".um-locate").click()
    note = page.locator(".um-locate-note")
    page.get_by_text(say("find.locate_refused", "zh")).wait_for()
    assert note.text_content() == say("find.locate_refused", "zh")
    search(page, "二七广场")
    assert len(names(page)) == 10


def search(page, text):
    page.watch.settle()
    page.get_by_label(say("find.place", "zh")).fill(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(".um-sites-list li")
    page.watch.settle()


def test_an_area_by_its_name_gives_its_stations(app, new_page, sites):
    page = open_find(new_page(), app)
    search(page, "金水区")
    stations = sites["rest_station"]
    inside = filters.in_area(stations, "410105") & filters.usable(stations)
    assert names(page) == stations.loc[inside, "name"].tolist()
    assert {name: value[0] for name, value in parse_qs(urlsplit(page.url).query).items()} == {"q": "金水区"}


def test_a_place_by_its_name_gives_the_nearest_and_a_pin_on_the_map(app, new_page, map_of, sites):
    page = open_find(new_page(), app)
    view = map_of(page)
    search(page, "二七广场")
    pin = view.wait(PIN)
    pin = (pin["lng"], pin["lat"])
    expected = query.nearest(sites["rest_station"], lon=pin[0], lat=pin[1], k=10)
    assert names(page) == expected["name"].tolist()
    assert view.js("map.getBounds().contains([given[1], given[0]])", list(pin))


def test_a_tap_on_the_map_starts_there_once_the_switch_is_on(app, new_page, map_of, sites):
    page = open_find(new_page(), app)
    view = map_of(page)
    view.go(113.70, 34.80, 15)
    view.click(113.702, 34.801)
    page.watch.press(page.get_by_text(say("find.pick", "zh")))
    view.frame.wait_for_selector(".um-picking")
    assert page.locator(".um-sites-list li").count() == 0
    view.go(113.66, 34.77, 16)
    spot = free_spot(view)
    view.click(*spot)
    page.wait_for_selector(".um-sites-list li")
    expected = query.nearest(sites["rest_station"], lon=spot[0], lat=spot[1], k=10)
    assert names(page) == expected["name"].tolist()
    assert urlsplit(page.url).query == ""


def free_spot(view):
    for step in range(12):
        lon, lat = 113.66 + step * 0.0012, 34.77
        if not view.hit(lon, lat):
            return lon, lat
    raise AssertionError("no free spot")


def test_the_links_of_a_card_lead_to_the_site_each_in_its_own_datum(app, new_page, sites):
    page = open_find(new_page(), app)
    search(page, "二七广场")
    page.locator(".um-sites-list li button").first.click()
    page.wait_for_selector(".um-card .um-ways a")
    name = names(page)[0]
    site = sites["rest_station"].set_index("name").loc[name]
    where = (site.geometry.x, site.geometry.y)
    amap, baidu, geo = (link.get_attribute("href") for link in page.locator(".um-card .um-ways a").all())

    to = parse_qs(urlsplit(amap).query)
    x, y = (float(part) for part in to["to"][0].split(",")[:2])
    assert to["coordinate"] == ["gaode"]
    assert metres(where, crs.to_wgs84(x, y, "gcj02")) < 1
    y, x = (float(part) for part in parse_qs(urlsplit(baidu).query)["location"][0].split(","))
    assert metres(where, crs.to_wgs84(x, y, "bd09")) < 1
    y, x = (float(part) for part in re.match(r"geo:([\d.]+),([\d.]+)", geo).groups())
    assert metres(where, (x, y)) < 1
    assert all(link.get_attribute("rel") == "noopener noreferrer" for link in page.locator(".um-ways a").all())


def test_a_chosen_station_stands_on_the_map_and_the_list_keeps_its_order(app, new_page, map_of):
    page = open_find(new_page(), app)
    view = map_of(page)
    search(page, "二七广场")
    before = names(page)
    page.locator(".um-sites-list li button").nth(2).click()
    view.frame.wait_for_selector(".leaflet-popup h3")
    assert view.frame.locator(".leaflet-popup h3").text_content() == before[2]
    page.wait_for_selector(".um-card")
    assert names(page) == before
