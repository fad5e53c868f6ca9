"""Lines from their stops: a line is drawn only where every stop and its order are known."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import schema

UNCERTAIN = "uncertain"
"""Role of a stop of which the sources do not say whether it is one of the line's."""


def ordered(stops: gpd.GeoDataFrame, route_id: str) -> gpd.GeoDataFrame:
    """Return the stops of one route: those with a known place in the order first, then the others."""
    own = stops[stops["route_id"] == route_id]
    keys = own[["seq", "site_id"]].reset_index(drop=True)
    return own.iloc[keys.sort_values(["seq", "site_id"], na_position="last").index]


def draw(routes: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give each route its line, and count the stops that are known.

    A route gets a line when as many stops as it has in all are known, each with its place in the order and a
    location; a loop is closed. Any other route keeps an empty geometry: no line is invented.

    Parameters
    ----------
    routes : geopandas.GeoDataFrame
        Sites of kind ``bus_route``.
    stops : geopandas.GeoDataFrame
        Sites of kind ``bus_stop``.

    Returns
    -------
    geopandas.GeoDataFrame
        ``routes`` with ``geometry`` (straight lines from stop to stop, EPSG:4326), ``stops_known``, and
        ``precision`` and ``error_m`` of the worst stop.
    """
    own = [_sure(ordered(stops, route_id)) for route_id in routes["site_id"]]
    rows = [row for _, row in routes.iterrows()]
    lines = [_line(part, row) for part, row in zip(own, rows, strict=True)]
    ranks = list(schema.PRECISIONS)
    drawn = [not line.is_empty for line in lines]
    worst = [max(part["precision"], key=ranks.index) if ok else "none" for part, ok in zip(own, drawn, strict=True)]
    error_m = [part["error_m"].max() if ok else np.nan for part, ok in zip(own, drawn, strict=True)]
    known = pd.array([len(part) for part in own], dtype="Int64")
    result = routes.assign(stops_known=known, precision=pd.array(worst, dtype="str"), error_m=np.array(error_m, float))
    return result.set_geometry(gpd.GeoSeries(lines, index=routes.index, crs=routes.crs))


def _sure(stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return stops[stops["role"] != UNCERTAIN]


def _line(stops: gpd.GeoDataFrame, route: "pd.Series[Any]") -> shapely.LineString:
    total = route["stops_total"]
    whole = not pd.isna(total) and len(stops) == int(total) >= 2
    if not whole or stops["seq"].isna().any() or stops["seq"].duplicated().any() or not schema.located(stops).all():
        return shapely.LineString()
    points = list(stops.geometry)
    if not pd.isna(route["is_loop"]) and route["is_loop"]:
        points.append(points[0])
    return shapely.LineString(points)
