"""What is decided about each row: refused and why, what would mend it, what was changed in it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import kernels
from unionmap.text import say

Rows = npt.NDArray[np.bool_]
JOINT = "；"


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


class Verdicts:
    """The verdicts on the rows of one table, by position.

    Parameters
    ----------
    count : int
        Number of rows.

    Examples
    --------
    >>> verdicts = Verdicts(2)
    >>> verdicts.refuse(np.array([True, False]), "no_name")
    >>> verdicts.refused.tolist(), [refusal.say() for refusal in verdicts.refusals()]
    ([True, False], [('没有名称', '')])
    """

    def __init__(self, count: int) -> None:
        self.refused: Rows = np.zeros(count, dtype=bool)
        self.changes = kernels.blank(pd.RangeIndex(count))
        self.notes: list[Note] = []
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
        chosen = pd.Series(np.asarray(rows, dtype=bool), index=self.changes.index)
        if not chosen.any():
            return
        own = {name: value[chosen] for name, value in values.items() if isinstance(value, pd.Series)}
        plain = {name: value for name, value in values.items() if name not in own}
        text: Any = say(f"rows.{key}", "zh", **plain, **{name: f"\0{name}\0" for name in own})
        for name, value in own.items():
            before, _, after = text.partition(f"\0{name}\0")
            text = before + value.str.slice(0, 80) + after
        joined = self.changes[chosen]
        before = "" if (joined == "").all() else joined.where(joined == "", joined + JOINT)
        self.changes = self.changes.mask(chosen, before + text)

    def note(self, key: str, **values: Any) -> None:
        """Tell the clerk something about the whole list."""
        self.notes.append(Note(key, values))

    def refusals(self) -> tuple[Refusal, ...]:
        """Return why each refused row was refused, in their order."""
        rows = np.flatnonzero(self.refused).tolist()
        return tuple(Refusal(tuple(self._said[row]), self._fixes.get(row)) for row in rows)


def _column(value: Any) -> Any:
    return np.asarray(value) if isinstance(value, pd.Series) else value


def _at(value: Any, position: int) -> Any:
    value = value[position] if isinstance(value, np.ndarray) else value
    return value.replace(JOINT, ";") if isinstance(value, str) else value
