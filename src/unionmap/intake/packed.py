"""Degrees with minutes and seconds packed behind the point, 113.3912 for 113°39′12″: no cell alone tells them."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from unionmap import crs, distance, kernels, places
from unionmap.intake.coordinates import Array
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.intake.written import LAT, LON, Written, between

_PACKED = r"^\s*\d{2,3}\.[0-5]\d[0-5]\d\d{0,4}\s*$"
_FEWEST = 3
_SHARE = 0.36
"""Chance that both coordinates of a row, written as decimal degrees, could be seconds: six digits of ten, twice."""

_LUCK = 1e-4
_BLOCK_DEG = 0.01
"""Rows of one block, about a kilometre, have most digits in common and count once."""

_MOST, _FEW, _SAMPLE = 0.8, 0.2, 2_000


class Read(NamedTuple):
    """Coordinates with what was packed taken apart; by how much each would be elsewhere if it is packed, metres."""

    given: Written
    doubt_m: Array


def settle(given: Written, has: Rows, said: "pd.Series[str]", verdicts: Verdicts) -> Read:
    """Take coordinates apart where all could be packed and only so lie in the places that their rows name.

    Where all could be packed, more than luck would have it, and the places named do not settle it, they are left as
    they are and doubted by as much as the other reading would move them.

    Parameters
    ----------
    given : Written
    has : ndarray of bool
        Rows with a coordinate.
    said : pandas.Series of str
        adcode of the county, else the city, that each row names.
    verdicts : Verdicts
        Takes the notes and the changes.
    """
    nothing = Read(given, np.zeros(len(has)))
    rows = has & between(given.x, LON) & between(given.y, LAT)
    if rows.sum() < _FEWEST or (rows != has).any():
        return nothing
    sample = np.flatnonzero(rows)[:_SAMPLE]
    for part in (sample, np.flatnonzero(rows)):
        if not all(kernels.holds(cells.iloc[part], _PACKED).all() for cells in (given.given_x, given.given_y)):
            return nothing
    x, y = _apart(given.x), _apart(given.y)
    plain, packed = (_inside(*pair, said.to_numpy(), sample) for pair in ((given.x, given.y), (x, y)))
    if plain is not None and packed is not None and packed >= _MOST and plain <= _FEW:
        verdicts.note("packed_read", rows, was=given.given_x.iloc[sample[0]], lon=f"{x[sample[0]]:.6f}")
        verdicts.change(rows, "packed_apart")
        step = np.where(rows, given.step * 1e4 / 3600, given.step)
        return Read(
            given._replace(x=np.where(rows, x, given.x), y=np.where(rows, y, given.y), step=step), nothing.doubt_m
        )
    blocks = np.unique(np.floor(np.stack([given.x[rows], given.y[rows]]) / _BLOCK_DEG), axis=1).shape[1]
    if _SHARE**blocks > _LUCK or (plain is not None and plain >= _MOST > (packed or 0.0)):
        return nothing
    doubt = np.zeros(len(has))
    doubt[rows] = distance.geodesic_m(given.x[rows], given.y[rows], x[rows], y[rows])
    verdicts.note("packed_suspected", rows, was=given.given_x.iloc[sample[0]], lon=f"{x[sample[0]]:.6f}")
    return Read(given, doubt)


def _apart(values: Array) -> Array:
    """Read degrees, minutes and seconds out of decimals."""
    seconds = np.round((values - np.floor(values)) * 1e4, 6)
    return np.floor(values) + np.floor(seconds / 100) / 60 + (seconds % 100) / 3600


def _inside(x: Array, y: Array, said: npt.NDArray[np.object_], rows: npt.NDArray[np.int64]) -> float | None:
    """Return the share of rows that lie in the place that they name; None where too few name one."""
    named = rows[said[rows] != ""]
    if len(named) < _FEWEST:
        return None
    held = places.locate(gpd.GeoSeries.from_xy(x[named], y[named], crs=crs.WGS84), nation=True)
    return float(np.mean([places.contains(unit, county) for unit, county in zip(said[named], held, strict=True)]))
