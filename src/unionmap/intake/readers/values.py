"""Values of typed formats (workbooks, JSON, databases) as the text that a clerk would write."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value: object) -> str:
    """Write a value as text.

    Numbers are written in full and without a needless ``.0``, dates in ISO form, truth as ``true`` and ``false``.

    Parameters
    ----------
    value : object
        What a workbook, a JSON document or a database holds in one cell.

    Examples
    --------
    >>> text(13800000000.0), text(113.05), text(True), text(None), text(time(8, 30))
    ('13800000000', '113.05', 'true', '', '08:30')
    """
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"({len(value)} bytes)"
    return _moment(value)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return str(value)


_DEPTH = 8


def flat(given: Mapping[str, Any]) -> dict[str, str]:
    """Write an object of JSON as one row: what is nested gets a dotted name, lists are joined by ``;``.

    Examples
    --------
    >>> flat({"name": "甲", "location": {"lat": 34.1, "lng": 113}, "tags": ["热水", "空调"], "note": None})
    {'name': '甲', 'location.lat': '34.1', 'location.lng': '113', 'tags': '热水;空调', 'note': ''}
    """
    row: dict[str, str] = {}
    pending = [(str(name), value, 1) for name, value in reversed(list(given.items()))]
    while pending:
        name, value, depth = pending.pop()
        if isinstance(value, Mapping) and value and depth < _DEPTH:
            pending += [(f"{name}.{key}", inner, depth + 1) for key, inner in reversed(list(value.items()))]
            continue
        if isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value):
            written = ";".join(map(text, value))
        else:
            written = _json(value) if isinstance(value, Mapping | list) else text(value)
        label = text(name)
        while label in row:
            label += "_"
        row[label] = written
    return row


def _json(value: object) -> str:
    return text(json.dumps(value, ensure_ascii=False, default=str)) if value else ""
