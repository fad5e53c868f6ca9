"""Cells of tables: what no spreadsheet may run, and back again; what counts as nothing written."""

import unicodedata

_LIVE = ("=", "+", "-", "@")
_UNSEEN = " \t\r\n\v\f\0\ufeff\u200b\u2060"
_MARK = "'"

_WORDS = "- -- — —— / \\ 无 暂无 没有 空 未知 不详 待定 none null nan n/a na #n/a nil unknown tbd ?"
NOTHING = frozenset(_WORDS.split()) | {""}
"""Folded cells that say nothing: blank, 无, - and their like."""


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet runs: one with an apostrophe in front where it would.

    Examples
    --------
    >>> neutralise("=1+1"), neutralise("工会驿站"), neutralise("'=1+1")
    ("'=1+1", '工会驿站', "''=1+1")
    """
    return _MARK + cell if _is_live(cell.lstrip(_MARK)) else cell


def restore(cell: str) -> str:
    """Undo `neutralise`.

    Examples
    --------
    >>> restore(neutralise("=1+1")), restore("'twas")
    ('=1+1', "'twas")
    """
    return cell[1:] if cell.startswith(_MARK) and _is_live(cell.lstrip(_MARK)) else cell


def _is_live(cell: str) -> bool:
    bare = unicodedata.normalize("NFKC", cell).lstrip(_UNSEEN)
    return bare.startswith(_LIVE) or cell.startswith(("\t", "\r", "\n"))


def says_nothing(cell: str) -> bool:
    """Tell whether a cell is blank or a word for it.

    Examples
    --------
    >>> says_nothing(" 无 "), says_nothing("0")
    (True, False)
    """
    return unicodedata.normalize("NFKC", cell).strip().casefold() in NOTHING
