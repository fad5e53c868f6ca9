"""Reporting a wrong entry: the one thing that the app writes for everybody, and what the cards say of it.

A report takes the site, what is wrong and perhaps a sentence; `take` is the only way in. Of the visitor nothing is
asked or kept beyond what `unionmap.workflows.feedback.Session` holds as long as the session lasts.
"""

import logging
from collections.abc import Mapping
from typing import Any, TypeGuard

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import feedback, settings
from unionmap.errors import DataError, InputError, UnionmapError
from unionmap.text import fault
from unionmap.text import told as sentence
from unionmap.ui import opening, shared, state
from unionmap.ui.state import words
from unionmap.workflows import feedback as reports
from unionmap.workflows.feedback import Session

_SESSION, _ANSWER = "report_session", "report_answer"
_WORDS = ("ask", "which", "privacy", "send", "sending", "failed")
_PARTS = {"site": str, "complaint": str, "text": str, "asked": int}
_LOG = logging.getLogger(__name__)


def offered() -> dict[str, Any]:
    """Return what can be reported and the words, as ``report.js`` takes it, and the answer to the last report."""
    lang = state.lang()
    return {
        "words": {
            **{name: words(f"feedback.{name}") for name in _WORDS},
            "own_words": words("feedback.own_words", limit=feedback.LONGEST_TEXT),
        },
        "complaints": {
            key: {"label": one.label.get(lang), "symbol": one.symbol, "written": one.written}
            for key, one in feedback.COMPLAINTS.items()
        },
        "longest": feedback.LONGEST_TEXT,
        "answer": st.session_state.get(_ANSWER),
    }


def heard(key: str) -> None:
    """Take in what the browser part of this key sent, before the page is drawn that answers it."""
    take(st.session_state[key].get("report"))


def take(given: object) -> None:
    """Take in a report that was sent, and keep the answer for the pages of its session.

    Parameters
    ----------
    given : object
        Whatever came: only the id of a site, the key of a complaint and a text are looked at.
    """
    asked = given.get("asked") if _is_whole(given) else None
    try:
        kept, said = True, words("feedback.thanks" if _report(given) else "feedback.again")
    except DataError as error:
        _LOG.error("a report was not kept: %s", error)
        kept, said = False, words("feedback.not_now")
    except UnionmapError as error:
        kept, said = False, sentence(error, state.lang())
    st.session_state[_ANSWER] = {"asked": asked, "kept": kept, "said": said}


def told(frame: gpd.GeoDataFrame, lang: str) -> "pd.Series[str]":
    """Return what was reported of each site, or ``""``; a damaged inbox takes nothing from the list."""
    try:
        return reports.said(settings.current().data_dir, frame, opening.now().date(), lang)
    except DataError as error:
        _LOG.error("reports were not read: %s", error)
        return pd.Series("", index=frame.index, dtype="str", name="reports")


def _report(given: object) -> bool:
    if not _is_whole(given):
        raise fault(InputError, "feedback.no_site")
    about = {name: given[name] for name in ("site", "complaint", "text")}
    return reports.report(settings.current().data_dir, shared.sites(), _session(), **about)


def _is_whole(given: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(given, Mapping) and all(type(given.get(name)) is sort for name, sort in _PARTS.items())


def _session() -> Session:
    session: Session = st.session_state.setdefault(_SESSION, Session())
    return session
