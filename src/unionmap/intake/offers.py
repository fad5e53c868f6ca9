"""What sites offer, by the columns that no field was found for: ticks or words below the name of a facility."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from unionmap import cells, facilities, kernels
from unionmap.intake import phrases
from unionmap.intake.vocabulary import recognise, unframed

_MOST = 2 / 3
_RINGS = frozenset("○◯〇")


def find(extras: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns that say what sites offer: ticks or words below a facility's name, or a list of services.

    Parameters
    ----------
    extras : pandas.DataFrame
        Text; the columns that no field was found for.

    Examples
    --------
    >>> find(pd.DataFrame({"has_water": ["1", "0"], "饮水": ["2台", ""], "微波炉": ["甲型", "乙型"]}, dtype="str"))
    ('has_water', '饮水')
    """
    return tuple(str(header) for header in extras.columns if _tells(str(header), extras[header]))


def _tells(header: str, column: pd.Series) -> bool:
    keys = facilities.named_by(unframed(header))
    if not keys and recognise(header) != "services":
        return False
    filled = column[column.str.strip() != ""]
    told = kernels.each(filled, lambda cell: _is_told(cell, keys)).astype(bool)
    return bool(told.sum() >= _MOST * len(filled)) if keys else bool(told.any())


def _is_told(cell: str, keys: Sequence[str]) -> bool:
    return (bool(keys) and phrases.read_tick(cell) is not None) or bool(facilities.parse(cell)[0])


def read(services: pd.Series, extras: pd.DataFrame) -> pd.Series:
    """Return the facilities of each row, as the schema holds them.

    Parameters
    ----------
    services : pandas.Series of str
        What is offered, in words.
    extras : pandas.DataFrame
        The columns that `find` gives.

    Examples
    --------
    >>> read(pd.Series(["饮水机", ""], dtype="str"), pd.DataFrame({"微波炉": ["√", "×"]}, dtype="str")).tolist()
    ['water;hot_food', '']
    """
    said = kernels.each_text(services, _of_words)
    # A ring is a tick, but beside full circles it is an empty box.
    empty = _RINGS if extras.isin(["●"]).any(axis=None) else frozenset[str]()
    for header in extras.columns:
        keys = facilities.named_by(unframed(str(header)))
        own = kernels.each_text(extras[header], partial(_of_cell, keys=keys, empty=empty))
        said = said.mask(own != "", said + facilities.SEPARATOR + own)
    return kernels.each_text(said, facilities.normal)


def _of_words(text: str) -> str:
    return facilities.join(facilities.parse(text)[0])


def _of_cell(cell: str, keys: tuple[str, ...], empty: frozenset[str]) -> str:
    tick = phrases.read_tick(cell) if keys else None
    if tick is None:
        return "" if cells.says_nothing(cell) else _of_words(cell)
    return facilities.join(keys) if tick and cell.strip() not in empty else ""
