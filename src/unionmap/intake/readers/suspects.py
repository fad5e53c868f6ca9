"""Which rows of a long list may be totals or headings of parts: whole columns at once, so that few are looked at."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from unionmap.intake import footers

Column: TypeAlias = pa.ChunkedArray
Places: TypeAlias = npt.NDArray[np.int64]

_HINT = f"{footers.FOOTER_HINT}|{footers.SECTION_HINT}|{footers.UNIT_HINT}"
_COUNT = r"[（(][^（()）]*\d[^（()）]*[)）]\s*$"
_BLANKS = r"[\s\pZ\x{1C}-\x{1F}\x{0B}\x{85}]+"


def blanks(column: Column) -> npt.NDArray[np.bool_]:
    """Tell which cells are blank.

    Examples
    --------
    >>> blanks(pa.chunked_array([["甲", "", " 　"]])).tolist()
    [False, True, True]
    """
    return _mask(pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column)))


def first_filled(columns: Sequence[Column], count: int) -> npt.NDArray[np.int32]:
    """Place of the first filled cell of each row, -1 where there is none."""
    first = np.full(count, -1, dtype=np.int32)
    pending = np.arange(count)
    for place, column in enumerate(columns):
        empty = blanks(_taken(column, pending))
        first[pending[~empty]] = place
        pending = pending[empty]
        if not len(pending):
            break
    return first


def find(columns: Sequence[Column], first: npt.NDArray[np.int32]) -> list[int]:
    """Return the rows, in no order, of which `footers.is_footer` or `footers.is_section` may hold.

    Parameters
    ----------
    columns : sequence of pyarrow.ChunkedArray
    first : ndarray of int32
        As `first_filled` gives it.

    Examples
    --------
    >>> columns = [pa.chunked_array([["驿城区", "驿城区", "合计"]]), pa.chunked_array([["甲", "（2个）", "2"]])]
    >>> sorted(find(columns, first_filled(columns, 3)))
    [1, 2]
    """
    rows: list[int] = []
    for place in np.unique(first[first >= 0]):
        own = np.flatnonzero(first == place)
        heads = _taken(columns[place], own)
        own, heads = _only(_matches(heads, _HINT), own, heads)
        exact = own[_matches(heads, footers.EXACT_HINT)]
        few = _few(columns[place:], own)
        alone = _alone(_taken(columns[place], few))
        few = few[~alone | _holds_count(columns[place + 1 :], few)]
        rows += {*exact.tolist(), *few.tolist()}
    return rows


def _alone(heads: Column) -> npt.NDArray[np.bool_]:
    """Tell which cells name a unit and no more: such a row is a heading only with a count in brackets beside it."""
    return ~_matches(heads, f"{footers.FOOTER_HINT}|{footers.SECTION_HINT}")


def _holds_count(columns: Sequence[Column], rows: Places) -> npt.NDArray[np.bool_]:
    """Tell which rows hold a count in brackets; looking for a bracket first is many times as quick."""
    found = np.zeros(len(rows), dtype=bool)
    for column in columns if len(rows) else ():
        own = _taken(column, rows)
        if any(pc.any(pc.match_substring(own, bracket)).as_py() for bracket in "）)"):
            found |= _matches(own, _COUNT)
    return found


def _few(columns: Sequence[Column], rows: Places) -> Places:
    """Return those of the rows with fewer than three different filled cells, blanks aside."""
    one = two = None
    for column in columns:
        if not len(rows):
            break
        if not pc.max(pc.binary_length(column)).as_py():
            continue
        own = _bare(_taken(column, rows))
        if one is None or two is None:
            one, two = own, pc.if_else(True, pa.scalar("", own.type), own)
            continue
        new = pc.and_(pc.not_equal(own, ""), pc.and_(pc.not_equal(own, one), pc.not_equal(own, two)))
        second = pc.equal(two, "")
        few = pc.or_(second, pc.invert(new))
        two = pc.if_else(pc.and_(second, new), own, two)
        rows, one, two = rows[_mask(few)], one.filter(few), two.filter(few)
    return rows


def _bare(column: Column) -> Column:
    """Take the blanks out, as far as a heading is read."""
    if pc.max(pc.binary_length(column)).as_py() > footers.LONGEST:
        column = pc.utf8_slice_codeunits(column, 0, footers.LONGEST)
    has_blanks = pc.any(pc.match_substring_regex(column, _BLANKS)).as_py()
    return pc.replace_substring_regex(column, _BLANKS, "") if has_blanks else column


def _taken(column: Column, rows: Places) -> Column:
    return column if len(rows) == len(column) else column.take(pa.array(rows))


def _only(chosen: npt.NDArray[np.bool_], rows: Places, heads: Column) -> tuple[Places, Column]:
    return (rows, heads) if chosen.all() else (rows[chosen], heads.filter(pa.array(chosen)))


def _matches(column: Column, pattern: str) -> npt.NDArray[np.bool_]:
    return _mask(pc.match_substring_regex(column, pattern))


def _mask(found: Column) -> npt.NDArray[np.bool_]:
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
