"""A base map that needs no network: neighbours, urban areas, rivers, lakes, boundaries, names."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from unionmap import places, settings
from unionmap.maps.layers import EncodedLayer, LabelLayer, ShapeLayer, Style

_STYLES: dict[str, Style] = {
    "neighbours": {"color": "#b9b4a7", "weight": 0.8, "fillColor": "#efece4", "fillOpacity": 1.0},
    "land": {"color": "#8c8676", "weight": 0, "fillColor": "#fcfbf8", "fillOpacity": 1.0},
    "urban": {"color": "#ddd6c6", "weight": 0, "fillColor": "#efeadd", "fillOpacity": 1.0},
    "lakes": {"color": "#8fb8d6", "weight": 0.6, "fillColor": "#c3dcee", "fillOpacity": 1.0},
    "rivers": {"color": "#8fb8d6", "weight": 1.6, "fill": False},
    "counties": {"color": "#cfc9bb", "weight": 0.8, "fill": False},
    "cities": {"color": "#857f70", "weight": 1.4, "fill": False},
}
CREDIT = ("天地图", "Natural Earth", "GeoNames (CC BY 4.0)")
"""Owed wherever the base map is shown."""

_CITY_ZOOM, _COUNTY_ZOOM, _TOWN_ZOOM = 6.0, 9.0, 11.0


def layers() -> list[EncodedLayer]:
    """Return the layers of the base map, lowest first."""
    known = places.load()
    province = [shapely.union_all(known.cities.geometry.to_numpy())]
    geometries: dict[str, list[Any]] = {
        "neighbours": _file("neighbours"),
        "land": province,
        "urban": _file("urban_ne50m"),
        "lakes": _file("lakes"),
        "rivers": _file("rivers"),
        "counties": list(known.counties.geometry),
        "cities": list(known.cities.geometry),
    }
    ground: list[EncodedLayer] = [
        ShapeLayer(shapes, _STYLES[name], pane="ground") for name, shapes in geometries.items()
    ]
    return [*ground, _labels(known)]


@cache
def _read(path: Path) -> gpd.GeoDataFrame:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")


def _file(name: str) -> list[Any]:
    folder = settings.current().geo_dir
    return list(settings.base(folder, f"basemap_henan_{name}.geojson", _read).geometry)


def _labels(known: places.Gazetteer) -> LabelLayer:
    towns = known.names[(known.names["level"] == "town") & known.names["lon"].notna()]
    groups = [
        (known.cities, known.cities["short_name"], _CITY_ZOOM),
        (known.counties, known.counties["name"], _COUNTY_ZOOM),
    ]
    texts, lon, lat, zooms = [], [], [], []
    for frame, names, zoom in groups:
        points = frame.geometry.representative_point()
        texts += list(names)
        lon += list(points.x)
        lat += list(points.y)
        zooms += [zoom] * len(frame)
    texts += list(towns["name"])
    lon += list(towns["lon"])
    lat += list(towns["lat"])
    return LabelLayer(texts, lon, lat, zooms + [_TOWN_ZOOM] * len(towns))
