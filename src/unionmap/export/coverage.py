"""Coverage as plain records."""

from typing import Any

import pandas as pd

_DECIMALS = {
    "people": 0,
    "people_covered": 0,
    "share_covered": 6,
    "area_km2": 3,
    "area_covered_km2": 3,
    "completeness": 6,
}

FIELDS = (
    "adcode",
    "name",
    "state",
    "sites_listed",
    "sites_usable",
    "sites_approximate",
    "sites_unlocated",
    "sites_said_closed",
    "people",
    "people_covered",
    "share_covered",
    "area_km2",
    "area_covered_km2",
    "official_total",
    "official_body",
    "official_date",
    "completeness",
    "rank",
)


def coverage_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a coverage table as plain objects, ranked units first.

    Parameters
    ----------
    table : pandas.DataFrame
        As `unionmap.cover` returns it.

    Returns
    -------
    list of dict
        With the keys of `FIELDS`. Head counts are whole people; ``share_covered`` and ``rank`` are None where the
        unit has no usable site listed (``people_covered`` then counts only stations of its neighbours).
    """
    return [{name: _plain(name, row[name]) for name in FIELDS} for row in table.to_dict("records")]


def _plain(name: str, value: Any) -> Any:
    if value is None or value == "" or pd.isna(value):
        return None
    if name in _DECIMALS:
        return round(float(value), _DECIMALS[name] or None)
    return value.item() if hasattr(value, "item") else value
