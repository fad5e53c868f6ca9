"""Workers' reports of wrong entries: taking them in, and saying on a card what was reported.

Of who reports nothing is kept: no position, no address, no browser; a mark tells only that two reports of one site came
from two sessions.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from unionmap import feedback
from unionmap.errors import InputError, UnknownNameError
from unionmap.schema import Sites
from unionmap.store import decisions, inbox
from unionmap.store.inbox import Report
from unionmap.text import beijing_time, fault, plain, say, whole
from unionmap.workflows import amending


@dataclass(slots=True)
class Session:
    """One visitor's session, as long as it lasts: a secret that never leaves the process, and when it reported."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    sent: list[float] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic

    def require_room(self) -> None:
        """Raise `InputError` if this session has reported as much as it may."""
        self.sent = [at for at in self.sent if self.clock() - at < feedback.SESSION_S]
        if len(self.sent) >= feedback.MOST_OF_A_SESSION:
            raise fault(InputError, "feedback.too_many_of_session")

    def mark(self, site: str) -> str:
        """Return what marks this session's reports of one site; those of another site bear another mark."""
        return hmac.new(self.secret, site.encode(), hashlib.sha256).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Count:
    """How many sessions reported a complaint of a site, when the last one did, and whether a clerk accepted it."""

    complaint: str
    people: int
    last: str
    accepted: bool


def report(into: Path, sites: Sites, session: Session, *, site: str, complaint: str, text: str = "") -> bool:
    """Take in a report: the one thing that the public app writes.

    Parameters
    ----------
    into : pathlib.Path
        The data folder.
    sites : Sites
        All sites that can be reported.
    session : Session
        Who reports.
    site, complaint : str
        What is wrong with which site.
    text : str, default ""
        The worker's own words, for a complaint that is made in words.

    Returns
    -------
    bool
        False if this session had reported the same before: it counts once. Either way it is kept for good.

    Raises
    ------
    InputError
        If there is no such site, a site of its kind cannot have this complaint, the text is missing or too long, or
        too many reports came.
    DataError
        If the inbox is damaged or cannot be written.
    """
    wanted = feedback.get(complaint)
    kind = None
    if whole(site) == site:  # no id holds half a character, and no column takes one
        kind = next((kind for kind, frame in sites.items() if (frame["site_id"] == site).any()), None)
    if kind is None:
        raise fault(InputError, "feedback.no_site")
    if complaint not in feedback.offered(kind):
        raise UnknownNameError("complaint", complaint, feedback.offered(kind))
    own = _words(text) if wanted.written else ""
    session.require_room()
    at = inbox.minute(datetime.now(UTC))
    new = inbox.add(into, Report(secrets.token_hex(6), site, complaint, own, at, session.mark(site)))
    if new:
        session.sent.append(session.clock())
    return new


def _words(text: str) -> str:
    own = plain(text)
    if not own:
        raise fault(InputError, "feedback.no_text")
    if len(own) > feedback.LONGEST_TEXT:
        raise fault(InputError, "feedback.long_text", length=len(own), limit=feedback.LONGEST_TEXT)
    return own


def counts(into: Path, sites: Collection[str], today: date) -> dict[str, list[Count]]:
    """Count the open and the accepted reports of the last `unionmap.feedback.DAYS_SHOWN` days, most at first.

    Raises
    ------
    DataError
        If the inbox is damaged or cannot be read.
    """
    first = datetime.combine(today, datetime.min.time(), UTC) - timedelta(days=feedback.DAYS_SHOWN)
    found = inbox.read(into, sites, since=inbox.minute(first))
    made = decisions.standing(decisions.read(into)) if found else []
    settled = {one: decision.action for decision in made for one in decision.reports}
    groups: dict[tuple[str, str], list[Report]] = {}
    for one in found:
        if settled.get(one.id) != "dismiss" and one.complaint in feedback.COMPLAINTS:
            groups.setdefault((one.site, one.complaint), []).append(one)
    result: dict[str, list[Count]] = {}
    for (site, complaint), reports in groups.items():
        accepted = any(settled.get(one.id) == "accept" for one in reports)
        result.setdefault(site, []).append(Count(complaint, people(reports), reports[-1].at, accepted))
    return {site: sorted(each, key=lambda one: -one.people) for site, each in result.items()}


def people(reports: Iterable[Report]) -> int:
    """Return from how many sessions reports of one site came."""
    return len({one.mark for one in reports})


def told(found: Iterable[Count], today: date, lang: str = "zh") -> str:
    """Say how many reported what, and when last; the one place that words it.

    Examples
    --------
    >>> told([Count("locked", 3, "2026-07-10T01:00+00:00", False)], date(2026, 7, 12))
    '3 人反映门锁着，最近 2 天前'
    """
    parts = []
    for one in found:
        days = (today - date.fromisoformat(beijing_time(one.last)[:10])).days
        ago = say("feedback.ago", lang, days=days) if days > 0 else say("feedback.today", lang)
        key = "feedback.told_accepted" if one.accepted else "feedback.told"
        parts.append(say(key, lang, count=one.people, what=feedback.get(one.complaint).label.get(lang), ago=ago))
    return say("filter.and", lang).join(parts)


def said(into: Path, frame: pd.DataFrame, today: date, lang: str = "zh") -> "pd.Series[str]":
    """Say what was reported of each site: how many what and when last, and what was accepted in workers' own words.

    Parameters
    ----------
    into : pathlib.Path
        The data folder.
    frame : pandas.DataFrame
        Sites as they are shown, with what accepted reports changed.
    today : datetime.date
        The day in China.

    Returns
    -------
    Series of str
        The same index, named ``reports``; ``""`` where nothing was reported.

    Raises
    ------
    DataError
        If the inbox or the log of decisions is damaged or cannot be read.
    """
    counted = counts(into, frame["site_id"].tolist(), today)
    made = [one for one in decisions.standing(decisions.read(into)) if one.action == "accept" and one.text]
    lines = []
    for site, note in zip(frame["site_id"], frame["note"], strict=True):
        # The entry bears their words for as long as they hold.
        own = [amending.told(one, lang) for one in made if one.site == site and amending.told(one) in note]
        lines.append(say("filter.and", lang).join(filter(None, [told(counted.get(site, ()), today, lang), *own])))
    return pd.Series(lines, index=frame.index, dtype="str", name="reports")
