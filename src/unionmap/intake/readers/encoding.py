"""Bytes of a text file become UTF-8, whatever a spreadsheet program wrote."""

import codecs
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from unionmap.intake.readers.refusal import refused
from unionmap.intake.table import Note

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = MappingProxyType({"big5hkscs": "big5"})
_SAMPLE = 1 << 16
_CHUNK = 1 << 20
_BAD = "\ufffd"
_COMMON_GB = frozenset([*range(0xA1, 0xA4), *range(0xB0, 0xD8)])
"""First bytes of punctuation and of the 3,755 commonest characters in GB 2312."""

_COMMON_BIG5 = frozenset(range(0xA1, 0xC7))
"""First bytes of punctuation and of the 5,401 commonest characters in Big5."""

_PLAIN_CONTROLS = b"\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f"


class Decoded(NamedTuple):
    """Text as UTF-8 without mark and NUL, how it was written, and what had to be decided."""

    data: bytes
    encoding: str
    notes: tuple[Note, ...]


def decode(raw: bytes) -> Decoded:
    r"""Find out how a text is written and return it as UTF-8; bytes that are no text become U+FFFD.

    A mark at the head decides, then whether it is UTF-8, then NULs in every other place (UTF-16), and last which of
    GB18030, Big5 and Windows-1252 makes the commonest words of it.

    Parameters
    ----------
    raw : bytes

    Raises
    ------
    FileRefusedError
        If it is no text.

    Examples
    --------
    >>> decode("名称,经度".encode("gbk")).encoding, decode(b"\xef\xbb\xbfid").data
    ('gb18030', b'id')
    """
    encoding, body = _marked(raw)
    encoding = encoding or _utf16(raw)
    if not encoding.startswith("utf-16") and not encoding.startswith("utf-32") and _is_binary(body):
        raise refused("file_binary")
    notes: list[Note] = []
    if encoding in ("", "utf-8"):
        if is_strict(body, "utf-8"):
            encoding, data = "utf-8", body
        else:
            encoding = encoding or guess(body)
            data = body.decode(encoding, "replace").encode()
    else:
        data = body.decode(encoding, "replace").encode()
    if encoding in ("gb18030", "big5hkscs", "cp1252"):
        notes.append(Note("read_encoding_guessed", {"encoding": _NAMES.get(encoding, encoding)}))
    lost = 0 if data is body else data.count(_BAD.encode())
    if lost:
        notes.append(Note("read_bytes_damaged", {"count": str(lost)}))
    return _without_nul(data, encoding, notes)


def _without_nul(data: bytes, encoding: str, notes: list[Note]) -> Decoded:
    count = data.count(b"\0")
    if count:
        data = data.replace(b"\0", b"")
        notes.append(Note("read_nul_removed", {"count": str(count)}))
    return Decoded(data, _NAMES.get(encoding, encoding), tuple(notes))


def _marked(raw: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding, raw[len(mark) :]
    return "", raw


def _utf16(raw: bytes) -> str:
    """Recognise UTF-16 without a mark: commas, digits and line ends have a NUL on one side, always the same."""
    sample = np.frombuffer(raw[: min(_SAMPLE, len(raw) & ~1)], dtype=np.uint8)
    if len(sample) < 4:
        return ""
    even, odd = (float(np.mean(sample[start::2] == 0)) for start in (0, 1))
    for encoding, full, empty in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if full > 0.1 and empty < full / 20:
            return encoding
    return ""


def _is_binary(body: bytes) -> bool:
    sample = body[:_SAMPLE]
    nul = sample.count(0)
    rest = sample.translate(None, _PLAIN_CONTROLS + b"\0")
    controls = sum(rest.count(sign) for sign in range(32))
    return nul > len(sample) / 20 + 1 or controls > len(sample) / 200 + 2


def is_strict(body: bytes, encoding: str) -> bool:
    """Tell whether bytes are text in an encoding, without keeping the text.

    Examples
    --------
    >>> is_strict("名称".encode("gbk"), "utf-8")
    False
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    view = memoryview(body)
    try:
        for start in range(0, len(body), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def guess(body: bytes) -> str:
    r"""Choose the encoding of a text that is not UTF-8 throughout.

    Examples
    --------
    >>> guess("名稱,地址".encode("big5")), guess("编号,名称".encode("gbk")), guess(b"113\xb0 E")
    ('big5hkscs', 'gb18030', 'cp1252')
    """
    sample = _sample(body)
    utf8, bad = _shares(sample, "utf-8")
    if utf8 > 0 and bad <= utf8 / 5:
        return "utf-8"
    simplified, simplified_bad = _shares(sample, "gb18030")
    traditional, traditional_bad = _shares(sample, "big5hkscs")
    if min(simplified_bad, traditional_bad) > 0.3:
        return "cp1252"
    return "big5hkscs" if traditional - 2 * traditional_bad > simplified - 2 * simplified_bad else "gb18030"


def damage(sample: bytes, encoding: str) -> float:
    """Share of signs beyond ASCII that bytes are not, if read in an encoding.

    Examples
    --------
    >>> damage("名称".encode("gbk"), "gb18030"), damage("名称".encode("gbk"), "utf-8")
    (0.0, 1.0)
    """
    return _shares(sample, encoding)[1]


def _sample(body: bytes) -> bytes:
    """Return the neighbourhood of the first byte that is not ASCII: long lists may begin with pages of digits."""
    high = np.frombuffer(body, dtype=np.uint8) > 0x7F
    first = int(np.argmax(high)) if len(body) else 0
    return body[first : first + _SAMPLE]


def _shares(sample: bytes, encoding: str) -> tuple[float, float]:
    """Share of signs beyond ASCII that are common ones, and of those that are none at all."""
    signs = [sign for sign in sample.decode(encoding, "replace") if sign > "\x7f"]
    bad = signs.count(_BAD)
    good = sum(sign != _BAD and _is_common(sign, encoding) for sign in signs)
    return good / max(len(signs), 1), bad / max(len(signs), 1)


def _is_common(sign: str, encoding: str) -> bool:
    code = sign.encode(encoding, "replace")
    if encoding == "gb18030":
        return len(code) == 2 and code[0] in _COMMON_GB and code[1] >= 0xA1
    return encoding == "utf-8" or code[0] in _COMMON_BIG5
