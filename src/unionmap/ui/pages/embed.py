"""带走: the view of the map page as one offline file, a frame for another page, and tables."""

import streamlit as st

from unionmap import export, schema
from unionmap.ui import controls, state
from unionmap.ui.state import words


def run() -> None:
    """Draw the page."""
    lang = state.lang()
    st.title(words("embed.title"))
    st.caption(words("embed.lead"))
    chosen = controls.site_filter(key="embed")
    found = chosen.apply()
    total = sum(len(frame) for frame in found.values())
    st.markdown(words("embed.count", total=total))
    if not total:
        st.info(words("browse.nothing"))
        return
    heading = st.text_input(words("embed.heading"), value=words("app.title"), max_chars=80)
    columns = st.columns(3)
    columns[0].download_button(
        words("embed.html"),
        lambda: export.offline_page(found, title=heading, lang=lang),
        "unionmap.html",
        "text/html",
    )
    columns[1].download_button(
        words("embed.geojson"), lambda: export.geojson(schema.merge(found)), "unionmap.geojson", "application/geo+json"
    )
    columns[2].download_button(words("embed.csv"), lambda: export.csv(schema.merge(found)), "unionmap.csv", "text/csv")
    st.caption(words("embed.forms"))
    st.subheader(words("embed.iframe"))
    st.code(export.iframe("browse", chosen.query(), lang=lang), language="html", wrap_lines=True)
    st.caption(words("embed.iframe_note"))
