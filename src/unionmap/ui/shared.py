"""What all sessions share: read once, changed by nobody (a tested promise of the library).

Everything is kept under the state of the user's lists on disk and of what clerks decided about reports, so an import,
a rollback or a decision, by this app or beside it, is on every page at its next run.
"""

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import facilities, maps, query, schema, settings
from unionmap.store import decisions
from unionmap.store.library import RECORD
from unionmap.workflows import cover, lists
from unionmap.workflows.load import Loaded, changed, gather, joined

Stamp = tuple[tuple[str, int, int], ...]


def stamp() -> Stamp:
    """Return what tells one state of the user's data folder from another: about 30 microseconds a list.

    The last part is that of the decisions about reports, those before it are of the lists.
    """
    folder = settings.current().data_dir
    found = []
    for path in sorted(folder.glob(f"lists/*/{RECORD}")):
        try:
            about = path.stat()
        except OSError:
            continue  # removed since
        found.append((str(path), about.st_mtime_ns, about.st_ino))
    return (*found, (decisions.FILE, *decisions.state(folder)))


def sites() -> schema.Sites:
    """Return all sites, shipped and imported; a damaged list is left out, and `imported` says so."""
    return _sites(stamp())


def listed() -> schema.Sites:
    """Return all sites as the lists have them, without what accepted reports change."""
    return _listed(stamp()[:-1])


def imported() -> pd.DataFrame:
    """Return the user's lists, as `unionmap.workflows.lists.lists` gives them."""
    return _imported(stamp())


def points() -> gpd.GeoDataFrame:
    """Return the point sites of all kinds in one frame."""
    return _points(stamp())


def facilities_held(kind: str = "") -> frozenset[str]:
    """Return the facilities that any site, or any of a kind, is known to have."""
    return _facilities_held(kind, stamp())


def site_index(kind: str) -> query.SiteIndex:
    """Return the sites of a kind with an index of their places."""
    return _site_index(kind, stamp())


def site_page(lang: str, kind: str = "") -> str:
    """Return the page of a map of all sites, or of one kind."""
    return _site_page(lang, kind, stamp())


def route_page(route_id: str, lang: str) -> str:
    """Return the page of a map of one line and its stops."""
    return _route_page(route_id, lang, stamp())


def coverage_table(kind: str, radius_m: float, by: str) -> pd.DataFrame:
    """Return the coverage of a kind."""
    return _coverage_table(kind, radius_m, by, stamp())


def coverage_page(kind: str, radius_m: float, by: str, lang: str) -> str:
    """Return the page of a coverage map."""
    return _coverage_page(kind, radius_m, by, lang, stamp())


@st.cache_resource(show_spinner=False, max_entries=1)
def _gathered(when: Stamp) -> Loaded:  # noqa: ARG001  the key
    return gather()


@st.cache_resource(show_spinner=False, max_entries=2)
def _listed(when: Stamp) -> schema.Sites:
    return schema.public(joined(_gathered(when)))


@st.cache_resource(show_spinner=False, max_entries=2)
def _sites(when: Stamp) -> schema.Sites:
    return changed(_listed(when[:-1]))


@st.cache_resource(show_spinner=False, max_entries=2)
def _imported(when: Stamp) -> pd.DataFrame:
    return lists.lists(settings.current().data_dir, _gathered(when[:-1]))


@st.cache_resource(show_spinner=False, max_entries=2)
def _points(when: Stamp) -> gpd.GeoDataFrame:
    return maps.points(_sites(when))


@st.cache_resource(show_spinner=False, max_entries=4)
def _facilities_held(kind: str, when: Stamp) -> frozenset[str]:
    frames = [frame for key, frame in _sites(when).items() if kind in ("", key)]
    cells = {cell for frame in frames for cell in frame["facilities"].unique()}
    return frozenset(key for cell in cells for key in facilities.split(cell))


@st.cache_resource(show_spinner=False, max_entries=2)
def _site_index(kind: str, when: Stamp) -> query.SiteIndex:
    return query.SiteIndex(_sites(when)[kind])


@st.cache_resource(show_spinner=False, max_entries=16)
def _site_page(lang: str, kind: str, when: Stamp) -> str:
    found = _sites(when)
    shown = schema.Sites({kind: found[kind]}) if kind else found
    return maps.page(maps.site_map(shown, lang=lang), lang=lang)


@st.cache_resource(show_spinner=False, max_entries=32)
def _route_page(route_id: str, lang: str, when: Stamp) -> str:
    return maps.page(maps.route_map(_sites(when), route_id, lang=lang), lang=lang)


@st.cache_resource(show_spinner=False, max_entries=64)
def _coverage_table(kind: str, radius_m: float, by: str, when: Stamp) -> pd.DataFrame:
    return cover.cover(_sites(when)[kind], radius_m=radius_m, by=by)


@st.cache_resource(show_spinner=False, max_entries=16)
def _coverage_page(kind: str, radius_m: float, by: str, lang: str, when: Stamp) -> str:
    table = _coverage_table(kind, radius_m, by, when)
    return maps.page(maps.coverage_map(table, _sites(when)[kind], radius_m, lang=lang), lang=lang)
