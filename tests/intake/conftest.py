"""The corpus of odd files, an eye on what reading opens, and ways to make files of every format in memory."""

import io
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import shapely
import xlsxwriter

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
PACKAGE = """
CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INT);
CREATE TABLE gpkg_spatial_ref_sys (srs_id INT, organization TEXT, organization_coordsys_id INT, definition TEXT);
"""
WATCHED = ("open", "os.", "socket.", "subprocess.", "shutil.", "tempfile.")


def long_cell() -> bytes:
    """Make the list whose first address has 400,000 signs."""
    text = (CORPUS / "c01a_utf8_bom.csv").read_text(encoding="utf-8-sig")
    return text.replace("宝丰县梅园路,", "路" * 400_000 + ",", 1).encode()


def bomb() -> bytes:
    """Make a workbook of 0.3 MB whose one sheet unpacks to 98 MB."""
    row = b'<row><c t="inlineStr"><is><t>A</t></is></c></row>'
    return workbook_of(b"<worksheet><sheetData>" + row * 2_000_000 + b"</sheetData></worksheet>")


def workbook_of(sheet: bytes, **others: bytes) -> bytes:
    """Make a workbook around the XML of its one sheet; ``xl__styles=...`` replaces another part."""
    with zipfile.ZipFile(io.BytesIO(workbook({"S": [["x"]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    return zipped(parts | {name.replace("__", "/") + ".xml": part for name, part in others.items()})


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], arrange: Callable[..., None] | None = None) -> bytes:
    """Make a workbook; ``arrange(book, sheets)`` may add what plain rows cannot say."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        made = {name: book.add_worksheet(name) for name in sheets}
        for name, rows in sheets.items():
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value not in ("", None):
                        write = made[name].write_string if isinstance(value, str) else made[name].write
                        write(place, column, value)
        if arrange:
            arrange(book, made)
    return file.getvalue()


def geopackage(*statements: str, layers: Mapping[str, Sequence[tuple[str, str | None]]], srs: int = 4326) -> bytes:
    """Make a GeoPackage whose layers hold a name and a geometry (as WKT) each."""
    base = sqlite3.connect(":memory:")
    base.executescript(PACKAGE)
    base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, 'EPSG', ?, '')", (srs, srs))
    for layer, rows in layers.items():
        kind = next((wkt.split()[0] for _, wkt in rows if wkt), "POINT")
        table = '"' + layer.replace('"', '""') + '"'
        base.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, open BOOLEAN)")
        base.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", (layer,))
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?)", (layer, kind, srs))
        for name, wkt in rows:
            blob = None if wkt is None else b"GP\x00\x01" + srs.to_bytes(4, "little") + shapely.from_wkt(wkt).wkb
            base.execute(f"INSERT INTO {table} (geom, name, open) VALUES (?, ?, 1)", (blob, name))
    for statement in statements:
        base.execute(statement)
    base.commit()
    raw = base.serialize()
    base.close()
    return raw


class Watch:
    """What Python is asked to open, connect or run while somebody looks."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.seen is not None and event.startswith(WATCHED):
            self.seen.append(f"{event}{arguments!r:.200}")

    @contextmanager
    def looking(self) -> Iterator[list[str]]:
        self.seen = seen = []
        try:
            yield seen
        finally:
            self.seen = None


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Return the ways to make files."""
    return SimpleNamespace(workbook=workbook, workbook_of=workbook_of, zipped=zipped, geopackage=geopackage)


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], bytes]:
    made = {"c26a_bomb_rows.xlsx": bomb, "c40a_long_cell.csv": long_cell}
    return lambda name: made[name]() if name in made else (CORPUS / name).read_bytes()
