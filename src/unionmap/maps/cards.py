"""What a card says of a site. One place for the map, the list beside it and the exported page."""

from typing import Any

import geopandas as gpd
import pandas as pd

from unionmap import facilities, filters, kinds, navigate, schema
from unionmap.text import direction, distance, say

LINES = ("kind", "distance", "address", "hours", "facilities", "stops", "phone", "exactness", "doubts", "source")
"""Lines of a card, in order; each has its label in ``words.toml`` under ``card``."""


def lines(site: "pd.Series[Any]", lang: str) -> dict[str, str]:
    """Return the lines of one site's card, by name; unknown things are said to be unknown.

    Parameters
    ----------
    site : pandas.Series
        A row of a site frame.
    lang : str
        Language.

    Returns
    -------
    dict of str to str
        Keys of `LINES`; plain text, not markup.
    """
    get = {str(key): value for key, value in site.items()}
    kind = kinds.get(str(get["kind"]))
    found = {
        "kind": kind.label.get(lang),
        "distance": _distance(get, lang),
        "address": _address(get) or say("card.unknown", lang),
        "hours": str(get["opening_hours"]) or say("card.hours_unknown", lang),
        "facilities": _facilities(get, lang),
        "stops": _stops(get, lang),
        "phone": str(get["phone"]),
        "exactness": exactness(str(get["precision"]), float(str(get["error_m"])), lang),
        "doubts": "；".join(schema.DOUBTS[code].get(lang) for code in str(get["doubts"]).split(";") if code),
        "source": _source(get, lang),
    }
    if kind.geometry != "Point":
        found = {**found, "address": "", "hours": "", "facilities": "", "exactness": ""}
    return {name: found[name] for name in LINES if found[name]}


def badge(kind: str, lang: str) -> dict[str, str]:
    """Return what the browser needs to show a kind."""
    entry = kinds.get(kind)
    return {"key": entry.key, "label": entry.label.get(lang), "colour": entry.colour, "symbol": entry.symbol}


def apps(lang: str) -> dict[str, str]:
    """Return the names of the map apps that `links` leads to."""
    return {key: words.get(lang) for key, words in navigate.APPS.items()}


def titles(lang: str) -> dict[str, str]:
    """Return the labels of all card lines."""
    return {line: title(line, lang) for line in LINES}


def title(line: str, lang: str) -> str:
    """Return the label of a card line."""
    return say(f"card.{line}", lang)


def exactness(precision: str, error_m: float, lang: str) -> str:
    """Say how exact a location is, with its error."""
    label = schema.PRECISIONS[precision].label.get(lang)
    return label if precision == "none" else say("card.error", lang, label=label, error=distance(error_m, lang))


def links(frame: gpd.GeoDataFrame) -> list[dict[str, str]]:
    """Return the navigation links of each site; none for a site whose location does not count."""
    counts = filters.usable(frame) & (frame.geom_type == "Point")
    return [
        navigate.links(point.x, point.y, name) if usable else {}
        for point, name, usable in zip(frame.geometry, frame["name"], counts, strict=True)
    ]


def safe_url(text: str) -> str:
    """Return the first web address of a source cell, or ``""``: nothing else becomes a link.

    Examples
    --------
    >>> safe_url("https://a.cn/x ; coordinates: y"), safe_url("javascript:alert(1)")
    ('https://a.cn/x', '')
    """
    first, *_ = [*text.split(), ""]
    return first if first.startswith(("https://", "http://")) else ""


def _distance(get: dict[str, object], lang: str) -> str:
    if "distance_m" not in get:
        return ""
    metres, far = float(str(get["distance_m"])), distance(float(str(get["distance_m"])), lang)
    if metres <= float(str(get["error_m"])):
        return say("card.here", lang, distance=far)
    return say("card.away", lang, distance=far, direction=direction(float(str(get["bearing_deg"])), lang))


def _address(get: dict[str, object]) -> str:
    parts = [str(get["city"]), str(get["county_said"]) or str(get["county"]), str(get["address"])]
    shown: list[str] = []
    for part in parts:
        if part and part not in parts[2] and part not in shown:
            shown.append(part)
    return " ".join([*shown[:2], parts[2]]).strip() if parts[2] else " ".join(shown)


def _facilities(get: dict[str, object], lang: str) -> str:
    keys = facilities.split(str(get["facilities"]))
    known = "、".join(facilities.get(key).label.get(lang) for key in keys)
    return known or str(get["services"]) or say("card.facilities_unknown", lang)


def _stops(get: dict[str, object], lang: str) -> str:
    if kinds.get(str(get["kind"])).geometry != "LineString":
        return ""
    total = get["stops_total"]
    if pd.isna(total):  # type: ignore[call-overload]
        return say("card.stops_of_unknown", lang, known=get["stops_known"])
    return say("card.stops_of", lang, known=get["stops_known"], total=total)


def _source(get: dict[str, object], lang: str) -> str:
    date = str(get["source_date"]) or say("card.undated", lang)
    return say("card.cited", lang, title=get["source_title"], date=date)
