"""A change of filter in the app, until the map shows it, against a full rerender by streamlit-folium."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.request import urlopen

from playwright.sync_api import Error, Locator, Page, sync_playwright

from benchmarks.drawing import Browser
from benchmarks.seeded import sites
from unionmap import kinds, schema
from unionmap.workflows import lists

_KINDS = ("bus_stop", "rest_station")
"""One after the other: the second brings all seeded sites back, and that change is measured."""

_TIMES, _PATIENCE_S = 3, 120
_THEIRS = "() => (window.benched && window.benched._map ? window.benched.getLayers().length : 0)"
_HOOK = ";L.MarkerClusterGroup.addInitHook(function () { window.benched = this; });"
_CLICKED = (
    "() => document.addEventListener('click', () => { window.clicked = Date.now(); }, { capture: true, once: true })"
)
_OURS = "() => Number(document.querySelector('[data-unionmap-sites]')?.dataset.unionmapSites ?? -1)"


_BASELINE = "benchmarks/filtering_baseline.py"
Offered = Callable[[Page, str], Locator]


class Served(NamedTuple):
    """An app: its script, the page that is measured, how many sites its map holds, and what to press for a kind."""

    script: str
    path: str
    count: str
    offered: Offered


class _Found:
    """An imported list, as far as it is written."""

    supplement = False
    file = "seeded.csv"

    def __init__(self, count: int) -> None:
        self.sites = schema.Sites({"rest_station": sites(count)})


@contextmanager
def _served(script: str, folder: Path) -> Iterator[str]:
    """Run a Streamlit script and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", f"--server.port={port}"]
    address = f"http://127.0.0.1:{port}"
    where = {**os.environ, "UNIONMAP_DATA": str(folder), "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, env=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _until(lambda: _answers(address), lambda: time.sleep(0.1))
            yield address
        finally:
            server.terminate()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/_stcore/health") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _until(holds: Callable[[], Any], pause: Callable[[], None]) -> Any:
    start = time.perf_counter()
    while time.perf_counter() - start < _PATIENCE_S:
        found = holds()
        if found:
            return found
        pause()
    raise AssertionError(f"not within {_PATIENCE_S} s")


def _drawn(page: Page, count: str) -> int:
    """Return how many sites the map in one of the page's frames holds."""
    for frame in page.frames[1:]:
        try:
            found = int(frame.evaluate(count))
        except Error:  # frames come and go while a page is made
            continue
        if found > 0:
            return found
    return 0


def _ours(page: Page, label: str) -> Locator:
    """Return what to press for one more kind in our app."""
    return page.get_by_role("search").get_by_label(label, exact=True)


def _theirs(page: Page, label: str) -> Locator:
    """Open the list of kinds of the baseline, and return what to press."""
    page.get_by_role("combobox").and_(page.get_by_label("类型")).click()
    return page.get_by_role("option", name=label, exact=True)


def _changed(page: Page, offered: Offered, kind: str, count: str) -> tuple[int, float]:
    """Choose one more kind; return how many sites are drawn then, and the seconds until they are."""
    before = _drawn(page, count)
    option = offered(page, kinds.get(kind).label.zh)
    option.wait_for()
    page.evaluate(_CLICKED)
    option.click()
    drawn = _until(lambda: (now := _drawn(page, count)) and now != before and now, lambda: page.wait_for_timeout(5))
    return drawn, time.time() - page.evaluate("() => window.clicked") / 1000


def _measure(browser: Browser, served: Served, folder: Path) -> tuple[list[int], float]:
    """Return how many sites are drawn after each choice, and the best time of the second one."""
    best, drawn = float("inf"), list[int]()
    script, path, count, offered = served
    with _served(script, folder) as address:
        for _ in range(_TIMES):
            page = browser.new_page()
            page.goto(address + path)
            _until(lambda page=page: _drawn(page, count), lambda page=page: page.wait_for_timeout(50))
            page.wait_for_timeout(3000)
            first, _took = _changed(page, offered, _KINDS[0], count)
            page.wait_for_timeout(1500)
            second, took = _changed(page, offered, _KINDS[1], count)
            drawn, best = [first, second], min(best, took)
            page.close()
    return drawn, best


def bench(counts: tuple[int, ...] = (18_400, 200_000)) -> None:
    """Compare the change of a filter, at the first count, and show ours at the others."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = Browser(playwright, Path(folder))
        browser.scripts["leaflet.markercluster.js"] += _HOOK
        theirs = 0.0
        for count in counts:
            into = Path(folder) / str(count)
            lists.write(lists.plan(_Found(count), into=into))
            drawn, ours = _measure(browser, Served("app.py", "/browse", _OURS, _ours), into)
            line = f"  {count:,} sites: ours {ours * 1000:.0f} ms"
            if not theirs:
                same, theirs = _measure(browser, Served(_BASELINE, "/", _THEIRS, _theirs), into)
                if drawn != same:
                    raise AssertionError((drawn, same))
                print("a change of filter, from the click until the map shows it (warm, best of several)")
            print(
                f"{line} | st_folium with FastMarkerCluster at {counts[0]:,} {theirs:.2f} s | {theirs / ours:.0f} times"
            )
        browser.close()
