"""What the tests of the maps share: hostile texts, and the blocks of a page, read back."""

import json
import re
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from unionmap.maps import payload

HOSTILE = json.loads(Path(__file__).with_name("hostile.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    return HOSTILE


@pytest.fixture(scope="session")
def hostile_stations(stations_at) -> gpd.GeoDataFrame:
    """Return a station a hostile text, with that text in every cell that people read."""
    count = len(HOSTILE)
    frame = stations_at([113.6 + i / 100 for i in range(count)], [34.75] * count)
    cells = dict.fromkeys(("name", "address", "opening_hours", "services", "phone", "source_title", "city"), HOSTILE)
    return frame.assign(**cells, source_url="javascript:window.__pwn=1")


def numbers(raw: bytes) -> list[int]:
    """Read LEB128 by hand."""
    found, value, shift = [], 0, 0
    for byte in raw:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value, shift = 0, 0
    return found


def texts(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "surrogatepass").split("\0")


def site_columns(lines: list[str]) -> dict[str, Any]:
    """Read the columns of a site layer as a browser does: one list a column."""
    head = payload.decode(lines[0])
    count, chunk = head["count"], head["chunk"]
    if not count:
        return {"head": head, "id": [], "lon": [], "lat": []}
    places = numbers(payload.unpack(lines[1]))
    x, y, kind, error, solid = (places[i * count : (i + 1) * count] for i in range(5))
    degrees = [[v / 1e6 for v in accumulate(-(n + 1) // 2 if n % 2 else n // 2 for n in axis)] for axis in (x, y)]
    codes = numbers(payload.unpack(lines[2]))
    columns = {
        name: [cells[code] for code in codes[i * count : (i + 1) * count]]
        for i, (name, cells) in enumerate(head["codes"].items())
    }
    names, *rest = head["texts"]
    parts = -(-count // chunk)
    columns[names] = [text for line in lines[4 : 4 + parts] for text in texts(payload.unpack(line))]
    for line in lines[4 + parts :] if rest else []:
        cells = texts(payload.unpack(line))
        size = len(cells) // len(rest)
        for i, name in enumerate(rest):
            columns.setdefault(name, []).extend(cells[i * size : (i + 1) * size])
    return {
        **columns,
        "head": head,
        "id": texts(payload.unpack(lines[3])),
        "lon": degrees[0],
        "lat": degrees[1],
        "kind": [head["kinds"][code]["key"] for code in kind],
        "error": [head["errors"][code] for code in error],
        "solid": solid,
    }


@pytest.fixture(scope="session")
def columns_of() -> Callable[[str], dict[str, Any]]:
    """Return a reader of the lines of a site layer."""
    return lambda lines: site_columns(lines.split("\n"))


@pytest.fixture(scope="session")
def blocks() -> Callable[[str], list[tuple[str, Any]]]:
    """Return a reader of the blocks of a page: which function of the runtime gets which content."""

    def read(page: str) -> list[tuple[str, Any]]:
        data = dict(re.findall(rf'<script type="{payload.DATA}" id="(\w+)">([A-Za-z0-9+/=\n]*)</script>', page))
        found = []
        for maker, argument in re.findall(r'unionmap\.(\w+)\(\w+, "([A-Za-z0-9+/=_]+)"\)', page):
            lines = data.get(argument, argument).split("\n")
            found.append((maker, site_columns(lines) if maker == "sites" else payload.decode(lines[0])))
        return found

    return read
