"""What a report says, before it is a file: headings, paragraphs, tables and the picture, all plain text."""

import unicodedata
from dataclasses import dataclass
from typing import TypeAlias

from unionmap.export.pictures.letters import plain

_LOST = "\ufffd"


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


def clean(text: str) -> str:
    r"""Return a text as one line that every form can hold: nothing that only steers, no half characters.

    Examples
    --------
    >>> clean("a\x00b\ud800\u202e")
    'a b\ufffd'
    """
    return "".join(_LOST if _is_none(sign) else sign for sign in plain(text))


def _is_none(sign: str) -> bool:
    return unicodedata.category(sign) == "Cs" or ord(sign) & 0xFFFE == 0xFFFE


def cleaned(document: Document) -> Document:
    """Return a report in which every text is `clean`."""
    blocks = tuple(_cleaned(block) for block in document.blocks)
    return Document(clean(document.title), document.lang, document.length, blocks)


def _cleaned(block: Block) -> Block:
    if isinstance(block, Heading):
        return Heading(clean(block.text))
    if isinstance(block, Paragraph):
        return Paragraph(clean(block.text), block.small)
    if isinstance(block, Picture):
        return Picture(block.png, block.width_mm, block.height_mm, clean(block.alt))
    rows = tuple(Row(tuple(map(clean, row.cells)), row.strong) for row in block.rows)
    return Table(tuple(map(clean, block.header)), rows, block.widths, block.figures, block.part)
