"""Counts, and long tables, a page at a time, with a search: real cells that hold text as it is."""

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

import pandas as pd
import streamlit as st

from unionmap.maps import payload
from unionmap.ui import parts
from unionmap.ui.state import words

PAGE = 50
"""Rows that are shown at once."""

_FIGURE_PX = 140

_STATIC = files("unionmap.ui").joinpath("static")
_SCRIPT = payload.runtime("card.js") + _STATIC.joinpath("rows.js").read_text(encoding="utf-8")
_rows = st.components.v2.component(
    "unionmap_rows", js=_SCRIPT, css=_STATIC.joinpath("parts.css").read_text(encoding="utf-8")
)


class Pick(NamedTuple):
    """Ids of the rows of a table, and the one to mark; its page is turned to when it is newly chosen."""

    ids: Sequence[str]
    chosen: str


_NO_PICK = Pick((), "")


def figures(counts: Mapping[str, int]) -> None:
    """Show counts side by side, as many as fit; each is called what the room ``import`` calls it."""
    with st.container(horizontal=True):
        for name, count in counts.items():
            st.metric(words(f"import.{name}"), f"{count:,}", width=_FIGURE_PX)


def paged(
    name: str,
    frame: pd.DataFrame,
    *,
    caption: str,
    pick: Pick = _NO_PICK,
    lead: int = 0,
    height: int = 520,
) -> str:
    """Show a table a page at a time; where its columns have no room, a row stands as lines below each other.

    Parameters
    ----------
    name : str
        Name of this table among all of the page.
    frame : pandas.DataFrame
        Text, a column a header.
    caption : str
        What a screen reader calls the table.
    pick : Pick, optional
        What tells the rows apart and which is chosen: the first cell of each row is then a button that chooses it.
    lead : int, default 0
        Cells at the head of a row that say without their header what they are.
    height : int, default 520
        Pixels, the rest is scrolled to.

    Returns
    -------
    str
        Id of the row whose button was just pressed, or ``""``.
    """
    ids, chosen = pick
    shown = frame
    if len(frame) > PAGE:
        shown = _page(name, frame.reset_index(drop=True), _turn_to(name, ids, chosen))
    if not len(shown):
        st.info(words("import.nothing_found"))
        return ""
    data = {
        "columns": [str(column) for column in frame.columns],
        "rows": [[str(cell) for cell in row] for row in shown.itertuples(index=False, name=None)],
        "ids": [ids[row] for row in shown.index] if ids else [],
        "chosen": chosen,
        "caption": caption,
        "lead": lead,
    }
    with st.container(height=height if len(shown) > 8 else "content", border=False):
        result = _rows(key=f"{name}_rows", data=data, on_choose_change=_nothing)
    return str(result.get("choose") or "")


def _turn_to(name: str, ids: Sequence[str], chosen: str) -> int | None:
    """Return the row that was newly chosen elsewhere, so that its page is opened."""
    if st.session_state.get(f"import_turned_{name}") == chosen:
        return None
    st.session_state[f"import_turned_{name}"] = chosen
    return list(ids).index(chosen) if chosen in ids else None


def _page(name: str, frame: pd.DataFrame, row: int | None) -> pd.DataFrame:
    left, right = st.columns([3, 2])
    text = left.text_input(words("import.search"), key=f"import_search_{name}", max_chars=60).strip()
    found = frame[_holds(frame, text)] if text else frame
    pages = max(1, math.ceil(len(found) / PAGE))
    key = f"import_page_{name}"
    if row is not None and row in found.index:
        st.session_state[key] = list(found.index).index(row) // PAGE + 1
    elif int(st.session_state.get(key, 1)) > pages:
        st.session_state[key] = 1
    page = int(right.number_input(words("import.page", pages=pages), 1, pages, key=key))
    shown = found.iloc[(page - 1) * PAGE : page * PAGE]
    first = (page - 1) * PAGE + 1 if len(found) else 0
    parts.text(name, words("import.shown", first=first, last=(page - 1) * PAGE + len(shown), total=len(found)))
    return shown


def _holds(frame: pd.DataFrame, text: str) -> "pd.Series[bool]":
    found = pd.Series(data=False, index=frame.index)
    for place in range(frame.shape[1]):
        found |= frame.iloc[:, place].astype("str").str.contains(text, case=False, regex=False)
    return found


def _nothing() -> None:
    """Declare a trigger; its value is read from the result."""
