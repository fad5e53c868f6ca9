import os
import shutil
from pathlib import Path

import pytest

from unionmap import feedback
from unionmap.store import inbox
from unionmap.text import say

pytestmark = pytest.mark.browser


@pytest.fixture
def folder():
    """Return the data folder of the app that all share, and leave nothing in it."""
    yield Path(os.environ["UNIONMAP_DATA"])
    shutil.rmtree(Path(os.environ["UNIONMAP_DATA"]) / inbox.FOLDER, ignore_errors=True)


def test_a_locked_door_is_reported_on_a_phone_in_two_taps_and_by_keyboard(app, new_page, folder, positions_in):
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(f"{app}/browse?q=嵩山医院")
    page.locator(".um-sites-list li > button").first.tap()
    ask = page.get_by_role("button", name=say("feedback.ask"))
    ask.tap()
    choices = page.locator(".um-report-choices button:visible").all()
    assert len(choices) == len(feedback.offered("rest_station"))
    assert all(choice.bounding_box()["height"] >= 44 for choice in choices)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="门锁着").tap()
    page.get_by_role("status").get_by_text(say("feedback.thanks")).wait_for()
    page.locator(".um-card dd").get_by_text("1 人反映门锁着").wait_for()
    assert ask.get_attribute("aria-expanded") == "false"

    ask.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="其他问题").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("门口贴了 <b>{{7*7}}</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".um-card dd").get_by_text("1 人反映其他问题").wait_for()
    page.watch.settle()
    assert ask.evaluate("(node) => node.getRootNode().activeElement === node")
    assert [(one.complaint, one.text) for one in inbox.read(folder)] == [
        ("locked", ""),
        ("other", "门口贴了 <b>{{7*7}}</b>"),
    ]
    assert positions_in(page.watch.sent) == []
