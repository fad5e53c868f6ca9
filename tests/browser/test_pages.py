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
def test_a_page_opens_asks_for_nothing_outside_and_fits_a_phone_in_both_languages(app, new_page, map_of, key):
    page = new_page()
    page.goto(f"{app}/{path_of(key)}")
    page.wait_for_selector(f'h1:has-text("{say(f"{key}.title", "zh")}")')
    if key in WITH_MAP:
        assert_drawn(page, map_of(page), key)
    assert page.get_by_role("dialog").count() == 0
    assert page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
    page.set_viewport_size({"width": 360, "height": 740})
    assert_fits(page)
    page.watch.press(page.get_by_role("button", name="English"))
    page.wait_for_selector(f'h1:has-text("{say(f"{key}.title", "en")}")')
    if key in WITH_MAP:
        map_of(page)
    assert_fits(page)
    assert page.url.endswith("lang=en") or "lang=en&" in page.url


def assert_drawn(page, view, key):
    assert view.drawn() > 20
    view.js("map.setView([34.75, 113.63], 11, { animate: false }) && null")
    picture = page.locator("iframe").screenshot()
    assert pixels_like(picture, BOUNDARY) > 300 or key == "coverage"
    assert pixels_like(picture, kinds.get(KIND[key]).colour) > 100
    assert len(Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24)) > 50


def assert_fits(page):
    page.wait_for_function(
        """() => [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"]')]
            .every((box) => box.scrollWidth <= 360)"""
    )
    heading = page.locator("h1").bounding_box()
    assert heading["x"] >= 0
    assert heading["x"] + heading["width"] <= 360


def test_the_pages_are_reached_by_their_names_without_loading_the_app_again_and_keep_the_language(app, new_page):
    page = new_page()
    page.goto(f"{app}/?lang=en")
    page.wait_for_selector("h1")
    page.evaluate("window.__same = true")
    for key in [*KEYS[1:], KEYS[0]]:
        page.watch.press(page.get_by_role("link", name=say(f"{key}.title", "en"), exact=True).first)
        page.wait_for_selector(f'h1:has-text("{say(f"{key}.title", "en")}")')
    assert page.evaluate("window.__same") is True
    assert "lang=en" in page.url
