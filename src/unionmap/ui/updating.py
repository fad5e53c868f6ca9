"""What an import would change in the user's lists, and the confirmation."""

from functools import partial

import pandas as pd
import streamlit as st

from unionmap import crs, settings
from unionmap.errors import UnionmapError
from unionmap.ui import importing, labels, parts, shared, state, tables
from unionmap.ui.importing import Source
from unionmap.ui.state import words
from unionmap.workflows import lists, telling

_PARTS = ("added", "changed", "gone", "same")


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
    own = lists.belongs_to(importing.read(source), settings.current().data_dir)
    names = dict.fromkeys([own, *shared.imported()["name"]])
    if "import_list" not in st.session_state:
        st.session_state["import_list"] = st.session_state.get("import_kept_list", own)
    label = words("import.list")
    name = st.selectbox(label, list(names), key="import_list", accept_new_options=True) or own
    st.session_state["import_kept_list"] = name
    return importing.plan(source, "" if name == own else name)


def _sites(name: str, source: Source, plan: lists.Plan) -> None:
    key = (source.key, plan.slug, shared.stamp(), state.lang())
    make = partial(_changes, plan) if name == "changed" else partial(_named, getattr(plan.difference, name), plan)
    shown = importing.once(name, key, make)
    tables.paged(name, shown, caption=words(f"import.{name}"), lead=2, height=320)


def _named(frame: pd.DataFrame, plan: lists.Plan) -> pd.DataFrame:
    known = {kind: labels.value("kind", kind) for kind in set(frame["kind"])}
    shown = telling.in_order(frame, plan.difference)
    return pd.DataFrame({words("import.name"): shown["name"], words("import.kind"): shown["kind"].map(known)})


def _changes(plan: lists.Plan) -> pd.DataFrame:
    """Return each change as one line of words."""
    cells = telling.changed(plan.difference)
    said = telling.told(cells, state.lang())
    return pd.DataFrame({words("import.name"): cells["name"].to_numpy(), words("import.what_changes"): said})


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
        parts.text("written", _written(*said), look="success", bring=True)
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
    st.toast(state.plain(_written(plan.name, version)))
    st.rerun()


def _written(name: str, version: int | None) -> str:
    return words("import.written", name=name, version=version)
