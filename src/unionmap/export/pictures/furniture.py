"""What every map has beside its content: scale bar, north arrow, graticule, the inset's frame."""

import math
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from unionmap.export.pictures.frames import Frame
from unionmap.export.pictures.letters import GREY, INK, Pen
from unionmap.export.pictures.sheets import Box
from unionmap.text import say

_STEPS_DEG = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120)
_LINES_AT_LEAST = 3


def nice_length_m(longest_m: float) -> float:
    """Return the greatest length of 1, 2 or 5 times a power of ten that is no longer.

    Examples
    --------
    >>> nice_length_m(740), nice_length_m(23_000), nice_length_m(0.3)
    (500.0, 20000.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(longest_m))
    return round(max(step for step in (1, 2, 5) if step * power <= longest_m * (1 + 1e-9)) * power, 9)


def scale_bar(pen: Pen, frame: Frame, inches_per_m: float, at: tuple[float, float], room: float, lang: str) -> None:
    """Draw a bar whose lower left corner is ``at``, at most ``room`` inches long.

    Its length is right on the ellipsoid in the middle of the map.
    """
    longest = room / (frame.plane_m(1_000.0) / 1_000.0 * inches_per_m)
    metres = nice_length_m(longest)
    long, thick = frame.plane_m(metres) * inches_per_m, 0.055 * pen.unit
    x, y = at
    for part, colour in ((0, INK), (1, "white")):
        piece = _bar(pen, x + part * long / 2, y, long / 2, thick, colour)
        piece.set_gid(f"scale-bar-{part + 1}")
    unit, divisor = ("unit.metres", 1.0) if metres < 1_000 else ("unit.kilometres", 1_000.0)
    end = say(unit, lang, n=f"{metres / divisor:,g}")
    for share, text in ((0.0, "0"), (0.5, f"{metres / 2 / divisor:,g}"), (1.0, end)):
        pen.write(x + share * long, y + thick * 1.6, text, 6.5, gid="scale-label", ha="left" if not share else "center")


def _bar(pen: Pen, x: float, y: float, long: float, thick: float, colour: str) -> Rectangle:
    piece = Rectangle((x, y), long, thick, facecolor=colour, edgecolor=INK, linewidth=0.7 * pen.unit)
    piece.set_transform(pen.figure.dpi_scale_trans)
    pen.figure.add_artist(piece)
    return piece


def north_arrow(pen: Pen, frame: Frame, at: tuple[float, float], size: float, lang: str) -> None:
    """Draw an arrow to true north at the middle of the map; ``at`` is its middle, ``size`` its height, inches."""
    turn = math.radians(frame.north_deg())
    for side, colour in ((-1, INK), (1, "white")):
        shape = np.array([(0.0, 0.5), (0.32 * side, -0.5), (0.0, -0.28)]) * size
        turned = shape @ np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) + at
        half = Polygon(turned, closed=True, facecolor=colour, edgecolor=INK, linewidth=0.7 * pen.unit)
        half.set_transform(pen.figure.dpi_scale_trans)
        half.set_gid(f"north-arrow-{'left' if side < 0 else 'right'}")
        pen.figure.add_artist(half)
    tip = size * 0.5 + 0.09 * pen.unit
    x, y = at[0] + math.sin(turn) * tip, at[1] + math.cos(turn) * tip
    pen.write(x, y, say("picture.north", lang), 8.0, gid="north-label", ha="center", va="center")


def step_deg(frame: Frame) -> float:
    """Return the widest step of the graticule that still gives a few lines each way."""
    west, south, east, north = _bounds_deg(frame)
    span = min(east - west, north - south)
    return next((step for step in _STEPS_DEG if span / step >= _LINES_AT_LEAST), _STEPS_DEG[-1])


def _edge(frame: Frame) -> Any:
    return shapely.segmentize(shapely.box(*frame.box).exterior, frame.box.width / 50)


def _bounds_deg(frame: Frame) -> tuple[float, float, float, float]:
    x, y = shapely.get_coordinates(_edge(frame)).T
    lon, lat = frame.proj(x, y, inverse=True)
    return float(min(lon)), float(min(lat)), float(max(lon)), float(max(lat))


def graticule(pen: Pen, axes: Axes, frame: Frame, room: Box) -> None:
    """Draw meridians and parallels, labelled along the lower and the left edge of the map."""
    west, south, east, north = _bounds_deg(frame)
    step = step_deg(frame)
    lines = []
    for axis, low, high in (("lon", west, east), ("lat", south, north)):
        for value in np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step:
            along = np.linspace(*((south, north) if axis == "lon" else (west, east)), 120)
            fixed = np.full(len(along), value)
            lon, lat = (fixed, along) if axis == "lon" else (along, fixed)
            line = shapely.linestrings(np.stack(frame.proj(lon, lat), axis=1))
            lines.append(shapely.get_coordinates(line))
            _label(pen, frame, room, line, axis, float(value))
    drawn = LineCollection(lines, colors=GREY, linewidths=0.35 * pen.unit, linestyles="-", alpha=0.55, zorder=2.8)
    drawn.set_gid("graticule")
    axes.add_collection(drawn, autolim=False)


def _label(pen: Pen, frame: Frame, room: Box, line: Any, axis: str, value: float) -> None:
    box, scale = frame.box, room.width / frame.box.width
    if axis == "lon":
        edge = shapely.LineString([(box.left, box.bottom), (box.right, box.bottom)])
    else:
        edge = shapely.LineString([(box.left, box.bottom), (box.left, box.top)])
    text = degrees(value, "EW" if axis == "lon" else "NS")
    half = pen.width(text, 6.0) / 2
    for spot_x, spot_y in shapely.get_coordinates(shapely.intersection(line, edge)):
        x, y = room.left + (spot_x - box.left) * scale, room.bottom + (spot_y - box.bottom) * scale
        if axis == "lon" and room.left <= x - half and x + half <= room.right:
            pen.write(x, room.bottom - 0.04 * pen.unit, text, 6.0, gid="graticule-label", ha="center", va="top")
        if axis == "lat" and room.bottom <= y - half and y + half <= room.top:
            x -= 0.03 * pen.unit
            pen.write(x, y, text, 6.0, gid="graticule-label", ha="right", va="center", rotation=90)


def degrees(value: float, signs: str) -> str:
    """Write degrees and minutes.

    Examples
    --------
    >>> degrees(113.5, "EW"), degrees(-2.0, "NS"), degrees(34 + 1 / 120, "NS")
    ('113°30′E', '2°S', '34°0′30″N')
    """
    seconds = round(abs(value) * 3600)
    whole, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = f"{whole}°" + (f"{minutes}′" if minutes or rest else "") + (f"{rest}″" if rest else "")
    return text + signs[value < 0]


def outline(pen: Pen, box: Box, gid: str) -> None:
    """Draw the neat line around a map."""
    x = [box.left, box.right, box.right, box.left, box.left]
    y = [box.bottom, box.bottom, box.top, box.top, box.bottom]
    line = Line2D(x, y, color=INK, linewidth=0.8 * pen.unit, linestyle="-", transform=pen.figure.dpi_scale_trans)
    line.set(zorder=7, solid_joinstyle="miter")
    line.set_gid(gid)
    pen.figure.add_artist(line)
