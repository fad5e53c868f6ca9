"""What a report says, before it is a file: headings, paragraphs, tables and the picture, all plain text."""

from dataclasses import dataclass
from typing import TypeAlias

from unionmap.text import plain


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``small`` for notes."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table; ``strong`` for a sum."""

    cells: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    header : tuple of str
    rows : tuple of Row
    widths : tuple of float
        Parts of the line that the columns take.
    figures : tuple of bool
        Which columns hold figures: these stand to the right.
    part : float, default 1.0
        Part of the line that the table takes.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    figures: tuple[bool, ...]
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Picture:
    """The map as PNG, as wide as the text, and what it shows in words."""

    png: bytes
    width_mm: float
    height_mm: float
    alt: str


Block: TypeAlias = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: str
    lang: str
    length: str
    blocks: tuple[Block, ...]


def cleaned(document: Document) -> Document:
    """Return a report in which every text is plain."""
    blocks = tuple(_cleaned(block) for block in document.blocks)
    return Document(plain(document.title), document.lang, document.length, blocks)


def _cleaned(block: Block) -> Block:
    if isinstance(block, Heading):
        return Heading(plain(block.text))
    if isinstance(block, Paragraph):
        return Paragraph(plain(block.text), block.small)
    if isinstance(block, Picture):
        return Picture(block.png, block.width_mm, block.height_mm, plain(block.alt))
    rows = tuple(Row(tuple(map(plain, row.cells)), row.strong) for row in block.rows)
    return Table(tuple(map(plain, block.header)), rows, block.widths, block.figures, block.part)
