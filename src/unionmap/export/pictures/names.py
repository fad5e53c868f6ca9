"""Names on the map, placed one after the other where there is still room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from unionmap.export.pictures import base, ground, marks
from unionmap.export.pictures.frames import Frame
from unionmap.export.pictures.letters import GREY, Pen
from unionmap.export.pictures.sheets import Box
from unionmap.places import name_in
from unionmap.places.ground import provinces

_NAMED_SITES, _RESERVED_SITES = 60, 400
_LONGEST_IN = 1.7
_CITIES_BEYOND_M = 230_000.0
_GAP = 0.015
_LINE_IN, _LINE_STEP_IN, _MOST_STEPS = 0.02, 0.06, 4_000

Place = tuple[float, float, str]
"""x and y, and what is called so."""


@dataclass(slots=True)
class Room:
    """Which part of the map is taken; inches."""

    frame: Frame
    map: Box
    taken: list[Box] = field(default_factory=list)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the plane stands on the sheet."""
        box = self.frame.box
        scale = self.map.width / box.width
        return self.map.left + (x - box.left) * scale, self.map.bottom + (y - box.bottom) * scale

    def take(self, box: Box) -> bool:
        """Take a rectangle unless it is taken, or leaves the map."""
        if not self.map.holds(box) or any(box.meets(other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


def write(pen: Pen, room: Room, drawn: list[marks.Drawn], *, lang: str, grounded: bool, detailed: bool) -> None:
    """Write the names of places, and of the sites where there are few."""
    count = marks.shown_points(drawn)
    sites = list(marks.named(drawn)) if count <= _RESERVED_SITES else []
    radius = marks.symbol_size(count) * pen.unit / 72 / 2
    room.taken += [_around(*room.at(x, y), radius, radius) for x, y, _ in sites]
    room.taken += [_around(x, y, _LINE_IN, _LINE_IN) for x, y in _along(room, drawn)]
    if count <= _NAMED_SITES:
        for x, y, name in sites:
            _beside(pen, room, *room.at(x, y), pen.cut(name, 6.5, _LONGEST_IN * pen.unit), radius)
    if grounded:
        for places, size, colour in _grounds(room.frame, lang, detailed=detailed):
            for x, y, name in places:
                _upon(pen, room, (*room.at(x, y), name), size, colour)


def _around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _along(room: Room, drawn: list[marks.Drawn]) -> list[tuple[float, float]]:
    """Return where the routes run, in close steps; none where they are too many to keep clear of."""
    shapes = [
        room.frame.project(part.rows.geometry.to_numpy()[part.shown]) for part in drawn if part.kind.geometry != "Point"
    ]
    step = _LINE_STEP_IN * room.frame.box.width / room.map.width
    lines = list(shapely.get_parts(np.concatenate([*shapes, np.empty(0, dtype=object)])))
    counts = [int(line.length / step) + 1 for line in lines]
    if sum(counts) > _MOST_STEPS:
        return []
    spots = [line.interpolate(i * step) for line, count in zip(lines, counts, strict=True) for i in range(count)]
    return [room.at(spot.x, spot.y) for spot in spots]


def _beside(pen: Pen, room: Room, x: float, y: float, text: str, radius: float) -> None:
    """Write a site's name to the right of it, or left, above, below, or off a corner."""
    wide, high, away = pen.width(text, 6.5), 6.5 * pen.unit / 72 * 1.1, radius + 0.035 * pen.unit
    spots = [
        (x + away + wide / 2, y),
        (x - away - wide / 2, y),
        (x, y + away + high / 2),
        (x, y - away - high / 2),
        *((x + a * (away * 0.7 + wide / 2), y + b * (away * 0.7 + high / 2)) for a in (1, -1) for b in (1, -1)),
    ]
    for at_x, at_y in spots:
        if room.take(_around(at_x, at_y, wide / 2 + _GAP, high / 2)):
            pen.write(at_x, at_y, text, 6.5, gid="name-site", halo=True, ha="center", va="center")
            return


def _upon(pen: Pen, room: Room, place: Place, size: float, colour: str) -> None:
    """Write the name of an area upon it (inches), or a little off where that is taken."""
    x, y, text = place
    wide, high = pen.width(text, size), size * pen.unit / 72 * 1.2
    for step in (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0):
        at_y = y + step * high * 0.75
        if room.take(_around(x, at_y, wide / 2 + _GAP, high / 2)):
            pen.write(x, at_y, text, size, gid="name-place", halo=True, ha="center", va="center", color=colour)
            return


def _grounds(frame: Frame, lang: str, *, detailed: bool) -> Iterator[tuple[Iterable[Place], float, str]]:
    """Yield names by level, the most important first, with their size and colour."""
    if not ground.shows_cities(frame):
        yield _provinces_by_label(frame, lang), 7.5, GREY
        return
    known = base.units(national=not detailed)
    if frame.box.width > _CITIES_BEYOND_M:
        yield _representative(frame, known.cities, lang), 8.0, GREY
        if detailed:
            yield _neighbours(frame, lang), 9.0, "#a39c8b"
    else:
        yield _representative(frame, known.counties, lang), 7.5, GREY


def _provinces_by_label(frame: Frame, lang: str) -> list[Place]:
    rows = provinces()
    x, y = frame.proj(rows["lon"].astype(float).to_numpy(), rows["lat"].astype(float).to_numpy())
    cells = zip(x, y, rows["province_adcode"], rows["short_name"], strict=True)
    return [(float(a), float(b), name_in(lang, code, short)) for a, b, code, short in cells]


def _representative(frame: Frame, units: gpd.GeoDataFrame, lang: str) -> list[Place]:
    """Return the units seen, largest part in the picture first, each named in the middle of that part."""
    window = shapely.box(*frame.box)
    plane = frame.project(units.geometry.to_numpy())
    seen = shapely.intersects(plane, window)
    parts = shapely.intersection(shapely.make_valid(plane[seen]), window)
    spots = shapely.point_on_surface(parts)
    rows = zip(shapely.area(parts), spots, units.index[seen], units["short_name"][seen], strict=True)
    ordered = sorted(rows, key=lambda row: -row[0])
    return [(spot.x, spot.y, name_in(lang, code, short)) for area, spot, code, short in ordered if area > 0]


def _neighbours(frame: Frame, lang: str) -> list[Place]:
    rows = provinces().set_index("province_adcode")
    return _representative(frame, rows[rows.index != "410000"], lang)
