"""One point a row: what is none is a fault of its row, what is empty is a row without a place."""

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from unionmap.intake.table import Coordinates

NOT_A_POINT = "not_a_point"
NOT_A_NUMBER = "not_a_number"
NOWHERE = (math.nan, math.nan, "")
"""East, north and fault of a row without a place."""

Place = tuple[float, float, str]


class Points(NamedTuple):
    """Coordinates of all rows, NaN where there is none, and what is wrong with some."""

    x: Coordinates
    y: Coordinates
    faults: Mapping[int, str]


def lines_of(shapes: Iterable[Any]) -> Mapping[int, Any]:
    """Return the lines among geometries, by position.

    Examples
    --------
    >>> dict(lines_of([None, shapely.from_wkt("LINESTRING (0 0, 1 1)")]))
    {1: <LINESTRING (0 0, 1 1)>}
    """
    lines = {row: shape for row, shape in enumerate(shapes) if isinstance(shape, shapely.LineString)}
    return MappingProxyType(lines)


def collect(places: Sequence[Place]) -> Points:
    """Gather the places of rows.

    Examples
    --------
    >>> points = collect([(113.0, 34.0, ""), NOWHERE, (math.nan, math.nan, NOT_A_POINT)])
    >>> points.x.tolist(), dict(points.faults)
    ([113.0, nan, nan], {2: 'not_a_point'})
    """
    x = np.fromiter((place[0] for place in places), dtype=np.float64, count=len(places))
    y = np.fromiter((place[1] for place in places), dtype=np.float64, count=len(places))
    return Points(x, y, MappingProxyType({row: place[2] for row, place in enumerate(places) if place[2]}))


def pair(east: Any, north: Any) -> Place:
    """Read two numbers.

    Examples
    --------
    >>> pair(113, 34.5), pair("113", 34.5)[2], pair(math.nan, 34.5)[2]
    ((113.0, 34.5, ''), 'not_a_number', 'not_a_number')
    """
    numbers = [value for value in (east, north) if isinstance(value, int | float) and not isinstance(value, bool)]
    try:
        x, y = map(float, numbers)
    except (ValueError, OverflowError):
        return math.nan, math.nan, NOT_A_NUMBER
    return (x, y, "") if math.isfinite(x) and math.isfinite(y) else (math.nan, math.nan, NOT_A_NUMBER)


def of_geojson(geometry: Any) -> Place:
    """Read a geometry of GeoJSON.

    Examples
    --------
    >>> of_geojson({"type": "MultiPoint", "coordinates": [[113, 34]]}), of_geojson({"type": "Point", "coordinates": []})
    ((113.0, 34.0, ''), (nan, nan, ''))
    """
    for _ in range(4):
        if not isinstance(geometry, Mapping) or geometry.get("type") != "GeometryCollection":
            break
        parts = geometry.get("geometries") or [None]
        if not isinstance(parts, list) or len(parts) > 1:
            return math.nan, math.nan, NOT_A_POINT
        geometry = parts[0]
    if geometry is None or geometry == {}:
        return NOWHERE
    if not isinstance(geometry, Mapping):
        return math.nan, math.nan, NOT_A_POINT
    return _of_coordinates(geometry.get("type"), geometry.get("coordinates"))


def _of_coordinates(kind: Any, coordinates: Any) -> Place:
    if coordinates is None or coordinates == []:
        return NOWHERE
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind != "Point":
        return math.nan, math.nan, NOT_A_POINT
    if not coordinates or coordinates == [None, None]:
        return NOWHERE
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return math.nan, math.nan, NOT_A_NUMBER
    return pair(coordinates[0], coordinates[1])


def of_shapes(shapes: npt.NDArray[np.object_], unreadable: npt.NDArray[np.bool_]) -> Points:
    """Read geometries; those that could not be read are no points.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries or None
    unreadable : numpy.ndarray of bool
        Rows that have a geometry which could not be read.

    Examples
    --------
    >>> shapes = shapely.from_wkt(["POINT (1 2)", "MULTIPOINT ((3 4))", "POINT EMPTY", "LINESTRING (0 0, 1 1)"])
    >>> points = of_shapes(shapes, np.zeros(4, dtype=bool))
    >>> points.x.tolist(), dict(points.faults)
    ([1.0, 3.0, nan, nan], {3: 'not_a_point'})
    """
    single = shapely.get_num_geometries(shapes) == 1
    kinds = shapely.get_type_id(shapes)
    wrapped = single & np.isin(kinds, (shapely.GeometryType.MULTIPOINT, shapely.GeometryType.GEOMETRYCOLLECTION))
    bare = np.where(wrapped, shapely.get_geometry(shapes, 0), shapes)
    has_something = ~shapely.is_missing(bare) & ~shapely.is_empty(bare)
    is_point = has_something & (shapely.get_type_id(bare) == shapely.GeometryType.POINT)
    x, y = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    x[is_point], y[is_point] = shapely.get_x(bare[is_point]), shapely.get_y(bare[is_point])
    finite = np.isfinite(x) & np.isfinite(y)
    x[~finite], y[~finite] = np.nan, np.nan
    faults = {int(row): NOT_A_NUMBER for row in np.flatnonzero(is_point & ~finite)}
    faults |= {int(row): NOT_A_POINT for row in np.flatnonzero((has_something & ~is_point) | unreadable)}
    return Points(x, y, MappingProxyType(faults))
