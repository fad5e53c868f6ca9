"""Data and code on their way into a page: as a base64 block or verbatim, never through a template.

branca compiles what a template rendered a second time, so a name such as ``{{ ... }}`` would run on the server.
The base64 alphabet holds none of the characters that a template, HTML or JavaScript gives a meaning to.
"""

import base64
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from branca.element import Element

DATA = "text/plain"
"""Type of the script elements that hold data: a browser neither runs nor parses them."""

MEANS_SOMETHING = re.compile(r"[{}<>&\"'`$\\\u2028\u2029]")
"""What a template, HTML or JavaScript gives a meaning to."""


_QUICK, _SMALL = 4, 9
"""Levels of zlib: for much that is made while somebody waits, and for little."""


def to_bytes(content: Any) -> bytes:
    """Return JSON content as UTF-8."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


@contextmanager
def packing() -> Iterator[Callable[[bytes], Future[str]]]:
    """Give a function that deflates a piece while the caller makes the next: zlib lets go of the interpreter.

    Examples
    --------
    >>> with packing() as pack:
    ...     block = pack(b"{}")
    >>> unpack(block.result())
    b'{}'
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield lambda piece: pool.submit(_packed, piece, _QUICK)


def _packed(piece: bytes, level: int) -> str:
    """Return a piece, deflated, as base64 text (letters, digits, ``+``, ``/``, ``=``)."""
    return base64.b64encode(zlib.compress(piece, level)).decode("ascii")


def unpack(block: str) -> bytes:
    """Undo the packing of one piece."""
    return zlib.decompress(base64.b64decode(block))


def encode(content: Any) -> str:
    """Return JSON content as one packed block.

    Examples
    --------
    >>> decode(encode({"name": "{{7*7}}</script>"}))
    {'name': '{{7*7}}</script>'}
    """
    return _packed(to_bytes(content), _SMALL)


def decode(block: str) -> Any:
    """Undo `encode`."""
    return json.loads(unpack(block))


class Verbatim(Element):
    """A piece of a page that is written as it is: no template ever reads it.

    Parameters
    ----------
    text : str
        Trusted text: code of the product, or markup around an encoded block.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self._text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002  the signature is branca's
        """Return the text."""
        return self._text


@cache
def runtime(name: str) -> str:
    """Return a file of the browser runtime (``maps/static``)."""
    return files("unionmap.maps").joinpath("static", name).read_text(encoding="utf-8")


@cache
def leaflet(name: str) -> str:
    """Return a file of Leaflet, from the XStatic-Leaflet package."""
    return files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")
