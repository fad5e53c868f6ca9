"""KML and KMZ: every placemark of every folder."""

import html
import math
import re
from dataclasses import replace
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from unionmap.intake.readers import body, features, limits, points
from unionmap.intake.readers.archives import Archive
from unionmap.intake.readers.encoding import Decoded
from unionmap.intake.readers.refusal import refused
from unionmap.intake.table import Table

WGS84 = "EPSG:4326"
_CHUNK = 1 << 20
_DEEPEST = 200
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_PLAIN = frozenset({"name", "description", "address", "phoneNumber"})
_OTHERS = frozenset({"LineString", "LinearRing", "Polygon", "Model", "Track", "MultiTrack"})
_DECLARATION = re.compile(rb"^\s*<[?]xml[^>]*[?]>")


def of_kmz(archive: Archive) -> bytes:
    """Unpack the document of a KMZ.

    Parameters
    ----------
    archive : Archive
    """
    names = archive.ending(".kml")
    return archive.read(next((name for name in names if name.lower().endswith("doc.kml")), names[0]))


def read(source: Decoded) -> Table:
    """Read the placemarks of a KML.

    Parameters
    ----------
    source : Decoded

    Returns
    -------
    Table
        Columns ``name``, ``description`` (without HTML), ``folder`` (its path) and whatever the placemarks extend. In
        our own exports what the placemarks extend is everything.

    Raises
    ------
    FileRefusedError
        If it is no XML, declares a DTD, or has no placemark.

    Examples
    --------
    >>> text = ("<kml><Folder><name>郑州</name><Placemark><name>甲</name><Point><coordinates>113,34,0</coordinates>"
    ...         "</Point></Placemark></Folder></kml>")
    >>> table = read(Decoded(text.encode(), "utf-8", ()))
    >>> table.cells.to_dict("list"), table.x.tolist()
    ({'name': ['甲'], 'folder': ['郑州']}, [113.0])
    """
    placemarks = _Placemarks()
    parser = DefusedXMLParser(target=placemarks, encoding="utf-8", forbid_dtd=True)
    # The text is UTF-8 by now, whatever its declaration says.
    data = _DECLARATION.sub(b"", source.data)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException:
        raise refused("file_dtd") from None
    except ParseError as error:
        line, column = error.position
        raise refused("file_xml_damaged", line=line, column=column + 1) from None
    places = points.collect(placemarks.places)
    table = features.table(features.columns_of(placemarks.rows), places, "kml", rows=len(placemarks.rows))
    lines = MappingProxyType(placemarks.lines if table.declared else {})
    notes = (*source.notes, *table.notes)
    return replace(table, encoding=source.encoding, crs=WGS84, crs_by_rule=True, lines=lines, notes=notes)


class _Placemarks:
    """Target of the parser: keeps the path of elements, the names of folders, and one placemark at a time."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.places: list[points.Place] = []
        self.path: list[str] = []
        self.folders: list[str] = []
        self.row: dict[str, str] | None = None
        self.extra: dict[str, str] = {}
        self.found: list[points.Place] = []
        self.lines: dict[int, shapely.LineString] = {}
        self.fields: list[str] = []
        self.key = ""
        self.texts: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition("}")[2]
        if len(self.path) >= _DEEPEST:
            raise refused("file_too_deep")
        self.path.append(local)
        self.texts = []
        if local in ("Folder", "Document"):
            self.folders.append("")
        elif local == "Placemark":
            self.row, self.extra, self.found = {}, {}, []
        elif local in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
        elif local == "SimpleField":
            self.fields.append(attributes.get("name", ""))
        elif local in _OTHERS:
            self.found.append((math.nan, math.nan, points.NOT_A_POINT))

    def data(self, text: str) -> None:
        self.texts.append(text)

    def end(self, _: str) -> None:
        local = self.path.pop()
        parent = self.path[-1] if self.path else ""
        text = "".join(self.texts)
        self.texts = []
        if local in ("Folder", "Document"):
            self.folders.pop()
        elif local == "name" and parent == "Folder":
            self.folders[-1] = text.strip()
        elif self.row is not None:
            self.inside(local, parent, text)

    def inside(self, local: str, parent: str, text: str) -> None:
        if local == "Placemark":
            self.close_placemark()
        elif parent == "Placemark" and local in _PLAIN:
            self.row = {**(self.row or {}), local: _plain(text) if local == "description" else text}
        elif local == "SimpleData" or (local == "value" and parent == "Data"):
            self.extra[self.key] = text
        elif local == "coordinates" and parent == "Point":
            self.found.append(_place(text))
        elif local == "coordinates" and parent == "LineString" and body.MARKER in self.extra:
            self.lines |= _line(len(self.rows), text)

    def close_placemark(self) -> None:
        self.rows.append(self.declared() if body.MARKER in self.extra else self.named())
        self.places.append(_one(self.found))
        self.row = None
        if len(self.rows) > limits.ROWS:
            raise refused("file_too_many_rows", limit=limits.ROWS)

    def declared(self) -> dict[str, str]:
        return {**dict.fromkeys(self.fields, ""), **self.extra}

    def named(self) -> dict[str, str]:
        given = self.row or {}
        row: dict[str, str] = {name: given[name] for name in ("name", "description") if name in given}
        folder = "/".join(name for name in self.folders if name)
        row |= {"folder": folder} if folder else {}
        row |= {name: text for name, text in given.items() if name not in row}
        for name, text in self.extra.items():
            row[name if name not in row else f"{name}_2"] = text
        return row

    def close(self) -> None:
        return


def _one(found: list[points.Place]) -> points.Place:
    if len(found) > 1:
        return math.nan, math.nan, points.NOT_A_POINT
    return found[0] if found else points.NOWHERE


def _line(row: int, text: str) -> dict[int, shapely.LineString]:
    try:
        pairs = [tuple(map(float, part.split(",")[:2])) for part in re.sub(r"\s*,\s*", ",", text.strip()).split()]
        return {row: shapely.LineString(pairs)}
    except (ValueError, shapely.errors.ShapelyError):
        return {}


def _place(text: str) -> points.Place:
    tuples = re.sub(r"\s*,\s*", ",", text.strip()).split()
    if not tuples:
        return points.NOWHERE
    if len(tuples) > 1:
        return math.nan, math.nan, points.NOT_A_POINT
    try:
        east, north = map(float, tuples[0].split(",")[:2])
    except ValueError:
        return math.nan, math.nan, points.NOT_A_NUMBER
    return points.pair(east, north)


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()
