"""Which projected CRS metres may be in, by their size alone."""

import numpy as np
import numpy.typing as npt

from unionmap.crs import zones
from unionmap.crs.shifts import Array

Candidate = tuple[str, bool]

WEST_DEG, EAST_DEG = 73.5, 135.1
"""Longitudes that China reaches, degrees."""

_NORTHING_M = (1.7e6, 6.0e6)
_REACH_M = 340_000.0
_FALSE_EASTING_M = 500_000.0
_MERCATOR_X = (8.18e6, 1.505e7)
_MERCATOR_Y = (3.8e5, 7.15e6)
_DEGREE_M = 111_320.0
_SHARE = 0.5


def guess_projected(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Candidate, ...]:
    """Return the projected CRSs of China that coordinates may be in, judged by their size.

    Candidates only: a caller tests them against the places that the rows name. Beijing 1954 and Xi'an 1980 have
    coordinates of the same size as CGCS2000 and cannot be told from them; they differ by up to about 120 m.

    Parameters
    ----------
    x, y : array_like of float
        First and second coordinate as given; a candidate fits at least half of the finite rows.

    Returns
    -------
    tuple of (str, bool)
        CRS, and whether the two coordinates are swapped: Chinese surveyors write the northing first and call it X.
        CGCS2000 zones where the easting carries a zone number; ``EPSG:3857`` and ``bd09mc`` for Mercator metres;
        every 3-degree meridian that puts the row into China where the easting has no zone number. Empty for
        degrees, and for what fits nothing.

    Examples
    --------
    >>> guess_projected(38412099, 3749647)
    (('EPSG:4526', False),)
    >>> guess_projected(3749647, 38412099)
    (('EPSG:4526', True),)
    >>> guess_projected(12934801.49, 3387137.46)
    (('EPSG:3857', False), ('bd09mc', False))
    """
    first, second = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    finite = np.isfinite(first) & np.isfinite(second)
    first, second = first[finite], second[finite]
    if not first.size:
        return ()
    straight = [(name, False) for name in _fits(first, second)]
    return (*straight, *((name, True) for name in _fits(second, first)))


def _fits(east: Array, north: Array) -> list[str]:
    return [*_with_zone(east, north), *_mercator(east, north), *_without_zone(east, north)]


def _often(fits: npt.NDArray[np.bool_]) -> bool:
    return bool(fits.mean() >= _SHARE)


def _between(values: Array, bounds: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= bounds[0]) & (values <= bounds[1])


def _with_zone(east: Array, north: Array) -> list[str]:
    number, rest = np.divmod(east, 1_000_000)
    sound = (np.abs(rest - _FALSE_EASTING_M) <= _REACH_M) & _between(north, _NORTHING_M)
    every = (zone for width in zones.ZONES for zone in zones.ZONES[width])
    return [zones.by_zone("cgcs2000", zone) for zone in every if _often(sound & (number == zone))]


def _mercator(east: Array, north: Array) -> list[str]:
    fits = _between(east, _MERCATOR_X) & _between(north, _MERCATOR_Y)
    return ["EPSG:3857", "bd09mc"] if _often(fits) else []


def _without_zone(east: Array, north: Array) -> list[str]:
    off = east - _FALSE_EASTING_M
    sound = (np.abs(off) <= _REACH_M) & _between(north, _NORTHING_M)
    if not _often(sound):
        return []
    shift = off / (_DEGREE_M * np.cos(np.radians(np.clip(north, 0, 6.0e6) / _DEGREE_M)))
    meridians = [zones.meridian_of(zone) for zone in zones.ZONES[3]]
    inside = [degrees for degrees in meridians if _often(sound & _between(degrees + shift, (WEST_DEG, EAST_DEG)))]
    return [zones.by_meridian("cgcs2000", degrees) for degrees in inside]
