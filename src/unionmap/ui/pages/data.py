"""数据: where everything comes from, how exact and how old it is, and what is missing."""

import pandas as pd
import streamlit as st

from unionmap import crs, kinds, schema
from unionmap.ui import parts, shared, state
from unionmap.ui.state import words
from unionmap.workflows.check import summary
from unionmap.workflows.load import attributions, catalogue

_SOURCE_COLUMNS = ("title", "publisher", "date", "licence", "datum", "layers", "url", "note")
_NAMES = {"title": "source_name"}
_TOTAL_COLUMNS = ("kind", "area", "figure", "of_which_24h", "body", "date", "source_title", "note")


def run() -> None:
    """Draw the page."""
    lang = state.lang()
    st.title(words("data.title"))
    st.subheader(words("data.counts"))
    counts = summary(shared.sites()).rename(columns=_count_names(lang))
    counts.index = pd.Index([kinds.get(key).label.get(lang) for key in counts.index], name=words("filter.kind"))
    parts.table("counts", counts.reset_index(), caption=words("data.counts"), stack=1)
    st.markdown(words("data.missing"))
    st.subheader(words("data.totals"))
    totals = pd.DataFrame(catalogue()["totals"])[list(_TOTAL_COLUMNS)]
    totals["kind"] = totals["kind"].map(lambda key: kinds.get(key).label.get(lang))
    for column in ("figure", "of_which_24h"):
        totals[column] = pd.to_numeric(totals[column], errors="coerce").astype("Int64")
    _table("totals", totals, stack=2)
    st.caption(words("data.totals_note"))
    st.subheader(words("data.sources"))
    sources = pd.DataFrame(catalogue()["sources"])[list(_SOURCE_COLUMNS)]
    sources["layers"] = [_layers(cell, lang) for cell in sources["layers"]]
    sources["datum"] = [crs.DATUMS[key].label.get(lang) if key in crs.DATUMS else "" for key in sources["datum"]]
    _table("sources", sources, stack=1)
    parts.text("attributions", words("export.sources", sources="；".join(attributions())))


def _count_names(lang: str) -> dict[str, str]:
    precisions = {key: entry.label.get(lang) for key, entry in schema.PRECISIONS.items()}
    own = ("sites", "with_hours", "with_facilities", "newest_source")
    return {**precisions, **{key: words(f"data.{key}") for key in own}}


def _layers(cell: str, lang: str) -> str:
    """Say what a source is used for: kinds of site, the base map, published totals."""
    keys = cell.split(";")
    said = [kinds.get(key).label.get(lang) if key in kinds.KINDS else words(f"data.layer_{key}") for key in keys]
    return words("filter.joint").join(said)


def _table(name: str, frame: pd.DataFrame, *, stack: int) -> None:
    named = frame.rename(columns={name: words(f"data.{_NAMES.get(name, name)}") for name in frame.columns})
    parts.table(name, named, caption=words(f"data.{name}"), stack=stack)
