"""What ``list.json`` says of a list: its versions, which of them counts, and every switch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a list.

    Attributes
    ----------
    number : int
        From 1.
    base : int or None
        The version that was current before this one.
    file, sha256 : str
        Name of the file imported and its digest.
    imported_at : str
        ISO 8601, local time with its offset.
    counts : mapping of str to int
        How many sites were added, changed, gone and same.
    kinds : mapping of str to mapping
        For each kind that has rows: ``sites``, how many, and ``sha256``, the digest of its layer.
    """

    number: int
    base: int | None
    file: str
    sha256: str
    imported_at: str
    counts: Mapping[str, int]
    kinds: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Record:
    """What ``list.json`` holds: the name, the current version (None once removed), the versions kept, every switch."""

    name: str
    current: int | None = None
    versions: tuple[Version, ...] = ()
    switches: tuple[Mapping[str, Any], ...] = ()

    def version(self, number: int) -> Version | None:
        """Return a version, or None if it is not kept."""
        return next((version for version in self.versions if version.number == number), None)

    @property
    def imported_at(self) -> float:
        """When the current version was imported, in seconds of the epoch; ``-inf`` where none is current."""
        version = None if self.current is None else self.version(self.current)
        return datetime.fromisoformat(version.imported_at).timestamp() if version else float("-inf")


def parsed(content: str) -> Record:
    """Read the text of a ``list.json``.

    Raises
    ------
    ValueError, TypeError, KeyError
        If it is not what `unionmap.store.library` writes.
    """
    entries = json.loads(content)
    versions = tuple(Version(**entry) for entry in entries["versions"])
    found = Record(str(entries["name"]), entries["current"], versions, tuple(entries["switches"]))
    if not all(_is_whole(version) for version in versions):
        raise ValueError("a version lacks its number, its date or its kinds")
    if not all({"from", "to"} <= dict(switch).keys() for switch in found.switches):
        raise ValueError("a switch lacks its versions")
    if found.current is not None and not found.version(found.current):
        raise ValueError(f"version {found.current} is not listed")
    return found


def _is_whole(version: Version) -> bool:
    kinds = version.kinds.values() if isinstance(version.kinds, dict) else [{}]
    texts = (version.file, version.sha256, version.imported_at)
    return (
        type(version.number) is int
        and version.number > 0
        and all(isinstance(entry, str) for entry in texts)
        and isinstance(version.counts, dict)
        and bool(datetime.fromisoformat(version.imported_at))
        and all(isinstance(kind, dict) and type(kind.get("sites")) is int and "sha256" in kind for kind in kinds)
    )
