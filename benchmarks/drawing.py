"""The map layer against folium's FastMarkerCluster, in one headless Chromium, with the same sites."""

import html
import json
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import folium
import geopandas as gpd
import numpy as np
from folium.plugins import FastMarkerCluster
from playwright.sync_api import Playwright, sync_playwright

from benchmarks.seeded import sites
from unionmap import facilities, maps
from unionmap.maps import payload

_PACKAGES = ("leaflet.markercluster@1.1.0", "jquery@3.7.1", "bootstrap@5.2.2", "leaflet.awesome-markers@2.0.5")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--js-flags=--max-old-space-size=8192"]
_PATIENCE_MS = 180_000
_FIND = "const map = window[Object.keys(window).find((name) => /^map_[0-9a-f]{32}$/.test(name))];"
POPUP = """function (row) {
    var marker = L.marker(new L.LatLng(row[0], row[1]));
    marker.bindPopup('<h3>' + row[2] + '</h3>' + row.slice(3).join('<br>'));
    return marker;
}"""


def rows_of(frame: gpd.GeoDataFrame) -> list[list[Any]]:
    """Return the rows of the baseline: escaped, as its popups are built as markup."""
    labels = {key: entry.label.zh for key, entry in facilities.FACILITIES.items()}
    texts = [
        frame["name"], frame["kind"], frame["county"], frame["address"],
        ["、".join(labels[key] for key in facilities.split(cell)) for cell in frame["facilities"]],
        frame["opening_hours"], frame["source_title"],
    ]  # fmt: skip
    cells = zip(frame.geometry.y, frame.geometry.x, *texts, strict=True)
    return [[lat, lon, *map(html.escape, text)] for lat, lon, *text in cells]


def baseline(frame: gpd.GeoDataFrame) -> str:
    """Return the page of the baseline."""
    m = folium.Map([32, 110], zoom_start=5, tiles=None, maxZoom=19)
    FastMarkerCluster(rows_of(frame), callback=POPUP).add_to(m)
    return str(m.get_root().render())


def ours(frame: gpd.GeoDataFrame) -> str:
    """Return our page, base map included."""
    return maps.page(maps.map(frame))


def empty() -> str:
    """Return a page with Leaflet and an empty map."""
    m = folium.Map([32, 110], zoom_start=5, tiles=None)
    m.default_js, m.default_css = [], []
    m.get_root().header.add_child(payload.Verbatim(f"<script>{payload.leaflet('leaflet.js')}</script>"))
    return str(m.get_root().render())


def timed(make: Callable[[], str]) -> tuple[str, float]:
    start = time.perf_counter()
    page = make()
    return page, time.perf_counter() - start


class Browser:
    """A Chromium started anew for each page; it gets the baseline's scripts from npm packages, and nothing else."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.playwright, self.folder = playwright, folder
        self.chromium: Any = None
        self.scripts = {"leaflet.js": payload.leaflet("leaflet.js"), "leaflet.css": payload.leaflet("leaflet.css")}
        packed = subprocess.run(["npm", "pack", "--silent", *_PACKAGES], cwd=folder, capture_output=True, check=True)
        for name in packed.stdout.decode().split():
            with tarfile.open(folder / name) as archive:
                for member in archive.getmembers():
                    if "/dist/" in member.name and member.name.endswith((".js", ".css")):
                        held = archive.extractfile(member)
                        self.scripts[member.name.rsplit("/", 1)[1]] = held.read().decode() if held else ""
        self.scripts["jquery-3.7.1.min.js"] = self.scripts["jquery.min.js"]

    def _answer(self, route: Any) -> None:
        route.fulfill(body=self.scripts.get(route.request.url.rsplit("/", 1)[1], ""))

    def open(self, text: str, ready: str) -> float:
        """Return the seconds from starting the browser on a page until an expression holds."""
        self.close()
        path = self.folder / "page.html"
        path.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        self.chromium = self.playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        self.page = self.chromium.new_page(viewport={"width": 1280, "height": 800})
        self.page.route(re.compile("^https?://"), self._answer)
        self.page.goto(path.as_uri(), wait_until="commit")
        self.page.wait_for_function(f"() => {{ {_FIND} return map && ({ready}); }}", timeout=_PATIENCE_MS)
        return time.perf_counter() - start

    def new_page(self) -> Any:
        """Return a page of a browser that goes on between pages; scripts from elsewhere are answered here."""
        if not self.chromium:
            self.chromium = self.playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        page = self.chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(_PATIENCE_MS)
        page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), self._answer)
        return page

    def close(self) -> None:
        if self.chromium:
            self.chromium.close()
        self.chromium = None

    def js(self, expression: str) -> Any:
        return self.page.evaluate(f"async () => {{ {_FIND} {expression} }}")


_OURS = "map.getContainer().dataset.unionmapSites === '%d'"
_THEIRS = (
    "(() => { let n = 0; map.eachLayer((l) => { if (l instanceof L.MarkerClusterGroup) n += l.getLayers().length; }); "
    "return n === %d && document.querySelector('.marker-cluster'); })()"
)


def check(browser: Browser, frame: gpd.GeoDataFrame) -> None:
    """Assert that 20 random sites are drawn and hit where they are."""
    chosen = frame.iloc[np.random.default_rng(1).integers(0, len(frame), 20)]
    wanted = [[x, y, key] for x, y, key in zip(chosen.geometry.x, chosen.geometry.y, chosen["site_id"], strict=True)]
    faults = browser.js(f"""
        const layer = unionmap.of(map).sites[0];
        const faults = [];
        for (const [x, y, id] of {json.dumps(wanted)}) {{
            map.setView([y, x], 18, {{ animate: false }});
            const canvas = layer._container;
            const at = map.latLngToLayerPoint([y, x]).subtract(layer._bounds.min);
            const [r, g, b] = canvas.getContext('2d').getImageData(at.x, at.y, 1, 1).data;
            if (!layer.hit(map.latLngToContainerPoint([y, x])).includes(id)) faults.push('hit ' + id);
            if (Math.abs(r - 213) + Math.abs(g - 94) + Math.abs(b) > 30) faults.push('pixel ' + id + [r, g, b]);
        }}
        return faults;
    """)
    if faults:
        raise AssertionError(faults)


def redraw(browser: Browser) -> tuple[float, float]:
    """Return the median and the worst time in seconds of 40 redraws after moves, until the next frame."""
    times = browser.js("""
        const times = [];
        for (let k = 0; k < 40; k += 1) {
            const start = performance.now();
            if (k % 2) map.setView([30 + (k % 7), 104 + (k % 11)], 4 + (k % 9), { animate: false });
            else map.panBy([90, 60], { animate: false });
            await new Promise((done) => requestAnimationFrame(done));
            times.push((performance.now() - start) / 1000);
        }
        return times.sort((a, b) => a - b);
    """)
    return times[len(times) // 2], times[-1]


def bench(counts: tuple[int, ...] = (18_400, 200_000)) -> None:
    """Compare pages of two sizes, and redraws."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = Browser(playwright, Path(folder))
        nothing = min(browser.open(empty(), "document.readyState === 'complete'") for _ in range(5))
        print(f"map pages, each in a Chromium started anew, best of several; an empty map is ready in {nothing:.2f} s")
        ours(sites(10))
        for count in counts:
            frame = sites(count)
            mine, cold = timed(lambda frame=frame: ours(frame))
            built = min(timed(lambda frame=frame: ours(frame))[1] for _ in range(3))
            theirs, rendered = timed(lambda frame=frame: baseline(frame))
            ready = min(browser.open(mine, _OURS % count) for _ in range(5))
            check(browser, frame)
            median, worst = redraw(browser)
            drawn = browser.open(theirs, _THEIRS % count)
            sizes = [len(text.encode()) / 1e6 for text in (mine, theirs)]
            print(
                f"  {count:,} sites (20 of them found by pixel and by click; the baseline holds as many markers)\n"
                f"    ready {ready:.2f} s | FastMarkerCluster {drawn:.2f} s | {drawn / ready:.1f} times as fast, "
                f"{ready / nothing:.1f} times the empty page\n"
                f"    page {sizes[0]:.1f} MB | {sizes[1]:.1f} MB | {sizes[1] / sizes[0]:.1f} times as small\n"
                f"    made in {built:.2f} s warm, {cold:.2f} s cold | {rendered:.2f} s | {rendered / built:.1f} and "
                f"{rendered / cold:.1f} times as fast\n"
                f"    redraw after a move: median {median * 1000:.0f} ms, worst {worst * 1000:.0f} ms"
            )
        browser.close()
