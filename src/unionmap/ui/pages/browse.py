"""地图: all kinds on a map, filtered by place, kind, words, facilities and what is open, with counts."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import filters, kinds, maps, schema
from unionmap.ui import controls, parts, shared, state
from unionmap.ui.state import words

_LISTED = 60
_AXIS = alt.Axis(labelOverlap=False)
_LEGEND = alt.Legend(orient="bottom", title=None, columns=2, labelLimit=0)
_LIST_HEIGHT_PX = 600
_FEW = 4
"""Sites that are listed without a bar to scroll."""

Frames = Mapping[str, gpd.GeoDataFrame]


def run() -> None:
    """Draw the page; in a frame of another page, the map alone."""
    lang = state.lang()
    if state.embedded():
        _alone(controls.from_address())
        return
    st.title(words("browse.title"))
    # What comes and goes stands in containers: an element that changes its place is made anew, and so would the map be.
    with st.container():
        chosen_filter = controls.site_filter(key="browse", on_map=True)
    chosen = str(st.session_state.get("browse_chosen", ""))
    narrowed = _tell(chosen_filter, chosen)  # first: the map filters in the browser, whatever the lists below take
    found = narrowed.frames
    with st.container():
        _headline(found, chosen_filter)
        controls.not_known(narrowed, chosen_filter.when)
    left, right = st.columns([3, 2])
    with left:
        on_map, _ = parts.site_map("browse", shared.site_page(lang), title=words("browse.map_label"))
        st.html(_legend(lang))
        st.caption(words("browse.legend"))
    if on_map and on_map != chosen:
        st.session_state["browse_chosen"] = on_map
        st.rerun()  # so that the command to the map is never an old choice
    with right:
        _sites(found, chosen)
    _counts(found, lang)


def _alone(chosen_filter: controls.Filter) -> None:
    found = _tell(chosen_filter, "")
    if chosen_filter.narrowed:
        parts.text("only", words("browse.only", only=chosen_filter.only()))
    controls.not_known(found, chosen_filter.when)
    parts.site_map("browse", shared.site_page(state.lang()), title=words("browse.map_label"))


def _tell(chosen_filter: controls.Filter, chosen: str) -> controls.Found:
    """Tell the map what to show, and return what fits: looked for before only where the map has to know."""
    wanted: dict[str, Any] = {"area": chosen_filter.area, "kinds": list(chosen_filter.kinds) or None, "ids": None}
    wanted |= {"facilities": list(chosen_filter.need), "open": chosen_filter.when and chosen_filter.when.command()}
    found = chosen_filter.find() if chosen_filter.text else None
    if found:  # words are matched here, in one place; the other conditions in the browser
        wanted["ids"] = maps.points(schema.Sites(found.frames))["site_id"].tolist()
    if (chosen_filter.narrowed or chosen_filter.area) and not chosen_filter.lines_left():
        wanted["kinds"] = [kind for kind in chosen_filter.kinds or kinds.KINDS if kind != "bus_route"]
    parts.tell_map("browse", {"filter": wanted, "choose": chosen, "fit": [chosen_filter.area, chosen_filter.text]})
    return found or chosen_filter.find()


def _legend(lang: str) -> str:
    corners = {"circle": "50%", "line": "0"}
    clips = {
        "triangle": "polygon(50% 0,100% 100%,0 100%)",
        "diamond": "polygon(50% 0,100% 50%,50% 100%,0 50%)",
        "pentagon": "polygon(50% 0,100% 38%,82% 100%,18% 100%,0 38%)",
        "line": "inset(4px 0)",
    }
    items = [
        f'<span style="display:inline-flex;align-items:center;gap:6px"><i style="width:13px;height:13px;background:'
        f'{kind.colour};border-radius:{corners.get(kind.symbol, "0")};clip-path:{clips.get(kind.symbol, "none")}"></i>'
        f"{kind.label.get(lang)}</span>"
        for kind in kinds.KINDS.values()
    ]
    return f'<div style="display:flex;flex-wrap:wrap;gap:4px 14px;font-size:13px">{"".join(items)}</div>'


def _headline(found: Frames, chosen: controls.Filter) -> None:
    frame = schema.merge(found)
    sites = frame[~frame["kind"].isin(["bus_route", "bus_stop"])]
    counts = {"sites": len(sites), "routes": len(found["bus_route"]), "stops": len(found["bus_stop"])}
    rough, unlocated = int(filters.approximate(frame).sum()), int((~schema.located(frame)).sum())
    drawn = len(frame) - unlocated
    st.markdown(words("browse.headline", **counts, drawn=drawn, unlocated=unlocated, rough=rough))
    if len(found["rest_station"]) and not chosen.narrowed:
        published = controls.published(chosen.area or "410000")
        parts.text("official", words("browse.official", listed=len(found["rest_station"]), published=published))


def _sites(found: Frames, chosen: str) -> None:
    frame = schema.merge(found)
    frame = frame.assign(_lost=~schema.located(frame)).sort_values(["_lost", "city_adcode", "adcode"], kind="stable")
    frame = frame.drop(columns="_lost").reset_index(drop=True)
    limit = int(st.session_state.get("browse_limit", _LISTED))
    shown = frame[(frame.index < limit) | (frame["site_id"] == chosen)]
    with st.container(height=_LIST_HEIGHT_PX if len(shown) > _FEW else "content", border=False):
        pressed = parts.site_list("browse", shown, chosen=chosen, label=words("browse.list_label"))
        if len(frame) > limit:
            st.caption(words("browse.more", shown=limit, total=len(frame)))
            st.button(words("browse.show_more"), on_click=_more, args=(limit,))
    if not len(frame):
        st.info(words("browse.nothing"))
    if pressed is not None and pressed != chosen:
        st.session_state["browse_chosen"] = pressed
        st.rerun()


def _more(limit: int) -> None:
    st.session_state["browse_limit"] = limit + _LISTED


def _counts(found: Frames, lang: str) -> None:
    frame = schema.merge(found)
    if not len(frame):
        return
    city = frame["city"].where(frame["city"] != "", words("browse.city_unknown"))
    label = frame["kind"].map({key: kind.label.get(lang) for key, kind in kinds.KINDS.items()})
    table = pd.crosstab(city, label)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False).index]
    table = table[[name for kind in kinds.KINDS.values() if (name := kind.label.get(lang)) in table.columns]]
    st.subheader(words("browse.counts"))
    left, right = st.columns([2, 3])
    with left:
        counted = table.rename_axis(words("filter.city")).reset_index()
        parts.table("counts_by_city", counted, caption=words("browse.counts"), stack=1)
    right.altair_chart(_chart(table), width="stretch")


def _chart(table: pd.DataFrame) -> alt.Chart:
    names = {kind.label.get(state.lang()): kind.colour for kind in kinds.KINDS.values()}
    used = [name for name in names if name in table.columns]
    long = table.rename_axis("city").reset_index().melt("city", var_name="kind", value_name="sites")
    long["rank"] = long["city"].map({city: rank for rank, city in enumerate(table.index)})
    scale = alt.Scale(domain=used, range=[names[name] for name in used])
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            y=alt.Y("city:N", sort=alt.EncodingSortField("rank", op="min"), title=None, axis=_AXIS),
            x=alt.X("sites:Q", title=words("browse.sites"), axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("kind:N", scale=scale, legend=_LEGEND),
            tooltip=["city", "kind", "sites"],
        )
        .properties(height=alt.Step(26))
    )
    return chart
