"""Filters that several pages share; their state stands in the address."""

from dataclasses import dataclass

import streamlit as st

from unionmap import kinds, places, schema
from unionmap.ui import shared, state
from unionmap.ui.state import words
from unionmap.workflows.load import narrow


@dataclass(frozen=True, slots=True)
class Filter:
    """What the user chose: an area (adcode or ``""``), kinds, words."""

    area: str
    kinds: tuple[str, ...]
    text: str

    def apply(self) -> schema.Sites:
        """Return the sites that fit."""
        return narrow(shared.sites(), area=self.area, kinds=self.kinds or None, text=self.text)

    def query(self) -> dict[str, str]:
        """Return the filter as it stands in the address."""
        named = {"kind": ",".join(self.kinds), "q": self.text}
        named["county" if places.level_of(self.area or "000000") == "county" else "city"] = self.area
        return {key: value for key, value in named.items() if value}


def area(*, key: str, counties: bool = True) -> str:
    """Show a select of cities (and of counties of the one chosen); return an adcode or ``""``."""
    known = places.load()
    cities = {"": words("filter.all_cities"), **known.cities["name"]}
    columns = st.columns(2) if counties else [st.container()]
    city = _select("city", cities, columns[0], f"{key}_city", words("filter.city"))
    if not city or not counties:
        return city
    inner = known.counties[known.counties["city_adcode"] == city]
    options = {"": words("filter.all_counties"), **inner["name"]}
    return _select("county", options, columns[1], f"{key}_county", words("filter.county")) or city


def _select(
    name: str, options: dict[str, str], where: "st.delta_generator.DeltaGenerator", key: str, label: str
) -> str:
    codes = list(options)
    if key not in st.session_state or st.session_state[key] not in codes:
        st.session_state[key] = state.get(name, codes) or ""
    chosen = where.selectbox(label, codes, format_func=options.__getitem__, key=key)
    state.put(name, chosen)
    return str(chosen)


def site_filter(*, key: str) -> Filter:
    """Show the filters by place, kind and text."""
    lang = state.lang()
    where, what, which = st.columns([2.4, 2.6, 1.6])
    with where:
        chosen_area = area(key=key)
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
    text = which.text_input(words("filter.text"), key=text_key, placeholder=words("filter.text_hint"), max_chars=80)
    state.put("q", text)
    return Filter(chosen_area, tuple(chosen_kinds), text)
