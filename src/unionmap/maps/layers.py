"""Layers of ours for folium: data as an encoded block, drawn on a canvas by the runtime in ``static/``.

They are ordinary folium children: ``SiteLayer(frame).add_to(m)`` works on any `folium.Map` and beside its controls.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from folium.map import Layer

from unionmap import kinds, schema
from unionmap.errors import InputError
from unionmap.maps import cards, payload

Style = Mapping[str, str | float | bool]

_MEANS_SOMETHING = re.compile(r"[{}<>&\"'`\\\u2028\u2029]")
_MICRO = 1e6
_SHAPE_UNIT = 1e5


class EncodedLayer(Layer):
    """A layer whose content reaches the browser as a block that no template reads.

    Parameters
    ----------
    maker : str
        Function of the runtime that makes the Leaflet layer.
    content : object
        JSON content.
    name : str, optional
        Name in folium's layer control.

    Raises
    ------
    InputError
        If the name holds a character that a template or a page would take for code.
    """

    def __init__(self, maker: str, content: Any, *, name: str | None = None) -> None:
        if name is not None and _MEANS_SOMETHING.search(name):
            raise InputError(
                f"a layer's name passes through folium's templates: leave out {{}}<>&\"'` and \\ in {name!r}"
            )
        super().__init__(name=name, overlay=True, control=name is not None)
        self._name = "UnionmapLayer"
        self._maker = maker
        self._block = payload.encode(content)

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002  the signature is branca's
        """Write the runtime (once a page) and this layer's block into the page."""
        figure: Any = self.get_root()
        embed_runtime(figure)
        parent: Any = self._parent
        here = self.get_name()
        script = f'var {here} = unionmap.{self._maker}({parent.get_name()}, "{self._block}");'
        figure.script.add_child(payload.Verbatim(script), name=here)
        return ""


def embed_runtime(figure: Any) -> None:
    """Write our part of the runtime into a page's head; a second call changes nothing."""
    style = payload.runtime("unionmap.css")
    figure.header.add_child(payload.Verbatim(f"<style>{style}</style>"), name="unionmap-css")
    for part in ("card", "core", "sites", "shapes", "panel", "bridge"):
        script = f"<script>{payload.runtime(part + '.js')}</script>"
        figure.header.add_child(payload.Verbatim(script), name=f"unionmap-{part}")


class SiteLayer(EncodedLayer):
    """Sites as symbols, clustered, with a card each.

    Sites whose location counts are solid, rough ones hollow with their error as a circle when close;
    unlocated ones are not drawn.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Sites of one or several kinds, EPSG:4326.
    lang : str, default "zh"
        Language of the cards.
    card : bool, default True
        Open the whole card on the map; otherwise only the name.
    cluster : bool, default True
        Put close sites together at small scales.
    name : str, optional
        Name in folium's layer control.

    Examples
    --------
    >>> import folium, unionmap as um
    >>> layer = SiteLayer(um.load()["rest_station"]).add_to(folium.Map(tiles=None))
    """

    def __init__(
        self,
        frame: gpd.GeoDataFrame,
        *,
        lang: str = "zh",
        card: bool = True,
        cluster: bool = True,
        name: str | None = None,
    ) -> None:
        schema.require_wgs84(frame)
        drawn = frame[schema.located(frame) & (frame.geom_type == "Point")]
        content = {**site_columns(drawn, lang, card=card), "cluster": cluster, "lang": lang}
        super().__init__("sites", content, name=name)


def site_columns(drawn: gpd.GeoDataFrame, lang: str, *, card: bool) -> dict[str, Any]:
    """Return what the browser needs of located point sites, as columns in frame order."""
    used = [key for key in kinds.KINDS if (drawn["kind"] == key).any()]
    rows = [cards.lines(site, lang) for _, site in drawn.iterrows()] if card else []
    return {
        "kinds": [cards.badge(key, lang) for key in used],
        "kind": drawn["kind"].map(used.index).tolist(),
        "x": _deltas(drawn.geometry.x.to_numpy() * _MICRO),
        "y": _deltas(drawn.geometry.y.to_numpy() * _MICRO),
        "error": drawn["error_m"].round().astype(int).tolist(),
        "solid": [int(schema.PRECISIONS[key].counts) for key in drawn["precision"]],
        "id": drawn["site_id"].tolist(),
        "name": drawn["name"].tolist(),
        "place": (drawn["city"] + " " + drawn["county"]).str.strip().tolist(),
        "titles": cards.titles(lang) if card else {},
        "lines": rows,
        "links": cards.links(drawn) if card else [],
        "apps": cards.apps(lang),
        "url": [cards.safe_url(text) for text in drawn["source_url"]] if card else [],
    }


class ShapeLayer(EncodedLayer):
    """Polygons or lines with a style each, an optional text on hover, and optional labels.

    Parameters
    ----------
    geometries : sequence of shapely geometries
        Polygons or lines, EPSG:4326.
    styles : sequence of mappings, or one mapping for all
        Leaflet path options (``color``, ``weight``, ``fillColor``, ``fillOpacity`` ...); ``hatch`` fills with hatching.
    tips : sequence of str, optional
        Text shown on hover or tap, one a geometry.
    pane : str, default "overlay"
        ``ground`` draws below everything and takes no clicks.
    kind : str, default ""
        Kind of site that the shapes stand for; a filter by kind shows and hides them.
    """

    def __init__(
        self,
        geometries: Sequence[Any],
        styles: Sequence[Style] | Style,
        *,
        tips: Sequence[str] = (),
        pane: str = "overlay",
        kind: str = "",
    ) -> None:
        each = [styles] * len(geometries) if isinstance(styles, Mapping) else list(styles)
        content = {
            "shapes": [_rings(geometry) for geometry in geometries],
            "closed": [int(shapely.get_dimensions(geometry) == 2) for geometry in geometries],
            "styles": [dict(style) for style in each],
            "tips": list(tips),
            "pane": pane,
            "kind": kind,
        }
        super().__init__("shapes", content)


class LabelLayer(EncodedLayer):
    """Names on the map, drawn without overlaps.

    Parameters
    ----------
    texts : sequence of str
    lon, lat : sequence of float
        Degrees, WGS-84.
    zooms : sequence of float
        Zoom from which each is shown; earlier ones win where two would overlap.
    """

    def __init__(
        self, texts: Sequence[str], lon: Sequence[float], lat: Sequence[float], zooms: Sequence[float]
    ) -> None:
        content = {"text": list(texts), "x": [round(x, 4) for x in lon], "y": [round(y, 4) for y in lat]}
        super().__init__("labels", {**content, "zoom": list(zooms)})


def _deltas(values: Any) -> list[int]:
    whole = np.round(values).astype(np.int64)
    return [int(step) for step in np.diff(whole, prepend=0)]


def _rings(geometry: Any) -> list[list[int]]:
    parts = shapely.get_parts(geometry)
    pieces = shapely.get_rings(parts) if shapely.get_dimensions(geometry) == 2 else parts
    flat = []
    for piece in pieces:
        whole = np.round(shapely.get_coordinates(piece) * _SHAPE_UNIT).astype(np.int64)
        flat.append([int(step) for step in np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()])
    return flat
