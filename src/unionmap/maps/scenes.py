"""The maps that the product shows: sites, and coverage."""

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import crs, filters, kinds, places, schema
from unionmap.maps.document import HENAN_BOUNDS, blank
from unionmap.maps.layers import ShapeLayer, SiteLayer, Style
from unionmap.text import say

SHARE_STEPS = (0.05, 0.1, 0.2, 0.4)
"""Upper ends of the classes of the share covered; the last class is open."""
SHARE_COLOURS = ("#e1edf5", "#b4d2e5", "#7db0d0", "#4787b2", "#1d5c89")
"""One a class, from little covered to much: one hue, so that grey print keeps the order."""
_HATCHED: Style = {"color": "#9a9484", "weight": 0.6, "hatch": True, "fillOpacity": 1.0}
UNUSABLE_COLOUR = "#f2dfa6"
"""Units with a list but no site located well enough."""
_EMPTY: Style = {"color": "#9a9484", "weight": 0.6, "fillColor": UNUSABLE_COLOUR, "fillOpacity": 0.9}

Bounds = tuple[tuple[float, float], tuple[float, float]]


def site_map(sites: schema.Sites, *, lang: str = "zh", cluster: bool = True) -> folium.Map:
    """Return a map of all kinds of sites, routes as lines below them."""
    m = blank(lang=lang, bounds=_bounds(sites))
    lines = sites["bus_route"][schema.located(sites["bus_route"])]
    colour = kinds.get("bus_route").colour
    line: Style = {"color": colour, "weight": 4, "fill": False, "opacity": 0.55}
    ShapeLayer(list(lines.geometry), line, tips=list(lines["name"]), kind="bus_route").add_to(m)
    SiteLayer(points(sites), lang=lang, cluster=cluster).add_to(m)
    return m


def route_map(sites: schema.Sites, route_id: str, *, lang: str = "zh") -> folium.Map:
    """Return a map of one line with its stops, none of them clustered."""
    routes, stops = sites["bus_route"], sites["bus_stop"]
    own = {"bus_route": routes[routes["site_id"] == route_id], "bus_stop": stops[stops["route_id"] == route_id]}
    return site_map(schema.Sites(own), lang=lang, cluster=False)


def points(sites: schema.Sites) -> gpd.GeoDataFrame:
    """Return the point sites of all kinds in one frame, in the order of the registry, stops with their ``seq``."""
    frames = [frame for kind, frame in sites.items() if kinds.get(kind).geometry == "Point"]
    held = [*schema.columns("rest_station"), "seq"]
    joined = pd.concat([frame.reindex(columns=held) for frame in frames], ignore_index=True)
    return gpd.GeoDataFrame(joined.astype({"seq": "Int64"}), geometry="geometry", crs="EPSG:4326")


def _bounds(sites: schema.Sites) -> Bounds:
    drawn = points(sites)
    drawn = drawn[schema.located(drawn)]
    if not len(drawn):
        return HENAN_BOUNDS
    west, south, east, north = drawn.total_bounds
    return (float(south) - 0.02, float(west) - 0.02), (float(north) + 0.02, float(east) + 0.02)


def coverage_map(table: pd.DataFrame, stations: gpd.GeoDataFrame, radius_m: float, *, lang: str = "zh") -> folium.Map:
    """Return a choropleth of the share covered, units without a list hatched, with the circles of the stations.

    Parameters
    ----------
    table : pandas.DataFrame
        As `unionmap.cover` returns it, by county or city.
    stations : geopandas.GeoDataFrame
        Sites, EPSG:4326.
    radius_m : float
        Metres.
    """
    known = places.load()
    whole = gpd.GeoSeries({"410000": known.cities.union_all()}, crs=crs.WGS84)
    shapes = pd.concat([known.counties.geometry, known.cities.geometry, whole])
    shapes = shapes[~shapes.index.duplicated()]
    listed = table[table["share_covered"].notna()]
    m = blank(lang=lang, bounds=_unit_bounds(shapes.loc[list(listed["adcode"])] if len(listed) else shapes))
    rows = table.to_dict("records")
    styles = [unit_style(str(row["state"]), float(row["share_covered"])) for row in rows]
    tips = [_tip(row, lang) for row in rows]
    ShapeLayer([shapes[code] for code in table["adcode"]], styles, tips=tips).add_to(m)
    used = stations[filters.usable(stations)]
    circle: Style = {"color": "#D55E00", "weight": 1, "fill": False, "radius": radius_m}
    ShapeLayer(list(used.geometry), circle, ground=True).add_to(m)
    SiteLayer(used, lang=lang, cluster=False).add_to(m)
    return m


def unit_style(state: str, share: float) -> Style:
    """Return how a unit is painted; one without a list is never painted as uncovered."""
    if state == "no_list":
        return _HATCHED
    if np.isnan(share):
        return _EMPTY
    colour = SHARE_COLOURS[int(np.searchsorted(SHARE_STEPS, share, side="right"))]
    return {"color": "#6b6557", "weight": 1, "fillColor": colour, "fillOpacity": 0.8}


def _tip(row: "dict[object, object]", lang: str) -> str:
    get = {str(key): value for key, value in row.items()}
    if get["state"] == "no_list":
        return say("coverage.tip_no_list", lang, name=get["name"])
    share = float(str(get["share_covered"]))
    if np.isnan(share):
        return say("coverage.tip_none_usable", lang, name=get["name"], listed=get["sites_listed"])
    return say("coverage.tip", lang, name=get["name"], share=f"{share:.1%}", usable=get["sites_usable"])


def _unit_bounds(shapes: gpd.GeoSeries) -> Bounds:
    west, south, east, north = shapes.total_bounds
    return (float(south), float(west)), (float(north), float(east))
