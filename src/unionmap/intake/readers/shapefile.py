"""A zipped Shapefile: points from the .shp, their attributes from the .dbf, the CRS from the .prj."""

import math
import struct
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from unionmap.intake.readers import dbase, features, limits, points, reference, shortened
from unionmap.intake.readers.archives import Archive
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.table import Note, Table
from unionmap.text import Words

_HEAD_BYTES = 100
_RECORD = struct.Struct(">ii")
_KIND = struct.Struct("<i")
_POINT = struct.Struct("<dd")
_COUNT = struct.Struct("<i")
_LINE = 3
_LINE_HEAD = struct.Struct("<32xii")
_POINTS = frozenset({1, 11, 21})
_MULTIPOINTS = frozenset({8, 18, 28})
_NO_DATA = -1e38
"""What the format's description calls no value."""


def read(archive: Archive, *, sheet: str = "") -> Table:
    """Read one layer of a zipped Shapefile, or all layers of an export of ours.

    Parameters
    ----------
    archive : Archive
    sheet : str, default ""
        Name of the layer; by default the first that holds points.

    Returns
    -------
    Table

    Raises
    ------
    FileRefusedError
        If it is damaged, has no such layer, or lacks its .dbf.
    """
    layers = {name[:-4].rpartition("/")[2]: name for name in archive.ending(".shp")}
    if sheet and sheet not in layers:
        raise refused("file_no_sheet", sheet=sheet, names=listed(list(layers)))
    told = shortened.companion(archive)
    ours = [name for name in layers if name in told]
    if len(ours) > 1 and not sheet:
        tables = [_layer(archive, layers[name], told[name]) for name in ours]
        if len({table.crs for table in tables}) == 1 and all(table.declared for table in tables):
            return replace(features.joined(tables), sheet="")
    wanted = [sheet] if sheet else list(layers)
    chosen = max(wanted, key=lambda name: _kind(next(archive.chunks(layers[name]), b"")) in _POINTS | _MULTIPOINTS)
    table = _layer(archive, layers[chosen], told.get(chosen))
    others = [name for name in layers if name != chosen]
    values: dict[str, str | Words] = {"sheet": chosen, "rows": str(len(table.cells)), "others": listed(others)}
    more = (Note("read_layer_chosen", values),) if others else ()
    return replace(table, sheet=chosen, notes=(*table.notes, *more))


def _layer(archive: Archive, part: str, told: object) -> Table:
    name = part[:-4].rpartition("/")[2]
    dbf = _sibling(archive, part, ".dbf")
    if dbf is None:
        raise refused("file_no_dbf", name=name)
    declared = (_sibling(archive, part, ".cpg") or b"").decode("ascii", "replace")
    attributes = dbase.read(dbf, declared)
    places = [_place(record) for record in _records(archive.read(part))]
    if len(places) != len(attributes.deleted):
        raise refused("file_damaged")
    kept = [row for row, deleted in enumerate(attributes.deleted) if not deleted]
    columns = {label: [cells[row] for row in kept] for label, cells in attributes.columns.items()}
    columns = shortened.restore(columns, told)
    found = points.collect([places[row] for row in kept])
    table = features.table(columns, found, "shp", rows=len(kept))
    if table.declared:
        lines = [_line(record) for record in _records(archive.read(part))]
        table = replace(table, lines=points.lines_of([lines[row] for row in kept]))
    crs, notes = _crs(archive, part)
    if attributes.guessed:
        notes.append(Note("read_encoding_guessed", {"encoding": attributes.encoding}))
    return replace(table, encoding=attributes.encoding, crs=crs, notes=(*table.notes, *notes))


def _sibling(archive: Archive, part: str, ending: str) -> bytes | None:
    wanted = part[:-4].lower() + ending
    found = next((name for name in archive.parts if name.lower() == wanted), None)
    return archive.read(found) if found else None


def _crs(archive: Archive, part: str) -> tuple[str, list[Note]]:
    prj = _sibling(archive, part, ".prj")
    if prj is None:
        return "", []
    wkt = prj.decode("utf-8-sig", "replace").strip()
    crs = reference.of_wkt(wkt)
    return crs, [] if crs else [Note("read_crs_unreadable", {"crs": wkt[:60] or "-"})]


def _kind(shp: bytes) -> int:
    return int(_KIND.unpack_from(shp, 32)[0]) if len(shp) >= _HEAD_BYTES else 0


def _records(shp: bytes) -> Iterator[bytes]:
    """Read the records of a .shp one after the other; the index (.shx) is not needed for that."""
    if not shp.startswith(b"\x00\x00\x27\x0a") or len(shp) < _HEAD_BYTES:
        raise refused("file_damaged")
    at, count = _HEAD_BYTES, 0
    while at + _RECORD.size <= len(shp):
        words = _RECORD.unpack_from(shp, at)[1]
        record = shp[at + _RECORD.size : at + _RECORD.size + 2 * words]
        at += _RECORD.size + 2 * words
        count += 1
        if words < 2 or len(record) < 2 * words:
            raise refused("file_damaged")
        if count > limits.ROWS:
            raise refused("file_too_many_rows", limit=limits.ROWS)
        yield record


def _line(record: bytes) -> shapely.LineString | None:
    """Read a line of one part."""
    if _KIND.unpack_from(record)[0] != _LINE or len(record) < _KIND.size + _LINE_HEAD.size:
        return None
    parts, count = _LINE_HEAD.unpack_from(record, _KIND.size)
    start = _KIND.size + _LINE_HEAD.size + 4
    if parts != 1 or count < 2 or len(record) < start + count * _POINT.size:
        return None
    return shapely.LineString(np.frombuffer(record, "<f8", 2 * count, start).reshape(-1, 2))


def _place(record: bytes) -> points.Place:
    try:
        return _point(record)
    except struct.error:
        raise refused("file_damaged") from None


def _point(record: bytes) -> points.Place:
    kind = _KIND.unpack_from(record)[0]
    if kind == 0:
        return points.NOWHERE
    at = _KIND.size
    if kind in _MULTIPOINTS:
        at += 4 * 8
        number = _COUNT.unpack_from(record, at)[0]
        if number == 0:
            return points.NOWHERE
        if number > 1:
            return math.nan, math.nan, points.NOT_A_POINT
        at += _COUNT.size
    elif kind not in _POINTS:
        return math.nan, math.nan, points.NOT_A_POINT
    x, y = _POINT.unpack_from(record, at)
    return points.NOWHERE if min(x, y) < _NO_DATA else points.pair(x, y)
