"""数据: where everything comes from, how exact and how old it is, and what is missing."""

import pandas as pd
import streamlit as st

from unionmap import kinds, schema
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
    parts.table("counts", counts.reset_index(), caption=words("data.counts"))
    st.markdown(words("data.missing"))
    st.subheader(words("data.totals"))
    totals = pd.DataFrame(catalogue()["totals"])[list(_TOTAL_COLUMNS)]
    totals["kind"] = totals["kind"].map(lambda key: kinds.get(key).label.get(lang))
    for column in ("figure", "of_which_24h"):
        totals[column] = pd.to_numeric(totals[column], errors="coerce").astype("Int64")
    _table("totals", totals)
    st.caption(words("data.totals_note"))
    st.subheader(words("data.sources"))
    _table("sources", pd.DataFrame(catalogue()["sources"])[list(_SOURCE_COLUMNS)])
    parts.text("attributions", words("export.sources", sources="；".join(attributions())))


def _count_names(lang: str) -> dict[str, str]:
    precisions = {key: entry.label.get(lang) for key, entry in schema.PRECISIONS.items()}
    own = ("sites", "with_hours", "with_facilities", "newest_source")
    return {**precisions, **{key: words(f"data.{key}") for key in own}}


def _table(name: str, frame: pd.DataFrame) -> None:
    named = frame.rename(columns={name: words(f"data.{_NAMES.get(name, name)}") for name in frame.columns})
    parts.table(name, named, caption=words(f"data.{name}"))
