"""Data and code on their way into a page: as a base64 block or verbatim, never through a template.

branca compiles what a template rendered a second time, so a name such as ``{{ ... }}`` would run on the server.
The base64 alphabet holds none of the characters that a template, HTML or JavaScript gives a meaning to.
"""

import base64
import json
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

from branca.element import Element


def encode(content: Any) -> str:
    """Return JSON content, deflated, as base64 text (letters, digits, ``+``, ``/``, ``=``).

    Examples
    --------
    >>> decode(encode({"name": "{{7*7}}</script>"}))
    {'name': '{{7*7}}</script>'}
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 9)).decode("ascii")


def decode(block: str) -> Any:
    """Undo `encode`."""
    return json.loads(zlib.decompress(base64.b64decode(block)))


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
