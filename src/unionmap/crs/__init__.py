"""Datums. Everything inside unionmap is WGS-84 (EPSG:4326); this package is the only way in and out.

``gcj02`` is the shifted datum of Amap, Tencent and most Chinese sources, ``bd09`` the one that Baidu puts on top
of it, ``bd09mc`` Baidu's metres; see `shifts` and `baidu` for their sources. ``cgcs2000`` (EPSG:4490) differs from
WGS-84 by centimetres and is taken as equal. Any other CRS goes by its EPSG code (``EPSG:4547``) or as WKT.
"""

from unionmap.crs.convert import AXIS_M, E2, from_wgs84, to_wgs84
from unionmap.crs.datums import DATUMS, SAME_AS_WGS84, Datum, agree, error_m, get, is_known, label, plain
from unionmap.crs.guess import guess_projected
from unionmap.crs.names import Mentions, find_mentions, find_name, is_local, read_name
from unionmap.crs.projected import OLD_DATUM_M, WGS84
from unionmap.crs.shifts import RECTANGLE, Array, Pair
from unionmap.crs.zones import fit_zone, same_zone

__all__ = [
    "AXIS_M",
    "DATUMS",
    "E2",
    "OLD_DATUM_M",
    "RECTANGLE",
    "SAME_AS_WGS84",
    "WGS84",
    "Array",
    "Datum",
    "Mentions",
    "Pair",
    "agree",
    "error_m",
    "find_mentions",
    "find_name",
    "fit_zone",
    "from_wgs84",
    "get",
    "guess_projected",
    "is_known",
    "is_local",
    "label",
    "plain",
    "read_name",
    "same_zone",
    "to_wgs84",
]
