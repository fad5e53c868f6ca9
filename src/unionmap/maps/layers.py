"""Layers of ours for folium: data as an encoded block, drawn on a canvas by the runtime in ``static/``.

They are ordinary folium children: ``SiteLayer(frame).add_to(m)`` works on any `folium.Map` and beside its controls.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from folium.map import Layer

from unionmap import schema
from unionmap.errors import InputError
from unionmap.maps import columns, payload

Style = Mapping[str, str | float | bool]

_SHAPE_UNIT = 1e5
_BEHIND = "unionmap-later"


class EncodedLayer(Layer):
    """A layer whose content reaches the browser as a block that no template reads.

    Parameters
    ----------
    maker : str
        Function of the runtime that makes the Leaflet layer.
    data : str
        Lines of base64, as `payload.packing` makes them.
    later : str, default ""
        Further lines, which stand behind the code that draws: nobody waits for them. All three are attributes too.
    name : str, optional
        Name in folium's layer control.
    from_zoom : float, default 0
        Zoom from which the base map unpacks it.

    Raises
    ------
    InputError
        If the name holds a character that a template or a page would take for code.
    """

    def __init__(
        self, maker: str, data: str, later: str = "", *, name: str | None = None, from_zoom: float = 0.0
    ) -> None:
        if name is not None and payload.MEANS_SOMETHING.search(name):
            raise InputError(
                f"a layer's name passes through folium's templates: leave out {{}}<>&\"'`$ and \\ in {name!r}"
            )
        super().__init__(name=name, overlay=True, control=name is not None)
        self._name = "UnionmapLayer"
        self.maker = maker
        self.data = data
        self.later = later
        self.from_zoom = from_zoom

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002  the signature is branca's
        """Write the runtime (once a page) and this layer's block into the page."""
        figure: Any = self.get_root()
        embed_runtime(figure)
        parent: Any = self._parent
        here = self.get_name()
        figure.html.add_child(payload.Verbatim(_block(f"{here}_data", self.data)), name=f"{here}_data")
        options = f", {self.from_zoom}" if self.from_zoom else ""
        script = f'var {here} = unionmap.{self.maker}({parent.get_name()}, "{here}_data"{options});'
        figure.script.add_child(payload.Verbatim(script), name=here)
        if self.later:
            _put_behind(figure, f"{here}_later", self.later)
        return ""


def _block(name: str, lines: str) -> str:
    return f'<script type="{payload.DATA}" id="{name}">{lines}</script>'


class _Behind(payload.Verbatim):
    """Blocks behind the page's code: branca puts all code into one script, which is left for them and begun again."""

    def __init__(self) -> None:
        super().__init__("")
        self.blocks: dict[str, str] = {}

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002  the signature is branca's
        return "\n".join(["</script>", *self.blocks.values(), "<script>"])


def _put_behind(figure: Any, name: str, lines: str) -> None:
    behind = figure.script._children.pop(_BEHIND, None) or _Behind()
    behind.blocks[name] = _block(name, lines)
    figure.script.add_child(behind, name=_BEHIND)


def embed_runtime(figure: Any) -> None:
    """Write our part of the runtime into a page's head; a second call changes nothing."""
    style = payload.runtime("unionmap.css")
    figure.header.add_child(payload.Verbatim(f"<style>{style}</style>"), name="unionmap-css")
    for part in (
        "card",
        "core",
        "columns",
        "datum",
        "clusters",
        "hours",
        "symbols",
        "sites",
        "ground",
        "shapes",
        "starts",
        "panel",
        "bridge",
    ):
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
        super().__init__("sites", *columns.encode(drawn, lang, card=card, cluster=cluster), name=name)


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
    ground : bool, default False
        Draw below everything; such shapes have no text and take no clicks, and may be circles (``radius``, metres).
    kind : str, default ""
        Kind of site that the shapes stand for; a filter by kind shows and hides them.
    """

    def __init__(
        self,
        geometries: Sequence[Any],
        styles: Sequence[Style] | Style,
        *,
        tips: Sequence[str] = (),
        ground: bool = False,
        kind: str = "",
    ) -> None:
        each = [styles] * len(geometries) if isinstance(styles, Mapping) else list(styles)
        content = {
            "shapes": [_rings(geometry) for geometry in geometries],
            "closed": [int(shapely.get_dimensions(geometry) == 2) for geometry in geometries],
            "styles": [dict(style) for style in each],
            "tips": list(tips),
            "kind": kind,
        }
        super().__init__("ground" if ground else "shapes", payload.encode(content))


class LabelLayer(EncodedLayer):
    """Names on the map, drawn without overlaps.

    Parameters
    ----------
    texts : sequence of str
    lon, lat : sequence of float
        Degrees, WGS-84.
    zooms : sequence of float
        Zoom from which each is shown; earlier ones win where two would overlap.
    places : sequence of bool, optional
        Which of them lie at a real place, where a search may start; the point of a county's name is none.
    """

    def __init__(
        self,
        texts: Sequence[str],
        lon: Sequence[float],
        lat: Sequence[float],
        zooms: Sequence[float],
        *,
        places: Sequence[bool] = (),
    ) -> None:
        content = {"text": list(texts), "x": [round(x, 4) for x in lon], "y": [round(y, 4) for y in lat]}
        where = [number for number, real in enumerate(places) if real]
        super().__init__("labels", payload.encode({**content, "zoom": list(zooms), "places": where}))


def _rings(geometry: Any) -> list[list[int]]:
    parts = shapely.get_parts(geometry)
    pieces = shapely.get_rings(parts) if shapely.get_dimensions(geometry) == 2 else parts
    flat = []
    for piece in pieces:
        whole = np.round(shapely.get_coordinates(piece) * _SHAPE_UNIT).astype(np.int64)
        flat.append([int(step) for step in np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()])
    return flat
