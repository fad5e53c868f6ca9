"""The lists that users import: versions on disk, one of them current, switched at once or not at all.

``<data folder>/lists/<slug>/list.json`` says which version counts; ``versions/<number>/`` holds its layers. A version
is written whole beside the others before ``list.json`` names it: whatever stops a write, the last one stays readable.
"""

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from unionmap import schema
from unionmap.errors import DataError, UnionmapError, UnknownNameError
from unionmap.store import layers, names, records
from unionmap.store.records import Record, Version
from unionmap.text import catalogue, fault, whole
from unionmap.text.reasons import reason

KEPT = 10
"""Versions of a list that are kept."""

WAIT_S = 10.0
"""Seconds that one writer waits for another."""

RECORD = "list.json"

_REMEDY = "roll the list back to an earlier version, or remove it and import its file again"


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is to be written: ``base`` is the version that was current when it was drawn up."""

    name: str
    sites: schema.Sites
    base: int | None = None
    file: str = ""
    sha256: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


def slugs(into: Path) -> list[str]:
    """Return the folder names of all lists of a data folder, sorted; removed ones too.

    Raises
    ------
    DataError
        If the folder cannot be read.
    """
    try:
        return sorted(path.name for path in (into / "lists").iterdir() if _has_record(path))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise fault(DataError, "lists.cannot_read", folder=into, reason=reason(error)) from error


def _has_record(folder: Path) -> bool:
    try:
        return (folder / RECORD).exists()
    except OSError:  # it is there, and `record` says what is wrong
        return True


def slug_for(into: Path, name: str) -> str:
    """Return the folder name of the list of this name, or one that is free.

    Raises
    ------
    DataError
        If a list in the way is damaged.
    """
    for slug in names.candidates(name):
        entry = record(into, slug)
        if not entry.name or names.same(entry.name, name):
            return slug
    raise AssertionError  # pragma: no cover  the candidates never end


def record(into: Path, slug: str) -> Record:
    """Return what is known of a list; one that does not exist has no versions.

    Raises
    ------
    DataError
        If ``list.json`` is damaged or cannot be read.
    """
    path = into / "lists" / slug / RECORD
    try:
        return records.parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Record("")
    except OSError as error:
        raise fault(DataError, "lists.cannot_read", folder=path, reason=reason(error)) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        said = str(error).splitlines()[0] if isinstance(error, ValueError) else catalogue()["lists.not_ours"]
        raise fault(DataError, "lists.damaged", name=slug, reason=said, path=path) from error


def read(into: Path, slug: str, number: int | None = None) -> schema.Sites:
    """Read a version of a list, by default the current one; a removed list is empty.

    Raises
    ------
    UnknownNameError
        If the version is not kept.
    DataError
        If the list is damaged.
    """
    entry = record(into, slug)
    wanted = entry.current if number is None else number
    if wanted is None:
        return schema.Sites({})
    version = entry.version(wanted)
    if version is None:
        raise UnknownNameError("version", wanted, [str(known.number) for known in entry.versions])
    try:
        return schema.Sites({kind: _layer(_folder(into, slug) / str(wanted), kind, version) for kind in version.kinds})
    except (UnionmapError, OSError, TypeError, KeyError) as error:
        why = error if isinstance(error, UnionmapError) else f"{error}; {_REMEDY}"
        raise fault(DataError, "lists.unreadable", version=wanted, name=entry.name, why=why) from error


def _layer(folder: Path, kind: str, version: Version) -> Any:
    path = layers.path_of(folder, kind)
    if not path.is_file():
        raise fault(DataError, "lists.layer_missing", file=path.name)
    if hashlib.sha256(path.read_bytes()).hexdigest() != version.kinds[kind]["sha256"]:
        raise fault(DataError, "lists.layer_changed", file=path.name)
    return layers.read_layer(path, kind, remedy=_REMEDY)


def save(into: Path, draft: Draft) -> int:
    """Write a version and make it the current one; return its number.

    Raises
    ------
    DataError
        If the list has moved on since the draft, another process is writing, or the folder cannot be written. The
        version that was current before stays so.
    """
    with _writing(into):
        slug = slug_for(into, draft.name)
        entry = record(into, slug)
        if entry.current != draft.base:
            raise fault(DataError, "lists.moved_on", name=draft.name)
        _sweep(into, slug, entry)
        folder = _folder(into, slug)
        number = 1 + max([*_numbers(folder), *(version.number for version in entry.versions)], default=0)
        version = Version(
            number, draft.base, draft.file, draft.sha256, _now(), draft.counts, _write(draft.sites, folder, number)
        )
        switch = {"at": version.imported_at, "why": "import", "from": entry.current, "to": number}
        kept = (*entry.versions, version)[-KEPT:]
        _record(into, slug, Record(draft.name, number, kept, (*entry.switches, switch)))
        _sweep(into, slug, record(into, slug))
        return number


def switch(into: Path, slug: str, *, to: int | None, why: str) -> None:
    """Make another version the current one, or none; the versions stay.

    Raises
    ------
    UnknownNameError, DataError
        If that version is not kept or cannot be read, or as for `save`.
    """
    with _writing(into):
        if to is not None:
            read(into, slug, to)
        entry = record(into, slug)
        note = {"at": _now(), "why": why, "from": entry.current, "to": to}
        _record(into, slug, dataclasses.replace(entry, current=to, switches=(*entry.switches, note)))


@contextmanager
def _writing(into: Path) -> Iterator[None]:
    try:
        into.mkdir(parents=True, exist_ok=True)
        with FileLock(into / ".lock", timeout=WAIT_S):
            yield
    except Timeout as error:
        raise fault(DataError, "lists.busy", folder=into) from error
    except UnionmapError:
        raise
    except (OSError, NotImplementedError) as error:  # the latter is what a disk that knows no locks gives
        raise fault(DataError, "lists.cannot_write", folder=into, reason=reason(error)) from error


def _write(sites: schema.Sites, folder: Path, number: int) -> dict[str, dict[str, Any]]:
    part = folder / f"{number}.part-{os.getpid()}"
    try:
        part.mkdir(parents=True)
        filled = {kind: frame for kind, frame in sites.items() if len(frame)}
        paths = layers.write(filled, part)
        kinds = {
            kind: {"sites": len(frame), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for (kind, frame), path in zip(filled.items(), paths, strict=True)
        }
        layers.sync_folder(part)
        part.rename(folder / str(number))
        for parent in (folder, folder.parent, folder.parent.parent, folder.parent.parent.parent):
            layers.sync_folder(parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return kinds


def _record(into: Path, slug: str, entry: Record) -> None:
    content = json.dumps(dataclasses.asdict(entry), ensure_ascii=False, indent=1) + "\n"
    path = into / "lists" / slug / RECORD
    layers.replace(path, lambda part: part.write_bytes(whole(content).encode()))


def _sweep(into: Path, slug: str, entry: Record) -> None:
    """Remove what writes that were stopped left behind, and versions that were listed once and are no longer.

    Versions that a lost ``list.json`` listed are left alone: they may be all that is left of the list.
    """
    for stale in [*into.glob("lists/*/versions/*.part-*"), *into.glob(f"lists/*/{RECORD}.*.part")]:
        if stale.is_dir():
            shutil.rmtree(stale, ignore_errors=True)
        else:
            stale.unlink(missing_ok=True)
    listed = {version.number for version in entry.versions}
    known = {switch["to"] for switch in entry.switches}
    for number in set(_numbers(_folder(into, slug))) - listed:
        if number in known or number > max(listed, default=number):
            shutil.rmtree(_folder(into, slug) / str(number), ignore_errors=True)


def _folder(into: Path, slug: str) -> Path:
    return into / "lists" / slug / "versions"


def _numbers(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.glob("*") if path.name.isdecimal()]


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")
