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

_NATION: dict[str, Style] = {
    "provinces": {"color": "#fcfbf8", "weight": 0, "fillColor": "#fcfbf8", "fillOpacity": 1.0},
    "lines": {"color": "#857f70", "weight": 1.4, "fill": False},
}
_PROVINCE_ZOOM, _CITY_ZOOM, _COUNTY_ZOOM, _TOWN_ZOOM = 4.0, 6.0, 9.0, 11.0
_COARSE_DEG = 0.01
HENAN = shapely.box(110.0, 31.0, 117.0, 36.7)
"""What the detailed base map covers, degrees."""


def layers(view: shapely.Geometry) -> list[EncodedLayer]:
    """Return the layers of the base map, lowest first: of Henan, above the whole country where the view holds more.

    Parameters
    ----------
    view : shapely.Geometry
        Box of the first view, EPSG:4326.
    """
    packed = _packed(settings.current().geo_dir, wide=not HENAN.covers(view))
    return [EncodedLayer(maker, data) for maker, data in packed]


@cache
def _packed(folder: Path, *, wide: bool) -> tuple[tuple[str, str], ...]:  # noqa: ARG001  the folder is the key
    made = [*(_nation() if wide else []), *_henan(neighbours=not wide)]
    return tuple((layer.maker, layer.data) for layer in made)


def _nation() -> list[EncodedLayer]:
    folder = settings.current().geo_dir
    provinces = settings.base(folder, "cn_province_simplified.parquet", gpd.read_parquet)
    lines = settings.base(folder, "cn_lines_tianditu.parquet", gpd.read_parquet)
    land = list(provinces.geometry.simplify(_COARSE_DEG))
    names = provinces["short_name"]
    labels = LabelLayer(list(names), list(provinces["lon"]), list(provinces["lat"]), [_PROVINCE_ZOOM] * len(names))
    ground = {"provinces": land, "lines": list(lines.geometry)}
    return [*(ShapeLayer(shapes, _NATION[name], pane="ground") for name, shapes in ground.items()), labels]


def _henan(*, neighbours: bool) -> list[EncodedLayer]:
    known = places.load()
    province = [shapely.union_all(known.cities.geometry.to_numpy())]
    geometries: dict[str, list[Any]] = {
        "neighbours": _file("neighbours") if neighbours else [],
        "land": province,
        "urban": _file("urban_ne50m"),
        "lakes": _file("lakes"),
        "rivers": _file("rivers"),
        "counties": list(known.counties.geometry),
        "cities": list(known.cities.geometry),
    }
    ground: list[EncodedLayer] = [
        ShapeLayer(shapes, _STYLES[name], pane="ground") for name, shapes in geometries.items() if shapes
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
    real = [False] * len(zooms) + [True] * len(towns)
    return LabelLayer(texts, lon, lat, zooms + [_TOWN_ZOOM] * len(towns), places=real)
