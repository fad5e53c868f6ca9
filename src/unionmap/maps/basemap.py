"""A base map that needs no network: neighbours, urban areas, rivers, lakes, boundaries, names."""

from functools import cache
from pathlib import Path
from typing import Any

import shapely

from unionmap import places, settings
from unionmap.maps.layers import EncodedLayer, LabelLayer, ShapeLayer, Style
from unionmap.places import ground

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
_DETAIL_ZOOM = 6.0
"""Zoom from which a map of the country shows what only Henan has."""
_COARSE_DEG = 0.01


def layers(view: shapely.Geometry) -> list[EncodedLayer]:
    """Return the layers of the base map, lowest first: of Henan, above the whole country where the view holds more.

    Parameters
    ----------
    view : shapely.Geometry
        Box of the first view, EPSG:4326.
    """
    packed = _packed(settings.current().geo_dir, wide=not ground.HENAN.covers(view))
    return [EncodedLayer(maker, data, from_zoom=zoom) for maker, data, zoom in packed]


@cache
def _packed(folder: Path, *, wide: bool) -> tuple[tuple[str, str, float], ...]:  # noqa: ARG001  the folder is the key
    nation, henan = _nation() if wide else [], _henan(neighbours=not wide)
    zooms = [0.0] * len(nation) + [_DETAIL_ZOOM if wide and layer.maker == "ground" else 0.0 for layer in henan]
    return tuple((layer.maker, layer.data, zoom) for layer, zoom in zip([*nation, *henan], zooms, strict=True))


def _nation() -> list[EncodedLayer]:
    provinces = ground.provinces()
    land = list(provinces.geometry.simplify(_COARSE_DEG))
    names = provinces["short_name"]
    labels = LabelLayer(list(names), list(provinces["lon"]), list(provinces["lat"]), [_PROVINCE_ZOOM] * len(names))
    shapes = {"provinces": land, "lines": list(ground.lines().geometry)}
    return [*(ShapeLayer(held, _NATION[name], ground=True) for name, held in shapes.items()), labels]


def _henan(*, neighbours: bool) -> list[EncodedLayer]:
    known = places.load()
    province = [shapely.union_all(known.cities.geometry.to_numpy())]
    geometries: dict[str, list[Any]] = {
        "neighbours": list(ground.henan("neighbours").geometry) if neighbours else [],
        "land": province,
        "urban": list(ground.henan("urban_ne50m").geometry),
        "lakes": list(ground.henan("lakes").geometry),
        "rivers": list(ground.henan("rivers").geometry),
        "counties": list(known.counties.geometry),
        "cities": list(known.cities.geometry),
    }
    made: list[EncodedLayer] = [
        ShapeLayer(shapes, _STYLES[name], ground=True) for name, shapes in geometries.items() if shapes
    ]
    return [*made, _labels(known)]


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
