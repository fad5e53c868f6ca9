"""覆盖: who lies within reach of a station, by city and county, with the doubts beside the figure."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from unionmap.maps.scenes import SHARE_COLOURS, SHARE_STEPS, UNUSABLE_COLOUR
from unionmap.text import distance
from unionmap.ui import controls, parts, shared, state
from unionmap.ui.state import words
from unionmap.workflows.cover import RADIUS_M

_KIND = "rest_station"
_RADII = ("300", "500", "800", "1000", "1500", "2000", "3000", "5000")
_LEVELS = ("county", "city")
_TABLE_HEIGHT_PX = 460
_AXIS = alt.Axis(labelOverlap=False)
_LEGEND = alt.Legend(orient="bottom", title=None, columns=1, labelLimit=0)


def run() -> None:
    """Draw the page."""
    lang = state.lang()
    st.title(words("coverage.title"))
    radius_m, by = _choices(lang)
    with st.spinner(words("coverage.working")):
        table = shared.coverage_table(_KIND, radius_m, by)
        province = shared.coverage_table(_KIND, radius_m, "province").iloc[0]
        page = shared.coverage_page(_KIND, radius_m, by, lang)
    _figures(table, province, by)
    left, right = st.columns([3, 2])
    with left:
        parts.site_map("coverage", page, title=words("coverage.map_label"))
        st.html(_legend())
    with right:
        _doubts(province, radius_m, lang)
    _table(table)


def _choices(lang: str) -> tuple[float, str]:
    left, right = st.columns(2)
    if "coverage_radius" not in st.session_state:
        st.session_state["coverage_radius"] = state.get("radius", _RADII) or f"{RADIUS_M:.0f}"
    if "coverage_by" not in st.session_state:
        st.session_state["coverage_by"] = state.get("by", _LEVELS) or _LEVELS[0]
    radius = left.select_slider(
        words("coverage.radius"), _RADII, format_func=lambda m: distance(float(m), lang), key="coverage_radius"
    )
    by = right.radio(
        words("coverage.by"), _LEVELS, format_func=lambda level: words(f"coverage.{level}"), key="coverage_by",
        horizontal=True,
    )  # fmt: skip
    state.put("radius", str(radius) if float(radius) != RADIUS_M else "")
    state.put("by", str(by) if by != _LEVELS[0] else "")
    return float(radius), str(by)


def _figures(table: pd.DataFrame, province: "pd.Series[Any]", by: str) -> None:
    ranked = table[table["rank"].notna()]
    people, covered = ranked["people"].sum(), ranked["people_covered"].sum()
    columns = st.columns(4)
    columns[0].metric(words("coverage.people_covered"), _people(province["people_covered"]))
    columns[1].metric(words("coverage.share_of_people"), f"{covered / people:.1%}" if people else "—")
    columns[2].metric(words("coverage.usable"), f"{province['sites_usable']} / {province['sites_listed']}")
    columns[3].metric(words("coverage.no_list"), f"{int((table['state'] == 'no_list').sum())} / {len(table)}")
    level = words(f"coverage.{by}")
    st.caption(
        words("coverage.denominator", units=len(ranked), level=level, people=_people(people), covered=_people(covered))
    )
    lost = int(province["sites_listed"] - table["sites_listed"].sum())
    if lost:
        st.caption(words("coverage.not_assigned", count=lost, level=level))


def _people(count: float) -> str:
    if state.lang() == "zh":
        return words("coverage.wan", n=f"{count / 1e4:,.1f}")
    return f"{count:,.0f}"


def _legend() -> str:
    ends = [0.0, *SHARE_STEPS]
    cells = [
        (f"background:{colour}", f"{low:.0%} – {high:.0%}" if high else f"≥ {low:.0%}")
        for colour, low, high in zip(SHARE_COLOURS, ends, [*SHARE_STEPS, None], strict=True)
    ]
    hatch = "background:repeating-linear-gradient(45deg,#f7f5ef 0 4px,#b3ac9b 4px 6px)"
    cells += [
        (f"background:{UNUSABLE_COLOUR}", words("coverage.none_usable")),
        (hatch, words("coverage.state_no_list")),
    ]
    items = "".join(
        f'<span style="display:inline-flex;align-items:center;gap:6px"><i style="width:18px;height:12px;'
        f'border:1px solid #9a9484;{style}"></i>{text}</span>'
        for style, text in cells
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px">{items}</div>'


def _doubts(province: "pd.Series[Any]", radius_m: float, lang: str) -> None:
    st.subheader(words("coverage.doubts"))
    get = {str(key): value for key, value in province.items()}
    points = [
words("coverage.doubt_list", usable=get["sites_usable"], listed=get["sites_listed"],
              published=controls.published("410000")),
        words("coverage.doubt_rough", rough=get["sites_approximate"], unlocated=get["sites_unlocated"]),
        *([words("coverage.doubt_closed", closed=get["sites_said_closed"])] if get["sites_said_closed"] else []),
        words("coverage.doubt_line", radius=distance(radius_m, lang)),
        words("coverage.doubt_people", radius=distance(radius_m, lang)),
        words("coverage.doubt_states"),
        words("coverage.standard"),
    ]  # fmt: skip
    parts.text("doubts", *points, look="body")


def _table(table: pd.DataFrame) -> None:
    ranked = table[table["rank"].notna()]
    st.subheader(words("coverage.ranking"))
    if len(ranked) > 1:
        st.altair_chart(_chart(ranked.head(15)), width="stretch")
    shown = pd.DataFrame(
        {
            words("coverage.rank"): table["rank"],
            words("coverage.unit"): table["name"],
            words("filter.city"): table["city"],
            words("coverage.state"): table["state"].map(lambda code: words(f"coverage.state_{code}")),
            words("coverage.listed"): table["sites_listed"],
            words("coverage.usable"): table["sites_usable"],
            words("coverage.completeness"): (table["completeness"] * 100).round(1),
            words("coverage.people"): table["people"].round().astype("int64"),
            words("coverage.people_covered"): _where_known(table, table["people_covered"].round().astype("Int64")),
            words("coverage.share"): (table["share_covered"] * 100).round(1),
            words("coverage.area"): _where_known(table, table["area_covered_km2"].round(1)),
        }
    )
    with st.container(height=_TABLE_HEIGHT_PX, border=False):
        parts.table("coverage", shown, caption=words("coverage.ranking"), stack=3)
    st.caption(words("coverage.table_note"))


def _where_known(table: pd.DataFrame, figures: "pd.Series[Any]") -> "pd.Series[Any]":
    return figures.where(table["share_covered"].notna())


def _chart(ranked: pd.DataFrame) -> alt.Chart:
    frame = ranked.assign(uncovered=ranked["people"] - ranked["people_covered"])
    long = frame[["name", "rank", "people_covered", "uncovered"]].melt(
        ["name", "rank"], var_name="part", value_name="count"
    )
    labels = {"people_covered": words("coverage.people_covered"), "uncovered": words("coverage.people_beyond")}
    long["part"] = long["part"].map(labels)
    scale = alt.Scale(domain=list(labels.values()), range=["#1d5c89", "#d9c9b4"])
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            y=alt.Y("name:N", sort=alt.EncodingSortField("rank", op="min"), title=None, axis=_AXIS),
            x=alt.X("count:Q", title=words("coverage.people")),
            color=alt.Color("part:N", scale=scale, legend=_LEGEND),
            tooltip=["name", "part", alt.Tooltip("count:Q", format=",.0f")],
        )
        .properties(height=alt.Step(26))
    )
    return chart
