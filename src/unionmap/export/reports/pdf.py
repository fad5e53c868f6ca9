"""A report as PDF. No text is parsed as markup: lines are broken here, and drawn as they are."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    PageTemplate,
    Preformatted,
    Spacer,
    Table,
)

from unionmap.export.pictures.letters import GREY, INK, Pen, font_file
from unionmap.export.reports import layout, tree
from unionmap.export.reports.layout import CELL, CELL_SIDE, HEADING, POINTS_PER_MM, SMALL, TITLE, Style
from unionmap.text import say

_FONT = "NotoSansSC"
_LINE, _HEAD, _SUM = "#b9b3a3", "#ece8dd", "#f6f4ee"
_LANGUAGE = {"zh": "zh-CN", "en": "en"}
_LEAST = 72.0
"""A heading with less room below it than this goes to the next page, points."""


@cache
def _font() -> str:
    pdfmetrics.registerFont(TTFont(_FONT, str(font_file())))
    return _FONT


class _Heading(Preformatted):  # type: ignore[misc]
    """A heading, which the outline of the file names."""


class _Figure(Image):  # type: ignore[misc]
    """A picture with what it shows in words."""

    def __init__(self, shown: tree.Picture) -> None:
        width, height = shown.width_mm * POINTS_PER_MM, shown.height_mm * POINTS_PER_MM
        super().__init__(io.BytesIO(shown.png), width, height)
        self.alt = shown.alt

    def draw(self) -> None:
        """Draw the picture, marked with its words."""
        words = (b"\xfe\xff" + self.alt.encode("utf-16-be")).hex()
        self.canv.addLiteral(f"/Span <</Alt <{words}>>> BDC")
        super().draw()
        self.canv.addLiteral("EMC")


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Pages with their number at the foot; headings become the outline."""

    def __init__(self, file: io.BytesIO, document: tree.Document, pages: int) -> None:
        size = tuple(edge * POINTS_PER_MM for edge in layout.PAGE_MM)
        about = {"title": document.title, "author": "unionmap", "creator": "unionmap", "subject": ""}
        super().__init__(file, pagesize=size, invariant=1, lang=_LANGUAGE[document.lang], displayDocTitle=1, **about)
        side, foot = layout.SIDE_MM * POINTS_PER_MM, layout.BOTTOM_MM * POINTS_PER_MM
        frame = Frame(side, foot, layout.WIDTH, layout.HEIGHT, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._number))
        self.tongue, self.pages, self.headings = document.lang, pages, 0

    def _number(self, canvas: Any, _: object) -> None:
        canvas.setFont(_font(), SMALL.size)
        canvas.setFillColor(HexColor(GREY))
        foot = (layout.BOTTOM_MM - 7) * POINTS_PER_MM
        words = say("report.page", self.tongue, page=canvas.getPageNumber(), pages=self.pages)
        canvas.drawCentredString(layout.PAGE_MM[0] / 2 * POINTS_PER_MM, foot, words)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  its name in reportlab
        """Name a heading in the outline."""
        if isinstance(flowable, _Heading):
            key = f"section-{self.headings}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(" ".join(flowable.lines), key, min(self.headings, 1), closed=0)
            self.headings += 1


def write(document: tree.Document) -> bytes:
    """Return a report as PDF; the same report gives the same bytes."""
    return build(document)[0]


def build(document: tree.Document) -> tuple[bytes, int]:
    """Return a report as PDF, and of how many pages it is."""
    content, pages = _laid_out(document, 1)
    return _laid_out(document, pages) if pages > 1 else (content, pages)


def _laid_out(document: tree.Document, pages: int) -> tuple[bytes, int]:
    file = io.BytesIO()
    template = _Template(file, document, pages)
    template.build(list(_story(document)))
    return file.getvalue(), int(template.page)


def _story(document: tree.Document) -> Iterator[Flowable]:
    pen = layout.pen()
    yield _text(pen, document.title, TITLE, _Heading)
    for block in document.blocks:
        if isinstance(block, tree.Picture):
            yield _Figure(block)
            yield Spacer(1, SMALL.after)
        elif isinstance(block, tree.Table):
            yield _table(pen, block)
        elif isinstance(block, tree.Heading):
            yield CondPageBreak(_LEAST if document.length == "full" else 0)
            yield _text(pen, block.text, HEADING, _Heading)
        else:
            yield _text(pen, block.text, layout.style_of(block), colour=GREY if block.small else INK)
    if pen.lacked:
        yield _text(pen, pen.lacked_said(document.lang), SMALL, colour=GREY)


def _text(
    pen: Pen, text: str, style: Style, kind: type[Preformatted] = Preformatted, colour: str = INK
) -> Preformatted:
    look = ParagraphStyle(
        "plain",
        fontName=_font(),
        fontSize=style.size,
        leading=style.leading,
        spaceBefore=style.before,
        spaceAfter=style.after,
        textColor=HexColor(colour),
    )
    return kind("\n".join(layout.lines(pen, text, style, layout.WIDTH)), look)


def _table(pen: Pen, table: tree.Table) -> Table:
    widths = layout.columns(table)
    rows = [table.header, *(row.cells for row in table.rows)]
    broken = [
        [
            "\n".join(layout.lines(pen, cell, CELL, width - 2 * CELL_SIDE))
            for cell, width in zip(row, widths, strict=True)
        ]
        for row in rows
    ]
    look: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), _font(), CELL.size, CELL.leading),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(INK)),
        ("LEFTPADDING", (0, 0), (-1, -1), CELL_SIDE),
        ("RIGHTPADDING", (0, 0), (-1, -1), CELL_SIDE),
        ("TOPPADDING", (0, 0), (-1, -1), layout.ROW_EXTRA),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(_LINE)),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(_HEAD)),
    ]
    look += [("ALIGN", (place, 0), (place, -1), "RIGHT") for place, figures in enumerate(table.figures) if figures]
    look += [("BACKGROUND", (0, n), (-1, n), HexColor(_SUM)) for n, row in enumerate(table.rows, 1) if row.strong]
    heights = [layout.row_height(pen, row, widths) for row in rows]
    return Table(
        broken,
        colWidths=widths,
        rowHeights=heights,
        repeatRows=1,
        style=look,
        hAlign="LEFT",
        spaceAfter=layout.AFTER_TABLE,
    )
