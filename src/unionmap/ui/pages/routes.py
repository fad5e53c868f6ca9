"""劳模线路: lines with their stops in order, and what is not known of them."""

from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import routes, schema
from unionmap.maps import cards
from unionmap.ui import parts, shared, state
from unionmap.ui.state import words


def run() -> None:
    """Draw the page."""
    st.title(words("routes.title"))
    sites = shared.sites()
    lines, stops = sites["bus_route"], sites["bus_stop"]
    names = dict(zip(lines["site_id"], lines["name"], strict=True))
    if "routes_line" not in st.session_state:
        st.session_state["routes_line"] = state.get("line", names) or lines["site_id"].iloc[0]
    line_id = st.selectbox(words("routes.line"), list(names), format_func=names.__getitem__, key="routes_line")
    state.put("line", str(line_id))
    line = lines[lines["site_id"] == line_id].iloc[0]
    own = routes.ordered(stops, str(line_id))
    _known(line, own)
    left, right = st.columns([3, 2])
    with left:  # first on a phone
        bounds = _bounds(own)
        if bounds is None:
            st.info(words("routes.no_map"))
        else:
            page = shared.route_page(str(line_id), state.lang())
            parts.tell_map(f"route_{line_id}", {"bounds": bounds})
            parts.site_map(f"route_{line_id}", page, title=words("routes.map_label"))
    with right:
        parts.table("stops", _table(own), caption=words("routes.title"))
        parts.text("source", words("routes.source", source=cards.lines(line, state.lang())["source"]))


def _known(line: "pd.Series[Any]", own: gpd.GeoDataFrame) -> None:
    st.markdown(cards.lines(line, state.lang())["stops"])
    unordered = int(own["seq"].isna().sum())
    unlocated = int((own["precision"] == "none").sum())
    if unordered:
        st.info(words("routes.unordered", count=unordered))
    if unlocated:
        st.info(words("routes.unlocated", count=unlocated))
    if (own["role"] == routes.UNCERTAIN).any():
        names = "、".join(own.loc[own["role"] == routes.UNCERTAIN, "name"])
        parts.text("uncertain", words("routes.uncertain", names=names), look="notice")
    if line["is_loop"] is not pd.NA and line["is_loop"]:
        st.caption(words("routes.loop"))


def _bounds(own: gpd.GeoDataFrame) -> list[list[float]] | None:
    drawn = own[schema.located(own)]
    if not len(drawn):
        return None
    west, south, east, north = drawn.total_bounds
    return [[south, west], [north, east]]


def _table(own: pd.DataFrame) -> pd.DataFrame:
    lang = state.lang()
    exact = [schema.PRECISIONS[key].label.get(lang) for key in own["precision"]]
    order = own["seq"].astype("str").where(own["seq"].notna(), words("routes.order_unknown"))
    return pd.DataFrame(
        {
            words("routes.order"): order.to_numpy(),
            words("routes.stop"): own["name"].to_numpy(),
            words("card.exactness"): exact,
        }
    )
