"""What workers may report of an entry: one registry of complaints, what each does once a clerk accepts it, the limits.

A complaint never says where a site is or when it opens: accepting one only takes something away or casts a doubt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unionmap.errors import UnknownNameError
from unionmap.text import Words

LONGEST_TEXT = 200
"""Characters that a worker's own words may have."""

DAYS_SHOWN = 90
"""Days that a report counts on the card of its site."""

MOST_OF_A_SESSION = 10
"""Reports that one session may send within `SESSION_S`."""

SESSION_S = 3600.0

MOST_OF_A_SITE = 20
"""Reports that are taken of one site in a day of China."""

MOST_A_MINUTE = 60
"""Reports that are taken of all sites in a minute."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that can be wrong with an entry.

    Attributes
    ----------
    key : str
        Stable key.
    label : Words
        What the worker presses and what the card says.
    symbol : str
        A sign before the label.
    effect : str
        What accepting does: ``close`` (it counts as closed), ``blur`` (its place is known to the district only),
        ``silence`` (its hours are unknown), ``without`` (a facility is taken off) or ``note`` (it stands on the card).
        All leave a doubt and its origin in the entry.
    watches : tuple of str
        Columns that end the effect: once the list says something else there, it is newer than the report.
    kinds : tuple of str
        Kinds of site that can have it; none means all.
    facility : str
        The facility that ``without`` takes off.
    written : bool
        Whether the worker says it in words.
    """

    key: str
    label: Words
    symbol: str
    effect: str = "note"
    watches: tuple[str, ...] = ("checked_on",)
    kinds: tuple[str, ...] = ()
    facility: str = ""
    written: bool = False

    @property
    def doubt(self) -> str:
        """The code that an accepted one leaves in the column ``doubts``."""
        return f"reported_{self.key}"


_PLACES = ("rest_station", "innovation_studio", "education_base", "craftsman_academy")
_POINTS = (*_PLACES, "bus_stop")

_ENTRIES = (
    Complaint("locked", Words("门锁着", "locked"), "🔒", kinds=_PLACES),
    Complaint("refused", Words("不让进", "would not let me in"), "⊘", kinds=_PLACES),
    Complaint("closed", Words("已经关停", "closed for good"), "✕", effect="close"),
    Complaint(
        "no_water",
        Words("没有热水", "no hot water"),
        "♨",
        effect="without",
        watches=("checked_on", "services", "facilities"),
        kinds=("rest_station",),
        facility="water",
    ),
    Complaint(
        "hours",
        Words("开放时间不对", "wrong hours"),
        "◷",
        effect="silence",
        watches=("checked_on", "opening_hours"),
        kinds=_PLACES,
    ),
    Complaint(
        "moved",
        Words("搬走了或位置不对", "moved, or in the wrong place"),
        "⚑",
        effect="blur",
        watches=("checked_on", "address", "given_x", "given_y"),
        kinds=_POINTS,
    ),
    Complaint("other", Words("其他问题", "something else"), "✎", written=True),
)

COMPLAINTS: Mapping[str, Complaint] = MappingProxyType({entry.key: entry for entry in _ENTRIES})
"""In the order in which they are offered."""

CLOSING = tuple(entry.doubt for entry in _ENTRIES if entry.effect == "close")
"""Doubts of sites that count as closed."""


def get(key: str) -> Complaint:
    """Return one complaint.

    Raises
    ------
    UnknownNameError
        If no complaint has this key.
    """
    try:
        return COMPLAINTS[key]
    except KeyError:
        raise UnknownNameError("complaint", key, COMPLAINTS) from None


def offered(kind: str) -> tuple[str, ...]:
    """Return the keys of the complaints that a site of a kind can have.

    Examples
    --------
    >>> offered("bus_route")
    ('closed', 'other')
    """
    return tuple(key for key, entry in COMPLAINTS.items() if not entry.kinds or kind in entry.kinds)
