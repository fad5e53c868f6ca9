"""From a table of edges to a network."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import crs
from unionmap.distance import Array
from unionmap.errors import InputError
from unionmap.network.edges import Lines, connect
from unionmap.network.graph import Network
from unionmap.network.ways import walkable
from unionmap.text import fault

_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)


def from_edges(edges: gpd.GeoDataFrame, *, datum: str | None = None) -> Network:
    """Return the network of those edges of a table that may be walked.

    Parameters
    ----------
    edges : GeoDataFrame
        Lines, in any CRS. Columns that are read where there are any: ``u`` and ``v`` (the nodes at the ends; otherwise
        lines meet where their ends have the same coordinates), ``length`` (metres; otherwise that of the line),
        ``highway``, ``foot``, ``access`` and ``motorroad`` (see `ways`; without any of them all edges may be walked).
    datum : str, optional
        What the coordinates are in truth, as a key of `crs.DATUMS` or an EPSG code: for a table that names no CRS, or
        that says EPSG:4326 of coordinates in GCJ-02.

    Raises
    ------
    InputError
        If no edge may be walked, a row is no line, no CRS is named or known, or a length is negative or not in metres.

    Examples
    --------
    >>> street = shapely.LineString([(113.65, 34.75), (113.66, 34.75), (113.66, 34.76)])
    >>> from_edges(gpd.GeoDataFrame({"highway": ["footway"]}, geometry=[street], crs="EPSG:4326"))
    Network(2 nodes, 1 edges, 2.0 km)
    """
    if not isinstance(edges, gpd.GeoDataFrame) or edges.active_geometry_name is None:
        raise fault(InputError, "network.no_geometry")
    frame = edges[walkable(edges)]
    if not len(frame):
        raise fault(InputError, "network.no_streets", total=len(edges))
    lines, length = _lines(frame), _lengths(frame)
    if {"u", "v"} <= set(frame.columns):
        if frame[["u", "v"]].isna().to_numpy().any():
            raise fault(InputError, "network.no_node")
        u, v = frame["u"].to_numpy(), frame["v"].to_numpy()
    else:
        u = v = None
        lines, length = _parts(lines, length)
    return Network(connect(_to_wgs84(lines, datum or _datum(edges)), u, v, length))


def _lines(frame: gpd.GeoDataFrame) -> Lines:
    """Return the lines of a frame, those in parts as one where the parts meet."""
    lines: Lines = frame.geometry.to_numpy().astype(object)
    wrong = ~np.isin(shapely.get_type_id(lines), _LINES) | shapely.is_empty(lines)
    if wrong.any():
        raise fault(InputError, "network.no_lines", count=int(wrong.sum()), total=len(lines))
    several = shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING
    lines[several] = shapely.line_merge(lines[several])
    return lines


def _lengths(frame: gpd.GeoDataFrame) -> Array:
    if "length" not in frame:
        return np.full(len(frame), np.nan)
    length: Array = pd.to_numeric(frame["length"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return length


def _parts(lines: Lines, length: Array) -> tuple[Lines, Array]:
    """Return each part of a line as a line of its own; the length that was given is not that of a part."""
    parts, whole = shapely.get_parts(lines, return_index=True)
    alone = np.bincount(whole, minlength=len(lines))[whole] == 1
    return parts, np.where(alone, length[whole], np.nan)


def _datum(edges: gpd.GeoDataFrame) -> str:
    if edges.crs is None:
        raise fault(InputError, "network.no_crs")
    code = edges.crs.to_epsg()
    return f"EPSG:{code}" if code else edges.crs.to_wkt()


def _to_wgs84(lines: Lines, datum: str) -> Lines:
    def convert(points: Array) -> Array:
        return np.stack(crs.to_wgs84(points[:, 0], points[:, 1], datum), axis=1)

    converted: Lines = shapely.transform(lines, convert)
    return converted
