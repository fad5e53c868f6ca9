"""Coordinates in their plain forms, whole columns at once; what is written otherwise is left to `coordinates`."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unionmap import kernels

Array = npt.NDArray[np.float64]

_NUMBER = r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,12})?"
_PLAIN = rf"^{_NUMBER}$"
_PAIR = rf"^(?P<first>{_NUMBER})(?: *[,;|/、] *| +)(?P<second>{_NUMBER})$"
_MARKS = (
    r"^{before}(?P<deg>[0-9]{{1,3}})[°º˚∘度](?P<min>[0-9]{{1,2}})['′’‘´分]"
    r"(?P<sec>[0-9]{{1,2}}(?:\.[0-9]{{1,9}})?)(?:\"|″|”|“|''|′′|秒){after}$"
)
_DMS = (_MARKS.format(before="(?:东经|E)?", after="E?"), _MARKS.format(before="(?:北纬|N)?", after="N?"))


class Numbers(NamedTuple):
    """Numbers of a column.

    Attributes
    ----------
    value, step : ndarray of float64
        The number and its last digit as written; NaN where it is not plain.
    plain : ndarray of bool
        What was read here.
    """

    value: Array
    step: Array
    plain: npt.NDArray[np.bool_]


def numbers(column: pd.Series, axis: int = 0) -> Numbers:
    """Read plain numbers, and degrees with minutes and seconds of the eastern and northern hemisphere.

    Parameters
    ----------
    column : pandas.Series of str
        Longitudes or latitudes.
    axis : int, default 0
        0 for longitudes, 1 for latitudes.

    Examples
    --------
    >>> found = numbers(pd.Series(["113.05", "113°3′0.0″E", "一百一十三"], dtype="str"))
    >>> found.value.tolist(), found.plain.tolist()
    ([113.05, 113.05, nan], [True, True, False])
    """
    text = kernels.arrow(kernels.tidy(column))
    found = _number(pc.if_else(pc.match_substring_regex(text, _PLAIN), text, pa.scalar(None, text.type)))
    return found if found.plain.all() else _either(found, _degrees(kernels.arrow(column), _DMS[axis]))


def pairs(column: pd.Series) -> tuple[Numbers, Numbers]:
    """Read pairs of plain numbers in one cell, in the order written.

    Examples
    --------
    >>> [part.value.tolist() for part in pairs(pd.Series(["113.65，34.75", "北纬34度"], dtype="str"))]
    [[113.65, nan], [34.75, nan]]
    """
    found = pc.extract_regex(kernels.arrow(kernels.tidy(column)), _PAIR)
    return _number(pc.struct_field(found, "first")), _number(pc.struct_field(found, "second"))


def _number(text: pa.Array) -> Numbers:
    value = _floats(text)
    return Numbers(value, 10.0 ** -_decimals(text), np.asarray(pc.is_valid(text), dtype=bool))


def _decimals(text: pa.Array) -> Array:
    dot = pc.find_substring(text, ".")
    return _floats(pc.if_else(pc.less(dot, 0), 0, pc.subtract(pc.subtract(pc.binary_length(text), dot), 1)))


def _degrees(text: pa.Array, pattern: str) -> Numbers:
    found = pc.extract_regex(pc.utf8_trim_whitespace(text), pattern)
    degrees, minutes, seconds = (pc.struct_field(found, part) for part in ("deg", "min", "sec"))
    step = 10.0 ** -_decimals(seconds) / 3600.0
    minute, second = _floats(minutes), _floats(seconds)
    fits = (minute <= 60) & (second <= 60)
    value = np.round(_floats(degrees) + minute / 60 + second / 3600, 12)
    return Numbers(np.where(fits, value, np.nan), np.where(fits, step, np.nan), fits)


def _either(first: Numbers, second: Numbers) -> Numbers:
    value, step = (np.where(first.plain, a, b) for a, b in ((first.value, second.value), (first.step, second.step)))
    return Numbers(value, step, first.plain | second.plain)


def _floats(values: pa.Array) -> Array:
    return np.array(pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
