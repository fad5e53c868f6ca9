"""What an import would change in the user's lists, and the confirmation."""

from functools import partial

import pandas as pd
import streamlit as st

from unionmap import crs
from unionmap.errors import UnionmapError
from unionmap.ui import importing, labels, parts, shared, state, tables
from unionmap.ui.importing import Source
from unionmap.ui.state import words
from unionmap.workflows import lists

_PARTS = ("added", "changed", "gone", "same")
_FOLLOWS = {"given_x": "geometry", "given_y": "geometry", "adcode": "county", "city_adcode": "city"}
_FOLLOWS |= {"county_said": "county", "city_said": "city", "kind_said": "kind", "facilities": "services"}
"""Columns whose change says nothing that the change of another of the same site does not say."""


def show(source: Source) -> None:
    """Show what would change in which list, and write it once that is confirmed."""
    st.subheader(words("import.differences"))
    try:
        plan = _plan(source)
    except UnionmapError as error:
        st.error(state.fault(error))
        return
    known = words("import.list_known", version=plan.base) if plan.base else words("import.list_new")
    st.caption(known)
    if importing.read(source).supplement:
        st.caption(words("import.list_supplement"))
    if plan.datum_before:
        st.warning(words("account.datum_before", datum=state.plain(crs.label(plan.datum_before).get(state.lang()))))
    counts = plan.counts()
    tables.figures({name: counts[name] for name in _PARTS})
    if plan.kept:
        st.caption(words("lists.kept_refused", count=plan.kept, same=counts["same"]))
    for name in _PARTS:
        if counts[name]:
            with st.expander(f"{words(f'import.{name}')} {counts[name]:,}"):
                _sites(name, source, plan)
    _overlaps(plan)
    aside = [words("account.aside", count=count, other=other) for other, count in plan.aside.items()]
    if aside:
        parts.text("aside_for_this", *aside, look="body")
    _confirm(plan)


def _plan(source: Source) -> lists.Plan:
    plan = importing.plan(source)
    names = dict.fromkeys([plan.name, *shared.imported()["name"]])
    if "import_list" not in st.session_state:
        st.session_state["import_list"] = st.session_state.get("import_kept_list", plan.name)
    label = words("import.list")
    name = st.selectbox(label, list(names), key="import_list", accept_new_options=True) or plan.name
    st.session_state["import_kept_list"] = name
    return importing.plan(source, "" if name == plan.name else name)


def _sites(name: str, source: Source, plan: lists.Plan) -> None:
    key = (source.key, plan.slug, shared.stamp(), state.lang())
    make = partial(_changes, plan) if name == "changed" else partial(_named, getattr(plan.difference, name), plan)
    shown = importing.once(name, key, make)
    tables.paged(name, shown, caption=words(f"import.{name}"), lead=2, height=320)


def _named(frame: pd.DataFrame, plan: lists.Plan) -> pd.DataFrame:
    known = {kind: labels.value("kind", kind) for kind in set(frame["kind"])}
    shown = _in_order(frame, plan)
    return pd.DataFrame({words("import.name"): shown["name"], words("import.kind"): shown["kind"].map(known)})


def _in_order(frame: pd.DataFrame, plan: lists.Plan) -> pd.DataFrame:
    """Return rows in the order of the file; those that are not in it by their names."""
    ids = pd.concat([own["site_id"] for own in plan.difference.sites.values()])
    place = frame["site_id"].map(pd.Series(range(len(ids)), index=ids))
    return frame.assign(place=place).sort_values(["place", "name"], kind="stable").drop(columns="place")


def _changes(plan: lists.Plan) -> pd.DataFrame:
    """Return each change as one line of words."""
    details = _in_order(plan.difference.details, plan)
    there = set(zip(details["site_id"], details["column"], strict=True))
    leading = details["column"].map(_FOLLOWS).fillna("")
    own = [pair not in there for pair in zip(details["site_id"], leading, strict=True)]
    told = details[own]
    cells = zip(told["column"], told["before"], told["after"], strict=True)
    said = [
        words("import.change", field=labels.field(name), before=labels.value(name, old), after=labels.value(name, new))
        for name, old, new in cells
    ]
    return pd.DataFrame({words("import.name"): told["name"].to_numpy(), words("import.what_changes"): said})


def _overlaps(plan: lists.Plan) -> None:
    if not len(plan.overlaps):
        return
    with st.expander(words("import.overlaps", count=len(plan.overlaps))):
        frame = pd.DataFrame(
            {
                words("import.name"): plan.overlaps["name"],
                words("import.in_list"): plan.overlaps["list"].replace("", words("import.shipped")),
                words("import.distance"): plan.overlaps["distance_m"].map(lambda metres: f"{metres:.0f} m"),
            }
        )
        tables.paged("overlaps", frame, caption=words("import.overlaps", count=len(frame)), lead=1, height=320)


def _confirm(plan: lists.Plan) -> None:
    said = st.session_state.get("import_written")
    if said:
        parts.text("written", words("import.written", name=said[0], version=said[1]), look="notice")
    counts = plan.counts()
    if not sum(counts[name] for name in ("added", "changed", "gone")):
        if not said:
            st.info(words("import.nothing_new"))
        return
    sure = not counts["gone"] or st.checkbox(words("import.confirm_gone", count=counts["gone"]), key="import_sure")
    if not st.button(words("import.confirm"), type="primary", disabled=not sure, key="import_confirm"):
        return
    try:
        with st.spinner(words("import.writing")):
            version = importing.write(plan)
    except UnionmapError as error:
        st.error(state.fault(error))
        return
    st.session_state["import_written"] = (plan.name, version)
    st.rerun()
