"""找驿站: the nearest rest stations of a position, a place or a tap. The start never enters the address or a log."""

from dataclasses import dataclass

import geopandas as gpd
import shapely
import streamlit as st

from unionmap import crs, facilities, filters, places, query, schema
from unionmap.text import distance
from unionmap.ui import parts, shared, state
from unionmap.ui.state import words

_NEAREST = 10
_FAR_M = 5_000.0
_KIND = "rest_station"


@dataclass(frozen=True, slots=True)
class Start:
    """Where the search starts: a point, or an area without one."""

    label: str
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    typed: bool = False


def run() -> None:
    """Draw the page."""
    st.title(words("find.title"))
    _from_sign()
    # What comes and goes stands in containers: an element that changes its place is made anew, and so would the map be.
    with st.container():
        top, where = st.columns([2, 3])
        with top:
            _from_device()
        with where:
            _from_place()
        need = _needs()
    start = st.session_state.get("find_start")
    stations = shared.sites()[_KIND]
    stations = stations[filters.has_facilities(stations, need)]
    found, others = _results(stations, start), _others(stations, start)
    left, right = st.columns([2, 3])
    with right:
        _map(found, others, start)
    with left:
        _list(found, start)
        _apart(others)


def _from_sign() -> None:
    """Begin at the station whose sign was scanned, which is not where anybody is known to be."""
    if st.query_params.get("site", "") in ("", st.session_state.get("find_sign")):
        return
    stations = shared.sites()[_KIND]
    wanted = state.get("site", frozenset(stations["site_id"]))
    if not wanted:
        return
    st.session_state["find_sign"] = wanted
    row = stations[stations["site_id"] == wanted]
    site = row.iloc[0]
    if filters.usable(row).iloc[0]:
        _begin(Start(str(site["name"]), site.geometry.x, site.geometry.y))
        st.session_state["find_chosen"] = wanted
    else:
        _begin(Start(str(site["name"]), area=str(site["adcode"] or site["city_adcode"])))
        st.session_state["find_apart_chosen"] = wanted


def _from_device() -> None:
    position = parts.locate()
    if position:
        _begin(Start(words("find.here"), *position))


def _from_place() -> None:
    if "find_q" not in st.session_state:
        st.session_state["find_q"] = state.get("q")
    text = st.text_input(
        words("find.place"), key="find_q", placeholder=words("find.place_hint"), max_chars=state.LONGEST
    )
    state.put("q", text)
    options = _candidates(text)
    if not options:
        _forget_typed()
        if text.strip():
            st.warning(words("find.no_place"))
        return
    chosen = st.selectbox(words("find.which"), options, format_func=lambda start: start.label, key=f"find_which_{text}")
    if chosen and st.session_state.get("find_asked") != chosen:
        st.session_state["find_asked"] = chosen
        _begin(chosen)


def _forget_typed() -> None:
    start = st.session_state.get("find_start")
    st.session_state.pop("find_asked", None)
    if start is not None and start.typed:
        st.session_state.pop("find_start")


def _candidates(text: str) -> list[Start]:
    key = places.fold(text)
    if not key:
        return []
    result = []
    for _, row in places.search(text, limit=6).iterrows():
        context = " ".join(part for part in (row["city"], row["county"]) if part and part != row["name"])
        label = f"{row['name']}（{context}）" if context else str(row["name"])
        if row["lon"] == row["lon"]:
            result.append(Start(label, float(row["lon"]), float(row["lat"]), typed=True))
        elif row["level"] == "town":
            name = words("find.area_of_town", name=label, county=row["county"])
            result.append(Start(name, area=str(row["adcode"]), typed=True))
        else:
            result.append(Start(words("find.area", name=label), area=str(row["adcode"]), typed=True))
    sites = shared.points()
    named = sites["name"].map(places.fold).str.contains(key, regex=False)
    hits = sites[filters.usable(sites) & named].head(6)
    result += [Start(str(row["name"]), row.geometry.x, row.geometry.y, typed=True) for _, row in hits.iterrows()]
    return result


def _begin(start: Start) -> None:
    st.session_state["find_start"] = start
    st.session_state["find_chosen"] = ""


def _needs() -> list[str]:
    lang = state.lang()
    held = shared.sites()[_KIND]["facilities"]
    used = {key for cell in held for key in facilities.split(cell)}
    options = [key for key in facilities.FACILITIES if key in used]
    if "find_need" not in st.session_state:
        st.session_state["find_need"] = state.get_list("need", options)
    need = st.multiselect(
        words("find.need"),
        options,
        format_func=lambda key: facilities.get(key).label.get(lang),
        key="find_need",
        placeholder=words("find.need_any"),
    )
    state.put("need", ",".join(need))
    if need:
        stations = shared.sites()[_KIND]
        said = stations[held != ""]
        usable = int(filters.usable(said).sum())
        st.caption(words("find.need_unknown", unknown=len(held) - len(said), said=len(said), usable=usable))
    return list(need)


def _results(stations: gpd.GeoDataFrame, start: Start | None) -> gpd.GeoDataFrame:
    if start is None:
        return stations.head(0)
    if start.lon is not None and start.lat is not None:
        return query.nearest(stations, lon=start.lon, lat=start.lat, k=_NEAREST)
    return stations[filters.usable(stations) & filters.in_area(stations, start.area)]


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


def _map(found: gpd.GeoDataFrame, others: gpd.GeoDataFrame, start: Start | None) -> None:
    picking = st.toggle(words("find.pick"), key="find_pick")
    chosen = str(st.session_state.get("find_chosen", ""))
    shown = None if start is None else [*found["site_id"], *others["site_id"]]
    commands = {"filter": {"ids": shown}, "pick": picking, "choose": chosen, "pin": None}
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
        _begin(Start(words("find.tapped"), picked[0], picked[1]))
        st.rerun()
    if on_map and on_map != chosen:
        st.session_state["find_chosen"] = on_map
        st.rerun()


def _around(found: gpd.GeoDataFrame, start: Start) -> list[list[float]]:
    points = [shapely.Point(start.lon, start.lat), *found.geometry]
    west, south, east, north = shapely.total_bounds(points)
    return [[south - 0.002, west - 0.002], [north + 0.002, east + 0.002]]


def _list(found: gpd.GeoDataFrame, start: Start | None) -> None:
    if start is None:
        st.info(words("find.begin"))
        return
    heading = words("find.nearest_to" if start.lon is not None else "find.in_area", place=start.label)
    parts.text("found", heading, look="heading")
    _warn(found, start)
    chosen = str(st.session_state.get("find_chosen", ""))
    pressed = parts.site_list("find", found, chosen=chosen, label=words("find.list_label"))
    if pressed is not None and pressed != chosen:
        st.session_state["find_chosen"] = pressed
        st.rerun()
    official = int((~filters.usable(shared.sites()[_KIND])).sum())
    st.caption(words("find.doubt", rough=official))


def _warn(found: gpd.GeoDataFrame, start: Start) -> None:
    if not len(found):
        st.info(words("find.none"))
    elif start.lon is not None and not _area(start):
        st.warning(words("find.outside"))
    elif start.lon is not None and found["distance_m"].iloc[0] > _FAR_M:
        st.warning(words("find.far", distance=distance(found["distance_m"].iloc[0], state.lang())))


def _apart(others: gpd.GeoDataFrame) -> None:
    if not len(others):
        return
    rough, unlocated = int(filters.approximate(others).sum()), int((~schema.located(others)).sum())
    closed = len(others) - rough - unlocated
    counts = {"count": len(others), "rough": rough, "unlocated": unlocated}
    label = words("find.apart_closed", closed=closed, **counts) if closed else words("find.apart", **counts)
    with st.expander(label):
        chosen = str(st.session_state.get("find_apart_chosen", ""))
        pressed = parts.site_list("find_apart", others, chosen=chosen, label=words("find.apart_label"))
        if pressed is not None and pressed != chosen:
            st.session_state["find_apart_chosen"] = pressed
            st.rerun()
