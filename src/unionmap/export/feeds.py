"""The feed for union apps: versioned JSON with ids, a hash a site and what changed since, for any web server."""

import datetime
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

import geopandas as gpd
import shapely

from unionmap import facilities, kinds, schema
from unionmap.errors import InputError
from unionmap.export import datums
from unionmap.maps import cards

NAME, VERSION = "unionmap-feed", "1.0"
"""What a feed calls itself. A reader takes any version with the same first number: fields are added, never changed."""

_DEGREES = 7
"""Decimals of coordinates: a centimetre."""

_TEXT = (
    "kind",
    "name",
    "city",
    "city_adcode",
    "county",
    "adcode",
    "address",
    "opening_hours",
    "phone",
    "precision",
    "source_title",
    "source_url",
    "source_date",
    "checked_on",
)
_OWN = ("mode", "route_id", "route_name", "seq", "role", "stops_known", "stops_total", "is_loop")
_TOLD_BY_FEED = ("hash", "changed_on")


def feed(
    sites: Mapping[str, gpd.GeoDataFrame],
    *,
    datum: str = "wgs84",
    previous: Mapping[str, Any] | None = None,
    since: str = "",
) -> dict[str, Any]:
    """Return sites as a feed, which `schema_text` describes.

    Strangers read it: pass what `unionmap.schema.public` gives.

    Parameters
    ----------
    sites : mapping of str to geopandas.GeoDataFrame
    datum : str, default "wgs84"
        One of `datums.DATUMS`, named in the feed.
    previous : mapping, optional
        The feed published before. Sites keep the day on which they last changed, and what went is told.
    since : str, default ""
        A day, ``2026-05-01``: what changed on it or later is told, instead of what changed since ``previous``.

    Raises
    ------
    InputError
        If ``since`` is no day, or ``previous`` is no feed of this version in this datum.

    Examples
    --------
    >>> import unionmap as um
    >>> first = feed(um.load())
    >>> second = feed(um.load(), previous=first)
    >>> second["changes"]["changed"], second["digest"] == first["digest"]
    ([], True)
    """
    today = str(datetime.date.today())
    word = datums.get(datum).word
    _check(previous, word, since)
    before = {site["id"]: site for site in previous["sites"]} if previous else {}
    told = [site for frame in sites.values() for site in _sites(frame, datum)]
    for site in told:
        site["hash"] = _hash(site)
        was = before.get(site["id"], {})
        site["changed_on"] = str(was["changed_on"]) if was.get("hash") == site["hash"] else today
    removed = _removed(told, previous, today)
    return {
        "feed": NAME,
        "version": VERSION,
        "generated_on": today,
        "datum": word,
        "digest": _hash({site["id"]: site["hash"] for site in told}),
        "count": len(told),
        "kinds": {key: kind.label._asdict() for key, kind in kinds.KINDS.items()},
        "facilities": {key: entry.label._asdict() for key, entry in facilities.FACILITIES.items()},
        "changes": _changes(told, removed, previous, since),
        "sites": told,
        "removed": removed,
    }


def written(content: Mapping[str, Any]) -> bytes:
    """Return a feed as a file: one site a line."""
    head = {name: value for name, value in content.items() if name != "sites"}
    lines = ",\n".join(json.dumps(site, ensure_ascii=False, allow_nan=False) for site in content["sites"])
    start = json.dumps(head, ensure_ascii=False, allow_nan=False)
    return f'{start[:-1]},\n"sites": [\n{lines}\n]}}\n'.encode()


def read(raw: bytes) -> dict[str, Any]:
    """Return the feed that a file holds.

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> read(written(feed({})))["count"]
    0
    """
    content: Any
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        content = None
    if not _is_feed(content):
        raise InputError("the previous file is no feed of unionmap: give the feed.json that was published last")
    return dict(content)


def _is_feed(content: Any) -> bool:
    if not isinstance(content, dict) or content.get("feed") != NAME or "generated_on" not in content:
        return False
    for name, keys in (("sites", {"id", *_TOLD_BY_FEED}), ("removed", {"id", "removed_on"})):
        entries = content.get(name)
        if not isinstance(entries, list) or not all(
            isinstance(entry, dict) and keys <= set(entry) for entry in entries
        ):
            return False
    return True


def schema_text() -> str:
    """Return the JSON Schema of a feed (draft 2020-12)."""
    return files("unionmap.export").joinpath("static", "feed.schema.json").read_text(encoding="utf-8")


def _sites(frame: gpd.GeoDataFrame, datum: str) -> list[dict[str, Any]]:
    columns = [name for name in ("site_id", *_TEXT, "facilities", "doubts", "error_m", *_OWN) if name in frame]
    cells = zip(*(frame[name].tolist() for name in columns), strict=True)
    rows = (dict(zip(columns, row, strict=True)) for row in cells)
    return [_site(row, shape) for row, shape in zip(rows, datums.places(frame, datum), strict=True)]


def _site(row: Mapping[str, Any], shape: shapely.Geometry | None) -> dict[str, Any]:
    pairs = [[round(x, _DEGREES), round(y, _DEGREES)] for x, y in shapely.get_coordinates(shape).tolist()]
    lon, lat = pairs[0] if len(pairs) == 1 else (None, None)
    site = {"id": row["site_id"], "lon": lon, "lat": lat}
    if "stops_known" in row:
        site["line"] = pairs or None
    known = facilities.split(row["facilities"])
    site |= {name: row[name] or None for name in _TEXT}
    site["source_url"] = cards.safe_url(row["source_url"]) or None  # apps make links of it
    site |= {"error_m": None if row["error_m"] != row["error_m"] else round(row["error_m"], 1)}
    doubts = row["doubts"].split(schema.DOUBT_JOINT) if row["doubts"] else None
    site |= {"facilities": list(known) or None, "doubts": doubts}
    return site | {name: _plain(row[name]) for name in _OWN if name in row}


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int) else value or None if isinstance(value, str) else None


def _hash(content: Mapping[str, Any]) -> str:
    told = {name: value for name, value in content.items() if name not in _TOLD_BY_FEED}
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


def _removed(told: Sequence[Mapping[str, Any]], previous: Mapping[str, Any] | None, today: str) -> list[dict[str, str]]:
    """Return the sites that earlier feeds held and this one does not, with the day on which they went."""
    if previous is None:
        return []
    here = {site["id"] for site in told}
    gone = {entry["id"]: entry["removed_on"] for entry in previous.get("removed", [])}
    gone |= {site["id"]: today for site in previous["sites"]}
    return [{"id": name, "removed_on": day} for name, day in gone.items() if name not in here]


def _changes(
    told: Sequence[Mapping[str, Any]],
    removed: Sequence[Mapping[str, str]],
    previous: Mapping[str, Any] | None,
    since: str,
) -> dict[str, Any]:
    if since:
        changed = [site["id"] for site in told if site["changed_on"] >= since]
        return {
            "since": since,
            "added": [],
            "changed": changed,
            "removed": [entry["id"] for entry in removed if entry["removed_on"] >= since],
        }
    before = {site["id"]: site["hash"] for site in previous["sites"]} if previous else {}
    gone = {entry["id"] for entry in removed}
    return {
        "since": previous["generated_on"] if previous else None,
        "added": [site["id"] for site in told if site["id"] not in before],
        "changed": [site["id"] for site in told if before.get(site["id"], site["hash"]) != site["hash"]],
        "removed": [name for name in before if name in gone],
    }


def _check(previous: Mapping[str, Any] | None, word: str, since: str) -> None:
    try:
        day = str(datetime.date.fromisoformat(since)) if since else ""
    except ValueError:
        day = "-"
    if day != since:
        raise InputError(f"since takes a day such as 2026-05-01, got {since[:40]!r}")
    if previous is None:
        return
    if str(previous.get("version")).partition(".")[0] != VERSION.partition(".")[0]:
        raise InputError(f"the previous feed has version {previous.get('version')!r}, not {VERSION}: start a new one")
    if previous.get("datum") != word:
        raise InputError(f"the previous feed is in {previous.get('datum')}, not {word}: a feed keeps its datum")
