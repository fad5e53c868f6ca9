import io

import numpy as np
import pytest
from PIL import Image

from unionmap import kinds
from unionmap.text import say
from unionmap.ui import PAGES

pytestmark = pytest.mark.browser

KEYS = [page.key for page in PAGES]
WITH_MAP = ("find", "browse", "routes", "coverage")
BOUNDARY = "#857f70"
KIND = {"find": "rest_station", "browse": "rest_station", "routes": "bus_stop", "coverage": "rest_station"}


def path_of(key):
    return next(page.url_path for page in PAGES if page.key == key)


def pixels_like(picture, colour, tolerance=24):
    """Count the pixels of a screenshot that are close to a colour."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return int((np.abs(pixels - wanted).max(axis=2) <= tolerance).sum())


@pytest.mark.parametrize("key", KEYS)
def test_a_page_opens_at_its_own_address_and_asks_for_nothing_outside(app, new_page, map_of, key):
    page = new_page()
    page.goto(f"{app}/{path_of(key)}")
    page.wait_for_selector(f'h1:has-text("{say(f"{key}.title", "zh")}")')
    if key in WITH_MAP:
        view = map_of(page)
        assert view.drawn() > 20
        view.js("map.setView([34.75, 113.63], 11, { animate: false }) && null")
        picture = page.locator("iframe").screenshot()
        assert pixels_like(picture, BOUNDARY) > 300 or key == "coverage"
        assert pixels_like(picture, kinds.get(KIND[key]).colour) > 100
        assert len(Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24)) > 50
    assert page.get_by_role("dialog").count() == 0
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[data-testid="stAlertContentError"]').count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_a_page_is_no_wider_than_a_phone(app, new_page, map_of, key, lang):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{app}/{path_of(key)}?lang={lang}")
    page.wait_for_selector(f'h1:has-text("{say(f"{key}.title", lang)}")')
    if key in WITH_MAP:
        map_of(page)
    wide = """() => [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"]')]
        .map((box) => box.scrollWidth)"""
    assert max(page.evaluate(wide)) <= 360
    heading = page.locator("h1").bounding_box()
    assert heading["x"] >= 0
    assert heading["x"] + heading["width"] <= 360


def test_the_pages_are_reached_by_their_names_without_loading_the_app_again(app, new_page):
    page = new_page()
    page.goto(app)
    page.wait_for_selector("h1")
    page.evaluate("window.__same = true")
    for key in [*KEYS[1:], KEYS[0]]:
        page.get_by_role("link", name=say(f"{key}.title", "zh"), exact=True).first.click()
        page.wait_for_selector(f'h1:has-text("{say(f"{key}.title", "zh")}")')
    assert page.evaluate("window.__same") is True


def test_the_language_is_switched_and_remembered_in_the_address(app, new_page):
    page = new_page()
    page.goto(f"{app}/data")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector('h1:has-text("Data")')
    page.wait_for_url("**/data?lang=en")
    page.get_by_role("link", name="Routes", exact=True).first.click()
    page.wait_for_selector('h1:has-text("Routes")')
    page.reload()
    page.wait_for_selector('h1:has-text("Routes")')
