"""Which datum a list is in, told by the counties that its rows name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from unionmap import crs, places

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEVEL = 0.01
"""The best datum is taken only if chance would favour it this seldom over every other one."""

MOST_ROWS = 5_000
"""Rows tested at most."""

BLOCK_DEG = 0.01
"""Rows of one block, about a kilometre, have one vote: where a county line is drawn wrong, it is wrong for all."""


@dataclass(frozen=True, slots=True)
class DatumTest:
    """What the test said.

    Attributes
    ----------
    best : str
        Datum under which most rows lie in the county that they name; the first of equals.
    p_value : float
        Largest of the chances that ``best`` came out ahead of another one by luck; 1.0 without evidence.
    counts : mapping of str to int
        Rows inside their county under each datum.
    rows_tested : int
        Rows with a coordinate and a county or city of their own place, the sample at most.
    decided : bool
        Whether ``p_value`` is below `LEVEL`.
    """

    best: str
    p_value: float
    counts: Mapping[str, int]
    rows_tested: int
    decided: bool


def infer(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    said_adcodes: Sequence[str],
    candidates: Sequence[str] = ("wgs84", "gcj02", "bd09"),
) -> DatumTest:
    """Test under which datum the points lie in the counties that their rows name.

    The best one must win a one-sided sign test against every other, over the blocks (`BLOCK_DEG`) that one puts into
    the county named and the other does not. A row that lies outside under all says nothing. At most `MOST_ROWS`
    rows are taken, always the same.

    Measured on lists drawn at random in Henan's counties, county lines off by 350 m at p90, 30 m of noise, 3 % of rows
    geocoded 10 km off. Of the lists in WGS-84 or GCJ-02, 82 rows decide 2 %, 200 decide 12 %, 400 decide 47 %, 800
    decide 83 %, 1,600 decide 99 %; of those in BD-09, 7, 52, 91 and then 100 %. With lines that are right 200 rows
    decide 60 %, 400 decide 96 %. None of the 12,000 lists, half of them decided, was decided wrongly. In 300 lists of
    300 rows in 12 clusters, lines off alike for kilometres, a vote for each row decides 129, 3 of them wrongly; one for
    each block decides 6, all rightly. The shipped lists, 82 stations and 62 stops in GCJ-02, stay undecided.

    Parameters
    ----------
    x, y : array_like of float
        Degrees in the unknown datum; NaN where there is none.
    said_adcodes : sequence of str
        County, else city, that each row names; ``""`` where none.
    candidates : sequence of str
        Keys of `crs.DATUMS`; ``cgcs2000`` is taken as ``wgs84``.

    Returns
    -------
    DatumTest

    Examples
    --------
    >>> result = infer([113.656078], [34.748856], ["410103"])
    >>> result.counts["gcj02"], result.rows_tested, result.decided
    (1, 1, False)
    """
    names = list(dict.fromkeys(crs.plain(name) for name in candidates))
    lon, lat, said = _sample(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), said_adcodes)
    inside = {name: _inside(lon, lat, said, name) for name in names}
    counts = {name: int(flags.sum()) for name, flags in inside.items()}
    best = max(names, key=lambda name: counts[name])
    _, block = np.unique(np.floor(np.stack([lon, lat]) / BLOCK_DEG), axis=1, return_inverse=True)
    chances = [_chance(inside[best], inside[name], block) for name in names if name != best]
    worst = max(chances, default=1.0)
    return DatumTest(best, worst, MappingProxyType(counts), len(lon), worst < LEVEL)


def _sample(x: Array, y: Array, said: Sequence[str]) -> tuple[Array, Array, npt.NDArray[np.object_]]:
    codes = np.asarray(said, dtype=object)
    rows = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & (codes != ""))
    if len(rows) > MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST_ROWS, replace=False))
    return x[rows], y[rows], codes[rows]


def _inside(x: Array, y: Array, said: npt.NDArray[np.object_], name: str) -> Flags:
    points = gpd.GeoSeries.from_xy(*crs.to_wgs84(x, y, name), crs=crs.WGS84)
    held = places.locate(points, nation=not all(code.startswith("41") for code in said))
    pairs = zip(said, held, strict=True)
    return np.array([places.contains(unit, county) for unit, county in pairs], dtype=bool)


def _chance(best: Flags, other: Flags, block: npt.NDArray[np.intp]) -> float:
    """Return how often luck alone would put the best so far ahead of another one."""
    votes = np.bincount(block, weights=best.astype(np.float64) - other)
    won, lost = int((votes > 0).sum()), int((votes < 0).sum())
    return float(bdtrc(won - 1, won + lost, 0.5)) if won else 1.0
