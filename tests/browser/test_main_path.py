from urllib.parse import parse_qs, urlsplit

import pytest

from unionmap import maps, schema
from unionmap.maps import cards
from unionmap.workflows.load import narrow

pytestmark = pytest.mark.browser


def choose(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def address(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def listed(page):
    return page.locator(".um-sites-list li strong").all_text_contents()


def wait_for_sites(view, count):
    view.frame.wait_for_selector(f'[data-unionmap-sites="{count}"]')


@pytest.fixture
def found(sites):
    return narrow(sites, area="410100", kinds=["rest_station"])["rest_station"]


@pytest.fixture
def station(found):
    """Return an exact station that stands alone."""
    exact = found[found["precision"] == "exact"]
    apart = [(exact.geometry.distance(point) < 0.004).sum() == 1 for point in exact.geometry]
    return exact[apart].iloc[0]


def test_open_the_app_choose_a_city_and_a_kind_click_a_station_and_read_its_card(app, new_page, map_of, found, station):
    page = new_page()
    page.goto(f"{app}/browse")
    view = map_of(page)
    view.js("(window.__mark = 7)")
    choose(page, "城市", "郑州市")
    page.wait_for_url("**city=410100*")
    choose(page, "类型", "工会驿站")
    page.wait_for_url("**kind=rest_station*")
    assert address(page) == {"city": "410100", "kind": "rest_station"}

    located = found[schema.located(found)]
    wait_for_sites(view, len(located))
    assert view.shown_ids() == set(located["site_id"])
    assert listed(page) == found["name"].head(60).tolist()
    assert view.js("window.__mark") == 7

    lon, lat = station.geometry.x, station.geometry.y
    view.go(lon, lat)
    assert view.hit(lon, lat) == [station["site_id"]]
    view.click(lon, lat)
    lines = cards.lines(station, "zh")
    popup = view.frame.locator(".leaflet-popup .um-card")
    assert popup.locator("h3").text_content() == station["name"]
    assert popup.locator("dd").all_text_contents() == list(lines.values())
    card = page.locator(".um-sites-list .um-card")
    card.wait_for()
    assert card.locator("dd").all_text_contents() == list(lines.values())
    opened = page.locator('.um-sites-list button[aria-expanded="true"] strong')
    assert opened.all_text_contents() == [station["name"]]
    assert view.js("window.__mark") == 7
    assert address(page) == {"city": "410100", "kind": "rest_station"}


def test_an_address_opened_afresh_restores_its_filter(app, new_page, map_of, found):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station")
    view = map_of(page)
    located = found[schema.located(found)]
    wait_for_sites(view, len(located))
    assert view.shown_ids() == set(located["site_id"])
    assert listed(page) == found["name"].head(60).tolist()
    assert page.get_by_text("郑州市", exact=True).count() > 0
    assert address(page) == {"city": "410100", "kind": "rest_station"}


def test_a_press_in_the_list_opens_the_same_site_on_the_map(app, new_page, map_of, station):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station&q={station['name']}")
    view = map_of(page)
    page.locator(".um-sites-list li button", has_text=station["name"]).first.click()
    view.frame.wait_for_selector(".leaflet-popup .um-card")
    assert view.frame.locator(".leaflet-popup h3").text_content() == station["name"]
    centre = view.js("map.getCenter()")
    assert centre["lat"] == pytest.approx(station.geometry.y, abs=0.02)
    assert centre["lng"] == pytest.approx(station.geometry.x, abs=0.02)
    page.locator('.um-sites-list button[aria-expanded="true"]').click()
    page.locator(".um-card").wait_for(state="detached")


def test_words_narrow_the_list_and_the_map_alike(app, new_page, map_of, sites):
    page = new_page()
    page.goto(f"{app}/browse")
    view = map_of(page)
    page.get_by_label("文字").fill("嵩山医院")
    page.keyboard.press("Enter")
    found = narrow(sites, text="嵩山医院")
    wait_for_sites(view, 1)
    assert view.shown_ids() == set(maps.points(found)["site_id"])
    page.locator(".um-sites-list li").nth(1).wait_for(state="detached")
    assert listed(page) == found["rest_station"]["name"].tolist()


def test_going_back_in_the_browser_is_no_dead_end(app, new_page, map_of):
    page = new_page()
    page.goto(f"{app}/browse?city=410100")
    map_of(page)
    page.get_by_role("link", name="数据", exact=True).first.click()
    page.wait_for_selector('h1:has-text("数据")')
    page.go_back()
    page.wait_for_selector('h1:has-text("地图")')
    assert map_of(page).drawn() > 0


def test_the_map_of_another_page_is_whole_when_one_comes_back(app, new_page, map_of):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station")
    first = map_of(page)
    wait_for_sites(first, first.drawn())
    few = len(first.shown_ids())
    page.get_by_role("link", name="覆盖", exact=True).first.click()
    page.wait_for_selector('h1:has-text("覆盖")')
    map_of(page)
    page.get_by_role("link", name="地图", exact=True).first.click()
    page.wait_for_selector('h1:has-text("地图")')
    again = map_of(page)
    again.frame.wait_for_function("document.querySelector('[data-unionmap-sites]')")
    expected = few if "city=410100" in page.url else None
    assert expected is None or len(again.shown_ids()) == expected
