"""Sizes that both forms share, and how high a text becomes: so a page is known to be one before it is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure

from unionmap.export.pictures.letters import Pen
from unionmap.export.reports.tree import Block, Heading, Paragraph, Picture, Table

POINTS_PER_MM = 72 / 25.4
PAGE_MM = (210.0, 297.0)
SIDE_MM, TOP_MM, BOTTOM_MM = 15.0, 12.0, 15.0
WIDTH = (PAGE_MM[0] - 2 * SIDE_MM) * POINTS_PER_MM
"""Of a line, points."""
HEIGHT = (PAGE_MM[1] - TOP_MM - BOTTOM_MM) * POINTS_PER_MM
"""Of a page without its margins, points."""
CELL_SIDE = 2.5
"""Between the edge of a cell and its text, points."""
_MOST_LINES, _LONGEST = 30, 3_000
_WIDER = 1.2
"""Word sets a text in fonts of its own; Latin letters of some are so much wider than this one's."""


@dataclass(frozen=True, slots=True)
class Style:
    """Size, distance of lines, and room before and after, in points."""

    size: float
    leading: float
    before: float = 0.0
    after: float = 0.0


TITLE = Style(17, 23, 0, 4)
HEADING = Style(11, 15, 6, 3)
TEXT = Style(9, 12.5, 0, 3)
SMALL = Style(7.5, 10, 0, 2)
CELL = Style(7.5, 9.5, 0, 0)
ROW_EXTRA = 1.8
"""What a row is higher than its lines, points."""
AFTER_TABLE = 3.0
"""Room below a table, points."""
_SPARE = 14.0 + SMALL.leading + SMALL.after
"""Left free: for what programs round, and for the line that names what the font lacks."""


def pen() -> Pen:
    """Return what measures and breaks texts, and notes what the font lacks."""
    return Pen(Figure(), 1.0)


def style_of(block: Heading | Paragraph) -> Style:
    """Return the style of a heading or paragraph."""
    if isinstance(block, Heading):
        return HEADING
    return SMALL if block.small else TEXT


def lines(pen: Pen, text: str, style: Style, room: float) -> list[str]:
    """Break a text into lines of ``room`` points; in a cell at most so many that its row fits on a page."""
    if style is not CELL:
        return pen.wrap(text, style.size, room / 72, len(text) + 1) or [""]
    return pen.wrap(text[:_LONGEST], style.size, room / 72, _MOST_LINES) or [""]


def columns(table: Table) -> list[float]:
    """Return the widths of the columns in points."""
    whole = sum(table.widths)
    return [part / whole * WIDTH * table.part for part in table.widths]


def cut(pen: Pen, text: str, room: float, style: Style = CELL) -> str:
    """Return a text that fits into one line of ``room`` points in any font, shortened with an ellipsis."""
    return text if pen.width(text, style.size * _WIDER) * 72 <= room else pen.cut(text, style.size * _WIDER, room / 72)


def row_height(pen: Pen, cells: Iterable[str], widths: Iterable[float]) -> float:
    """Return the height of a row of a table."""
    most = max(len(lines(pen, cell, CELL, width - 2 * CELL_SIDE)) for cell, width in zip(cells, widths, strict=True))
    return most * CELL.leading + ROW_EXTRA


def fits(title: str, blocks: Iterable[Block]) -> bool:
    """Tell whether a report surely stands on one page, whatever the font."""
    measure = pen()
    return _text(measure, title, TITLE) + sum(_height(measure, block) for block in blocks) <= HEIGHT - _SPARE


def _height(measure: Pen, block: Block) -> float:
    if isinstance(block, Picture):
        return block.height_mm * POINTS_PER_MM + SMALL.after
    if isinstance(block, Table):
        narrow = [width / _WIDER for width in columns(block)]
        rows = (block.header, *(row.cells for row in block.rows))
        return sum(row_height(measure, cells, narrow) for cells in rows) + AFTER_TABLE
    return _text(measure, block.text, style_of(block))


def _text(measure: Pen, text: str, style: Style) -> float:
    return len(lines(measure, text, style, WIDTH / _WIDER)) * style.leading + style.before + style.after
