"""The lists of a data folder: what an import would change, the import itself (`planning`), and the way back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from unionmap.errors import DataError, InputError, UnknownNameError
from unionmap.store import library, names
from unionmap.store.names import list_name
from unionmap.store.records import Record
from unionmap.text import LANGUAGES, Words, fault, joined, listed, say, told
from unionmap.workflows import load
from unionmap.workflows.aside import counts
from unionmap.workflows.compare import Difference, compare
from unionmap.workflows.planning import Imported, Plan, belongs_to, plan, write

__all__ = ["Difference", "Imported", "Plan", "Switch", "belongs_to", "compare", "find", "list_name", "lists", "plan"]
__all__ += ["remove", "rollback", "versions", "write"]


@dataclass(frozen=True, slots=True)
class Switch:
    """A list that was switched from one version to another (None: removed)."""

    name: str
    was: int | None
    now: int | None


def lists(into: Path, loaded: load.Loaded | None = None) -> pd.DataFrame:
    """Return the lists of a data folder.

    Parameters
    ----------
    into : pathlib.Path
        The data folder.
    loaded : Loaded, optional
        What `load.gather` found there; by default the lists are read.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``slug``, ``version`` (Int64; NA once removed), ``sites``, ``file``, ``imported_at``, ``versions``
        (how many are kept), ``aside`` (how many of its sites stand aside for a newer list's), ``aside_note`` (a
        sentence for each such list, joined by ``;``) and ``problem`` (a sentence if the list is damaged). The
        sentences are `Words`, blank where there is nothing to say.

    Raises
    ------
    DataError
        If the folder cannot be read.
    """
    rows = [_line(into, slug) for slug in library.slugs(into)]
    loaded = loaded or load.Loaded(*load.read_lists(into))
    titles = {row["slug"]: row["name"] for row in rows}
    standing = counts(loaded.left_out)
    for row in rows:
        slug = row["slug"]
        own = {other: part[slug] for other, part in standing.items() if slug in part}
        notes = [
            _said("lists.aside", name=row["name"], count=n, other=titles.get(other, other)) for other, n in own.items()
        ]
        problem = loaded.damaged.get(slug)
        row |= {
            "aside": sum(own.values()),
            "aside_note": joined(notes, zh="; ", en="; "),
            "problem": Words(*(told(problem, lang) for lang in LANGUAGES)) if problem else Words("", ""),
        }
    columns = ["name", "slug", "version", "sites", "file", "imported_at", "versions", "aside", "aside_note", "problem"]
    whole = {"version": "Int64", "sites": "int64", "versions": "int64", "aside": "int64"}
    return pd.DataFrame(rows, columns=columns).astype(whole)


def _said(key: str, **values: object) -> Words:
    return Words(*(say(key, lang, **values) for lang in LANGUAGES))


def _line(into: Path, slug: str) -> dict[str, Any]:
    line: dict[str, Any] = {"name": slug, "slug": slug, "version": None, "sites": 0, "file": "", "imported_at": ""}
    try:
        entry = library.record(into, slug)
    except DataError:
        return line | {"versions": 0}
    line |= {"name": entry.name, "version": entry.current, "versions": len(entry.versions)}
    current = entry.version(entry.current) if entry.current is not None else None
    if current:
        line |= {"file": current.file, "imported_at": current.imported_at}
        line["sites"] = sum(kind["sites"] for kind in current.kinds.values())
    return line


def versions(into: Path, name: str = "") -> pd.DataFrame:
    """Return the versions of a list that are kept, oldest first.

    Returns
    -------
    pandas.DataFrame
        ``version``, ``current`` and ``previous`` (bool), ``file``, ``imported_at``, ``sites`` (how many), and how many
        were ``added``, ``changed``, ``gone`` and ``same``. The previous one, which `rollback` goes back to unless told
        otherwise, is the one that the current one was made from; of a removed list, the one that it had. There may be
        none.
    """
    entry = library.record(into, _slug(into, name))
    previous = _previous(entry)
    rows = [
        {
            "version": version.number,
            "current": version.number == entry.current,
            "previous": version.number == previous,
            "file": version.file,
            "imported_at": version.imported_at,
            "sites": sum(kind["sites"] for kind in version.kinds.values()),
            **{count: version.counts.get(count, 0) for count in ("added", "changed", "gone", "same")},
        }
        for version in entry.versions
    ]
    return pd.DataFrame(rows)


def rollback(into: Path, name: str = "", to: int | None = None) -> Switch:
    """Make an earlier version of a list the current one; again goes further back. No version is lost by it.

    Parameters
    ----------
    into : pathlib.Path
        The data folder.
    name : str, default ""
        The list, or its folder; need not be given where there is only one.
    to : int, optional
        Number of a version that is kept, by default the previous one (`versions`).

    Raises
    ------
    InputError
        If there are several lists and none is named.
    UnknownNameError
        If the list or the version is not known.
    DataError
        If there is nothing to go back to, or it cannot be read or written.
    """
    slug = _slug(into, name)
    entry = library.record(into, slug)
    target = _must_have(entry, _previous(entry)) if to is None else to
    library.switch(into, slug, to=target, why="rollback")
    return Switch(entry.name, entry.current, target)


def remove(into: Path, name: str) -> Switch:
    """Take a list off the map; its versions are kept, and `rollback` brings it back.

    Raises
    ------
    UnknownNameError, DataError
        If the list is not known, or cannot be written.
    """
    slug = _slug(into, name)
    entry = library.record(into, slug)
    if entry.current is not None:
        library.switch(into, slug, to=None, why="remove")
    return Switch(entry.name, entry.current, None)


def _previous(entry: Record) -> int | None:
    if entry.current is None:
        left = [switch["from"] for switch in entry.switches if switch["to"] is None and switch["from"] is not None]
        target = left[-1] if left else None
    else:
        version = entry.version(entry.current)
        target = version.base if version else None
    return target if target is not None and entry.version(target) else None


def _must_have(entry: Record, target: int | None) -> int:
    if not entry.versions:
        raise fault(DataError, "lists.nothing_kept", name=entry.name)
    if target is None:
        kept = ", ".join(str(version.number) for version in entry.versions)
        raise fault(DataError, "lists.nothing_before", name=entry.name, version=entry.current or "-", kept=kept)
    return target


def find(into: Path, name: str = "") -> str:
    """Return the folder name of a list by the name that it bears; ``""`` is the only one that there is.

    Raises
    ------
    InputError
        If there are several lists and none is named.
    UnknownNameError, DataError
        If the list is not known, or there is none.
    """
    name, slugs = names.checked(name), library.slugs(into)
    titles = {slug: _title(into, slug) for slug in slugs}
    if not slugs:
        raise fault(DataError, "lists.none", folder=into)
    if not name and len(slugs) > 1:
        raise fault(InputError, "lists.several", names=listed(titles.values()))
    found = [slug for slug in slugs if not name or names.same(titles[slug], name)]
    if not found and name not in slugs:
        raise UnknownNameError("list", name, titles.values())
    return found[0] if found else name


def _slug(into: Path, name: str) -> str:
    return name if name in library.slugs(into) else find(into, name)


def _title(into: Path, slug: str) -> str:
    try:
        return library.record(into, slug).name
    except DataError:
        return slug
