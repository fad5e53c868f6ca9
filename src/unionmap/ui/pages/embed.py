"""带走: the view of the map page as one offline file, a frame for another page, and tables."""

from functools import partial

import streamlit as st

from unionmap import crs, export, schema
from unionmap.export.pictures import FORMS as PICTURES
from unionmap.export.pictures.sheets import SIZES
from unionmap.export.reports import FORMS as REPORTS
from unionmap.export.reports import LENGTHS
from unionmap.ui import controls, parts, state
from unionmap.ui.state import words

_PREVIEW_PX = 480


def run() -> None:
    """Draw the page."""
    lang = state.lang()
    st.title(words("embed.title"))
    st.caption(words("embed.lead"))
    chosen = controls.site_filter(key="embed")
    narrowed = chosen.find()
    found = schema.Sites(narrowed.frames)
    total = sum(len(frame) for frame in found.values())
    st.markdown(words("embed.count", total=total))
    controls.not_known(narrowed, chosen.when)
    if not total:
        st.info(words("browse.nothing"))
        return
    heading = st.text_input(words("embed.heading"), value=words("app.title"), max_chars=80)
    datum, insisted = _datum()
    only = chosen.only()
    titled = words("embed.titled", heading=heading, only=only) if only else heading
    with st.container(horizontal=True):
        for form in export.FORMS.values():
            own = datum if datum in form.datums and (insisted or not form.means_wgs84) else "wgs84"
            make = partial(export.content, found, form.key, title=titled, lang=lang, datum=own)  # when it is asked for
            st.download_button(words(f"embed.{form.key}"), make, form.name("unionmap", own), form.mime)
    if only:
        parts.text("only", words("embed.only", only=only))
    st.caption(words("embed.forms"))
    _picture(found, chosen.area, heading, only)
    _snippet(chosen.query(), heading)


def _picture(found: schema.Sites, area: str, heading: str, only: str) -> None:
    """Offer still pictures, for print, slides and pages where no frame works, and reports with one."""
    lang = state.lang()
    st.subheader(words("embed.picture"))
    size = st.segmented_control(
        words("embed.size"),
        list(SIZES),
        default=next(iter(SIZES)),
        format_func=lambda key: words(f"embed.size_{key}"),
        key="embed_size",
    )
    approval = st.text_input(words("embed.approval"), max_chars=40, key="embed_approval")
    own = heading if heading != words("app.title") else ""  # else area and kind make the title
    told = {"lang": lang, "title": own, "area": area, "approval": approval, "only": only}
    with st.container(horizontal=True):
        for form, mime in PICTURES.items():
            make = partial(export.picture, found, form, size=size or next(iter(SIZES)), **told)
            st.download_button(words("embed.picture_form", form=form.upper()), make, f"unionmap.{form}", mime)
    st.caption(words("embed.picture_note"))
    st.subheader(words("embed.report"))
    with st.container(horizontal=True):
        for length in LENGTHS:
            for form, mime in REPORTS.items():
                make = partial(export.report, found, form=form, length=length, **told)
                label = words(f"embed.report_{length}", form=form.upper())
                st.download_button(label, make, f"unionmap_{length}.{form}", mime)
    st.caption(words("embed.report_note"))


def _snippet(query: dict[str, str], heading: str) -> None:
    """Show the snippet for another page, what it looks like, and a sign that leads to it."""
    lang = state.lang()
    st.subheader(words("embed.iframe"))
    st.code(export.iframe("browse", query, lang=lang), language="html", wrap_lines=True)
    st.caption(words("embed.iframe_note"))
    if st.toggle(words("embed.preview"), key="embed_preview"):
        st.iframe(export.address("browse", query, lang=lang, embed=True, base=""), height=_PREVIEW_PX)
    sign = partial(export.filter_qr, query, heading, lang=lang)
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
