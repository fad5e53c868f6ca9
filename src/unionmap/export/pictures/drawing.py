"""A picture, put together."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from unionmap import places, schema
from unionmap.errors import InputError, UnknownNameError
from unionmap.export.pictures import base, frames, furniture, ground, marks, names, panel, sheets, wording
from unionmap.export.pictures.frames import Frame
from unionmap.export.pictures.letters import Pen
from unionmap.export.pictures.sheets import Box
from unionmap.text import LANGUAGES, plain, say
from unionmap.workflows.load import narrow

_HENAN = "410000"
_TITLE = 15.0
_HINTED = 0.97
"""Letters fitted to few pixels are a little wider than they were measured."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What `unionmap.export.pictures.figure` was asked for."""

    size: str
    lang: str
    title: str
    area: str
    approval: str
    only: str
    graticule: bool
    basemap: bool
    dpi: float | None


def draw(given: schema.Sites | gpd.GeoDataFrame, wish: Wish) -> Figure:
    """Return a picture of sites; the options are those of `unionmap.export.pictures.figure`."""
    if wish.lang not in LANGUAGES:
        raise UnknownNameError("language", wish.lang, LANGUAGES)
    size, dpi = sheets.get(wish.size, wish.dpi)
    sites, adcode = _chosen(given, wish.area)
    sheet = sheets.lay_out(size, sum(len(rows) > 0 for rows in sites.values()), graticule=wish.graticule)
    figure = Figure(figsize=(size.width, size.height), dpi=dpi, facecolor="white", edgecolor="none")
    FigureCanvasAgg(figure)
    pen = Pen(figure, size.unit)
    focus = base.area_shape(adcode) if adcode not in ("", places.COUNTRY) else None
    frame = _frame(sites, adcode, focus, sheet.map.width / sheet.map.height)
    inset = frames.inset_frame() if frame.national else None
    drawn = marks.place(sites, frame, inset)
    axes = _axes(figure, sheet.map, frame)
    detailed = wish.basemap and ground.is_detailed(frame, adcode)
    if wish.basemap:
        ground.paint(axes, frame, size.unit, None if frame.national else focus, detailed=detailed)
    marks.paint(axes, drawn, frame, size.unit)
    room = names.Room(frame, sheet.map)
    if inset:
        room.taken.append(_inset(pen, sheet.map, frame, inset, drawn, wish))
    if wish.graticule:
        furniture.graticule(pen, axes, frame, sheet.map)
    names.write(pen, room, drawn, lang=wish.lang, grounded=wish.basemap, detailed=detailed)
    furniture.outline(pen, sheet.map, "neat-line")
    _heading(pen, sheet.heading, plain(wish.title) or wording.title(drawn, adcode, wish.lang))
    _words(pen, sheet, frame, drawn, wish, detailed=detailed)
    return figure


def _chosen(given: schema.Sites | gpd.GeoDataFrame, area: str) -> tuple[schema.Sites, str]:
    """Return the sites to draw, and the adcode of the area."""
    if isinstance(given, pd.DataFrame):
        kind = str(given["kind"].iloc[0]) if len(given) else "rest_station"
        given = schema.Sites({kind: given})
    if not isinstance(given, schema.Sites):
        raise InputError(f"a picture takes the sites of um.load() or one frame of them, not {type(given).__name__}")
    if not area or area.strip() == places.COUNTRY:
        return given, area.strip()
    adcode = places.find_unit(area)
    return narrow(given, area=adcode), adcode


def _frame(sites: schema.Sites, adcode: str, focus: Any, aspect: float) -> Frame:
    if adcode == places.COUNTRY:
        return frames.nation(aspect)
    if focus is not None:
        return frames.fit([focus], aspect)
    shapes = [frame.geometry.to_numpy()[schema.located(frame)] for frame in sites.values()]
    held = np.concatenate(shapes) if shapes else np.empty(0, dtype=object)
    return frames.fit(held if len(held) else [base.area_shape(_HENAN)], aspect)


def _axes(figure: Figure, room: Box, frame: Frame) -> Axes:
    """Return axes that fill a rectangle of the sheet, one metre of the plane as long east as north."""
    wide, high = figure.get_size_inches()
    place = (room.left / wide, room.bottom / high, room.width / wide, room.height / high)
    axes = figure.add_axes(place, frameon=True, facecolor=ground.BEYOND, xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set(xlim=(frame.box.left, frame.box.right), ylim=(frame.box.bottom, frame.box.top), autoscale_on=False)
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    return axes


def _inset(pen: Pen, room: Box, frame: Frame, inset: Frame, drawn: list[marks.Drawn], wish: Wish) -> Box:
    """Draw the South China Sea into the lower right corner of the map of China; return the rectangle it takes."""
    scale = room.width / frame.box.width * frames.INSET_SCALE
    box = Box(room.right - inset.box.width * scale, room.bottom, room.right, room.bottom + inset.box.height * scale)
    axes = _axes(pen.figure, box, inset)
    axes.set_label("south-sea")
    if wish.basemap:
        ground.paint(axes, inset, pen.unit * 0.7, None, detailed=False)
    marks.paint(axes, drawn, inset, pen.unit * 0.7)
    furniture.outline(pen, box, "inset-line")
    middle = (box.left + box.right) / 2
    words = say("picture.south_sea", wish.lang)
    size = min(6.5, 6.5 * box.width * 0.94 / pen.width(words, 6.5))
    pen.write(middle, box.bottom + 0.05 * pen.unit, words, size, gid="inset-label", halo=True, ha="center")
    return box


def _heading(pen: Pen, box: Box, title: str) -> None:
    pen.figure.set_label(title)
    wide, room = pen.width(title, _TITLE), box.width * _HINTED
    size = max(_TITLE * min(1.0, room / wide if wide else 1.0), _TITLE * 0.6)
    lines = pen.wrap(title, size, room, 2)
    for row, line in enumerate(lines):
        lower = ((len(lines) - 1) / 2 - row) * size * 1.3 * pen.unit / 72
        pen.write(box.left, (box.bottom + box.top) / 2 + lower, line, size, gid="title", va="center_baseline")


def _words(
    pen: Pen, sheet: sheets.Sheet, frame: Frame, drawn: list[marks.Drawn], wish: Wish, *, detailed: bool
) -> None:
    inches_per_m = sheet.map.width / frame.box.width
    columns = [panel.Column(pen, box) for box in sheet.columns]
    panel.legend(columns[0], drawn, wish.lang)
    panel.measures(columns[0], frame, inches_per_m, wish.lang)
    if len(columns) == 1:
        columns[0].skip(8)
    said = panel.Notes(
        only=wording.only(wish.only, wish.lang),
        counts=wording.counts(drawn, wish.lang),
        facts=wording.facts(drawn, frame, inches_per_m, sheet.size.paper, wish.lang),
        sources=wording.sources(drawn, wish.lang, ground=wish.basemap, watered=detailed),
        approval=wording.approval(wish.approval, wish.lang),
    )
    panel.notes(columns[-1], said, wish.lang)
