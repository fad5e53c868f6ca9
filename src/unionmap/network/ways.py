"""Which ways may be walked, by their OpenStreetMap tags.

After the OpenStreetMap wiki, "OSM tags for routing/Access restrictions" (defaults for ``foot`` worldwide) and
"Key:access" (``foot`` says more than ``access``, and ``access`` more than the kind of way). ``oneway`` is about
vehicles: whoever walks may go both ways.
"""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

TAGS = ("highway", "foot", "access", "motorroad")
"""The tags that decide."""

FOR_ALL = frozenset(
    (
        *("trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link"),
        *("unclassified", "residential", "living_street", "service", "road", "track"),
        *("path", "footway", "pedestrian", "steps", "corridor", "platform", "elevator", "crossing"),
    )
)
"""Values of ``highway`` open to walkers unless another tag forbids it; all others are only where ``foot`` says so."""

NOT_THERE = frozenset(("proposed", "construction", "planned", "abandoned", "razed", "demolished", "disused", "no"))
"""Values of ``highway`` that are no way at present, whatever ``foot`` says."""

_YES = frozenset(("yes", "designated", "permissive", "official", "destination", "customers"))
_NO = frozenset(("no", "private", "use_sidepath", "agricultural", "forestry", "military", "emergency"))
_NOTHING = ("", "nan", "None", "<NA>")


def is_walkable(tags: Mapping[str, str]) -> bool:
    """Tell whether a way may be walked.

    Parameters
    ----------
    tags : mapping of str to str
        OpenStreetMap tags. Several values of one tag, as merged edges have them, may be written in any way
        (``"['steps', 'footway']"``, ``"steps;footway"``); such an edge can be walked if all of it can.

    Examples
    --------
    >>> is_walkable({"highway": "steps"}), is_walkable({"highway": "motorway"}), is_walkable({"highway": "proposed"})
    (True, False, False)
    >>> is_walkable({"highway": "cycleway", "foot": "designated"}), is_walkable({"highway": "path", "foot": "no"})
    (True, False)
    """
    kinds, foot, access = (_values(tags.get(key, "")) for key in ("highway", "foot", "access"))
    if foot & _NO or kinds & NOT_THERE:
        return False
    if foot & _YES:
        return True
    return kinds <= FOR_ALL and not access & _NO and tags.get("motorroad") != "yes"


def _values(cell: str) -> set[str]:
    return set() if cell in _NOTHING else set(re.findall(r"[\w:-]+", cell))


def walkable(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell for each row of a frame of edges whether it may be walked; all may where no column says anything."""
    columns = [frame[tag].astype(object).map(str) for tag in TAGS if tag in frame]
    if not columns:
        return np.ones(len(frame), dtype=bool)
    codes, kinds = pd.MultiIndex.from_arrays(columns).factorize()
    names = [tag for tag in TAGS if tag in frame]
    may = np.array([is_walkable(dict(zip(names, kind, strict=True))) for kind in kinds], dtype=bool)
    found: npt.NDArray[np.bool_] = may[codes]
    return found
