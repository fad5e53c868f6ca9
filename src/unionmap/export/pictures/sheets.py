"""Sizes of pictures, and where map and words stand on each; inches from the lower left corner."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from unionmap.errors import InputError, UnknownNameError

_LEAST_DPI, _MOST_PIXELS = 20.0, 200e6


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return the width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height."""
        return self.top - self.bottom

    def meets(self, other: "Box") -> bool:
        """Tell whether two rectangles overlap."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def holds(self, other: "Box") -> bool:
        """Tell whether another rectangle lies inside."""
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and other.right <= self.right
            and other.top <= self.top
        )


@dataclass(frozen=True, slots=True)
class Size:
    """One size: inches, pixels per inch, the scale of its letters, and its name if it is meant for paper."""

    width: float
    height: float
    dpi: float
    unit: float
    paper: str = ""
    below: bool = False


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "a4": Size(297 / 25.4, 210 / 25.4, 300, 1.0, "A4"),
        "a3": Size(420 / 25.4, 297 / 25.4, 300, 1.414, "A3"),
        "slide": Size(16, 9, 120, 1.3),
        "square": Size(9, 9, 120, 1.12, below=True),
        "report": Size(180 / 25.4, 104 / 25.4, 200, 0.76, "A4"),
    }
)
"""``below`` puts the words under the map instead of beside it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things stand on one size."""

    size: Size
    map: Box
    heading: Box
    columns: tuple[Box, ...]


def get(key: str, dpi: float | None = None) -> tuple[Size, float]:
    """Return a size and its pixels per inch.

    Raises
    ------
    UnknownNameError
        If there is no such size.
    InputError
        If the picture would be too large, or of no size at all.
    """
    if key not in SIZES:
        raise UnknownNameError("size", key, SIZES)
    size = SIZES[key]
    wanted = float(size.dpi if dpi is None else dpi)
    if not wanted >= _LEAST_DPI or size.width * size.height * wanted**2 > _MOST_PIXELS:
        limit = int((_MOST_PIXELS / size.width / size.height) ** 0.5)
        raise InputError(f"dpi must lie between {_LEAST_DPI:g} and {limit} for size {key}, got {dpi}")
    return size, wanted


def lay_out(size: Size, kinds: int, *, graticule: bool) -> Sheet:
    """Divide a sheet for a legend of so many kinds; a graticule needs room for labels left of the map and below it."""
    u = size.unit
    edge, gap = 0.32 * u, 0.16 * u
    heading = Box(edge, size.height - edge - 0.42 * u, size.width - edge, size.height - edge)
    labels = 0.17 * u if graticule else 0.0
    top = heading.bottom - 0.1 * u
    if size.below:
        band = edge + max(140, 86 + 13 * kinds) / 72 * u
        area = Box(edge + labels, band + gap + labels, size.width - edge, top)
        middle = edge + 2.5 * u
        columns = (Box(edge, edge, middle, band), Box(middle + 0.3 * u, edge, size.width - edge, band))
        return Sheet(size, area, heading, columns)
    side = size.width - edge - 2.35 * u
    area = Box(edge + labels, edge + labels, side - gap, top)
    return Sheet(size, area, heading, (Box(side, edge, size.width - edge, top),))
