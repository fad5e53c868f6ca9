"""What real lists call datums, turned into keys: whole cells (`read_name`), and inside headers (`find_name`).

A name of a datum (GCJ-02, BD-09, CGCS2000, EPSG:4547) is taken at its word. The name of a map or a device (高德,
百度, GPS) says less: it yields to a datum's name, and inside a header it counts only beside a word for coordinates,
so 微信号 and 百度链接 name no datum. Google's maps without 中国 stand for none, because they have used both.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from unionmap.crs import projected, zones

UNKNOWN = "unknown"

_LIMIT = 500
_SPACE = re.compile(r"[\s_\-–—/·,;:()\[\]{}<>|、。・《》【】\"'=*#°]+")
_AXIS = r"(?:lng|lon|lat|long|longitude|latitude|x|y)"
_FROM = r"(?:(?<![a-z0-9])|(?<=lng)|(?<=lon)|(?<=lat))"
_TO = rf"(?:(?![a-z0-9])|(?={_AXIS}(?![a-z])))"
_TURN = r"(?:(?:国家|大地|地理)*坐标系?)?"

_SYSTEMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        key: re.compile(pattern)
        for key, pattern in {
            "bd09mc": rf"{_FROM}bd ?0?9 ?mc{_TO}|(?:百度|baidu)(?:地图|map)? ?(?:墨卡托|米制|平面|mercator){_TURN}",
            "EPSG:3857": (
                r"web ?(?:墨卡托|mercator)|(?:wgs ?(?:19)?84 ?)?pseudo ?mercator|球面墨卡托"
                r"|google ?(?:墨卡托|mercator)"
            ),
            "cgcs2000": (
                rf"(?:国家 ?|中国 ?)?{_FROM}cgcs ?(?:2000|2k)?{_TO}|china (?:geodetic coordinate system )?2000"
                rf"|(?:国家|中国)?大地(?:坐标系?)? ?2000|(?:国家|中国) ?2000|国家大地坐标系?"
                r"|(?<!\d)2000 ?(?:年|中国|国家|大地)*坐标系?"
            ),
            "xian80": rf"西安 ?(?:19)?80{_TURN}|(?:19)?80 ?年?西安{_TURN}|xi'? ?an ?(?:19)?80",
            "beijing54": rf"北京 ?(?:19)?54{_TURN}|(?:19)?54 ?年?北京{_TURN}|beijing ?(?:19)?54",
            "bd09": (
                rf"{_FROM}bd ?0?9(?: ?ll)?{_TO}|{_FROM}bd(?= ?{_AXIS}(?![a-z]))"
                r"|(?:(?<=lng )|(?<=lon )|(?<=lat ))bd(?![a-z0-9])"
            ),
            "gcj02": rf"{_FROM}gcj ?(?:0?2)?(?: ?ll)?{_TO}|火星{_TURN}|国测局{_TURN}",
            "wgs84": (
                rf"{_FROM}wgs ?(?:19)?(?:84)?{_TO}|world geodetic system 1984|地球坐标系?"
                r"|(?:urn ogc def crs )?(?:ogc )?(?:1\.3 )?crs ?84(?!\d)"
            ),
        }.items()
    }
)
_VENDORS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "gcj02": re.compile(
            rf"高德|腾讯|微信(?:小程序)?|(?:谷歌|google) ?(?:地图|maps?)? ?(?:中国|china|cn{_TO})"
            rf"|{_FROM}(?:amap|gaode|autonavi|tencent|wechat|qq ?map){_TO}"
        ),
        "bd09": re.compile(rf"百度|{_FROM}(?:baidu|bmap){_TO}"),
        "cgcs2000": re.compile("天地图|tianditu"),
        "wgs84": re.compile(rf"{_FROM}gps{_TO}|谷歌地球|google ?earth"),
    }
)
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

_COORDINATE = re.compile(r"坐标|座标|经度|纬度|经纬|經度|緯度|点位|定位|地图|lng|lon|lat|coord|(?<![a-z])[xy](?![a-z])")
_OTHER = re.compile(
    r"链接|网址|编号|编码|电话|手机|号码|公众号|二维码|名称|url|link|(?<![a-z])(?:u|poi ?)?id(?![a-z])|微信号"
)
_FILLER = re.compile(
    r"坐标|座标|系统|系|大地|地理|国家|投影|地图|地球|经纬度|经度|纬度|数据|标准|格式|加密|平面|中国|国测局"
    r"|datum|coordinates?|coord|crs|system|srs|maps?|china|geographic|projected|degrees?|ogc|metres"
)

_ALIASES: Mapping[int, str] = MappingProxyType(
    {4326: "wgs84", 4979: "wgs84", 4490: "cgcs2000", 4480: "cgcs2000"}
    | dict.fromkeys((3785, 900913, 102100, 102113), "EPSG:3857")
)
_BARE = frozenset({*_ALIASES, 3857, *range(4491, 4555)})


def read_name(text: str) -> str:
    """Return the key of the datum that a cell names.

    Parameters
    ----------
    text : str
        A cell, an option or WKT, in any width and case.

    Returns
    -------
    str
        Key of `DATUMS`, ``EPSG:<code>``, ``"unknown"`` where the cell says that nobody knows, WKT of a CRS without
        EPSG code as it is, ``""`` where the text is something else or names several.

    Examples
    --------
    >>> read_name("ＷＧＳ－８４"), read_name("火星坐标系"), read_name("高德地图"), read_name("4490")
    ('wgs84', 'gcj02', 'gcj02', 'cgcs2000')
    >>> read_name("CGCS2000 3度带 38带"), read_name("2000国家大地坐标系 中央子午线114")
    ('EPSG:4526', 'EPSG:4547')
    >>> read_name("未知"), read_name("郑州市")
    ('unknown', '')
    """
    if projected.parse_wkt(text) is not None:
        return _read_wkt(text)
    folded = _fold(text)
    if folded in ("unknown", "未知", "不详", "不明", "未知坐标系", "坐标系未知"):
        return UNKNOWN
    if re.fullmatch(r"\d{4,6}(?:\.0)?", folded):
        code = int(float(folded))
        return _of_code(code) if code in _BARE else ""
    strong, rest = _strong(folded)
    weak, rest = _weak(rest)
    return "" if re.search(r"\w", _FILLER.sub("", rest)) else _one(strong or weak)


def find_name(text: str) -> str:
    """Return the key of the datum that a header or a title names among other words, ``""`` where it names none.

    Examples
    --------
    >>> find_name("经度(GCJ-02)"), find_name("高德经度"), find_name("lng_bd09"), find_name("X坐标（CGCS2000）")
    ('gcj02', 'gcj02', 'bd09', 'cgcs2000')
    >>> find_name("经度"), find_name("微信号"), find_name("百度链接")
    ('', '', '')
    """
    folded = _fold(text)
    strong, rest = _strong(folded)
    if strong or _OTHER.search(folded) or not _COORDINATE.search(folded):
        return _one(strong)
    return _one(_weak(rest)[0])


def _fold(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text[:_LIMIT]).casefold()).strip()


def _of_code(code: int) -> str:
    name = _ALIASES.get(code, f"EPSG:{code}")
    return name if not name.startswith("EPSG:") or projected.find(name) else ""


def _one(names: set[str]) -> str:
    wide = names - {"wgs84", "cgcs2000"}
    if len(wide) == 1 and all(name.startswith("EPSG:") for name in wide):
        return wide.pop()  # "WGS84 / UTM zone 49N", "CGCS2000 (EPSG:4547)": the projection says more
    return names.pop() if len(names) == 1 else ""


def _strong(text: str) -> tuple[set[str], str]:
    """Return the datums named as such, and what is left of the text."""
    names = {_of_code(int(code)) for code in _EPSG.findall(text)}
    rest = _EPSG.sub(" ", text)
    names |= {_of_code(32600 + int(zone)) for zone in _UTM.findall(rest)}
    rest = _UTM.sub(" ", rest)
    for key, pattern in _SYSTEMS.items():
        rest, hits = pattern.subn(" ", rest)
        if hits:
            names.add(_gauss(key, rest) if key in zones.SERIES else key)
            rest = _without_zone(rest) if key in zones.SERIES else rest
    return names - {""}, rest


def _weak(text: str) -> tuple[set[str], str]:
    names: set[str] = set()
    for key, pattern in _VENDORS.items():
        text, hits = pattern.subn(" ", text)
        names |= {key} if hits else set()
    return names, text


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


def _read_wkt(text: str) -> str:
    if projected.find(text) is None:
        return ""
    code = projected.code_of_wkt(text)
    return _of_code(code) if code else text
