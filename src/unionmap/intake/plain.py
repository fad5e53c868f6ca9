"""What the cells of a column say, words for nothing aside."""

import pandas as pd

from unionmap import cells, kernels


def text(column: "pd.Series | None", index: pd.Index) -> pd.Series:
    """Return a column without outer blanks and words for nothing; a blank one where there is none.

    Examples
    --------
    >>> text(pd.Series([" 甲", "无", "-"], dtype="str"), pd.RangeIndex(3)).tolist()
    ['甲', '', '']
    """
    return kernels.blank(index) if column is None else _said(column.str.strip())


def _said(column: pd.Series) -> pd.Series:
    return column.mask(kernels.each(column, cells.says_nothing).astype(bool), "") if _is_short(column) else column


def _is_short(column: pd.Series) -> bool:
    # Only a column with few distinct cells, or short ones, can hold words for nothing; a long text never does.
    return bool((column.str.len() <= max(map(len, cells.NOTHING))).any())
