"""From coordinates as written to places in WGS-84: which way round, which datum, how exact. Doubt only widens."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import crs, kinds, places, schema
from unionmap.intake import coordinates, datum, kernels, projection
from unionmap.intake.coordinates import Array, Pairs
from unionmap.intake.fields import Fields
from unionmap.intake.reconcile import DATUM_DOUBT_M
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts

_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
"""Longitudes and latitudes of China, degrees: they do not overlap, so a swapped pair shows itself."""

_METRES = 100_000.0
_LOST_DECIMAL = 1_000.0
_GEOGRAPHIC = ("wgs84", "cgcs2000", "gcj02", "bd09")
_DECIMALS = 7
"""Decimals kept of a converted coordinate: a centimetre."""


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the rows lie.

    Attributes
    ----------
    x, y : ndarray of float64
        The right way round, in the datum given.
    lon, lat : ndarray of float64
        WGS-84 degrees; NaN without a place.
    given_x, given_y : pandas.Series of str
        The coordinate as given.
    given_datum : pandas.Series of str
        Datum that it was taken in; ``unknown`` where that is assumed.
    step_m, doubt_m : ndarray of float64
        How far the last digit reaches; what the datum may add.
    assumed, inferred : ndarray of bool
        Whose datum is assumed, or inferred from the counties named.
    datum, how : str
        The datums of the list, and how they are known: ``declared``, ``inferred``, ``assumed``.
    """

    x: Array
    y: Array
    lon: Array
    lat: Array
    given_x: pd.Series
    given_y: pd.Series
    given_datum: pd.Series
    step_m: Array
    doubt_m: Array
    assumed: Rows
    inferred: Rows
    datum: str
    how: str


def read(table: Table, fields: Fields, declared: str, province: str, verdicts: Verdicts) -> Positions:
    """Read the coordinates of every row, refuse those that cannot be, and convert the others.

    Parameters
    ----------
    table, fields
        The list.
    declared : str
        Datum or CRS that the caller declares for rows that name none; ``""`` for none.
    province : str
        adcode of the province that the file names, or ``""``.
    verdicts : Verdicts
        Takes refusals, changes and notes.
    """
    pairs, given_x, given_y = _written(table, fields)
    _judge(pairs, table, verdicts)
    x, y = _turn(pairs, verdicts)
    named = _names(table, fields, declared, verdicts)
    if table.x is not None and not table.crs:
        verdicts.note("crs_missing")
    has = np.isfinite(x) & np.isfinite(y) & ~verdicts.refused
    units = places.resolve(fields.rows, within=province)
    named = _metres(x, y, has, named, units, verdicts)
    _impossible(x, y, has, named, verdicts)
    lines = fields.rows["kind"].isin([key for key, kind in kinds.KINDS.items() if kind.geometry != "Point"])
    verdicts.change(lines.to_numpy() & has, "point_dropped")
    has &= ~verdicts.refused & ~lines.to_numpy()
    said = units["adcode"].where(units["adcode"] != "", units["city_adcode"])
    taken, assumed, inferred = _decide(x, y, has, named, said, verdicts)
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for name in pd.unique(taken[has]):
        own = has & (taken == name).to_numpy()
        lon[own], lat[own] = crs.to_wgs84(x[own], y[own], name)
        if name not in ("wgs84", "cgcs2000"):
            verdicts.change(own, "datum_converted", datum=_label(name))
            verdicts.note("datum_conversion", count=int(own.sum()), datum=_label(name))
    lost = has & ~(np.isfinite(lon) & np.isfinite(lat))
    verdicts.refuse(lost, "crs_impossible")
    doubt = (
        taken.map({name: crs.error_m(name) for name in pd.unique(taken[has])}).fillna(0.0).to_numpy(dtype=np.float64)
    )
    doubt = doubt + np.where(assumed, DATUM_DOUBT_M, 0.0)
    metres = np.abs(np.nan_to_num(x)) > 360
    step = np.where(metres, pairs.step_deg, coordinates.step_m(pairs.step_deg))
    shown = taken.where(~assumed, "unknown").where(has | verdicts.refused, "")
    return Positions(
        x,
        y,
        np.round(lon, _DECIMALS),
        np.round(lat, _DECIMALS),
        given_x,
        given_y,
        shown,
        step,
        doubt,
        assumed,
        inferred,
        *_report(taken, has, assumed, inferred),
    )


def _written(table: Table, fields: Fields) -> tuple[Pairs, pd.Series, pd.Series]:
    chosen, index = fields.choice.columns, table.cells.index
    if table.x is not None and table.y is not None:
        nothing = np.isnan(table.x) & np.isnan(table.y)
        no = np.zeros(len(index), dtype=bool)
        shown = [
            pd.Series([repr(float(v)) if np.isfinite(v) else "" for v in axis], index=index, dtype="str")
            for axis in (table.x, table.y)
        ]
        step = np.fmin(*(coordinates.read_columns(part, part).step_deg for part in shown))
        return Pairs(table.x.copy(), table.y.copy(), step, nothing, no, no), shown[0], shown[1]
    if "lon" in chosen and "lat" in chosen:
        first, second = table.cells[chosen["lon"]], table.cells[chosen["lat"]]
        return coordinates.read_columns(first, second), first.str.strip(), second.str.strip()
    if "lonlat" in chosen:
        column = table.cells[chosen["lonlat"]]
        return coordinates.read_pairs(column), column.str.strip(), kernels.blank(index)
    none = kernels.blank(index)
    return coordinates.read_columns(none, none), none, none


def _judge(pairs: Pairs, table: Table, verdicts: Verdicts) -> None:
    for position, key in table.faults.items():
        one = np.zeros(len(pairs.x), dtype=bool)
        one[position] = True
        verdicts.refuse(one, key)
    verdicts.refuse(pairs.text, "no_number")
    verdicts.refuse(pairs.half, "half_coordinate")
    verdicts.refuse((pairs.x == 0) & (pairs.y == 0), "zero")


def _between(values: Array, bounds: tuple[float, float]) -> Rows:
    return np.asarray((values >= bounds[0]) & (values <= bounds[1]))


def _turn(pairs: Pairs, verdicts: Verdicts) -> tuple[Array, Array]:
    x, y = pairs.x.copy(), pairs.y.copy()
    right = _between(x, _LON) & _between(y, _LAT)
    swapped = _between(y, _LON) & _between(x, _LAT) & ~verdicts.refused
    located = np.isfinite(x) & np.isfinite(y) & ~verdicts.refused
    if swapped.any() and not right.any() and swapped.sum() * 2 > located.sum():
        verdicts.note("all_swapped", count=int(swapped.sum()))
        verdicts.change(swapped, "swapped_back")
        return np.where(swapped, y, x), np.where(swapped, x, y)
    verdicts.refuse(swapped, "swapped")
    verdicts.fix(swapped, "swap_fix", lon=_shown(y), lat=_shown(x))
    return x, y


def _names(table: Table, fields: Fields, declared: str, verdicts: Verdicts) -> pd.Series:
    """Return the datum that each row names: its own word, its column, the caller's, the file's."""
    said = fields.rows["datum_said"]
    own = kernels.each_text(said, crs.read_name)
    strange = (own == "") & (said != "")
    if strange.any():
        verdicts.note("datum_word_unknown", words="、".join(said[strange].drop_duplicates().head(3))[:120])
    own = own.mask(own == "unknown", "")
    file = crs.read_name(table.crs) or table.crs
    general = fields.choice.datum or declared or file or _titled(table)
    if declared and file and file not in _GEOGRAPHIC:
        general = file
    return own.where(own != "", general)


def _titled(table: Table) -> str:
    named = {name for text in (*table.titles, table.sheet) if (name := crs.find_name(text))}
    return named.pop() if len(named) == 1 else ""


def _metres(x: Array, y: Array, has: Rows, named: pd.Series, units: pd.DataFrame, verdicts: Verdicts) -> pd.Series:
    """Find the projection of metre values that name none: the one that puts them where their rows say they are."""
    open_rows = has & (named.isin(["", *_GEOGRAPHIC])).to_numpy() & (np.abs(x) >= _METRES) & (np.abs(y) >= _METRES)
    if not open_rows.any():
        return named
    found = projection.find(x[open_rows], y[open_rows], units["city_adcode"][open_rows])
    if found is None:
        verdicts.refuse(open_rows, "needs_crs")
        return named
    name, swapped = found
    verdicts.note("projection_inferred", crs=name)
    if swapped:
        x[open_rows], y[open_rows] = y[open_rows].copy(), x[open_rows].copy()
    return named.mask(pd.Series(open_rows, index=named.index), name)


def _impossible(x: Array, y: Array, has: Rows, named: pd.Series, verdicts: Verdicts) -> None:
    degrees = has & named.isin(["", *_GEOGRAPHIC]).to_numpy()
    bad_x, bad_y = degrees & (np.abs(x) > 180), degrees & (np.abs(y) > 90)
    verdicts.refuse(bad_x, "lon_impossible")
    verdicts.refuse(bad_y, "lat_impossible")
    lon, lat = _decimal_back(x, _LON), _decimal_back(y, _LAT)
    verdicts.fix((bad_x | bad_y) & np.isfinite(lon) & np.isfinite(lat), "decimal_fix", lon=_shown(lon), lat=_shown(lat))


def _shown(values: Array) -> npt.NDArray[np.str_]:
    return np.char.rstrip(np.char.rstrip(np.char.mod("%.7f", values), "0"), ".")


def _decimal_back(values: Array, bounds: tuple[float, float]) -> Array:
    """Return values of China; whole numbers too large get back the decimal point that they lost."""
    result = np.where(_between(values, bounds), values, np.nan)
    for shift in range(1, 9):
        moved = values / 10.0**shift
        result = np.where(
            np.isnan(result) & (values >= _LOST_DECIMAL) & (values % 1 == 0) & _between(moved, bounds), moved, result
        )
    return result


def _decide(
    x: Array, y: Array, has: Rows, named: pd.Series, said: pd.Series, verdicts: Verdicts
) -> tuple[pd.Series, Rows, Rows]:
    """Settle the datum of rows that name none, and tell where named ones are contradicted by their counties."""
    open_rows = has & (named == "").to_numpy()
    none = np.zeros(len(x), dtype=bool)
    if not open_rows.any():
        _contradiction(x, y, has, named, said, verdicts)
        return named, none, none
    result = datum.infer(x[open_rows], y[open_rows], said[open_rows].tolist())
    if result.decided:
        verdicts.note("datum_inferred", datum=_label(result.best), count=result.rows_tested, p=f"{result.p_value:.1g}")
        return named.mask(pd.Series(open_rows, index=named.index), result.best), none, open_rows
    counts = "，".join(f"{_label(name)} {inside}" for name, inside in result.counts.items())
    verdicts.note("datum_assumed", count=result.rows_tested, counts=counts, metres=f"{DATUM_DOUBT_M:.0f}")
    return named.mask(pd.Series(open_rows, index=named.index), "wgs84"), open_rows, none


def _contradiction(x: Array, y: Array, has: Rows, named: pd.Series, said: pd.Series, verdicts: Verdicts) -> None:
    for name in [name for name in pd.unique(named[has]) if name in _GEOGRAPHIC]:
        own = has & (named == name).to_numpy()
        result = datum.infer(x[own], y[own], said[own].tolist())
        equal = {name, result.best} <= {"wgs84", "cgcs2000"}
        if result.decided and result.best != name and not equal:
            verdicts.note("datum_contradicted", said=_label(name), better=_label(result.best), count=result.rows_tested)


def _label(name: str) -> str:
    return crs.DATUMS[name].label.zh if name in crs.DATUMS else name


def _report(taken: pd.Series, has: Rows, assumed: Rows, inferred: Rows) -> tuple[str, str]:
    names = ",".join(sorted(pd.unique(taken[has])))
    how = "assumed" if (assumed & has).any() else "inferred" if (inferred & has).any() else "declared"
    return names, how if names else ""


def precision_of(error_m: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Return the best precision that an error in metres allows.

    Examples
    --------
    >>> precision_of([11.0, 111.0, 1113.0, 11130.0, 111300.0]).tolist()
    ['exact', 'street', 'district', 'city', 'city']
    """
    error = np.asarray(error_m, dtype=np.float64)
    found = np.full(error.shape, "city", dtype=object)
    for key in ("district", "street", "exact"):
        found[error <= schema.PRECISIONS[key].error_m] = key
    return found
