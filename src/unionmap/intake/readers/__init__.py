"""From the bytes of a file to a table of text; what is in the file decides how it is read, never its name.

Nothing here knows sites, datums or checks. No other file is opened, nothing is fetched, nothing is written.
"""

from unionmap.errors import FileRefusedError
from unionmap.intake import columns
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import archives, content, delimited, encoding, geojson, gpkg, kml, limits, shapefile, xlsx
from unionmap.intake.readers.encoding import Decoded
from unionmap.intake.readers.refusal import plain, refused
from unionmap.intake.table import Table

__all__ = ["FileRefusedError", "read"]


def read(raw: bytes, name: str = "", *, sheet: str = "", recognise: Recognise = columns.recognise) -> Table:
    r"""Read the list that a file holds.

    Parameters
    ----------
    raw : bytes
        The whole file: csv, tsv, txt, xlsx, GeoJSON, a JSON list of objects, GeoPackage, zipped Shapefile, KML or KMZ.
    name : str, default ""
        What the file is called; it only goes along with a refusal, as its note.
    sheet : str, default ""
        Sheet or layer to read; by default the one that looks most like a list of sites.
    recognise : callable
        Field that a header names, ``""`` if none: what tells a header from a row.

    Returns
    -------
    Table

    Raises
    ------
    FileRefusedError
        If there is no list in it that can be read; says in one sentence why and what to do.

    Examples
    --------
    >>> table = read("名称;经度;纬度\n甲;113.1;34.2\n".encode("gbk"))
    >>> table.cells.to_dict("list"), table.encoding
    ({'名称': ['甲'], '经度': ['113.1'], '纬度': ['34.2']}, 'gb18030')
    """
    try:
        return _read(raw, sheet, recognise)
    except FileRefusedError as error:
        if name:
            error.add_note(plain(name))
        raise


def _read(raw: bytes, sheet: str, recognise: Recognise) -> Table:
    if len(raw) > limits.FILE_BYTES:
        raise refused("file_too_large", size=len(raw) >> 20, limit=limits.FILE_BYTES >> 20)
    kind = content.of_bytes(raw)
    if kind == "zip":
        return _of_archive(archives.open_archive(raw), sheet, recognise)
    if kind == "gpkg":
        return gpkg.read(raw, recognise, sheet=sheet)
    return _of_text(encoding.decode(raw), recognise)


def _of_archive(archive: archives.Archive, sheet: str, recognise: Recognise) -> Table:
    kind = archives.of_archive(archive)
    if kind == "xlsx":
        return xlsx.read(archive, recognise, sheet=sheet)
    if kind == "shp":
        return shapefile.read(archive, sheet=sheet)
    return kml.read(encoding.decode(kml.of_kmz(archive)))


def _of_text(source: Decoded, recognise: Recognise) -> Table:
    if not source.data.strip():
        raise refused("file_empty")
    kind = content.of_text(source.data)
    if kind == "json":
        return geojson.read(source)
    if kind == "kml":
        return kml.read(source)
    return delimited.read(source, recognise)
