"""``make bench``: speed as a ratio to a named baseline, same input, output compared, in one run."""

import platform
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import prcoords
import shapely
from pyproj import Geod

from benchmarks import drawing, filtering, importing, network
from benchmarks.timing import timed
from unionmap import coverage, crs, demand, distance, maps, schema
from unionmap.workflows.load import load

_GEOD = Geod(ellps="WGS84")
_SEED = 20231204


def line(what: str, ours: float, baseline: str, theirs: float, same: str) -> None:
    """Print one comparison."""
    print(f"{what}\n  ours {ours:.4f} s | {baseline} {theirs:.4f} s | {theirs / ours:.1f} times as fast | {same}")


def points(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return seeded points in Henan."""
    rng = np.random.default_rng(_SEED)
    return rng.uniform(110.5, 116.5, count), rng.uniform(31.5, 36.2, count)


def bench_datum() -> None:
    """GCJ-02, vectorised, against prcoords one by one."""
    lon, lat = points(20_000)
    (x, y), ours = timed(lambda: crs.from_wgs84(lon, lat, "gcj02"))
    each, theirs = timed(lambda: [prcoords.wgs_gcj((b, a)) for a, b in zip(lon, lat, strict=True)], 1)
    gap = np.abs(np.array([(p.lon, p.lat) for p in each]) - np.stack([x, y], axis=1)).max()
    line("WGS-84 to GCJ-02, 20,000 points (warm)", ours, "prcoords", theirs, f"largest difference {gap:.1e} degree")


def bench_nearest() -> None:
    """10 nearest of 200,000 sites for one point, against brute force over Geod."""
    lon, lat = points(200_000)
    index, build = timed(lambda: distance.Index(lon, lat), 1)
    (_, metres), ours = timed(lambda: index.nearest(113.65, 34.75, k=10), 20)
    brute, theirs = timed(lambda: np.sort(distance.geodesic_m(113.65, 34.75, lon, lat))[:10])
    gap = np.abs(metres[0] - brute).max()
    what = f"10 nearest of 200,000, one query (index warm, built in {build:.2f} s)"
    line(what, ours, "brute force over pyproj.Geod", theirs, f"largest difference {gap * 1000:.4f} mm")


def bench_coverage() -> None:
    """Coverage of the province against buffers, union and overlay."""
    lon, lat = points(400)
    surface, cold = timed(demand.load, 1)
    (cells, table), ours = timed(lambda: _cover(surface, lon, lat))
    pieces = gpd.read_parquet(Path("data/geo/base/henan_population_cells_2020.parquet"))
    (people), theirs = timed(lambda: _overlay(pieces, lon, lat), 1)
    gap = abs(people - table["people_covered"].sum()) / people
    what = f"people within 1 km of 400 stations, cells of 3 arc-seconds (surface warm, {cold:.2f} s cold)"
    line(what, ours, "geodesic circles, union, overlay", theirs, f"people differ by {gap:.2%}; {len(cells.first)} runs")
    _check_cells(cells, lon, lat)


def _cover(surface: "demand.Surface", lon: np.ndarray, lat: np.ndarray) -> tuple:
    cells = coverage.covered_cells(lon, lat, 1000.0)
    return cells, coverage.measure(surface, cells)


def _overlay(pieces: gpd.GeoDataFrame, lon: np.ndarray, lat: np.ndarray) -> float:
    turn = np.linspace(0, 360, 181)[:-1]
    rings = []
    for x, y in zip(lon, lat, strict=True):
        a, b, _ = _GEOD.fwd(np.full(180, x), np.full(180, y), turn, np.full(180, 1000.0))
        rings.append(shapely.Polygon(np.stack([a, b], axis=1)))
    circles = gpd.GeoDataFrame(geometry=[shapely.union_all(rings)], crs=4326).explode()
    parts = gpd.overlay(pieces[["pop_2020", "km2", "geometry"]], circles, how="intersection")
    area = np.array([abs(_GEOD.geometry_area_perimeter(shape)[0]) / 1e6 for shape in parts.geometry])
    return float((parts["pop_2020"] * area / parts["km2"]).sum())


def _check_cells(cells: coverage.Covered, lon: np.ndarray, lat: np.ndarray) -> None:
    rng = np.random.default_rng(_SEED)
    which = rng.integers(0, len(lon), 100_000)
    row = np.floor((lat[which] + rng.uniform(-0.012, 0.012, len(which))) * 1200).astype(np.int64)
    col = np.floor((lon[which] + rng.uniform(-0.015, 0.015, len(which))) * 1200).astype(np.int64)
    held = cells.count((row << 32) + col, (row << 32) + col + 1) > 0
    near = distance.Index(lon, lat).nearest((col + 0.5) / 1200, (row + 0.5) / 1200, k=1)[1][:, 0]
    print(f"  cells against brute-force Geod: {int((held != (near <= 1000.0)).sum())} of 100,000 wrong")


def bench_page() -> None:
    """The size and time of the offline page of all sites."""
    sites: schema.Sites = load()
    page, warm = timed(lambda: maps.page(maps.site_map(sites)))
    print(f"offline page of all sites: {len(page) / 1e3:.0f} kB, made in {warm:.2f} s (warm)")


def bench_start() -> None:
    """The command line's answer to --help, against importing geopandas."""
    script = str(Path(sys.executable).with_name("unionmap"))
    _, ours = timed(lambda: subprocess.run([script, "--help"], capture_output=True, check=True))
    _, theirs = timed(lambda: subprocess.run([sys.executable, "-c", "import geopandas"], check=True))
    line("unionmap --help (whole process)", ours, "python -c 'import geopandas'", theirs, "prints its commands")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, best of several runs; ratios are what counts\n")
    plain = (bench_datum, bench_nearest, bench_coverage, bench_page, bench_start)
    for bench in (*plain, network.bench, importing.bench, drawing.bench, filtering.bench):
        bench()
