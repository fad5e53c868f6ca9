"""Which datum each row is in: what the list says, where it contradicts itself, and what its counties tell."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from unionmap import crs, kernels
from unionmap.intake import datum, projection
from unionmap.intake.coordinates import Array
from unionmap.intake.fields import Fields
from unionmap.intake.reconcile import DATUM_DOUBT_M
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.intake.written import LAT, LON, Written, between, could_be_metres
from unionmap.text import Words, joined

GEOGRAPHIC = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""Datums in degrees; anything else is projected."""


class Named(NamedTuple):
    """The datum or CRS of each row, and how it is known.

    Attributes
    ----------
    name : pandas.Series of str
        Key of `crs.DATUMS`, EPSG code or WKT.
    assumed, inferred : ndarray of bool
        Rows whose datum nobody says: taken as WGS-84, or told by the places that they name.
    """

    name: pd.Series
    assumed: Rows
    inferred: Rows


def stated(table: Table, fields: Fields, written: Written, declared: str, verdicts: Verdicts) -> pd.Series:
    """Return the datum that each row names, ``""`` for none: its own word, its column's, the caller's, the file's.

    Words that contradict each other are noted.
    """
    said = fields.rows["datum_said"]
    own = kernels.each_text(said, crs.read_name)
    strange = (own == "") & (said != "")
    if strange.any():
        verdicts.note("datum_word_unknown", words="、".join(said[strange].drop_duplicates().head(3))[:120])
    own = own.mask(own == "unknown", "")
    file = crs.read_name(table.crs) or (table.crs if crs.is_known(table.crs) else "") or _told(table)
    file = "" if file == "unknown" else file
    if declared and file and file not in GEOGRAPHIC:
        projected, declared = file, ""  # the file's projection stands; a datum in degrees cannot replace it
        column = pd.Series(projected, index=own.index, dtype="str")
    else:
        column = written.datum.where(written.datum != "", declared or file)
    result = own.where(own != "", column)
    by_file = file if not table.crs_by_rule else ""
    _note_contradictions(own, [*pd.unique(written.datum), *_headers(fields), declared, by_file], result, verdicts)
    return result


def _headers(fields: Fields) -> list[str]:
    columns = fields.choice.columns
    return [crs.find_name(columns[field]) for field in ("lon", "lat", "lonlat") if field in columns]


def _told(table: Table) -> str:
    """Return the one datum that titles, the sheet's name or remarks below the list name."""
    named = {name for text in (*table.titles, table.sheet, *table.footers) if (name := crs.find_name(text))}
    return named.pop() if len(named) == 1 else ""


def _note_contradictions(own: pd.Series, others: list[str], result: pd.Series, verdicts: Verdicts) -> None:
    known = {crs.plain(name): name for name in (*pd.unique(own), *others) if name}
    if len(known) > 1:
        taken = joined(crs.label(name) for name in pd.unique(result) if name)
        names = joined(crs.label(name) for name in known.values())
        taken = taken if taken.zh else Words("WGS-84", "WGS-84")
        verdicts.note("datum_disagree", names=names, taken=taken)


def project(written: Written, has: Rows, named: pd.Series, cities: pd.Series, verdicts: Verdicts) -> Named:
    """Settle the projection of metre values: the one named, in its usual zone and order of axes, else by the cities."""
    x, y = written.x, written.y
    none = np.zeros(len(x), dtype=bool)
    degrees = named.isin(["", *GEOGRAPHIC]).to_numpy()
    for name in pd.unique(named[has & ~degrees]):
        rows = has & (named == name).to_numpy()
        fitted = crs.fit_zone(name, x[rows])
        if _exchange(x, y, rows, fitted):
            fitted = crs.fit_zone(name, x[rows])
            verdicts.note("all_swapped", count=int(rows.sum()))
            verdicts.change(rows, "swapped_back")
        named = named.mask(rows, fitted)
    open_rows = has & degrees & could_be_metres(x, y)
    if not open_rows.any():
        return Named(named, none, none)
    found = projection.find(x[open_rows], y[open_rows], cities[open_rows])
    if found is None:
        verdicts.refuse(open_rows, "needs_crs")
        return Named(named, none, none)
    name, swapped = found
    verdicts.note("projection_inferred", crs=crs.label(name))
    if swapped:
        x[open_rows], y[open_rows] = y[open_rows].copy(), x[open_rows].copy()
        verdicts.note("all_swapped", count=int(open_rows.sum()))
        verdicts.change(open_rows, "swapped_back")
    return Named(named.mask(open_rows, name), none, open_rows)


def _exchange(x: Array, y: Array, rows: Rows, name: str) -> bool:
    """Exchange the axes in place where only that puts rows into China: surveyors call the northing X."""
    first, second = x[rows], y[rows]
    if _share(first, second, name) >= 0.5 or _share(second, first, crs.fit_zone(name, second)) < 0.5:
        return False
    x[rows], y[rows] = second, first
    return True


def _share(x: Array, y: Array, name: str) -> float:
    lon, lat = crs.to_wgs84(x, y, name)
    return float((between(lon, LON) & between(lat, LAT)).mean())


def decide(written: Written, has: Rows, named: Named, said: pd.Series, verdicts: Verdicts) -> Named:
    """Settle the datum of rows that name none, and tell where one that is named is contradicted by the counties."""
    x, y = written.x, written.y
    open_rows = has & (named.name == "").to_numpy()
    _check_named(x, y, has & ~named.inferred, named.name, said, verdicts)
    if not open_rows.any():
        return named
    result = datum.infer(x[open_rows], y[open_rows], said[open_rows].tolist())
    if result.decided:
        verdicts.note(
            "datum_inferred", datum=crs.label(result.best), count=result.rows_tested, p=f"{result.p_value:.1g}"
        )
        return Named(named.name.mask(open_rows, result.best), named.assumed, named.inferred | open_rows)
    told = ((crs.label(name), inside) for name, inside in result.counts.items())
    counts = joined((Words(f"{name.zh} {inside}", f"{name.en} {inside}") for name, inside in told), zh="，")
    verdicts.note("datum_assumed", count=result.rows_tested, counts=counts, metres=f"{DATUM_DOUBT_M:.0f}")
    return Named(named.name.mask(open_rows, "wgs84"), open_rows, named.inferred)


def _check_named(x: Array, y: Array, has: Rows, named: pd.Series, said: pd.Series, verdicts: Verdicts) -> None:
    for name in [name for name in pd.unique(named[has]) if name in GEOGRAPHIC]:
        own = has & (named == name).to_numpy()
        result = datum.infer(x[own], y[own], said[own].tolist())
        if result.decided and crs.plain(result.best) != crs.plain(name):
            verdicts.note(
                "datum_contradicted", said=crs.label(name), better=crs.label(result.best), count=result.rows_tested
            )
