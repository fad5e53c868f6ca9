"""Who is near: the nearest sites of a place, and all within a radius."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import distance, filters, network, schema
from unionmap.errors import InputError


class SiteIndex:
    """Sites with an index of their places, to be asked often: `nearest` and `within` take it in place of a frame.

    It never changes, so all users of a server can share one. Sites whose location does not count are no part of it.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Sites, EPSG:4326; kept as it is, not copied.

    Examples
    --------
    >>> import unionmap as um
    >>> stations = um.load()["rest_station"]
    >>> index = um.SiteIndex(stations)
    >>> um.nearest(index, lon=113.65, lat=34.75, k=2).equals(um.nearest(stations, lon=113.65, lat=34.75, k=2))
    True
    """

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self.frame = frame
        self._at = np.flatnonzero(filters.usable(frame))
        sites = schema.require_points(frame.iloc[self._at])
        self._index = distance.Index(sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())

    @classmethod
    def of(cls, sites: "gpd.GeoDataFrame | SiteIndex") -> "SiteIndex":
        """Return an index as it is, and one of a frame."""
        return sites if isinstance(sites, SiteIndex) else cls(sites)

    def nearest(
        self, lon: float, lat: float, *, k: int, among: "pd.Series[bool] | None" = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the rows (positions in the frame) and the metres of the k nearest of all, or of those chosen."""
        if among is None:
            where, metres = self._index.nearest(lon, lat, k=k)
            return self._at[where[0]], metres[0]
        held = _aligned(among, self.frame).to_numpy()[self._at]
        wanted, total = min(int(held.sum()), k), k
        while True:
            where, metres = self._index.nearest(lon, lat, k=total)
            fit = held[where[0]]
            if fit.sum() >= wanted:
                return self._at[where[0][fit][:k]], metres[0][fit][:k]
            total *= _MORE

    def within(self, lon: float, lat: float, radius_m: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the rows (positions in the frame) and the metres of all within a radius, nearest first."""
        where, metres = self._index.within(lon, lat, radius_m)
        return self._at[where], metres


_MORE = 8
"""Times as many neighbours are looked at when too few fit."""


def nearest(
    sites: gpd.GeoDataFrame | SiteIndex,
    *,
    lon: float,
    lat: float,
    k: int = 5,
    among: "pd.Series[bool] | None" = None,
    streets: "network.Network | None" = None,
) -> gpd.GeoDataFrame:
    """Return the k nearest sites whose location counts (``exact`` or ``street``), nearest first.

    Sites known only by district or city are left out: see `apart`.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame or SiteIndex
        Sites, EPSG:4326; an index answers many questions faster.
    lon, lat : float
        Degrees, WGS-84 (EPSG:4326).
    k : int, default 5
        Sites wanted.
    among : Series of bool, optional
        Which sites may be returned, with the index of the frame, as `um.meets` and `unionmap.filters` give it.
    streets : Network, optional
        A street network, as `um.read_network` gives it: then near means near along it, up to `network.LIMIT_M`.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of the frame with their index, and ``distance_m`` (geodesic metres, float64),
        ``bearing_deg`` (0 to 360 from north, float64) and, with ``streets``, ``network_m`` (metres of the way,
        float64).

    Raises
    ------
    InputError
        If k is not positive, the point is no longitude and latitude, or ``among`` has another index.

    Examples
    --------
    >>> import unionmap as um
    >>> found = um.nearest(um.load()["rest_station"], lon=113.65, lat=34.75, k=2)
    >>> len(found), bool(found["distance_m"].is_monotonic_increasing)
    (2, True)
    """
    index = SiteIndex.of(sites)
    if streets is not None:
        return _along(streets, index, lon, lat, among).head(k)
    where, metres = index.nearest(lon, lat, k=k, among=among)
    return _answer(index.frame.iloc[where], metres, lon, lat)


def _along(
    streets: "network.Network", index: SiteIndex, lon: float, lat: float, among: "pd.Series[bool] | None"
) -> gpd.GeoDataFrame:
    """Return the sites that are reached along streets, nearest first. No way is shorter than the straight line."""
    where, metres = index.within(lon, lat, network.LIMIT_M)
    found = _answer(index.frame.iloc[where], metres, lon, lat)
    if among is not None:
        found = found[_aligned(among, index.frame).to_numpy()[where]]
    ways = streets.distances(lon, lat, found.geometry.x.to_numpy(), found.geometry.y.to_numpy())
    return found.assign(network_m=ways)[np.isfinite(ways)].sort_values("network_m", kind="stable")


def _aligned(among: "pd.Series[bool]", frame: gpd.GeoDataFrame) -> "pd.Series[bool]":
    if not among.index.equals(frame.index):
        raise InputError("`among` must have the index of the sites")
    return among.astype(bool)


def within(sites: gpd.GeoDataFrame | SiteIndex, *, lon: float, lat: float, radius_m: float) -> gpd.GeoDataFrame:
    """Return the sites at most ``radius_m`` metres away whose location counts, nearest first.

    Parameters, columns and errors as for `nearest`; ``radius_m`` is in metres, 0 to 100,000.

    Examples
    --------
    >>> import unionmap as um
    >>> um.within(um.load()["rest_station"], lon=0, lat=0, radius_m=1000).shape[0]
    0
    """
    index = SiteIndex.of(sites)
    where, metres = index.within(lon, lat, radius_m)
    return _answer(index.frame.iloc[where], metres, lon, lat)


def apart(frame: gpd.GeoDataFrame, *, area: str) -> gpd.GeoDataFrame:
    """Return the sites of an area that no distance is given for: rough, not located, or called closed by their list.

    Parameters
    ----------
    area : str
        Six-digit adcode.
    """
    return frame[~filters.usable(frame) & filters.in_area(frame, area)].copy()


def _answer(found: gpd.GeoDataFrame, metres: npt.NDArray[np.float64], lon: float, lat: float) -> gpd.GeoDataFrame:
    bearing = distance.bearing_deg(lon, lat, found.geometry.x.to_numpy(), found.geometry.y.to_numpy())
    return found.assign(distance_m=metres, bearing_deg=bearing)
