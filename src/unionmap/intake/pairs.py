"""Which two columns hold the coordinates together, which others could stand in, and the datum that headers name."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from unionmap import crs
from unionmap.intake import vocabulary

_PREFERRED: Mapping[str, int] = {"wgs84": 0, "cgcs2000": 1, "": 2}
_AXIS_WORDS = re.compile(
    r"经度|纬度|东经|北纬|[经纬东北横纵]|longitude|latitude|jingdu|weidu|long|lng|lon|lat"
    r"|[xy]|(?<=lon)e$|(?<=lat)n$|(?<=度)[en]$"
)


@dataclass(frozen=True, slots=True)
class Spare:
    """Coordinate columns beside the chosen ones: a pair of columns, or one that holds both; ``""`` where not used.

    Attributes
    ----------
    lon, lat, lonlat : str
        Headers.
    datum : str
        Datum that they name.
    """

    lon: str = ""
    lat: str = ""
    lonlat: str = ""
    datum: str = ""

    @property
    def headers(self) -> set[str]:
        """The headers used."""
        return {self.lon, self.lat, self.lonlat} - {""}

    @property
    def columns(self) -> dict[str, str]:
        """Field to header."""
        fields = {"lon": self.lon, "lat": self.lat, "lonlat": self.lonlat}
        return {field: header for field, header in fields.items() if header}


def choose(
    named: Mapping[str, Sequence[str]], asked: Mapping[str, str], filled: Callable[[str], bool]
) -> tuple[Spare, tuple[Spare, ...]]:
    """Choose the columns that belong together: filled, WGS-84 before unnamed before any other, plainly named.

    Parameters
    ----------
    named : mapping of str to sequence of str
        ``lon``, ``lat`` and ``lonlat`` to the headers that name them.
    asked : mapping of str to str
        Field to the header that the caller wants for it.
    filled : callable
        Whether the column with a header says anything.

    Returns
    -------
    Spare
        The chosen one; only one of ``lon`` and ``lat`` where the other is nowhere.
    tuple of Spare
        The others that are complete and filled, best first.

    Examples
    --------
    >>> named = {"lon": ["高德经度", "经度"], "lat": ["高德纬度", "纬度"], "lonlat": ["坐标"]}
    >>> chosen, spares = choose(named, {}, lambda header: True)
    >>> chosen.columns, [(spare.lonlat or spare.lon, spare.datum) for spare in spares]
    ({'lon': '经度', 'lat': '纬度'}, [('坐标', ''), ('高德经度', 'gcj02')])
    """
    own = {field: header for field, header in asked.items() if field in vocabulary.COORDINATES}
    ranked = _ranked(_narrowed(named, own), filled)
    chosen = ranked[0] if ranked else _single(named, own)
    if "lonlat" in own and chosen.lonlat != own["lonlat"]:
        chosen = Spare(chosen.lon, chosen.lat, own["lonlat"], chosen.datum)
    used, spares = chosen.headers, list[Spare]()
    for spare in _ranked(named, filled):
        if used & spare.headers or not all(map(filled, spare.headers)) or not _is_safe(spare):
            continue
        spares.append(spare)
        used |= spare.headers
    return chosen, tuple(spares)


def _narrowed(named: Mapping[str, Sequence[str]], own: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Leave only what goes with what the caller asked for."""
    if not own:
        return dict(named)
    if set(own) == {"lonlat"}:
        return {"lonlat": [own["lonlat"]]}
    return {field: [own[field]] if field in own else named.get(field, []) for field in ("lon", "lat")}


def _single(named: Mapping[str, Sequence[str]], own: Mapping[str, str]) -> Spare:
    # An x without a y is no coordinate; a longitude without a latitude is half of one.
    told = {field: [header for header in found if _family(header) != "axes"] for field, found in named.items()}
    half = {field: own.get(field) or next(iter(told.get(field, [])), "") for field in ("lon", "lat")}
    return Spare(half["lon"], half["lat"], "", crs.find_name(half["lon"] or half["lat"]))


def _ranked(named: Mapping[str, Sequence[str]], filled: Callable[[str], bool]) -> list[Spare]:
    """All pairs that can be made, the best first."""
    pairs = [Spare(lon, lat, "", _datum(lon, lat)) for lon, lat in product(named.get("lon", []), named.get("lat", []))]
    pairs += [Spare(lonlat=header, datum=crs.find_name(header)) for header in named.get("lonlat", [])]
    return sorted(pairs, key=lambda pair: _key(pair, filled))


def _key(pair: Spare, filled: Callable[[str], bool]) -> tuple[object, ...]:
    return (
        not all(map(filled, pair.headers)),
        _contradicts(pair),
        _PREFERRED.get(pair.datum, 3),
        bool(pair.lonlat),
        not _is_safe(pair),
        sum(vocabulary.match(header).rank for header in pair.headers),
    )


def _datum(lon: str, lat: str) -> str:
    named = {crs.find_name(lon), crs.find_name(lat)} - {""}
    return named.pop() if len(named) == 1 else ""


def _contradicts(pair: Spare) -> bool:
    return bool(pair.lon) and crs.find_name(pair.lon) != crs.find_name(pair.lat)


def _is_safe(pair: Spare) -> bool:
    """Tell whether two headers are of one family and differ in the axis alone (原经度 with 原纬度)."""
    if pair.lonlat:
        return True
    stems = {_AXIS_WORDS.sub("", vocabulary.fold(header)) for header in (pair.lon, pair.lat)}
    return not _contradicts(pair) and _family(pair.lon) == _family(pair.lat) and len(stems) == 1


def _family(header: str) -> str:
    folded = vocabulary.fold(header)
    return "degrees" if re.search("[经纬]", folded) else "letters" if re.search("lon|lng|lat", folded) else "axes"
