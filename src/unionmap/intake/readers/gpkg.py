"""GeoPackage, read by SQLite alone: the layer of points becomes a table."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from unionmap.intake import headers
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import body, database, features, limits, points, reference, values
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.table import Note, Table
from unionmap.text import Words

_HEAD_BYTES = 8
_ENVELOPES = (0, 32, 48, 48, 64)
_EMPTY = 0x10
_KEYS = frozenset({"fid", "ogc_fid", "objectid"})
_FITNESS = {"POINT": 3, "MULTIPOINT": 2, "GEOMETRY": 1, "GEOMETRYCOLLECTION": 1}


class Layer(NamedTuple):
    """A table of the package: its column of geometry (``""`` if it has none), what kind and in which CRS."""

    name: str
    geometry: str
    kind: str
    crs: int
    columns: tuple[str, ...]


def read(raw: bytes, recognise: Recognise, *, sheet: str = "") -> Table:
    """Read one layer of a GeoPackage.

    Parameters
    ----------
    raw : bytes
    recognise : callable
        Field that a column's name means; of several layers of points the one with most fields is read.
    sheet : str, default ""
        Name of the layer.

    Returns
    -------
    Table

    Raises
    ------
    FileRefusedError
        If it is no GeoPackage, is damaged, or has no such layer.
    """
    with database.opened(raw) as connection:
        layers = _layers(connection)
        if sheet and sheet not in [layer.name for layer in layers]:
            raise refused("file_no_sheet", sheet=sheet, names=listed([layer.name for layer in layers]))
        ranked = sorted(layers, key=lambda layer: _rank(layer, recognise), reverse=True)
        chosen = [layer for layer in ranked if not sheet or layer.name == sheet]
        if not chosen:
            raise refused("file_no_rows")
        ours = [layer for layer in layers if body.MARKER in layer.columns]
        systems = {_crs(connection, layer.crs)[0] for layer in ours}
        if len(ours) > 1 and not sheet and len(systems) == 1:
            return features.joined([replace(_table(connection, layer), crs=min(systems)) for layer in ours])
        layer = chosen[0]
        table = _table(connection, layer)
        crs, notes = _crs(connection, layer.crs) if layer.geometry else ("", [])
    others = [other.name for other in layers if other.name != layer.name]
    if others:
        told: dict[str, str | Words] = {"sheet": layer.name, "rows": str(len(table.cells)), "others": listed(others)}
        notes.append(Note("read_layer_chosen", told))
    return replace(table, sheet=layer.name, crs=crs, notes=(*table.notes, *notes))


def _rank(layer: Layer, recognise: Recognise) -> tuple[int, int]:
    return _FITNESS.get(layer.kind, 0), headers.score(layer.columns, recognise)


def _layers(connection: sqlite3.Connection) -> list[Layer]:
    """List the tables that the package declares; views and virtual tables, which have no page, are none."""
    tables = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")
    real = {name for name, page in tables if page}
    if "gpkg_contents" not in real:
        raise refused("file_not_gpkg")
    geometries: dict[str, tuple[str, str, int]] = {}
    if "gpkg_geometry_columns" in real:
        query = "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
        found = connection.execute(query)
        geometries = {str(name): (str(column), str(kind).upper(), crs) for name, column, kind, crs in found}
    layers = []
    for name, kind in connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall():
        if name in real and kind in ("features", "attributes"):
            geometry = geometries.get(name, ("", "", 0))
            layers.append(Layer(name, *geometry, columns=_columns(connection, name)))
    return layers


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    cursor = connection.execute(f"SELECT * FROM {database.quoted(table)} LIMIT 0")  # noqa: S608
    return tuple(column[0] for column in cursor.description)


def _table(connection: sqlite3.Connection, layer: Layer) -> Table:
    cursor = connection.execute(f"SELECT * FROM {database.quoted(layer.name)} LIMIT {limits.ROWS + 1}")  # noqa: S608
    rows = cursor.fetchall()
    if len(rows) > limits.ROWS:
        raise refused("file_too_many_rows", limit=limits.ROWS)
    if len(rows) * len(layer.columns) > limits.CELLS:
        raise refused("file_too_many_cells", limit=limits.CELLS)
    truths = _truths(connection, layer.name)
    columns: dict[str, Sequence[str]] = {}
    found = None
    lines: Mapping[int, Any] = {}
    for place, name in enumerate(layer.columns):
        given = [row[place] for row in rows]
        if name == layer.geometry:
            shapes = _shapes(given)
            found, lines = _points(given, shapes), points.lines_of(shapes)
        elif name.casefold() not in _KEYS or place > 0:
            is_truth = name in truths
            columns[name] = [values.text(value == 1 if is_truth and value in (0, 1) else value) for value in given]
    table = features.table(columns, found, "gpkg", rows=len(rows))
    return replace(table, lines=lines if table.declared else {})


def _truths(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """Name the columns that are declared to hold truth, which SQLite keeps as 0 and 1."""
    described = connection.execute(f"PRAGMA table_info({database.quoted(table)})")
    return frozenset(name for _, name, kind, *_ in described if str(kind).upper().startswith("BOOL"))


def _shapes(blobs: Sequence[object]) -> npt.NDArray[np.object_]:
    """Read geometries: a head of 8 bytes, perhaps an envelope, then WKB."""
    wkb = np.array([_wkb(blob) for blob in blobs], dtype=object)
    return np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)


def _points(blobs: Sequence[object], shapes: npt.NDArray[np.object_]) -> points.Points:
    given: npt.NDArray[np.bool_] = np.array([blob is not None for blob in blobs], dtype=bool)
    empty = np.array([_is_empty(blob) for blob in blobs], dtype=bool)
    return points.of_shapes(shapes, given & ~empty & shapely.is_missing(shapes))


def _is_empty(blob: object) -> bool:
    return isinstance(blob, bytes) and blob[:2] == b"GP" and len(blob) > 3 and bool(blob[3] & _EMPTY)


def _wkb(blob: object) -> bytes | None:
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) <= _HEAD_BYTES:
        return None
    envelope = blob[3] >> 1 & 7
    return blob[_HEAD_BYTES + _ENVELOPES[envelope] :] or None if envelope < len(_ENVELOPES) else None


def _crs(connection: sqlite3.Connection, code: int) -> tuple[str, list[Note]]:
    query = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    found = connection.execute(query, (code,)).fetchone()
    if code in (0, -1) or found is None:
        return "", []
    authority, number, wkt = map(str, found)
    crs = reference.of_code(authority.upper(), number) or reference.of_wkt(wkt)
    return crs, [] if crs else [Note("read_crs_unreadable", {"crs": f"{authority}:{number}"})]
