"""Where a search for the nearest can start: places of the gazetteer, and sites by their name."""

import geopandas as gpd
import pandas as pd

from unionmap import filters, kernels, places

COLUMNS = ("name", "level", "city", "county", "adcode", "lon", "lat")


def starts(sites: gpd.GeoDataFrame, text: str, *, limit: int = 6) -> pd.DataFrame:
    """Return the places that a text may mean, the likeliest first, then sites whose name holds it.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Point sites, EPSG:4326.
    text : str
        A name, short name, pinyin or its initials.
    limit : int, default 6
        Rows of each sort at most.

    Returns
    -------
    DataFrame
        ``name``, ``level`` (of the gazetteer, or ``site``), ``city``, ``county``, ``adcode``, ``lon`` and ``lat``
        (WGS-84 degrees; missing for an area, which has no one point).

    Examples
    --------
    >>> import unionmap as um
    >>> starts(um.load()["bus_stop"], "二七广场")[["name", "level"]].values.tolist()
    [['二七广场', 'site']]
    """
    known = places.search(text, limit=limit)[list(COLUMNS)]
    key = places.fold(text)
    if not key:
        return known
    named = sites[kernels.fold(sites["name"]).str.contains(key, regex=False)]
    named = named[filters.usable(named)].head(limit)
    found = pd.DataFrame({name: named[name] for name in COLUMNS[:1] + COLUMNS[2:5]}, index=named.index)
    found = found.assign(level="site", lon=named.geometry.x, lat=named.geometry.y)[list(COLUMNS)]
    return pd.concat([known, found.astype(known.dtypes.to_dict())], ignore_index=True) if len(found) else known
