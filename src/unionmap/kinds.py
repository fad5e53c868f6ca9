"""The kinds of site. A new kind is one entry here (and a seed file); everything else follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unionmap.errors import UnknownNameError
from unionmap.text import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of site.

    Attributes
    ----------
    key : str
        Stable key: file name, URL value, column value.
    label : Words
        What users read.
    colour : str
        Fill on the map, ``#rrggbb``, from Okabe and Ito's palette (told apart by colour-blind readers).
    symbol : str
        Outline on the map, so that kinds differ in grey print too.
    geometry : str
        ``Point`` or ``LineString``.
    columns : tuple of str
        Columns that only this kind has.
    """

    key: str
    label: Words
    colour: str
    symbol: str
    geometry: str = "Point"
    columns: tuple[str, ...] = ()


_ENTRIES = (
    Kind("rest_station", Words("工会驿站", "Rest station"), "#D55E00", "circle"),
    Kind(
        "bus_route",
        Words("劳模线路", "Model-worker route"),
        "#0072B2",
        "line",
        geometry="LineString",
        columns=("mode", "stops_known", "stops_total", "is_loop"),
    ),
    Kind(
        "bus_stop",
        Words("劳模线路站点", "Model-worker route stop"),
        "#56B4E9",
        "square",
        columns=("mode", "route_id", "route_name", "seq", "role"),
    ),
    Kind("innovation_studio", Words("创新工作室", "Innovation studio"), "#009E73", "triangle"),
    Kind("education_base", Words("教育基地", "Education base"), "#CC79A7", "diamond"),
    Kind("craftsman_academy", Words("工匠学院", "Craftsman academy"), "#B58900", "pentagon"),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.key: kind for kind in _ENTRIES})


def get(key: str) -> Kind:
    """Return one kind.

    Raises
    ------
    UnknownNameError
        If no kind has this key.

    Examples
    --------
    >>> get("rest_station").label.zh
    '工会驿站'
    """
    try:
        return KINDS[key]
    except KeyError:
        raise UnknownNameError("kind", key, KINDS) from None
