"""Page config, navigation, language: what surrounds every page."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import streamlit as st

from unionmap.errors import UnionmapError
from unionmap.text import LANGUAGES, say
from unionmap.ui import editing, state
from unionmap.ui.pages import browse, coverage, data, embed, find, routes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the app.

    Attributes
    ----------
    key : str
        Room of its words in ``words.toml``; ``<key>.title`` names it.
    icon : str
        Material symbol.
    run : callable
        Draws the page.
    """

    key: str
    icon: str
    run: Callable[[], None]

    @property
    def url_path(self) -> str:
        """Path in the address; the first page has none."""
        return "" if self is PAGES[0] else self.key


PAGES = (
    Page("find", ":material/near_me:", find.run),
    Page("browse", ":material/map:", browse.run),
    Page("routes", ":material/directions_bus:", routes.run),
    Page("coverage", ":material/radar:", coverage.run),
    Page("embed", ":material/ios_share:", embed.run),
    Page("data", ":material/database:", data.run),
)


def pages() -> tuple[Page, ...]:
    """Return the pages that this app has: `PAGES`, and those of clerks if it was started to edit."""
    if not editing.enabled():
        return PAGES
    from unionmap.ui.pages import intake, reports  # noqa: PLC0415  an app that does not edit never loads what writes

    clerks = (Page("reports", ":material/inbox:", reports.run), Page("import", ":material/upload_file:", intake.run))
    return (*PAGES, *clerks)


_ICON = files("unionmap.ui").joinpath("static", "icon.svg")

_STYLE = """
<style>
.block-container { position: relative; padding: 3.6rem 1rem 2rem; max-width: 1280px; }
[data-testid="stMetricValue"] { font-size: 1.6rem; }
h1 { font-size: 1.6rem !important; padding-top: .4rem !important; }
h3 { font-size: 1.2rem !important; }
.st-key-lang { position: absolute; top: 3.7rem; right: 1rem; width: auto !important; z-index: 5; }
@media (max-width: 640px) {
  .block-container { padding: 3.4rem .7rem 1rem; }
  h1 { font-size: 1.3rem !important; }
}
</style>
"""


def run() -> None:
    """Draw the app: one page, chosen by the address."""
    lang = state.lang()
    st.set_page_config(page_title=say("app.title", lang), page_icon=str(_ICON), layout="wide")
    st.html(_STYLE)
    chosen = st.navigation(
        [
            st.Page(guarded(page), title=say(f"{page.key}.title", lang), icon=page.icon, url_path=page.url_path or None)
            for page in pages()
        ],
        position="hidden" if state.embedded() else "top",
    )
    if state.embedded():
        st.html("<style>.block-container { padding: 0 !important; }</style>")
    else:
        _languages(lang)
    chosen.run()


def guarded(page: Page) -> Callable[[], None]:
    """Return a page's function that turns our errors into one sentence on the page."""

    def draw() -> None:
        try:
            page.run()
        except UnionmapError as error:
            st.error(state.fault(error))

    draw.__name__ = page.key
    return draw


def _languages(lang: str) -> None:
    with st.container(key="lang"):
        for other in LANGUAGES:
            if other != lang:
                st.button(LANGUAGES[other], key=f"to_{other}", on_click=state.set_lang, args=(other,), type="tertiary")
