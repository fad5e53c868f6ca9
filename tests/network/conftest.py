"""Networks, and a plain second way to walk on them: every segment looked at, Geod for every length, networkx."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.optimize import brentq

GEOD = Geod(ellps="WGS84")


class Place(NamedTuple):
    """A place on an edge: metres to it from the edge's first node, and from the point off the street."""

    edge: int
    along_m: float
    leg_m: float
    at: tuple[float, float]


class Oracle:
    """Walks on a table of edges with u, v and perhaps length."""

    def __init__(self, edges: gpd.GeoDataFrame) -> None:
        same = pd.Series(
            [
                (*sorted((u, v)), shape.normalize().wkb)
                for u, v, shape in zip(edges.u, edges.v, edges.geometry, strict=True)
            ]
        )
        self.edges = edges[~same.duplicated().to_numpy()].reset_index(drop=True)
        segments = []
        for number, shape in enumerate(self.edges.geometry):
            points = shapely.get_coordinates(shape)
            metres = np.asarray(GEOD.line_lengths(*points.T))
            before = np.concatenate([[0], np.cumsum(metres)[:-1]])
            segments += [(number, *points[i], *points[i + 1], before[i]) for i in range(len(metres))]
        self.segments = np.array(segments)
        self.drawn = np.array([GEOD.geometry_length(shape) for shape in self.edges.geometry])
        self.length = self.edges["length"].to_numpy() if "length" in self.edges else self.drawn
        self.graph = nx.MultiGraph()
        for u, v, length in zip(self.edges.u, self.edges.v, self.length, strict=True):
            self.graph.add_edge(u, v, weight=length)

    def snap(self, lon: float, lat: float) -> Place:
        """Look at every segment on a plane, then exactly at those that are within a metre of the nearest."""
        number, x1, y1, x2, y2, before = self.segments.T
        width = np.cos(np.radians(lat)) * 111_320
        ax, ay, bx, by = (x1 - lon) * width, (y1 - lat) * 110_900, (x2 - lon) * width, (y2 - lat) * 110_900
        square = np.maximum((bx - ax) ** 2 + (by - ay) ** 2, 1e-12)
        share = np.clip(-(ax * (bx - ax) + ay * (by - ay)) / square, 0, 1)
        away = np.hypot(ax + share * (bx - ax), ay + share * (by - ay))
        found = []
        for i in np.flatnonzero(away <= away.min() * 1.02 + 1):
            t = self._foot(lon, lat, self.segments[i])
            at = (x1[i] + t * (x2[i] - x1[i]), y1[i] + t * (y2[i] - y1[i]))
            edge = int(number[i])
            scale = self.length[edge] / self.drawn[edge] if self.drawn[edge] else 1
            along = (before[i] + GEOD.inv(x1[i], y1[i], *at)[2]) * scale
            found.append(Place(edge, along, GEOD.inv(lon, lat, *at)[2], at))
        return min(found, key=lambda place: (round(place.leg_m, 7), place.edge))

    @staticmethod
    def _foot(lon: float, lat: float, segment: np.ndarray) -> float:
        """Find where the way to the point stands upright on the segment."""
        _, x1, y1, x2, y2, _ = segment

        def ahead(t: float) -> float:
            x, y = x1 + t * (x2 - x1), y1 + t * (y2 - y1)
            azimuth, _, metres = GEOD.inv(x, y, lon, lat)
            step = ((x2 - x1) * 1e-3, (y2 - y1) * 1e-3)
            along = GEOD.inv(x - step[0], y - step[1], x + step[0], y + step[1])[0]
            return metres * np.cos(np.radians(azimuth - along))

        if (x1, y1) == (x2, y2) or ahead(0) <= 0:
            return 0.0
        return 1.0 if ahead(1) >= 0 else brentq(ahead, 0, 1, xtol=1e-13)

    def walks(self, lon: np.ndarray, lat: np.ndarray, origins: int) -> np.ndarray:
        """Walk from the first points to all of them; infinite where no way leads there."""
        places = [self.snap(x, y) for x, y in zip(lon, lat, strict=True)]
        found = np.full((origins, len(places)), np.inf)
        for i, here in enumerate(places[:origins]):
            graph = self.graph.copy()
            for end, metres in self._ends(here):
                graph.add_edge("here", end, weight=metres)
            reached = nx.single_source_dijkstra_path_length(graph, "here")
            for j, there in enumerate(places):
                ways = [reached[end] + metres for end, metres in self._ends(there) if end in reached]
                if here.edge == there.edge:
                    ways.append(abs(here.along_m - there.along_m))
                found[i, j] = here.leg_m + min(ways, default=np.inf) + there.leg_m
        return found

    def _ends(self, place: Place) -> list[tuple[int, float]]:
        u, v = self.edges.loc[place.edge, ["u", "v"]]
        return [(u, place.along_m), (v, self.length[place.edge] - place.along_m)]


@pytest.fixture(scope="session")
def oracle() -> type[Oracle]:
    return Oracle


@pytest.fixture(scope="session")
def data(repo: Path) -> Path:
    return repo / "tests" / "data" / "network"


@pytest.fixture(scope="session")
def futian(data: Path) -> gpd.GeoDataFrame:
    """Return the edges as the file has them; shared, because nothing changes its inputs."""
    return gpd.read_parquet(data / "test_shenzhen_futian_edges.parquet")


@pytest.fixture(scope="session")
def tangle() -> Callable[..., gpd.GeoDataFrame]:
    """Make a small network at random: bends, parallel edges, edges back to their start, parts that do not meet."""

    def make(seed: int, nodes: int = 7, edges: int = 9) -> gpd.GeoDataFrame:
        rng = np.random.default_rng(seed)
        place = np.array([113.65, 34.75]) + rng.uniform(-0.004, 0.004, (nodes, 2))
        u, v = rng.integers(0, nodes, (2, edges))
        bends = [
            rng.uniform(-0.002, 0.002, (rng.integers(0 if a != b else 2, 4), 2)) for a, b in zip(u, v, strict=True)
        ]
        lines = [
            shapely.LineString([place[a], *(place[a] + bend), place[b]]) for a, b, bend in zip(u, v, bends, strict=True)
        ]
        return gpd.GeoDataFrame({"u": u, "v": v}, geometry=lines, crs="EPSG:4326")

    return make
