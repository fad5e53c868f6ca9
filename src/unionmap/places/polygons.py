"""Polygons: which county holds a point, and how far outside one it lies."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

from unionmap.places.gazetteer import Gazetteer, load

BOUNDARY_TOLERANCE_M = 350.0
"""County lines lie up to this far (p90) from a detailed set, so a point this near may belong next door."""


_WGS84 = Geod(ellps="WGS84")


def locate(points: gpd.GeoSeries, gazetteer: Gazetteer | None = None) -> pd.Series:
    """Return the county that each point lies in.

    Parameters
    ----------
    points : geopandas.GeoSeries
        Points, EPSG:4326; empty ones lie nowhere.

    Returns
    -------
    pandas.Series of str, named ``adcode``
        Same index; ``""`` where no county of Henan holds the point.
    """
    counties = (gazetteer or load()).counties
    codes = np.full(len(points), "", dtype=object)
    rows, hits = counties.sindex.query(points.to_numpy(), predicate="intersects")
    codes[rows[::-1]] = counties.index.to_numpy()[hits[::-1]]
    return pd.Series(codes, index=points.index, name="adcode", dtype="str")


def outside_m(points: gpd.GeoSeries, adcodes: pd.Series, gazetteer: Gazetteer | None = None) -> pd.Series:
    """Return how far each point lies outside the county or city given for it.

    Parameters
    ----------
    points : geopandas.GeoSeries
        Points, EPSG:4326.
    adcodes : pandas.Series of str
        County or city of each, same index; ``""`` or unknown gives NaN.

    Returns
    -------
    pandas.Series of float64, named ``outside_m``
        Metres; 0 inside.
    """
    known = gazetteer or load()
    shapes = pd.concat([known.counties.geometry, known.cities.geometry[~known.cities.index.isin(known.counties.index)]])
    polygons = shapes.reindex(adcodes.to_numpy()).to_numpy()
    sites = points.to_numpy()
    usable = ~shapely.is_missing(polygons) & ~shapely.is_empty(sites)
    result: npt.NDArray[np.float64] = np.full(len(points), np.nan)
    result[usable] = _gap_m(sites[usable], polygons[usable])
    return pd.Series(result, index=points.index, name="outside_m")


def _gap_m(sites: npt.NDArray[np.object_], polygons: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    # A degree of longitude is shorter than one of latitude: squeeze both before asking which edge is nearest.
    gaps = np.zeros(len(sites))
    for i, (site, polygon) in enumerate(zip(sites, polygons, strict=True)):
        if polygon.intersects(site):
            continue
        squeeze = np.array([np.cos(np.radians(site.y)), 1.0])
        near = shapely.shortest_line(
            shapely.transform(site, lambda xy, s=squeeze: xy * s),
            shapely.transform(polygon, lambda xy, s=squeeze: xy * s),
        )
        (x1, y1), (x2, y2) = shapely.get_coordinates(near) / squeeze
        gaps[i] = _WGS84.inv(x1, y1, x2, y2)[2]
    return gaps
