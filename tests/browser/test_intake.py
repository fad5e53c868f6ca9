import time

import numpy as np
import openpyxl
import pandas as pd
import pytest

from unionmap import places
from unionmap.text import LANGUAGES, say

pytestmark = pytest.mark.browser

SECRET = "a long secret of the office"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
ROWS = 12_000
REFUSED = 12
FIGURES = "[...document.querySelectorAll('[data-testid=stMetricValue]')].map((box) => box.innerText).join(' ')"
HARM = """() => {
    const all = [];
    const walk = (root) => root.querySelectorAll("*").forEach((node) => {
        all.push(node);
        if (node.shadowRoot) walk(node.shadowRoot);
    });
    walk(document);
    return all.filter((node) => /^x$|evil/.test(node.getAttribute("src") || "") || node.hasAttribute("onerror")
        || /^javascript:|evil/.test(node.getAttribute("href") || "") || node.tagName === "B"
    ).map((node) => node.outerHTML);
}"""


@pytest.fixture(scope="module")
def long_list() -> bytes:
    """Return a list of 12,000 rows all over the province, 12 of which have the coordinate 0,0."""
    counties = places.load().counties
    at = np.arange(ROWS) % len(counties)
    points = counties.geometry.representative_point()
    rows = pd.DataFrame(
        {
            "站点名称": [f"第{i}驿站" for i in range(ROWS)],
            "所在区县": counties["name"].to_numpy()[at],
            "地址": [f"人民路{i}号" for i in range(ROWS)],
            "经度": (points.x.to_numpy()[at] + np.arange(ROWS) // len(counties) / 4000).round(6),
            "纬度": points.y.to_numpy()[at].round(6),
            "服务项目": "饮水、充电",
        }
    )
    rows.loc[:: ROWS // REFUSED, ["经度", "纬度"]] = 0
    return rows.to_csv(index=False).encode("gb18030")


@pytest.fixture(scope="module")
def editing(server_of, tmp_path_factory):
    """Start the app twice, side by side, each to edit a data folder of its own: freely, and with a secret."""
    folders = [str(tmp_path_factory.mktemp(name) / "data") for name in ("free", "secret")]
    return (
        server_of("--edit", UNIONMAP_DATA=folders[0]),
        server_of("--edit", UNIONMAP_DATA=folders[1], UNIONMAP_EDIT_SECRET=SECRET),
    )


@pytest.fixture
def edit_app(editing):
    """Return the address of the app that anybody edits; only one test writes there."""
    return editing[0].wait()


@pytest.fixture
def import_page(edit_app, shared_page):
    """Return its importing page in Chinese, opened once: every test gives it another file."""
    if shared_page.url == "about:blank":
        open_import(shared_page, edit_app)
    elif "lang=en" in shared_page.url:
        speak(shared_page, "zh")
    shared_page.set_viewport_size(DESKTOP)
    return shared_page


def open_import(page, address):
    page.goto(f"{address}/import")
    page.wait_for_selector(f'h1:has-text("{say("import.title")}")')
    return page


def speak(page, lang):
    page.watch.press(page.get_by_role("button", name=LANGUAGES[lang]))
    page.wait_for_selector(f'h1:has-text("{say("import.title", lang)}")')


def give(page, name, content):
    """Give the page a file, and wait until its figures have taken the place of those of the file before."""
    was = page.evaluate(FIGURES)
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    page.wait_for_function(f"(was) => {FIGURES} !== was", arg=was)
    page.watch.settle()


def test_the_page_fits_a_phone_in_every_language(import_page, map_of, long_list):
    page = import_page
    page.set_viewport_size(PHONE)
    give(page, "长名单.csv", b"\n".join(long_list.split(b"\n")[:200]))
    wide = "[...document.querySelectorAll('[data-testid=\"stMain\"], html')].map((box) => box.scrollWidth)"
    for lang in LANGUAGES:
        if lang != "zh":
            speak(page, lang)
        page.get_by_role("button", name=say("import.confirm", lang), exact=True).wait_for()
        map_of(page)
        assert max(page.evaluate(wide)) <= 360


def test_hostile_texts_of_a_file_are_shown_as_typed(import_page, hostile):
    headers = ["![](http://evil.example/x.png)", "<b>bold</b>", "{{7*7}}", "=1+1"]
    rows = pd.DataFrame({"站点名称": hostile, "城市": hostile, **dict.fromkeys(headers, hostile)})
    rows = rows.assign(经度=["", "0"] * (len(hostile) // 2) + [""] * (len(hostile) % 2), 纬度="")
    page = import_page
    give(page, "![](http:__evil.example_x.png)<img src=x onerror=alert(1)>.csv", rows.to_csv(index=False).encode())
    page.get_by_text(say("import.lists")).wait_for()
    page.watch.press(page.get_by_text(say("import.columns")))
    page.get_by_text("{{7*7}}").first.wait_for()
    for tab in page.get_by_role("tab").all():
        page.watch.press(tab)
    cells = page.locator(".um-rows td")
    cells.first.wait_for(state="attached")
    shown = {" ".join(text.split()) for text in cells.all_text_contents()}
    assert [text for text in hostile if " ".join(text.split()) not in shown] == []
    assert page.locator(".um-rows th", has_text="![](http://evil.example/x.png)").count() == 1
    for frame in page.frames:
        assert frame.evaluate("window.__pwn ?? null") is None
        assert frame.evaluate(HARM) == []


def test_a_long_list_is_read_confirmed_and_on_the_map(edit_app, import_page, new_page, map_of, long_list, tmp_path):
    page = import_page
    begun = time.monotonic()
    give(page, "长名单.csv", long_list)
    metrics = page.locator('[data-testid="stMetricValue"]')
    metrics.first.wait_for()
    assert [metrics.nth(at).inner_text() for at in range(4)] == ["12,000", "11,988", "0", "12"]
    page.get_by_role("tab").first.click()
    view = map_of(page)
    assert view.drawn() == ROWS - REFUSED
    assert time.monotonic() - begun < 45  # about 3 on an idle machine
    page.watch.press(page.locator(".um-rows tbody button").nth(4))
    view.frame.locator(".leaflet-popup .um-card").wait_for()
    assert view.frame.locator(".leaflet-popup h3").text_content() == "第5驿站"
    page.watch.press(page.get_by_role("tab", name=say("import.tab_refused", count=REFUSED)))
    got = page.watch.download(page.get_by_role("button", name=say("import.download")))
    assert got.suggested_filename == "长名单-未通过.xlsx"
    got.save_as(tmp_path / "refused.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "refused.xlsx").worksheets[0]
    assert sheet.max_row == REFUSED + 1
    page.set_viewport_size(PHONE)
    page.watch.press(page.get_by_role("button", name=say("import.confirm"), exact=True))
    said = page.locator(".um-success", has_text=say("import.written", name="长名单", version=1))
    said.wait_for()
    page.watch.settle(1_000)
    top, bottom = said.evaluate("(box) => [box.getBoundingClientRect().top, box.getBoundingClientRect().bottom]")
    assert 60 <= top < bottom <= PHONE["height"], "who has just confirmed on a phone must see it"
    other = new_page()
    other.goto(f"{edit_app}/browse?q=第7777驿站")
    other.locator(".um-sites-list li strong", has_text="第7777驿站").wait_for()
    shown = map_of(other).js("Promise.all(layers.flatMap((layer) => layer.sites().map((i) => layer.details(i))))")
    assert "第7777驿站" in [site["name"] for site in shown]


def test_an_app_that_only_shows_has_no_such_page_and_takes_no_file(app, new_page):
    page = new_page()
    page.goto(f"{app}/import")
    page.get_by_role("dialog").wait_for()
    page.wait_for_selector("h1")
    assert page.locator("h1").inner_text() == say("find.title")
    assert page.locator("input[type=file]").count() == 0
    assert page.get_by_role("link", name=say("import.title"), exact=True).count() == 0
    [said] = page.watch.faults  # Streamlit's own word for a page that does not exist
    assert "does not seem to exist" in said
    page.watch.faults.clear()


def test_the_secret_opens_the_page_and_stays_out_of_the_address(editing, new_page):
    address = editing[1].wait()
    page = open_import(new_page(), address)
    box = page.get_by_label(say("import.secret"))
    for typed, told in (("guessed", say("import.wrong_secret")), (SECRET, None)):
        page.watch.settle()
        box.fill(typed)
        page.watch.press(page.get_by_role("button", name=say("import.enter")))
        if told:
            page.get_by_text(told).wait_for()
    page.locator("input[type=file]").wait_for(state="attached")
    assert SECRET not in page.url
    assert SECRET not in page.content()
    other = open_import(new_page(), address)
    other.get_by_label(say("import.secret")).wait_for()
    assert other.locator("input[type=file]").count() == 0
