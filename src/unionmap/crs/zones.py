"""Gauss-Krüger zones of China: their numbers, central meridians and EPSG codes.

6-degree zones 13 to 23 have their central meridian at 6n - 3 degrees, 3-degree zones 25 to 45 at 3n. EPSG lists
each twice: with the zone number in front of the easting ("zone 38", 38 500 000 m on the meridian) and without
("CM 114E", 500 000 m). A 6-degree zone and a 3-degree one of the same meridian have the same coordinates.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

ZONES = MappingProxyType({3: range(25, 46), 6: range(13, 24)})
"""Zone numbers over China by width in degrees."""

_FARTHEST_M = 1e9


class Series(NamedTuple):
    """First EPSG codes of a datum's four series, and its code in degrees."""

    degrees: str
    wide_zone: int
    wide_meridian: int
    narrow_zone: int
    narrow_meridian: int


SERIES: Mapping[str, Series] = MappingProxyType(
    {
        "cgcs2000": Series("cgcs2000", 4491, 4502, 4513, 4534),
        "xian80": Series("EPSG:4610", 2327, 2338, 2349, 2370),
        "beijing54": Series("EPSG:4214", 21413, 21453, 2401, 2422),
    }
)


def meridian_of(zone: int) -> int:
    """Return the central meridian of a zone, degrees east.

    Examples
    --------
    >>> meridian_of(38), meridian_of(19)
    (114, 111)
    """
    return 3 * zone if zone in ZONES[3] else 6 * zone - 3


def by_zone(system: str, zone: int) -> str:
    """Return the CRS of a zone whose number stands in front of the easting, ``""`` where China has none.

    Examples
    --------
    >>> by_zone("cgcs2000", 38), by_zone("cgcs2000", 19), by_zone("cgcs2000", 50)
    ('EPSG:4526', 'EPSG:4497', '')
    """
    series = SERIES[system]
    if zone in ZONES[3]:
        return f"EPSG:{series.narrow_zone + zone - 25}"
    return f"EPSG:{series.wide_zone + zone - 13}" if zone in ZONES[6] else ""


def by_meridian(system: str, degrees: int, width: int = 3) -> str:
    """Return the CRS of a central meridian, easting without zone number, ``""`` where China has none.

    Examples
    --------
    >>> by_meridian("cgcs2000", 114), by_meridian("cgcs2000", 111, 6), by_meridian("cgcs2000", 113)
    ('EPSG:4547', 'EPSG:4508', '')
    """
    series = SERIES[system]
    place, odd = divmod(degrees - 75, width)
    if odd or not 75 <= degrees <= 135:
        return ""
    return f"EPSG:{(series.narrow_meridian if width == 3 else series.wide_meridian) + place}"


def fit_zone(name: str, x: npt.ArrayLike) -> str:
    """Return the CRS with or without zone number that eastings are really in.

    Lists name their zone ("38带") whether or not its number stands in front of the easting.

    Parameters
    ----------
    name : str
        ``EPSG:<code>``; anything but a Gauss-Krüger CRS of China comes back as it is.
    x : array_like of float
        Eastings, metres; the middle one decides.

    Examples
    --------
    >>> fit_zone("EPSG:4526", [412099.0]), fit_zone("EPSG:4547", [38412099.0]), fit_zone("EPSG:4547", [412099.0])
    ('EPSG:4547', 'EPSG:4526', 'EPSG:4547')
    """
    eastings = np.asarray(x, dtype=np.float64)
    eastings = eastings[np.isfinite(eastings)]
    code = int(name[5:]) if name.startswith("EPSG:") and name[5:].isdigit() else 0
    if not eastings.size or not code:
        return name
    number = int(np.median(np.clip(eastings, -_FARTHEST_M, _FARTHEST_M)) // 1_000_000)
    for system, width, zone in _homes(code):
        if number == 0:
            return by_meridian(system, meridian_of(zone), width)
        if number == zone:
            return by_zone(system, zone)
    return name


def same_zone(name: str, degrees: str) -> str:
    """Return the zone of another datum with the same meridian and zone number, ``""`` where there is none.

    Parameters
    ----------
    name : str
        A Gauss-Krüger CRS of China.
    degrees : str
        The other datum in degrees.

    Examples
    --------
    >>> same_zone("EPSG:4547", "EPSG:4610"), same_zone("EPSG:4526", "EPSG:4610"), same_zone("EPSG:3857", "EPSG:4610")
    ('EPSG:2383', 'EPSG:2362', '')
    """
    code = int(name[5:]) if name.startswith("EPSG:") and name[5:].isdigit() else 0
    for system, width, zone in _homes(code):
        own = _firsts(SERIES[system], width).index(code - zone + ZONES[width][0])
        for other in SERIES.values():
            if other.degrees == degrees:
                return f"EPSG:{_firsts(other, width)[own] + zone - ZONES[width][0]}"
    return ""


def _firsts(series: Series, width: int) -> tuple[int, int]:
    """Return the first codes of the series with and without zone number."""
    return (series.narrow_zone, series.narrow_meridian) if width == 3 else (series.wide_zone, series.wide_meridian)


def _homes(code: int) -> list[tuple[str, int, int]]:
    homes = []
    for system, series in SERIES.items():
        for width, firsts in ((width, _firsts(series, width)) for width in ZONES):
            homes += [(system, width, zone) for zone in ZONES[width] if code - zone + ZONES[width][0] in firsts]
    return homes
