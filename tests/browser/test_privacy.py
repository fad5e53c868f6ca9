import pytest

from unionmap import schema

pytestmark = pytest.mark.browser


def test_looking_around_and_choosing_sites_sends_no_position(app, new_page, map_of, sites, positions_in):
    page = new_page()
    page.goto(f"{app}/browse?city=410100&kind=rest_station")
    view = map_of(page)
    page.evaluate("window.addEventListener('message', (event) => (window.__heard ??= []).push(event.data))")
    box = page.locator("iframe").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 150, y - 60, steps=5)
    page.mouse.up()
    before = view.js("map.getZoom()")
    view.frame.locator(".leaflet-control-zoom-in").click()
    view.wait("map.getZoom() > given && !map._animatingZoom", before)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -200)
    view.wait("map.getZoom() > given + 1 && !map._animatingZoom", before)
    stations = sites["rest_station"]
    site = stations[schema.located(stations) & (stations["precision"] == "exact")].iloc[0]
    view.go(site.geometry.x, site.geometry.y)
    view.click(site.geometry.x, site.geometry.y)
    page.wait_for_selector(".um-sites-list .um-card")
    view.js("map.closePopup() && null")
    view.click(site.geometry.x + 0.002, site.geometry.y + 0.002)
    page.locator(".um-sites-list li button").nth(1).click()
    view.frame.locator(".leaflet-popup .um-card").wait_for()
    assert any(site["site_id"].encode() in bytes(frame) for frame in page.watch.sent)
    assert positions_in(page.watch.sent) == []
    heard = {key for message in page.evaluate("window.__heard") for key in message.get("unionmap", {})}
    assert heard <= {"view", "choose", "ready"}
    sandbox = page.locator("iframe").get_attribute("sandbox").split()
    assert set(sandbox) == {"allow-scripts", "allow-popups", "allow-popups-to-escape-sandbox"}
