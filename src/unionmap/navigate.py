"""Links that hand a walk over to a map app, each in the datum that the app expects."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from unionmap import crs
from unionmap.text import Words


@dataclass(frozen=True, slots=True)
class App:
    """A map app.

    Attributes
    ----------
    key : str
        Stable key.
    label : Words
        What users read.
    datum : str
        Datum of the coordinates in its links.
    url : str
        Its link, with ``{x}`` and ``{y}`` (degrees, six decimals) and ``{name}`` (percent-encoded whole).
    """

    key: str
    label: Words
    datum: str
    url: str


_ENTRIES = (
    # GCJ-02 (coordinate=gaode), longitude first.
    App(
        "amap",
        Words("高德导航", "Amap"),
        "gcj02",
        "https://uri.amap.com/navigation?to={x},{y},{name}&mode=walk&coordinate=gaode&callnative=1",
    ),
    # BD-09 (bd09ll), latitude first.
    App(
        "baidu",
        Words("百度地图", "Baidu Maps"),
        "bd09",
        "https://api.map.baidu.com/marker?location={y},{x}&title={name}&content={name}"
        "&coord_type=bd09ll&output=html&src=webapp.unionmap.unionmap",
    ),
    # RFC 5870: WGS-84, latitude first.
    App("geo", Words("手机地图", "Phone map"), "wgs84", "geo:{y},{x}?q={y},{x}({name})"),
)

APPS: Mapping[str, App] = MappingProxyType({app.key: app for app in _ENTRIES})


def links(lon: float, lat: float, name: str) -> dict[str, str]:
    """Return a link for each app of `APPS`.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS-84 (EPSG:4326).
    name : str
        Shown at the destination; percent-encoded whole.

    Examples
    --------
    >>> links(113.65, 34.75, "驿站")["geo"]
    'geo:34.750000,113.650000?q=34.750000,113.650000(%E9%A9%BF%E7%AB%99)'
    """
    label = quote(name, safe="", errors="replace")
    found = {}
    for app in APPS.values():
        x, y = crs.from_wgs84(lon, lat, app.datum)
        found[app.key] = app.url.format(x=f"{x:.6f}", y=f"{y:.6f}", name=label)
    return found


def templates(lang: str) -> list[dict[str, str]]:
    """Return what a browser needs to make the same links: key, label, datum and url of each app.

    Examples
    --------
    >>> [entry["datum"] for entry in templates("zh")]
    ['gcj02', 'bd09', 'wgs84']
    """
    return [{"key": app.key, "label": app.label.get(lang), "datum": app.datum, "url": app.url} for app in APPS.values()]


def labels(lang: str) -> dict[str, str]:
    """Return the names of the apps, by key."""
    return {app.key: app.label.get(lang) for app in APPS.values()}
