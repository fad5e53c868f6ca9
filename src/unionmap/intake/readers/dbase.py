"""The attributes of a Shapefile: dBASE, whose cells are text of fixed width."""

import re
import struct
from types import MappingProxyType
from typing import NamedTuple

from unionmap.intake.readers import encoding, limits
from unionmap.intake.readers.refusal import refused

_HEAD = struct.Struct("<4xIHH17xB2x")
_FIELD = struct.Struct("<11sc4xB15x")
_END = 0x0D
_DELETED = 0x2A
_LANGUAGES = MappingProxyType({0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5hkscs", 0x78: "big5hkscs"})
_BY_NUMBER = MappingProxyType({"936": "gb18030", "54936": "gb18030", "950": "big5hkscs", "65001": "utf-8"})
_CHINESE = MappingProxyType(
    {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
)
_TRUTH = MappingProxyType({**dict.fromkeys("TtYy", "true"), **dict.fromkeys("FfNn", "false"), "?": ""})
_SAMPLE = 1 << 16
_TOLERATED = 0.05
"""Share of characters that may be broken: columns cut the last one in two where a text is too long."""

_BAD = "\ufffd"


class Field(NamedTuple):
    """One column: its name, a letter for what it holds, and its width in bytes."""

    name: bytes
    kind: bytes
    size: int


class Attributes(NamedTuple):
    """Columns of text, which records are deleted, how it is encoded and whether that had to be guessed."""

    columns: dict[str, list[str]]
    deleted: list[bool]
    encoding: str
    guessed: bool


def read(raw: bytes, declared: str) -> Attributes:
    """Read a .dbf; cells keep what is written but the blanks that fill them up.

    Parameters
    ----------
    raw : bytes
    declared : str
        What the .cpg says, ``""`` if there is none.

    Raises
    ------
    FileRefusedError
        If it is damaged.
    """
    try:
        count, head, width, language = _HEAD.unpack_from(raw)
        fields = _fields(raw, head)
    except struct.error:
        raise refused("file_damaged") from None
    if count > limits.ROWS:
        raise refused("file_too_many_rows", limit=limits.ROWS)
    if not fields or sum(field.size for field in fields) + 1 > width or head + count * width > len(raw) + 1:
        raise refused("file_damaged")
    if len(fields) * count > limits.CELLS:
        raise refused("file_too_many_cells", limit=limits.CELLS)
    records = raw[head : head + min(count * width, _SAMPLE)]
    codec = _codec(b" ".join([*(field.name for field in fields), records]).replace(b"\0", b" "), declared, language)
    starts = range(head, head + count * width, width)
    columns: dict[str, list[str]] = {}
    at = 1
    for field in fields:
        label = _text(field.name.split(b"\0")[0], codec[0])
        while label in columns:
            label += "_"
        columns[label] = [_cell(raw[start + at : start + at + field.size], field.kind, codec[0]) for start in starts]
        at += field.size
    return Attributes(columns, [raw[start] == _DELETED for start in starts], *codec)


def _fields(raw: bytes, head: int) -> list[Field]:
    fields = []
    for place in range(_HEAD.size, head - 1, _FIELD.size):
        if raw[place : place + 1] in (b"", bytes([_END])):
            break
        fields.append(Field(*_FIELD.unpack_from(raw, place)))
    return fields


def _codec(sample: bytes, declared: str, language: int) -> tuple[str, bool]:
    """Choose the encoding, and tell whether it is a guess: UTF-8 if it is that, else as declared if the bytes fit."""
    if encoding.is_strict(sample, "utf-8"):
        return "utf-8", False
    plain = re.sub(r"[^a-z0-9]", "", declared.lower())
    digits = re.sub(r"[^0-9]", "", declared)
    for codec in (_CHINESE.get(plain), _BY_NUMBER.get(digits), _LANGUAGES.get(language)):
        if codec and encoding.damage(sample, codec) < _TOLERATED:
            return codec, False
    return encoding.guess(sample), True


def _cell(cell: bytes, kind: bytes, codec: str) -> str:
    text = _text(cell, codec)
    if kind in (b"N", b"F"):
        return text.strip("*")
    if kind == b"D":
        return text.strip("0") and text
    return _TRUTH.get(text, text) if kind == b"L" else text


def _text(cell: bytes, codec: str) -> str:
    """Decode one cell; a character that the width of the column cut in two goes."""
    filled = cell.rstrip(b"\0 ")
    text = filled.decode(codec, "replace").strip()
    return text.rstrip(_BAD) if len(filled) == len(cell) else text
