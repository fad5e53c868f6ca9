"""Lines and their stops: which stop is whose, lines that only their stops name, and the line drawn through them.

A line is drawn only where every stop and its order are known.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import places, schema

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
    at = stops.groupby("route_id", sort=False).indices
    own = [_sure(ordered(stops.iloc[at.get(route_id, [])], route_id)) for route_id in routes["site_id"]]
    rows = [row for _, row in routes.iterrows()]
    lines = [_line(part, row) for part, row in zip(own, rows, strict=True)]
    ranks = list(schema.PRECISIONS)
    drawn = [not line.is_empty for line in lines]
    worst = [max(part["precision"], key=ranks.index) if ok else "none" for part, ok in zip(own, drawn, strict=True)]
    error_m = [part["error_m"].max() if ok else np.nan for part, ok in zip(own, drawn, strict=True)]
    known = pd.array([len(part) for part in own], dtype="Int64")
    result = routes.assign(stops_known=known, precision=pd.array(worst, dtype="str"), error_m=np.array(error_m, float))
    return result.set_geometry(gpd.GeoSeries(lines, index=routes.index, crs=routes.crs))


def complete(routes: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give every stop that names a line a row of that line, and draw the lines that have no shape yet.

    Parameters
    ----------
    routes : geopandas.GeoDataFrame
        Sites of kind ``bus_route``.
    stops : geopandas.GeoDataFrame
        Sites of kind ``bus_stop``.

    Returns
    -------
    routes : geopandas.GeoDataFrame
        The lines given, in their order, then one for each ``route_id`` of the stops that had none: named by its
        stops, with what they agree on, and no line, for how many stops it has is not known. A fresh index.
    stops : geopandas.GeoDataFrame
        The stops as `linked` returns them.

    Examples
    --------
    >>> stop = {"site_id": "a", "kind": "bus_stop", "name": "火车站", "precision": "none", "route_name": "51路"}
    >>> lines, stops = complete(schema.shape(pd.DataFrame(), "bus_route"),
    ...     schema.shape(pd.DataFrame([stop]), "bus_stop"))
    >>> lines["site_id"].tolist(), lines["name"].tolist(), stops["route_id"].tolist()
    (['51路'], ['51路'], ['51路'])
    """
    stops = linked(stops, routes)
    without = stops[(stops["route_id"] != "") & ~stops["route_id"].isin(routes["site_id"])]
    parts = [part for part in (routes, _named_by(without)) if len(part)] or [routes]
    lines = schema.shape(pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True), "bus_route")
    for name in lines.columns.difference(list(schema.columns("bus_route"))):
        lines[name] = lines[name].astype("object").fillna("").astype("str")
    open_ = ~schema.located(lines) & lines["site_id"].isin(stops["route_id"])
    if not open_.any():
        return lines, stops
    drawn = draw(lines[open_], stops)
    return gpd.GeoDataFrame(pd.concat([lines[~open_], drawn]).sort_index(), crs=lines.crs), stops


def linked(stops: gpd.GeoDataFrame, routes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the stops with the ``route_id`` of the line that they name.

    A stop whose ``route_id`` is no line's belongs to the one line that bears its ``route_name``, unless their cities
    differ. Failing that, a stop without ``route_id`` gets one made of the city and the line that it names.
    """
    plain = pd.DataFrame(stops[["route_id", "route_name", "city", "city_said"]]).reset_index(drop=True)
    asked = plain[~plain["route_id"].isin(routes["site_id"]) & ((plain["route_id"] + plain["route_name"]) != "")]
    if asked.empty:
        return stops
    named = _named_line(asked)
    key = asked["route_name"].map(_folder(asked["route_name"]))
    bearing = routes.groupby(routes["name"].map(_folder(routes["name"])), sort=False).indices
    found = {}
    for route_id, own in asked[key.isin(list(bearing)) & (key != "")].groupby(named, sort=False):
        lines = routes.iloc[bearing[key[own.index[0]]]]
        fit = (lines["city"] == "") | lines["city"].isin(own["city"]) | (own["city"] == "").all()
        if fit.sum() == 1:
            found[route_id] = lines.loc[fit, "site_id"].iloc[0]
    result = plain["route_id"].to_numpy(dtype=object, copy=True)
    result[asked.index] = named.map(lambda route_id: found.get(route_id, route_id))
    return stops.assign(route_id=pd.array(result, dtype="str"))


def _named_line(asked: pd.DataFrame) -> "pd.Series[str]":
    """Return the ``route_id`` of stops, or one made of the city and the line that they name."""
    line, city = asked["route_name"].map(_folder(asked["route_name"])), asked["city_said"]
    only = city.where(city != "").groupby(line).agg(["nunique", "first"])
    city = city.where(city != "", line.map(only["first"].where(only["nunique"].eq(1))).fillna(""))
    made = asked["route_name"].where(city == "", city + "-" + asked["route_name"])
    return asked["route_id"].where(asked["route_id"] != "", made).astype("str")


def _folder(names: "pd.Series[str]") -> dict[str, str]:
    return {name: places.fold(name) for name in names.unique()}


def _named_by(stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a line for each ``route_id`` of the stops."""
    by = stops["route_id"]
    said = pd.DataFrame(stops[[*_SHARED, "route_name"]]).replace("", None).groupby(by, sort=False)
    first = said.first()
    agreed = first[_SHARED].where(said[_SHARED].nunique().eq(1))
    lines = agreed.assign(kind="bus_route", name=first["route_name"], precision="none").reset_index(names="site_id")
    return schema.shape(lines.assign(name=lines["name"].fillna(lines["site_id"])), "bus_route")


_SHARED = [
    *("mode", "city", "city_adcode", "province_said", "city_said"),
    *("source_url", "source_title", "source_date", "list_file", "list_sheet"),
]
"""What a line has of its stops where they agree."""


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
