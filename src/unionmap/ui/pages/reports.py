"""工人反映: a clerk looks at what workers reported, accepts or dismisses it, and can take that back.

Only in an app started to edit.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from unionmap import feedback, settings
from unionmap.errors import UnionmapError
from unionmap.store import decisions
from unionmap.store.decisions import Decision
from unionmap.text import beijing_time
from unionmap.text import told as sentence
from unionmap.ui import editing, opening, parts, shared, state
from unionmap.ui.state import words
from unionmap.workflows import amending, reviewing
from unionmap.workflows.feedback import Count, told
from unionmap.workflows.reviewing import Item

_SHOWN, _RECENT = 20, 10
_DONE, _LIMIT = "reports_done", "reports_limit"

Entries = dict[str, dict[str, Any] | None]


def run() -> None:
    """Draw the page."""
    st.title(words("reports.title"))
    if not editing.admit():
        return
    st.caption(words("reports.lead"))
    into = settings.current().data_dir
    pending = reviewing.pending(into)
    done = decisions.standing(decisions.read(into))[: -_RECENT - 1 : -1]
    limit = int(st.session_state.get(_LIMIT, _SHOWN))
    shown = dict(list(pending.items())[:limit])
    entries = _entries({*shown, *(one.site for one in done)})
    if said := st.session_state.pop(_DONE, ""):
        parts.text("reports_done", said, look="notice", bring=True)
    if pending:
        count = sum(len(item.reports) for items in pending.values() for item in items)
        st.markdown(words("reports.open", sites=len(pending), reports=count))
    else:
        st.info(words("reports.none"))
    for site, items in shown.items():
        _site(site, items, entries)
    if len(pending) > limit:
        st.button(words("reports.more"), on_click=_more, args=(limit,), key="reports_more")
    _recent(done, entries)


def _entries(sites: set[str]) -> Entries:
    """Return what the lists say of these sites, None of those that are listed no longer."""
    found: Entries = dict.fromkeys(sites)
    for frame in shared.listed().values():
        for row in frame[frame["site_id"].isin(list(sites))].to_dict("records"):
            found[str(row["site_id"])] = {str(name): value for name, value in row.items()}
    return found


def _more(limit: int) -> None:
    st.session_state[_LIMIT] = limit + _SHOWN


def _name(site: str, entries: Entries) -> str:
    row = entries[site]
    if row is None:
        return words("reports.gone", id=site)
    return words("reports.site", name=row["name"], place=f"{row['city']} {row['county']}".strip())


def _site(site: str, items: list[Item], entries: Entries) -> None:
    with st.container(border=True):
        parts.text(f"reported_{items[0].id}", _name(site, entries), look="heading")
        for item in items:
            _item(item, entries[site] is not None)


def _item(item: Item, listed: bool) -> None:
    complaint = feedback.get(item.complaint)
    what = complaint.label.get(state.lang())
    counted = told([Count(item.complaint, item.people, item.last, False)], opening.now().date(), state.lang())
    key = "reports.said_text" if item.text else "reports.said"
    effect = words(f"reports.effect_{complaint.effect}")
    parts.text(f"said_{item.id}", words(key, told=counted, text=item.text, effect=effect), look="body")
    with st.container(horizontal=True):
        if listed:
            label = words("reports.accept", what=what)
            st.button(label, key=f"accept_{item.id}", type="primary", on_click=_do, args=(_accept, item))
        label = words("reports.dismiss", what=what)
        st.button(label, key=f"dismiss_{item.id}", on_click=_do, args=(_dismiss, item))


def _recent(done: list[Decision], entries: Entries) -> None:
    known = [one for one in done if one.complaint in feedback.COMPLAINTS]
    if not known:
        return
    st.subheader(words("reports.recent"))
    for one in known:
        row = entries[one.site]
        key = "reports.accepted" if one.action == "accept" else "reports.dismissed"
        said = words(key, at=beijing_time(one.at), site=_name(one.site, entries), what=_what(one), count=one.people)
        if one.action == "accept" and row is not None and not amending.holds(one, row):
            said = words("reports.ended", said=said)
        with st.container(horizontal=True):
            parts.text(f"done_{one.id}", said, look="body")
            label = words("reports.undo", what=feedback.get(one.complaint).label.get(state.lang()))
            st.button(label, key=f"undo_{one.id}", on_click=_do, args=(_undo, one))


def _what(one: Decision | Item) -> str:
    return one.text or feedback.get(one.complaint).label.get(state.lang())


def _do(act: Callable[[Any], Decision], about: Decision | Item) -> None:
    """Do what was pressed before the page is drawn, and say so on it."""
    try:
        made = act(about)
    except UnionmapError as error:
        st.session_state[_DONE] = sentence(error, state.lang())
        return
    entries = _entries({made.site})
    values = {"at": beijing_time(made.at), "site": _name(made.site, entries), "what": _what(made)}
    key = {"accept": "reports.accepted", "dismiss": "reports.dismissed", "undo": "reports.undone"}[made.action]
    st.session_state[_DONE] = words(key, count=made.people, **values)


def _accept(item: Item) -> Decision:
    editing.require()
    return reviewing.accept(settings.current().data_dir, shared.listed(), item)


def _dismiss(item: Item) -> Decision:
    editing.require()
    return reviewing.dismiss(settings.current().data_dir, item)


def _undo(decision: Decision) -> Decision:
    editing.require()
    return reviewing.undo(settings.current().data_dir, decision.id)
