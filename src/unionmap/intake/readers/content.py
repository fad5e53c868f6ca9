"""What a file is, by its content; its name is never asked."""

import re

from unionmap.intake.readers.refusal import refused

_MAGIC = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"PAR1", "Parquet"),
    (b"fgb", "FlatGeobuf"),
    (b"ARROW1", "Arrow"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SQLITE = b"SQLite format 3\0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SHAPE = b"\x00\x00\x27\x0a"
_JSON = re.compile(rb"\s*(?:\{\s*[\"'}]|\[\s*[\[{\"'\d\]-])")
_XML = re.compile(rb"\s*<(?:[?]xml|!DOCTYPE|!--|[A-Za-z_][\w:.-]*[\s/>])", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!DOCTYPE\s+html|html|head|body|table|meta|style)[\s>]", re.IGNORECASE)
_SHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 4096


def of_bytes(raw: bytes) -> str:
    r"""Tell what a file is: ``zip``, ``gpkg`` or ``text``.

    Parameters
    ----------
    raw : bytes

    Raises
    ------
    FileRefusedError
        If it is empty, or of a kind that holds no list that can be read.

    Examples
    --------
    >>> of_bytes(b"PK\x03\x04"), of_bytes("名称,经度".encode())
    ('zip', 'text')
    """
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise refused("file_empty")
    if raw.startswith(_ZIP):
        return "zip"
    if raw.startswith(_SQLITE):
        return "gpkg"
    if raw.startswith(_OLE):
        raise refused("file_locked" if _LOCKED in raw else "file_old_excel")
    if raw.startswith(_SHAPE):
        raise refused("file_bare_shp")
    for magic, name in _MAGIC:
        if raw.startswith(magic) and not _is_word(raw, magic):
            raise refused("file_not_a_list", what=name)
    return "text"


def _is_word(raw: bytes, magic: bytes) -> bool:
    """Tell whether letters that some format begins with are simply the first word of a text."""
    return magic.isalnum() and not any(sign < 32 and sign not in b"\t\r\n" for sign in raw[:512])


def of_text(data: bytes) -> str:
    """Tell what a text in UTF-8 is: ``json``, ``kml`` or ``csv``.

    Parameters
    ----------
    data : bytes

    Raises
    ------
    FileRefusedError
        If it is a web page, a workbook saved as XML, or some other XML.

    Examples
    --------
    >>> of_text(b'{"type": "FeatureCollection"}'), of_text("[编号],名称".encode())
    ('json', 'csv')
    """
    head = data[:_HEAD]
    if _JSON.match(head):
        return "json"
    if not _XML.match(head):
        return "csv"
    if _SHEET_XML in head:
        raise refused("file_xml_sheet")
    root = _root(data)
    if root == "kml":
        return "kml"
    if _HTML.search(head):
        raise refused("file_html")
    raise refused("file_other_xml", root=root)


def _root(data: bytes) -> str:
    """Name the first element, past declarations and remarks; its parser checks the rest."""
    bare = re.sub(rb"<[?].*?[?]>|<!--.*?-->", b"", data[: 16 * _HEAD], flags=re.DOTALL)
    bare = re.sub(rb"<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", b"", bare, flags=re.DOTALL | re.IGNORECASE)
    found = re.search(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", bare)
    return found.group(2).decode() if found else ""
