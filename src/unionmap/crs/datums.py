"""The registry of datums, and every other CRS that can be named."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from unionmap.crs import baidu, projected, shifts
from unionmap.crs.shifts import Array, Pair, Shift
from unionmap.errors import UnknownNameError
from unionmap.text import Words

_REMEDY = "Other systems go by their EPSG code (EPSG:4547) or as WKT"


@dataclass(frozen=True, slots=True)
class Datum:
    """One datum, or one CRS.

    Attributes
    ----------
    key : str
        Key of `DATUMS`, ``EPSG:<code>`` or WKT.
    label : Words
        What users read.
    forward, inverse : callable
        From WGS-84 and to WGS-84; two flat float arrays of one length to two new ones.
    metres : bool
        Whether its coordinates are metres on a projection, not degrees.
    """

    key: str
    label: Words
    forward: Shift
    inverse: Shift
    metres: bool = False


def _unchanged(lon: Array, lat: Array) -> Pair:
    return lon.copy(), lat.copy()


def _shifted(key: str, label: Words, shift: Shift) -> Datum:
    return Datum(key, label, partial(shifts.forward, shift=shift), partial(shifts.inverse, shift=shift))


def _to_baidu_metres(lon: Array, lat: Array) -> Pair:
    return baidu.project(*shifts.forward(lon, lat, shifts.wgs_to_bd))


def _from_baidu_metres(x: Array, y: Array) -> Pair:
    return shifts.inverse(*baidu.unproject(x, y), shifts.wgs_to_bd)


_ENTRIES = (
    Datum("wgs84", Words("WGS-84（GPS）", "WGS-84 (GPS)"), _unchanged, _unchanged),
    Datum("cgcs2000", Words("CGCS2000（国家大地坐标）", "CGCS2000"), _unchanged, _unchanged),
    _shifted("gcj02", Words("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"), shifts.wgs_to_gcj),
    _shifted("bd09", Words("BD-09（百度）", "BD-09 (Baidu)"), shifts.wgs_to_bd),
    Datum("bd09mc", Words("BD09MC（百度米制）", "BD09MC (Baidu metres)"), _to_baidu_metres, _from_baidu_metres, True),
)
DATUMS: Mapping[str, Datum] = MappingProxyType({datum.key: datum for datum in _ENTRIES})

SAME_AS_WGS84 = ("wgs84", "cgcs2000", "EPSG:4326", "EPSG:4490")
"""Names of WGS-84 and of what differs from it by centimetres, and is taken as equal."""


def get(datum: str) -> Datum:
    """Return one datum of the registry, or the CRS of an EPSG code or WKT.

    Raises
    ------
    UnknownNameError
        If it is neither.

    Examples
    --------
    >>> get("bd09mc").metres, get("EPSG:4547").label.en
    (True, 'CGCS2000 / 3-degree Gauss-Kruger CM 114E')
    """
    if datum in DATUMS:
        return DATUMS[datum]
    found = projected.find(datum)
    if found is None:
        raise UnknownNameError("datum", datum[:80], DATUMS, remedy=_REMEDY)
    words = Words(found.name, found.name)
    return Datum(found.key, words, found.forward, found.inverse, found.metres)


def plain(datum: str) -> str:
    """Return ``wgs84`` for each of `SAME_AS_WGS84`, any other name as it is.

    Examples
    --------
    >>> plain("cgcs2000"), plain("gcj02")
    ('wgs84', 'gcj02')
    """
    return "wgs84" if datum in SAME_AS_WGS84 else datum


def agree(one: str, other: str) -> bool:
    """Tell whether two names can both hold for one coordinate: the same datum, in degrees or on a projection of it.

    Examples
    --------
    >>> agree("wgs84", "cgcs2000"), agree("cgcs2000", "EPSG:4547"), agree("wgs84", "gcj02"), agree("bd09", "bd09mc")
    (True, True, False, True)
    """
    first, second = get(one), get(other)
    return one == other or (_base(first) == _base(second) and not (first.metres and second.metres))


def _base(datum: Datum) -> str:
    """Return the datum in degrees that a projection is of, where that is WGS-84, CGCS2000 or BD-09."""
    if datum.key == "bd09mc":
        return "bd09"
    return "wgs84" if datum.metres and not error_m(datum.key) else plain(datum.key)


def label(datum: str) -> Words:
    """Return what users call a datum or CRS; a name that is not known is said as it is.

    Examples
    --------
    >>> label("gcj02").zh, label("EPSG:4547").zh, label("?").zh
    ('GCJ-02（高德、腾讯）', 'EPSG:4547（CGCS2000 / 3-degree Gauss-Kruger CM 114E）', '?')
    """
    if not is_known(datum):
        return Words(datum, datum)
    known = get(datum)
    has_code = known.key.startswith("EPSG:")
    return Words(f"{known.key}（{known.label.zh}）", f"{known.key} ({known.label.en})") if has_code else known.label


def is_known(datum: str) -> bool:
    """Tell whether `to_wgs84` knows a datum.

    Examples
    --------
    >>> is_known("gcj02"), is_known("EPSG:4547"), is_known("EPSG:1"), is_known("unknown")
    (True, True, False, False)
    """
    return datum in DATUMS or projected.find(datum) is not None


def error_m(datum: str) -> float:
    """Return the error that converting from a datum adds, metres.

    0 for the registry and for every CRS on WGS-84 or CGCS2000 (exact, or good to decimetres), `OLD_DATUM_M` for the
    older Chinese datums, elsewhere the accuracy that pyproj states, or `OLD_DATUM_M` where it states none.

    Raises
    ------
    UnknownNameError
        If the datum is not known.

    Examples
    --------
    >>> error_m("gcj02"), error_m("EPSG:4547"), error_m("EPSG:2384")
    (0.0, 0.0, 120.0)
    """
    if datum in DATUMS:
        return 0.0
    found = projected.find(datum)
    if found is None:
        raise UnknownNameError("datum", datum[:80], DATUMS, remedy=_REMEDY)
    return found.error_m
