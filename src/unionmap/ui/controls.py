"""Filters that several pages share; their state stands in the address."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import facilities, filters, kinds, places
from unionmap.ui import opening, shared, state
from unionmap.ui.opening import When
from unionmap.ui.state import words
from unionmap.workflows.load import totals_for


class Found(NamedTuple):
    """Sites that fit, and what is not known of those that fit all else: silent on facilities, states of opening.

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
        silent = 0
        if self.need:
            silent = sum(int((frame["facilities"] == "").sum()) for frame in fit.values())
            fit = {kind: frame[filters.has_facilities(frame, self.need)] for kind, frame in fit.items()}
        if self.when is None:
            return Found(fit, silent, {})
        states = {kind: filters.open_states(frame, self.when.at) for kind, frame in fit.items()}
        fit = {kind: frame[states[kind].isin(self.when.shown)] for kind, frame in fit.items()}
        return Found(fit, silent, Counter(pd.concat(states.values())))

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
    chosen = tuple(state.get_list("kind", kinds.KINDS))
    need = tuple(state.get_list("need", facilities.FACILITIES))
    return Filter(city, county, chosen, state.get("q"), need, opening.from_address())


def not_known(found: Found, when: When | None) -> None:
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


def area(*, key: str) -> tuple[str, str]:
    """Show a select of cities, and of the counties of the one chosen; return their adcodes or ``""``."""
    known = places.load()
    cities = {"": words("filter.all_cities"), **known.cities["name"]}
    row = st.container(horizontal=True)
    city = _select("city", cities, row, f"{key}_city", words("filter.city"))
    if not city:
        state.put("county", "")
        return "", ""
    inner = known.counties[known.counties["city_adcode"] == city]
    options = {"": words("filter.all_counties"), **inner["name"]}
    return city, _select("county", options, row, f"{key}_county", words("filter.county"))


def _select(
    name: str, options: dict[str, str], where: "st.delta_generator.DeltaGenerator", key: str, label: str
) -> str:
    codes = list(options)
    if key not in st.session_state:
        st.session_state[key] = state.get(name, codes)
    elif st.session_state[key] not in codes:
        st.session_state[key] = ""
    chosen = where.selectbox(label, codes, format_func=options.__getitem__, key=key)
    state.put(name, chosen)
    return str(chosen)


def site_filter(*, key: str) -> Filter:
    """Show the filters by place, kind, text, facilities and opening."""
    lang = state.lang()
    where, what, which = st.columns([2.4, 2.6, 1.6])
    with where:
        city, county = area(key=key)
    kind_key, text_key = f"{key}_kind", f"{key}_text"
    if kind_key not in st.session_state:
        st.session_state[kind_key] = state.get_list("kind", kinds.KINDS)
    chosen_kinds = what.multiselect(
        words("filter.kind"),
        list(kinds.KINDS),
        format_func=lambda code: kinds.get(code).label.get(lang),
        key=kind_key,
        placeholder=words("filter.all_kinds"),
    )
    state.put("kind", ",".join(chosen_kinds))
    if text_key not in st.session_state:
        st.session_state[text_key] = state.get("q")
    text = which.text_input(
        words("filter.text"), key=text_key, placeholder=words("filter.text_hint"), max_chars=state.LONGEST
    )
    state.put("q", text)
    what_for, at_what_time = st.columns([2, 3])
    with what_for:
        need = _needs(f"{key}_need")
    with at_what_time.container(horizontal=True, vertical_alignment="bottom"):
        when = opening.choose(key=key)
    return Filter(city, county, tuple(chosen_kinds), text, need, when)


def _needs(key: str) -> tuple[str, ...]:
    """Show the facilities that a site must be known to have; those that no site has are no choice."""
    lang = state.lang()
    if key not in st.session_state:
        st.session_state[key] = state.get_list("need", facilities.FACILITIES)
    held = shared.facilities_held() | set(st.session_state[key])
    need = st.multiselect(
        words("filter.need"),
        [key for key in facilities.FACILITIES if key in held],
        format_func=lambda code: facilities.get(code).label.get(lang),
        key=key,
        placeholder=words("filter.any_need"),
    )
    state.put("need", ",".join(need))
    return tuple(need)
