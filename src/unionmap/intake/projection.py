"""Which projection metre values are in, where nobody says: the one that puts rows into the places that they name."""

import geopandas as gpd
import pandas as pd

from unionmap import crs, places
from unionmap.intake.coordinates import Array

_MOST = 2_000
_ENOUGH = 0.6
"""Share of the rows naming a city that must fall into it."""


def find(x: Array, y: Array, cities: pd.Series) -> tuple[str, bool] | None:
    """Return the CRS of metre values and whether their axes are swapped, or None where that cannot be told.

    Parameters
    ----------
    x, y : ndarray of float64
        Metres.
    cities : pandas.Series of str
        adcode of the city that each row names, or ``""``.
    """
    candidates = crs.guess_projected(x, y)
    said = cities.head(_MOST).to_numpy()
    named = said != ""
    if not named.any():
        return candidates[0] if len(candidates) == 1 else None
    city_of = places.cities_of_counties()
    scores = {}
    for name, swapped in candidates:
        first, second = (y, x) if swapped else (x, y)
        lon, lat = crs.to_wgs84(first[: len(said)][named], second[: len(said)][named], name)
        found = places.locate(gpd.GeoSeries.from_xy(lon, lat, crs=crs.WGS84), nation=True).map(dict(city_of)).to_numpy()
        scores[name, swapped] = float((found == said[named]).mean())
    ranked = sorted(scores, key=lambda key: scores[key], reverse=True)
    if not ranked or scores[ranked[0]] < _ENOUGH:
        return None
    clear = len(ranked) == 1 or scores[ranked[1]] < scores[ranked[0]] / 2
    return ranked[0] if clear else None
