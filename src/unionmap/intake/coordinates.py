"""Coordinates as people write them: plain numbers, degrees with minutes and seconds, pairs in one cell."""

import math
import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import cells, kernels
from unionmap.intake import bulk, wrapped

Array = npt.NDArray[np.float64]

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
_HEMISPHERE = r"(?:东经|西经|北纬|南纬|经度|纬度|经|纬|[EWNSewns东西南北])"
_ANGLE = re.compile(
    rf"(?P<before>{_HEMISPHERE})?\s*[:=]?\s*(?P<sign>[+-]?)(?P<deg>\d+(?:[.,]\d+)?)\s*(?:[°度ºd˚∘]|deg|\s|-|:|(?=$|[EWNSewns东西南北经纬]))\s*"
    r"(?:(?P<min>\d+(?:[.,]\d+)?)\s*(?:['′’‘分m´`]|\s|-|:|$)\s*)?"
    r"(?:(?P<sec>\d+(?:[.,]\d+)?)\s*(?:\"|″|”|“|''|′′|秒|s|$)\s*)?"
    rf"(?P<after>{_HEMISPHERE})?\s*",
)
_WORDS = re.compile(r"(?i)(?<![a-z])(?:lng|lon|lat|longitude|latitude)(?![a-z])|[()\[\]{}（）【】<>]|[,;，；、]\s*$")
_STRAY = re.compile(r"^\s*['‘’]+|[,;，；。、\s]+$|[（(]\s*(?=[东西南北])|(?<=[经纬])\s*[)）]")
_PARTS = re.compile(r"(\D{0,3}?[+-]?\d{1,3})([./_])(\d{1,2})\2(\d{1,2}(?:\.\d+)?)(\D{0,3})")
_COMMAS = re.compile(r"(\D{0,3}?\d{1,3})(,)(\d{1,2}),(\d{1,2})(\D{0,3})")
"""Degrees, minutes and seconds with one sign between them: two points make no number, so they can be nothing else."""

_LETTERS = re.compile(r"(\d+)\s*[dD]\s*(\d+(?:\.\d+)?)\s*[mM]\s*(?:(\d+(?:\.\d+)?)\s*[sS])?")
_TYPED = re.compile(r"(?<=\d)[o*](?=\s*\d{1,2}(?:\.\d+)?\s*['′])")
_TORN = re.compile(r"(?<=\d)(?:\s+\.\s*|\s*\.\s+)(?=\d)")
UNMARKED = (
    r"(?:^|[^\d.])\d{1,3}(?:\.\d{1,2}\.|-\d{1,2}-|:\d{1,2}:|/\d{1,2}/|_\d{1,2}_|,\d{1,2},| +\d{1,2} +)"
    r"\d{1,2}(?:\.\d+)?(?:$|[^\d.])"
)
"""Degrees, minutes and seconds without their marks (RE2)."""

_DEGREE_M = 111_320.0
_LONGEST = 60
_FAILED = ("nan", "#n/a")


class Angle(NamedTuple):
    """One coordinate read: its value, how fine it is written (degrees), its axis (``x``, ``y`` or unknown)."""

    value: float
    step: float
    axis: str = ""


class Pairs(NamedTuple):
    """Coordinates of a column, one entry a row.

    Attributes
    ----------
    x, y : ndarray of float64
        As written, in the file's own order and unit; NaN where there is none or it cannot be read.
    step_deg : ndarray of float64
        The finer of the two last digits as written, in degrees (or units); NaN without a coordinate.
    blank, half, text : ndarray of bool
        Nothing written; only one of the two written; something that is no number.
    """

    x: Array
    y: Array
    step_deg: Array
    blank: npt.NDArray[np.bool_]
    half: npt.NDArray[np.bool_]
    text: npt.NDArray[np.bool_]


def parse_angle(text: str) -> Angle | None:
    """Read one coordinate.

    Examples
    --------
    >>> parse_angle("113°2′60.0″E").value, parse_angle("北纬33度52分12秒").axis, parse_angle("113,05").value
    (113.05, 'y', 113.05)
    >>> parse_angle("市中心") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    bare = _clean(text)
    if re.fullmatch(_NUMBER, bare):
        return _plain(bare)
    found = _ANGLE.fullmatch(_marked(bare))
    if not found:
        return None
    parts = [part.replace(",", ".") if part else "" for part in found.group("deg", "min", "sec")]
    degrees, minutes, seconds = (float(part or 0) for part in parts)
    if minutes > 60 or seconds > 60 or (parts[1] and "." in parts[0]) or (parts[2] and "." in parts[1]):
        return None
    words = (found.group("before") or "") + (found.group("after") or "")
    axis, sign = _axis(words)
    if axis == "?":
        return None
    sign = -sign if found.group("sign") == "-" else sign
    last = max(i for i, part in enumerate(parts) if part)
    step = 10.0 ** -_decimals(parts[last]) / 60.0**last
    return Angle(round(sign * (degrees + minutes / 60 + seconds / 3600), 12), step, axis)


def _clean(text: str) -> str:
    return _TORN.sub(".", wrapped.fold(_STRAY.sub("", text).replace("。", ".")))


def _marked(bare: str) -> str:
    """Write degrees, minutes and seconds that have other signs between them, or letters, with their marks."""
    parts = _PARTS.fullmatch(bare) or _COMMAS.fullmatch(bare)
    if parts:
        return f"{parts[1]}°{parts[3]}′{parts[4]}″{parts[5]}"
    letters = _LETTERS.sub(lambda hit: f"{hit[1]}°{hit[2]}′" + (f"{hit[3]}″" if hit[3] else ""), bare)
    return _TYPED.sub("°", letters)


def _plain(text: str) -> Angle:
    number = text.replace(",", ".")
    value = float(number)
    return Angle(value if math.isfinite(value) else math.nan, 10.0 ** -_decimals(number))


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _axis(words: str) -> tuple[str, float]:
    folded = words.upper()
    is_x, is_y = re.search("[EW东西经]", folded), re.search("[NS南北纬]", folded)
    axis = "?" if is_x and is_y else "x" if is_x else "y" if is_y else ""
    return axis, -1.0 if re.search("[WS西南]", folded) else 1.0


def parse_pair(text: str) -> tuple[Angle, Angle] | None:
    """Read two coordinates from one cell, in the order written unless the cell says which is which.

    Examples
    --------
    >>> [part.value for part in parse_pair("113.65, 34.75")]
    [113.65, 34.75]
    >>> [part.value for part in parse_pair("北纬34°45′ 东经113°39′")]
    [113.65, 34.75]
    >>> [part.value for part in parse_pair("POINT (113.65 34.75)")]
    [113.65, 34.75]
    """
    inside = wrapped.unwrap(text).text
    if not inside:
        return None
    order = "yx" if re.search(r"(?i)lat.*l(?:on|ng)|纬.*经", inside) else "xy"
    bare = _clean(inside.replace('"', " ") if "{" in inside else inside)
    bare = _WORDS.sub(" ", bare).replace(":", " ").strip()
    for halves in _halves(bare):
        first, second = (parse_angle(half) for half in halves)
        if first and second:
            if (first.axis, second.axis) in (("y", "x"), ("y", ""), ("", "x")) or (
                not first.axis and not second.axis and order == "yx"
            ):
                first, second = second, first
            return first, second
    return None


def _halves(bare: str) -> list[tuple[str, str]]:
    marks = re.findall(r"[;,|/、\n\t]|\s+", bare)
    for mark in dict.fromkeys(part.strip() or " " for part in marks):
        parts = [part for part in (bare.split() if mark == " " else bare.split(mark)) if part.strip()]
        if len(parts) == 2:
            return [(parts[0], parts[1])]
    tokens = bare.split()
    return [(" ".join(tokens[:i]), " ".join(tokens[i:])) for i in range(1, len(tokens))] + [
        (bare[: m.start()], bare[m.start() :])
        for m in re.finditer(r"(?<=[°′″'\"度分秒0-9EWNS])(?=[东西南北经纬EWNS]\S*\d)|(?<=[EWNS])(?=\d)", bare)
    ]


def read_columns(first: pd.Series, second: pd.Series) -> Pairs:
    """Read a longitude column and a latitude column.

    A cell that holds a pair while its neighbour is blank is read as the pair.
    """
    (x, step_x, plain_x), (y, step_y, plain_y) = bulk.numbers(first, 0), bulk.numbers(second, 1)
    odd_x, odd_y = (
        ~plain & (column.str.strip() != "").to_numpy() for plain, column in ((plain_x, first), (plain_y, second))
    )
    nothing_x, nothing_y = _nothing(first, x, odd_x), _nothing(second, y, odd_y)
    for i in np.flatnonzero(odd_x | odd_y):
        read = _read_odd(str(first.iloc[i]), str(second.iloc[i]))
        if read:
            (x[i], step_x[i], _), (y[i], step_y[i], _) = read
            nothing_x[i] = nothing_y[i] = False
    blank = nothing_x & nothing_y
    text = ~blank & ((np.isnan(x) & ~nothing_x) | (np.isnan(y) & ~nothing_y))
    half = ~blank & ~text & (nothing_x | nothing_y)
    return Pairs(x, y, np.fmin(step_x, step_y), blank, half, text)


def read_pairs(column: pd.Series) -> Pairs:
    """Read a column that holds both coordinates in one cell."""
    first, second = bulk.pairs(column)
    x, y, step = first.value, second.value, np.fmin(first.step, second.step)
    rest = np.flatnonzero(~first.plain)
    for i, pair in zip(rest, kernels.each(column.iloc[rest], parse_pair), strict=True):
        if pair:
            x[i], y[i], step[i] = pair[0].value, pair[1].value, min(pair[0].step, pair[1].step)
    blank = np.zeros(len(column), dtype=bool)
    blank[rest] = kernels.each(column.iloc[rest], _says_nothing).to_numpy(dtype=bool)
    return Pairs(x, y, step, blank, np.zeros(len(column), dtype=bool), ~blank & np.isnan(x))


def _nothing(column: pd.Series, value: Array, odd: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    nothing = np.isnan(value)
    rest = np.flatnonzero(odd)
    nothing[rest] = [_says_nothing(str(column.iloc[i])) for i in rest]
    return nothing


def _read_odd(first: str, second: str) -> tuple[Angle, Angle] | None:
    for cell, other in ((first, second), (second, first)):
        if _says_nothing(other) and not _says_nothing(cell):
            return parse_pair(cell)
    one, two = parse_angle(first), parse_angle(second)
    if not one or not two:
        nothing = Angle(math.nan, math.nan)
        return (one or nothing, two or nothing) if one or two else None
    return (two, one) if (one.axis, two.axis) == ("y", "x") else (one, two)


def _says_nothing(cell: str) -> bool:
    # NaN and #N/A are no way to leave a coordinate out: a calculation or a look-up has failed there.
    return cells.says_nothing(cell) and cell.strip().casefold() not in _FAILED


def step_m(step_deg: Array) -> Array:
    """Return how far a last digit reaches on the ground, metres (2 decimals: about 1.1 km)."""
    return step_deg * _DEGREE_M
