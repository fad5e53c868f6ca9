"""``make gallery``: the pictures of ``docs/gallery``, drawn afresh from the shipped sites; small enough to commit."""

import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from PIL import Image

import unionmap as um
from unionmap import kinds, schema, settings
from unionmap.export import picture
from unionmap.places import ground

FOLDER = Path("docs/gallery")
_SEED, _POINTS, _COLOURS, _LARGEST = 20231204, 5_000, 120, 150_000


def scattered() -> um.Sites:
    """Return points strewn over China: test data, and the picture says so."""
    land = shapely.coverage_union_all(ground.provinces().geometry.to_numpy())
    shapely.prepare(land)
    rng = np.random.default_rng(_SEED)
    lon, lat = rng.uniform(73, 136, _POINTS * 6), rng.uniform(18, 54, _POINTS * 6)
    inside = np.flatnonzero(shapely.contains_xy(land, lon, lat))[:_POINTS]
    precision = rng.choice(["exact", "district"], _POINTS, p=[0.8, 0.2])
    rows = pd.DataFrame({"site_id": [f"T{i}" for i in range(_POINTS)], "kind": "rest_station", "name": "测试点"})
    rows = rows.assign(precision=precision, error_m=[schema.PRECISIONS[key].error_m for key in precision])
    rows["source_title"] = "随机测试点，非真实站点"
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(lon[inside], lat[inside]), crs="EPSG:4326")
    return um.Sites({"rest_station": schema.shape(points, "rest_station")})


def route(sites: um.Sites, route_id: str) -> um.Sites:
    """Return one route with its stops."""
    lines, stops = sites["bus_route"], sites["bus_stop"]
    return um.Sites(
        {"bus_route": lines[lines["site_id"] == route_id], "bus_stop": stops[stops["route_id"] == route_id]}
    )


def small(png: bytes) -> bytes:
    """Return a picture in its most frequent colours and those of the kinds."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    counted = sorted(image.getcolors(image.width * image.height) or [], reverse=True)
    own = [tuple(bytes.fromhex(kind.colour[1:])) for kind in kinds.KINDS.values()]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in [*own, *(colour for _, colour in counted[:_COLOURS])] for part in colour])
    file = io.BytesIO()
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()


def main() -> None:
    """Draw every picture of the gallery."""
    sites = um.load(settings.shipped_geo_dir())
    entries = {
        "henan-a4-zh": (sites, {"area": "410000", "graticule": True, "dpi": 96}),
        "zhengzhou-square-en": (sites, {"area": "410100", "size": "square", "lang": "en", "dpi": 100}),
        "route-slide-zh": (route(sites, "zz-metro-5-gongjiang"), {"size": "slide", "dpi": 75}),
        "china-a4-zh": (scattered(), {"area": "100000", "title": "全国：5,000 个随机测试点", "dpi": 90}),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (shown, options) in entries.items():
        content = small(picture(shown, "png", **options))
        if len(content) > _LARGEST:
            raise ValueError(f"{name} takes {len(content)} bytes: lower its dpi")
        (FOLDER / f"{name}.png").write_bytes(content)
        print(f"{name}: {len(content) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
