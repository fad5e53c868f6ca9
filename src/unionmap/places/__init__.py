"""Names, adcodes and polygons of places: who lies where, what is called how, and search by name.

adcodes are the six-digit text codes of GB/T 2260: ``410000`` a province, ``410100`` a city, ``410105`` a
county. A county that a province administers itself (济源市 419001) is its own city.
"""

from unionmap.places.address import read_address
from unionmap.places.gazetteer import LEVELS, Gazetteer, load, national
from unionmap.places.names import ZONES, contains, find_unit, fold, is_zone, level_of, stem
from unionmap.places.polygons import (
    BOUNDARY_TOLERANCE_M,
    COUNTRY,
    SIMPLIFIED_TOLERANCE_M,
    cities_at,
    locate,
    outside_country_m,
    outside_m,
    tolerance_m,
)
from unionmap.places.resolve import SAID, resolve
from unionmap.places.searching import search
from unionmap.places.units import cities_of_counties, names_of
from unionmap.places.wording import area_name, name_in

__all__ = [
    "BOUNDARY_TOLERANCE_M",
    "COUNTRY",
    "LEVELS",
    "SAID",
    "SIMPLIFIED_TOLERANCE_M",
    "ZONES",
    "Gazetteer",
    "area_name",
    "cities_at",
    "cities_of_counties",
    "contains",
    "find_unit",
    "fold",
    "is_zone",
    "level_of",
    "load",
    "locate",
    "name_in",
    "names_of",
    "national",
    "outside_country_m",
    "outside_m",
    "read_address",
    "resolve",
    "search",
    "stem",
    "tolerance_m",
]
