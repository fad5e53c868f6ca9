"""What the tests of the maps share: hostile texts, and the blocks of a page, read back."""

import json
import re
from collections.abc import Callable
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


@pytest.fixture(scope="session")
def blocks() -> Callable[[str], list[tuple[str, Any]]]:
    """Return a reader of the blocks of a page: which function of the runtime gets which content."""

    def read(page: str) -> list[tuple[str, Any]]:
        found = re.findall(r'unionmap\.(\w+)\(\w+, "([A-Za-z0-9+/=]+)"\)', page)
        return [(maker, payload.decode(block)) for maker, block in found]

    return read
