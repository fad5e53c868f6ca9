"""What a picture shows of the earth: projection, and the rectangle of the plane that fills the map."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Proj

from unionmap.export.pictures.sheets import Box
from unionmap.places import ground
from unionmap.text import say

Array = npt.NDArray[np.float64]

_GEOD = Geod(ellps="WGS84")
_ALBERS = {"proj": "aea", "lat_1": 25, "lat_2": 47, "lat_0": 0, "lon_0": 105, "ellps": "WGS84"}
_PAD, _LEAST_M = 0.05, 3_000.0
_WIDEST_M = 2_200_000.0
_REACH = shapely.box(60, 2, 150, 60)
_SOUTH_OF_MAINLAND, _TAIWAN_NORTH = 17.9, 26.0
SOUTH_SEA = shapely.box(106.5, 1.2, 122.9, 23.2)
"""What the inset of a map of China shows, degrees."""
INSET_SCALE = 0.42
"""The inset's scale as a part of the map's."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A projection, and a rectangle of its plane in metres.

    Attributes
    ----------
    proj : pyproj.Proj
    box : Box
        Metres of the plane.
    parameters : mapping
        Of the projection, as PROJ takes them.
    national : bool
        Whether this is the map of China.
    """

    proj: Proj
    box: Box
    parameters: Mapping[str, Any]
    national: bool = False

    def project(self, geometries: npt.ArrayLike) -> Any:
        """Return geometries in degrees (WGS-84) as geometries of the plane."""
        return shapely.transform(geometries, self.proj, interleaved=False)

    def holds(self, x: Array, y: Array) -> npt.NDArray[np.bool_]:
        """Tell which points of the plane lie in the rectangle."""
        left, bottom, right, top = self.box
        inside: npt.NDArray[np.bool_] = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        return inside

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of the rectangle, metres of the plane."""
        return (self.box.left + self.box.right) / 2, (self.box.bottom + self.box.top) / 2

    def plane_m(self, metres: float) -> float:
        """Return how long a way of so many metres on the ellipsoid is in the plane, level through the middle.

        Examples
        --------
        >>> frame = fit(shapely.points([113.0, 114.0], [34.0, 35.0]), 1.2)
        >>> abs(frame.plane_m(10_000) / 10_000 - 1) < 1e-3
        True
        """
        x, y = self.middle
        length = metres
        for _ in range(4):
            (west, east), (south, north) = self.proj([x - length / 2, x + length / 2], [y, y], inverse=True)
            length *= metres / _GEOD.inv(west, south, east, north)[2]
        return length

    def north_deg(self) -> float:
        """Return where north is at the middle: degrees clockwise from straight up."""
        x, y = self.middle
        lon, lat = self.proj(x, y, inverse=True)
        above, beside = self.proj(lon, lat + 0.01)
        return math.degrees(math.atan2(above - x, beside - y))

    def said(self, lang: str) -> str:
        """Return the name of the projection."""
        if self.national:
            return say("picture.albers", lang)
        central, low, high = (self.parameters[key] for key in ("lon_0", "lat_1", "lat_2"))
        return say("picture.lambert", lang, lon=f"{central:.2f}", low=f"{low:.2f}", high=f"{high:.2f}")


def fit(geometries: npt.ArrayLike, aspect: float) -> Frame:
    """Return the frame that shows geometries (degrees, WGS-84) in a map ``aspect`` times as wide as high.

    Conformal conic where it is local; the map of China beyond 2,200 km, and where anything lies far from China.
    """
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(geometries))
    lon, lat = (west + east) / 2, (south + north) / 2
    if not shapely.covers(_REACH, shapely.box(west, south, east, north)):
        return nation(aspect)
    if max(_GEOD.inv(west, lat, east, lat)[2], _GEOD.inv(lon, south, lon, north)[2]) > _WIDEST_M:
        return nation(aspect)
    sixth = max((north - south) / 6, 0.02)
    parameters = {
        "proj": "lcc",
        "lat_1": round(south + sixth, 2),
        "lat_2": round(north - sixth, 2),
        "lat_0": round(lat, 2),
        "lon_0": round(lon, 2),
        "ellps": "WGS84",
    }
    proj = Proj(parameters)
    held = Box(*shapely.total_bounds(shapely.transform(geometries, proj, interleaved=False)))
    pad = max(held.width, held.height) * _PAD
    return Frame(
        proj, _widened(Box(held.left - pad, held.bottom - pad, held.right + pad, held.top + pad), aspect), parameters
    )


def _widened(box: Box, aspect: float) -> Box:
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    height = max(box.height, box.width / aspect, _LEAST_M)
    return Box(x - height * aspect / 2, y - height / 2, x + height * aspect / 2, y + height / 2)


def nation(aspect: float) -> Frame:
    """Return the frame of China without the islands of the south, which have the inset at the lower right."""
    proj = Proj(_ALBERS)
    lon, lat = shapely.get_coordinates(ground.provinces().geometry.to_numpy()).T
    x, y = proj(lon, lat)
    main, south = lat > _SOUTH_OF_MAINLAND, (lat > _SOUTH_OF_MAINLAND) & (lat < _TAIWAN_NORTH)
    pad = (x.max() - x.min()) * 0.02
    inset = inset_frame()
    right = max(x[main].max(), x[south].max() + 2 * pad + inset.box.width * INSET_SCALE)
    box = Box(x[main].min() - pad, y[main].min() - pad, right + pad, y[main].max() + pad)
    return Frame(proj, _widened(box, aspect), _ALBERS, national=True)


@cache
def inset_frame() -> Frame:
    """Return the frame of the South China Sea, in the projection of the map of China."""
    proj = Proj(_ALBERS)
    edge = shapely.segmentize(SOUTH_SEA, 0.5)
    bounds = shapely.transform(edge, proj, interleaved=False).bounds
    return Frame(proj, Box(*bounds), _ALBERS, national=True)
