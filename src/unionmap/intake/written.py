"""Where the coordinates of a row stand, and which way round they are: read as written, nothing converted."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import kernels
from unionmap.intake import coordinates
from unionmap.intake.coordinates import Array, Pairs
from unionmap.intake.fields import Fields
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts

LON, LAT = (73.0, 136.0), (3.0, 54.0)
"""Longitudes and latitudes of China, degrees: they do not overlap, so a swapped pair shows itself."""

_METRES = (100_000.0, 50_000_000.0)
"""Eastings and northings of Chinese projections, zone number in front included, lie between."""


_LOST_DECIMAL = 1_000.0


class Written(NamedTuple):
    """Coordinates as written, the right way round.

    Attributes
    ----------
    x, y : ndarray of float64
        NaN where there is none or it was refused.
    step : ndarray of float64
        The finer of the two last digits, in the unit of the coordinates.
    given_x, given_y : pandas.Series of str
        The cells.
    datum : pandas.Series of str
        Datum that the header of the columns read names, ``""`` where it names none.
    """

    x: Array
    y: Array
    step: Array
    given_x: pd.Series
    given_y: pd.Series
    datum: pd.Series


def read(table: Table, fields: Fields, verdicts: Verdicts) -> Written:
    """Read the coordinates of every row and refuse those that cannot be read; exchange them where all are swapped.

    Where the chosen columns are blank, other columns of coordinates speak.
    """
    columns = fields.choice.columns
    if table.x is not None and table.y is not None:
        pairs, given = _of_geometry(table.x, table.y)
    else:
        pairs, given = _of_columns(table, columns.get("lon", ""), columns.get("lat", ""), columns.get("lonlat", ""))
    datum = pd.Series(fields.choice.datum, index=table.cells.index, dtype="str")
    for spare in fields.choice.spares:
        more, shown = _of_columns(table, spare.lon, spare.lat, spare.lonlat)
        take = pairs.blank & ~more.blank
        pairs = Pairs(*(np.where(take, new, old) for old, new in zip(pairs, more, strict=True)))
        given = (given[0].mask(take, shown[0]), given[1].mask(take, shown[1]))
        datum = datum.mask(take, spare.datum)
        verdicts.change(take, "second_pair", column=spare.lonlat or f"{spare.lon}、{spare.lat}")
    for position, key in table.faults.items():
        verdicts.refuse(np.arange(len(pairs.x)) == position, key)
    verdicts.refuse(pairs.text, "no_number")
    verdicts.refuse(pairs.half, "half_coordinate")
    verdicts.refuse((pairs.x == 0) & (pairs.y == 0), "zero")
    x, y = turn(pairs.x, pairs.y, verdicts)
    return Written(x, y, pairs.step_deg, *given, datum)


def _of_geometry(x: Array, y: Array) -> tuple[Pairs, tuple[pd.Series, pd.Series]]:
    index, no = pd.RangeIndex(len(x)), np.zeros(len(x), dtype=bool)
    shown = [
        pd.Series([repr(float(v)) if np.isfinite(v) else "" for v in axis], index=index, dtype="str") for axis in (x, y)
    ]
    step = np.fmin(*(coordinates.read_columns(part, part).step_deg for part in shown))
    return Pairs(x.copy(), y.copy(), step, np.isnan(x) & np.isnan(y), no, no), (shown[0], shown[1])


def _of_columns(table: Table, lon: str, lat: str, both: str) -> tuple[Pairs, tuple[pd.Series, pd.Series]]:
    none = kernels.blank(table.cells.index)
    if lon and lat:
        first, second = table.cells[lon], table.cells[lat]
        return coordinates.read_columns(first, second), (first.str.strip(), second.str.strip())
    if not both:
        return coordinates.read_columns(none, none), (none, none)
    column = table.cells[both]
    pairs = coordinates.read_pairs(column)
    # One cell names no order: which number is which shows in the numbers.
    turned = between(pairs.y, LON) & between(pairs.x, LAT)
    x, y = np.where(turned, pairs.y, pairs.x), np.where(turned, pairs.x, pairs.y)
    return pairs._replace(x=x, y=y), (column.str.strip(), none)


def between(values: Array, bounds: tuple[float, float]) -> Rows:
    """Tell which values lie within bounds, both included; NaN does not."""
    return np.asarray((values >= bounds[0]) & (values <= bounds[1]))


def could_be_metres(x: Array, y: Array) -> Rows:
    """Tell which pairs can be eastings and northings."""
    return between(np.abs(x), _METRES) & between(np.abs(y), _METRES)


def turn(x: Array, y: Array, verdicts: Verdicts) -> tuple[Array, Array]:
    """Exchange degrees that are swapped in all rows, with a loud note; refuse rows that are swapped among others."""
    right = between(x, LON) & between(y, LAT)
    swapped = between(y, LON) & between(x, LAT) & ~verdicts.refused
    located = np.isfinite(x) & np.isfinite(y) & ~verdicts.refused
    if swapped.any() and not right.any() and swapped.sum() * 2 > located.sum():
        verdicts.note("all_swapped", count=int(swapped.sum()))
        verdicts.change(swapped, "swapped_back")
        return np.where(swapped, y, x), np.where(swapped, x, y)
    if swapped.any():
        verdicts.refuse(swapped, "swapped")
        verdicts.fix(swapped, "swap_fix", lon=_shown(y), lat=_shown(x))
    return x, y


def refuse_impossible(x: Array, y: Array, rows: Rows, verdicts: Verdicts) -> None:
    """Refuse degrees that no place has; propose the decimal point where it plainly was lost."""
    bad_x, bad_y = rows & (np.abs(x) > 180), rows & (np.abs(y) > 90)
    verdicts.refuse(bad_x, "lon_impossible")
    verdicts.refuse(bad_y, "lat_impossible")
    if (bad_x | bad_y).any():
        lon, lat = _decimal_back(x, LON), _decimal_back(y, LAT)
        plain = (bad_x | bad_y) & np.isfinite(lon) & np.isfinite(lat)
        verdicts.fix(plain, "decimal_fix", lon=_shown(lon), lat=_shown(lat))


def _decimal_back(values: Array, bounds: tuple[float, float]) -> Array:
    """Return values of China; whole numbers too large get back the decimal point that they lost."""
    result = np.where(between(values, bounds), values, np.nan)
    for shift in range(1, 9):
        moved = values / 10.0**shift
        lost = np.isnan(result) & (values >= _LOST_DECIMAL) & (values % 1 == 0) & between(moved, bounds)
        result = np.where(lost, moved, result)
    return result


def _shown(values: Array) -> npt.NDArray[np.str_]:
    return np.char.rstrip(np.char.rstrip(np.char.mod("%.7f", values), "0"), ".")
