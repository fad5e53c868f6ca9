"""地图: all kinds on a map, filtered by place, kind and words, with counts."""

import altair as alt
import pandas as pd
import streamlit as st

from unionmap import filters, kinds, maps, schema
from unionmap.ui import controls, parts, shared, state
from unionmap.ui.state import words
from unionmap.workflows.load import total_for

_LISTED = 60
_LIST_HEIGHT_PX = 600


def run() -> None:
    """Draw the page."""
    lang = state.lang()
    st.title(words("browse.title"))
    chosen_filter = controls.site_filter(key="browse")
    found = chosen_filter.apply()
    shown = maps.points(found)
    _headline(found, chosen_filter.area)
    left, right = st.columns([3, 2])
    chosen = str(st.session_state.get("browse_chosen", ""))
    with left:
        commands = {"show": shown["site_id"].tolist() if _narrowed(chosen_filter) else None, "choose": chosen}
        on_map, _ = parts.site_map(
            "browse",
            shared.site_page(lang),
            title=words("browse.map_label"),
            commands=commands | {"fit": [chosen_filter.area, chosen_filter.text]},
        )
        st.caption(words("browse.legend"))
    if on_map and on_map != chosen:
        chosen = on_map
        st.session_state["browse_chosen"] = chosen
    with right:
        _sites(found, chosen)
    _counts(found, lang)


def _narrowed(chosen: controls.Filter) -> bool:
    return bool(chosen.area or chosen.kinds or chosen.text)


def _headline(found: schema.Sites, area: str) -> None:
    frame = schema.merge(found)
    total, unlocated = len(frame), int((~schema.located(frame)).sum())
    rough = int(filters.approximate(frame).sum())
    st.markdown(words("browse.headline", total=total, drawn=total - unlocated, unlocated=unlocated, rough=rough))
    official = total_for("rest_station", area or "410000")
    if official and len(found["rest_station"]):
        st.caption(
            words(
                "browse.official",
                listed=len(found["rest_station"]),
                figure=f"{int(official['figure']):,}",
                area=official["area"],
                body=official["body"],
                date=official["date"],
            )
        )


def _sites(found: schema.Sites, chosen: str) -> None:
    frame = schema.merge(found)
    shown = frame[(frame.index < _LISTED) | (frame["site_id"] == chosen)]
    with st.container(height=_LIST_HEIGHT_PX, border=False):
        pressed = parts.site_list("browse", shown, chosen=chosen, label=words("browse.list_label"))
    if len(frame) > _LISTED:
        st.caption(words("browse.more", shown=_LISTED, total=len(frame)))
    if not len(frame):
        st.info(words("browse.nothing"))
    if pressed is not None and pressed != chosen:
        st.session_state["browse_chosen"] = pressed
        st.rerun()


def _counts(found: schema.Sites, lang: str) -> None:
    frame = schema.merge(found)
    if not len(frame):
        return
    city = frame["city"].where(frame["city"] != "", words("browse.city_unknown"))
    label = frame["kind"].map({key: kind.label.get(lang) for key, kind in kinds.KINDS.items()})
    table = pd.crosstab(city, label)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False).index]
    st.subheader(words("browse.counts"))
    left, right = st.columns([2, 3])
    left.dataframe(table.rename_axis(words("filter.city")))
    right.altair_chart(_chart(table), width="stretch")


def _chart(table: pd.DataFrame) -> alt.Chart:
    names = {kind.label.get(state.lang()): kind.colour for kind in kinds.KINDS.values()}
    used = [name for name in names if name in table.columns]
    long = table.rename_axis("city").reset_index().melt("city", var_name="kind", value_name="sites")
    order = list(table.index)
    scale = alt.Scale(domain=used, range=[names[name] for name in used])
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            y=alt.Y("city:N", sort=order, title=None),
            x=alt.X("sites:Q", title=words("browse.sites"), axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("kind:N", scale=scale, legend=alt.Legend(orient="bottom", title=None, columns=3)),
            tooltip=["city", "kind", "sites"],
        )
        .properties(height=max(140, 26 * len(order) + 70))
    )
    return chart
