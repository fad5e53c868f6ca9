"""A report as DOCX, for Word and WPS: real headings, header rows that repeat, no macro and no link."""

import io
import zipfile
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from unionmap.export.pictures.letters import GREY, INK
from unionmap.export.reports import layout, tree
from unionmap.export.reports.layout import CELL, CELL_SIDE, HEADING, SMALL, TEXT, TITLE, Style
from unionmap.text import say

_LATIN, _CHINESE = "Arial", "Microsoft YaHei"
_LANGUAGE = {"zh": "zh-CN", "en": "en-US"}
_LINE, _HEAD, _SUM = "B9B3A3", "ECE8DD", "F6F4EE"
_LONGEST_PROPERTY = 255
_TWIPS = 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(document: tree.Document) -> bytes:
    """Return a report as DOCX; the same report gives the same bytes."""
    word = Document()
    _set_up(word, document)
    _fill(word.add_heading(level=1), document.title, TITLE)
    for block in document.blocks:
        if isinstance(block, tree.Picture):
            _picture(word, block)
        elif isinstance(block, tree.Table):
            _table(word, block)
        elif isinstance(block, tree.Heading):
            _fill(word.add_heading(level=2), block.text, HEADING)
        else:
            _fill(word.add_paragraph(), block.text, layout.style_of(block), GREY if block.small else INK)
    file = io.BytesIO()
    word.save(file)
    return _undated(file)


def _set_up(word: Word, document: tree.Document) -> None:
    about = word.core_properties
    about.title = document.title[:_LONGEST_PROPERTY]
    about.language = _LANGUAGE[document.lang]
    about.author = about.last_modified_by = "unionmap"
    about.comments = about.keywords = ""
    for name in ("dcterms:created", "dcterms:modified"):  # the template's own; a report has no date but its sources'
        for element in about._element.findall(qn(name)):
            about._element.remove(element)
    section = word.sections[0]
    section.page_width, section.page_height = (Mm(edge) for edge in layout.PAGE_MM)
    section.left_margin = section.right_margin = Mm(layout.SIDE_MM)
    section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
    section.header_distance, section.footer_distance = Mm(5), Mm(7)
    for name, style in (("Normal", TEXT), ("Heading 1", TITLE), ("Heading 2", HEADING)):
        _font(word.styles[name], style, document.lang)
    _number(section.footer.paragraphs[0], document.lang)


def _font(named: Any, style: Style, lang: str) -> None:
    named.font.size, named.font.color.rgb = Pt(style.size), RGBColor.from_string(INK[1:].upper())
    properties = named.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", _CHINESE)):
        fonts.set(qn(f"w:{script}"), font)
    tongue = properties.find(qn("w:lang"))
    if tongue is None:
        tongue = OxmlElement("w:lang")
        properties.append(tongue)
    tongue.set(qn("w:val"), _LANGUAGE[lang])
    tongue.set(qn("w:eastAsia"), "zh-CN")


def _fill(paragraph: Paragraph, text: str, style: Style, colour: str = INK) -> None:
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(style.before), Pt(style.after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.leading)
    _run(paragraph, text, style, colour)


def _run(paragraph: Paragraph, text: str, style: Style, colour: str) -> Run:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(style.size), RGBColor.from_string(colour[1:].upper())
    return run


def _picture(word: Word, shown: tree.Picture) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(SMALL.after)
    paragraph.paragraph_format.line_spacing = 1.0
    inline = paragraph.add_run().add_picture(io.BytesIO(shown.png), Mm(shown.width_mm), Mm(shown.height_mm))
    for side in "TBLR":  # programs take an eighth of an inch where nothing is said
        inline._inline.set(f"dist{side}", "0")
    inline._inline.docPr.set("descr", shown.alt)


def _table(word: Word, table: tree.Table) -> None:
    widths, pen = layout.columns(table), layout.pen()
    made = word.add_table(rows=0, cols=len(widths))
    made.autofit = False
    _frame(made._tbl.tblPr)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Pt(width)
    for place, row in enumerate((tree.Row(table.header, strong=True), *table.rows)):
        line = made.add_row()
        properties = line._tr.get_or_add_trPr()
        _add(properties, "w:cantSplit")
        _add(properties, "w:trHeight", val=_twips(layout.row_height(pen, row.cells, widths)), hRule="atLeast")
        if place == 0:
            _add(properties, "w:tblHeader")
        tint = _HEAD if place == 0 else _SUM if row.strong else ""
        for cell, text, width, figures in zip(line.cells, row.cells, widths, table.figures, strict=True):
            cell.width = Pt(width)
            if tint:
                _add(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=tint)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM if place == 0 else WD_ALIGN_VERTICAL.TOP
            _fill(cell.paragraphs[0], text, CELL)
            if figures:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _fill(word.add_paragraph(), "", Style(2, layout.AFTER_TABLE))


def _frame(properties: Any) -> None:
    """Draw thin lines below rows, and narrow the margins of cells; Word wants the parts of a table in their order."""
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("bottom", "insideH"):
        _add(borders, f"w:{side}", val="single", sz="4", space="0", color=_LINE)
    for side, points in (("top", 0.4), ("left", CELL_SIDE), ("bottom", 0.4), ("right", CELL_SIDE)):
        _add(margins, f"w:{side}", w=_twips(points), type="dxa")
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), _twips(CELL_SIDE))
    indent.set(qn("w:type"), "dxa")
    laid = properties.find(qn("w:tblLayout"))
    laid.addprevious(indent)
    laid.addprevious(borders)
    laid.addnext(margins)


def _number(paragraph: Paragraph, lang: str) -> None:
    """Write the number of the page and of all pages, which the reader's program counts."""
    before, between, after = say("report.page", lang, page="\0", pages="\0").split("\0")
    _fill(paragraph, before, SMALL, GREY)
    for field, text in (("PAGE", between), ("NUMPAGES", after)):
        made = _add(paragraph._p, "w:fldSimple", instr=field)
        shown = _run(paragraph, "1", SMALL, GREY)
        made.append(shown._r)
        _run(paragraph, text, SMALL, GREY)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add(parent: Any, name: str, **attributes: str) -> Any:
    """Append an element of WordprocessingML with its attributes."""
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _twips(points: float) -> str:
    return str(round(points * _TWIPS))


def _undated(file: io.BytesIO) -> bytes:
    """Return a package whose parts all bear the same date."""
    result = io.BytesIO()
    with zipfile.ZipFile(file) as made, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as written:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(part, made.read(name))
    return result.getvalue()
