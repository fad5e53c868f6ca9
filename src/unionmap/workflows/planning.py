"""What an import would change in the lists of a data folder, and the import itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from unionmap import schema
from unionmap.store import library, names
from unionmap.store.names import list_name
from unionmap.workflows import load
from unionmap.workflows.aside import aside, counts
from unionmap.workflows.compare import Difference, compare, keep_refused
from unionmap.workflows.overlaps import overlaps, references


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
    aside : mapping of str to int
        How many sites of which other lists stand aside once this is written, as `aside.aside` tells.
    redated : bool
        Whether sites that are the same bear another ``source_date`` than before.
    """

    name: str
    slug: str
    into: Path
    base: int | None
    difference: Difference
    overlaps: pd.DataFrame
    file: str = ""
    sha256: str = ""
    aside: Mapping[str, int] = field(default_factory=dict)
    redated: bool = False

    @property
    def datum_before(self) -> str:
        """Datum that the version before stated for sites whose datum is only assumed now; ``""`` where none did."""
        details = self.difference.details
        lost = details[(details["column"] == "given_datum") & (details["after"] == "unknown")]
        told = lost.loc[~lost["before"].isin(["", "unknown", "wgs84"]), "before"]
        return str(told.mode().iloc[0]) if len(told) else ""

    @property
    def kept(self) -> int:
        """How many of the same are kept although their rows are refused now."""
        return self.difference.kept

    def counts(self) -> dict[str, int]:
        """Return how many sites are added, changed, gone and same."""
        return self.difference.counts()


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
    name = names.checked(name) or _own_name(result)
    slug = library.slug_for(into, name)
    entry = library.record(into, slug)
    loaded = load.gather(data_dir=into, but=slug)
    sources, others = loaded.sources, load.joined(loaded)
    older = None if entry.current is None else library.read(into, slug)
    difference = compare(
        result.sites,
        older,
        {site_id for sites in (others, *sources.values()) for frame in sites.values() for site_id in frame["site_id"]},
        supplement=result.supplement,
        prefix=slug,
        references=references(result.sites["bus_stop"], others["bus_route"]),
    )
    if older is not None and len(difference.gone):
        difference = keep_refused(difference, older, getattr(result, "refused_as", pd.DataFrame)())
    titles = {other: library.record(into, other).name for other in sources if other}
    shared = overlaps(difference, {titles.get(other, ""): sites for other, sites in sources.items()})
    digest = str(getattr(result, "sha256", ""))
    newest = {**{other: sites for other, sites in sources.items() if other}, slug: difference.sites}
    return Plan(
        entry.name or name,
        slug,
        into,
        entry.current,
        difference,
        shared,
        result.file,
        digest,
        {titles[other]: count for other, count in counts(aside(newest)).get(slug, {}).items()},
        older is not None and _redated(older, difference.sites),
    )


def belongs_to(result: Imported, into: Path) -> str:
    """Return the name of the list that a file belongs to, as that list writes it where there is one."""
    name = _own_name(result)
    return library.record(into, library.slug_for(into, name)).name or name


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
    if not (counts["added"] or counts["changed"] or counts["gone"] or plan.redated):
        return None
    draft = library.Draft(plan.name, plan.difference.sites, plan.base, plan.file, plan.sha256, counts)
    return library.save(plan.into, draft)


def _own_name(result: Imported) -> str:
    return names.checked(_carried(result)) or names.checked(list_name(result.file))


def _redated(older: schema.Sites, newer: schema.Sites) -> bool:
    before, now = (
        {
            site: date
            for frame in sites.values()
            for site, date in zip(frame["site_id"], frame["source_date"], strict=True)
        }
        for sites in (older, newer)
    )
    return any(before.get(site, date) != date for site, date in now.items())


def _carried(result: Imported) -> str:
    return str(getattr(result, "carried", {}).get("list", "")).strip() if result.supplement else ""
