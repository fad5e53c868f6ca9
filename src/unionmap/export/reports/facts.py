"""What every length of a report says, gathered once from the sites: figures, and the key figures in words."""

from dataclasses import dataclass

import pandas as pd

from unionmap import kinds, maps, places, schema
from unionmap.export.pictures.letters import short
from unionmap.export.reports import counts
from unionmap.export.reports.counts import Official, Stated, Tally, Unit
from unionmap.text import say
from unionmap.workflows.load import totals_for

_PROVINCE = "410000"
MOST_LISTED = 500
"""Rows of a list in a report; more are for a table to be worked with."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of a report.

    Attributes
    ----------
    lang : str
    only : str
        What else narrowed the sites; then they are not compared with published totals.
    level : str
        ``city``, or ``county`` where the area is a city or county.
    summary : tuple of str
        The key figures, a sentence each; also what the picture shows, in words.
    kinds, units, officials, stated, offered, doubts
        As `unionmap.export.reports.counts` finds them.
    doubted : int
        Entries with any doubt.
    sources : pandas.DataFrame
        As `counts.sources` finds them.
    lost : tuple of tuple of str
        Name, kind and known address of the first sites without a place, at most `MOST_LISTED`.
    """

    lang: str
    only: str
    level: str
    summary: tuple[str, ...]
    kinds: dict[str, Tally]
    units: list[Unit]
    officials: list[Official]
    stated: dict[str, Stated]
    offered: dict[str, int]
    doubts: dict[str, int]
    doubted: int
    sources: pd.DataFrame
    lost: tuple[tuple[str, str, str], ...]

    @property
    def summed(self) -> str:
        """Return the summary as one text."""
        return ("" if self.lang == "zh" else " ").join(self.summary)

    @property
    def total(self) -> Tally:
        """Return the tally of all entries."""
        return counts.total(self.kinds.values())


def gather(sites: schema.Sites, area: str, lang: str, only: str = "") -> Facts:
    """Return the facts of sites in an area (adcode or ``""``), ``only`` those that match."""
    only = short(only)
    inner = area not in ("", places.COUNTRY) and places.level_of(area) != "province"
    level = "county" if inner else "city"
    return Facts(
        lang=lang,
        only=only,
        level=level,
        summary=_summary(sites, area, lang, only),
        kinds=counts.by_kind(sites),
        units=counts.by_unit(sites, level),
        officials=[] if only else counts.officials(sites, area),
        stated=counts.stated(sites),
        offered=counts.offered(sites),
        doubts=counts.doubts(sites),
        doubted=counts.doubted(sites),
        sources=counts.sources(sites),
        lost=_lost(sites, lang),
    )


def unit_name(unit: Unit, facts: Facts) -> str:
    """Return what a city or county is called."""
    known = places.area_name(unit.adcode, facts.lang)
    return known or unit.name or unit.adcode or say(f"report.{facts.level}_unknown", facts.lang)


def label(kind: str, lang: str) -> str:
    """Return what a kind is called."""
    return kinds.get(kind).label.get(lang)


def figure(number: int) -> str:
    """Write a number.

    Examples
    --------
    >>> figure(186100)
    '186,100'
    """
    return f"{number:,}"


def _summary(sites: schema.Sites, area: str, lang: str, only: str) -> tuple[str, ...]:
    by_kind = counts.by_kind(sites)
    whole = counts.total(by_kind.values())
    said = [say("report.only", lang, only=only)] if only else []
    if not whole.listed:
        return (*said, say("browse.nothing", lang))
    said += [_headline(sites, lang), say("report.places", lang, **_written(**whole._asdict()))]
    said += [] if only else _official(sites, area, lang)
    stated = counts.stated(sites).values()
    if stated:
        listed, hours, offers = (sum(part) for part in zip(*stated, strict=True))
        unknown = {"no_hours": listed - hours, "no_facilities": listed - offers}
        said += [say("report.hours_known", lang, **_written(listed=listed, hours=hours, facilities=offers, **unknown))]
    said += [say("report.newest", lang, date=short(counts.newest(sites), 24) or say("card.undated", lang))]
    return tuple(said)


def _headline(sites: schema.Sites, lang: str) -> str:
    routes, stops = (len(sites[kind]) for kind in counts.LINES)
    rest = sum(map(len, sites.values())) - routes - stops
    held = [say("report.some_sites", lang, **_written(count=rest))] if rest else []
    held += [say("report.some_routes", lang, **_written(routes=routes, stops=stops))] if routes or stops else []
    return say("report.headline", lang, what=say("report.joint", lang).join(held))


def _written(**numbers: int) -> dict[str, str]:
    return {name: figure(number) for name, number in numbers.items()}


def _official(sites: schema.Sites, area: str, lang: str) -> list[str]:
    """Say how many rest stations are listed where a total of them is published, as the page of the map does."""
    if not len(sites["rest_station"]):
        return []
    where = area or _PROVINCE
    published = [
        say("data.total_said", lang, figure=figure(int(entry["figure"])), body=entry["body"], date=entry["date"])
        for entry in totals_for("rest_station", where)
    ]
    listed = figure(counts.listed_in(sites, "rest_station", where))
    joint = say("data.total_joint", lang).join(published) or say("data.total_unknown", lang)
    return [say("report.official", lang, area=places.area_name(where, lang), listed=listed, published=joint)]


def _lost(sites: schema.Sites, lang: str) -> tuple[tuple[str, str, str], ...]:
    frame = schema.merge(sites)
    frame = frame[~schema.located(frame)].sort_values(["city_adcode", "adcode"], kind="stable").head(MOST_LISTED)
    cards = [maps.cards.lines(site, lang) for _, site in frame.assign(facilities="", doubts="").iterrows()]
    return tuple(
        (name, label(kind, lang), card.get("address") or card.get("stops", ""))
        for name, kind, card in zip(frame["name"], frame["kind"], cards, strict=True)
    )
