"""Street networks in GraphML, as OSMnx writes them: nodes with ``x`` and ``y``, edges with ``geometry`` where bent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from defusedxml.ElementTree import iterparse

from unionmap.errors import InputError
from unionmap.text import fault

_COLUMNS = ("length", "highway", "foot", "access", "motorroad", "geometry")


def read(path: Path) -> gpd.GeoDataFrame:
    """Return the table of edges of a GraphML file; `frames.from_edges` makes the network of it.

    Raises
    ------
    InputError
        If its nodes have no coordinates, or an edge joins nodes that it does not hold.
    xml.etree.ElementTree.ParseError, ValueError
        If it is not well-formed, or not harmless.
    """
    nodes: dict[str, tuple[float, float]] = {}
    edges: list[dict[str, str]] = []
    system = ""
    for kind, values in _elements(path):
        if kind == "node" and {"id", "x", "y"} <= set(values):
            nodes[values["id"]] = (float(values["x"]), float(values["y"]))
        elif kind == "edge":
            edges.append(values)
        elif kind == "graph":
            system = values.get("crs", "")
    table = pd.DataFrame(edges, columns=["source", "target", *_COLUMNS]).rename(columns={"source": "u", "target": "v"})
    if not set(table["u"]) | set(table["v"]) <= set(nodes):
        raise fault(InputError, "network.no_places")
    return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=_lines(table, nodes), crs=system or None)


def _elements(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Give graph, nodes and edges, each with its attributes and data by name, once they are read to the end."""
    names: dict[str, str] = {}
    data: dict[str, str] = {}
    outer: dict[str, str] = {}
    inside = False
    for event, element in iterparse(path, events=("start", "end")):
        kind = element.tag.rpartition("}")[2]
        if event == "start":
            inside = inside or kind in ("node", "edge")
        elif kind == "key":
            names[element.get("id", "")] = element.get("attr.name", "")
        elif kind == "data":
            (data if inside else outer)[names.get(element.get("key", ""), "")] = element.text or ""
        elif kind in ("node", "edge"):
            yield kind, data | _attributes(element)
            data, inside = {}, False
            element.clear()
        elif kind == "graph":
            yield kind, outer


def _attributes(element: Any) -> dict[str, str]:
    """Return where an element stands; an edge's own ``id`` is only its number among parallel ones."""
    return {key: str(element.get(key)) for key in ("id", "source", "target") if element.get(key) is not None}


def _lines(table: pd.DataFrame, nodes: dict[str, tuple[float, float]]) -> Any:
    """Return the line of each edge: as written, or straight from node to node."""
    places = pd.DataFrame.from_dict(nodes, orient="index", columns=["x", "y"], dtype=np.float64)
    ends = np.stack([places.reindex(table[end]).to_numpy() for end in ("u", "v")], axis=1)
    lines = shapely.linestrings(ends)
    written = table["geometry"].notna().to_numpy()
    lines[written] = shapely.from_wkt(table["geometry"].to_numpy(dtype=object)[written])
    return lines
