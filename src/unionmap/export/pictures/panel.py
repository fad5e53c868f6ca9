"""The words beside the map: legend, counts, scale, sources and what else a reader must know."""

from dataclasses import dataclass

from matplotlib.lines import Line2D

from unionmap.export.pictures import furniture, marks
from unionmap.export.pictures.frames import Frame
from unionmap.export.pictures.letters import GREY, INK, Pen
from unionmap.export.pictures.sheets import Box
from unionmap.text import say

_SYMBOL = 7.0
_LEGEND, _NOTE = 8.0, 6.5


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes, each a sentence in the language of the picture.

    Attributes
    ----------
    only : str
        To what the sites were narrowed, or ``""``.
    counts : tuple of str
        What is shown and what not.
    facts : tuple of str
        Date, datum, projection, print scale.
    sources : str
    approval : str
    """

    only: str
    counts: tuple[str, ...]
    facts: tuple[str, ...]
    sources: str
    approval: str


class Column:
    """A column that fills from the top; inches."""

    def __init__(self, pen: Pen, box: Box) -> None:
        self.pen, self.box, self.y = pen, box, box.top

    def skip(self, points: float) -> None:
        """Leave some room."""
        self.y -= points * self.pen.unit / 72

    def rows_left(self, size: float) -> int:
        """Return how many lines of a size still fit."""
        return int((self.y - self.box.bottom) / (size * 1.38 * self.pen.unit / 72) + 1e-6)

    def line(self, text: str, size: float, *, gid: str, colour: str = INK, indent: float = 0.0) -> None:
        """Write one line; the column goes on below."""
        self.skip(size * 1.38)
        self.pen.write(
            self.box.left + indent, self.y + 0.3 * size * self.pen.unit / 72, text, size, gid=gid, color=colour
        )

    def paragraph(self, text: str, size: float, *, gid: str, colour: str = INK, most: int = 99) -> None:
        """Write a text in as many lines as it takes, at most ``most``."""
        room = min(most, self.rows_left(size))
        if room > 0:
            for line in self.pen.wrap(text, size, self.box.width, room):
                self.line(line, size, gid=gid, colour=colour)


def legend(column: Column, drawn: list[marks.Drawn], lang: str) -> None:
    """Write the kinds with their symbol and their counts, then what hollow means."""
    pen, u = column.pen, column.pen.unit
    column.line(say("picture.legend", lang), _LEGEND, gid="legend-title", colour=GREY)
    column.skip(2)
    for part in drawn:
        counts = say("picture.of", lang, shown=f"{part.shown.sum():,}", total=f"{len(part.rows):,}")
        room = column.box.width - 0.3 * u - pen.width(counts, _LEGEND) - 0.08 * u
        label = pen.cut(part.kind.label.get(lang), _LEGEND, room)
        column.skip(1.5)
        column.line(label, _LEGEND, gid=f"legend-{part.kind.key}", indent=0.3 * u)
        pen.write(column.box.right, column.y + 0.3 * _LEGEND * u / 72, counts, _LEGEND, gid="legend-count", ha="right")
        _sample(column, part)
    column.skip(3)
    keys = ["picture.solid"] if any((part.shown & ~part.rough).any() for part in drawn) else []
    keys += ["picture.hollow"] if any((part.shown & part.rough).any() for part in drawn) else []
    if keys == ["picture.solid"]:
        return
    for key in keys:
        column.paragraph(say(key, lang), _NOTE, gid="legend-note", colour=GREY)


def _sample(column: Column, part: marks.Drawn) -> None:
    pen, u = column.pen, column.pen.unit
    x, y = column.box.left + 0.12 * u, column.y + _LEGEND * 0.66 * u / 72
    if part.kind.geometry == "Point":
        hollow = part.rough[part.shown]
        sample = marks.symbol(part.kind, solid=not len(hollow) or not hollow.all(), size=_SYMBOL * u)
        sample.set_data([x], [y])
    else:
        sample = Line2D([x - 0.1 * u, x + 0.1 * u], [y, y], color=part.kind.colour, linewidth=2.4 * u, alpha=0.65)
        sample.set(linestyle="-", solid_capstyle="round")
    sample.set(transform=pen.figure.dpi_scale_trans, zorder=6)
    sample.set_gid(f"legend-symbol-{part.kind.key}")
    pen.figure.add_artist(sample)


def measures(column: Column, frame: Frame, inches_per_m: float, lang: str) -> None:
    """Draw the scale bar, with the north arrow beside it."""
    u = column.pen.unit
    column.skip(42)
    arrow = 0.34 * u
    furniture.north_arrow(column.pen, frame, (column.box.left + 0.14 * u, column.y + arrow * 0.5), arrow, lang)
    start = column.box.left + 0.46 * u
    room = column.box.right - start - 0.34 * u
    furniture.scale_bar(column.pen, frame, inches_per_m, (start, column.y + 0.04 * u), room, lang)


def notes(column: Column, said: Notes, lang: str) -> None:
    """Write counts, sources, facts and approval, the last at the foot of the column.

    Sources stand before facts: what is owed must not be what a full column leaves out.
    """
    pen, size = column.pen, _NOTE + 0.5
    column.paragraph(said.only, size, gid="only", most=2)
    for sentence in said.counts:
        column.paragraph(sentence, size, gid="counts")
    approval = pen.wrap(said.approval, size, column.box.width, 3)
    height = len(approval) * size * 1.38 * pen.unit / 72
    foot = Column(pen, column.box)
    foot.y = column.box.bottom + height
    for line in approval:
        foot.line(line, size, gid="approval")
    rest = Column(pen, Box(column.box.left, foot.box.bottom + height + 3 * pen.unit / 72, column.box.right, column.y))
    rest.skip(4)
    rest.paragraph(say("export.sources", lang, sources=said.sources), _NOTE, gid="sources", colour=GREY)
    for sentence in (*said.facts, pen.lacked_said(lang)):
        rest.paragraph(sentence, _NOTE, gid="facts", colour=GREY)
