"""The browser parts of the pages: the map, the list of sites, the position button."""

from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import feedback, schema
from unionmap.maps import cards, payload
from unionmap.ui import reporting, state

_STATIC = files("unionmap.ui").joinpath("static")
_CARD = payload.runtime("card.js")


def _script(name: str) -> str:
    return _STATIC.joinpath(name).read_text(encoding="utf-8")


_CSS = _script("parts.css")
_frame = st.components.v2.component("unionmap_frame", js=_script("frame.js"), css=_CSS)
_remote = st.components.v2.component("unionmap_remote", js=_script("remote.js"))
_filters = st.components.v2.component("unionmap_filters", js=_CARD + _script("filters.js"), css=_CSS)
_list = st.components.v2.component("unionmap_list", js=_CARD + _script("report.js") + _script("list.js"), css=_CSS)
_table = st.components.v2.component("unionmap_table", js=_CARD + _script("table.js"), css=_CSS)
_text = st.components.v2.component("unionmap_text", js=_CARD + _script("text.js"), css=_CSS)
_locate = st.components.v2.component("unionmap_locate", js=_CARD + _script("locate.js"), css=_CSS)


def tell_map(name: str, commands: Mapping[str, Any]) -> None:
    """Tell the map of this name what to show, before whatever else of the page takes its time.

    Parameters
    ----------
    name : str
        Name of a map of the app.
    commands : mapping
        Commands of ``bridge.js``: ``filter`` (``ids``, ``kinds``, ``area``, ``facilities``), ``choose`` (an id),
        ``bounds``, ``pin``, ``pick`` ...
        A command whose value has not changed is not repeated.
    """
    listed = [[key, value] for key, value in commands.items()]
    asked = st.session_state.get(f"{name}_filters_turn", 0)
    _remote(key=f"{name}_remote", data={"name": name, "commands": listed, "asked": asked})


def filters(name: str, chosen: Mapping[str, str], offered: Mapping[str, Any]) -> dict[str, str] | None:
    """Show the filters of a page; a map of the same name follows a change at once, in the browser.

    Parameters
    ----------
    name : str
        Name of the filters, and of their map.
    chosen : mapping
        What is chosen, as it stands in the address.
    offered : mapping
        What may be chosen, and the words: see ``filters.js``.

    Returns
    -------
    dict or None
        What the user just chose, as it is to stand in the address; None when nothing was touched.
    """
    asked = st.session_state.setdefault(f"{name}_filters_turn", 0)
    told = {"name": name, "chosen": dict(chosen), "asked": asked, **offered}
    result = _filters(key=f"{name}_filters", data=told, on_chosen_change=_nothing)
    touched = result.get("chosen")
    if touched is None:
        return None
    st.session_state[f"{name}_filters_turn"] = int(touched["asked"])
    return {key: str(value) for key, value in touched.items() if key != "asked"}


def site_map(name: str, page: str, *, title: str) -> tuple[str, list[float]]:
    """Show a map page; `tell_map` tells it what to show.

    Parameters
    ----------
    name : str
        Name of this map among all of the app.
    page : str
        HTML of `unionmap.maps.page`. As long as it is the same text, it is sent and drawn once.
    title : str
        What a screen reader calls the frame.

    Returns
    -------
    chosen : str
        Id of the site that was just chosen on the map, or ``""``.
    picked : list of float
        Longitude and latitude (WGS-84) of a point just placed, or an empty list.
    """
    result = _frame(
        key=f"{name}_frame",
        data={"name": name, "html": page, "title": title, "fill": state.embedded()},
        on_choose_change=_nothing,
        on_pick_change=_nothing,
    )
    return str(result.get("choose") or ""), [float(part) for part in result.get("pick") or []]


def site_list(name: str, frame: gpd.GeoDataFrame, *, chosen: str, label: str) -> str | None:
    """Show sites as a list; the chosen one with its whole card, on which what is wrong with it can be reported.

    Returns
    -------
    str or None
        Id of the site whose entry was just pressed, ``""`` when the open one was closed, None when neither.
    """
    lang = state.lang()
    result = _list(
        key=f"{name}_list",
        data={"sites": entries(frame, lang), "chosen": chosen, "label": label, "report": reporting.offered()},
        on_choose_change=_nothing,
        on_report_change=partial(reporting.heard, f"{name}_list"),
    )
    pressed = result.get("choose")
    return None if pressed is None else str(pressed)


def entries(frame: gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """Return what the list shows of each site: plain text that reaches the page as text nodes."""
    result = []
    known = frame.assign(reports=reporting.told(frame, lang))
    for (_, site), links in zip(known.iterrows(), cards.links(frame, lang), strict=True):
        lines = cards.lines(site, lang)
        result.append(
            {
                "id": str(site["site_id"]),
                "name": str(site["name"]),
                "kind": cards.badge(str(site["kind"]), lang),
                "place": f"{site['city']} {site['county']}".strip(),
                "solid": schema.PRECISIONS[str(site["precision"])].counts,
                "summary": _summary(lines, str(site["source_date"]), lang),
                "lines": lines,
                "titles": cards.titles(lang),
                "links": links,
                "url": cards.safe_url(str(site["source_url"])),
                "complaints": feedback.offered(str(site["kind"])),
            }
        )
    return result


def _summary(lines: Mapping[str, str], date: str, lang: str) -> Sequence[str]:
    say_date = state.words("card.dated", date=date or state.words("card.undated"))
    hours = state.words("card.labelled", label=cards.title("hours", lang), text=lines.get("hours", ""))
    said = {**lines, "hours": hours if lines.get("hours") else "", "date": say_date}
    shown = ("distance", "opening", "reports", "stops", "address", "hours", "exactness", "date")
    return [said[line] for line in shown if said.get(line)]


def text(name: str, *lines: str, look: str = "caption", bring: bool = False) -> None:
    """Show lines that hold data, as they are: no Markdown.

    Parameters
    ----------
    name : str
        Name of this text among all of the page.
    *lines : str
        One is a paragraph, several are a list.
    look : str, default "caption"
        ``caption``, ``body``, ``heading``, ``notice``, ``warning`` or ``success``.
    bring : bool, default False
        Scroll the page to where it stands, once for what it says.
    """
    _text(key=f"{name}_text", data={"lines": list(lines), "look": look, "bring": bring})


def table(name: str, frame: pd.DataFrame, *, caption: str, stack: int = 0) -> None:
    """Show a small table as real cells; text is shown as it is, missing values as a dash.

    With ``stack``, a row stands as lines below each other where the columns have no room side by side: that many cells
    at its head then say without their header what they are.
    """
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    _table(key=f"{name}_table", data={"columns": list(frame.columns), "rows": rows, "caption": caption, "stack": stack})


def _cell(value: Any) -> str | int | float:
    if isinstance(value, str):
        return value or "—"
    if value is None or pd.isna(value):
        return "—"
    plain: str | int | float = value.item() if hasattr(value, "item") else value
    return plain


def locate() -> tuple[float, float] | None:
    """Show the position button.

    Returns
    -------
    (lon, lat) or None
        WGS-84 degrees, just after the user asked for a search there. Nothing is sent before, and nothing is kept.
    """
    keys = ("ask", "privacy", "unavailable", "waiting", "found", "refused", "failed")
    words = {key: state.words(f"find.locate_{key}") for key in keys}
    result = _locate(key="locate", data={"words": words}, on_position_change=_nothing)
    position = result.get("position")
    return (float(position[0]), float(position[1])) if position else None


def _nothing() -> None:
    """Declare a trigger; its value is read from the result."""
