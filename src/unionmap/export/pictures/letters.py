"""Letters: the one font of the pictures, what it lacks, how wide a text is and where its lines break."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from unionmap.errors import DataError
from unionmap.text import plain, say

GETA = "〓"
"""Stands for a character that the font lacks, as printers have long done."""

INK, GREY = "#1d1b16", "#5f5a4d"
_MEASURED_AT = 100.0
_MOST_CODES = 6
_POINTS = 72.0
_OPENING, _CLOSING = "（“‘《〈【「『([{", "，。；：、？！）”’》〉】」』)]},.;:?!%…·"


@cache
def font_file() -> Path:
    """Return NotoSansSC as zhplot ships it (OFL). zhplot itself is not imported: it would load pyplot.

    Raises
    ------
    DataError
        If it is not there.
    """
    home = find_spec("zhplot")
    for folder in (home.submodule_search_locations or ()) if home else ():
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    raise DataError("the font of the pictures is missing: reinstall zhplot")


@cache
def _covered() -> frozenset[int]:
    return frozenset(FT2Font(str(font_file())).get_charmap())


@cache
def _advance(sign: str) -> float:
    font = FT2Font(str(font_file()))
    font.set_size(_MEASURED_AT, _POINTS)
    return float(font.load_char(ord(sign), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / _MEASURED_AT


def lacking(text: str) -> list[str]:
    """Return the characters of a text that the font lacks.

    Examples
    --------
    >>> lacking("郑州 A1 ①"), lacking("𠮷")
    ([], ['𠮷'])
    """
    return [sign for sign in dict.fromkeys(text) if ord(sign) not in _covered() and sign != "\n"]


def missing(figure: Figure) -> list[str]:
    """Return the characters that any text of a picture shows and the font lacks; `Pen` leaves none."""
    shown = "".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text))
    return lacking(shown)


def width(text: str, size: float) -> float:
    """Return the width of a text, in inches, at a size in points."""
    return sum(_advance(sign) for sign in text) * size / _POINTS


def short(text: str, most: int = 96) -> str:
    """Return a text as one line of at most ``most`` letters, a Chinese one for two.

    Examples
    --------
    >>> short("郑州市工会驿站", 8), short("郑州", 8)
    ('郑州市…', '郑州')
    """
    line = plain(text)
    shown = _drawable(line, lacking(line))
    if _fitting(shown, _POINTS, most / 2) == len(line):
        return line
    return line[: _fitting(shown, _POINTS, most / 2 - _advance("…"))].rstrip() + "…"


def _drawable(line: str, lost: list[str]) -> str:
    return line.translate({ord(sign): GETA for sign in lost})


class Pen:
    """Writes on a picture, in inches from its lower left corner; what the font lacks becomes `GETA` and is kept."""

    def __init__(self, figure: Figure, unit: float) -> None:
        self.figure, self.unit = figure, unit
        self.lacked: dict[str, None] = {}
        self._font = FontProperties(fname=str(font_file()))

    def shown(self, text: str) -> str:
        """Return a text as it can be written."""
        line = plain(text)
        lost = lacking(line)
        self.lacked |= dict.fromkeys(lost)
        return _drawable(line, lost)

    def write(
        self, x: float, y: float, text: str, size: float, *, gid: str = "", halo: bool = False, **look: Any
    ) -> Text:
        """Write one line; ``size`` is in points before the picture's unit."""
        font = self._font.copy()
        font.set_size(size * self.unit)
        written = Text(
            x,
            y,
            self.shown(text),
            fontproperties=font,
            parse_math=False,
            usetex=False,
            transform=self.figure.dpi_scale_trans,
            **({"color": INK} | look),
        )
        written.set_gid(gid or None)
        written.set_zorder(look.get("zorder", 6))
        if halo:
            written.set_path_effects([withStroke(linewidth=size * self.unit * 0.28, foreground="white", alpha=0.9)])
        self.figure.add_artist(written)
        return written

    def width(self, text: str, size: float) -> float:
        """Return how wide a line will be, in inches."""
        return width(self.shown(text), size * self.unit)

    def lacked_said(self, lang: str) -> str:
        """Say which characters the font lacked, the first by their codes; ``""`` if none."""
        codes = [f"U+{ord(sign):04X}" for sign in self.lacked]
        more = " …" if len(codes) > _MOST_CODES else ""
        return say("picture.lacking", lang, codes=" ".join(codes[:_MOST_CODES]) + more) if codes else ""

    def wrap(self, text: str, size: float, room: float, most: int = 99) -> list[str]:
        """Break a text into lines that fit into ``room`` inches; beyond ``most`` lines it ends in an ellipsis."""
        lines = list(_broken(_words(self.shown(text)), size * self.unit, room))
        if len(lines) <= most:
            return lines
        return [*lines[: most - 1], self.cut("".join(lines[most - 1 :]), size, room)]

    def cut(self, text: str, size: float, room: float) -> str:
        """Return a text, shortened with an ellipsis where it is wider than ``room`` inches."""
        line = self.shown(text)
        if width(line, size * self.unit) <= room:
            return line
        kept = _fitting(line, size * self.unit, room - width("…", size * self.unit))
        return line[:kept].rstrip() + "…"


def _words(text: str) -> Iterator[str]:
    """Yield what must stay together: Latin words, a CJK sign with the punctuation beside it."""
    word = ""
    for sign in text:
        glued = sign in _CLOSING or (word and word[-1] in _OPENING)
        both_latin = word and _latin(sign) and _latin(word[-1])
        if word and not glued and not both_latin:
            yield word
            word = ""
        word += sign
    if word:
        yield word


def _latin(sign: str) -> bool:
    return not sign.isspace() and unicodedata.east_asian_width(sign) not in "WF"


def _fitting(text: str, points: float, room: float) -> int:
    """Return how many letters of a text, from its start, fit into ``room`` inches."""
    taken = 0.0
    for place, sign in enumerate(text):
        taken += width(sign, points)
        if taken > room:
            return place
    return len(text)


def _broken(words: Iterable[str], points: float, room: float) -> Iterator[str]:
    line = ""
    for word in words:
        if width(line + word, points) <= room:
            line += word
            continue
        if line.strip():
            yield line.strip()
        line = word.lstrip()
        while width(line, points) > room:
            fits = max(1, _fitting(line, points, room))
            yield line[:fits]
            line = line[fits:]
    if line.strip():
        yield line.strip()
