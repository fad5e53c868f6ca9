"""GeoJSON, and lists of plain objects such as small programs keep them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import shapely

from unionmap.intake.readers import body, features, points, stated, values
from unionmap.intake.readers.encoding import Decoded
from unionmap.intake.readers.refusal import refused
from unionmap.intake.readers.stated import WGS84, Stated
from unionmap.intake.table import Note, Table

_LISTS = ("items", "data", "list", "rows", "records", "results", "features", "stations", "sites", "points")
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
_LONGEST_NUMBER = 300


def read(source: Decoded) -> Table:
    """Read GeoJSON, or a list of objects.

    Parameters
    ----------
    source : Decoded

    Returns
    -------
    Table
        Without coordinates of its own where the objects are no GeoJSON: those are among the cells then.

    Raises
    ------
    FileRefusedError
        If it is no JSON, holds no list, or links to a CRS elsewhere.

    Examples
    --------
    >>> point = b'{"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [113, 34]}}'
    >>> table = read(Decoded(point, "utf-8", ()))
    >>> table.cells.to_dict("list"), table.x, table.crs
    ({'id': ['7']}, array([113.]), 'EPSG:4326')
    """
    document = parse(source.data)
    found = _features(document)
    if found is None:
        key, rows = _plain_list(document)
        table = features.table(features.columns_of([values.flat(row) for row in rows]), None, "geojson", rows=len(rows))
        crs, _, told = stated.of_document(document, Stated("", by_rule=True))
        return replace(table, encoding=source.encoding, sheet=key, crs=crs, notes=(*source.notes, *table.notes, *told))
    crs, by_rule, told = stated.of_document(document, _crs(document))
    places = points.collect([points.of_geojson(feature.get("geometry")) for feature in found])
    columns = features.columns_of([_properties(feature) for feature in found])
    declared = isinstance(document, Mapping) and body.MARKER in document
    table = features.table(columns, places, "geojson", declared=declared, rows=len(found))
    notes = (*source.notes, *table.notes, *told)
    if declared:
        table = replace(table, lines=points.lines_of([_shape(feature.get("geometry")) for feature in found]))
    return replace(table, encoding=source.encoding, crs=crs, crs_by_rule=by_rule, notes=notes)


def parse(data: bytes) -> Any:
    """Parse JSON; NaN and Infinity, which are none, are let through as numbers.

    Raises
    ------
    FileRefusedError
        If it is not valid: the sentence says where.

    Examples
    --------
    >>> parse(b'{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    """
    try:
        return json.loads(data.decode(), parse_int=_whole)
    except json.JSONDecodeError as error:
        raise refused("file_not_json", line=error.lineno, column=error.colno, what=error.msg) from None
    except RecursionError:
        raise refused("file_too_deep") from None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_NUMBER else float(digits)


def _features(document: Any) -> list[Mapping[str, Any]] | None:
    if isinstance(document, list):
        kinds = {str(item.get("type")) for item in document if isinstance(item, Mapping)}
        return _checked(document) if kinds == {"Feature"} else None
    if not isinstance(document, Mapping):
        return None
    kind = str(document.get("type"))
    if kind == "FeatureCollection":
        return _checked(document.get("features"))
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES and ("coordinates" in document or "geometries" in document):
        return [{"geometry": document}]
    return None


def _checked(found: Any) -> list[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(feature, Mapping) for feature in found):
        raise refused("file_not_geojson", what="FeatureCollection")
    return found


def _shape(geometry: Any) -> Any:
    try:
        return shapely.from_geojson(json.dumps(geometry)) if geometry else None
    except (shapely.errors.ShapelyError, TypeError, ValueError):
        return None


def _properties(feature: Mapping[str, Any]) -> dict[str, str]:
    given = feature.get("properties")
    row = values.flat(given) if isinstance(given, Mapping) else {}
    if "id" in feature and "id" not in row and not isinstance(feature["id"], Mapping | list):
        row = {"id": values.text(feature["id"]), **row}
    return row


def _plain_list(document: Any) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """Find the list of objects in a document: itself, or under one of the names that such files use."""
    for key, found in _lists(document):
        if found and all(isinstance(item, Mapping) for item in found):
            return key, found
    what = type(document).__name__
    if isinstance(document, Mapping):
        what = str(document.get("type", "")) or ", ".join(map(str, list(document)[:5])) or "{}"
    raise refused("file_not_geojson", what=what)


def _lists(document: Any) -> Iterator[tuple[str, Sequence[Any]]]:
    if isinstance(document, list):
        yield "", document
    level = [("", document)]
    for _ in range(2):
        inner = [(key, value) for _, holder in level if isinstance(holder, Mapping) for key, value in holder.items()]
        inner.sort(key=lambda item: _LISTS.index(item[0]) if item[0] in _LISTS else len(_LISTS))
        yield from ((str(key), value) for key, value in inner if isinstance(value, list))
        level = inner


def _crs(document: Any) -> Stated:
    if not isinstance(document, Mapping) or "crs" not in document:
        return Stated(WGS84, by_rule=True)
    member = document["crs"]
    if not isinstance(member, Mapping):
        return Stated("", by_rule=False)
    told = member.get("properties")
    told = told if isinstance(told, Mapping) else {}
    if member.get("type") == "link" or "href" in told:
        raise refused("file_linked_crs")
    name = f"EPSG:{told['code']}" if "code" in told else str(told.get("name", "")).strip()
    crs = stated.system(name)
    notes = () if crs or not name else (Note("read_crs_unreadable", {"crs": name}),)
    return Stated(crs or name, by_rule=False, notes=notes)
