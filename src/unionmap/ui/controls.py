"""Filters that several pages share; their state stands in the address."""

from dataclasses import dataclass

import streamlit as st

from unionmap import kinds, places, schema
from unionmap.ui import shared, state
from unionmap.ui.state import words
from unionmap.workflows.load import narrow, totals_for


@dataclass(frozen=True, slots=True)
class Filter:
    """What the user chose: city and county (adcodes or ``""``), kinds, words."""

    city: str
    county: str
    kinds: tuple[str, ...]
    text: str

    @property
    def area(self) -> str:
        """The adcode that narrows most, or ``""``."""
        return self.county or self.city

    def apply(self) -> schema.Sites:
        """Return the sites that fit."""
        return narrow(shared.sites(), area=self.area, kinds=self.kinds or None, text=self.text)

    def query(self) -> dict[str, str]:
        """Return the filter as it stands in the address."""
        named = {"city": self.city, "county": self.county, "kind": ",".join(self.kinds), "q": self.text}
        return {key: value for key, value in named.items() if value}


def from_address() -> Filter:
    """Return the filter that the address names, with nothing shown."""
    known = places.load()
    city, county = state.get("city", known.cities.index), state.get("county", known.counties.index)
    return Filter(city, county, tuple(state.get_list("kind", kinds.KINDS)), state.get("q"))


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
    left, right = st.columns(2)
    city = _select("city", cities, left, f"{key}_city", words("filter.city"))
    if not city:
        state.put("county", "")
        return "", ""
    inner = known.counties[known.counties["city_adcode"] == city]
    options = {"": words("filter.all_counties"), **inner["name"]}
    return city, _select("county", options, right, f"{key}_county", words("filter.county"))


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
    """Show the filters by place, kind and text."""
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
    return Filter(city, county, tuple(chosen_kinds), text)
