"""Who is near: the nearest sites of a place, and all within a radius."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from unionmap import distance, filters, schema


def nearest(frame: gpd.GeoDataFrame, *, lon: float, lat: float, k: int = 5) -> gpd.GeoDataFrame:
    """Return the k nearest sites whose location counts (``exact`` or ``street``), nearest first.

    Sites known only by district or city are left out: see `apart`.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Sites, EPSG:4326.
    lon, lat : float
        Degrees, WGS-84 (EPSG:4326).
    k : int, default 5
        Sites wanted.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of ``frame`` with their index, and ``distance_m`` (geodesic metres, float64) and
        ``bearing_deg`` (0 to 360 from north, float64).

    Raises
    ------
    InputError
        If k is not positive, or the point is no longitude and latitude.

    Examples
    --------
    >>> import unionmap as um
    >>> found = um.nearest(um.load()["rest_station"], lon=113.65, lat=34.75, k=2)
    >>> len(found), bool(found["distance_m"].is_monotonic_increasing)
    (2, True)
    """
    sites = schema.require_points(frame[filters.usable(frame)])
    where, metres = _index(sites).nearest(lon, lat, k=k)
    return _answer(sites, where[0], metres[0], lon, lat)


def within(frame: gpd.GeoDataFrame, *, lon: float, lat: float, radius_m: float) -> gpd.GeoDataFrame:
    """Return the sites at most ``radius_m`` metres away whose location counts, nearest first.

    Parameters, columns and errors as for `nearest`; ``radius_m`` is in metres, 0 to 100,000.

    Examples
    --------
    >>> import unionmap as um
    >>> um.within(um.load()["rest_station"], lon=0, lat=0, radius_m=1000).shape[0]
    0
    """
    sites = schema.require_points(frame[filters.usable(frame)])
    where, metres = _index(sites).within(lon, lat, radius_m)
    return _answer(sites, where, metres, lon, lat)


def apart(frame: gpd.GeoDataFrame, *, area: str) -> gpd.GeoDataFrame:
    """Return the sites of an area that no distance is given for: rough, not located, or called closed by their list.

    Parameters
    ----------
    area : str
        Six-digit adcode.
    """
    return frame[~filters.usable(frame) & filters.in_area(frame, area)].copy()


def _index(sites: gpd.GeoDataFrame) -> distance.Index:
    return distance.Index(sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())


def _answer(
    sites: gpd.GeoDataFrame,
    where: npt.NDArray[np.int64],
    metres: npt.NDArray[np.float64],
    lon: float,
    lat: float,
) -> gpd.GeoDataFrame:
    found = sites.iloc[where]
    bearing = distance.bearing_deg(lon, lat, found.geometry.x.to_numpy(), found.geometry.y.to_numpy())
    return found.assign(distance_m=metres, bearing_deg=bearing)
