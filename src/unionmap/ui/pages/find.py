"""找驿站: the nearest rest stations of a position, a place or a tap. The start never enters the address or a log."""

from datetime import datetime

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from unionmap import crs, filters, places, query, schema, travel
from unionmap.text import distance
from unionmap.ui import controls, opening, parts, shared, starts, state
from unionmap.ui.starts import Start
from unionmap.ui.state import words

_NEAREST = 10
_FAR_M = 5_000.0
_KIND = "rest_station"


def run() -> None:
    """Draw the page."""
    st.title(words("find.title"))
    index = shared.site_index(_KIND)
    stations = index.frame
    starts.from_sign(stations)
    # What comes and goes stands in containers: an element that changes its place is made anew, and so would the map be.
    with st.container():
        top, where = st.columns([2, 3])
        with top:
            starts.from_device()
        with where:
            starts.from_place()
            asked = controls.condition_filter(key="find", kind=_KIND)
        met = asked.meets(stations)
        controls.not_known(met, asked.when)
    start, at = starts.current(), asked.when.at if asked.when else opening.now()
    found, others = _results(index, met.fit, start), _others(stations[met.fit], start)
    left, right = st.columns([2, 3])
    with right:
        _map(found, others, start, asked)
    with left:
        _list(found, start, at)
        _apart(others, at)


def _results(index: query.SiteIndex, fit: "pd.Series[bool]", start: Start | None) -> gpd.GeoDataFrame:
    stations = index.frame
    if start is None:
        return stations.head(0)
    if start.lon is not None and start.lat is not None:
        return query.nearest(index, lon=start.lon, lat=start.lat, k=_NEAREST, among=fit)
    return stations[fit & filters.usable(stations) & filters.in_area(stations, start.area)]


def _others(stations: gpd.GeoDataFrame, start: Start | None) -> gpd.GeoDataFrame:
    area = _area(start)
    others = query.apart(stations, area=area) if area else stations.head(0)
    if area and not len(others):
        city = places.load().counties["city_adcode"].get(area, area)
        others = query.apart(stations, area=str(city))
    return others


def _area(start: Start | None) -> str:
    if start is None or start.lon is None:
        return start.area if start else ""
    return str(places.locate(gpd.GeoSeries([shapely.Point(start.lon, start.lat)], crs=crs.WGS84)).iloc[0])


def _map(found: gpd.GeoDataFrame, others: gpd.GeoDataFrame, start: Start | None, asked: controls.Filter) -> None:
    picking = st.toggle(words("find.pick"), key="find_pick")
    chosen = str(st.session_state.get("find_chosen", ""))
    shown = None if start is None else [*found["site_id"], *others["site_id"]]
    wanted = {"ids": shown, "facilities": list(asked.need), "open": asked.when and asked.when.command()}
    commands = {"filter": wanted, "pick": picking, "choose": chosen, "pin": None}
    if start is not None and start.lon is not None:
        commands["pin"] = [start.lat, start.lon]
        commands["bounds"] = _around(found.head(5), start)
    elif len(found):
        west, south, east, north = found.total_bounds
        commands["bounds"] = [[south, west], [north, east]]
    page = shared.site_page(state.lang(), _KIND)
    parts.tell_map("find", commands)
    on_map, picked = parts.site_map("find", page, title=words("find.map_label"))
    if picking and picked:
        starts.begin(Start(words("find.tapped"), picked[0], picked[1]))
        st.rerun()
    if on_map and on_map != chosen:
        st.session_state["find_chosen"] = on_map
        st.rerun()


def _around(found: gpd.GeoDataFrame, start: Start) -> list[list[float]]:
    points = [shapely.Point(start.lon, start.lat), *found.geometry]
    west, south, east, north = shapely.total_bounds(points)
    return [[south - 0.002, west - 0.002], [north + 0.002, east + 0.002]]


def _list(found: gpd.GeoDataFrame, start: Start | None, at: datetime) -> None:
    if start is None:
        st.info(words("find.begin"))
        return
    heading = words("find.nearest_to" if start.lon is not None else "find.in_area", place=start.label)
    parts.text("found", heading, look="heading")
    _warn(found, start)
    chosen = str(st.session_state.get("find_chosen", ""))
    said = found.join(filters.opening(found, at))
    pressed = parts.site_list("find", said, chosen=chosen, label=words("find.list_label"))
    if pressed is not None and pressed != chosen:
        st.session_state["find_chosen"] = pressed
        st.rerun()
    official = int((~filters.usable(shared.sites()[_KIND])).sum())
    lang = state.lang()
    times = words("filter.and").join(travel.assumption(mode, lang) for mode in ("walk", "ebike"))
    st.caption(words("find.doubt", rough=official, times=times))


def _warn(found: gpd.GeoDataFrame, start: Start) -> None:
    if not len(found):
        st.info(words("find.none"))
    elif start.lon is not None and not _area(start):
        st.warning(words("find.outside"))
    elif start.lon is not None and found["distance_m"].iloc[0] > _FAR_M:
        st.warning(words("find.far", distance=distance(found["distance_m"].iloc[0], state.lang())))


def _apart(others: gpd.GeoDataFrame, at: datetime) -> None:
    if not len(others):
        return
    rough, unlocated = int(filters.approximate(others).sum()), int((~schema.located(others)).sum())
    closed = len(others) - rough - unlocated
    counts = {"count": len(others), "rough": rough, "unlocated": unlocated}
    label = words("find.apart_closed", closed=closed, **counts) if closed else words("find.apart", **counts)
    with st.expander(label):
        chosen = str(st.session_state.get("find_apart_chosen", ""))
        said = others.join(filters.opening(others, at))
        pressed = parts.site_list("find_apart", said, chosen=chosen, label=words("find.apart_label"))
        if pressed is not None and pressed != chosen:
            st.session_state["find_apart_chosen"] = pressed
            st.rerun()
