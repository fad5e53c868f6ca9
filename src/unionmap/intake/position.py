"""From coordinates as written to places in WGS-84: which way round, which datum, how exact. Doubt only widens."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import crs, kinds, schema
from unionmap.intake import coordinates, naming, packed, region, statements, written
from unionmap.intake.coordinates import Array
from unionmap.intake.fields import Fields
from unionmap.intake.reconcile import DATUM_DOUBT_M
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts

_DECIMALS = 7
"""Decimals kept of a converted coordinate: a centimetre."""

_FULL_TURN = 360.0
_FARTHEST = 1e9


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the rows lie.

    Attributes
    ----------
    x, y : ndarray of float64
        The right way round, in the datum given.
    lon, lat : ndarray of float64
        WGS-84 degrees; NaN without a place.
    step : ndarray of float64
        Last digit as written, in the unit given.
    given_x, given_y : pandas.Series of str
        The coordinate as given.
    given_datum : pandas.Series of str
        Datum that it was taken in; ``unknown`` where that is assumed.
    step_m, doubt_m : ndarray of float64
        How far the last digit reaches; what the datum may add.
    assumed, inferred, disputed : ndarray of bool
        Whose datum is assumed, or inferred from the places named; of whom the list says another one too.
    unclear : ndarray of bool
        Whose decimals may be minutes and seconds.
    datum, how : str
        The datums of the list, and how they are known: ``declared``, ``disputed``, ``inferred``, ``assumed``.
    units : pandas.DataFrame
        `places.resolve` of the rows.
    """

    x: Array
    y: Array
    lon: Array
    lat: Array
    step: Array
    given_x: pd.Series
    given_y: pd.Series
    given_datum: pd.Series
    step_m: Array
    doubt_m: Array
    assumed: Rows
    inferred: Rows
    disputed: Rows
    unclear: Rows
    datum: str
    how: str
    units: pd.DataFrame


def read(table: Table, fields: Fields, declared: str, province: pd.Series, verdicts: Verdicts) -> Positions:
    """Read the coordinates of every row, refuse those that cannot be, and convert the others.

    Parameters
    ----------
    table, fields
        The list.
    declared : str
        Datum or CRS that the caller declares for rows that name none; ``""`` for none.
    province : pandas.Series of str
        adcode of the province that the file or the part of it names, or ``""``.
    verdicts : Verdicts
        Takes refusals, changes and notes.
    """
    given = written.read(table, fields, verdicts)
    if table.x is not None and not table.crs:
        verdicts.note("crs_missing")
    has = np.isfinite(given.x) & np.isfinite(given.y) & ~verdicts.refused
    units = region.resolve(fields.rows, province)
    said = units["adcode"].where(units["adcode"] != "", units["city_adcode"])
    given, unclear = packed.settle(given, has & (table.x is None), said, verdicts)
    named, cause = naming.stated(table, fields, given, declared, has, verdicts)
    local = statements.are_local(table, fields)
    projected = naming.project(given, has, named, units["city_adcode"], local, verdicts)
    degrees = projected.name.isin(["", *naming.GEOGRAPHIC]).to_numpy()
    written.refuse_impossible(given.x, given.y, has & degrees & ~verdicts.refused, verdicts)
    lines = fields.rows["kind"].isin([key for key, kind in kinds.KINDS.items() if kind.geometry != "Point"]).to_numpy()
    verdicts.change(lines & has, "point_dropped")
    has &= ~verdicts.refused & ~lines
    settled = naming.decide(given, has, projected, said, cause, verdicts)
    lon, lat = _convert(given, has, settled.name, verdicts)
    step = np.where(np.abs(np.nan_to_num(given.x)) > _FULL_TURN, given.step, coordinates.step_m(given.step))
    error = {name: crs.error_m(name) for name in pd.unique(settled.name[has])}
    doubt = settled.name.map(error).fillna(0.0).to_numpy(dtype=np.float64)
    doubt = doubt + DATUM_DOUBT_M * (settled.assumed | settled.disputed) + unclear
    shown = settled.name.where(~settled.assumed, "unknown").where(has | verdicts.refused, "")
    flags = settled.assumed, settled.inferred, settled.disputed, unclear > 0
    sure = (given.given_x, given.given_y, shown, step, doubt, *flags)
    return Positions(given.x, given.y, lon, lat, given.step, *sure, *_report(settled, has), units)


def _convert(given: written.Written, has: Rows, names: pd.Series, verdicts: Verdicts) -> tuple[Array, Array]:
    lon, lat = np.full(len(given.x), np.nan), np.full(len(given.x), np.nan)
    for name in pd.unique(names[has]):
        own = has & (names == name).to_numpy()
        lon[own], lat[own] = crs.to_wgs84(given.x[own], given.y[own], name)
        if name not in crs.SAME_AS_WGS84:
            verdicts.change(own, "datum_converted", datum=crs.label(name))
    far = (np.abs(given.x) > _FARTHEST) | (np.abs(given.y) > _FARTHEST)  # PROJ wraps such numbers round the globe
    verdicts.refuse(has & far, "crs_impossible")
    verdicts.refuse(has & ~far & ~((np.abs(lon) <= _FULL_TURN / 2) & (np.abs(lat) <= _FULL_TURN / 4)), "crs_impossible")
    with np.errstate(over="ignore", invalid="ignore"):  # absurd places are refused by the next check
        return np.round(lon, _DECIMALS), np.round(lat, _DECIMALS)


def _report(settled: naming.Named, has: Rows) -> tuple[str, str]:
    names = ",".join(sorted(pd.unique(settled.name[has])))
    flags = {"assumed": settled.assumed, "disputed": settled.disputed, "inferred": settled.inferred}
    how = next((key for key, rows in flags.items() if (rows & has).any()), "declared")
    return names, how if names else ""


def rank_of(error_m: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the place in `schema.PRECISIONS` of the best precision that an error in metres allows.

    Examples
    --------
    >>> rank_of([11.0, 111.0, 1113.0, 11130.0, 111300.0]).tolist()
    [0, 1, 2, 3, 3]
    """
    limits = [schema.PRECISIONS[key].error_m for key in ("exact", "street", "district")]
    return np.searchsorted(limits, np.asarray(error_m, dtype=np.float64)).astype(np.int64)
