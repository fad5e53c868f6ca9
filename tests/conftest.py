"""Fixtures that every test may use: the shipped sites, read once, and a hypothesis profile without a clock.

No test ever sees the lists of whoever runs it: the data folder is an empty one, made here before anything is read.
"""

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import geopandas as gpd
import hypothesis
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import unionmap as um
from unionmap import places, schema
from unionmap import settings as unionmap_settings
from unionmap.maps import payload
from unionmap.places import Gazetteer
from unionmap.schema import Sites

hypothesis.settings.register_profile("local", deadline=None, max_examples=30)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=20, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

_EMPTY = tempfile.mkdtemp(prefix="unionmap-data-")
os.environ["UNIONMAP_DATA"] = _EMPTY
atexit.register(shutil.rmtree, _EMPTY, ignore_errors=True)
unionmap_settings.current.cache_clear()

StationsAt = Callable[..., gpd.GeoDataFrame]


@pytest.fixture(scope="session")
def repo() -> Path:
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def sites() -> Sites:
    """Return the shipped sites; shared by all tests, which is safe because nothing changes its inputs."""
    return um.load()


@pytest.fixture(autouse=True)
def _no_list_left_behind() -> Iterator[None]:
    yield
    left = [path.name for path in Path(_EMPTY).iterdir()]
    for name in left:
        shutil.rmtree(Path(_EMPTY) / name, ignore_errors=True)
    assert not left, "a test wrote into the folder that all tests share: take the fixture data_dir"


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Give one test a data folder of its own, which does not exist yet."""
    monkeypatch.setenv("UNIONMAP_DATA", str(tmp_path / "data"))
    unionmap_settings.current.cache_clear()
    yield tmp_path / "data"
    monkeypatch.undo()
    unionmap_settings.current.cache_clear()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return places.load()


@pytest.fixture(scope="session")
def stations_at(gazetteer: Gazetteer) -> StationsAt:
    """Make rest stations in the schema at given longitudes and latitudes."""

    def make(lon: npt.ArrayLike, lat: npt.ArrayLike, precision: str = "exact") -> gpd.GeoDataFrame:
        points = gpd.GeoSeries(gpd.points_from_xy(np.atleast_1d(lon), np.atleast_1d(lat)), crs="EPSG:4326")
        codes = places.locate(points)
        rows = pd.DataFrame(
            {
                "site_id": [f"T-{i:05d}" for i in range(len(points))],
                "kind": "rest_station",
                "name": "测试驿站",
                "precision": precision,
                "error_m": schema.PRECISIONS[precision].error_m,
                "adcode": codes,
                "city_adcode": codes.map(gazetteer.counties["city_adcode"].to_dict()).fillna(""),
            }
        )
        return schema.shape(gpd.GeoDataFrame(rows, geometry=points), "rest_station")

    return make


# What a page of a map carries, read back -------------------------------------------------------------


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


def site_columns(lines: list[str], later: list[str]) -> dict[str, Any]:
    """Read the columns of a site layer as a browser does: one list a column."""
    head = payload.decode(lines[0])
    count, chunk = head["count"], head["chunk"]
    if not count:
        return {"head": head, "id": [], "lon": [], "lat": []}
    places = numbers(payload.unpack(lines[1]))
    x, y, kind, error, solid, usable = (places[i * count : (i + 1) * count] for i in range(6))
    degrees = [[v / 1e6 for v in accumulate(-(n + 1) // 2 if n % 2 else n // 2 for n in axis)] for axis in (x, y)]
    known, codes = payload.decode(later[0]), numbers(payload.unpack(later[1]))
    columns = {
        name: [cells[code] for code in codes[i * count : (i + 1) * count]]
        for name, cells in known["codes"].items()
        for i in [known["columns"][name]]
    }
    names, *rest = head["texts"]
    parts = -(-count // chunk)
    columns[names] = [text for line in later[2 : 2 + parts] for text in texts(payload.unpack(line))]
    for line in later[2 + parts :] if rest else []:
        cells = texts(payload.unpack(line))
        size = len(cells) // len(rest)
        for i, name in enumerate(rest):
            columns.setdefault(name, []).extend(cells[i * size : (i + 1) * size])
    return {
        **columns,
        "head": {**head, **known},
        "id": texts(payload.unpack(lines[2])),
        "lon": degrees[0],
        "lat": degrees[1],
        "kind": [head["kinds"][code]["key"] for code in kind],
        "error": [head["errors"][code] for code in error],
        "solid": solid,
        "usable": usable,
    }


@pytest.fixture(scope="session")
def columns_of() -> Callable[[tuple[str, str]], dict[str, Any]]:
    """Return a reader of the lines of a site layer."""
    return lambda encoded: site_columns(*(lines.split("\n") for lines in encoded))


@pytest.fixture(scope="session")
def blocks() -> Callable[[str], list[tuple[str, Any]]]:
    """Return a reader of the blocks of a page: which function of the runtime gets which content."""

    def read(page: str) -> list[tuple[str, Any]]:
        data = dict(re.findall(rf'<script type="{payload.DATA}" id="(\w+)">([A-Za-z0-9+/=\n]*)</script>', page))
        found = []
        for maker, argument in re.findall(r'unionmap\.(\w+)\(\w+, "([A-Za-z0-9+/=_]+)"(?:\)|, [\d[])', page):
            lines = data.get(argument, argument).split("\n")
            later = data.get(argument.replace("_data", "_later"), "").split("\n")
            found.append((maker, site_columns(lines, later) if maker == "sites" else payload.decode(lines[0])))
        return found

    return read
