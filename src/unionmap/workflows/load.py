"""Load the sites, shipped and imported, and the catalogue of the shipped ones."""

import json
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypedDict

import geopandas as gpd
import pandas as pd

from unionmap import filters, routes, settings, store
from unionmap import kinds as registry
from unionmap.errors import DataError, InputError, UnionmapError
from unionmap.schema import Sites
from unionmap.store import CATALOGUE, decisions, library
from unionmap.text import told
from unionmap.workflows import joining, matching
from unionmap.workflows.amending import amended
from unionmap.workflows.aside import aside
from unionmap.workflows.joining import free_ids


class Catalogue(TypedDict):
    """What ``catalogue.json`` holds; every cell is text as in ``seeds/sources.csv`` and ``seeds/totals.csv``."""

    crs: str
    layers: list[dict[str, str | int]]
    sources: list[dict[str, str]]
    totals: list[dict[str, str]]


class ListLeftOutWarning(UserWarning):
    """A list of the data folder, or its log of decisions about reports, is damaged and was left out."""


@dataclass(frozen=True)
class Loaded:
    """What `gather` finds: the shipped sites under ``""``, each list under its slug, and what is wrong with the others.

    The shipped sites come first, then the lists, the one whose current version was imported longest ago first.
    """

    sources: Mapping[str, Sites]
    damaged: Mapping[str, UnionmapError]

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each damaged list."""
        return tuple(map(str, self.damaged.values()))

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """The sites of lists that a newer list holds too, as `workflows.aside` finds them; found once."""
        return aside({slug: sites for slug, sites in self.sources.items() if slug})


def load(geo_dir: Path | str | None = None, *, data_dir: Path | str | None = None) -> Sites:
    """Load all sites: those shipped, and the lists that were imported.

    Parameters
    ----------
    geo_dir : path, optional
        A folder of site layers, by default the shipped one. If only this is given, no lists are read.
    data_dir : path, optional
        The data folder whose lists are read, by default that of the settings (``UNIONMAP_DATA``).

    Returns
    -------
    Sites
        Mapping of kind to GeoDataFrame, EPSG:4326. Each call reads afresh, so the frames are the caller's own.

    Raises
    ------
    DataError
        If the folder holds no site layers, or one is damaged.

    Warns
    -----
    ListLeftOutWarning
        If a list is damaged: it is left out, and the rest is loaded. `problems` returns the same sentences.

    Notes
    -----
    A list's rows stand behind the shipped ones; a shipped site that a list surely holds too (the same name within
    10 m, or the same name, county and address) is left out, and so is a site of a list that a list imported later
    holds too (`workflows.aside`); once that is removed, it is back. Further columns are kept and blank for the
    others. Should an id be borne twice, one gets its list's name in front. Lines that only their stops name get a row
    (`routes.complete`). What clerks accepted of workers' reports changes the sites last (`changed`).

    Examples
    --------
    >>> import unionmap as um
    >>> sorted(um.load())[:2]
    ['bus_route', 'bus_stop']
    """
    loaded = gather(geo_dir, data_dir)
    for sentence in loaded.problems:
        warnings.warn(sentence, ListLeftOutWarning, stacklevel=2)
    sites = joined(loaded)
    return sites if geo_dir and not data_dir else changed(sites, data_dir)


def changed(sites: Sites, data_dir: Path | str | None = None) -> Sites:
    """Return the sites with what clerks accepted of workers' reports, which the data folder holds beside the lists.

    Warns
    -----
    ListLeftOutWarning
        If the log of decisions is damaged: then nothing of it counts.
    """
    try:
        return amended(sites, decisions.read(Path(data_dir or settings.current().data_dir)))
    except DataError as error:
        warnings.warn(str(error), ListLeftOutWarning, stacklevel=3)
        return sites


def problems(data_dir: Path | str | None = None, *, lang: str = "en") -> tuple[str, ...]:
    """Return a sentence for each list of a data folder, and a log of decisions, that is damaged and so left out."""
    folder = Path(data_dir or settings.current().data_dir)
    damaged: list[UnionmapError] = list(read_lists(folder)[1].values())
    try:
        decisions.read(folder)
    except DataError as error:
        damaged.append(error)
    return tuple(told(error, lang) for error in damaged)


def gather(geo_dir: Path | str | None = None, data_dir: Path | str | None = None, *, but: str = "") -> Loaded:
    """Read the shipped sites and the lists, each by itself, without the list whose slug is ``but``.

    Raises
    ------
    DataError
        If the folder holds no site layers, or one is damaged.
    """
    shipped = store.read(Path(geo_dir or settings.current().geo_dir))
    if geo_dir and not data_dir:
        return Loaded({"": shipped}, {})
    lists, damaged = read_lists(Path(data_dir or settings.current().data_dir), but)
    return Loaded({"": shipped, **lists}, damaged)


def read_lists(data_dir: Path, but: str = "") -> tuple[dict[str, Sites], dict[str, UnionmapError]]:
    """Return the sites of each list by its slug, oldest import first, and what is wrong with those that are damaged."""
    try:
        slugs = library.slugs(data_dir)
    except DataError as error:
        return {}, {"": error}
    read: dict[str, Sites] = {}
    damaged: dict[str, UnionmapError] = {}
    age: dict[str, float] = {}
    for slug in slugs:
        try:
            if slug != but:
                age[slug] = library.record(data_dir, slug).imported_at
                read[slug] = library.read(data_dir, slug)
        except (DataError, InputError) as error:
            damaged[slug] = error
    return {slug: read[slug] for slug in sorted(read, key=lambda slug: (age[slug], slug))}, damaged


def joined(loaded: Loaded) -> Sites:
    """Return the sites of all sources as one, ids and lines as `load` tells."""
    filled = ((slug, sites) for slug, sites in loaded.sources.items() if slug == "" or any(map(len, sites.values())))
    whole, *lists = filled
    if not lists:
        return whole[1]
    parts = [_without_twins(whole[1], [sites for _, sites in lists])]
    held = _ids(parts[0])
    for slug, sites in sorted(lists, key=lambda entry: entry[0]):
        frames = _renamed(sites, held, slug)
        held |= _ids(frames)
        parts.append(_but(frames, loaded.left_out[loaded.left_out["list"] == slug]))
    return _completed({kind: joining.joined([part[kind] for part in parts], kind) for kind in registry.KINDS}, held)


def _completed(frames: dict[str, gpd.GeoDataFrame], held: set[str]) -> Sites:
    """Bring stops and lines together; lines that only stops name get a row, and an id that nothing holds."""
    stops = routes.linked(frames["bus_stop"], frames["bus_route"])
    lines = stops["route_id"].drop_duplicates()
    lines = lines[(lines != "") & ~lines.isin(frames["bus_route"]["site_id"])].reset_index(drop=True)
    fresh = dict(zip(lines, free_ids(lines, held, "route"), strict=True))
    stops = stops.assign(route_id=stops["route_id"].replace(fresh))
    frames["bus_route"], frames["bus_stop"] = routes.complete(frames["bus_route"], stops)
    return Sites(frames)


def _but(frames: dict[str, gpd.GeoDataFrame], left_out: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the frames of a list without some rows."""
    result = dict(frames)
    for kind, rows in left_out.groupby("kind")["row"]:
        frame = frames[str(kind)]
        result[str(kind)] = frame.drop(index=frame.index[rows]).reset_index(drop=True)
    return result


def _without_twins(shipped: Sites, lists: list[Sites]) -> dict[str, gpd.GeoDataFrame]:
    """Leave out the shipped sites that a list surely holds too: one site is shown and counted once."""
    frames = dict(shipped)
    for sites in lists:
        for kind in [kind for kind, frame in sites.items() if len(frame)]:
            twins = matching.match(frames[kind], sites[kind], sure=True)["old"]
            frames[kind] = frames[kind].drop(index=frames[kind].index[list(twins)]).reset_index(drop=True)
    return frames


def _ids(frames: Mapping[str, gpd.GeoDataFrame]) -> set[str]:
    return set().union(*(frame["site_id"] for frame in frames.values()))


def _renamed(sites: Sites, held: set[str], slug: str) -> dict[str, gpd.GeoDataFrame]:
    """Return the frames of a list, ids that others bear with its slug in front."""
    if _ids(sites).isdisjoint(held):
        return dict(sites)
    wished = pd.concat([frame["site_id"] for frame in sites.values()], ignore_index=True)
    names = dict(zip(wished, free_ids(wished, held, slug), strict=True))
    frames = {kind: frame.assign(site_id=frame["site_id"].map(names).astype("str")) for kind, frame in sites.items()}
    own = {line: names[line] for line in sites["bus_route"]["site_id"]}
    stops = frames["bus_stop"]
    return {**frames, "bus_stop": stops.assign(route_id=stops["route_id"].replace(own))}


@cache
def catalogue(geo_dir: Path | None = None) -> Catalogue:
    """Return sources, official totals and layers of a data folder; shared, so do not change it.

    Raises
    ------
    DataError
        If the catalogue is missing or damaged.
    """
    path = (geo_dir or settings.current().geo_dir) / CATALOGUE
    try:
        content: Catalogue = json.loads(path.read_text(encoding="utf-8"))
        missing = Catalogue.__required_keys__ - dict(content).keys()
    except (OSError, TypeError, ValueError) as error:
        raise DataError(f"{CATALOGUE} is missing or damaged ({error}): run 'unionmap data build'") from error
    if missing:
        raise DataError(f"{CATALOGUE} lacks {', '.join(sorted(missing))}: run 'unionmap data build'")
    return content


def total_for(kind: str, adcode: str) -> dict[str, str] | None:
    """Return the newest official total of a kind in an area, with its body and date, if there is one."""
    return next(iter(totals_for(kind, adcode)), None)


def totals_for(kind: str, adcode: str) -> list[dict[str, str]]:
    """Return every published total of a kind in an area, newest first; they may contradict each other."""
    found = [entry for entry in catalogue()["totals"] if (entry["kind"], entry["adcode"]) == (kind, adcode)]
    return sorted(found, key=lambda entry: entry["date"], reverse=True)


def attributions() -> list[str]:
    """Return the attribution lines owed wherever the shipped data is shown, each once."""
    lines = [line.strip() for source in catalogue()["sources"] for line in source["attribution"].split(";")]
    return list(dict.fromkeys(filter(None, lines)))


def narrow(
    sites: Sites, *, area: str = "", kinds: Iterable[str] | None = None, facilities: Iterable[str] = (), text: str = ""
) -> Sites:
    """Return the sites that meet all conditions, as a new mapping.

    Parameters
    ----------
    sites : Sites
    area : str, default ""
        Six-digit adcode of a province, city or county.
    kinds : iterable of str, optional
        Kinds to keep; the others become empty frames.
    facilities : iterable of str, default ()
        Facility keys that a site must be known to have.
    text : str, default ""
        Words that a site's text must hold.

    Raises
    ------
    UnknownNameError
        If a kind or facility is not known.
    """
    wanted = list(registry.KINDS) if kinds is None else [registry.get(kind).key for kind in kinds]
    must_have = list(facilities)
    frames = {kind: filters.select(sites[kind], area=area, facilities=must_have, text=text) for kind in wanted}
    return Sites(frames)
