"""The baseline of `benchmarks.filtering`: a page whose map streamlit-folium makes anew at each change."""

import folium
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

import unionmap as um
from benchmarks.drawing import POPUP, rows_of
from unionmap import kinds, maps, schema


@st.cache_resource
def _points():
    frame = maps.points(um.load())
    return frame[schema.located(frame)].reset_index(drop=True)


frame = _points()
chosen = st.multiselect("类型", list(kinds.KINDS), format_func=lambda kind: kinds.get(kind).label.zh)
shown = frame[frame["kind"].isin(chosen)] if chosen else frame
m = folium.Map([34.75, 113.65], zoom_start=7, tiles=None, maxZoom=19)
FastMarkerCluster(rows_of(shown), callback=POPUP).add_to(m)
st_folium(m, returned_objects=[], height=600)
