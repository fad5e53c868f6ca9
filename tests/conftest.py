"""Fixtures that every test may use: the shipped sites, read once, and a hypothesis profile without a clock."""

import os
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import hypothesis
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import unionmap as um
from unionmap import places, schema
from unionmap.places import Gazetteer
from unionmap.schema import Sites

hypothesis.settings.register_profile("local", deadline=None, max_examples=30)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=30, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

StationsAt = Callable[..., gpd.GeoDataFrame]


@pytest.fixture(scope="session")
def repo() -> Path:
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def sites() -> Sites:
    """Return the shipped sites; shared by all tests, which is safe because nothing changes its inputs."""
    return um.load()


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
