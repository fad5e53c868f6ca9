"""Lines from their stops: a line is drawn only where every stop and its order are known."""

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from unionmap import schema

UNCERTAIN = "uncertain"
"""Role of a stop of which the sources do not say whether it is one of the line's."""


def ordered(stops: gpd.GeoDataFrame, route_id: str) -> gpd.GeoDataFrame:
    """Return the stops of one route: those with a known place in the order first, then the others."""
    own = stops[stops["route_id"] == route_id]
    return own.sort_values(["seq", "site_id"], na_position="last")


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
    result = routes.copy()
    for row, route in routes.iterrows():
        own = ordered(stops, str(route["site_id"]))
        result.loc[row, "stops_known"] = int((own["role"] != UNCERTAIN).sum())
        line = _line(own, route)
        result.loc[row, "geometry"] = line
        ranks = list(schema.PRECISIONS)
        worst = max(own["precision"], key=ranks.index) if not line.is_empty else "none"
        result.loc[row, "precision"] = worst
        result.loc[row, "error_m"] = own["error_m"].max() if not line.is_empty else float("nan")
    return result


def _line(stops: gpd.GeoDataFrame, route: "pd.Series[Any]") -> shapely.LineString:
    total = route["stops_total"]
    whole = not pd.isna(total) and len(stops) == int(total) >= 2
    if not whole or stops["seq"].isna().any() or not schema.located(stops).all():
        return shapely.LineString()
    points = list(stops.geometry)
    if not pd.isna(route["is_loop"]) and route["is_loop"]:
        points.append(points[0])
    return shapely.LineString(points)
