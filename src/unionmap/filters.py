"""Which sites: by place, facility, text, precision and what is open. Frame in, boolean Series with the same index out.

The one place that decides these, so the worker's list, the map and the planner's figures agree.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import facilities as registry
from unionmap import hours, places, schema

SHOWN: Mapping[bool, tuple[str, ...]] = MappingProxyType({False: ("open",), True: ("open", "unknown")})
"""States of opening that fit, by whether a site will do of which nobody knows."""


def well_located(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell which sites have a place that a distance may start from: ``exact`` or ``street``."""
    counting = [key for key, precision in schema.PRECISIONS.items() if precision.counts]
    result: pd.Series[bool] = schema.located(frame) & frame["precision"].isin(counting)
    return result.rename("well_located")


def said_closed(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell which sites are called closed or not in use, by their own list or by reports that a clerk accepted."""
    codes = schema.DOUBT_JOINT + frame["doubts"] + schema.DOUBT_JOINT
    result = pd.Series(False, index=frame.index, name="said_closed")
    for code in schema.CLOSED:
        result |= codes.str.contains(f"{schema.DOUBT_JOINT}{code}{schema.DOUBT_JOINT}", regex=False)
    return result


def usable(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell which sites count in distances and coverage: well located, and not called closed by their list."""
    return (well_located(frame) & ~said_closed(frame)).rename("usable")


def approximate(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell which sites have a place that is too rough to count: drawn hollow, listed apart."""
    return (schema.located(frame) & ~well_located(frame)).rename("approximate")


def in_area(frame: gpd.GeoDataFrame, area: str) -> pd.Series:
    """Tell which sites lie in a province, city or county.

    Parameters
    ----------
    area : str
        Six-digit adcode.

    Examples
    --------
    >>> import unionmap as um
    >>> int(in_area(um.load()["rest_station"], "410100").sum()) >= 82
    True
    """
    stem = places.stem(area)
    inside: pd.Series[bool] = frame["adcode"].str.startswith(stem) | frame["city_adcode"].str.startswith(stem)
    return inside.rename("in_area")


def has_facilities(frame: gpd.GeoDataFrame, keys: Iterable[str]) -> pd.Series:
    """Tell which sites are known to offer all of these facilities. Where a source says nothing, the answer is no.

    Raises
    ------
    UnknownNameError
        If a key is in no registry.
    """
    held = registry.SEPARATOR + frame["facilities"] + registry.SEPARATOR
    result = pd.Series(True, index=frame.index, name="has_facilities")
    for key in keys:
        needle = registry.SEPARATOR + registry.get(key).key + registry.SEPARATOR
        result &= held.str.contains(needle, regex=False)
    return result


def open_states(frame: gpd.GeoDataFrame, at: datetime) -> pd.Series:
    """Tell which sites are ``open``, ``closed`` or ``unknown`` at a time; one called closed by its list is closed.

    Parameters
    ----------
    at : datetime
        Naive: time in China. Aware: converted to it.

    Returns
    -------
    Series of str
        The same index, named ``open``; reckoned once for each text of hours.

    Examples
    --------
    >>> import unionmap as um
    >>> sorted(open_states(um.load()["rest_station"], datetime(2026, 11, 24, 3, 0)).unique())
    ['closed', 'open', 'unknown']
    """
    codes, texts = pd.factorize(frame["opening_hours"])
    states = np.array([hours.is_open(hours.parse(str(text)), at) for text in texts], dtype=object)[codes]
    return pd.Series(states, index=frame.index, name="open", dtype="object").mask(said_closed(frame), "closed")


def meets(
    frame: gpd.GeoDataFrame, *, facilities: Iterable[str] = (), open_at: datetime | None = None, unknown: bool = False
) -> pd.Series:
    """Tell which sites have what is needed and are open then.

    Parameters
    ----------
    facilities : iterable of str, default ()
        Facility keys that the site must be known to have.
    open_at : datetime, optional
        When it must be open. Naive: time in China.
    unknown : bool, default False
        Whether a site will do of which nobody knows whether it is open then.

    Examples
    --------
    >>> import unionmap as um
    >>> stations = um.load()["rest_station"]
    >>> at_noon = meets(stations, facilities=["water"], open_at=datetime(2026, 11, 24, 12, 30))
    >>> bool((at_noon & ~has_facilities(stations, ["water"])).any())
    False
    """
    fit = has_facilities(frame, facilities)
    if open_at is not None:
        fit &= open_states(frame, open_at).isin(SHOWN[unknown])
    return fit.rename("meets")


def opening(frame: gpd.GeoDataFrame, at: datetime) -> pd.DataFrame:
    """Tell what holds at a time and how long: for a list of a few sites, which says both.

    Parameters
    ----------
    at : datetime
        Naive: time in China.

    Returns
    -------
    DataFrame
        The same index. ``open``: as `open_states`. ``next_change`` (datetime64): when that changes next, NaT where it
        does not within 400 days, or nobody knows. ``next_state``: to what, or ``""``. ``asked_at`` (datetime64).

    Examples
    --------
    >>> import unionmap as um
    >>> found = opening(um.load()["rest_station"], datetime(2026, 11, 24, 3, 0))
    >>> found.columns.tolist()
    ['open', 'next_change', 'next_state', 'asked_at']
    """
    state = open_states(frame, at)
    plans = [hours.parse(str(text)) for text in frame["opening_hours"]]
    changes = pd.Series(
        [
            None if closed else hours.next_change(plan, at)
            for plan, closed in zip(plans, said_closed(frame), strict=True)
        ],
        index=frame.index,
        dtype="datetime64[s]",
    )
    then = [hours.is_open(plan, when) if when is not pd.NaT else "" for plan, when in zip(plans, changes, strict=True)]
    return pd.DataFrame({"open": state, "next_change": changes, "next_state": then, "asked_at": pd.Timestamp(at)})


def matches(frame: gpd.GeoDataFrame, text: str) -> pd.Series:
    """Tell which sites hold every word of a text in name, address, city, county or note of the zone.

    Width, case and punctuation do not count; blanks separate words.

    Examples
    --------
    >>> import unionmap as um
    >>> stations = um.load()["rest_station"]
    >>> stations[matches(stations, "嵩山医院")]["county"].tolist()
    ['中原区']
    """
    words = [places.fold(word) for word in text.split()]
    columns = ["name", "address", "city", "county", "county_said"]
    if not any(words):
        return pd.Series(True, index=frame.index, name="matches")
    folded = [[places.fold(cell) for cell in frame[name]] for name in columns]
    haystack = pd.Series(["\n".join(cells) for cells in zip(*folded, strict=True)], index=frame.index, dtype="str")
    result = pd.Series(True, index=frame.index, name="matches")
    for word in filter(None, words):
        result &= haystack.str.contains(word, regex=False)
    return result


def select(
    frame: gpd.GeoDataFrame, *, area: str = "", facilities: Iterable[str] = (), text: str = ""
) -> gpd.GeoDataFrame:
    """Return the sites that meet all conditions given, as a new frame.

    Parameters
    ----------
    area : str, default ""
        Six-digit adcode of a province, city or county.
    facilities : iterable of str, default ()
        Facility keys that the site must be known to have.
    text : str, default ""
        Words that the site's text must hold.
    """
    keep = matches(frame, text) & has_facilities(frame, facilities)
    if area:
        keep &= in_area(frame, area)
    return frame[keep].copy()
