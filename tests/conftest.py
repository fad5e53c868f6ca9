"""Fixtures that every test may use: the shipped sites, read once, and a hypothesis profile without a clock.

No test ever sees the lists of whoever runs it: the data folder is an empty one, made here before anything is read.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import hypothesis
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import unionmap as um
from unionmap import places, schema
from unionmap import settings as unionmap_settings
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
