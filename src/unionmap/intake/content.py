"""What a column holds where its header does not say: coordinates of China, names of stations, addresses."""

import re
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from unionmap import cells, hours, kernels
from unionmap.intake import coordinates, links, phrases, vocabulary

Sample = Callable[[str], Sequence[str]]
"""Gives some cells of the column with this header that say something."""

_SAMPLE = 200
_TOP = 1_000
_MORE = 2_000
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_METRES = 100_000.0
_FINE = 0.0011
"""Degrees: three decimals, or whole seconds."""

_STATION_WORDS = re.compile(f"{vocabulary.STATION_WORDS}|(?:{vocabulary.STATION_ENDS})$")
_ADDRESS_WORDS = re.compile("路|街|巷|大道|交叉口|号|镇|乡|村|县|区")
_NO_COORDINATE = re.compile(
    r"面积|[高长宽深厚温湿速跨]度|[里路行]程|海拔|时|楼|层|号|月|年|日|期|数|量|价|金|元|费|电话|手机|联系|邮|编|码|距离|半径|间距|率|比|分|版本"
    r"|重|米|公里|㎡|岁|龄|备注|说明|area|height|size|price|time|date|phone|count|num|score|rate|radius|distance|version|year|id$"
)
_NO_NAME = re.compile(
    "单位|部门|机关|组织|联系|负责|管理|主管|责任|备注|说明|简介|类|性质|等级|级别|状态|路线|乘车|公交|周边|附近"
)
_TIMES = re.compile(
    r"时间(?:段|安排|表)?|时段|时刻|作息|(?:对外)?(?:开放|营业)(?:情况|方式|类型|形式|安排|状态)?|times?|列\d+|column\d+|unnamed\d+"
)
_CLOCKS = re.compile(r"\d\s*[:：点时]|小时|全天|[早晚]\s*\d")
_A_PAIR_ONLY = re.compile("经.*纬|纬.*经|coord|lnglat|latlng|lonlat|latlon|gps|wkt|geom")


def sample(column: pd.Series) -> list[str]:
    """Return up to 200 cells that say something, from the top.

    Examples
    --------
    >>> sample(pd.Series(["", "无", "甲", "-", "乙"], dtype="str"))
    ['甲', '乙']
    """
    for part in (column.head(_TOP), column):
        bare = part.str.strip()
        filled = part[~bare.isin(cells.NOTHING)].head(2 * _SAMPLE)
        found = [str(cell) for cell in filled if not cells.says_nothing(str(cell))]
        if found:
            return found[:_SAMPLE]
    return []


def share(found: Sequence[str], fits: Callable[[str], object]) -> float:
    """Return the share of cells that fit, 0 where there is none."""
    return sum(bool(fits(cell)) for cell in found) / len(found) if found else 0.0


def is_place(cell: str) -> bool:
    """Tell whether a cell holds a pair that can be a place: degrees of China, either way round, or metres.

    Examples
    --------
    >>> is_place("113.65,34.75"), is_place("34.75 113.65"), is_place("08:00,18:00"), is_place("1.38E+10")
    (True, True, False, False)
    """
    pair = coordinates.parse_pair(cell)
    if not pair:
        return False
    first, second = (part.value for part in pair)
    return _in_china(first, second) or _in_china(second, first) or min(abs(first), abs(second)) >= _METRES


def _in_china(lon: float, lat: float) -> bool:
    return _LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1]


def sort_out(named: dict[str, list[str]], table: pd.DataFrame, sampled: Sample) -> list[str]:
    """Let what columns hold decide where headers leave it open: 位置 may be a pair, 坐标 an address, 开放时间 a date.

    Parameters
    ----------
    named : dict of str to list of str
        Field to the headers that name it; changed in place.
    table : pandas.DataFrame
    sampled : callable

    Returns
    -------
    list of str
        Headers that name a pair while no cell can be read as one, nor as an address: they are open again.
    """
    both = list(named.get("lonlat", []))
    for field, fits in (("address", is_place), ("source_url", links.find)):
        for header in list(named.get(field, [])):
            if share(sampled(header), fits) > 0.5:
                _move(named, header, field, "lonlat")
    for header in list(named.get("opening_hours", [])):
        if _are_dates(sampled(header)):
            _move(named, header, "opening_hours", "opened_on")
    left: list[str] = []
    for header in both:
        if not sampled(header) or _has_pair(table[header], sampled(header)):
            continue
        is_address = share(sampled(header), _ADDRESS_WORDS.search) > 0.5 and not _says_pair(header)
        _move(named, header, "lonlat", "address" if is_address else "")
        left += [] if is_address else [header]
    return left


def _move(named: dict[str, list[str]], header: str, was: str, now: str) -> None:
    named[was].remove(header)
    if not named[was]:
        del named[was]
    if now:
        named.setdefault(now, []).append(header)


def _are_dates(found: Sequence[str]) -> bool:
    """Tell whether cells are days when sites opened; hours that a spreadsheet made dates of are of one year."""
    days = [(cell, day) for cell in found if (day := phrases.read_date(cell))]
    if 2 * len(days) <= len(found) or any(map(_is_hours, found)):
        return False
    no_hours = sum(phrases.read_hours(cell)[1] != "date" for cell, _ in days)
    return len({day[:4] for _, day in days}) > 1 or 5 * no_hours >= len(days)


def _is_hours(cell: str) -> bool:
    return bool(_CLOCKS.search(cell)) and bool(hours.parse(cell).rules)


def _says_pair(header: str) -> bool:
    return bool(_A_PAIR_ONLY.search(vocabulary.fold(header)))


def _has_pair(column: pd.Series, found: Sequence[str]) -> bool:
    if any(map(coordinates.parse_pair, found)):
        return True
    more = column[kernels.holds(column, r"\d[^\d.]+\d")].head(_MORE)
    return any(coordinates.parse_pair(str(cell)) for cell in more)


def find(headers: Sequence[str], taken: Mapping[str, str], sampled: Sample, *, geometry: bool) -> dict[str, str]:
    """Find the columns that no header names, by what they hold.

    Parameters
    ----------
    headers : sequence of str
        Those still free.
    taken : mapping of str to str
        Fields that have their column already.
    sampled : callable
    geometry : bool
        The table has coordinates of its own: none are looked for.

    Returns
    -------
    dict of str to str
        Field to header.

    Examples
    --------
    >>> held = {"列1": ["甲驿站", "乙驿站"], "列2": ["113.651", "113.702"], "列3": ["34.751", "34.812"]}
    >>> find(list(held), {}, held.__getitem__, geometry=False)
    {'lon': '列2', 'lat': '列3', 'name': '列1'}
    """
    found: dict[str, str] = {}
    if not geometry and not set(vocabulary.COORDINATES) & set(taken):
        found = _coordinates([header for header in headers if not _NO_COORDINATE.search(header.casefold())], sampled)
    open_headers = [header for header in headers if not _NO_NAME.search(header) and not vocabulary.recognise(header)]
    for field, words, least in (("name", _STATION_WORDS, 0.5), ("address", _ADDRESS_WORDS, 0.8)):
        if field in taken:
            continue
        rest = [header for header in open_headers if header not in found.values()]
        scored = {header: _told(sampled(header), words, apart=field == "name") for header in rest}
        best = max(scored, key=lambda header: scored[header], default="")
        if best and scored[best] >= least:
            found[field] = best
    rest = [header for header in open_headers if header not in found.values()]
    return found if "opening_hours" in taken else found | _hours(rest, sampled)


def _hours(headers: Sequence[str], sampled: Sample) -> dict[str, str]:
    named = [header for header in headers if _TIMES.fullmatch(vocabulary.fold(header))]
    return next(({"opening_hours": header} for header in named if share(sampled(header), _is_hours) > 0.5), {})


def _told(found: Sequence[str], words: re.Pattern[str], *, apart: bool) -> float:
    """Share of cells that hold such words; what many rows have in common is a kind or an owner, not a name."""
    return 0.0 if apart and len(set(found)) * 2 < len(found) else share(found, words.search)


def _coordinates(headers: Sequence[str], sampled: Sample) -> dict[str, str]:
    lon = [header for header in headers if _is_axis(sampled(header), _LON)]
    lat = [header for header in headers if _is_axis(sampled(header), _LAT)]
    places = {header: place for place, header in enumerate(headers)}
    pairs = [(abs(places[x] - places[y]), x, y) for x in lon for y in lat]
    if pairs:
        _, x, y = min(pairs, key=lambda pair: pair[0])
        return {"lon": x, "lat": y}
    return next(({"lonlat": header} for header in headers if _are_pairs(sampled(header))), {})


def _is_axis(found: Sequence[str], bounds: tuple[float, float]) -> bool:
    angles = [coordinates.parse_angle(cell) for cell in found]
    read = [angle for angle in angles if angle and bounds[0] <= angle.value <= bounds[1]]
    return _enough(len(read), sum(angle.step <= _FINE for angle in read), len(found))


def _are_pairs(found: Sequence[str]) -> bool:
    places = [cell for cell in found if is_place(cell)]
    pairs = [(coordinates.parse_pair(cell), links.find(cell)) for cell in places]
    fine = sum(bool(link) or (pair is not None and max(part.step for part in pair) <= _FINE) for pair, link in pairs)
    return _enough(len(places), fine, len(found))


def _enough(read: int, fine: int, count: int) -> bool:
    return count > 0 and read >= 0.9 * count and fine * 2 > count
