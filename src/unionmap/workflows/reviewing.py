"""The clerk's side of workers' reports: what is open, and deciding about it. Every decision can be taken back."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from unionmap import feedback
from unionmap.errors import InputError, UnknownNameError
from unionmap.schema import Sites
from unionmap.store import decisions, inbox
from unionmap.store.decisions import Decision, standing
from unionmap.store.inbox import Report
from unionmap.text import fault
from unionmap.workflows.amending import watched
from unionmap.workflows.feedback import people


@dataclass(frozen=True, slots=True)
class Item:
    """Open reports that say the same of a site, decided about as one: ``reports`` from oldest to newest."""

    site: str
    complaint: str
    text: str
    reports: tuple[Report, ...]

    @property
    def id(self) -> str:
        """The id of the oldest report."""
        return self.reports[0].id

    @property
    def people(self) -> int:
        """From how many sessions they came."""
        return people(self.reports)

    @property
    def last(self) -> str:
        """When the last of them came."""
        return self.reports[-1].at


def pending(into: Path) -> dict[str, list[Item]]:
    """Return the open reports by site, the site reported last at first, its items from most to fewest people.

    Raises
    ------
    DataError
        If the inbox or the log of decisions is damaged or cannot be read.
    """
    settled = {one for decision in standing(decisions.read(into)) for one in decision.reports}
    found = [one for one in inbox.read(into) if one.id not in settled and one.complaint in feedback.COMPLAINTS]
    groups: dict[tuple[str, str, str], list[Report]] = {}
    for one in found:
        groups.setdefault((one.site, one.complaint, one.text), []).append(one)
    result: dict[str, list[Item]] = {one.site: [] for one in reversed(found)}
    for (site, complaint, text), reports in groups.items():
        result[site].append(Item(site, complaint, text, tuple(reports)))
    return {site: sorted(items, key=lambda item: -item.people) for site, items in result.items()}


def find(items: Mapping[str, Iterable[Item]], report: str) -> Item:
    """Return the item that a report belongs to.

    Raises
    ------
    UnknownNameError
        If no open report has this id.
    """
    known = {one.id: item for each in items.values() for item in each for one in item.reports}
    try:
        return known[report]
    except KeyError:
        raise UnknownNameError("report", report, [item.id for each in items.values() for item in each]) from None


def accept(into: Path, sites: Sites, item: Item) -> Decision:
    """Let an item change its site, as `unionmap.workflows.amending.amended` does from now on.

    Parameters
    ----------
    sites : Sites
        As the lists have them, without earlier changes.

    Raises
    ------
    InputError
        If the site is not listed, or the item was decided about meanwhile.
    DataError
        If the log of decisions is damaged or cannot be written.
    """
    return _decide(into, "accept", item, watched(entry(sites, item.site), feedback.get(item.complaint)))


def dismiss(into: Path, item: Item) -> Decision:
    """Let an item count no more.

    Raises
    ------
    InputError
        If the item was decided about meanwhile.
    DataError
        If the log of decisions is damaged or cannot be written.
    """
    return _decide(into, "dismiss", item, {})


def undo(into: Path, decision: str) -> Decision:
    """Take a decision back: its change ends, and its reports are open again.

    Raises
    ------
    UnknownNameError
        If no standing decision has this id.
    DataError
        If the log of decisions is damaged or cannot be written.
    """

    def draw_up(made: tuple[Decision, ...]) -> Decision:
        known = {one.id: one for one in standing(made)}
        if decision not in known:
            raise UnknownNameError("decision", decision, known)
        was = known[decision]
        return Decision(_fresh(), "undo", _now(), was.site, was.complaint, was.text, undoes=was.id)

    return decisions.add(into, draw_up)


def entry(sites: Sites, site: str) -> dict[str, Any]:
    """Return what a site's list says of it.

    Raises
    ------
    InputError
        If it is not listed.
    """
    for frame in sites.values():
        rows = frame[frame["site_id"] == site]
        if len(rows):
            return {str(name): value for name, value in rows.iloc[0].items()}
    raise fault(InputError, "feedback.not_listed")


def _decide(into: Path, action: str, item: Item, was: Mapping[str, str]) -> Decision:
    def draw_up(made: tuple[Decision, ...]) -> Decision:
        settled = {one for decision in standing(made) for one in decision.reports}
        if settled & {one.id for one in item.reports}:
            raise fault(InputError, "feedback.decided")
        about = (item.site, item.complaint, item.text, tuple(one.id for one in item.reports), item.people, item.last)
        return Decision(_fresh(), action, _now(), *about, was)

    return decisions.add(into, draw_up)


def _now() -> str:
    return inbox.minute(datetime.now(UTC))


def _fresh() -> str:
    return secrets.token_hex(6)
