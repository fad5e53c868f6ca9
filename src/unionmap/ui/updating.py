"""What an import would change in the user's lists, the confirmation, and the way back."""

import pandas as pd
import streamlit as st

from unionmap import kinds, settings
from unionmap.errors import UnionmapError
from unionmap.intake.columns import FIELDS
from unionmap.ui import importing, parts, shared, state, tables
from unionmap.ui.importing import Source
from unionmap.ui.state import words
from unionmap.workflows import lists

_PARTS = ("added", "changed", "gone", "same")


def show(source: Source) -> None:
    """Show what would change in which list, and write it once that is confirmed."""
    st.subheader(words("import.differences"))
    try:
        plan = _plan(source)
    except UnionmapError as error:
        st.error(state.plain(str(error)))
        return
    known = words("import.list_known", version=plan.base) if plan.base else words("import.list_new")
    st.caption(known)
    if importing.read(source).supplement:
        st.caption(words("import.list_supplement"))
    if plan.datum_before:
        st.warning(words("account.datum_before", datum=state.plain(plan.datum_before)))
    counts = plan.counts()
    tables.figures({name: counts[name] for name in _PARTS})
    for name in _PARTS:
        if counts[name]:
            with st.expander(f"{words(f'import.{name}')} {counts[name]:,}"):
                _sites(name, plan)
    _overlaps(plan)
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


def _sites(name: str, plan: lists.Plan) -> None:
    frame = plan.difference.details if name == "changed" else getattr(plan.difference, name)
    labels = {key: kind.label.get(state.lang()) for key, kind in kinds.KINDS.items()}
    shown = pd.DataFrame(
        {
            words("import.name"): frame["name"],
            words("import.kind"): frame["kind"].map(labels),
        }
    )
    if name == "changed":
        shown[words("import.column")] = frame["column"].map(_column)
        shown[words("import.before")] = frame["before"]
        shown[words("import.after")] = frame["after"]
    tables.paged(name, shown, caption=words(f"import.{name}"), height=320)


def _column(name: str) -> str:
    if name == "geometry":
        return words("import.precision")
    return words(f"import.field_{name}") if name in FIELDS else name


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
        tables.paged("overlaps", frame, caption=words("import.overlaps", count=len(frame)), height=320)


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
        st.error(state.plain(str(error)))
        return
    st.session_state["import_written"] = (plan.name, version)
    st.rerun()


def all_lists() -> None:
    """Show the lists that were imported, and take one back a version if that is asked for and confirmed."""
    st.subheader(words("import.lists"))
    found = shared.imported()
    if not len(found):
        st.caption(words("import.no_lists"))
        return
    problems = found.loc[found["problem"] != "", "problem"].tolist()
    if problems:
        st.warning(words("import.damaged"))
        parts.text("problems", *problems, look="body")
    columns = {"name": "list_name", "version": "version", "sites": "sites", "file": "from_file"}
    columns |= {"imported_at": "imported_at", "versions": "kept"}
    found = found.assign(imported_at=found["imported_at"].map(_minute))
    shown = found[list(columns)].rename(columns={name: words(f"import.{word}") for name, word in columns.items()})
    parts.table("lists", shown, caption=words("import.lists"))
    titles = dict(zip(found["slug"], found["name"], strict=True))
    slug = str(st.selectbox(words("import.which_list"), list(titles), format_func=titles.__getitem__, key="back_list"))
    _versions(slug, titles[slug])


def _versions(slug: str, name: str) -> None:
    try:
        found = lists.versions(settings.current().data_dir, slug)
    except UnionmapError as error:
        st.error(state.plain(str(error)))
        return
    if not len(found):
        return
    shown = pd.DataFrame(
        {
            words("import.version"): found["version"],
            words("import.current"): found["current"].map({True: "✓", False: ""}),
            words("import.from_file"): found["file"],
            words("import.imported_at"): found["imported_at"].map(_minute),
            words("import.sites"): found["sites"],
            **{words(f"import.{part}"): found[part] for part in _PARTS},
        }
    )
    parts.table("versions", shown, caption=words("import.versions"))
    others = found.loc[~found["current"], "version"].tolist()
    current = max(found.loc[found["current"], "version"], default=others[-1] if others else 0)
    earlier = [version for version in others if version < current]
    _roll_back(slug, name, sorted(earlier, reverse=True) + [version for version in others if version > current])


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _roll_back(slug: str, name: str, versions: list[int]) -> None:
    said = st.session_state.get("back_done")
    if said and said[0] == slug:
        parts.text("rolled_back", words("import.rolled_back", name=name, version=said[1]), look="notice")
    if not versions:
        return
    version = st.selectbox(words("import.which_version"), versions, key=f"back_version_{slug}")
    if st.session_state.get("back_asked") != (slug, version):
        st.button(words("import.roll_back"), on_click=_ask, args=((slug, version),), key="back")
        return
    parts.text("sure", words("import.sure", name=name, version=version), look="notice")
    with st.container(horizontal=True):
        sure = st.button(words("import.yes_back"), type="primary", key="back_yes")
        st.button(words("import.cancel"), on_click=_ask, args=(None,), key="back_no")
    if not sure:
        return
    _ask(None)
    try:
        importing.roll_back(slug, int(version))
    except UnionmapError as error:
        st.error(state.plain(str(error)))
        return
    st.session_state["back_done"] = (slug, version)
    st.session_state.pop("import_written", None)
    st.rerun()


def _ask(about: tuple[str, int] | None) -> None:
    st.session_state["back_asked"] = about
    st.session_state.pop("back_done", None)
