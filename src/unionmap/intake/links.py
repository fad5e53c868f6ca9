"""Coordinates in links to map services, and the datum that each service documents for them; nothing is fetched.

Amap ``position=lon,lat``, GCJ-02 unless ``coordinate=wgs84`` (lbs.amap.com/api/uri-api); Baidu ``location=lat,lon``,
BD-09 unless ``coord_type`` says otherwise (lbsyun.baidu.com, URI API); Tencent ``marker=coord:lat,lon``, GCJ-02 unless
``coord_type=1``, GPS (lbs.qq.com, URI API); ``geo:lat,lon`` is WGS-84 (RFC 5870). Which of two numbers is the longitude
shows in the numbers, so their order does not matter here. Where a map is centred (``@x,y``, ``center=``, ``#map=``) is
no place of a site.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

_LONGEST = 2_000
_NUMBER = r"-?\d{1,8}(?:\.\d{1,12})?"
_PAIR = re.compile(rf"({_NUMBER}),({_NUMBER})(?![\d.])")
_HOST = re.compile(
    r"(?:https?:)?//([\w.-]{1,80})[/?#]([^\s\"'<>，。；（）]*)|(?P<geo>geo:)([^\s\"'<>]*)", re.IGNORECASE
)
_PLACE = re.compile(
    r"[?&#](?:position|location|latlng|lnglat|dest(?:ination)?|to|q|query|ll|coords?|tocoord|marker|markers)="
    r"([^&#]*)"
)
_TWO = (
    re.compile(r"[?&](?:pointx|mlon|lng|lon|longitude|dlon)=([^&#]*)"),
    re.compile(r"[?&](?:pointy|mlat|lat|latitude|dlat)=([^&#]*)"),
)
_SERVICES = (
    (re.compile(r"(?:^|\.)(?:amap|gaode|autonavi)\.com$"), "gcj02"),
    (re.compile(r"(?:^|\.)map\.baidu\.com$"), "bd09"),
    (re.compile(r"(?:^|\.)map\.qq\.com$"), "gcj02"),
    (re.compile(r"(?:^|\.)(?:openstreetmap\.org|osm\.org)$"), "wgs84"),
)
_TYPES = {
    "wgs84": "wgs84",
    "wgs84ll": "wgs84",
    "gcj02": "gcj02",
    "gcj02ll": "gcj02",
    "gaode": "gcj02",
    "bd09ll": "bd09",
    "bd09": "bd09",
    "bd09mc": "bd09mc",
}
_METRES = 100_000.0


class Link(NamedTuple):
    """Two numbers as a link gives them, and their datum, ``""`` where the service documents none."""

    first: str
    second: str
    datum: str


def find(text: str) -> Link | None:
    """Return the coordinates of the one link to a map that a text holds.

    Examples
    --------
    >>> find("https://uri.amap.com/marker?position=113.65,34.75&name=%E7%AB%99")
    Link(first='113.65', second='34.75', datum='gcj02')
    >>> find("http://api.map.baidu.com/marker?location=34.75,113.65&coord_type=wgs84").datum
    'wgs84'
    >>> find("https://www.example.com/news?id=12,34"), find("113.65,34.75")
    (None, None)
    """
    if ":" not in text or len(text) > _LONGEST:
        return None
    hits = list(_HOST.finditer(text))
    if len(hits) != 1:
        return None
    if hits[0]["geo"]:
        pair = _PAIR.match(hits[0][4])
        return Link(pair[1], pair[2], "wgs84") if pair else None
    host, rest = hits[0][1].lower(), "/" + unquote(hits[0][2], errors="replace")
    datum = next((datum for pattern, datum in _SERVICES if pattern.search(host)), "")
    rest = rest if "?" in rest or "#" in rest else "?" + rest[1:]
    pairs = _pairs(rest)
    if len(pairs) != 1:
        return None
    first, second = pairs.pop()
    if datum == "bd09" and min(abs(float(first)), abs(float(second))) > _METRES:
        return Link(first, second, "bd09mc")
    return Link(first, second, _of_type(rest, datum))


def _pairs(rest: str) -> set[tuple[str, str]]:
    """Return the different points that a link speaks of."""
    found = {(pair[1], pair[2]) for value in _PLACE.findall(rest) for pair in _PAIR.finditer(value)}
    two = [set(pattern.findall(rest)) for pattern in _TWO]
    if not found and all(len(values) == 1 for values in two):
        pair = _PAIR.fullmatch(",".join(values.pop() for values in two))
        found |= {(pair[1], pair[2])} if pair else set()
    return found


def _of_type(rest: str, datum: str) -> str:
    said = re.search(r"[?&](?:coordinate|coord_?type(?:_input)?)=([\w.-]*)", rest, re.IGNORECASE)
    if not said:
        return datum
    word = said[1].lower()
    if word in ("1", "2") and datum == "gcj02":
        return "wgs84" if word == "1" else datum
    return _TYPES.get(word, "")
