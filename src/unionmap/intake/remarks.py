"""What is told of a list as a whole once its rows are understood, each note with the rows that it is about."""

import numpy as np
import pandas as pd

from unionmap import crs, kernels, schema
from unionmap.intake.fields import Fields
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.text import Words, catalogue, joined, listed, whole

_MOST_COLUMNS, _MOST_PAIRS = 12, 3
_LONGEST = 40
_DAMAGED = "read_bytes_damaged"


def note(table: Table, found: Fields, sites: pd.DataFrame, verdicts: Verdicts) -> None:
    """Note what the clerk should know of names, columns, states, damage and places.

    Parameters
    ----------
    table, found
        The list, and what its rows say.
    sites : geopandas.GeoDataFrame
        Its rows as sites in the making, refused ones among them.
    verdicts : Verdicts
        Takes the notes.
    """
    accepted = ~verdicts.refused
    _names(found, accepted, verdicts)
    _columns(table, found, verdicts)
    verdicts.note("closed", found.closed & accepted)
    if any(told.key == _DAMAGED for told in table.notes):
        broken = [kernels.holds(table.cells[header], "\ufffd").to_numpy() for header in table.cells.columns]
        verdicts.note("damaged", np.logical_or.reduce(broken))
    here = accepted & schema.located(sites).to_numpy()
    converted = sites["given_datum"].where(here, "")
    for name in pd.unique(converted[~converted.isin(["", "unknown", *crs.SAME_AS_WGS84])]):
        verdicts.note("datum_conversion", converted == name, datum=crs.label(str(name)))
    verdicts.note("lowered", sites["doubts"].str.contains("outside_c|far_from_list", regex=True) & accepted)


def _names(found: Fields, accepted: Rows, verdicts: Verdicts) -> None:
    """Warn where what was taken for names hardly can be: found by content alone, mere numbers, all the same."""
    header = _cut(found.choice.columns["name"])
    names = found.rows["name"][accepted]
    if "name" in found.choice.by_content:
        verdicts.note("name_guessed", column=header)
    numbers = ~kernels.holds(names, r"\pL")
    if 2 * numbers.sum() > len(names):
        verdicts.note("names_numbers", numbers.reindex(found.rows.index, fill_value=False), column=header)
    elif len(names) > 2 and (names == names.iloc[0]).all():
        verdicts.note("names_same", column=header, name=whole(_cut(names.iloc[0])), count=len(names))


def _columns(table: Table, found: Fields, verdicts: Verdicts) -> None:
    choice = found.choice
    if choice.by_content:
        named = ((_cut(choice.columns[field]), catalogue()[f"import.field_{field}"]) for field in choice.by_content)
        told = joined(Words(f"{header} = {word.zh}", f"{header} = {word.en}") for header, word in named)
        verdicts.note("columns_by_content", columns=told)
    told_of = {f"{name}_read": headers for name, headers in found.used.items()}
    for key, headers in {"extras_kept": found.plain, **told_of}.items():
        if len(headers):
            verdicts.note(key, columns=listed(map(_cut, headers), most=_MOST_COLUMNS))
    if table.x is None and not {"lon", "lonlat"} & set(choice.columns):
        verdicts.note("no_coordinates", columns=listed(map(_cut, table.cells.columns), most=_MOST_COLUMNS))


def note_pairs(pairs: pd.DataFrame, sites: pd.DataFrame, table: Table, verdicts: Verdicts) -> None:
    """Note accepted rows that are probably one site, the first few by their lines."""
    if not len(pairs):
        return
    place = pd.Series(sites.index, index=sites["site_id"])
    first = pairs.head(_MOST_PAIRS)
    ends = zip(*(table.line(place[first[end]].to_numpy()) for end in ("site_id", "other_id")), strict=True)
    named = listed(Words(f"{one} 与 {other}", f"{one} and {other}") for one, other in ends)
    named = named if len(pairs) <= _MOST_PAIRS else Words(f"{named.zh} 等", f"{named.en} …")
    verdicts.note("proposed", lines=named, count=len(pairs))


def _cut(header: object) -> str:
    return whole(" ".join(str(header).split()))[:_LONGEST]
