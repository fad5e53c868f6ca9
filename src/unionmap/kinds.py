"""The kinds of site. A new kind is one entry here (and a seed file); everything else follows."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
    synonyms : tuple of str
        What real lists call it; a longer word that holds one of these is of this kind too.
    """

    key: str
    label: Words
    colour: str
    symbol: str
    geometry: str = "Point"
    columns: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


_ENTRIES = (
    Kind(
        "rest_station",
        Words("工会驿站", "Rest station"),
        "#D55E00",
        "circle",
        synonyms=(
            *(
                "驿站",
                "驿家",
                "暖驿",
                "翼站",
                "接力站",
                "小休站",
                "劳动者港湾",
                "港湾",
                "司机之家",
                "职工服务点",
                "环卫作息场所",
            ),
            *(
                "作息场所",
                "户外劳动者服务站",
                "户外劳动者服务点",
                "户外劳动者站点",
                "劳动者服务站",
                "服务站点",
                "驿小站",
                "休息站",
            ),
            *("爱心驿", "rest station"),
        ),
    ),
    Kind(
        "bus_route",
        Words("劳模线路", "Model-worker route"),
        "#0072B2",
        "line",
        geometry="LineString",
        columns=("mode", "stops_known", "stops_total", "is_loop"),
        synonyms=("劳模号", "工匠号", "劳模线路", "劳模专线", "劳模公交", "公交线路", "线路", "route"),
    ),
    Kind(
        "bus_stop",
        Words("劳模线路站点", "Model-worker route stop"),
        "#56B4E9",
        "square",
        columns=("mode", "route_id", "route_name", "seq", "role"),
        synonyms=(
            "model_worker_bus_stop",
            "model_worker_metro_stop",
            "公交站",
            "公交站点",
            "地铁站",
            "站台",
            "线路站点",
            "stop",
        ),
    ),
    Kind(
        "innovation_studio",
        Words("创新工作室", "Innovation studio"),
        "#009E73",
        "triangle",
        synonyms=("创新工作室", "劳模工作室", "工匠工作室", "技能大师工作室", "工作室", "studio"),
    ),
    Kind(
        "education_base",
        Words("教育基地", "Education base"),
        "#CC79A7",
        "diamond",
        synonyms=("教育基地", "爱国主义教育", "工运史馆", "红色教育", "研学基地", "education base"),
    ),
    Kind(
        "craftsman_academy",
        Words("工匠学院", "Craftsman academy"),
        "#B58900",
        "pentagon",
        synonyms=("工匠学院", "工匠学校", "劳模学院", "academy"),
    ),
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


@cache
def read(word: str) -> str:
    """Return the key of the kind that a word of a list means, or ``""``; the longest synonym in it decides.

    Examples
    --------
    >>> read("户外劳动者爱心驿站"), read("劳动者港湾"), read("劳模和工匠人才创新工作室"), read("公园")
    ('rest_station', 'rest_station', 'innovation_studio', '')
    """
    text = "".join(unicodedata.normalize("NFKC", word).casefold().split())
    if text in KINDS:
        return text
    known = {name: kind.key for kind in KINDS.values() for name in (*kind.synonyms, *kind.label, kind.key)}
    found = [name for name in known if "".join(name.casefold().split()) in text]
    return known[max(found, key=lambda name: (len(name), text.rfind(name)))] if found else ""
