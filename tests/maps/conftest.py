"""What the tests of the maps share: hostile texts, and the blocks of a page, read back."""

import json
from pathlib import Path

import geopandas as gpd
import pytest

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
