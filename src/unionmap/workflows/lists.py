"""The lists of a data folder: what an import would change, the import itself, and the way back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from unionmap import schema
from unionmap.errors import DataError, InputError, UnknownNameError
from unionmap.store import library, names
from unionmap.store.names import list_name
from unionmap.workflows import load
from unionmap.workflows.compare import Difference, compare, keep_refused
from unionmap.workflows.overlaps import overlaps, references

__all__ = ["Difference", "Imported", "Plan", "Switch", "compare", "list_name", "lists", "plan", "remove", "rollback"]
__all__ += ["versions", "write"]


class Imported(Protocol):
    """What is taken of the result of an import (`intake.ImportResult`)."""

    @property
    def sites(self) -> schema.Sites:
        """The accepted rows."""

    @property
    def file(self) -> str:
        """Name of the file."""

    @property
    def supplement(self) -> bool:
        """Whether the file only adds to its list."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes
    ----------
    name, slug : str
        The list and its folder name.
    into : Path
        The data folder.
    base : int or None
        The version compared with.
    difference : Difference
        What changes.
    overlaps : pandas.DataFrame
        New sites within 50 m of a site of the same folded name elsewhere: ``site_id``, ``kind``, ``name``,
        ``other_id``, ``list`` (its name; ``""`` the shipped data) and ``distance_m``.
    file, sha256 : str
        The file and its digest, where known.
    """

    name: str
    slug: str
    into: Path
    base: int | None
    difference: Difference
    overlaps: pd.DataFrame
    file: str = ""
    sha256: str = ""

    @property
    def datum_before(self) -> str:
        """Datum that the version before stated for sites whose datum is only assumed now; ``""`` where none did."""
        details = self.difference.details
        lost = details[(details["column"] == "given_datum") & (details["after"] == "unknown")]
        told = lost.loc[~lost["before"].isin(["", "unknown", "wgs84"]), "before"]
        return str(told.mode().iloc[0]) if len(told) else ""

    def counts(self) -> dict[str, int]:
        """Return how many sites are added, changed, gone and same."""
        return self.difference.counts()


@dataclass(frozen=True, slots=True)
class Switch:
    """A list that was switched from one version to another (None: removed)."""

    name: str
    was: int | None
    now: int | None


def plan(result: Imported, *, into: Path, name: str = "") -> Plan:
    """Compare an imported file with the list that it belongs to; nothing is written.

    Parameters
    ----------
    result : ImportResult
        What was read.
    into : pathlib.Path
        The data folder; it need not exist.
    name : str, default ""
        Name of the list; by default that of the file without its date and version (`list_name`).

    Raises
    ------
    DataError
        If the list is damaged, or the shipped data is.
    """
    name = name.strip() or _carried(result) or list_name(result.file)
    slug = library.slug_for(into, name)
    entry = library.record(into, slug)
    sources = load.gather(data_dir=into, but=slug).sources
    others = load.join(sources)
    older = None if entry.current is None else library.read(into, slug)
    difference = compare(
        result.sites,
        older,
        {site_id for frame in others.values() for site_id in frame["site_id"]},
        supplement=result.supplement,
        prefix=slug,
        references=references(result.sites["bus_stop"], others["bus_route"]),
    )
    if older is not None and len(difference.gone):
        difference = keep_refused(difference, older, getattr(result, "refused_as", pd.DataFrame)())
    titles = {other: library.record(into, other).name for other in sources if other}
    shared = overlaps(difference, {titles.get(other, ""): sites for other, sites in sources.items()})
    digest = str(getattr(result, "sha256", ""))
    return Plan(entry.name or name, slug, into, entry.current, difference, shared, result.file, digest)


def write(plan: Plan) -> int | None:
    """Write what was planned as a new version, and make it the current one.

    Returns
    -------
    int or None
        Number of the version; None if nothing differs, and nothing was written.

    Raises
    ------
    DataError
        If the list has changed since, another import is writing, or the folder cannot be written. What it held
        before is unharmed.
    """
    counts = plan.counts()
    if not (counts["added"] or counts["changed"] or counts["gone"]):
        return None
    draft = library.Draft(plan.name, plan.difference.sites, plan.base, plan.file, plan.sha256, counts)
    return library.save(plan.into, draft)


def lists(into: Path) -> pd.DataFrame:
    """Return the lists of a data folder.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``slug``, ``version`` (Int64; NA once removed), ``sites``, ``file``, ``imported_at``, ``versions``
        (how many are kept) and ``problem`` (a sentence if the list is damaged, else ``""``).
    """
    rows = [_line(into, slug) for slug in library.slugs(into)]
    columns = ["name", "slug", "version", "sites", "file", "imported_at", "versions", "problem"]
    return pd.DataFrame(rows, columns=columns).astype({"version": "Int64", "sites": "int64", "versions": "int64"})


def _line(into: Path, slug: str) -> dict[str, Any]:
    line: dict[str, Any] = {"name": slug, "slug": slug, "version": None, "sites": 0, "file": "", "imported_at": ""}
    try:
        entry = library.record(into, slug)
        line |= {"name": entry.name, "version": entry.current, "versions": len(entry.versions), "problem": ""}
        current = entry.version(entry.current) if entry.current is not None else None
        if current:
            line |= {"file": current.file, "imported_at": current.imported_at}
            line["sites"] = sum(kind["sites"] for kind in current.kinds.values())
            library.read(into, slug)
    except (DataError, InputError) as error:
        return {"versions": 0, **line, "problem": str(error)}
    return line


def versions(into: Path, name: str = "") -> pd.DataFrame:
    """Return the versions of a list that are kept, oldest first.

    Returns
    -------
    pandas.DataFrame
        ``version``, ``current`` (bool), ``file``, ``imported_at``, ``sites`` (how many), and how many were ``added``,
        ``changed``, ``gone`` and ``same``.
    """
    entry = library.record(into, _find(into, name))
    rows = [
        {
            "version": version.number,
            "current": version.number == entry.current,
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
        The list; need not be given where there is only one.
    to : int, optional
        Number of a version that is kept, by default the one that the current one was made from. A removed list
        returns to the version that it had.

    Raises
    ------
    InputError
        If there are several lists and none is named.
    UnknownNameError
        If the list or the version is not known.
    DataError
        If there is nothing to go back to, or it cannot be read or written.
    """
    slug = _find(into, name)
    entry = library.record(into, slug)
    target = _before(entry) if to is None else to
    library.switch(into, slug, to=target, why="rollback")
    return Switch(entry.name, entry.current, target)


def remove(into: Path, name: str) -> Switch:
    """Take a list off the map; its versions are kept, and `rollback` brings it back.

    Raises
    ------
    UnknownNameError, DataError
        If the list is not known, or cannot be written.
    """
    slug = _find(into, name)
    entry = library.record(into, slug)
    library.switch(into, slug, to=None, why="remove")
    return Switch(entry.name, entry.current, None)


def _before(entry: library.Record) -> int:
    if entry.current is None:
        left = [switch["from"] for switch in entry.switches if switch["to"] is None]
        target = left[-1] if left else None
    else:
        version = entry.version(entry.current)
        target = version.base if version else None
    kept = ", ".join(str(version.number) for version in entry.versions)
    if target is None or not entry.version(target):
        raise DataError(f"the list {entry.name} has nothing before its version {entry.current}; kept are: {kept}")
    return int(target)


def _find(into: Path, name: str) -> str:
    slugs = library.slugs(into)
    titles = {slug: _title(into, slug) for slug in slugs}
    if not slugs:
        raise DataError(f"no list was imported into {into}")
    if not name and len(slugs) > 1:
        raise InputError(f"there are several lists, name one of them: {', '.join(titles.values())}")
    found = [slug for slug in slugs if not name or name == slug or names.same(titles[slug], name)]
    if not found:
        raise UnknownNameError("list", name, titles.values())
    return found[0]


def _title(into: Path, slug: str) -> str:
    try:
        return library.record(into, slug).name
    except DataError:
        return slug


def _carried(result: Imported) -> str:
    return str(getattr(result, "carried", {}).get("list", "")).strip() if result.supplement else ""
