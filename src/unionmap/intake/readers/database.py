"""An SQLite database from bytes, in memory, that can do nothing but read the tables that it is asked for."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from unionmap.errors import FileRefusedError
from unionmap.intake.readers import limits
from unionmap.intake.readers.refusal import refused

_WAL_MARKS = slice(18, 20)
_STEPS = 100_000
_LONGEST_VALUE = 64 << 20
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_DESCRIBING = "table_info"
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA query_only = ON",
)


def _authorise(action: int, what: str | None, *_: str | None) -> int:
    """Allow reading; functions, which generated columns could call, and all else are denied."""
    describes = action == sqlite3.SQLITE_PRAGMA and what == _DESCRIBING
    return sqlite3.SQLITE_OK if action in _READING or describes else sqlite3.SQLITE_DENY


@contextmanager
def opened(raw: bytes) -> Iterator[sqlite3.Connection]:
    """Open a database held in bytes.

    A database that was in write-ahead mode says so in its head and would then look for a second file: the mark goes.

    Parameters
    ----------
    raw : bytes

    Yields
    ------
    sqlite3.Connection

    Raises
    ------
    FileRefusedError
        If it is damaged, asks for what is not allowed, or takes too long.
    """
    connection = sqlite3.connect(":memory:")
    deadline = time.monotonic() + limits.SECONDS
    late = False

    def is_late() -> int:
        nonlocal late
        late = time.monotonic() > deadline
        return late

    try:
        head = bytearray(raw[:100])
        head[_WAL_MARKS] = b"\x01\x01"
        connection.deserialize(bytes(head) + raw[100:])
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.text_factory = _text
        connection.set_authorizer(_authorise)
        connection.set_progress_handler(is_late, _STEPS)
        yield connection
    except FileRefusedError:
        raise
    except (sqlite3.Error, OverflowError, ValueError, TypeError, MemoryError):
        raise refused("file_slow" if late else "file_not_gpkg") from None
    finally:
        connection.close()


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def quoted(name: str) -> str:
    """Write the name of a table or column for SQL.

    Examples
    --------
    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'
