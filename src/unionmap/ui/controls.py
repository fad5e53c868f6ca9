"""Filters that several pages share; their state stands in the address."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import facilities, filters, kinds, places
from unionmap.ui import opening, parts, shared, state
from unionmap.ui.opening import When
from unionmap.ui.state import words
from unionmap.workflows.load import totals_for

_WORDS = (
    *(
        "more",
        "more_count",
        "text",
        "text_hint",
        "city",
        "all_cities",
        "county",
        "all_counties",
        "kind",
        "need",
        "need_count",
    ),
    *("hours", "way_any", "way_now", "way_at", "day", "time", "unknown"),
)
"""Words that the browser part of the filters shows."""

_CONDITIONS = ("need", "open", "unknown")
"""Names of the address that say what a site must be like, wherever it is."""


class Met(NamedTuple):
    """Which sites meet the conditions, and what is not known: sites silent on facilities, states of opening."""

    fit: "pd.Series[bool]"
    silent: int
    states: Counter[str]


class Found(NamedTuple):
    """Sites that fit, and what is not known of those that fit all else, as in `Met`.

    Every kind has its frame: rows of the shared ones, so not checked against the schema again, which takes its time.
    """

    frames: Mapping[str, gpd.GeoDataFrame]
    silent: int
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the user chose: city and county (adcodes or ``""``), kinds, words, facilities, when it must be open."""

    city: str
    county: str
    kinds: tuple[str, ...]
    text: str
    need: tuple[str, ...] = ()
    when: When | None = None

    @property
    def area(self) -> str:
        """The adcode that narrows most, or ``""``."""
        return self.county or self.city

    @property
    def narrowed(self) -> bool:
        """Whether sites are left out for what they are, so that no count compares with a published total."""
        return bool(self.text.strip() or self.need or self.when)

    def lines_left(self) -> bool:
        """Whether any line fits: the map draws the others no more."""
        return bool(len(self.find({"bus_route": shared.sites()["bus_route"]}).frames["bus_route"]))

    def find(self, among: Mapping[str, gpd.GeoDataFrame] | None = None) -> Found:
        """Return the sites that fit, of all sites or of some, and the counts of what is not known."""
        sites = shared.sites() if among is None else among
        fit = {
            kind: filters.select(
                frame if kind in (self.kinds or sites) else frame.head(0), area=self.area, text=self.text
            )
            for kind, frame in sites.items()
        }
        met = {kind: self.meets(frame) for kind, frame in fit.items()}
        states = sum((one.states for one in met.values()), Counter[str]())
        frames = {kind: frame[met[kind].fit] for kind, frame in fit.items()}
        return Found(frames, sum(one.silent for one in met.values()), states)

    def meets(self, frame: gpd.GeoDataFrame) -> Met:
        """Tell which sites have what is needed and are open when they must be, wherever they are."""
        fit, silent = pd.Series(True, index=frame.index), 0
        if self.need:
            silent = int((frame["facilities"] == "").sum())
            fit = filters.has_facilities(frame, self.need)
        if self.when is None:
            return Met(fit, silent, Counter())
        states = filters.open_states(frame, self.when.at)
        return Met(fit & states.isin(self.when.shown), silent, Counter(states[fit]))

    def query(self) -> dict[str, str]:
        """Return the filter as it stands in the address."""
        named = {"city": self.city, "county": self.county, "kind": ",".join(self.kinds), "q": self.text}
        named |= {"need": ",".join(self.need), **(self.when.query() if self.when else {})}
        return {key: value for key, value in named.items() if value}

    def only(self) -> str:
        """Say by what else than place and kind the sites are narrowed; ``""`` by nothing."""
        held = [facilities.get(key).label.get(state.lang()) for key in self.need]
        said = [self.text.strip(), words("filter.joint").join(held), self.when.said() if self.when else ""]
        return words("filter.and").join(filter(None, said))


def from_address() -> Filter:
    """Return the filter that the address names, with nothing shown."""
    known = places.load()
    city, county = state.get("city", known.cities.index), state.get("county", known.counties.index)
    if county and not city:
        city = str(known.counties.loc[county, "city_adcode"])
        state.put("city", city)
    elif county and known.counties.loc[county, "city_adcode"] != city:
        county = state.get("county", ())
    chosen = tuple(state.get_list("kind", kinds.KINDS))
    need = tuple(state.get_list("need", facilities.FACILITIES))
    return Filter(city, county, chosen, state.get("q"), need, opening.from_address())


def not_known(found: Found | Met, when: When | None) -> None:
    """Say what the filter cannot tell: sites that are silent are neither hidden nor shown without a word."""
    said = [words("filter.silent", count=found.silent)] if found.silent else []
    if when:
        counts = {one: found.states.get(one, 0) for one in ("open", "closed", "unknown")}
        key = "filter.counted_unknown" if when.unknown else "filter.counted"
        said.append(words(key, at=f"{when.at:%Y-%m-%d %H:%M}", **counts))
    if said:
        st.caption(" ".join(said))


def published(area: str) -> str:
    """Say what totals of rest stations are published for an area, each with its body and date."""
    said = [
        words("data.total_said", figure=f"{int(entry['figure']):,}", body=entry["body"], date=entry["date"])
        for entry in totals_for("rest_station", area)
    ]
    return words("data.total_joint").join(said) or words("data.total_unknown")


def site_filter(*, key: str, on_map: bool = False) -> Filter:
    """Show the filters by place, kind, text, facilities and opening; a map of this key follows in the browser."""
    lang = state.lang()
    known = places.load()
    cities = {code: {"name": name, "counties": {}} for code, name in known.cities["name"].items()}
    for code, city, name in known.counties.reset_index()[["adcode", "city_adcode", "name"]].itertuples(index=False):
        cities[city]["counties"][code] = name
    offered = {
        **_conditions(lang, shared.facilities_held()),
        "map": on_map,
        "cities": cities,
        "kind": {
            key: {"label": kind.label.get(lang), "symbol": kind.symbol, "colour": kind.colour}
            for key, kind in kinds.KINDS.items()
        },
        "longest": state.LONGEST,
    }
    _take(parts.filters(key, from_address().query(), offered))
    return from_address()


def condition_filter(*, key: str, kind: str) -> Filter:
    """Show the filters by facilities and opening alone, for the sites of one kind."""
    chosen = {name: text for name, text in from_address().query().items() if name in _CONDITIONS}
    touched = parts.filters(key, chosen, _conditions(state.lang(), shared.facilities_held(kind)))
    _take({name: text for name, text in (touched or {}).items() if name in _CONDITIONS})
    asked = from_address()
    return Filter("", "", (kind,), "", asked.need, asked.when)


def _take(touched: Mapping[str, str] | None) -> None:
    for name, value in (touched or {}).items():
        state.put(name, value)


def _conditions(lang: str, held: frozenset[str]) -> dict[str, Any]:
    """Return what may be chosen, as ``filters.js`` takes it; facilities that no site has are no choice."""
    offered = held | set(state.get_list("need", facilities.FACILITIES))
    first, last = opening.days()
    return {
        "words": {name: words(f"filter.{name}") for name in _WORDS},
        "need": {key: {"label": one.label.get(lang)} for key, one in facilities.FACILITIES.items() if key in offered},
        "days": [first.isoformat(), last.isoformat()],
        "start": opening.start(),
    }
