"""Where the coordinates of a row stand, and which way round they are: read as written, nothing converted."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import kernels
from unionmap.intake import coordinates, threefold, vocabulary, wrapped
from unionmap.intake.coordinates import UNMARKED, Array, Pairs
from unionmap.intake.fields import Fields
from unionmap.intake.pairs import Spare
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.text import listed

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
    own : pandas.Series of str
        Datum that the cell itself names beside the numbers, or the service that it links to documents.
    """

    x: Array
    y: Array
    step: Array
    given_x: pd.Series
    given_y: pd.Series
    datum: pd.Series
    own: pd.Series


class _Column(NamedTuple):
    """What was read of one pair of columns, or of one: the pairs, the cells, and the datum that each cell names."""

    pairs: Pairs
    x: pd.Series
    y: pd.Series
    own: pd.Series


def read(table: Table, fields: Fields, verdicts: Verdicts) -> Written:
    """Read the coordinates of every row and refuse those that cannot be read; exchange them where all are swapped.

    Where the chosen columns are blank, other columns of coordinates speak.
    """
    columns = fields.choice.columns
    if table.x is not None and table.y is not None:
        pairs, *given = _of_geometry(table.x, table.y)
    else:
        chosen = Spare(columns.get("lon", ""), columns.get("lat", ""), columns.get("lonlat", ""))
        pairs, *given = _of_columns(table, chosen, fields.choice.degrees)
    datum = pd.Series(fields.choice.datum, index=table.cells.index, dtype="str")
    for spare in fields.choice.spares:
        more, *shown = _of_columns(table, spare, ())
        take = pairs.blank & ~more.blank
        pairs = Pairs(*(np.where(take, new, old) for old, new in zip(pairs, more, strict=True)))
        given = [old.mask(take, new) for old, new in zip(given, shown, strict=True)]
        datum = datum.mask(take, spare.datum)
        verdicts.change(take, "second_pair", column=spare.lonlat or listed([spare.lon, spare.lat]))
        verdicts.refuse(take & table.formula_in(spare.headers), "coordinate_formula")
    for position, key in table.faults.items():
        verdicts.refuse(np.arange(len(pairs.x)) == position, key)
    verdicts.refuse(pairs.text, "no_number")
    verdicts.refuse(pairs.half, "half_coordinate")
    verdicts.refuse((pairs.x == 0) & (pairs.y == 0), "zero")
    if table.x is None:
        _note_unmarked(pairs, given[0], given[1], verdicts)
    x, y = turn(pairs.x, pairs.y, verdicts)
    return Written(x, y, pairs.step_deg, given[0], given[1], datum, given[2])


def _note_unmarked(pairs: Pairs, first: pd.Series, second: pd.Series, verdicts: Verdicts) -> None:
    """Tell where degrees, minutes and seconds were read that have no marks: 113.39.12 can be nothing else."""
    rows = np.isfinite(pairs.x) & (kernels.holds(first, UNMARKED) | kernels.holds(second, UNMARKED)).to_numpy()
    if rows.any():
        at = int(np.argmax(rows))
        verdicts.note("dms_unmarked", rows, was=first.iloc[at][:60], lon=_shown(pairs.x[at : at + 1])[0])


def _of_geometry(x: Array, y: Array) -> _Column:
    index, no = pd.RangeIndex(len(x)), np.zeros(len(x), dtype=bool)
    shown = [
        pd.Series([repr(float(v)) if np.isfinite(v) else "" for v in axis], index=index, dtype="str") for axis in (x, y)
    ]
    step = np.fmin(*(coordinates.read_columns(part, part).step_deg for part in shown))
    pairs = Pairs(x.copy(), y.copy(), step, np.isnan(x) & np.isnan(y), no, no)
    return _Column(pairs, shown[0], shown[1], kernels.blank(index))


def _of_columns(table: Table, of: Spare, degrees: Sequence[Sequence[str]]) -> _Column:
    none = kernels.blank(table.cells.index)
    if of.lon and of.lat:
        first, second = (
            threefold.join(table.cells, parts) if len(parts) > 1 else table.cells[parts[0]].str.strip()
            for parts in (degrees or ((of.lon,), (of.lat,)))
        )
        pairs = coordinates.read_columns(first, second)
        return _Column(pairs, first, second, _named(kernels.either(first.where(second == "", ""), second)))
    if not of.lonlat:
        return _Column(coordinates.read_columns(none, none), none, none, none)
    column = table.cells[of.lonlat]
    pairs = coordinates.read_pairs(column)
    # One cell names no order: which number is which shows in the numbers.
    turned = between(pairs.y, LON) & between(pairs.x, LAT)
    x, y = np.where(turned, pairs.y, pairs.x), np.where(turned, pairs.x, pairs.y)
    if vocabulary.recognise(of.lonlat) == "source_url":  # a link without a coordinate is none that cannot be read
        pairs = pairs._replace(blank=pairs.blank | pairs.text, text=np.zeros_like(pairs.text))
    return _Column(pairs._replace(x=x, y=y), column.str.strip(), none, _named(column))


def _named(column: pd.Series) -> pd.Series:
    """Return the datum that each cell names beside its numbers."""
    worded = kernels.holds(column, r"[\pL]{2}|(?i)geo:").to_numpy()
    return kernels.each_text(column.where(worded, ""), lambda cell: wrapped.unwrap(cell).datum if cell else "")


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
        verdicts.note("all_swapped", swapped)
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
