"""Geocoding: places for rows that have an address and no coordinate. Optional, and off unless a caller asks.

One interface (`Geocoder`) and one provider (`Amap`), built against its published documentation and not tested
against the live service. Nothing here runs on import, nothing is asked but addresses, and `docs/geocoding.md` says
what that costs.
"""

from unionmap.intake.geocode.amap import Amap, from_environment
from unionmap.intake.geocode.answers import LEVELS, Answer, Geocoder
from unionmap.intake.geocode.cache import Cache
from unionmap.intake.geocode.missing import locate_missing
from unionmap.intake.geocode.transport import Pace, fetch

__all__ = ["LEVELS", "Amap", "Answer", "Cache", "Geocoder", "Pace", "fetch", "from_environment", "locate_missing"]
