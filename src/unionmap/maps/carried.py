"""What an offline page may carry: layers of ours, and those of folium's that load nothing and hold no markup."""

from collections.abc import Iterator
from typing import Any

import folium
from branca.element import Element

from unionmap.errors import InputError
from unionmap.maps import payload
from unionmap.maps.layers import EncodedLayer

_PLAIN = (
    folium.Map,
    folium.FeatureGroup,
    folium.LayerControl,
    folium.CircleMarker,
    folium.Circle,
    folium.PolyLine,
    folium.Polygon,
    folium.Rectangle,
    folium.Popup,
    folium.Tooltip,
    folium.FitBounds,
    EncodedLayer,
    payload.Verbatim,
)


def require(m: folium.Map) -> None:
    """Check every layer of a map.

    Raises
    ------
    InputError
        Naming the layers that load something from elsewhere, or whose text passes through templates and would be
        taken for code there.
    """
    for element in _all(m):
        what = type(element).__name__
        if not isinstance(element, _PLAIN):
            raise InputError(
                f"this map holds a {what}, which may load from elsewhere or pass its text through templates, so an "
                "offline page cannot carry it: use the layers of unionmap.maps"
            )
        for text in _texts(element):
            if payload.MEANS_SOMETHING.search(text):
                raise InputError(
                    f"the text of a {what} passes through templates, and {text[:40]!r} holds characters that are code "
                    "there: leave out {}<>&\"'`$ and \\, or use the layers of unionmap.maps"
                )


def _all(element: Any) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _all(child)


def _texts(element: Any) -> Iterator[str]:
    if isinstance(element, folium.Tooltip):
        yield str(element.text)
    elif isinstance(element, folium.Popup):
        for part in element.html._children.values():
            yield str(getattr(part, "data", "<"))  # what is no text is markup
    elif isinstance(element, folium.FeatureGroup):
        yield str(element.layer_name)
