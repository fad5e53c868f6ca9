"""The lists that were imported: their versions, the way back to one of them, and off the map."""

import pandas as pd
import streamlit as st

from unionmap import settings
from unionmap.errors import UnionmapError
from unionmap.text import beijing_time
from unionmap.ui import importing, parts, shared, state
from unionmap.ui.state import words
from unionmap.workflows import lists

_COUNTS = ("added", "changed", "gone", "same")
_ASKED, _DONE = "import_asked", "import_done"  # forgotten with the file, as all that begins so


def show() -> None:
    """Show all lists, and change one if that is asked for and confirmed."""
    st.subheader(words("import.lists"))
    found = shared.imported()
    if not len(found):
        st.caption(words("import.no_lists"))
        return
    problems, aside = (
        [said.get(state.lang()) for said in found[column] if any(said)] for column in ("problem", "aside_note")
    )
    if problems:
        st.warning(words("import.damaged"))
        parts.text("problems", *problems, look="body")
    shown = pd.DataFrame(
        {
            words("import.list_name"): found["name"],
            words("import.version"): [
                _title(None if pd.isna(number) else int(number)) for number in found["version"].tolist()
            ],
            words("import.sites"): found["sites"],
            words("import.from_file"): found["file"],
            words("import.imported_at"): found["imported_at"].map(beijing_time),
            words("import.kept"): found["versions"],
        }
    )
    parts.table("lists", shown, caption=words("import.lists"), stack=2)
    if aside:
        parts.text("aside", *aside, look="body")
    titles = dict(zip(found["slug"], found["name"], strict=True))
    slug = str(st.selectbox(words("import.which_list"), list(titles), format_func=titles.__getitem__, key="back_list"))
    _list(slug, titles[slug])


def _title(version: int | None, current: bool = False) -> str:
    if version is None:
        return words("import.removed_list")
    return words("import.current" if current else "import.version_n", version=version)


def _list(slug: str, name: str) -> None:
    try:
        found = lists.versions(settings.current().data_dir, slug)
    except UnionmapError as error:
        st.error(state.fault(error))
        return
    if not len(found):
        return
    shown = pd.DataFrame(
        {
            words("import.version"): [_title(*pair) for pair in zip(found["version"], found["current"], strict=True)],
            words("import.from_file"): found["file"],
            words("import.imported_at"): found["imported_at"].map(beijing_time),
            words("import.sites"): found["sites"],
            **{words(f"import.{part}"): found[part] for part in _COUNTS},
        }
    )
    parts.table("versions", shown, caption=words("import.versions"), stack=1)
    said = st.session_state.get(_DONE)
    if said and said[0] == slug:
        parts.text("done", said[1], look="success")
    current, previous = (max(found.loc[found[which], "version"], default=None) for which in ("current", "previous"))
    _roll_back(slug, name, (current, previous), _others(found["version"].tolist(), current, previous))
    if current is not None:
        _remove(slug, name)


def _others(versions: list[int], current: int | None, previous: int | None) -> list[int]:
    """Return the versions to go back to: the previous one, the others before, the latest first, then the later ones."""
    earlier = sorted((version for version in versions if current is None or version < current), reverse=True)
    first = [] if previous is None else [previous]
    return [version for version in dict.fromkeys([*first, *earlier, *versions]) if version != current]


def _roll_back(slug: str, name: str, now: tuple[int | None, int | None], versions: list[int]) -> None:
    current, previous = now
    if not versions:
        return
    version = int(
        st.selectbox(words("import.which_version"), versions, format_func=_title, key=f"back_version_{slug}_{current}")
    )
    before = current is not None and version == previous
    label = words("import.roll_back") if before else words("import.roll_back_to", version=version)
    if _confirmed("back", (slug, version), label, words("import.sure_back", name=name, version=version)):
        _change(slug, words("import.rolled_back", name=name, version=version), version)


def _remove(slug: str, name: str) -> None:
    if _confirmed("remove", (slug, 0), words("import.remove"), words("import.sure_remove", name=name)):
        _change(slug, words("import.removed", name=name), None)


def _confirmed(name: str, about: tuple[str, int], label: str, question: str) -> bool:
    """Show a button, after it was pressed a question, and tell whether that was just answered with yes."""
    if st.session_state.get(_ASKED) != (name, about):
        st.button(label, on_click=_ask, args=((name, about),), key=name)
        return False
    parts.text(f"sure_{name}", question, look="notice", bring=True)
    with st.container(horizontal=True):
        sure = st.button(words(f"import.yes_{name}"), type="primary", key=f"{name}_yes")
        st.button(words("import.cancel"), on_click=_ask, args=(None,), key=f"{name}_no")
    return bool(sure)


def _ask(about: tuple[str, tuple[str, int]] | None) -> None:
    st.session_state[_ASKED] = about
    st.session_state.pop(_DONE, None)


def _change(slug: str, said: str, version: int | None) -> None:
    _ask(None)
    try:
        if version is None:
            importing.remove(slug)
        else:
            importing.roll_back(slug, version)
    except UnionmapError as error:
        st.error(state.fault(error))
        return
    st.session_state[_DONE] = (slug, said)
    st.toast(state.plain(said))  # what stands above is compared anew, so the notice may have moved out of sight
    st.session_state.pop("import_written", None)
    st.rerun()
