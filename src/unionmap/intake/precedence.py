"""Which of what a list says of its datum counts for each row, and what cannot hold beside that."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import crs, kernels
from unionmap.intake.statements import AROUND, CALLER, CELL, COLUMNS, FORM, HINT, LEVELS, REMARK, SOURCE, Said
from unionmap.intake.verdicts import Rows
from unionmap.text import Words


class Taken(NamedTuple):
    """The datum that each row is said to be in.

    Attributes
    ----------
    name : pandas.Series of str
        ``""`` where nobody says, or where the lines around the table contradict each other.
    level : ndarray of int
        Place in `LEVELS` of who says it, ``len(LEVELS)`` for nobody.
    disputed : ndarray of bool
        Rows of which something else is said that the caller has not settled.
    noted : ndarray of bool
        Those, and the rows where the caller has.
    quotes : list of Words
        What contradicts each other, what was taken first.
    taken : list of int
        Levels taken in spite of a contradiction.
    """

    name: "pd.Series"
    level: npt.NDArray[np.int64]
    disputed: Rows
    noted: Rows
    quotes: list[Words]
    taken: list[int]


def take(said: Sequence[Said], index: pd.Index, has: Rows, *, spares: bool) -> Taken:
    """Let what counts first speak for each row, and find what contradicts it.

    Parameters
    ----------
    said : sequence of Said
        As `gather` returns it.
    index : pandas.Index
    has : ndarray of bool
        Rows with a coordinate: only of these a contradiction is of interest.
    spares : bool
        There are other columns of coordinates: what is said around the table may be about them.
    """
    name, level = kernels.blank(index), np.full(len(index), len(LEVELS))
    torn = [[one for one in said if one.level == of and not _is_one(said, of)] for of in (AROUND, HINT)]
    for one in said:
        if one in torn[0] or (one.level == HINT and any(torn)):
            continue
        told = pd.Series(one.datum, index=index, dtype="str") if isinstance(one.datum, str) else one.datum
        new = ((name == "") & (told != "")).to_numpy()
        name = name.mask(new, _richest(said, one) if isinstance(one.datum, str) else told)
        level[new] = one.level
    noted, disputed = np.zeros(len(index), dtype=bool), np.zeros(len(index), dtype=bool)
    against: list[tuple[Said, int]] = []
    varied = _varies(said, has)
    for one in said:
        found = has & _conflicts(name, one, has) & ~_stands_apart(level, one, varied=varied, spares=spares)
        if found.any():
            against.append((one, int(np.argmax(found))))
            noted |= found
            disputed |= found & (level != CALLER)
    quotes = _quotes(said, name, level, noted, against)
    if (has & (name == "").to_numpy()).any():
        quotes = quotes or [one.quoted(0) for group in torn[: 1 if torn[0] else 2] for one in group]
    return Taken(name, level, disputed, noted, list(dict.fromkeys(quotes)), sorted(set(level[noted].tolist())))


def _stands_apart(level: npt.NDArray[np.int64], one: Said, *, varied: bool, spares: bool) -> Rows:
    """Tell for which rows a statement does not speak: the general one where the row's own is an exception."""
    general = one.level in (AROUND, HINT)
    apart = (level == CELL) & (one.level == CALLER or (general and varied))
    apart |= (level == COLUMNS) & (general and spares)
    return np.asarray(apart | ((level == REMARK) & (one.level == HINT)) | (one.level in (FORM, SOURCE)))


def _varies(said: Sequence[Said], has: Rows) -> bool:
    own = [one.datum[has] for one in said if one.level == CELL and not isinstance(one.datum, str)]
    return any(len({crs.plain(name) for name in pd.unique(column)}) > 1 for column in own)


def _conflicts(name: "pd.Series", one: Said, has: Rows) -> Rows:
    other = one.datum
    found = np.zeros(len(name), dtype=bool)
    others = [other] if isinstance(other, str) else pd.unique(other[has])
    for taken in filter(None, pd.unique(name[has])):
        for told in filter(None, others):
            if not crs.agree(str(taken), str(told)):
                same = True if isinstance(other, str) else (other == told).to_numpy()
                found |= (name == taken).to_numpy() & same
    return found


def _quotes(
    said: Sequence[Said],
    name: "pd.Series",
    level: npt.NDArray[np.int64],
    noted: Rows,
    against: Iterable[tuple[Said, int]],
) -> list[Words]:
    if not noted.any():
        return []
    row = int(np.argmax(noted))
    own = [
        one.quoted(row) for one in said if one.level == level[row] and one.of(row) and _agree(one.of(row), name, row)
    ]
    return [*own[:1], *(one.quoted(place) for one, place in against)]


def _agree(datum: str, name: "pd.Series", row: int) -> bool:
    return crs.agree(datum, str(name.iloc[row]))


def _is_one(said: Iterable[Said], level: int) -> bool:
    told = {one.datum for one in said if one.level == level and isinstance(one.datum, str)}
    return all(crs.agree(one, other) for one, other in combinations(told, 2))


def _richest(said: Iterable[Said], own: Said) -> str:
    """Return the projection where another line of the same level names the datum that it is on."""
    told = [one.datum for one in said if one.level == own.level and isinstance(one.datum, str)]
    return next((name for name in told if crs.get(name).metres), str(own.datum))
