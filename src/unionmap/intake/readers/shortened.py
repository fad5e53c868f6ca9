"""What a Shapefile cannot hold, and the file beside it by which our own exports get it back.

dBASE has names of 10 bytes and texts of 254. Our exports shorten names by `SHORT` and put ``unionmap.json`` into the
ZIP, which tells every name of each layer, and every text that came out of the .dbf other than it went in. A text is put
back only where the .dbf still holds what was written there: what was edited since counts.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from unionmap import schema
from unionmap.intake.readers.archives import Archive

PART = "unionmap.json"
"""Name of the file beside."""

ROW = "um_row"
"""Column that numbers the rows of a layer as written, from 1."""

SHORT: Mapping[str, str] = MappingProxyType(
    {
        schema.MARKER: "um_schema",
        "city_adcode": "city_code",
        "province_said": "prov_said",
        "county_said": "cnty_said",
        "opening_hours": "hours",
        "given_datum": "giv_datum",
        "source_title": "src_title",
        "source_date": "src_date",
        "stops_known": "stops_kn",
        "stops_total": "stops_all",
        "bearing_deg": "bearing",
    }
)
"""Columns of ours whose names are longer than a Shapefile takes, and what they are called there."""

_FULL = {short: name for name, short in SHORT.items()}


def companion(archive: Archive) -> Mapping[str, Any]:
    """Return what the file beside says, layer by layer; empty where there is none, or it cannot be read."""
    if PART not in archive.parts:
        return {}
    try:
        told = json.loads(archive.read(PART).decode())
    except (UnicodeDecodeError, ValueError, RecursionError):
        return {}
    layers = told.get("layers") if isinstance(told, Mapping) else None
    return layers if isinstance(layers, Mapping) else {}


def restore(columns: Mapping[str, list[str]], told: object) -> dict[str, list[str]]:
    """Give the columns of a layer the names and texts that they had.

    Parameters
    ----------
    columns : mapping of str to list of str
        As the .dbf has them.
    told : object
        What the file beside says of the layer; without it, names go by `SHORT` where the layer bears our marker.

    Examples
    --------
    >>> told = {"names": {"long_n": "long_name"}, "cells": {"long_name": {"2": ["ab", "abc"]}}}
    >>> restore({"um_row": ["2"], "long_n": ["ab"]}, told)
    {'long_name': ['abc']}
    """
    given = told if isinstance(told, Mapping) else {}
    if not given and SHORT[schema.MARKER] not in columns:
        return dict(columns)
    names = {**_FULL, **_part(given, "names")}
    rows = columns.get(ROW, [])
    found: dict[str, list[str]] = {}
    for label, cells in columns.items():
        if label == ROW:
            continue
        name = str(names.get(label, label))
        while name in found:
            name += "_"
        lost = _part(_part(given, "cells"), name)
        found[name] = [_whole(cell, lost.get(row)) for row, cell in zip(rows, cells, strict=True)] if lost else cells
    return found


def _part(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = told.get(key)
    return part if isinstance(part, Mapping) else {}


def _whole(cell: str, lost: object) -> str:
    """Return the text that a cell stands for, unless it has been edited."""
    if isinstance(lost, list) and len(lost) == 2 and lost[0] == cell:
        return str(lost[1])
    return cell
