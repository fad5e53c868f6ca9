"""What stands around the two coordinates of one cell: brackets, labels, WKT, JSON, a link, the name of their datum."""

import re
import unicodedata
from typing import NamedTuple

from unionmap import crs
from unionmap.intake import links

LONGEST = 120
"""Characters that a pair may have, a link aside."""

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_POINT = re.compile(
    rf"(?:SRID=(?P<srid>\d{{4,6}});)?\s*POINT\s*(?:ZM?|M)?\s*\(\s*(?P<pair>{_NUMBER}\s+{_NUMBER})(?:\s+{_NUMBER}){{0,2}}\s*\)",
    re.IGNORECASE,
)
_JSON = re.compile(rf"[\"']?coordinates[\"']?\s*:\s*\[\s*(?P<pair>{_NUMBER}\s*,\s*{_NUMBER})(?:\s*,\s*{_NUMBER})?\s*\]")
_HEIGHT = re.compile(rf"(?P<pair>[+-]?\d+\.\d+\s*[,;]\s*[+-]?\d+\.\d+)\s*[,;]\s*{_NUMBER}\s*[m米z]?", re.IGNORECASE)
_AXES = re.compile(r"(?i)\b[xy]\s*[:=]\s*(?=[\d.+-])")
_LABEL = re.compile(
    r"(?:坐标点?|经纬度(?:坐标)?|位置|定位|点位|location|position|coordinates?|coords?|gps)\s*[:=]\s*", re.IGNORECASE
)
_BEFORE = re.compile(r"(?P<words>[^\d\[({,;/|]{2,16}?[\w-]{0,8})\s*[:(\[ ]\s*(?=[+-]?\d{1,9}\.\d)")
_BEHIND = re.compile(r"[\s(\[]\s*(?P<words>[^()\[\],;]{2,24})[)\]]?\s*$")
_MARKS = str.maketrans("´º˚∘", "′°°°")
_DASHED = re.compile(r"([+-]?\d{1,8}\.\d+)\s*(?:[—–―~_]|-)\s*(\d{1,8}\.\d+)")


class Inside(NamedTuple):
    """The two coordinates as text, and the datum that the cell names, ``""`` for none."""

    text: str
    datum: str = ""


def fold(text: str) -> str:
    """Fold width; marks of minutes and degrees that would become letters or loose accents are kept apart."""
    return unicodedata.normalize("NFKC", text.translate(_MARKS)).strip()


def unwrap(text: str) -> Inside:
    """Take off what stands around two coordinates in one cell.

    Examples
    --------
    >>> unwrap("SRID=4490;POINT Z (113.65 34.75 101)"), unwrap("高德：113.65,34.75")
    (Inside(text='113.65 34.75', datum='cgcs2000'), Inside(text='113.65,34.75', datum='gcj02'))
    >>> unwrap("113.65,34.75（GCJ-02）"), unwrap("geo:34.75,113.65")
    (Inside(text='113.65,34.75', datum='gcj02'), Inside(text='34.75,113.65', datum='wgs84'))
    """
    link = links.find(text)
    if link:
        return Inside(f"{link.first},{link.second}", link.datum)
    if len(text) > LONGEST:
        return Inside("")
    plain = fold(text)
    return _of_format(plain) or _of_words(plain)


def _of_format(plain: str) -> Inside | None:
    point, json = _POINT.fullmatch(plain), _JSON.search(plain)
    if point:
        return Inside(point["pair"], crs.read_name(f"EPSG:{point['srid']}") if point["srid"] else "")
    return Inside(json["pair"]) if json else None


def _of_words(plain: str) -> Inside:
    bare, datum = _named(_LABEL.sub("", plain, count=1) if _LABEL.match(plain) else plain)
    height, dashed = _HEIGHT.fullmatch(bare), _DASHED.fullmatch(bare)
    if height:
        return Inside(height["pair"], datum)
    if dashed:
        return Inside(f"{dashed[1]},{dashed[2]}", datum)
    return Inside(_AXES.sub(" ", bare), datum)


def _named(plain: str) -> tuple[str, str]:
    """Take off the name of a datum before or behind the numbers."""
    before = _BEFORE.match(plain)
    if before and (datum := _datum(before["words"])):
        return plain[before.end() :].strip(" )]"), datum
    behind = _BEHIND.search(plain)
    if behind and (datum := _datum(behind["words"])):
        return plain[: behind.start()].strip(), datum
    return plain, ""


def _datum(words: str) -> str:
    name = crs.read_name(words.strip(" :()[]"))
    return "" if name == "unknown" else name
