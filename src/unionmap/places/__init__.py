"""Names, adcodes and polygons of places: who lies where, what is called how, and search by name.

adcodes are the six-digit text codes of GB/T 2260: ``410000`` a province, ``410100`` a city, ``410105`` a
county. A county that a province administers itself (济源市 419001) is its own city.
"""

from unionmap.places.gazetteer import LEVELS, Gazetteer, load
from unionmap.places.names import ZONES, contains, find_unit, fold, is_zone, level_of, search, stem
from unionmap.places.polygons import BOUNDARY_TOLERANCE_M, locate, outside_m

__all__ = [
    "BOUNDARY_TOLERANCE_M",
    "LEVELS",
    "ZONES",
    "Gazetteer",
    "contains",
    "find_unit",
    "fold",
    "is_zone",
    "level_of",
    "load",
    "locate",
    "outside_m",
    "search",
    "stem",
]
