"""The CRS that a file names, as an EPSG code where there is one. Nothing is fetched, no grid is read."""

import re

from pyproj import CRS
from pyproj.exceptions import CRSError

from unionmap.crs import find_name
from unionmap.intake.readers.refusal import refused

_CODE = re.compile(
    r"(?:urn:ogc:def:crs:)?(?:https?://www\.opengis\.net/def/crs/)?(EPSG|ESRI|OGC)[:/][\w.:/]*?(\w+)$", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"grids(?!\s*=\s*@null\b)|PARAMETERFILE|\+init", re.IGNORECASE)
_SHIFTED = frozenset({"gcj02", "bd09"})
_CRS84 = frozenset({"CRS84", "CRS84H"})
_CONFIDENCE = 70
"""How sure pyproj must be that a WKT means an EPSG code: the WKT of Esri differs in names from that of EPSG."""

_LONGEST = 20_000


def of_name(name: str) -> str:
    """Return the CRS that a name means, ``EPSG:4547``; ``""`` where no registry has it.

    Examples
    --------
    >>> of_name("urn:ogc:def:crs:EPSG::4547"), of_name("urn:ogc:def:crs:OGC:1.3:CRS84"), of_name("GCJ-02")
    ('EPSG:4547', 'EPSG:4326', '')
    """
    found = _CODE.match(name.strip())
    if not found:
        return ""
    authority, code = found.group(1).upper(), found.group(2).upper()
    if authority == "OGC":
        return "EPSG:4326" if code in _CRS84 else ""
    return of_code(authority, code)


def of_code(authority: str, code: str) -> str:
    """Return a CRS by the code of a registry; ``""`` if there is none.

    Examples
    --------
    >>> of_code("EPSG", "4490"), of_code("EPSG", "999999")
    ('EPSG:4490', '')
    """
    if not code.isascii() or not code.isalnum():
        return ""
    try:
        CRS.from_authority(authority, code)
    except CRSError:
        return ""
    return f"{authority}:{code}"


def of_wkt(wkt: str) -> str:
    """Return the CRS of a WKT: its EPSG code if pyproj finds one, else the WKT; ``""`` if it is none.

    A WKT whose name is that of a shifted datum, which no registry has, is that: ``gcj02``.

    Raises
    ------
    FileRefusedError
        If the WKT points to files of its own (grids), which would be read when it is used.

    Examples
    --------
    >>> of_wkt('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    ...        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]')
    'EPSG:4326'
    """
    if _ELSEWHERE.search(wkt):
        raise refused("file_grid_crs")
    if "[" not in wkt or len(wkt) > _LONGEST:
        return ""
    try:
        crs = CRS.from_wkt(wkt)
        if find_name(crs.name) in _SHIFTED:
            return find_name(crs.name)
        code = _own_code(crs) or crs.to_epsg(min_confidence=_CONFIDENCE)
    except CRSError:
        return ""
    return f"EPSG:{code}" if code else wkt


def _own_code(crs: CRS) -> int | None:
    """Return the code that a WKT gives itself: alike systems, which pyproj may mix up, differ in that."""
    own = crs.to_json_dict().get("id", {})
    is_known = own.get("authority") == "EPSG" and of_code("EPSG", str(own.get("code")))
    return int(own["code"]) if is_known else None
