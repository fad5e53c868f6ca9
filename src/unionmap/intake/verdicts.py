"""What is decided about each row: refused and why, what would mend it, what was changed in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import kernels
from unionmap.text import LANGUAGES, Words, listed, say

Rows = npt.NDArray[np.bool_]
Lines = Callable[[npt.NDArray[np.int64]], npt.NDArray[Any]]
JOINT = "；"
FIRST = 5
"""Rows that a note names by their lines."""

_LONGEST = 80


class Note(NamedTuple):
    """A sentence for the clerk: a phrase of the room ``rows`` and what fills its blanks."""

    key: str
    values: Mapping[str, Any] = {}

    def say(self, lang: str = "zh") -> str:
        """Return the sentence in one language."""
        return say(f"rows.{self.key}", lang, **self.values)


class Refusal(NamedTuple):
    """Why a row was refused, and what would mend it, where that is plain."""

    reasons: tuple[Note, ...]
    fix: Note | None = None

    def say(self, lang: str = "zh") -> tuple[str, str]:
        """Return the reasons, each once, and the proposal (``""`` where there is none) in one language."""
        said = JOINT.join(dict.fromkeys(note.say(lang) for note in self.reasons))
        return said, self.fix.say(lang) if self.fix else ""


class Change(NamedTuple):
    """Something that was changed in some rows: which, the phrase, and what fills its blanks, a Series a row's own."""

    rows: Rows
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed in the rows of a list, sayable in every language.

    Examples
    --------
    >>> verdicts = Verdicts(2)
    >>> verdicts.change(np.array([False, True]), "swapped_back")
    >>> verdicts.changes.said("en").tolist()
    ['', 'longitude and latitude exchanged']
    """

    count: int
    each: tuple[Change, ...]

    def of(self, rows: Rows) -> "Changes":
        """Return those of some rows, which are counted anew."""
        kept = (Change(change.rows[rows], change.key, _of_rows(change.values, rows)) for change in self.each)
        return Changes(int(rows.sum()), tuple(change for change in kept if change.rows.any()))

    def said(self, lang: str) -> "pd.Series[str]":
        """Return what was changed in each row in one language, ``""`` where nothing was."""
        result, joint = kernels.blank(pd.RangeIndex(self.count)), JOINT if lang == "zh" else "; "
        for rows, key, values in self.each:
            text, before = _filled(key, values, lang), result[rows]
            lead = "" if (before == "").all() else before.where(before == "", before + joint)
            result = result.mask(pd.Series(rows), lead + text)
        return result


def _of_rows(values: Mapping[str, Any], rows: Rows) -> dict[str, Any]:
    place = np.cumsum(rows) - 1
    own = {name: value[rows[value.index]] for name, value in values.items() if isinstance(value, pd.Series)}
    return {**values, **{name: value.set_axis(place[value.index]) for name, value in own.items()}}


def _filled(key: str, values: Mapping[str, Any], lang: str) -> Any:
    """Fill the blanks of a phrase: a text, or a Series of texts where a value is one."""
    own = {name: value for name, value in values.items() if isinstance(value, pd.Series)}
    text: Any = say(f"rows.{key}", lang, **{**values, **{name: f"\0{name}\0" for name in own}})
    for name, value in own.items():
        before, _, after = text.partition(f"\0{name}\0")
        text = before + value + after
    return text


class Verdicts:
    """The verdicts on the rows of one table, by position.

    Parameters
    ----------
    count : int
        Number of rows.
    lines : callable, optional
        Gives the lines of rows as the clerk finds them; by default they are counted from 1.

    Examples
    --------
    >>> verdicts = Verdicts(2)
    >>> verdicts.refuse(np.array([True, False]), "no_name")
    >>> verdicts.refused.tolist(), [refusal.say() for refusal in verdicts.refusals()]
    ([True, False], [('没有名称', '')])
    """

    def __init__(self, count: int, lines: Lines = lambda rows: rows + 1) -> None:
        self.refused: Rows = np.zeros(count, dtype=bool)
        self.notes: list[Note] = []
        self._lines = lines
        self._changes: list[Change] = []
        self._said: dict[int, list[Note]] = {}
        self._fixes: dict[int, Note] = {}

    def refuse(self, rows: "Rows | pd.Series[bool]", key: str, **values: Any) -> None:
        """Refuse rows for a reason; a value that is an array or Series gives each row its own."""
        chosen = np.asarray(rows, dtype=bool)
        told = {name: _column(value) for name, value in values.items()}
        for position in np.flatnonzero(chosen):
            own = {name: _at(value, int(position)) for name, value in told.items()}
            self._said.setdefault(int(position), []).append(Note(key, own))
        self.refused |= chosen

    def fix(self, rows: "Rows | pd.Series[bool]", key: str, **values: Any) -> None:
        """Propose what would mend refused rows."""
        told = {name: _column(value) for name, value in values.items()}
        for position in np.flatnonzero(np.asarray(rows, dtype=bool)):
            self._fixes[int(position)] = Note(key, {n: _at(value, int(position)) for n, value in told.items()})

    def change(self, rows: "Rows | pd.Series[bool]", key: str, **values: Any) -> None:
        """Record what was changed in rows; a value that is a Series of text gives each row its own."""
        chosen = np.asarray(rows, dtype=bool)
        if not chosen.any():
            return
        own = {
            name: value[chosen].str.slice(0, _LONGEST) if isinstance(value, pd.Series) else value
            for name, value in values.items()
        }
        self._changes.append(Change(chosen, key, own))

    @property
    def changes(self) -> Changes:
        """What was changed in the rows."""
        return Changes(len(self.refused), tuple(self._changes))

    def note(self, key: str, rows: "Rows | pd.Series[bool] | None" = None, /, **values: Any) -> None:
        """Tell the clerk something about the whole list, or about some of its rows, if there are any.

        The phrase of a note about rows has the blanks ``rows``, which names them by their lines, and ``count``.
        """
        if rows is None:
            self.notes.append(Note(key, values))
            return
        chosen = np.flatnonzero(np.asarray(rows, dtype=bool))
        if len(chosen):
            self.notes.append(Note(key, {"rows": self._named(chosen), "count": len(chosen), **values}))

    def _named(self, rows: npt.NDArray[np.int64]) -> Words:
        return named_rows(self._lines(rows[:FIRST]), len(rows), all_rows=len(self.refused))

    def refusals(self) -> tuple[Refusal, ...]:
        """Return why each refused row was refused, in their order."""
        rows = np.flatnonzero(self.refused).tolist()
        return tuple(Refusal(tuple(self._said[row]), self._fixes.get(row)) for row in rows)


def named_rows(lines: Iterable[object], count: int, *, all_rows: int | None = None) -> Words:
    """Name rows by their lines.

    Parameters
    ----------
    lines : iterable
        Lines of the first `FIRST` of them.
    count : int
        How many they are.
    all_rows : int, optional
        How many rows the list has; where these are all of them, their lines are not named.

    Examples
    --------
    >>> named_rows([3, 5], 2).zh, named_rows([3, 4, 5, 6, 7], 12).zh, named_rows([2, 3], 2, all_rows=2).en
    ('第 3、5 行', '第 3、4、5、6、7 等 12 行', 'all 2 rows')
    """
    which = "one" if count == 1 else "all" if count == all_rows else "some" if count <= FIRST else "many"
    values = {"lines": listed(lines), "count": count}
    return Words(*(say(f"rows.lines_{which}", lang, **values) for lang in LANGUAGES))


def _column(value: Any) -> Any:
    return np.asarray(value) if isinstance(value, pd.Series) else value


def _at(value: Any, position: int) -> Any:
    value = value[position] if isinstance(value, np.ndarray) else value
    return value.replace(JOINT, ";") if isinstance(value, str) else value
