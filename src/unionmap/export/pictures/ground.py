"""What lies below the sites: land, water, boundaries."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from unionmap.export.pictures import base
from unionmap.export.pictures.frames import Frame
from unionmap.places import ground as layers

BEYOND, LAND, FOCUS = "#eef1f2", "#f3f0e8", "#fdfcf9"
_WATER, _WATERLINE, _URBAN = "#c3dcee", "#8fb8d6", "#ece5d5"
_COUNTY, _CITY, _PROVINCE, _NATION = "#cfc9bb", "#a39c8b", "#6f6a5e", "#4a463d"
_COUNTIES_WITHIN_M, _CITIES_WITHIN_M = 1_200_000.0, 1_500_000.0
_DOTS_A_MAP = 4_000
_TOWNS_BEYOND_M = 40_000.0
_MOST_OF_IT = 0.9


def paint(axes: Axes, frame: Frame, unit: float, focus: shapely.Geometry | None, *, detailed: bool) -> None:
    """Paint the ground.

    Parameters
    ----------
    axes : Axes
    frame : Frame
    unit : float
        Scale of the lines.
    focus : shapely.Geometry, optional
        An area to set off, degrees.
    detailed : bool
        Draw what is known of Henan: rivers, lakes, urban areas, its counties.
    """
    ground = _Ground(axes, frame, unit)
    ground.fill(layers.provinces().geometry.to_numpy(), LAND, zorder=1)
    if focus is not None:
        ground.fill([focus], FOCUS, zorder=1.2)
    if detailed:
        _water(ground, frame, None if _share_known(frame) > _MOST_OF_IT else focus)
    _boundaries(ground, frame, detailed=detailed)
    if focus is not None:
        ground.trace(shapely.boundary([focus]), _NATION, 1.3, zorder=2.6)


def _water(ground: "_Ground", frame: Frame, within: shapely.Geometry | None) -> None:
    """Draw water and towns; only ``within`` an area where the picture reaches beyond what is known of them."""
    shapes = {name: layers.henan(name).geometry.to_numpy() for name in ("urban_ne50m", "lakes", "rivers")}
    if within is not None:
        shapes = {name: shapely.intersection(held, within) for name, held in shapes.items()}
    if frame.box.width > _TOWNS_BEYOND_M:
        ground.fill(shapes["urban_ne50m"], _URBAN, zorder=1.4)
    ground.fill(shapes["lakes"], _WATER, zorder=1.6, edge=_WATERLINE, weight=0.4)
    ground.trace(shapes["rivers"], _WATERLINE, 0.9, zorder=1.7)


def is_detailed(frame: Frame, adcode: str = "") -> bool:
    """Tell whether a picture shows Henan: nearly all of it lies there, or the area asked for."""
    return not frame.national and (adcode.startswith("41") or _share_known(frame) > _MOST_OF_IT)


def shows_cities(frame: Frame) -> bool:
    """Tell whether a picture is near enough for cities and counties."""
    return frame.box.width < _CITIES_WITHIN_M and not frame.national


def _share_known(frame: Frame) -> float:
    known = shapely.clip_by_rect(frame.project(shapely.segmentize(layers.HENAN, 0.2)), *frame.box)
    return float(known.area) / (frame.box.width * frame.box.height)


def _boundaries(ground: "_Ground", frame: Frame, *, detailed: bool) -> None:
    if shows_cities(frame):
        known = base.units(national=not detailed)
        if frame.box.width < (_COUNTIES_WITHIN_M if detailed else _COUNTIES_WITHIN_M / 2):
            ground.trace(shapely.boundary(known.counties.geometry.to_numpy()), _COUNTY, 0.45, zorder=2)
        ground.trace(shapely.boundary(known.cities.geometry.to_numpy()), _CITY, 0.7, zorder=2.1)
    ground.trace(shapely.boundary(layers.provinces().geometry.to_numpy()), _PROVINCE, 0.6, zorder=2.2)
    if frame.national:
        whole = shapely.boundary(shapely.coverage_union_all(layers.provinces().geometry.to_numpy()))
        ground.trace([whole], _NATION, 0.9, zorder=2.3)
    for name, line in zip(layers.lines()["name"], layers.lines().geometry, strict=True):
        dashed = name in ("未定国界", "特别行政区界", "省界")
        weight = 1.4 if name == "九段线" else 0.7
        ground.trace([line], _NATION, weight, zorder=2.4, dashes=(3, 2) if dashed else None)


class _Ground:
    def __init__(self, axes: Axes, frame: Frame, unit: float) -> None:
        self.axes, self.frame, self.unit = axes, frame, unit
        box, pad = frame.box, frame.box.width * 0.02
        self.around = (box.left - pad, box.bottom - pad, box.right + pad, box.top + pad)
        self.fine = box.width / _DOTS_A_MAP

    def near(self, geometries: Any) -> npt.NDArray[np.object_]:
        """Return what lies in the picture, in the plane, no finer than can be seen."""
        plane = self.frame.project(np.asarray(geometries, dtype=object))
        left, bottom, right, top = shapely.bounds(plane).T
        west, south, east, north = self.around
        here = plane[(left < east) & (right > west) & (bottom < north) & (top > south)]
        cut: npt.NDArray[np.object_] = shapely.clip_by_rect(shapely.simplify(here, self.fine), *self.around)
        kept: npt.NDArray[np.object_] = cut[~shapely.is_empty(cut)]
        return kept

    def fill(self, geometries: Any, colour: str, *, zorder: float, edge: str = "none", weight: float = 0.0) -> None:
        """Fill polygons."""
        shapes = self.near(geometries)
        shapes = shapes[shapely.get_dimensions(shapes) == 2]
        if len(shapes):
            patch = PathPatch(polygon_path(shapes), facecolor=colour, edgecolor=edge, linewidth=weight * self.unit)
            patch.set(zorder=zorder, joinstyle="round", linestyle="-", antialiased=True)
            self.axes.add_artist(patch)

    def trace(
        self, geometries: Any, colour: str, weight: float, *, zorder: float, dashes: tuple[float, float] | None = None
    ) -> None:
        """Draw lines."""
        parts = shapely.get_parts(self.near(geometries))
        runs = [shapely.get_coordinates(part) for part in parts if shapely.get_dimensions(part) == 1]
        style: Any = (0, dashes) if dashes else "-"
        drawn = LineCollection(runs, colors=colour, linewidths=weight * self.unit, linestyles=style, zorder=zorder)
        drawn.set(capstyle="round" if not dashes else "butt", antialiased=True)
        self.axes.add_collection(drawn, autolim=False)


def polygon_path(shapes: npt.NDArray[np.object_]) -> Path:
    """Return polygons as one path; holes run the other way round, so that they stay open."""
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(shapes)))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(coords), Path.LINETO, dtype=Path.code_type)
    codes[np.flatnonzero(np.diff(ring, prepend=-1))] = Path.MOVETO
    codes[np.flatnonzero(np.diff(ring, append=len(rings)))] = Path.CLOSEPOLY
    return Path(coords, codes)
