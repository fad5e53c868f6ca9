"""Links that hand a walk over to a map app, each in the datum that the app expects."""

from urllib.parse import quote

from unionmap import crs
from unionmap.text import Words

APPS = {
    "amap": Words("高德导航", "Amap"),
    "baidu": Words("百度地图", "Baidu Maps"),
    "geo": Words("手机地图", "Phone map"),
}


def links(lon: float, lat: float, name: str) -> dict[str, str]:
    """Return a link for each app of `APPS`.

    Amap takes GCJ-02 (``coordinate=gaode``), longitude first; Baidu takes BD-09 (``bd09ll``), latitude first;
    ``geo:`` (RFC 5870) takes WGS-84, latitude first.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS-84 (EPSG:4326).
    name : str
        Shown at the destination; percent-encoded whole.

    Examples
    --------
    >>> links(113.65, 34.75, "驿站")["geo"]
    'geo:34.750000,113.650000?q=34.750000,113.650000(%E9%A9%BF%E7%AB%99)'
    """
    label = quote(name, safe="", errors="replace")
    (gx, gy), (bx, by) = (crs.from_wgs84(lon, lat, datum) for datum in ("gcj02", "bd09"))
    return {
        "amap": f"https://uri.amap.com/navigation?to={gx:.6f},{gy:.6f},{label}&mode=walk&coordinate=gaode&callnative=1",
        "baidu": (
            f"https://api.map.baidu.com/marker?location={by:.6f},{bx:.6f}&title={label}&content={label}"
            "&coord_type=bd09ll&output=html&src=webapp.unionmap.unionmap"
        ),
        "geo": f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}({label})",
    }
