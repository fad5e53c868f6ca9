import os
import re
import signal
from collections import Counter
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import shapely

from unionmap import filters, schema
from unionmap.maps import cards
from unionmap.workflows.load import narrow

pytestmark = pytest.mark.browser


def choose(page, label, option):
    page.get_by_role("combobox", name=label).select_option(label=option)


def tick(page, name):
    page.get_by_role("search").get_by_label(name, exact=True).check()


@contextmanager
def silent(server):
    """Hold the server: whatever happens meanwhile, the browser did by itself."""
    os.killpg(server.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(server.process.pid, signal.SIGCONT)


def address(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def assert_listed(page, found):
    """Check that the list holds these sites, or as many of them as it shows at once."""
    strong = page.locator(".um-sites-list li strong")
    wanted = Counter(found["name"])
    for _ in range(100):
        names = strong.all_text_contents()
        if len(names) == min(60, len(found)) and not Counter(names) - wanted:
            break
        page.wait_for_timeout(100)
    assert len(names) == min(60, len(found))
    assert not Counter(names) - wanted


def wait_for_sites(view, count):
    view.frame.wait_for_selector(f'[data-unionmap-sites="{count}"]')


def narrow_further(page, view, located):
    """Choose a facility, then what is open now, and check that the map shows what the library finds."""
    page.get_by_text("必须有的设施", exact=True).first.click()
    tick(page, "饮水")
    page.wait_for_url("**need=water*")
    choose(page, "开放时间", "现在开放")
    page.wait_for_url("**open=now*")
    said = page.get_by_text("（北京时间）：").text_content()
    at = datetime.fromisoformat(re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", said)[0])
    held = located[filters.has_facilities(located, ["water"])]
    states = filters.open_states(held, at)
    for shown in (["open"], ["open", "unknown"]):
        left = held[states.isin(shown)]
        wait_for_sites(view, len(left))
        assert view.shown_ids() == set(left["site_id"])
        page.watch.settle()
        tick(page, "含开放时间未知的")


@pytest.fixture
def found(sites):
    return narrow(sites, area="410100", kinds=["rest_station"])["rest_station"]


@pytest.fixture
def station(found):
    """Return an exact station that stands alone."""
    located = found[schema.located(found)]
    points = located.geometry.to_numpy()
    alone = np.array([(shapely.distance(points, point) < 0.004).sum() == 1 for point in points])
    return located[alone & (located["precision"] == "exact")].iloc[0]


def test_open_the_app_choose_a_city_and_a_kind_click_a_station_and_read_its_card(app, new_page, map_of, found, station):
    page = new_page()
    page.goto(f"{app}/browse")
    view = map_of(page)
    view.js("(window.__mark = 7)")
    choose(page, "城市", "洛阳市")  # for which nothing is published: a line above the map goes and comes back
    page.wait_for_url("**city=410300*")
    choose(page, "城市", "郑州市")
    page.wait_for_url("**city=410100*")
    tick(page, "工会驿站")
    page.wait_for_url("**kind=rest_station*")
    assert address(page) == {"city": "410100", "kind": "rest_station"}

    located = found[schema.located(found)]
    wait_for_sites(view, len(located))
    assert view.shown_ids() == set(located["site_id"])
    assert_listed(page, found)
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

    narrow_further(page, view, located)
    assert view.js("window.__mark") == 7


def test_the_map_follows_its_filters_while_the_server_is_silent_and_no_late_answer_undoes_the_last_of_them(
    servers, app, new_page, map_of, sites, found
):
    page = new_page()
    page.goto(f"{app}/browse")
    view = map_of(page)
    counts = {
        city: schema.located(narrow(sites, area=city, kinds=["rest_station"])["rest_station"]).sum()
        for city in ("410100", "410300")
    }
    assert len(set(counts.values())) == 2
    tick(page, "工会驿站")
    page.wait_for_url("**kind=rest_station*")
    page.watch.settle()
    with silent(servers["shipped"]):
        for name, city in (("洛阳市", "410300"), ("郑州市", "410100"), ("洛阳市", "410300")):
            choose(page, "城市", name)
            wait_for_sites(view, counts[city])
        assert "city" not in address(page)
    for _ in range(20):
        assert len(view.shown_ids()) == counts["410300"]
        page.wait_for_timeout(50)
    page.wait_for_url("**city=410300*")
    page.watch.settle()
    assert len(view.shown_ids()) == counts["410300"]
    assert page.get_by_role("combobox", name="城市").input_value() == "410300"


def test_words_come_and_go_with_the_address_and_half_a_date_is_not_sent(app, new_page):
    page = new_page()
    page.goto(f"{app}/browse")
    page.watch.settle()
    field = page.get_by_role("searchbox")
    field.fill("银行")
    page.wait_for_url("**q=*")
    page.watch.settle()
    field.fill("")
    page.wait_for_function("() => !location.search.includes('q=')")
    page.watch.settle()
    page.go_back()
    page.wait_for_function("() => location.search.includes('q=')")
    page.watch.settle()
    assert field.input_value() == "银行"
    choose(page, "开放时间", "某天某时开放")
    page.wait_for_url("**open=*")
    page.watch.settle()
    asked = address(page)["open"]
    page.get_by_label("日期").fill("2039-01-01")
    field.fill("驿站")
    page.wait_for_function("() => decodeURI(location.search).includes('q=驿站')")
    page.watch.settle()
    assert address(page)["open"] == asked


def test_on_a_phone_the_map_stands_on_the_first_screen_and_the_filters_unfold(app, new_page, map_of):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{app}/browse")
    map_of(page)
    assert page.locator("iframe").bounding_box()["y"] < 500
    assert not page.get_by_role("combobox", name="城市").is_visible()
    button = page.get_by_role("button", name="筛选")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    choose(page, "城市", "郑州市")
    page.wait_for_url("**city=410100*")
    page.watch.settle()
    assert page.get_by_role("combobox", name="区县").is_visible()
    assert page.get_by_role("button", name="筛选（1）").get_attribute("aria-expanded") == "true"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360


def test_an_address_opened_afresh_restores_its_filter_and_a_press_in_the_list_opens_the_site_on_the_map(
    app, new_page, map_of, found
):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station")
    view = map_of(page)
    located = found[schema.located(found)]
    wait_for_sites(view, len(located))
    assert view.shown_ids() == set(located["site_id"])
    assert_listed(page, found)
    assert page.get_by_role("combobox", name="城市").input_value() == "410100"
    assert address(page) == {"city": "410100", "kind": "rest_station"}

    first = page.locator(".um-sites-list li button").first
    name = first.locator("strong").text_content()
    site = found.set_index("name").loc[name]
    page.watch.press(first)
    view.frame.wait_for_selector(".leaflet-popup .um-card")
    assert view.frame.locator(".leaflet-popup h3").text_content() == name
    centre = view.js("map.getCenter()")
    assert centre["lat"] == pytest.approx(site.geometry.y, abs=0.02)
    assert centre["lng"] == pytest.approx(site.geometry.x, abs=0.02)
    page.watch.press(page.locator('.um-sites-list button[aria-expanded="true"]'))
    page.locator(".um-card").wait_for(state="detached")


def test_a_second_station_that_is_clicked_stays_chosen(app, new_page, map_of, found):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station")
    page.wait_for_selector(".um-sites-list li")
    view = map_of(page)
    view.js("(window.__chosen = [], unionmap.on(map, 'choose', (id) => window.__chosen.push(id)))")
    first, second = found[found["precision"] == "exact"].iloc[[0, -1]].itertuples()
    for station in (first, second):
        view.go(station.geometry.x, station.geometry.y)
        view.click(station.geometry.x, station.geometry.y)
        page.locator('button[aria-expanded="true"]', has_text=station.name).wait_for()
    page.watch.settle(1500)
    assert view.js("window.__chosen.at(-1)") == second.site_id
    assert view.js("window.__chosen").count(first.site_id) == 1
    assert view.frame.locator(".leaflet-popup h3").text_content() == second.name
    assert page.locator('button[aria-expanded="true"] strong').all_text_contents() == [second.name]


def test_a_page_that_is_come_back_to_shows_what_its_filter_says(app, new_page, map_of):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station")
    page.wait_for_selector(".um-sites-list li")
    few = map_of(page).shown_ids()
    page.watch.press(page.get_by_role("link", name="覆盖", exact=True).first)
    page.wait_for_selector('h1:has-text("覆盖")')
    map_of(page)
    page.go_back()
    page.wait_for_selector('h1:has-text("地图")')
    again = map_of(page)
    restored = few if "city=410100" in page.url else None
    wait_for_sites(again, len(few) if restored else again.drawn())
    assert restored is None or again.shown_ids() == restored
