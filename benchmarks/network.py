"""One walk along a street network of 100,000 edges to every crossing within reach, against networkx."""

import platform
from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from benchmarks.timing import timed
from unionmap import distance, network

_SIDE = 224
"""Crossings on each side of the grid: 2 x 224 x 223 = 99,904 edges."""

_STEP_DEG, _SEED, _PROMISED_MS = 0.001, 20231204, 100


class City(NamedTuple):
    """A grid of streets: our network, the same as a graph of networkx, and the places of its crossings."""

    streets: network.Network
    graph: nx.Graph
    lon: np.ndarray
    lat: np.ndarray


def city() -> City:
    """Make a grid whose crossings are shaken, so that no two ways are of one length."""
    rng = np.random.default_rng(_SEED)
    row, col = np.divmod(np.arange(_SIDE * _SIDE), _SIDE)
    lon, lat = (
        start + _STEP_DEG * (place + rng.uniform(-0.3, 0.3, len(place)))
        for start, place in ((113.5, col), (34.65, row))
    )
    number = np.arange(_SIDE * _SIDE).reshape(_SIDE, _SIDE)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    lines = shapely.linestrings(np.stack([lon[[u, v]].T, lat[[u, v]].T], axis=2))
    streets = network.from_edges(gpd.GeoDataFrame({"u": u, "v": v}, geometry=lines, crs="EPSG:4326"))
    length = distance.geodesic_m(lon[u], lat[u], lon[v], lat[v])
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(*(part.tolist() for part in (u, v, length)), strict=True))
    return City(streets, graph, lon, lat)


def bench() -> None:
    """Print our time, that of networkx for the same walk, and the largest difference between their distances."""
    made, build = timed(city, 1)
    start = _SIDE * _SIDE // 2 + _SIDE // 2
    places = made.streets.snap(made.lon, made.lat)
    print(f"walks on {made.streets!r} (made in {build:.1f} s), to {len(places):,} crossings")
    for limit in (network.LIMIT_M, float("inf")):
        origin = made.lon[start], made.lat[start]
        found, ours = timed(lambda at=origin, limit=limit: _walk(made, at, places, limit), 5)
        cutoff = None if limit == float("inf") else limit
        reached, theirs = timed(lambda cutoff=cutoff: nx.single_source_dijkstra(made.graph, start, cutoff=cutoff)[0], 1)
        wanted = np.array([reached.get(node, np.inf) for node in range(len(places))])
        same = "the same" if np.array_equal(np.isfinite(found), np.isfinite(wanted)) else "NOT THE SAME"
        both = np.isfinite(found) & np.isfinite(wanted)
        gap = np.abs(found[both] - wanted[both]).max() * 1000
        print(
            f"  limit {limit:g} m: ours {ours * 1000:.1f} ms (promised {_PROMISED_MS}) | networkx"
            f" single_source_dijkstra {theirs * 1000:.0f} ms | {theirs / ours:.1f} times as fast |"
            f" {both.sum():,} reached by both, {same}, differing by up to {gap:.6f} mm"
        )


def _walk(made: City, origin: tuple[float, float], places: network.Snapped, limit: float) -> np.ndarray:
    return made.streets.between(made.streets.snap(*origin), places, limit_m=limit)[0]


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}")
    bench()
