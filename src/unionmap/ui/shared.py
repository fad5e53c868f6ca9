"""What all sessions share: read once, changed by nobody (a tested promise of the library)."""

import geopandas as gpd
import pandas as pd
import streamlit as st

from unionmap import maps, schema
from unionmap.workflows import cover
from unionmap.workflows.load import load


@st.cache_resource(show_spinner=False)
def sites() -> schema.Sites:
    """Return all sites."""
    return load()


@st.cache_resource(show_spinner=False)
def points() -> gpd.GeoDataFrame:
    """Return the point sites of all kinds in one frame."""
    return maps.points(sites())


@st.cache_resource(show_spinner=False, max_entries=16)
def site_page(lang: str, kind: str = "") -> str:
    """Return the page of a map of all sites, or of one kind."""
    shown = schema.Sites({kind: sites()[kind]}) if kind else sites()
    return maps.page(maps.site_map(shown, lang=lang), lang=lang)


@st.cache_resource(show_spinner=False, max_entries=32)
def route_page(route_id: str, lang: str) -> str:
    """Return the page of a map of one line and its stops."""
    return maps.page(maps.route_map(sites(), route_id, lang=lang), lang=lang)


@st.cache_resource(show_spinner=False, max_entries=64)
def coverage_table(kind: str, radius_m: float, by: str) -> pd.DataFrame:
    """Return the coverage of a kind."""
    return cover.cover(sites()[kind], radius_m=radius_m, by=by)


@st.cache_resource(show_spinner=False, max_entries=16)
def coverage_page(kind: str, radius_m: float, by: str, lang: str) -> str:
    """Return the page of a coverage map."""
    table = coverage_table(kind, radius_m, by)
    return maps.page(maps.coverage_map(table, sites()[kind], radius_m, lang=lang), lang=lang)
