import json

import pytest

from unionmap import export, maps
from unionmap.maps import cards

pytestmark = pytest.mark.browser

JOINER = "\u200d"
TOUCHED = """() => {
    const all = [];
    const walk = (root) => root.querySelectorAll("*").forEach((node) => {
        all.push(node);
        if (node.shadowRoot) walk(node.shadowRoot);
    });
    walk(document);
    return all.filter((node) =>
        (node.tagName === "IMG" && /^x$|evil/.test(node.getAttribute("src") || "")) ||
        (node.tagName === "A" && /^javascript:|^https?:.*evil/.test(node.getAttribute("href") || "")) ||
        [...node.attributes].some((attribute) => /^on/.test(attribute.name)) ||
        (node.tagName === "B" && node.textContent === "bold")
    ).map((node) => node.outerHTML);
}"""
HAS_OPTION = "(name) => [...document.querySelectorAll('[role=option]')].some((node) => node.textContent === name)"
HAS_HEADING = """(text) => [...document.querySelectorAll("*")]
    .flatMap((node) => (node.shadowRoot ? [...node.shadowRoot.querySelectorAll("h3")] : []))
    .some((node) => node.textContent === text)"""
HARM = "city=<img src=x onerror=window.__pwn=1>&q=![](http://evil.example/x.png)&kind={{7*7}}"


def assert_untouched(page):
    """Check that no hostile text became an element, a link, a handler or a running script."""
    for frame in page.frames:
        assert frame.evaluate("window.__pwn ?? null") is None
        assert frame.evaluate(TOUCHED) == []


def shown(page, path):
    page.goto(path)
    page.wait_for_selector("h1")
    return page


def captions_of(page):
    """Return what Markdown shows, but for the joiner that keeps a text from meaning something."""
    captions = page.locator('[data-testid="stCaptionContainer"], .um-text').all_text_contents()
    return [" ".join(caption.replace(JOINER, "").split()) for caption in captions]


# The exported page --------------------------------------------------------------------------------


def test_an_exported_page_shows_every_text_as_typed(hostile_sites, hostile, new_page, map_page, tmp_path):
    path = tmp_path / "hostile.html"
    page = new_page()
    for title in (hostile[0], hostile[3], hostile[6]):
        path.write_text(export.offline_page(hostile_sites, title=title), encoding="utf-8")
        view = map_page(page, path)
        assert page.title() == title
        assert page.locator(".um-panel h1").text_content() == title
    names = page.locator(".um-list strong").all_text_contents()
    assert sorted(names) == sorted(hostile * 2)
    stations = hostile_sites["rest_station"]
    for _, site in stations.iterrows():
        assert view.js("layers.some((layer) => layer.chooseId(given))", site["site_id"])
        card = page.locator(".leaflet-popup .um-card").last
        assert card.locator("h3").text_content() == site["name"]
        assert card.locator("dd").all_text_contents() == list(cards.lines(site, "zh").values())
        assert {link.get_attribute("href")[:8] for link in card.locator("a").all()} == {"https://", "geo:34.7"}
    assert_untouched(page)


def test_the_name_of_a_line_is_shown_as_typed_under_the_mouse(hostile_sites, hostile, new_page, map_page, tmp_path):
    path = tmp_path / "lines.html"
    path.write_text(maps.page(maps.route_map(hostile_sites, "bus_route-06")), encoding="utf-8")
    page = new_page()
    view = map_page(page, path)
    view.go(113.6525, 34.74, 15)
    page.mouse.move(*view.at(113.6525, 34.74))
    assert page.locator(".leaflet-tooltip").text_content() == hostile[6]
    assert_untouched(page)


# The app ------------------------------------------------------------------------------------------


def test_list_and_map_of_the_app_show_every_text_as_typed(hostile_app, hostile_sites, hostile, new_page, map_of):
    page = shown(new_page(), f"{hostile_app}/browse?kind=rest_station,bus_stop,bus_route")
    view = map_of(page)
    page.wait_for_selector(".um-sites-list li")
    names = page.locator(".um-sites-list li strong").all_text_contents()
    assert sorted(names) == sorted(hostile * 3)
    assert_figure_as_typed(page)
    site = hostile_sites["rest_station"].iloc[6]
    lines = list(cards.lines(site, "zh").values())
    page.watch.settle()  # else the view that the page asks for may come after ours
    view.go(site.geometry.x, site.geometry.y)
    view.click(site.geometry.x, site.geometry.y)
    popup = view.frame.locator(".leaflet-popup .um-card")
    assert popup.locator("h3").text_content() == site["name"]
    assert popup.locator("dd").all_text_contents() == lines
    page.wait_for_selector(".um-sites-list .um-card")
    assert page.locator('button[aria-expanded="true"] strong').all_text_contents() == [site["name"]]
    assert page.locator(".um-sites-list .um-card dd").all_text_contents() == lines
    assert_untouched(page)


def test_the_lines_of_the_app_show_every_text_as_typed(hostile_app, hostile_sites, hostile, new_page):
    page = shown(new_page(), f"{hostile_app}/routes?line=bus_route-00")
    page.wait_for_selector(".um-table td")
    assert page.locator(".um-table td:nth-child(2)").all_text_contents() == hostile
    page.get_by_role("combobox").click()
    assert sorted(page.get_by_role("option").all_text_contents()) == sorted(hostile)
    page.keyboard.press("Escape")
    source = hostile_sites["bus_route"]["source_title"].iloc[0]
    [said] = [caption for caption in captions_of(page) if "{{7*7}}" in caption]
    assert " ".join(source.split()) in said
    assert_untouched(page)


@pytest.fixture(scope="module")
def hostile_find(hostile_app, shared_page):
    return shown(shared_page, hostile_app)


@pytest.mark.parametrize(("typed", "number"), [("77", 0), ("pwn", 6), ("evil", 10), ("smile", 11), ("b c d", 18)])
def test_places_to_choose_from_are_shown_as_typed(hostile_find, hostile, typed, number):
    page = hostile_find
    page.watch.settle()
    page.get_by_label("或者输入地名、站名").fill(typed)
    page.keyboard.press("Enter")
    page.watch.settle()
    which = page.get_by_role("combobox", name="是哪一处")
    if which.count():  # else there is one place to choose, and the search begins there
        which.click()
        page.wait_for_function(HAS_OPTION, arg=hostile[number])
        assert set(page.get_by_role("option").all_text_contents()) <= set(hostile)
        page.get_by_role("option", name=hostile[number], exact=True).first.click()
    page.wait_for_function(HAS_HEADING, arg=f"离{hostile[number]}最近")
    assert_untouched(page)


def test_sources_and_official_figures_are_shown_as_typed(hostile_app, hostile, new_page):
    page = shown(new_page(), f"{hostile_app}/data")
    tables = page.locator(".um-table")
    tables.nth(2).locator("td").first.wait_for()
    assert tables.nth(2).locator("td:nth-child(1)").all_text_contents() == hostile
    assert tables.nth(1).locator("td:nth-child(8)").all_text_contents() == hostile
    caption = captions_of(page)[-1]
    assert [text for text in hostile if " ".join(text.replace(";", "").split()) not in caption] == []
    assert_untouched(page)


def test_the_body_of_an_official_figure_is_shown_as_typed(hostile_app, new_page):
    page = shown(new_page(), f"{hostile_app}/coverage")
    assert_figure_as_typed(page)


def assert_figure_as_typed(page):
    page.get_by_text("2999-01").first.wait_for()
    text = " ".join(page.locator(".um-text").all_text_contents())
    assert "![](http://evil.example/total.png)" in text
    assert "2999-01 <b>" in text
    assert_untouched(page)


def test_a_chart_shows_names_as_text(hostile_app, new_page):
    page = shown(new_page(), f"{hostile_app}/browse?kind=bus_stop")
    chart = page.locator('[data-testid="stVegaLiteChart"]')
    chart.locator("canvas, svg.marks").first.wait_for()
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    for step in range(2, 18, 5):
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + step * 26)
    assert_untouched(page)


# Taking away --------------------------------------------------------------------------------------


def test_what_an_editor_takes_away_opens_with_the_heading_as_typed(hostile_app, hostile, new_page, map_page, tmp_path):
    page = shown(new_page(), f"{hostile_app}/embed?kind=rest_station")
    page.watch.settle()
    page.get_by_label("网页标题").fill(hostile[6])
    page.keyboard.press("Enter")
    got = page.watch.download(page.get_by_role("button", name="下载离线网页"))
    assert got.suggested_filename == "unionmap.html"
    path = tmp_path / "unionmap.html"
    got.save_as(path)
    got = page.watch.download(page.get_by_role("button", name="GeoJSON"))
    features = json.loads(got.path().read_text(encoding="utf-8"))["features"]
    assert sorted(feature["properties"]["name"] for feature in features) == sorted(hostile)
    other = new_page()
    view = map_page(other, path)
    assert other.title() == hostile[6]
    assert other.locator(".um-panel h1").text_content() == hostile[6]
    assert view.drawn() == len(hostile)
    assert_untouched(other)
    assert_untouched(page)


def test_an_address_made_to_harm_does_none(app, new_page):
    page = shown(new_page(), f"{app}/browse?{HARM}")
    page.wait_for_selector("iframe")
    page.watch.settle()
    assert_untouched(page)
