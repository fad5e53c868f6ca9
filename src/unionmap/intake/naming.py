"""Which datum each row is in: what the list says, where it contradicts itself, and what its counties tell."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from unionmap import crs
from unionmap.intake import datum, precedence, projection, statements
from unionmap.intake.coordinates import Array
from unionmap.intake.fields import Fields
from unionmap.intake.precedence import Taken
from unionmap.intake.reconcile import DATUM_DOUBT_M
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.intake.written import LAT, LON, Written, between, could_be_metres
from unionmap.text import LANGUAGES, Words, catalogue, joined, listed, say

GEOGRAPHIC = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""Datums in degrees; anything else is projected."""

_REMARKED = (statements.REMARK, statements.SOURCE)
_OLD = ("EPSG:4610", "EPSG:4214")
_QUOTED = 4


class Named(NamedTuple):
    """The datum or CRS of each row, and how it is known.

    Attributes
    ----------
    name : pandas.Series of str
        Key of `crs.DATUMS`, EPSG code or WKT.
    assumed, inferred : ndarray of bool
        Rows whose datum nobody says: taken as WGS-84, or told by the places that they name.
    disputed : ndarray of bool
        Rows of which the list says another datum too.
    """

    name: pd.Series
    assumed: Rows
    inferred: Rows
    disputed: Rows


def stated(
    table: Table, fields: Fields, written: Written, declared: str, has: Rows, verdicts: Verdicts
) -> tuple[Taken, Words]:
    """Return the datum that each row is said to be in, and why some are in none; contradictions are noted."""
    said = fields.rows["datum_said"]
    words = said[said != ""].drop_duplicates()
    strange = [word for word in words if not statements.of_cell(word)]
    if strange:
        verdicts.note("datum_word_unknown", words="、".join(strange[:3])[:120])
    if declared and _is_projected(table):
        declared = ""  # the file's projection stands; a datum in degrees cannot replace it
    told = statements.gather(table, fields, written, declared)
    taken = precedence.take(told, said.index, has, spares=bool(fields.choice.spares))
    if taken.taken and taken.quotes:
        names = joined(crs.label(name) for name in pd.unique(taken.name[taken.noted]) if name)
        why = catalogue()[f"rows.why_{statements.LEVELS[taken.taken[0]]}"]
        verdicts.note("datum_disagree", said=joined(taken.quotes[:_QUOTED], zh="；", en="; "), taken=names, why=why)
    by_remark = has & np.isin(taken.level, _REMARKED)
    if by_remark.any():
        names = joined(crs.label(name) for name in pd.unique(taken.name[by_remark]))
        columns = listed(dict.fromkeys(one.column for one in told if one.level in _REMARKED))
        verdicts.note("datum_remarked", by_remark, columns=columns, names=names)
    if not taken.taken and taken.quotes:
        quoted = joined(taken.quotes[:_QUOTED], zh="；", en="; ")
        return taken, Words(*(say("rows.datum_torn", lang, said=quoted) for lang in LANGUAGES))
    return taken, catalogue()["rows.datum_unread" if strange else "rows.datum_unstated"]


def _is_projected(table: Table) -> bool:
    file = crs.read_name(table.crs) or (table.crs if crs.is_known(table.crs) else "")
    return file not in ("", "unknown", *GEOGRAPHIC)


def project(written: Written, has: Rows, taken: Taken, cities: pd.Series, local: Rows, verdicts: Verdicts) -> Named:
    """Settle the projection of metre values: the one named, in its usual zone and order of axes, else by the cities.

    Parameters
    ----------
    written, has, taken
        Coordinates, the rows that count, and what is said of their datum.
    cities : pandas.Series of str
        adcode of the city that each row names.
    local : ndarray of bool
        Rows said to be in a grid of their own: their metres are refused unless a projection is named too.
    verdicts : Verdicts
    """
    x, y, named = written.x, written.y, taken.name
    none = np.zeros(len(x), dtype=bool)
    metres = could_be_metres(x, y)
    old = named.isin(_OLD).to_numpy() & metres
    degrees = named.isin(["", *GEOGRAPHIC]).to_numpy() | old
    for name in pd.unique(named[has & ~degrees]):
        rows = has & (named == name).to_numpy()
        fitted = crs.fit_zone(name, x[rows])
        if _exchange(x, y, rows, fitted):
            fitted = crs.fit_zone(name, x[rows])
            verdicts.note("north_first", rows)
            verdicts.change(rows, "read_north_first")
        named = named.mask(rows, fitted)
    verdicts.refuse(has & degrees & metres & local, "local_crs")
    open_rows = has & degrees & metres & ~local
    if not open_rows.any():
        return Named(named, none, none, taken.disputed)
    found = projection.find(x[open_rows], y[open_rows], cities[open_rows])
    if found is None:
        verdicts.refuse(open_rows, "needs_crs")
        return Named(named, none, none, taken.disputed)
    name, swapped = found
    name = (crs.same_zone(name, str(named[old].iloc[0])) if (old & open_rows).any() else "") or name
    verdicts.note("projection_inferred", crs=crs.label(name))
    if swapped:
        x[open_rows], y[open_rows] = y[open_rows].copy(), x[open_rows].copy()
        verdicts.note("north_first", open_rows)
        verdicts.change(open_rows, "read_north_first")
    return Named(named.mask(open_rows, name), none, open_rows, taken.disputed)


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


def decide(written: Written, has: Rows, named: Named, said: pd.Series, cause: Words, verdicts: Verdicts) -> Named:
    """Settle the datum of rows that name none, and tell where one that is named is contradicted by the counties.

    Parameters
    ----------
    written, has, named
        Coordinates, the rows that count, and the datum that they name.
    said : pandas.Series of str
        adcode of the county, else the city, that each row names.
    cause : Words
        Why some rows name none.
    verdicts : Verdicts
    """
    x, y = written.x, written.y
    open_rows = has & (named.name == "").to_numpy()
    named = named._replace(disputed=_check_named(x, y, has & ~named.inferred, named, said, verdicts))
    if not open_rows.any():
        return named
    result = datum.infer(x[open_rows], y[open_rows], said[open_rows].tolist())
    if result.decided:
        chance = f"{result.p_value:.1g}"
        verdicts.note("datum_inferred", datum=crs.label(result.best), count=result.rows_tested, p=chance, cause=cause)
        return named._replace(name=named.name.mask(open_rows, result.best), inferred=named.inferred | open_rows)
    told = ((crs.label(name), inside) for name, inside in result.counts.items())
    counts = joined((Words(f"{name.zh} {inside}", f"{name.en} {inside}") for name, inside in told), zh="，")
    metres = f"{DATUM_DOUBT_M:.0f}"
    verdicts.note("datum_assumed", count=result.rows_tested, counts=counts, metres=metres, cause=cause)
    return named._replace(name=named.name.mask(open_rows, "wgs84"), assumed=open_rows)


def _check_named(x: Array, y: Array, has: Rows, named: Named, said: pd.Series, verdicts: Verdicts) -> Rows:
    """Test the datums that are named; return the rows whose datum stays disputed."""
    disputed = named.disputed & has
    for name in [name for name in pd.unique(named.name[has]) if name in GEOGRAPHIC]:
        own = has & (named.name == name).to_numpy()
        result = datum.infer(x[own], y[own], said[own].tolist())
        count, label = result.rows_tested, crs.label(name)
        if result.decided and crs.plain(result.best) != crs.plain(name):
            verdicts.note("datum_contradicted", said=label, better=crs.label(result.best), count=count)
        elif result.decided and (disputed & own).any():
            verdicts.note("datum_upheld", said=label, count=count)
            disputed &= ~own
    verdicts.note("datum_disputed", disputed, metres=f"{DATUM_DOUBT_M:.0f}")
    return disputed
