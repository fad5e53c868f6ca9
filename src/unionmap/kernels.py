"""Whole columns of text at once, by Arrow's kernels: one Python pass over 200,000 cells costs what ten of these do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Text = pd.Series
"""A pandas Series of dtype ``str`` without missing values."""

_TEXT = pd.StringDtype(na_value=np.nan)


def arrow(text: Text) -> pa.Array:
    """Return a column of text as an Arrow array, in one piece."""
    whole = pa.array(text, type=pa.large_string(), from_pandas=True)
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def series(values: pa.Array, index: pd.Index) -> Text:
    """Return an Arrow array as a column of text."""
    return pd.Series(
        values.to_pandas(types_mapper={pa.large_string(): _TEXT, pa.string(): _TEXT}.get).array, index=index
    )


def blank(index: pd.Index) -> Text:
    """Return a column that says nothing."""
    return pd.Series("", index=index, dtype="str")


def tidy(text: Text) -> Text:
    """Fold width (NFKC) and strip blanks, for numbers, dates and codes; names are kept as written."""
    return series(pc.utf8_trim_whitespace(pc.utf8_normalize(arrow(text), "NFKC")), text.index)


def fold(text: Text) -> Text:
    """Fold names for comparison, as `unionmap.places.fold` does for one: width, case, blanks, punctuation do not count.

    Examples
    --------
    >>> fold(pd.Series(["工会驿站（ Ａ座·1楼）"], dtype="str")).tolist()
    ['工会驿站a座1楼']
    """
    folded = pc.utf8_lower(pc.utf8_normalize(arrow(text), "NFKC"))
    return series(pc.replace_substring_regex(folded, r"[^\pL\pN\pM]+", ""), text.index)


def each(text: Text, read: Callable[[str], object]) -> pd.Series:
    """Apply a function to every distinct cell once. Object Series, same index."""
    codes, distinct = pd.factorize(text)
    found = np.empty(len(distinct), dtype=object)
    found[:] = [read(str(cell)) for cell in distinct]
    return pd.Series(found[codes] if len(distinct) else np.empty(0, dtype=object), index=text.index, dtype=object)


def each_text(text: Text, read: Callable[[str], str]) -> Text:
    """Apply a function that gives text to every distinct cell once."""
    codes, distinct = pd.factorize(text)
    found = pd.array([read(str(cell)) for cell in distinct], dtype=_TEXT)
    return pd.Series(found.take(codes), index=text.index)


def each_number(text: Text, read: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """Return the number of every cell by a table that holds all of them; float64."""
    codes, distinct = pd.factorize(text)
    return np.array([read[str(cell)] for cell in distinct], dtype=np.float64)[codes]


def holds(text: Text, pattern: str) -> "pd.Series[bool]":
    """Tell which cells hold a pattern (RE2 syntax)."""
    found = pc.match_substring_regex(arrow(text), pattern)
    return pd.Series(np.asarray(found, dtype=bool), index=text.index)


def combined(frame: pd.DataFrame, names: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[tuple[Any, ...]]]:
    """Tell which rows say the same in some columns.

    Returns
    -------
    numpy.ndarray of int64
        For each row the number of what it says, in the order in which it first occurs.
    list of tuple
        What they say, a value a column.

    Examples
    --------
    >>> codes, said = combined(pd.DataFrame({"市": ["甲", "乙", "甲"], "级": [1, 1, 1]}), ["市", "级"])
    >>> codes.tolist(), said
    ([0, 1, 0], [('甲', 1), ('乙', 1)])
    """
    codes = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        own, distinct = pd.factorize(frame[name], use_na_sentinel=False)
        if len(distinct) > 1:
            codes = pd.factorize(codes * len(distinct) + own)[0].astype(np.int64)
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, list(zip(*(frame[name].take(first).tolist() for name in names), strict=True))


def either(first: Text, second: Text) -> Text:
    """Return the first column, and where it is blank the second."""
    return first.where(first != "", second)
