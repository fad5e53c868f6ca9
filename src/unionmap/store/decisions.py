"""What clerks decided about reports: a log beside the inbox, one JSON object a line, to which lines are only added.

``<data folder>/reports/decisions.jsonl`` tells each decision whole, so what was accepted stays even if the inbox is
lost. A line counts once its line end is on the disk; what a write that was stopped left behind it is no line.
"""

import dataclasses
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from unionmap.errors import DataError, UnionmapError
from unionmap.store import layers
from unionmap.store.inbox import FOLDER, WAIT_S
from unionmap.text import catalogue, fault
from unionmap.text.reasons import reason

FILE = "decisions.jsonl"

ACTIONS = ("accept", "dismiss", "undo")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Attributes
    ----------
    id : str
        Twelve hexadecimal digits, by chance.
    action : str
        One of `ACTIONS`.
    at : str
        When, as in `unionmap.store.inbox.Report`.
    site, complaint, text : str
        What was decided about; ``text`` is ``""`` but for complaints in words.
    reports : tuple of str
        Ids of the reports that it settles.
    people : int
        From how many sessions they came.
    last : str
        When the last of them came.
    was : mapping of str to str
        What the entry said in the columns that end the effect of an accepted complaint.
    undoes : str
        Id of the decision that this one takes back.
    """

    id: str
    action: str
    at: str
    site: str
    complaint: str
    text: str = ""
    reports: tuple[str, ...] = ()
    people: int = 0
    last: str = ""
    was: Mapping[str, str] = field(default_factory=dict)
    undoes: str = ""


def path_of(into: Path) -> Path:
    """Return the file of the decisions of a data folder."""
    return into / FOLDER / FILE


def state(into: Path) -> tuple[int, int]:
    """Return what tells one state of the log from another: its length, for it only grows, and which file it is."""
    try:
        about = path_of(into).stat()
    except OSError:
        return 0, 0
    return about.st_size, about.st_ino


def read(into: Path) -> tuple[Decision, ...]:
    """Return every decision, oldest first; where there is no log there are none.

    Raises
    ------
    DataError
        If the log is damaged or cannot be read.
    """
    path = path_of(into)
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise fault(DataError, "lists.cannot_read", folder=path, reason=reason(error)) from error
    *lines, _ = content.split(b"\n")
    try:
        return tuple(_parsed(json.loads(line)) for line in lines)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        why = catalogue()["lists.not_ours"]
        raise fault(DataError, "feedback.damaged", path=path, reason=why) from error


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that were not taken back, oldest first."""
    made = list(decisions)
    undone = {decision.undoes for decision in made}
    return [decision for decision in made if decision.action != "undo" and decision.id not in undone]


def add(into: Path, draw_up: Callable[[tuple[Decision, ...]], Decision]) -> Decision:
    """Write one decision, drawn up from all before it; no other is written meanwhile.

    Raises
    ------
    DataError
        If the log is damaged or cannot be written. What it held stays as it was.
    """
    path = path_of(into)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.parent / ".lock", timeout=WAIT_S):
            decision = draw_up(read(into))
            line = json.dumps(dataclasses.asdict(decision), ensure_ascii=False) + "\n"
            is_new = not path.exists()
            with path.open("ab+", buffering=0) as log:  # nothing that is left over is written at the end
                _append(log, line.encode())
            if is_new:
                layers.sync_folder(path.parent)
    except Timeout as error:
        raise fault(DataError, "feedback.busy") from error
    except UnionmapError:
        raise
    except (OSError, NotImplementedError) as error:
        raise fault(DataError, "lists.cannot_write", folder=path.parent, reason=reason(error)) from error
    return decision


def _append(log: IO[bytes], line: bytes) -> None:
    log.seek(0)
    end = log.read().rfind(b"\n") + 1
    log.truncate(end)
    try:
        while line:
            line = line[log.write(line) :]
        os.fsync(log.fileno())
    except OSError:
        log.truncate(end)
        raise


def _parsed(entry: dict[str, Any]) -> Decision:
    decision = Decision(**{**entry, "reports": tuple(entry["reports"])})
    texts = (decision.id, decision.action, decision.at, decision.site, decision.complaint, decision.text, decision.last)
    whole = all(isinstance(part, str) for part in (*texts, decision.undoes, *decision.reports))
    if not whole or decision.action not in ACTIONS or type(decision.people) is not int:
        raise ValueError("a decision lacks a part")
    if not isinstance(decision.was, dict) or not all(isinstance(part, str) for part in decision.was.values()):
        raise ValueError("a decision does not say what the entry said")
    return decision
