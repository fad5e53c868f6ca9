"""What real lists call datums, turned into keys: whole cells (`read_name`), and inside headers (`find_name`).

A name of a datum (GCJ-02, BD-09, CGCS2000, EPSG:4547) is taken at its word. The name of a map or a device (高德,
百度, GPS) says less: it yields to a datum's name, and inside a header it counts only beside a word for coordinates,
so 微信号 and 百度链接 name no datum. Google's maps without 中国 stand for none, because they have used both.
What was converted (GCJ-02 转 WGS-84) is in the datum named last; a map whose coordinates were converted to nobody says
what names none.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from unionmap.crs import projected, systems

UNKNOWN = "unknown"

_LIMIT = 500
_SPACE = re.compile(r"[\s_\-–—/·,;:()\[\]{}<>|、。・《》【】\"'=*#°]+")
_VENDORS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "gcj02": re.compile(
            rf"高德|腾讯|微信(?:小程序)?|(?:谷歌|google) ?(?:地图|maps?)? ?(?:中国|china|cn{systems.TO})"
            rf"|{systems.FROM}(?:gd|qq|tx)(?= ?(?:lng|lon|lat))"
            rf"|{systems.FROM}(?:amap|gaode|autonavi|tencent|wechat|qq ?map){systems.TO}"
        ),
        "bd09": re.compile(rf"百度|{systems.FROM}(?:baidu|bmap){systems.TO}"),
        "cgcs2000": re.compile("天地图|tianditu"),
        "wgs84": re.compile("谷歌地球|google ?earth|奥维"),
    }
)
_LOCAL = re.compile(
    r"(?:地方|独立|城建|城市|施工|假定|任意|局部|自定义|自由|工程|矿区|厂区)(?:平面|直角|测量|相对)*坐标"
    r"|相对坐标|local (?:grid|coord)"
)
_DEVICES = re.compile(rf"{systems.FROM}(?:gps|gnss|rtk|\w{{0,4}}cors|bds){systems.TO}|北斗|千寻|手持机")
_TURNED = re.compile(
    r"(?<![未无不没])(?:(?:转换|转化|纠偏|转(?=[为成到至]|[^一-鿿]|[国大火百高腾西北]))[为成到至]?(?!前|参数)|→|⇒|-+>|=+>)"
)
_WAS = re.compile(r"[由从][^由从]{1,15}?转[换化](?:而?[来得成])?(?![为成到至来得成])")
_SHORT: Mapping[str, str] = MappingProxyType({"2000": "cgcs2000", "84": "wgs84"})
_GATHERED = "手持|实测|测量|测绘|采集"
_PICKED = "拾取|取点|打点|采点|选点"
_COORDINATE = re.compile(
    rf"坐标|座标|经度|纬度|经纬|經度|緯度|点位|定位|地图|{_PICKED}|lng|lon|lat|coord|(?<![a-z])[xy](?![a-z])"
)
_OTHER = re.compile(
    r"链接|网址|编号|编码|电话|手机|号码|公众号|二维码|名称|url|link|(?<![a-z])(?:u|poi ?)?id(?![a-z])|微信号"
    r"|可[查搜见]|搜[索到]|查[询看到找]|收录|上线|上架|入驻|导航"
)
_FILLER = re.compile(
    r"坐标|座标|系统|系|大地|地理|国家|投影|地图|地球|经纬度|经度|纬度|数据|标准|格式|加密|平面|中国|国测局"
    rf"|{_GATHERED}|{_PICKED}|提取|获取|选取|取自|来自|来源|定位|卫星|导航|设备|仪器?|终端|接收机|工具|软件|平台|开放|网页|手机|现场|人工|点位|位置"
    r"|网络|使用|采用|所用|版|端|上|机|器|的|点|为|由|用|是|从|在"
    r"|datum|coordinates?|coord|crs|system|srs|maps?|china|geographic|projected|degrees?|ogc|metres|app|api|poi|web"
)

_BARE = frozenset({*systems.ALIASES, 3857, *range(4491, 4555)})


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
        return systems.of_code(code) if code in _BARE else ""
    found, rest = _mentions(text)
    return "" if re.search(r"\w", _FILLER.sub("", rest)) else found.datum


def find_name(text: str) -> str:
    """Return the key of the datum that a header or a title names among other words, ``""`` where it names none.

    Examples
    --------
    >>> find_name("经度(GCJ-02)"), find_name("高德经度"), find_name("lng_bd09"), find_name("X坐标（CGCS2000）")
    ('gcj02', 'gcj02', 'bd09', 'cgcs2000')
    >>> find_name("经度"), find_name("微信号"), find_name("百度链接")
    ('', '', '')
    """
    return find_mentions(text).datum


class Mentions(NamedTuple):
    """Datums that a text speaks of.

    Attributes
    ----------
    systems : frozenset of str
        Those named as such.
    maps : frozenset of str
        Those of the maps that it names.
    device : bool
        It names a receiver (GPS, RTK): what such devices give is WGS-84 or CGCS2000.
    """

    systems: frozenset[str] = frozenset()
    maps: frozenset[str] = frozenset()
    device: bool = False

    @property
    def system(self) -> str:
        """The one datum named as such, ``""`` where there is none, or several."""
        return _one(set(self.systems))

    @property
    def hint(self) -> str:
        """The one datum of a map or a device."""
        return _one({*self.maps, *(["wgs84"] if self.device else [])})

    @property
    def datum(self) -> str:
        """The one datum that is meant: a system before a map or a device."""
        return self.system if self.systems else self.hint


def find_mentions(text: str) -> Mentions:
    """Return what a header, a title or a remark says of datums; maps and devices only beside a word for coordinates.

    Examples
    --------
    >>> found = find_mentions("CGCS2000坐标，高德拾取")
    >>> found.datum, set(found.maps), find_mentions("坐标由手持GPS采集").device
    ('cgcs2000', {'gcj02'}, True)
    >>> find_mentions("高德坐标，已转为WGS84").maps
    frozenset()
    """
    folded = _fold(text)
    found, _ = _mentions(text)
    if _OTHER.search(folded):
        return Mentions(found.systems)
    beside = bool(_COORDINATE.search(folded))
    is_device = found.device and (beside or bool(re.search(_GATHERED, folded)))
    return Mentions(found.systems, found.maps if beside else frozenset(), is_device)


def is_local(text: str) -> bool:
    """Tell whether a text speaks of a grid of its own, of a city or a site, that nobody outside can convert.

    Examples
    --------
    >>> is_local("坐标系：郑州城建坐标系"), is_local("坐标系：CGCS2000")
    (True, False)
    """
    return bool(_LOCAL.search(_fold(text)))


def _mentions(text: str) -> tuple[Mentions, str]:
    """Return what a text says of datums after its last word for a conversion, and what is left of it."""
    parts = _TURNED.split(_WAS.sub(" ", unicodedata.normalize("NFKC", text[:_LIMIT])))
    before, last = _mentioned(_fold(parts[0])), _mentioned(_fold(parts[-1]))
    if len(parts) == 1 or last[0].systems or last[0].maps:
        return last
    if _fold(parts[-1]) in _SHORT:
        return Mentions(frozenset({_SHORT[_fold(parts[-1])]})), ""
    return (Mentions(), last[1]) if before[0].systems or before[0].maps else _mentioned(_fold(text))


def _mentioned(folded: str) -> tuple[Mentions, str]:
    named, rest = systems.named(folded)
    maps = set[str]()
    for key, pattern in _VENDORS.items():
        rest, hit = systems.taken(pattern, rest)
        maps |= {key} if hit else set()
    rest, device = systems.taken(_DEVICES, rest)
    return Mentions(frozenset(named), frozenset(maps), device), rest


def _fold(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text[:_LIMIT]).casefold()).strip()


def _one(names: set[str]) -> str:
    wide = names - {"wgs84", "cgcs2000"}
    if len(wide) == 1 and all(name.startswith("EPSG:") for name in wide):
        return wide.pop()  # "WGS84 / UTM zone 49N", "CGCS2000 (EPSG:4547)": the projection says more
    return names.pop() if len(names) == 1 else ""


def _read_wkt(text: str) -> str:
    if projected.find(text) is None:
        return ""
    code = projected.code_of_wkt(text)
    return systems.of_code(code) if code else text
