"""What is in a ZIP, and its parts, unpacked in memory with every byte counted; names in it are never paths to us."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from unionmap.intake.readers import limits
from unionmap.intake.readers.refusal import listed, refused

_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1
_PARTS = (
    ("xl/workbook.bin", "XLSB"),
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("content.xml", "OpenDocument"),
    ("META-INF/MANIFEST.MF", "JAR"),
)


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP whose directory has been read and whose declared sizes are within the limits.

    Attributes
    ----------
    raw : bytes
    parts : mapping of str to zipfile.ZipInfo
    """

    raw: bytes
    parts: dict[str, zipfile.ZipInfo]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack one part piece by piece; a part that holds more than its header says is refused."""
        part = self.parts[name]
        count = 0
        for chunk in _unpacked(self.raw, part):
            count += len(chunk)
            if count > part.file_size:
                raise refused("file_bomb")
            yield chunk
        if count != part.file_size:
            raise refused("file_damaged")

    def read(self, name: str) -> bytes:
        """Unpack one part."""
        return b"".join(self.chunks(name))

    def check(self) -> None:
        """Unpack every part once, and keep nothing."""
        for name in self.parts:
            for _ in self.chunks(name):
                pass

    def ending(self, *ends: str) -> list[str]:
        """Names of the parts with one of these endings, those that programs add unasked left out."""
        return [name for name in self.parts if name.lower().endswith(ends) and not _is_added(name)]


def _is_added(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _unpacked(raw: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    head = raw[part.header_offset : part.header_offset + _LOCAL.size]
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise refused("file_damaged")
    _, name, extra = _LOCAL.unpack(head)
    start = part.header_offset + _LOCAL.size + name + extra
    packed = memoryview(raw)[start : start + part.compress_size]
    if len(packed) < part.compress_size:
        raise refused("file_damaged")
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[place : place + _CHUNK]) for place in range(0, len(packed), _CHUNK))
    else:
        yield from _inflated(packed)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    try:
        for place in range(0, len(packed), _CHUNK):
            left: bytes | memoryview = packed[place : place + _CHUNK]
            while left:
                yield unpacker.decompress(left, _CHUNK)
                left = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error:
        raise refused("file_damaged") from None
    if not unpacker.eof:
        raise refused("file_damaged")


def open_archive(raw: bytes) -> Archive:
    """Read the directory of a ZIP.

    Parameters
    ----------
    raw : bytes

    Raises
    ------
    FileRefusedError
        If it is damaged, encrypted, packed in a way that none of our formats uses, or too large when unpacked.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as archive:
    ...     archive.writestr("a.txt", "甲")
    >>> open_archive(file.getvalue()).read("a.txt").decode()
    '甲'
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except Exception:
        # A damaged directory makes zipfile raise nearly anything.
        raise refused("file_damaged") from None
    if len(infos) > limits.ENTRIES:
        raise refused("file_bomb")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise refused("file_locked")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise refused("file_damaged")
    _check_size(sum(info.file_size for info in infos), len(raw))
    return Archive(raw, {info.filename: info for info in infos})


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > limits.UNPACKED_BYTES or unpacked > max(limits.BOMB_BYTES, limits.BOMB_RATIO * packed):
        raise refused("file_bomb")


def of_archive(archive: Archive) -> str:
    """Tell what a ZIP is: ``xlsx``, ``kmz`` or ``shp``.

    Raises
    ------
    FileRefusedError
        If it is nothing that can be read; the sentence names what is in it.
    """
    if "xl/workbook.xml" in archive.parts:
        return "xlsx"
    for part, name in _PARTS:
        if part in archive.parts:
            raise refused("file_not_a_list", what=name)
    if archive.ending(".shp"):
        return "shp"
    if archive.ending(".kml"):
        return "kmz"
    raise refused("file_zip_of_others", names=listed(list(archive.parts)))
