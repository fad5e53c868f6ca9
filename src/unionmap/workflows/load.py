"""Load the sites and the catalogue of a data folder."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypedDict

from unionmap import filters, settings, store
from unionmap import kinds as registry
from unionmap.errors import DataError
from unionmap.schema import Sites
from unionmap.workflows.build import CATALOGUE


class Catalogue(TypedDict):
    """What ``catalogue.json`` holds; every cell is text as in ``seeds/sources.csv`` and ``seeds/totals.csv``."""

    crs: str
    layers: list[dict[str, str | int]]
    sources: list[dict[str, str]]
    totals: list[dict[str, str]]


def load(geo_dir: Path | str | None = None) -> Sites:
    """Load all sites.

    Parameters
    ----------
    geo_dir : path, optional
        A folder of site layers; by default the shipped one.

    Returns
    -------
    Sites
        Mapping of kind to GeoDataFrame, EPSG:4326. Each call reads afresh, so the frames are the caller's own.

    Raises
    ------
    DataError
        If the folder holds no site layers, or one is damaged.

    Examples
    --------
    >>> import unionmap as um
    >>> sorted(um.load())[:2]
    ['bus_route', 'bus_stop']
    """
    return store.read(Path(geo_dir) if geo_dir else settings.current().geo_dir)


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
