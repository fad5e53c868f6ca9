"""The sites themselves: points by kind, hollow where only roughly located, and routes as lines."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from unionmap import filters, kinds, schema
from unionmap.export.pictures.frames import Array, Frame
from unionmap.kinds import Kind

SYMBOLS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "pentagon": "p", "line": "_"}
_LARGER = {"triangle": 1.12, "diamond": 0.88, "pentagon": 1.1}
_LARGEST, _SMALLEST = 6.6, 0.9
_FEW, _CROWD = 150, 1_000
_RASTER_BEYOND = 20_000
"""More symbols than this are pixels in a vector picture too: one of 200,000 shapes opens nowhere."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a picture shows of one kind.

    Attributes
    ----------
    kind : Kind
    rows : geopandas.GeoDataFrame
        All its sites.
    x, y : ndarray of float64
        Middle of each, metres of the plane; NaN without a place.
    located, shown, rough : ndarray of bool
        Has a place; stands in the picture; is only roughly located.
    """

    kind: Kind
    rows: gpd.GeoDataFrame
    x: Array
    y: Array
    located: npt.NDArray[np.bool_]
    shown: npt.NDArray[np.bool_]
    rough: npt.NDArray[np.bool_]


def place(sites: schema.Sites, frame: Frame, inset: Frame | None = None) -> list[Drawn]:
    """Return what the picture shows, kind by kind, without kinds that have no site."""
    return [_placed(kinds.get(kind), rows, frame, inset) for kind, rows in sites.items() if len(rows)]


def _placed(kind: Kind, rows: gpd.GeoDataFrame, frame: Frame, inset: Frame | None) -> Drawn:
    located = schema.located(rows).to_numpy()
    shapes = rows.geometry.to_numpy()
    x, y = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    if kind.geometry == "Point":
        lon, lat = shapely.get_coordinates(shapes[located]).T
        east, north = frame.proj(lon, lat)
        x[located], y[located] = np.asarray(east), np.asarray(north)
        shown = frame.holds(x, y) | (inset.holds(x, y) if inset else False)
    else:
        middle = shapely.point_on_surface(frame.project(shapes[located]))
        x[located], y[located] = shapely.get_x(middle), shapely.get_y(middle)
        shown = located.copy()
        window = shapely.box(*frame.box)
        shown[located] = shapely.intersects(window, frame.project(shapes[located]))
    rough = filters.approximate(rows).to_numpy()
    return Drawn(kind, rows, x, y, located, shown & located, rough)


def symbol_size(count: int) -> float:
    """Return the width of a symbol in points: the more sites, the smaller.

    Examples
    --------
    >>> symbol_size(10), round(symbol_size(1_000), 1), round(symbol_size(200_000), 1)
    (6.6, 4.0, 0.9)
    """
    return float(np.clip(_LARGEST * (_FEW / max(count, 1)) ** 0.27, _SMALLEST, _LARGEST))


def paint(axes: Axes, drawn: list[Drawn], frame: Frame, unit: float) -> None:
    """Draw lines, then roughly located sites, then the others."""
    for part in drawn:
        if part.kind.geometry != "Point":
            _paint_lines(axes, part, frame, unit)
    points = [part for part in drawn if part.kind.geometry == "Point"]
    count = shown_points(drawn)
    for solid, part in [(solid, part) for solid in (False, True) for part in points]:
        chosen = part.shown & (~part.rough if solid else part.rough)
        if chosen.any():
            mark = symbol(part.kind, solid=solid, size=symbol_size(count) * unit, crowded=count > _CROWD)
            mark.set_data(part.x[chosen], part.y[chosen])
            mark.set(zorder=5 if solid else 4, rasterized=count > _RASTER_BEYOND)
            mark.set_gid(f"sites-{part.kind.key}-{'exact' if solid else 'rough'}")
            axes.add_line(mark)


def symbol(kind: Kind, *, solid: bool, size: float, crowded: bool = False) -> Line2D:
    """Return the symbol of a kind, ``size`` points wide."""
    scaled = size * _LARGER.get(kind.symbol, 1.0)
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=SYMBOLS[kind.symbol],
        markersize=scaled,
        markerfacecolor=kind.colour if solid else "white",
        markeredgecolor="white" if solid and not crowded else kind.colour,
        markeredgewidth=size * (0.2 if not solid else 0.07 if crowded else 0.09),
        alpha=0.65 if crowded else None,
        antialiased=True,
    )


def _paint_lines(axes: Axes, part: Drawn, frame: Frame, unit: float) -> None:
    shapes = frame.project(part.rows.geometry.to_numpy()[part.shown])
    runs = [shapely.get_coordinates(line) for line in shapely.get_parts(shapes)]
    lines = LineCollection(runs, colors=part.kind.colour, linewidths=2.4 * unit, linestyles="-", alpha=0.65, zorder=3)
    lines.set(capstyle="round", joinstyle="round", antialiased=True)
    lines.set_gid(f"sites-{part.kind.key}")
    axes.add_collection(lines, autolim=False)


def shown_points(drawn: list[Drawn]) -> int:
    """Return how many points stand in the picture."""
    return sum(int(part.shown.sum()) for part in drawn if part.kind.geometry == "Point")


def named(drawn: list[Drawn]) -> Iterator[tuple[float, float, str]]:
    """Yield each point shown and what it is called; stops carry their number."""
    for part in drawn:
        if part.kind.geometry == "Point":
            rows = part.rows[part.shown]
            numbers = rows["seq"].tolist() if "seq" in rows else [None] * len(rows)
            for x, y, name, number in zip(part.x[part.shown], part.y[part.shown], rows["name"], numbers, strict=True):
                yield float(x), float(y), name if pd.isna(number) else f"{number} {name}"
