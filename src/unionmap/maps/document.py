"""folium maps that load nothing from elsewhere, and the page that comes of them."""

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from typing import Any

import folium
import shapely

from unionmap import settings
from unionmap.errors import InputError
from unionmap.maps import basemap, carried, payload
from unionmap.maps.layers import embed_runtime
from unionmap.text import say, whole

HENAN_BOUNDS = ((31.3, 110.3), (36.4, 116.7))
"""South-west and north-east corner, latitude first."""


def blank(*, lang: str = "zh", bounds: tuple[tuple[float, float], tuple[float, float]] = HENAN_BOUNDS) -> folium.Map:
    """Return a folium map with our base map, Leaflet inside the page, and no request to anywhere.

    Parameters
    ----------
    lang : str, default "zh"
        Language of the labels.
    bounds : pair of (latitude, longitude)
        First view.
    """
    centre = [(bounds[0][i] + bounds[1][i]) / 2 for i in (0, 1)]
    m = folium.Map(
        location=centre,
        zoom_start=7,
        tiles=None,
        max_zoom=19,
        zoom_snap=0.5,
        attribution_control=False,
        font_size="13px",
    )
    m.default_js, m.default_css = [], []
    figure: Any = m.get_root()
    style = re.sub(r"url\(images/[^)]*\)", "none", payload.leaflet("leaflet.css"))
    figure.header.add_child(payload.Verbatim(f"<style>{style}</style>"), name="leaflet-css")
    figure.header.add_child(payload.Verbatim(f"<script>{payload.leaflet('leaflet.js')}</script>"), name="leaflet")
    embed_runtime(figure)
    credit = " · ".join(basemap.CREDIT)
    options = {"credit": credit, "words": {key: say(f"map.{key}", lang) for key in _WORDS}}
    corners = [[float(degrees) for degrees in corner] for corner in bounds]
    start = f'unionmap.start({m.get_name()}, "{payload.encode(options)}", {corners});'
    m.add_child(_Script(start), name="unionmap-start")
    _add_tiles(m)
    (south, west), (north, east) = bounds
    for layer in basemap.layers(shapely.box(west, south, east, north)):
        layer.add_to(m)
    return m


Apart = tuple[str, str]
_WORDS = ("zoom_in", "zoom_out")
_PANEL_WORDS = (
    *("count", "search", "nothing", "apart", "more", "city", "need", "away", "from", "start_at", "locate", "waiting"),
    *("no_position", "here", "tap", "tap_now", "tapped", "clear"),
    *("any_time", "open_now", "open_or_unknown", "at_time", "unknown_left", "open", "closed"),
)


class _Script(payload.Verbatim):
    """Code at the end of the page, after the map exists."""

    def render(self, **kwargs: Any) -> str:
        figure: Any = self.get_root()
        figure.script.add_child(payload.Verbatim(super().render(**kwargs)), name=self.get_name())
        return ""


def _add_tiles(m: folium.Map) -> None:
    now = settings.current()
    if not now.tiles_url:
        return
    if not now.tiles_attribution:
        raise InputError("online tiles need an attribution: set UNIONMAP_TILES_ATTRIBUTION")
    if now.tiles_datum != "wgs84":
        raise InputError("tiles in GCJ-02 are not supported yet: use tiles in WGS-84 (UNIONMAP_TILES_DATUM=wgs84)")
    options = {"url": now.tiles_url, "attribution": now.tiles_attribution}
    m.add_child(_Script(f'unionmap.tiles({m.get_name()}, "{payload.encode(options)}");'), name="unionmap-tiles")


def add_panel(
    m: folium.Map, *, heading: str, lang: str, lead: str = "", notes: Sequence[str] = (), apart: Sequence[Apart] = ()
) -> None:
    """Put a list of the map's sites beside it, with a search field.

    Parameters
    ----------
    m : folium.Map
    heading, lead : str
        Heading, and a line below it.
    lang : str
        Language of the labels.
    notes : sequence of str
        Lines at the end.
    apart : sequence of (name, line)
        Sites without a place, listed after the others.
    """
    content = {
        "heading": heading,
        "lead": lead,
        "notes": list(notes),
        "apart": [list(entry) for entry in apart],
        "words": {key: say(f"map.{key}", lang) for key in _PANEL_WORDS}
        | {key: say(f"unit.{key}", lang, n="{n}") for key in ("metres", "kilometres")},
    }
    m.add_child(_Script(f'unionmap.panel({m.get_name()}, "{payload.encode(content)}");'), name="unionmap-panel")


def page(m: folium.Map, *, title: str = "", lang: str = "zh") -> str:
    """Return the whole page of a map as one HTML text that loads nothing and runs only what it was made with.

    The page carries a Content-Security-Policy with the hash of each of its scripts.

    Parameters
    ----------
    m : folium.Map
        A map made by `blank`, with layers of this package.
    title : str, default ""
        Title of the page; any text.
    lang : str, default "zh"
        Language of the page.

    Raises
    ------
    InputError
        If a layer of the map would load something from elsewhere, or its text passes through templates.
    """
    carried.require(m)
    text = m.get_root().render()
    scripts = re.findall(rf"<script(?! type=\"{payload.DATA}\")[^>]*>(.*?)</script>", text, re.S)
    started = text[text.rindex("</body>") :]
    if re.search(r"<(?:script|img|iframe)[^>]+src=|<link[^>]+href=", text) or "://" in started:
        raise InputError(
            "this map holds a layer that loads from elsewhere, which an offline page cannot carry: "
            "use the layers of unionmap.maps"
        )
    hashes = " ".join(f"'sha256-{_digest(code)}'" for code in scripts)
    images = "data:" + (f" {_origin(settings.current().tiles_url)}" if settings.current().tiles_url else "")
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src {images}"
    head = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{html.escape(whole(title))}</title>\n'
    )
    return text.replace("<html>", f'<html lang="{lang}">', 1).replace("<head>", f"<head>\n{head}", 1)


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")


def _origin(url: str) -> str:
    return re.sub(r"^(https?://)(?:\{s\}\.)?([^/{]+).*$", r"\1\2", url.replace("{s}.", "*."))
