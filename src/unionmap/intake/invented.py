"""Rows that stand for no real place: coordinates on a lattice, remarks that call them illustrative."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from unionmap import kernels
from unionmap.intake.coordinates import Array
from unionmap.intake.verdicts import Rows

_ALIGNED = 3
_FEWEST = 9
_FILLED = 0.4
_ALL_BUT_FULL = 0.95
_MADE = "示意|虚拟|虚构|模拟|演示|示例|样例|随机生成|自动生成|假想|假设"
_PLACES = "点位?|坐标|位置|地址|站点"
_SAYS = (
    rf"(?i)(?:{_MADE})(?:的|性)?(?:{_PLACES})|(?:测试|规划覆盖)(?:点位|站点)|非真实(?:{_PLACES})"
    rf"|(?:{_PLACES})(?:由|为|系|均)?(?:随机生成|自动生成|虚拟|虚构|模拟)"
    rf"|^\s*(?:{_MADE}|测试|假)(?:图|性|数据)?\s*$|\billustrative\b|\bfictitious\b|^\s*(?:placeholder|dummy|demo|sample)\s*$"
)
_DENIES = rf"(?:非|不是|并非|不属于?|不含|无|没有)(?:{_MADE}|测试|规划覆盖)"


def illustrative(columns: list[pd.Series]) -> "pd.Series[bool]":
    """Tell which rows a remark calls illustrative.

    Examples
    --------
    >>> illustrative([pd.Series(["按人口比例生成的示意点位", "示范站点", "实测，非示意点位"], dtype="str")]).tolist()
    [True, False, False]
    """
    result = pd.Series(False, index=columns[0].index)
    for column in columns:
        says = kernels.holds(column, _SAYS)
        result |= says & ~kernels.holds(column, _DENIES) if says.any() else says
    return result


def on_lattice(x: Array, y: Array, step: Array, rows: Rows) -> Rows:
    """Tell which coordinates lie on a rectangular lattice.

    Points of a lattice share their exact longitude with others and their exact latitude with others, and fill the grid
    that these span. Points of a long list share both by chance where decimals are few, but leave that grid all but
    empty; so only points count that share both at least three times and, with those that they hang together with,
    fill two fifths of their grid, nine at the least. Where the grid's step is the last digit written, rounding makes
    one: then only a grid that is all but full counts.

    Parameters
    ----------
    x, y : ndarray of float64
        As given, whatever the datum: a lattice is one before it is converted.
    step : ndarray of float64
        Last digit as written, in the unit of the coordinates.
    rows : ndarray of bool
        Rows that count.

    Examples
    --------
    >>> x, y = (axis.ravel() for axis in np.meshgrid(113.6 + 0.005 * np.arange(4), 34.7 + 0.005 * np.arange(4)))
    >>> int(on_lattice(x, y, np.full(16, 1e-3), np.ones(16, dtype=bool)).sum())
    16
    """
    result = np.zeros(len(x), dtype=bool)
    x, y = (np.asarray(np.round(np.where(rows, axis, np.nan), 9), dtype=np.float64) for axis in (x, y))
    points = pd.DataFrame({"x": x[rows], "y": y[rows], "step": step[rows]}).sort_values("step")
    points = points.drop_duplicates(["x", "y"], ignore_index=True)
    held = points[_aligned(points)]
    if len(held) < _FEWEST:
        return result
    marked = pd.MultiIndex.from_frame(held.loc[_fills(held), ["x", "y"]])
    return np.asarray(pd.MultiIndex.from_arrays([x, y]).isin(marked) & rows)


def _aligned(points: pd.DataFrame) -> "pd.Series[bool]":
    keep = pd.Series(True, index=points.index)
    while True:
        left = points[keep]
        fits = (left.groupby("x")["y"].transform("size") >= _ALIGNED) & (
            left.groupby("y")["x"].transform("size") >= _ALIGNED
        )
        if fits.all():
            return keep
        keep[left.index] = fits


def _fills(points: pd.DataFrame) -> "npt.NDArray[np.bool_]":
    """Tell which points belong to a group, linked by shared longitudes and latitudes, that fills its grid."""
    across, down = pd.factorize(points["x"])[0], pd.factorize(points["y"])[0]
    width, height = across.max() + 1, down.max() + 1
    links = coo_array((np.ones(len(points)), (across, down + width)), shape=(width + height, width + height))
    group = connected_components(links, directed=False)[1]
    columns, lines = np.bincount(group[:width]), np.bincount(group[width:], minlength=group.max() + 1)
    columns = np.pad(columns, (0, len(lines) - len(columns)))
    own = group[across]
    count = np.bincount(own, minlength=len(lines))
    full = (count >= _FEWEST) & (count >= _FILLED * columns * lines)
    for one in np.flatnonzero(full & (count < _ALL_BUT_FULL * columns * lines)):
        full[one] = not _is_rounding(points[own == one])
    return np.asarray(full[own])


def _is_rounding(points: pd.DataFrame) -> bool:
    """Tell whether the finest step of some points is no more than their last digit."""
    gaps = [np.diff(np.unique(points[axis])).min(initial=np.inf) for axis in ("x", "y")]
    return bool(min(gaps) < 1.5 * points["step"].min())
