"""Street networks in OpenStreetMap's own format (.osm.pbf), read by osmium: the extra ``osm``."""

from importlib import import_module
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from unionmap.crs import WGS84
from unionmap.errors import InputError
from unionmap.network.ways import TAGS, is_walkable
from unionmap.text import fault

Numbers = npt.NDArray[np.int64]


def read(path: Path) -> gpd.GeoDataFrame:
    """Return the table of the edges of an OpenStreetMap extract that may be walked: its ways, cut where they meet.

    Nodes that the extract does not hold are left out, and a way is parted there.

    Raises
    ------
    InputError
        If osmium is not installed.
    RuntimeError
        If the file is damaged.
    """
    run, node, points = _runs(path)
    start, stop = _cuts(run, node)
    if not len(start):
        return gpd.GeoDataFrame({"u": [], "v": []}, geometry=[], crs=WGS84)
    size = stop - start + 1
    which = np.repeat(np.arange(len(start)), size)
    inside = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    lines = shapely.linestrings(points[np.repeat(start, size) + inside], indices=which)
    return gpd.GeoDataFrame({"u": node[start], "v": node[stop]}, geometry=lines, crs=WGS84)


def _cuts(run: Numbers, node: Numbers) -> tuple[Numbers, Numbers]:
    """Return where edges start and stop: at the ends of runs, and where a node is passed more than once."""
    _, inverse, counts = np.unique(node, return_inverse=True, return_counts=True)
    stays = counts[inverse] > 1
    border = run[1:] != run[:-1]
    stays[:1] = stays[-1:] = True
    stays[1:] |= border
    stays[:-1] |= border
    place = np.flatnonzero(stays)
    joined = run[place[1:]] == run[place[:-1]]
    return place[:-1][joined], place[1:][joined]


def _runs(path: Path) -> tuple[Numbers, Numbers, npt.NDArray[np.float64]]:
    """Return the nodes of walkable ways, one after the other: the number of their run, their id and their place."""
    osmium = _osmium()
    streets = osmium.FileProcessor(str(path)).with_locations()
    streets = streets.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(
        osmium.filter.KeyFilter("highway")
    )
    run, runs, nodes, points = 0, [], [], []
    for way in streets:
        if not is_walkable({key: way.tags.get(key, "") for key in TAGS}):
            continue
        run += 1
        for node in way.nodes:
            if node.location.valid():
                runs.append(run)
                nodes.append(node.ref)
                points.append((node.lon, node.lat))
            else:
                run += 1
    return np.array(runs, np.int64), np.array(nodes, np.int64), np.array(points, np.float64).reshape(-1, 2)


def _osmium() -> Any:
    try:
        return import_module("osmium")
    except ImportError:
        raise fault(InputError, "network.no_osmium") from None
