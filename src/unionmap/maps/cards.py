"""What a card says of a site. One place for the map, the list beside it and the exported page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from unionmap import facilities, filters, kernels, kinds, navigate, schema, travel
from unionmap.text import direction, distance, listed, say

LINES = (
    "kind",
    "distance",
    "opening",
    "reports",
    "address",
    "hours",
    "facilities",
    "stops",
    "phone",
    "exactness",
    "doubts",
    "source",
)
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
        "opening": _opening(get, lang),
        "reports": str(get.get("reports", "")),
        "stops": _stops(get, lang),
        "phone": str(get["phone"]),
        **{name: say_it(*(get[column] for column in columns), lang) for name, (say_it, columns) in _SAID.items()},
    }
    if kind.geometry != "Point":
        found = {**found, "address": "", "hours": "", "facilities": "", "exactness": ""}
    return {name: found[name] for name in LINES if found[name]}


def columns(frame: gpd.GeoDataFrame, lang: str) -> dict[str, pa.Array]:
    """Return the lines of many point sites' cards: an array a line, in frame order, ``""`` where a card lacks it.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Point sites.
    lang : str
        Language.

    Returns
    -------
    dict of str to pyarrow.Array
        Keys of `LINES` but kind, distance and stops; dictionary-encoded but for phone and address.

    Examples
    --------
    >>> import unionmap as um
    >>> columns(um.load()["rest_station"].head(1), "en")["exactness"].to_pylist()
    ['exact (within about 30 m)']
    """
    found = {"phone": kernels.arrow(frame["phone"]), "address": _addresses(frame, lang)}
    for name, (say_it, held) in _SAID.items():
        if name not in found:
            codes, said = kernels.combined(frame, held)
            cells = pa.array([say_it(*cell, lang) for cell in said], pa.large_string())
            found[name] = pa.DictionaryArray.from_arrays(pa.array(codes), cells)
    return {name: found[name] for name in LINES if name in found}


def badge(kind: str, lang: str) -> dict[str, str]:
    """Return what the browser needs to show a kind."""
    entry = kinds.get(kind)
    return {"key": entry.key, "label": entry.label.get(lang), "colour": entry.colour, "symbol": entry.symbol}


def titles(lang: str) -> dict[str, str]:
    """Return the labels of all card lines."""
    return {line: title(line, lang) for line in LINES}


def title(line: str, lang: str) -> str:
    """Return the label of a card line."""
    return say(f"card.{line}", lang)


def links(frame: gpd.GeoDataFrame, lang: str) -> list[list[dict[str, str]]]:
    """Return the navigation links (``label``, ``url``) of each site; none for one whose location does not count."""
    counts = filters.usable(frame) & (frame.geom_type == "Point")
    names = navigate.labels(lang)
    return [
        [{"label": names[app], "url": url} for app, url in navigate.links(point.x, point.y, name).items()]
        if usable
        else []
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


def exactness(precision: str, error_m: float, lang: str) -> str:
    """Say how exact a location is, with its error."""
    label = schema.PRECISIONS[precision].label.get(lang)
    return label if precision == "none" else say("card.error", lang, label=label, error=distance(error_m, lang))


def _address(city: str, county_said: str, county: str, address: str, lang: str) -> str:
    return _whole_address(city, county_said or county, address) or say("card.unknown", lang)


def _whole_address(city: str, county: str, address: str) -> str:
    """Put the units before an address that the address does not name."""
    units = ("" if city in address else f"{city} ") + ("" if county in address or county == city else f"{county} ")
    return (units + address).strip()


def _addresses(frame: gpd.GeoDataFrame, lang: str) -> pa.Array:
    """Say the addresses of whole columns: units repeat, addresses hardly ever do."""
    codes, said = kernels.combined(frame, ("city", "county_said", "county"))
    cities, counties = [city for city, _, _ in said], [told or known for _, told, known in said]
    unknown = say("card.unknown", lang)
    cells = zip(codes.tolist(), frame["address"].tolist(), strict=True)
    found = [_whole_address(cities[code], counties[code], text) or unknown for code, text in cells]
    return pa.array(found, pa.large_string())


def _hours(opening_hours: str, doubts: str, lang: str) -> str:
    # A site that is called closed says so before its hours: nobody shall walk there for those.
    closed = [schema.DOUBTS[code].get(lang) for code in doubts.split(schema.DOUBT_JOINT) if code in schema.CLOSED]
    return say("filter.and", lang).join(filter(None, [*closed, opening_hours])) or say("card.hours_unknown", lang)


@cache
def _labels(lang: str) -> Mapping[str, str]:
    return MappingProxyType({key: entry.label.get(lang) for key, entry in facilities.FACILITIES.items()})


def _facilities(keys: str, services: str, lang: str) -> str:
    labels = _labels(lang)
    known = listed(labels[key] for key in facilities.split(keys)).get(lang)
    return known or services or say("card.facilities_unknown", lang)


def _doubts(codes: str, lang: str) -> str:
    return say("filter.and", lang).join(
        schema.DOUBTS[code].get(lang) for code in codes.split(schema.DOUBT_JOINT) if code
    )


def _source(title: str, date: str, lang: str) -> str:
    unknown = say("card.unknown", lang)
    return say("card.cited", lang, title=title or unknown, date=date or unknown) if title or date else unknown


_SAID: dict[str, tuple[Callable[..., str], tuple[str, ...]]] = {
    "address": (_address, ("city", "county_said", "county", "address")),
    "hours": (_hours, ("opening_hours", "doubts")),
    "facilities": (_facilities, ("facilities", "services")),
    "exactness": (exactness, ("precision", "error_m")),
    "doubts": (_doubts, ("doubts",)),
    "source": (_source, ("source_title", "source_date")),
}
"""Lines that follow from columns alone: how, and from which."""

_WEEK = 6
"""Days ahead that a weekday tells."""

_SOON_MIN = 60
"""Minutes that are said as such, and not as a time of the clock."""


def _distance(get: dict[str, object], lang: str) -> str:
    if "distance_m" not in get:
        return ""
    metres, far = float(str(get["distance_m"])), distance(float(str(get["distance_m"])), lang)
    if metres <= float(str(get["error_m"])):
        return say("card.here", lang, distance=far)
    towards = direction(float(str(get["bearing_deg"])), lang)
    times = {mode: travel.whole_minutes(metres, mode) for mode in ("walk", "ebike")}
    return say("card.away", lang, distance=far, direction=towards, **times)


def _opening(get: dict[str, Any], lang: str) -> str:
    """Say what holds at the time that is asked about, and until when; nothing where the hours say it is not known."""
    if "open" not in get or (get["open"] == "unknown" and not get["opening_hours"]):
        return ""
    if pd.isna(get["next_change"]):
        return say("card.opening_unknown" if get["open"] == "unknown" else f"card.{get['open']}", lang)
    until = _until(get["asked_at"].to_pydatetime(), get["next_change"].to_pydatetime(), lang)
    return say(f"card.{get['open']}_until_{get['next_state']}", lang, until=until)


def _until(asked: datetime, at: datetime, lang: str) -> str:
    left = round((at - asked).total_seconds() / 60)
    if left <= _SOON_MIN:
        return say("card.in_minutes", lang, n=left)
    days = (at.date() - asked.date()).days
    if days == 0:
        return f"{at:%H:%M}"
    if days > _WEEK:
        return f"{at:%Y-%m-%d %H:%M}"
    day = say("card.tomorrow", lang) if days == 1 else say(f"card.weekday_{at.weekday()}", lang)
    return say("card.day_and_time", lang, day=day, time=f"{at:%H:%M}")


def _stops(get: dict[str, object], lang: str) -> str:
    if kinds.get(str(get["kind"])).geometry != "LineString":
        return ""
    total = get["stops_total"]
    if pd.isna(total):  # type: ignore[call-overload]
        return say("card.stops_of_unknown", lang, known=get["stops_known"])
    return say("card.stops_of", lang, known=get["stops_known"], total=total)
