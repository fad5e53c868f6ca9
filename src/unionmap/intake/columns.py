"""Which column of a list holds what: by the names that real lists use, declared names first, by content last."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

import pandas as pd

from unionmap import crs, schema
from unionmap.errors import UnknownNameError
from unionmap.intake import coordinates

_NAMES: Mapping[str, str] = MappingProxyType(
    tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))
)
FIELDS = tuple(_NAMES)
"""Fields that a column can be mapped to."""

_PARTS = (("经度", "lon"), ("纬度", "lat"), ("经纬度", "lonlat"), ("longitude", "lon"), ("latitude", "lat"))
DIRECTIONS = frozenset({"方向", "上下行", "行驶方向", "direction"})
"""Folded headers of the column that tells a line's two directions apart."""

_UNITS = re.compile(r"[(（\[【<《].*?[)）\]】>》]|[*＊:：]|\(必填\)|必填")
_ROW_NUMBERS = frozenset({"序号", "序列", "行号", "no", "no.", "num", "number", "xuhao", "index", "fid", "ogc_fid"})


def fold(header: str) -> str:
    """Fold a header for comparison: width, case, blanks and marks of emphasis do not count.

    Examples
    --------
    >>> fold(" ＬＯＮ "), fold("站 点 名 称*")
    ('lon', '站点名称')
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\s*:：'\"“”_\-]+", "", text)


@cache
def _by_name() -> Mapping[str, str]:
    table = {fold(word): field for field, words in _NAMES.items() for word in words.split()}
    own = {
        fold(name): name
        for name in (*FIELDS, *schema.TEXT)
        if name not in ("city_said", "province_said", "county_said")
    }
    return MappingProxyType({**{name: field for name, field in own.items() if field in FIELDS}, **table})


@lru_cache(maxsize=4096)
def recognise(header: str) -> str:
    """Return the field that a header names, or ``""``.

    Examples
    --------
    >>> recognise("驿站名称"), recognise("经度(GCJ-02)"), recognise("高德经度"), recognise("序号")
    ('name', 'lon', 'lon', '')
    """
    known = _by_name()
    folded = fold(header)
    for text in (folded, fold(_UNITS.sub("", unicodedata.normalize("NFKC", header)))):
        if text in known:
            return known[text]
        if text in _ROW_NUMBERS:
            return ""
    if crs.find_name(header):
        bare = _without_datum(folded)
        if bare in known:
            return known[bare]
    return ""


def is_row_number(header: str) -> bool:
    """Tell whether a header is that of a plain row counter (序号), which is no id."""
    return fold(header) in _ROW_NUMBERS


_DATUM_WORDS = re.compile(
    r"wgs1984|wgs84ll|wgs84|gps|gcj02ll|gcj02|bd09mc|bd09ll|bd09|cgcs2000|国家2000|大地2000|2000|4326|4490|高德地图|百度地图|腾讯地图|"
    r"高德|百度|腾讯|火星|国测局|amap|baidu|tencent|web墨卡托|坐标系?|[()（）]"
)


def _without_datum(folded: str) -> str:
    return _DATUM_WORDS.sub("", folded)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which column holds what.

    Attributes
    ----------
    columns : mapping of str to str
        Field to the header of its column.
    datum : str
        Datum that the headers of the coordinates name (``经度(GCJ-02)``); ``""`` where they do not.
    by_content : tuple of str
        Fields whose column was found by what it holds.
    """

    columns: Mapping[str, str]
    datum: str = ""
    by_content: tuple[str, ...] = ()


def choose(cells: pd.DataFrame, wanted: Mapping[str, str] | None = None) -> Choice:
    """Choose a column for each field: as the caller wants, by name, and by content where names fail.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text, a column a header.
    wanted : mapping of str to str, optional
        Header to field, as given with ``--map``; ``""`` or ``-`` as a field keeps a column out of the mapping.

    Raises
    ------
    UnknownNameError
        If a header is not in the table, or a field does not exist.

    Examples
    --------
    >>> table = pd.DataFrame({"站点名称": ["甲"], "经度": ["113.6"], "纬度": ["34.7"]}, dtype="str")
    >>> dict(choose(table).columns)
    {'name': '站点名称', 'lon': '经度', 'lat': '纬度'}
    """
    wanted = dict(wanted or {})
    headers = [str(header) for header in cells.columns]
    for header, field in wanted.items():
        if header not in headers:
            raise UnknownNameError("column", header, headers)
        if field not in ("", "-") and field not in FIELDS:
            raise UnknownNameError("field", field, FIELDS)
    chosen = {field: header for header, field in wanted.items() if field in FIELDS}
    free = [header for header in headers if header not in wanted]
    by_name: dict[str, list[str]] = {}
    for header in free:
        by_name.setdefault(recognise(header), []).append(header)
    by_name.pop("", None)
    _sort_out(by_name, cells)
    datum, pair = _pair(by_name, cells)
    named = {field: found[0] for field, found in by_name.items() if field not in ("lon", "lat")}
    chosen = {**named, **pair, **chosen}
    left = [header for header in free if header not in chosen.values() and header not in by_name.get("lonlat", [])]
    guessed = {field: header for field, header in _by_content(cells, left, chosen).items() if field not in chosen}
    columns = {field: (chosen | guessed)[field] for field in FIELDS if field in chosen | guessed}
    return Choice(MappingProxyType(columns), datum, tuple(guessed))


_SAMPLE = 200
_COORDINATE = re.compile(r"^[+-]?\d{1,3}(\.\d+)?$")
_STATION_WORDS = re.compile("驿站|驿家|服务站|服务点|港湾|之家|工作室|基地|学院|纪念馆|馆$|站$|店$|支行|中心")
_ADDRESS_WORDS = re.compile("路|街|巷|大道|交叉口|号|镇|乡|村|县|区")


def _sample(cells: pd.DataFrame, header: str) -> list[str]:
    column = cells[header]
    return [str(cell) for cell in column[column.str.strip() != ""].head(_SAMPLE)]


def _share(sample: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(cell)) for cell in sample) / len(sample) if sample else 0.0


def _sort_out(by_name: dict[str, list[str]], cells: pd.DataFrame) -> None:
    """位置 may hold an address or a pair of coordinates, and so may 坐标: what it holds decides."""
    for field, other, is_pair in (("address", "lonlat", True), ("lonlat", "address", False)):
        for header in list(by_name.get(field, [])):
            sample = _sample(cells, header)
            if sample and (_share(sample, coordinates.parse_pair) > 0.5) is is_pair:
                by_name[field].remove(header)
                by_name.setdefault(other, []).append(header)
        if not by_name.get(field, [""]):
            del by_name[field]


def _pair(by_name: Mapping[str, list[str]], cells: pd.DataFrame) -> tuple[str, dict[str, str]]:
    """Choose the two columns that belong together: filled, of one family, WGS-84 before unnamed before any other."""
    order = {"wgs84": 0, "cgcs2000": 1, "": 2}
    filled = {header: bool(_sample(cells, header)) for field in ("lon", "lat") for header in by_name.get(field, [])}
    pairs = [
        (not (filled[lon] and filled[lat]), order.get(datum, 3), _family(lon) != _family(lat), lon, lat, datum)
        for lon in by_name.get("lon", [])
        for lat in by_name.get("lat", [])
        if (datum := crs.find_name(lon)) == crs.find_name(lat)
    ]
    if pairs:
        *_, lon, lat, datum = min(pairs, key=lambda found: found[:3])
        return datum, {"lon": lon, "lat": lat}
    singles = {field: by_name[field][0] for field in ("lon", "lat") if by_name.get(field)}
    named = {crs.find_name(header) for header in singles.values()} - {""}
    both = by_name.get("lonlat", [])
    if both and not singles:
        return crs.find_name(both[0]), {}
    return (named.pop() if len(named) == 1 else ""), singles


def _family(header: str) -> str:
    folded = fold(header)
    return "degrees" if re.search("[经纬經緯]", folded) else "letters" if re.search("lon|lng|lat", folded) else "axes"


def _by_content(cells: pd.DataFrame, free: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    samples = {header: _sample(cells, header) for header in free}
    found: dict[str, str] = {}
    if not {"lon", "lat", "lonlat"} & set(chosen):
        found = _coordinates_by_content(samples)
    rest = {header: sample for header, sample in samples.items() if header not in found.values() and len(sample) > 0}
    if "name" not in chosen:
        scored = {header: _share(sample, _STATION_WORDS.search) for header, sample in rest.items()}
        best = max(scored, key=lambda header: scored[header], default="")
        if best and scored[best] >= 0.5:
            found["name"] = best
            rest.pop(best)
    if "address" not in chosen:
        scored = {header: _share(sample, _ADDRESS_WORDS.search) for header, sample in rest.items()}
        best = max(scored, key=lambda header: scored[header], default="")
        if best and scored[best] >= 0.8:
            found["address"] = best
    return found


def _coordinates_by_content(samples: Mapping[str, Sequence[str]]) -> dict[str, str]:
    within: dict[str, str] = {}
    for field, low, high in (("lon", 73.0, 136.0), ("lat", 3.0, 54.0)):
        for header, sample in samples.items():
            fits = _share(sample, lambda cell, a=low, b=high: _is_between(cell, a, b))  # type: ignore[misc]
            if fits >= 0.9 and any("." in cell for cell in sample) and field not in within:
                within[field] = header
    if len(within) == 2:
        return within
    pairs = [header for header, sample in samples.items() if _share(sample, coordinates.parse_pair) >= 0.9]
    return {"lonlat": pairs[0]} if pairs else {}


def _is_between(cell: str, low: float, high: float) -> bool:
    bare = cell.strip()
    return bool(_COORDINATE.match(bare)) and low <= float(bare) <= high
