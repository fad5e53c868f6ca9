"""Sites as KML, for Google Earth, 奥维 and their like: a folder a kind, every column in the extended data."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

import geopandas as gpd
import pandas as pd
import shapely

from unionmap import filters, kinds, schema
from unionmap.export import datums
from unionmap.export.tables import apart, table, written
from unionmap.text import say, whole

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
_TAIL = "</Document>\n</kml>\n"
_SCHEMA = "sites"
_TYPES = {"i": "int", "u": "int", "f": "double", "b": "bool"}
_IN_GEOMETRY = ("lon", "lat", schema.LINES)


def kml(sites: Mapping[str, gpd.GeoDataFrame], *, title: str = "", lang: str = "zh", datum: str = "wgs84") -> bytes:
    """Return sites as KML 2.2.

    Every cell that holds anything is a ``SimpleData``, under the name of its column. Sites without a place have no
    geometry and no ``address``, which programs would look up. An approximate site says so in its description.

    Parameters
    ----------
    sites : mapping of str to geopandas.GeoDataFrame
        A folder a kind that has sites.
    title : str, default ""
        Name of the document; empty takes the product's own.
    lang : str, default "zh"
        Language of the folders' names and descriptions.
    datum : str, default "wgs84"
        One of `datums.DATUMS`. The format means WGS-84; another datum is named in each site's data and in the title.

    Examples
    --------
    >>> import unionmap as um
    >>> kml(um.load())[:38]
    b'<?xml version="1.0" encoding="UTF-8"?>'
    """
    filled = {kind: frame for kind, frame in sites.items() if len(frame)}
    cells = {kind: _cells(frame, datum) for kind, frame in filled.items()}
    named = "" if datum == "wgs84" else f" · {datums.get(datum).word}"
    heading = schema.without_controls(pd.Series([whole(title or say("app.title", lang)) + named], dtype="str")).iloc[0]
    parts = [_written(_text("name", heading)), _written(_fields(cells))]
    for kind, frame in filled.items():
        label = kinds.get(kind).label.get(lang)
        parts += ["<Folder>\n", _written(_text("name", label)), *_placemarks(cells[kind], frame, (lang, datum))]
        parts.append("</Folder>\n")
    return (_HEAD + "".join(parts) + _TAIL).encode()


def _cells(frame: gpd.GeoDataFrame, datum: str) -> pd.DataFrame:
    rows = table(frame, datum=datum)
    rows = rows.drop(columns=[name for name in _IN_GEOMETRY if name in rows])
    texts = rows.columns[rows.dtypes == "str"]
    rows[texts] = rows[texts].apply(schema.without_controls)
    rows.columns = apart(schema.without_controls(pd.Series(rows.columns, dtype="str")), [""])  # it must have a name
    return rows


def _fields(cells: Mapping[str, pd.DataFrame]) -> Element:
    types = {
        str(name): _TYPES.get(dtype.kind, "string") for rows in cells.values() for name, dtype in rows.dtypes.items()
    }
    element = Element("Schema", {"name": _SCHEMA, "id": _SCHEMA})
    for name, kind in types.items():
        SubElement(element, "SimpleField", {"type": kind, "name": name})
    return element


def _placemarks(cells: pd.DataFrame, frame: gpd.GeoDataFrame, said: tuple[str, str]) -> Iterator[str]:
    lang, datum = said
    columns = [map(written, cells[name].tolist()) for name in cells]
    doubts = _doubts(frame, lang)
    rows = zip(cells["name"], doubts, zip(*columns, strict=True), datums.places(frame, datum), strict=True)
    for name, doubt, row, shape in rows:
        placemark = Element("Placemark")
        placemark.append(_text("name", name))
        if doubt:
            placemark.append(_text("description", doubt))
        data = SubElement(SubElement(placemark, "ExtendedData"), "SchemaData", {"schemaUrl": f"#{_SCHEMA}"})
        for column, cell in zip(cells.columns, row, strict=True):
            if cell:
                SubElement(data, "SimpleData", {"name": column}).text = cell
        if shape is not None:
            placemark.append(_geometry(shape))
        yield _written(placemark)


def _doubts(frame: gpd.GeoDataFrame, lang: str) -> list[str]:
    """Say of approximate sites how far off they may be, in our own words: programs show a description as HTML."""
    rough = filters.approximate(frame) & frame["precision"].isin(list(schema.PRECISIONS))
    return [
        say("export.rough", lang, precision=schema.PRECISIONS[precision].label.get(lang), error=f"{error:.0f}")
        if is_rough
        else ""
        for is_rough, precision, error in zip(rough, frame["precision"], frame["error_m"], strict=True)
    ]


def _geometry(shape: shapely.Geometry) -> Element:
    element = Element(shape.geom_type)
    pairs = [f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist()]
    if shape.geom_type == "LineString":
        SubElement(element, "tessellate").text = "1"
    SubElement(element, "coordinates").text = " ".join(pairs)
    return element


def _text(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element


def _written(element: Element) -> str:
    # A parser turns a bare carriage return into a line feed.
    return tostring(element, encoding="unicode").replace("\r", "&#13;") + "\n"
