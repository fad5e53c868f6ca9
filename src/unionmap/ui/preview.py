"""What was read of a list, before it is written: map and table, the rows refused, the pairs that look like one."""

from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from unionmap import schema
from unionmap.export import workbook
from unionmap.intake import ImportResult
from unionmap.text import say
from unionmap.ui import importing, labels, parts, state, tables
from unionmap.ui.importing import Source
from unionmap.ui.state import words

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NAME = 80


def show(source: Source, result: ImportResult) -> None:
    """Show all three."""
    st.subheader(words("import.preview"))
    accepted, refused, pairs = st.tabs(
        [
            words("import.tab_accepted", count=result.accepted),
            words("import.tab_refused", count=len(result.refused)),
            words("import.tab_pairs", count=len(result.proposals)),
        ]
    )
    with accepted:
        _accepted(source, result)
    with refused:
        _refused(source, result)
    with pairs:
        _pairs(result)


def _accepted(source: Source, result: ImportResult) -> None:
    if not result.accepted:
        st.warning(words("import.none_accepted"))
        return
    lang = state.lang()
    ids, frame = importing.once("accepted", (source.key, lang), lambda: _rows(result))
    chosen = str(st.session_state.get("import_chosen", ""))
    on_map, place = "", st.container()
    if importing.is_on_map(result):
        left, place = st.columns(2)
        with left:
            on_map = _map(source, chosen)
    with place:
        pick = tables.Pick(ids, chosen)
        pressed = tables.paged("accepted", frame, caption=words("import.accepted"), pick=pick, lead=2)
    now = on_map or pressed
    if now and now != chosen:
        st.session_state["import_chosen"] = now
        st.rerun()


def _map(source: Source, chosen: str) -> str:
    """Show the map, and return the id of the site that was just chosen on it."""
    page = importing.page(source, state.lang())
    title = words("import.map_label")
    name = f"import_{source.file.digest[:12]}"
    parts.tell_map(name, {"choose": chosen})
    on_map, _ = parts.site_map(name, page, title=title)
    return on_map


def _rows(result: ImportResult) -> tuple[list[str], pd.DataFrame]:
    sites = schema.merge(result.sites).set_index("site_id").reindex(result.site_ids)
    said = {name: _said(name, set(sites[name])) for name in ("kind", "precision", "facilities", "doubts")}
    frame = pd.DataFrame(
        {
            words("import.line"): result.lines(),
            words("import.name"): sites["name"],
            words("import.kind"): sites["kind"].map(said["kind"]),
            words("import.place"): (sites["city"] + " " + sites["county"]).str.strip(),
            words("import.address"): sites["address"],
            words("import.hours"): sites["opening_hours"],
            words("card.facilities"): sites["facilities"].map(said["facilities"]),
            words("card.phone"): sites["phone"],
            words("import.precision"): sites["precision"].map(said["precision"]),
            words("import.doubts"): sites["doubts"].map(said["doubts"]),
            words("import.changes"): result.changed_in(state.lang()),
        }
    )
    return sites.index.tolist(), frame.reset_index(drop=True)


def _said(name: str, cells: set[str]) -> dict[str, str]:
    return {cell: labels.value(name, cell) if cell else "" for cell in cells}


def _refused(source: Source, result: ImportResult) -> None:
    if not len(result.refused):
        st.caption(words("import.none_refused"))
        return
    lang = state.lang()
    own = importing.once("refused", (source.key, lang), lambda: _refused_rows(result, lang))
    titles = [words("import.line"), words("import.reasons"), words("import.fix"), *map(str, own.columns[3:])]
    make = partial(_workbook, source, result)  # called when it is asked for
    name = f"{Path(result.file).stem[:_LONGEST_NAME]}-{say('import.refused')}.xlsx"  # a clerk's, as what stands in it
    st.download_button(words("import.download"), make, name, _XLSX, on_click="ignore")
    tables.paged("refused", own.set_axis(titles, axis=1), caption=words("import.refused"))


def _refused_rows(result: ImportResult, lang: str) -> pd.DataFrame:
    rows = result.refused_in(lang).iloc[:, 1:]
    return rows.assign(**{rows.columns[0]: result.refused_lines()})


def _workbook(source: Source, result: ImportResult) -> bytes:
    return workbook.refused(result.refused, result.carry(importing.list_name(source, result)))


def _pairs(result: ImportResult) -> None:
    if not len(result.proposals):
        st.caption(words("import.none_pairs"))
        return
    line, name = result.lines(), schema.merge(result.sites).set_index("site_id")["name"]
    pairs = result.proposals
    frame = pd.DataFrame(
        {
            words("import.line"): pairs["site_id"].map(line),
            words("import.name"): pairs["site_id"].map(name),
            _other("line"): pairs["other_id"].map(line),
            _other("name"): pairs["other_id"].map(name),
            words("import.distance"): pairs["distance_m"].map(lambda metres: f"{metres:.0f} m"),
            words("import.why"): pairs["why"].map(lambda why: words(f"import.why_{why}")),
        }
    )
    st.caption(words("import.pairs_note"))
    tables.paged("pairs", frame, caption=words("import.pairs_note"))


def _other(name: str) -> str:
    return words("card.labelled", label=words("import.other"), text=words(f"import.{name}"))
