"""The base layers that maps and pictures draw, read once: provinces, national lines, rivers, lakes, urban areas."""

import json
from functools import cache
from pathlib import Path

import geopandas as gpd
import shapely

from unionmap import settings

HENAN = shapely.box(109.5, 30.8, 117.4, 37.0)
"""Where rivers, lakes, urban areas and neighbours are known, degrees; `places.load` knows the counties there."""


@cache
def _layer(folder: Path, name: str) -> gpd.GeoDataFrame:
    return settings.base(folder, name, _features if name.endswith(".geojson") else gpd.read_parquet)


def _features(path: Path) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(json.loads(path.read_text(encoding="utf-8"))["features"], crs="EPSG:4326")


def provinces() -> gpd.GeoDataFrame:
    """Return the provinces of China; EPSG:4326, with ``short_name``, ``lon``, ``lat`` of their labels.

    Every layer is one copy for the whole process, so do not change it.
    """
    return _layer(settings.current().geo_dir, "cn_province_simplified.parquet")


def lines() -> gpd.GeoDataFrame:
    """Return the national lines: the nine dashes, undefined borders, borders of the special regions."""
    return _layer(settings.current().geo_dir, "cn_lines_tianditu.parquet")


def henan(what: str) -> gpd.GeoDataFrame:
    """Return ``rivers``, ``lakes``, ``urban_ne50m`` or ``neighbours`` in and around Henan."""
    return _layer(settings.current().geo_dir, f"basemap_henan_{what}.geojson")
