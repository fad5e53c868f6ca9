"""Datums and projections that a folded text names as such: GCJ-02, CGCS2000 with its zone, EPSG codes."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from unionmap.crs import projected, zones

AXIS = r"(?:lng|lon|lat|long|longitude|latitude|x|y)"
FROM = r"(?:(?<![a-z0-9])|(?<=lng)|(?<=lon)|(?<=lat))"
TO = rf"(?:(?![a-z0-9])|(?={AXIS}(?![a-z])))"
_TURN = r"(?:(?:国家|大地|地理)*坐标系?)?"

_SYSTEMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        key: re.compile(pattern)
        for key, pattern in {
            "bd09mc": rf"{FROM}bd ?0?9 ?mc{TO}|(?:百度|baidu)(?:地图|map)? ?(?:墨卡托|米制|平面|mercator){_TURN}",
            "EPSG:3857": (
                r"web ?(?:墨卡托|mercator)|(?:wgs ?(?:19)?84 ?)?pseudo ?mercator|球面墨卡托"
                r"|google ?(?:墨卡托|mercator)"
            ),
            "cgcs2000": (
                rf"(?:国家 ?|中国 ?)?{FROM}cgcs ?(?:2000|2k)?{TO}|china (?:geodetic coordinate system )?2000"
                rf"|(?:国家|中国)?大地(?:坐标系?)? ?2000|(?:国家|中国) ?2000|国家大地坐标系?"
                r"|(?<!\d)2000 ?(?:年|中国|国家|大地)*坐标系?"
            ),
            "xian80": rf"西安 ?(?:19)?80{_TURN}|(?<!\d)80 ?坐标系|(?:19)?80 ?年?西安{_TURN}|xi'? ?an ?(?:19)?80",
            "beijing54": rf"北京 ?(?:19)?54{_TURN}|(?<!\d)54 ?坐标系|(?:19)?54 ?年?北京{_TURN}|beijing ?(?:19)?54",
            "bd09": (
                rf"{FROM}bd ?0?9(?: ?ll)?{TO}|{FROM}bd(?= ?{AXIS}(?![a-z]))"
                r"|(?:(?<=lng )|(?<=lon )|(?<=lat ))bd(?![a-z0-9])"
            ),
            "gcj02": rf"{FROM}gcj ?(?:0?2)?(?: ?ll)?{TO}|火星{_TURN}|国测局{_TURN}",
            "wgs84": (
                rf"{FROM}wgs ?(?:19)?(?:84)?{TO}|world geodetic system 1984|地球坐标系?|(?<!\d)84 ?坐标系?(?![点数])"
                r"|(?:urn ogc def crs )?(?:ogc )?(?:1\.3 )?crs ?84(?!\d)"
            ),
        }.items()
    }
)
_NOT = re.compile("(?:非|不是|不属于|未用|未采用|不用) ?$")
_EPSG = re.compile(
    r"(?:urn ogc def crs |https? www\.opengis\.net (?:def crs|gml srs) )?"
    r"epsg(?:\.xml)? ?(?:0 |\d+\.[\d.]+ )?(\d{4,6})(?!\d)"
)
_UTM = re.compile(r"utm ?(?:zone|投影)? ?(?:第)?(\d{1,2}) ?(?:n(?![a-z])|带)")
_ZONE = re.compile(r"(?:zone ?|带号 ?|第 ?)(\d{2})(?!\d)(?: ?带)?|(?<!\d)(\d{2}) ?号? ?(?:度 ?)?带")
_MERIDIAN = re.compile(
    r"(?:cm|(?:中央|轴)?(?:子午线|经线)|central meridian|l0)(?:为|是)? ?(?:东经|e)? ?(\d{2,3})(?!\d)(?:\.0+)? ?[度e]?"
)
_WIDTH = re.compile(r"(?<!\d)([36三六]) ?(?:度|degree|deg)(?: ?分?带)?")
_PROJECTION = re.compile(r"gauss ?(?:kr[uü]e?ger)?|高斯 ?(?:克吕格|克里格)?(?:投影)?|gk(?![a-z])|分带")

ALIASES: Mapping[int, str] = MappingProxyType(
    {4326: "wgs84", 4979: "wgs84", 4490: "cgcs2000", 4480: "cgcs2000"}
    | dict.fromkeys((3785, 900913, 102100, 102113), "EPSG:3857")
)


def of_code(code: int) -> str:
    """Return the key of an EPSG code, ``""`` where nobody knows it."""
    name = ALIASES.get(code, f"EPSG:{code}")
    return name if not name.startswith("EPSG:") or projected.find(name) else ""


def taken(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    """Take what a pattern holds out of a text, and tell whether any of it is not denied."""
    hits = [
        found for found in pattern.finditer(text) if not _NOT.search(text[max(found.start() - 5, 0) : found.start()])
    ]
    return pattern.sub(" ", text), bool(hits)


def named(text: str) -> tuple[set[str], str]:
    """Return the datums named as such, and what is left of the text."""
    names = {of_code(int(code)) for code in _EPSG.findall(text)}
    rest = _EPSG.sub(" ", text)
    names |= {of_code(32600 + int(zone)) for zone in _UTM.findall(rest)}
    rest = _UTM.sub(" ", rest)
    for key, pattern in _SYSTEMS.items():
        rest, hit = taken(pattern, rest)
        if hit:
            names.add(_gauss(key, rest) if key in zones.SERIES else key)
            rest = _without_zone(rest) if key in zones.SERIES else rest
    return names - {""}, rest


def _gauss(system: str, text: str) -> str:
    """Return the CRS of the zone or central meridian that stands beside a datum's name, else the datum in degrees."""
    width = 6 if any(found in "6六" for found in _WIDTH.findall(text)) else 3
    text = _WIDTH.sub(" ", text)
    found = _MERIDIAN.search(text) or re.search(r"(?<!\d)(1?\d\d) ?e(?![a-z])", text)
    if found:
        return zones.by_meridian(system, int(found[1]), width)
    found = _ZONE.search(text)
    if found:
        return zones.by_zone(system, int(found[1] or found[2]))
    return zones.SERIES[system].degrees


def _without_zone(text: str) -> str:
    for pattern in (_WIDTH, _MERIDIAN, _ZONE, _PROJECTION):
        text = pattern.sub(" ", text)
    return text
