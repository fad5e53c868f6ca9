"""Every CRS that pyproj knows by an EPSG code, and WKT, where WKT asks for no file."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from unionmap.crs.shifts import Array, Pair

WGS84 = "EPSG:4326"

OLD_DATUM_M = 120.0
"""How far a coordinate of Beijing 1954, Xi'an 1980 or New Beijing may be off, metres.

China publishes no exact transformation. Those that pyproj knows for Beijing 1954 (each for one oil field or shelf)
move a point in China by up to 111 m (measured); outside their areas it takes the coordinate as WGS-84.
"""

_EPSG = re.compile(r"epsg:(\d{4,6})", re.IGNORECASE)
_WKT = re.compile(
    r"\s*(GEOGCS|PROJCS|COMPD_CS|GEOG(RAPHIC)?CRS|GEOD(ETIC)?CRS|PROJ(ECTED)?CRS|COMPOUNDCRS)\s*[\[(]", re.I
)
# A grid named in WKT would be opened as a file, so a stranger's file would read ours.
_READS_FILES = re.compile(r"PARAMETERFILE|PROJ4_GRIDS|\binit\s*=|\bfile\s*=|grids\s*=\s*(?!@null\s*[\s\"'])", re.I)
_WKT_LIMIT = 20_000
_EXACT = re.compile(
    r"wgs.?(19)?84|world.geodetic.system.1984|china.(geodetic.coordinate.system.)?2000|cgcs.?2000", re.I
)
_OLD = re.compile(r"beijing|xi.?an", re.I)


@dataclass(frozen=True, slots=True)
class Projected:
    """A CRS that is not in the registry of datums: its key, name, unit and error, and the way there and back."""

    key: str
    name: str
    metres: bool
    error_m: float
    there: Transformer
    back: Transformer

    def forward(self, lon: Array, lat: Array) -> Pair:
        """Convert WGS-84 degrees into this CRS; NaN where it does not reach."""
        return _run(self.there, lon, lat)

    def inverse(self, x: Array, y: Array) -> Pair:
        """Convert coordinates of this CRS, easting or longitude first, into WGS-84; NaN where it does not reach."""
        return _run(self.back, x, y)


@lru_cache(maxsize=64)
def find(name: str) -> Projected | None:
    """Return the CRS of ``EPSG:<code>`` or of WKT, or None where the name is neither, or no map or degree grid."""
    system = _parse(name)
    if system is None or not (system.is_geographic or system.is_projected):
        return None
    try:
        there = Transformer.from_crs(WGS84, system, always_xy=True)
        back = Transformer.from_crs(system, WGS84, always_xy=True)
    except ProjError:
        return None
    code = _EPSG.fullmatch(name.strip())
    key = f"EPSG:{code[1]}" if code else name
    return Projected(key, system.name[:80], bool(system.is_projected), _error_m(system, back), there, back)


def parse_wkt(text: str) -> CRS | None:
    """Return the CRS of WKT, or None where it is none, or names a file."""
    if len(text) > _WKT_LIMIT or not _WKT.match(text) or _READS_FILES.search(text):
        return None
    try:
        return CRS.from_wkt(text)
    except CRSError:
        return None


def _parse(name: str) -> CRS | None:
    code = _EPSG.fullmatch(name.strip())
    if not code:
        return parse_wkt(name)
    try:
        return CRS.from_epsg(int(code[1]))
    except CRSError:
        return None


def _error_m(system: CRS, back: Transformer) -> float:
    base = system.geodetic_crs
    named = f"{base.name} {base.datum.name if base.datum else ''}" if base else ""
    if _OLD.search(named):
        return OLD_DATUM_M
    if _EXACT.search(named):
        return 0.0
    return back.accuracy if back.accuracy >= 0 else OLD_DATUM_M


def _run(transformer: Transformer, x: Array, y: Array) -> Pair:
    east, north = transformer.transform(x, y)
    known = np.isfinite(east) & np.isfinite(north)
    return np.where(known, east, np.nan), np.where(known, north, np.nan)


def code_of_wkt(text: str) -> int:
    """Return the EPSG code of WKT, 0 where no code has the same coordinates to the centimetre."""
    system = parse_wkt(text)
    code = (system.to_epsg(min_confidence=25) if system else None) or 0
    named, stated = find(f"EPSG:{code}"), find(text)
    bounds = CRS.from_epsg(code).area_of_use if named else None
    if named is None or stated is None or bounds is None or named.metres != stated.metres:
        return 0
    lon = np.linspace(bounds.west, bounds.east, 7)[1:-1]
    lat = np.linspace(bounds.south, bounds.north, 7)[1:-1]
    (x, y), (u, v) = named.forward(lon, lat), stated.forward(lon, lat)
    tolerance = 0.01 if named.metres else 1e-7
    return code if bool((np.hypot(x - u, y - v) < tolerance).all()) else 0
