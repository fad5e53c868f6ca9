"""Answers kept in a file, so that no address is asked, or paid for, twice. Keys are never written."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from unionmap.errors import DataError

FILE = "geocodes.sqlite"

_TABLE = """
create table if not exists answers (
  provider text not null, address text not null, city text not null, asked_at text not null,
  lon real, lat real, level text, formatted text,
  primary key (provider, address, city)
) without rowid"""


class Kept(NamedTuple):
    """A place as the provider gave it; ``lon`` is None where the address is known to have none."""

    lon: float | None
    lat: float | None
    level: str
    formatted: str


class Cache:
    """A folder that remembers answers across runs.

    Parameters
    ----------
    folder : Path
        Made if missing; the answers are in its file `FILE`. Delete that file to ask afresh.

    Raises
    ------
    DataError
        From every method, if the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def get(self, provider: str, address: str, city: str) -> Kept | None:
        """Return what is kept of an address, or None where it was never asked."""
        rows = self._run(
            "select lon, lat, level, formatted from answers where provider = ? and address = ? and city = ?",
            (provider, address, city),
        )
        return Kept(*rows[0]) if rows else None

    def put(self, provider: str, address: str, city: str, kept: Kept) -> None:
        """Keep an answer."""
        asked = datetime.now(UTC).isoformat(timespec="seconds")
        self._run(
            "insert or replace into answers values (?, ?, ?, ?, ?, ?, ?, ?)", (provider, address, city, asked, *kept)
        )

    def _run(self, statement: str, values: tuple[object, ...]) -> list[Any]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=30)) as base, base:
                base.execute(_TABLE)
                return base.execute(statement, values).fetchall()
        except (OSError, sqlite3.Error) as error:
            raise DataError(
                f"the cache {self._path} cannot be used ({error}): delete it or choose another folder"
            ) from error
