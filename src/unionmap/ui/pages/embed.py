"""带走: the view of the map page as one offline file, a frame for another page, and tables."""

from functools import partial

import streamlit as st

from unionmap import crs, export
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
    datum, insisted = _datum()
    with st.container(horizontal=True):
        for form in export.FORMS.values():
            own = datum if datum in form.datums and (insisted or not form.means_wgs84) else "wgs84"
            make = partial(export.content, found, form.key, title=heading, lang=lang, datum=own)  # when it is asked for
            st.download_button(words(f"embed.{form.key}"), make, form.name("unionmap", own), form.mime)
    st.caption(words("embed.forms"))
    st.subheader(words("embed.iframe"))
    st.code(export.iframe("browse", chosen.query(), lang=lang), language="html", wrap_lines=True)
    st.caption(words("embed.iframe_note"))
    sign = partial(export.filter_qr, chosen.query(), heading, lang=lang)
    st.download_button(words("embed.qr"), sign, "unionmap_qr.svg", "image/svg+xml")


def _datum() -> tuple[str, bool]:
    """Let the datum be chosen, and whether formats that mean WGS-84 are to be in it too."""
    lang = state.lang()
    datum = st.selectbox(
        words("embed.datum"),
        list(export.DATUMS),
        format_func=lambda key: crs.DATUMS[key].label.get(lang),
        key="embed_datum",
    )
    if datum == "wgs84":
        return datum, False
    return datum, st.checkbox(words("embed.insist"), key="embed_insist")
