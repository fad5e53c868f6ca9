"""Interactive maps on folium; the only package that imports it."""

import folium
import geopandas as gpd
import pandas as pd

from unionmap import schema
from unionmap.errors import InputError
from unionmap.maps import cards
from unionmap.maps.document import add_panel, blank, page
from unionmap.maps.layers import LabelLayer, ShapeLayer, SiteLayer
from unionmap.maps.scenes import coverage_map, points, route_map, site_map

__all__ = [
    "LabelLayer",
    "ShapeLayer",
    "SiteLayer",
    "add_panel",
    "blank",
    "cards",
    "coverage_map",
    "map",
    "page",
    "points",
    "route_map",
    "site_map",
]


def map(sites: schema.Sites | gpd.GeoDataFrame, *, lang: str = "zh") -> folium.Map:  # noqa: A001
    """Return an interactive map of sites that works with no network.

    Parameters
    ----------
    sites : Sites or geopandas.GeoDataFrame
        All kinds, or one frame; EPSG:4326. Sites without a place are not drawn.
    lang : str, default "zh"
        ``zh`` or ``en``.

    Returns
    -------
    folium.Map
        Shows itself in a notebook. Add layers to it as to any other.

    Raises
    ------
    InputError
        If ``sites`` is neither.

    Examples
    --------
    >>> import unionmap as um
    >>> type(um.map(um.load())).__name__
    'Map'
    """
    if isinstance(sites, schema.Sites):
        return site_map(sites, lang=lang)
    if isinstance(sites, pd.DataFrame):
        kind = str(sites["kind"].iloc[0]) if len(sites) else "rest_station"
        return site_map(schema.Sites({kind: sites}), lang=lang)
    raise InputError(f"a map takes the sites of um.load() or one frame of them, not {type(sites).__name__}")
