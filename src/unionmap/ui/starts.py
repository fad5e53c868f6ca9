"""Where a search for the nearest begins: the device, a place that is typed, the sign of a station."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import filters
from unionmap.ui import parts, shared, state
from unionmap.ui.state import words
from unionmap.workflows import starting


@dataclass(frozen=True, slots=True)
class Start:
    """Where the search starts: a point, or an area without one."""

    label: str
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    typed: bool = False


def current() -> Start | None:
    """Return where the search of this session starts. It never enters the address or a log."""
    found: Start | None = st.session_state.get("find_start")
    return found


def begin(start: Start) -> None:
    """Start there."""
    st.session_state["find_start"] = start
    st.session_state["find_chosen"] = ""


def from_sign(stations: gpd.GeoDataFrame) -> None:
    """Begin at the station whose sign was scanned, which is not where anybody is known to be."""
    if st.query_params.get("site", "") in ("", st.session_state.get("find_sign")):
        return
    wanted = state.get("site", frozenset(stations["site_id"]))
    if not wanted:
        return
    st.session_state["find_sign"] = wanted
    row = stations[stations["site_id"] == wanted]
    site = row.iloc[0]
    if filters.usable(row).iloc[0]:
        begin(Start(str(site["name"]), site.geometry.x, site.geometry.y))
        st.session_state["find_chosen"] = wanted
    else:
        begin(Start(str(site["name"]), area=str(site["adcode"] or site["city_adcode"])))
        st.session_state["find_apart_chosen"] = wanted


def from_device() -> None:
    """Show the button that asks the device."""
    position = parts.locate()
    if position:
        begin(Start(words("find.here"), *position))


def from_place() -> None:
    """Show the field for a place, and what it may mean."""
    if "find_q" not in st.session_state:
        st.session_state["find_q"] = state.get("q")
    text = st.text_input(
        words("find.place"), key="find_q", placeholder=words("find.place_hint"), max_chars=state.LONGEST
    )
    state.put("q", text)
    options = _candidates(text)
    if not options:
        _forget_typed()
        if text.strip():
            st.warning(words("find.no_place"))
        return
    chosen = options[0] if len(options) == 1 else _which(options, text)
    if chosen and st.session_state.get("find_asked") != chosen:
        st.session_state["find_asked"] = chosen
        begin(chosen)


def _which(options: list[Start], text: str) -> Start:
    return st.selectbox(words("find.which"), options, format_func=lambda start: start.label, key=f"find_which_{text}")


def _forget_typed() -> None:
    start = st.session_state.get("find_start")
    st.session_state.pop("find_asked", None)
    if start is not None and start.typed:
        st.session_state.pop("find_start")


def _candidates(text: str) -> list[Start]:
    result = []
    for _, row in starting.starts(shared.points(), text).iterrows():
        above = (row["city"], row["county"]) if row["level"] != "site" else ()
        context = " ".join(part for part in above if part and part != row["name"])
        label = f"{row['name']}（{context}）" if context else str(row["name"])
        if pd.notna(row["lon"]):
            result.append(Start(label, float(row["lon"]), float(row["lat"]), typed=True))
        elif row["level"] == "town":
            name = words("find.area_of_town", name=label, county=row["county"])
            result.append(Start(name, area=str(row["adcode"]), typed=True))
        else:
            result.append(Start(words("find.area", name=label), area=str(row["adcode"]), typed=True))
    return result
