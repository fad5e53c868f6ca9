"""A Chromium, an app started the way users start it, and pages that notice what they should not do."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from google.protobuf.json_format import MessageToDict
from playwright.sync_api import Browser, BrowserContext, Download, Frame, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong
from streamlit.proto.BackMsg_pb2 import BackMsg

from unionmap import schema, store
from unionmap.schema import Sites

HOSTILE = json.loads((Path(__file__).parents[1] / "maps" / "hostile.json").read_text(encoding="utf-8"))
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync", "--disable-domain-reliability"]
ARGS += ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
INSIDE = re.compile(r"^(https?|wss?)://127\.0\.0\.1[:/]|^(data|blob|about|file|chrome-error):")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
HERE = {"longitude": 113.63, "latitude": 34.75}
SETTLED = """(quiet) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const idle = app && app.dataset.testConnectionState === "CONNECTED" && app.dataset.testScriptState === "notRunning"
        && !document.querySelector('[data-testid="stStatusWidget"], [data-stale="true"]');
    window.__idle = idle ? window.__idle || performance.now() : 0;
    return idle && performance.now() - window.__idle >= quiet;
}"""
"""Whether the app has been idle for some milliseconds: a rerun that is asked for counts as work from the first."""


# The browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        said = f"no Chromium found (looked for {', '.join(names)}): install Debian's chromium to run the browser tests"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    return found


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


class Watch:
    """What a page did: requests to outside, faults, dialogs, what it sent to the server, and whether it is done."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self.faults: list[str] = []
        self.sent: list[bytes | str] = []
        page.on("request", lambda request: self._address(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("dialog", self._dialog)
        page.on("websocket", self._socket)

    def settle(self, quiet_ms: int = 300) -> None:
        """Wait until the app has taken in what was done, has drawn the page anew and stays so."""
        self.page.evaluate("window.__idle = 0")
        self.page.wait_for_function(SETTLED, arg=quiet_ms)

    def press(self, button: Locator) -> None:
        """Press what will not be drawn anew under the pointer."""
        self.settle()
        button.click()

    def download(self, button: Locator) -> Download:
        """Press a button and return what comes; Streamlit loses a press now and then on a busy machine."""
        self.settle()
        with suppress(TookTooLong), self.page.expect_download(timeout=10_000) as got:
            button.click()
            return got.value
        self.settle()
        with self.page.expect_download() as got:
            button.click()
        return got.value

    def _address(self, url: str) -> None:
        if not INSIDE.match(url):
            self.outside.append(url)

    def _console(self, sort: str, text: str) -> None:
        # Streamlit looks for its server at every level of the path, so a page below the root first gets a 404.
        if sort == "error" and "status of 404" not in text:
            self.faults.append(text)

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _socket(self, socket: Any) -> None:
        self._address(socket.url)
        socket.on("framesent", self._frame)

    def _frame(self, frame: bytes | str) -> None:
        self.sent.append(frame)


Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def contexts(browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return browser profiles by their options, each made once."""
    made: dict[str, BrowserContext] = {}

    def get(**options: Any) -> BrowserContext:
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = browser.new_context(accept_downloads=True, **options)
        return made[key]

    yield get
    for context in made.values():
        context.close()


@pytest.fixture
def new_page(contexts) -> Iterator[Opener]:
    """Open pages that fail the test if they ask for anything outside, raise an error or open a dialog."""
    pages: list[Page] = []

    def go(**options: Any) -> Page:
        pages.append(_watched(contexts(**{"viewport": DESKTOP, **options})))
        return pages[-1]

    yield go
    for page in pages:
        page.close()
    for page in pages:
        assert_well_behaved(page)


@pytest.fixture(scope="module")
def shared_page(contexts) -> Iterator[Page]:
    """Open one page for several tests of a module."""
    page = _watched(contexts(viewport=DESKTOP))
    yield page
    page.close()
    assert_well_behaved(page)


def _watched(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(45_000)
    page.watch = Watch(page)
    return page


def assert_well_behaved(page: Page) -> None:
    assert page.watch.outside == []
    assert page.watch.faults == []


_AT_REST_MS = 700
"""Chromium gives no click to a foreign frame that has moved within the last half second."""


class MapView:
    """The map in a frame (or in a page of its own)."""

    FIND = """
    const map = window[Object.keys(window).find((name) => /^map_[0-9a-f]{32}$/.test(name))];
    const layers = unionmap.of(map).sites;
    """

    KEYS = "await Promise.all(layers.map((layer) => layer.columns().keys()));"

    def __init__(self, frame: Frame | Page) -> None:
        self.frame = frame

    def js(self, expression: str, argument: Any = None) -> Any:
        """Evaluate with ``map``, ``layers`` and ``given`` at hand."""
        return self.frame.evaluate(f"async (given) => {{ {self.FIND} {self.KEYS} return ({expression}); }}", argument)

    def wait(self, condition: str, argument: Any = None) -> Any:
        """Wait until an expression is true, and return what it is then."""
        waited = self.frame.wait_for_function(f"(given) => {{ {self.FIND} return ({condition}); }}", arg=argument)
        return waited.json_value()

    def drawn(self) -> int:
        return int(self.frame.locator("[data-unionmap-sites]").get_attribute("data-unionmap-sites"))

    def shown_ids(self) -> set[str]:
        return set(self.js("layers.flatMap((layer) => layer.sites().map((i) => layer.site(i).id))"))

    def go(self, lon: float, lat: float, zoom: float = 17) -> None:
        self.wait("!map._animatingZoom")
        self.js("map.setView([given[1], given[0]], given[2], { animate: false }) && null", [lon, lat, zoom])

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place lies in the map's container, in pixels."""
        point = self.js("map.latLngToContainerPoint([given[1], given[0]])", [lon, lat])
        return point["x"], point["y"]

    def hit(self, lon: float, lat: float) -> list[str]:
        """Return the sites that a click on a place would reach."""
        return self.js(
            "layers.flatMap((layer) => layer.hit(map.latLngToContainerPoint([given[1], given[0]])))", [lon, lat]
        )

    def click(self, lon: float, lat: float) -> None:
        x, y = self.at(lon, lat)
        map_itself = self.frame.locator(".folium-map")
        page = getattr(self.frame, "page", self.frame)
        if page.query_selector("[data-testid=stApp]"):
            page.watch.settle()
        before = map_itself.bounding_box()
        map_itself.scroll_into_view_if_needed()
        corner = map_itself.bounding_box()
        if corner != before:
            page.wait_for_timeout(_AT_REST_MS)
        page.mouse.click(corner["x"] + x, corner["y"] + y)


@pytest.fixture(scope="session")
def map_of() -> Callable[[Page], MapView]:
    """Return the map of a page of the app, once it is drawn."""

    def find(page: Page) -> MapView:
        page.watch.settle()
        page.frame_locator("iframe").locator("[data-unionmap-sites]").wait_for()  # of the frame that stands there then
        return MapView(page.query_selector("iframe").content_frame())

    return find


@pytest.fixture(scope="session")
def map_page() -> Callable[[Page, Path], MapView]:
    """Open a page that was exported, from its file, and return its map once it is drawn."""

    def go(page: Page, path: Path) -> MapView:
        page.goto(path.as_uri())
        page.wait_for_selector("[data-unionmap-sites]")
        return MapView(page)

    return go


# The app ------------------------------------------------------------------------------------------


class Server:
    """The app in a process of its own, on a free port of this machine."""

    def __init__(self, *options: str, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("UNIONMAP_")}
        kept["UNIONMAP_DATA"] = os.environ["UNIONMAP_DATA"]
        command = [str(Path(sys.executable).with_name("unionmap")), "app", "--port", str(self.port), *options]
        self.process = subprocess.Popen(
            command,
            env=kept | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def wait(self, seconds: float = 40) -> str:
        """Return the address once the app answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the app stopped with {self.process.returncode}")
            if self.answers():
                return self.url
            time.sleep(0.1)
        raise TimeoutError(f"no answer from {self.url} in {seconds} seconds")

    def end(self) -> None:
        """Ask the process and whatever it started to end."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)

    def stop(self) -> None:
        """End the process and whatever it started."""
        self.end()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@pytest.fixture(scope="session")
def servers(chromium, hostile_geo) -> Iterator[dict[str, Server]]:
    """Start the app twice, side by side: on the shipped data, and on hostile data."""
    started = {"shipped": Server(), "hostile": Server(UNIONMAP_GEO=str(hostile_geo))}
    yield started
    _stop(started.values())


def _stop(servers: Collection[Server]) -> None:
    """End them side by side: each takes a second to do so."""
    for server in servers:
        server.end()
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def app(servers) -> str:
    return servers["shipped"].wait()


@pytest.fixture(scope="session")
def hostile_app(servers) -> str:
    return servers["hostile"].wait()


# Hostile data -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    return HOSTILE


@pytest.fixture(scope="session")
def hostile_sites() -> Sites:
    """Return stations, stops and lines with hostile texts in every cell that people read."""
    count = len(HOSTILE)
    cells = dict.fromkeys(("name", "address", "opening_hours", "services", "phone", "source_title"), HOSTILE)
    base = {
        **cells,
        "precision": "exact",
        "error_m": 30.0,
        "city": "郑州市",
        "city_adcode": "410100",
        "county": "二七区",
        "adcode": "410103",
        "source_url": "javascript:window.__pwn=1",
    }
    points = gpd.points_from_xy([113.60 + i / 200 for i in range(count)], [34.75] * count)
    line = shapely.LineString([(113.60, 34.74), (113.70, 34.74)])

    def frame(kind: str, geometry: Any, **more: Any) -> gpd.GeoDataFrame:
        ids = [f"{kind}-{i:02d}" for i in range(count)]
        rows = pd.DataFrame({**base, "site_id": ids, "kind": kind, **more})
        return schema.shape(gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326"), kind)

    order = list(range(1, count + 1))
    return Sites(
        {
            "rest_station": frame("rest_station", points),
            "bus_stop": frame("bus_stop", points.translate(0, -0.01), city=HOSTILE, route_id="bus_route-00", seq=order),
            "bus_route": frame("bus_route", [line] * count, stops_known=count, source_title=" / ".join(HOSTILE)),
        }
    )


@pytest.fixture(scope="session")
def hostile_geo(hostile_sites, repo, tmp_path_factory) -> Path:
    """Return a data folder with hostile sites, sources and official totals on the shipped base map."""
    folder = tmp_path_factory.mktemp("hostile") / "geo"
    store.write(hostile_sites, folder)
    shipped = repo / "data" / "geo"
    (folder / "base").symlink_to(shipped / "base", target_is_directory=True)
    catalogue = json.loads((shipped / "catalogue.json").read_text(encoding="utf-8"))
    source, total = catalogue["sources"][0], catalogue["totals"][0]
    catalogue["sources"] = [
        {**source, "title": text, "publisher": text, "attribution": text.replace(";", ""), "url": "javascript:alert(1)"}
        for text in HOSTILE
    ]
    picture = "![](http://evil.example/total.png)"
    area = {"kind": "rest_station", "adcode": "410000", "area": ":red[河南]", "date": "2999-01 <b>"}
    catalogue["totals"] = [{**total, **area, "body": picture, "note": text} for text in HOSTILE]
    (folder / "catalogue.json").write_text(json.dumps(catalogue, ensure_ascii=False), encoding="utf-8")
    return folder


# What was sent ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def positions_in() -> Callable[[list[bytes | str]], list[tuple[float, float]]]:
    """Return a reader of frames sent to the server: every pair of neighbouring numbers that could lie in Henan."""

    def read(frames: list[bytes | str]) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        for frame in frames:
            numbers = _numbers(MessageToDict(BackMsg.FromString(frame))) if isinstance(frame, bytes) else []
            for one, other in pairwise(numbers):
                west, east = (one, other) if one > other else (other, one)
                if 110 < west < 117 and 31 < east < 37:
                    found.append((west, east))
        return found

    return read


def _numbers(part: Any) -> list[float]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        return [number for item in part for number in _numbers(item)]
    if isinstance(part, str):
        return [float(number) for number in re.findall(r"-?\d+\.\d+", part)]
    return [float(part)] if isinstance(part, float) else []


@pytest.fixture(scope="module")
def server_of(chromium) -> Iterator[Callable[..., Server]]:
    """Start an app of a module's own."""
    started: list[Server] = []

    def go(*options: str, **environment: str) -> Server:
        started.append(Server(*options, **environment))
        return started[-1]

    yield go
    _stop(started)
