r"""What ends the lines of a delimited text: a line feed, a carriage return or both, and no other sign."""

import re
from collections import Counter
from collections.abc import Sequence

from unionmap.intake.readers.refusal import refused

_HEAD_BYTES = 1 << 16
_MANY = 10
"""As many times as often as line feeds carriage returns must stand to be what ends lines."""
_QUOTED = re.compile(rb'"[^"]*"')
_ALONE = re.compile(rb"\r(?!\n|\Z)")
_OTHERS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What Python takes for ends of lines too, and no program that writes lists does."""


def parted(data: bytes, delimiters: Sequence[str]) -> bytes:
    r"""Return a text whose lines end with a line feed, after a carriage return or not.

    Old Macs end them with a carriage return alone, and so do some lines of lists pasted together; elsewhere it is a
    sign of the cell in which it stands.

    Raises
    ------
    FileRefusedError
        If only signs that end no lines part its rows.

    Examples
    --------
    >>> parted(b'a,b\r1,"x\ny"\r2,z', ","), parted(b"a,b\r\n1,x\r2,y\r\n3,\r\n", ",")
    (b'a,b\n1,"x\ny"\n2,z', b'a,b\r\n1,x\n2,y\r\n3,\r\n')
    """
    text = data.strip()
    if b"\r" not in text and b"\n" not in text:
        _check_line(text, delimiters)
    elif data.count(b"\r") > data.count(b"\r\n"):
        bare = _QUOTED.sub(b"", text[:_HEAD_BYTES])
        if bare.count(b"\r") >= _MANY * max(bare.count(b"\n"), 1 / _MANY):
            return data.replace(b"\r", b"\n")
        return _mended(data, delimiters)
    return data


def _check_line(text: bytes, delimiters: Sequence[str]) -> None:
    """Refuse a text of one line in which other signs part what look like rows."""
    rows = _OTHERS.split(text[:_HEAD_BYTES].decode("utf-8", "ignore"))
    cells = [{row.count(sign) for row in rows[:2]} for sign in delimiters]
    if len(rows) > 1 and any(len(found) == 1 and found != {0} for found in cells):
        raise refused("file_no_lines")


def _mended(data: bytes, delimiters: Sequence[str]) -> bytes:
    """End a line at carriage returns that part it into rows as wide as the others."""
    lines = data.split(b"\n")
    plain = [line for line in lines[: _MANY**3] if not _ALONE.search(line) and b'"' not in line]
    usual: dict[bytes, int] = {}
    for sign in (delimiter.encode() for delimiter in delimiters):
        counts = Counter(line.count(sign) for line in plain if sign in line)
        usual |= {sign: counts.most_common(1)[0][0]} if counts else {}
    quoted = False
    for place, line in enumerate(lines):
        quoted ^= line.count(b'"') % 2 == 1
        if not quoted and b'"' not in line and _ALONE.search(line):
            pieces = [piece for piece in _ALONE.split(line) if piece]
            if len(pieces) > 1 and any(
                all(piece.count(sign) == width for piece in pieces) for sign, width in usual.items()
            ):
                lines[place] = b"\n".join(pieces)
    return b"\n".join(lines)
