"""The inbox of workers' reports: one SQLite file that only ever grows.

``<data folder>/reports/inbox.sqlite3`` is written whole before it appears. A report is in it for good once `add` has
returned: the log is on the disk by then (WAL, ``synchronous=FULL``). Nothing is changed or removed, not even by
mistake: triggers refuse it. Of who sent a report it holds a mark that is the same for one session and one site only.
"""

import errno
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from unionmap import feedback
from unionmap.errors import DataError, InputError, UnionmapError
from unionmap.store import layers
from unionmap.text import BEIJING, Words, catalogue, fault
from unionmap.text.reasons import reason

FOLDER, FILE = "reports", "inbox.sqlite3"

WAIT_S = 10.0
"""Seconds that one writer waits for the others."""

_OURS = 0x756E6D72
_MANY = 500
_SCHEMA = f"""
PRAGMA synchronous = OFF;
BEGIN;
CREATE TABLE reports (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, complaint TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    mark TEXT NOT NULL, UNIQUE (site, complaint, text, mark)
);
CREATE INDEX by_time ON reports (at);
CREATE TRIGGER stays BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END;
CREATE TRIGGER remains BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'reports are never removed'); END;
PRAGMA application_id = {_OURS};
COMMIT;
PRAGMA journal_mode = WAL;
"""
"""Of a file beside the inbox, which is brought onto the disk as a whole."""

_COLUMNS = "id, site, complaint, text, at, mark"
_REASONS = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_READONLY": errno.EROFS,
    "SQLITE_CANTOPEN": errno.EACCES,
    "SQLITE_PERM": errno.EACCES,
}


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    Attributes
    ----------
    id : str
        Twelve hexadecimal digits, by chance.
    site, complaint : str
        What is wrong with which site.
    text : str
        The worker's own words, one line, or ``""``.
    at : str
        When, ISO 8601 in UTC, to the minute.
    mark : str
        The same for what one session says of one site, and for nothing else.
    """

    id: str
    site: str
    complaint: str
    text: str
    at: str
    mark: str


def path_of(into: Path) -> Path:
    """Return the file of the inbox of a data folder."""
    return into / FOLDER / FILE


def minute(at: datetime) -> str:
    """Write a moment as reports hold it.

    Examples
    --------
    >>> minute(datetime(2026, 7, 12, 8, 5, 59, tzinfo=BEIJING))
    '2026-07-12T00:05+00:00'
    """
    return at.astimezone(UTC).replace(second=0, microsecond=0).isoformat(timespec="minutes")


def add(into: Path, report: Report) -> bool:
    """Keep a report for good; return False where its session had said the same of the site before.

    Raises
    ------
    InputError
        If more reports came of the site on this day, or of all sites in this minute, than are taken.
    DataError
        If the inbox is damaged or cannot be written.
    """
    path = path_of(into)
    try:
        if not path.exists():
            _begin(path)
    except Timeout as error:
        raise fault(DataError, "feedback.busy") from error
    except UnionmapError:
        raise
    except (OSError, NotImplementedError) as error:  # the latter is what a disk that knows no locks gives
        raise fault(DataError, "lists.cannot_write", folder=path.parent, reason=reason(error)) from error
    with _opened(path, "lists.cannot_write") as inbox:
        inbox.execute("PRAGMA synchronous = FULL")
        inbox.execute("BEGIN IMMEDIATE")
        said = (report.site, report.complaint, report.text, report.mark)
        same = "SELECT 1 FROM reports WHERE site = ? AND complaint = ? AND text = ? AND mark = ?"
        if inbox.execute(same, said).fetchone():
            return False
        _require_room(inbox, report)
        values = (report.id, report.site, report.complaint, report.text, report.at, report.mark)
        inbox.execute(f"INSERT INTO reports ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)  # noqa: S608  our names
        inbox.execute("COMMIT")
    return True


def read(into: Path, sites: Collection[str] | None = None, *, since: str = "") -> list[Report]:
    """Return the reports, oldest first; where there is no inbox there are none.

    Parameters
    ----------
    sites : collection of str, optional
        Ids of the sites asked about; None means all.
    since : str, default ""
        The first minute asked about, as `minute` writes it.

    Raises
    ------
    DataError
        If the inbox is damaged or cannot be read.
    """
    path = path_of(into)
    if not _exists(path):
        return []
    with _opened(path, "lists.cannot_read") as inbox:
        every = f"SELECT {_COLUMNS} FROM reports WHERE at >= ?"  # noqa: S608  our names
        if sites is None:
            return [Report(*row) for row in inbox.execute(f"{every} ORDER BY rowid", (since,))]
        named = list(sites)
        rows = []
        for first in range(0, len(named), _MANY):
            part = named[first : first + _MANY]
            asked = f"{every} AND site IN ({','.join('?' * len(part))}) ORDER BY rowid"
            rows += inbox.execute(asked, (since, *part)).fetchall()
    return [Report(*row) for row in rows]


def _require_room(inbox: sqlite3.Connection, report: Report) -> None:
    day = datetime.fromisoformat(report.at).astimezone(BEIJING).replace(hour=0, minute=0)
    now = "SELECT count(*) FROM reports WHERE at = ?"
    if inbox.execute(now, (report.at,)).fetchone()[0] >= feedback.MOST_A_MINUTE:
        raise fault(InputError, "feedback.too_many_now")
    of_site = "SELECT count(*) FROM reports WHERE site = ? AND at >= ? AND at < ?"
    asked = (report.site, minute(day), minute(day + timedelta(days=1)))
    if inbox.execute(of_site, asked).fetchone()[0] >= feedback.MOST_OF_A_SITE:
        raise fault(InputError, "feedback.too_many_of_site")


@contextmanager
def _opened(path: Path, refused: str) -> Iterator[sqlite3.Connection]:
    """Open an inbox that is there, and say in one sentence what goes wrong; ``refused`` is said of the disk."""
    try:
        with closing(sqlite3.connect(_address(path), uri=True, timeout=WAIT_S, isolation_level=None)) as inbox:
            if inbox.execute("PRAGMA application_id").fetchone() != (_OURS,):
                raise fault(DataError, "feedback.damaged", path=path, reason=catalogue()["lists.not_ours"])
            yield inbox
    except sqlite3.Error as error:
        raise _fault(error, path, refused) from error


def _address(path: Path) -> str:
    """Return how to open an inbox; where nothing can be written beside it, that it will not change meanwhile."""
    is_still = not os.access(path.parent, os.W_OK) and not path.with_name(f"{FILE}-wal").exists()
    return f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if is_still else 'mode=rw'}"


def _fault(error: sqlite3.Error, path: Path, refused: str) -> DataError:
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return fault(DataError, "feedback.busy")
    known = next((code for start, code in _REASONS.items() if name.startswith(start)), 0)
    why: Words | str = reason(OSError(known, os.strerror(known))) if known else str(error)
    if known or name.startswith("SQLITE_IOERR"):
        return fault(DataError, refused, folder=path.parent, reason=why)
    return fault(DataError, "feedback.damaged", path=path, reason=why)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise fault(DataError, "lists.cannot_read", folder=path.parent, reason=reason(error)) from error


def _begin(path: Path) -> None:
    """Make the file, once; a log without its file is what is left of a lost one, and stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / ".lock", timeout=WAIT_S):
        if path.exists():
            return
        for stale in path.parent.glob(f"{FILE}.*.part*"):
            stale.unlink(missing_ok=True)
        if path.with_name(f"{FILE}-wal").exists():
            raise fault(DataError, "feedback.damaged", path=path, reason=catalogue()["system.not_there"])
        layers.replace(path, _blank)
        for folder in (path.parent.parent, path.parent.parent.parent):
            layers.sync_folder(folder)


def _blank(part: Path) -> None:
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as inbox:
            inbox.executescript(_SCHEMA)
    except sqlite3.Error as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        known = next((code for start, code in _REASONS.items() if name.startswith(start)), errno.EIO)
        raise OSError(known, os.strerror(known)) from error
