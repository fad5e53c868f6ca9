"""带走: the view of the map page as one offline file, a frame for another page, and tables."""

from functools import partial

import streamlit as st

from unionmap import export
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
    with st.container(horizontal=True):
        for form in export.FORMS.values():
            make = partial(export.content, found, form.key, title=heading, lang=lang)  # called when it is asked for
            st.download_button(words(f"embed.{form.key}"), make, f"unionmap.{form.key}", form.mime)
    st.caption(words("embed.forms"))
    st.subheader(words("embed.iframe"))
    st.code(export.iframe("browse", chosen.query(), lang=lang), language="html", wrap_lines=True)
    st.caption(words("embed.iframe_note"))
