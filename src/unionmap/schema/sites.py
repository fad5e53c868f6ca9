"""The mapping of frames that holds all kinds."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd

from unionmap import crs, kinds
from unionmap.errors import SchemaError, UnknownNameError
from unionmap.schema.columns import columns
from unionmap.schema.frames import shape, validate

_MOBILE = r"(?<![0-9])(1[3-9][0-9])[- ]?[0-9]{4}[- ]?([0-9]{4})(?![0-9])"
_MASK = r"\1****\2"


@cache
def _empty(kind: str) -> gpd.GeoDataFrame:
    return shape(pd.DataFrame(), kind)


class Sites(Mapping[str, gpd.GeoDataFrame]):
    """All sites: kind to GeoDataFrame, in the order of the registry. The frames are shared: do not change them.

    Parameters
    ----------
    frames : mapping of str to geopandas.GeoDataFrame
        A frame a kind; kinds without one get an empty frame.

    Raises
    ------
    UnknownNameError
        If a key is no kind.
    SchemaError
        If a frame does not fit the schema.

    Examples
    --------
    >>> sites = Sites({})
    >>> len(sites["rest_station"]), list(sites)[0]
    (0, 'rest_station')
    """

    def __init__(self, frames: Mapping[str, gpd.GeoDataFrame]) -> None:
        unknown = [key for key in frames if key not in kinds.KINDS]
        if unknown:
            raise UnknownNameError("kind", unknown[0], kinds.KINDS)
        self._frames = {key: validate(frames[key], key) if key in frames else _empty(key) for key in kinds.KINDS}

        ids = pd.concat([frame["site_id"] for frame in self._frames.values()])
        if ids.duplicated().any():
            raise SchemaError(f"site_id {ids[ids.duplicated()].iloc[0]!r} is used twice")

    def __getitem__(self, kind: str) -> gpd.GeoDataFrame:
        return self._frames[kinds.get(kind).key]

    def __contains__(self, kind: object) -> bool:
        return kind in self._frames

    def get(self, kind: str, default: Any = None) -> Any:
        """Return the frame of a kind, or ``default`` where there is no such kind."""
        return self._frames.get(kind, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __repr__(self) -> str:
        counts = ", ".join(f"{key}: {len(frame)}" for key, frame in self._frames.items())
        return f"Sites({counts})"


_WRITTEN_FREELY = ("phone", "note", "services", "opening_hours", "address", "name")
"""Text in which people write numbers."""


def public(sites: Sites) -> Sites:
    """Return sites as strangers may have them: without the further columns of lists, mobile numbers masked.

    Lists hold names and mobile numbers of persons in charge; a landline of a station stays. A person's name within a
    sentence cannot be told from other words, and stays too.

    Examples
    --------
    >>> row = {"site_id": ["a"], "kind": ["rest_station"], "name": ["甲"], "precision": ["none"],
    ...     "phone": ["13698800011；0371-67956331"], "联系人": ["张三"]}
    >>> shown = public(Sites({"rest_station": shape(pd.DataFrame(row), "rest_station")}))["rest_station"]
    >>> shown["phone"].iloc[0], "联系人" in shown
    ('136****0011；0371-67956331', False)
    """
    frames = {}
    for kind, frame in sites.items():
        own = frame[list(columns(kind))]
        masked = {name: own[name].str.replace(_MOBILE, _MASK, regex=True) for name in _WRITTEN_FREELY}
        frames[kind] = own.assign(**{name: text.astype(own[name].dtype) for name, text in masked.items()})
    return Sites(frames)


def masked(text: str) -> str:
    """Return a text as strangers may have it: mobile numbers masked.

    Examples
    --------
    >>> masked("电话 136 9880 0011")
    '电话 136****0011'
    """
    return re.sub(_MOBILE, _MASK, text)


def merge(sites: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return all kinds in one frame: the columns of every kind, in the order of the registry, EPSG:4326.

    Examples
    --------
    >>> merge(Sites({})).shape[0]
    0
    """
    joined = pd.concat([pd.DataFrame(frame) for frame in sites.values()], ignore_index=True)
    for name in joined.columns:
        if any(columns(kind).get(name) == "str" for kind in sites):
            joined[name] = joined[name].fillna("")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=crs.WGS84)
