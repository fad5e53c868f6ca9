"""The figures of a report, from sites alone. What counts is decided in `filters`, what is located in `schema`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from unionmap import facilities, filters, kinds, places, schema
from unionmap.workflows.load import catalogue, totals_for

LINES = ("bus_route", "bus_stop")
"""Kinds that are not places to go to: they are named apart from sites, and have neither hours nor facilities."""
_TALLIES = ["listed", "usable", "rough", "unlocated"]


class Tally(NamedTuple):
    """How many are listed, located well enough to count, located roughly, and not located."""

    listed: int
    usable: int
    rough: int
    unlocated: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A city or county and its tallies; without ``adcode`` and ``name`` those of which it is not known."""

    adcode: str
    name: str
    tally: Tally
    kinds: dict[str, Tally]


class Official(NamedTuple):
    """A published total, and how many of the list lie in its area."""

    kind: str
    entry: dict[str, str]
    listed: int


class Stated(NamedTuple):
    """How many sites of a kind there are, and of how many hours and facilities are stated."""

    listed: int
    hours: int
    facilities: int


def tally(frame: gpd.GeoDataFrame) -> Tally:
    """Count the sites of a frame by how well they are located."""
    usable, rough = int(filters.usable(frame).sum()), int(filters.approximate(frame).sum())
    return Tally(len(frame), usable, rough, int((~schema.located(frame)).sum()))


def by_kind(sites: schema.Sites) -> dict[str, Tally]:
    """Count the sites of each kind that has any."""
    return {kind: tally(frame) for kind, frame in sites.items() if len(frame)}


def by_unit(sites: schema.Sites, level: str) -> list[Unit]:
    """Count the sites by city or county, and in each by kind; most sites first, those of no known unit last."""
    code, name = ("city_adcode", "city") if level == "city" else ("adcode", "county")
    frame = schema.merge(sites)
    marks = pd.DataFrame(
        {
            "adcode": frame[code],
            "name": frame[name],
            "unit": frame[name].where(frame[code] == "", ""),
            "kind": frame["kind"],
            "listed": 1,
            "usable": filters.usable(frame).astype(int),
            "rough": filters.approximate(frame).astype(int),
            "unlocated": (~schema.located(frame)).astype(int),
        }
    )
    units = []
    for (adcode, _), rows in marks.groupby(["adcode", "unit"], sort=True):
        inner = rows.groupby("kind")[_TALLIES].sum()
        tallies = {kind: Tally(*map(int, inner.loc[kind])) for kind in kinds.KINDS if kind in inner.index}
        units.append(Unit(str(adcode), str(rows["name"].iloc[0]), Tally(*map(int, rows[_TALLIES].sum())), tallies))
    return sorted(units, key=lambda unit: (not (unit.adcode or unit.name), -unit.tally.listed))


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies.

    Examples
    --------
    >>> total([Tally(2, 1, 0, 1), Tally(3, 1, 1, 1)])
    Tally(listed=5, usable=2, rough=1, unlocated=2)
    """
    held = list(tallies)
    return Tally(*(sum(part) for part in zip(*held, strict=True))) if held else Tally(0, 0, 0, 0)


def listed_in(sites: schema.Sites, kind: str, adcode: str) -> int:
    """Return how many sites of a kind the list has in an area."""
    frame = sites[kind]
    return len(frame) if adcode == places.COUNTRY else int(filters.in_area(frame, adcode).sum())


def officials(sites: schema.Sites, area: str) -> list[Official]:
    """Return the published totals of an area and of what lies in it, for the kinds listed (all, if there are none)."""
    held = set(by_kind(sites)) or set(kinds.KINDS)
    everywhere = area in ("", places.COUNTRY)
    pairs = dict.fromkeys((entry["kind"], entry["adcode"]) for entry in catalogue()["totals"])
    return [
        Official(kind, entry, listed_in(sites, kind, adcode))
        for kind, adcode in pairs
        if kind in held and (everywhere or places.contains(area, adcode))
        for entry in totals_for(kind, adcode)
    ]


def stated(sites: schema.Sites) -> dict[str, Stated]:
    """Count, kind by kind, of how many sites hours and facilities are stated; lines and their stops have none."""
    return {
        kind: Stated(len(frame), int((frame["opening_hours"] != "").sum()), int((frame["facilities"] != "").sum()))
        for kind, frame in sites.items()
        if len(frame) and kind not in LINES
    }


def offered(sites: schema.Sites) -> dict[str, int]:
    """Count the sites that are known to have each facility, most first."""
    cells = pd.concat([frame["facilities"] for kind, frame in sites.items() if kind not in LINES])
    held = cells.map(lambda cell: tuple(dict.fromkeys(facilities.split(cell)))).explode().value_counts()
    found = {key: int(held[key]) for key in facilities.FACILITIES if key in held.index}
    return dict(sorted(found.items(), key=lambda entry: -entry[1]))


def doubts(sites: schema.Sites) -> dict[str, int]:
    """Count the sites that carry each doubt, most first."""
    codes = pd.Series([code for frame in sites.values() for code in schema.doubt_codes(frame)], dtype="object")
    counted = codes.value_counts()
    found = {code: int(counted[code]) for code in schema.DOUBTS if code in counted.index}
    return dict(sorted(found.items(), key=lambda entry: -entry[1]))


def doubted(sites: schema.Sites) -> int:
    """Return how many sites carry any doubt."""
    return sum(int((frame["doubts"] != "").sum()) for frame in sites.values())


def sources(sites: schema.Sites) -> pd.DataFrame:
    """Return the sources of the sites: ``source_title``, ``source_date``, ``source_url``, ``sites``; most first."""
    columns = ["source_title", "source_date", "source_url"]
    frame = pd.concat([pd.DataFrame(rows[[*columns, "list_file"]]) for rows in sites.values()])
    frame["source_title"] = frame["source_title"].where(frame["source_title"] != "", frame["list_file"])
    grouped = frame.groupby(columns[:2])
    found = grouped["source_url"].agg(lambda urls: next(filter(None, urls), "")).to_frame()
    found["sites"] = grouped.size()
    return found.reset_index().sort_values(["sites", *columns[:2]], ascending=[False, True, True], ignore_index=True)


def newest(sites: schema.Sites) -> str:
    """Return the date of the newest source, or ``""``."""
    return max((date for frame in sites.values() for date in frame["source_date"] if date), default="")
