"""Coordinates in columns of their own for degrees, minutes and seconds."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from unionmap import kernels

_AXES = {"lon": r"东经|经度?|longitude|lon|lng|east|e", "lat": r"北纬|纬度?|latitude|lat|north|n"}
_PARTS = (r"度|°|degrees?|deg|d", r"分|′|'|minutes?|min|m", r"秒|″|′′|''|\"|seconds?|sec|s")
_BETWEEN = r"[\s_(\[/:·.-]*"
_HEADER = {
    axis: [re.compile(rf"(?P<stem>.{{0,12}}?)(?<![a-z])(?:{words}){_BETWEEN}(?:{part})[)\]\s]*") for part in _PARTS]
    for axis, words in _AXES.items()
}
_SIGNS = "°′″"
_LONGEST = 30


def find(headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the columns of degrees, minutes and, if there are such, seconds: ``lon`` and ``lat`` to their headers.

    Examples
    --------
    >>> find(["名称", "经度度", "经度分", "经度秒", "纬度(度)", "纬度(分)", "纬度(秒)"])
    {'lon': ('经度度', '经度分', '经度秒'), 'lat': ('纬度(度)', '纬度(分)', '纬度(秒)')}
    >>> find(["经度(度)", "纬度(度)"])
    {}
    """
    told = {header: unicodedata.normalize("NFKC", header).strip().casefold() for header in headers}
    found: dict[str, tuple[str, ...]] = {}
    for axis, patterns in _HEADER.items():
        columns: dict[str, list[str]] = {}
        for place, pattern in enumerate(patterns):
            for header, text in told.items():
                hit = pattern.fullmatch(text) if len(text) <= _LONGEST else None
                if hit and len(columns.setdefault(hit["stem"], [])) == place:
                    columns[hit["stem"]].append(header)
        whole = [tuple(own) for own in columns.values() if len(own) > 1]
        if len(whole) != 1:
            return {}
        found[axis] = whole[0]
    return found


def take(
    named: dict[str, list[str]], headers: Sequence[str], asked: Mapping[str, str], sampled: Callable[[str], object]
) -> tuple[tuple[str, ...], ...]:
    """Let the columns of degrees, minutes and seconds be the coordinates where no others hold any.

    Parameters
    ----------
    named : dict of str to list of str
        Field to the headers that name it; changed in place.
    headers : sequence of str
    asked : mapping of str to str
        Header to field, as the caller wants it.
    sampled : callable
        What stands in the column with a header.

    Returns
    -------
    tuple of tuple of str
        Those of the longitude and those of the latitude; empty where these columns are not the coordinates.
    """
    found = {axis: own for axis, own in find(headers).items() if asked.get(own[0], axis) == axis}
    own = {header for columns in found.values() for header in columns}
    others = {field: [header for header in named.get(field, []) if header not in own] for field in (*_AXES, "lonlat")}
    filled = {field for field, columns in others.items() if any(map(sampled, columns))}
    wanted = {field for header, field in asked.items() if field in others and header not in own}
    if len(found) < len(_AXES) or wanted or "lonlat" in filled or set(_AXES) <= filled:
        return ()
    named |= {axis: [columns[0]] for axis, columns in found.items() if columns[0] not in asked}
    return tuple(found[axis] for axis in _AXES)


def join(cells: pd.DataFrame, headers: Sequence[str]) -> pd.Series:
    """Write degrees, minutes and seconds of three columns, or of two, into one.

    Examples
    --------
    >>> cells = pd.DataFrame({"度": ["113", "", "113.0"], "分": ["39", "", "9.5"], "秒": ["1.5", "", ""]}, dtype="str")
    >>> join(cells, ["度", "分", "秒"]).tolist()
    ['113°39′1.5″', '', '113°9.5′']
    """
    whole = kernels.blank(cells.index)
    for header, sign in zip(headers, _SIGNS, strict=False):
        part = cells[header].str.strip().str.replace(r"\.0+$", "", regex=True)
        whole += part.where(part == "", part + sign)
    return whole
