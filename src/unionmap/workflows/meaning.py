"""Which sites of an older list the rows mean that are refused now."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from unionmap import distance, kernels, kinds, schema
from unionmap.intake import coordinates
from unionmap.schema import SAME_M
from unionmap.workflows.matching import lonlat


def meant(lost: gpd.GeoDataFrame, told: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which sites of one kind the rows that were refused may mean.

    Parameters
    ----------
    lost : geopandas.GeoDataFrame
        Sites of one kind.
    told : pandas.DataFrame
        What the rows say, as `intake.ImportResult.refused_as` gives it.

    Notes
    -----
    A row means the sites of its id and of its name. One that has no name, nor the id of such a site, means those within
    10 m of its coordinates, and those of its address, unless it names another county or another kind.
    """
    ids, names = told["given_id"], kernels.fold(told["name"])
    known = lost["given_id"].isin(set(ids) - {""}) | lost["site_id"].isin(set(told["site_id"]) - {""})
    named = known | kernels.fold(lost["name"]).isin(set(names) - {""})
    found: npt.NDArray[np.bool_] = named.to_numpy(dtype=bool)
    kind = told["kind"].map(kinds.read)
    blank = told[(names == "") & ~ids.isin(set(lost["given_id"]) - {""}) & kind.isin(["", *lost["kind"].head(1)])]
    if lost.empty or blank.empty:
        return found
    address, county = kernels.fold(lost["address"]), kernels.fold(lost["county_said"])
    said = set(zip(kernels.fold(blank["address"]), kernels.fold(blank["county"]), strict=True))
    pairs = zip(address, county, strict=True)
    there = [one != "" and bool({(one, ""), (one, other)} & said) for one, other in pairs]
    return np.asarray(found | np.array(there, dtype=bool) | _at(lost, blank))


def _at(lost: gpd.GeoDataFrame, told: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which sites lie within 10 m of coordinates of rows, as both were given, or as the sites are placed."""
    two, one = coordinates.read_columns(told["lon"], told["lat"]), coordinates.read_pairs(told["lonlat"])
    x, y = (np.where(np.isnan(two.x + two.y), ones, twos) for ones, twos in ((one.x, two.x), (one.y, two.y)))
    written = coordinates.read_columns(lost["given_x"], lost["given_y"])
    rows, given = _metric(x, y), _metric(written.x, written.y)
    placed = _metric(*lonlat(lost, schema.located(lost).to_numpy()))
    tree = cKDTree(rows[np.isfinite(rows).all(axis=1)])
    near_m = [tree.query(np.nan_to_num(side, nan=1e12), distance_upper_bound=SAME_M)[0] for side in (given, placed)]
    return np.asarray(np.isfinite(near_m).any(axis=0))


def _metric(x: distance.Array, y: distance.Array) -> distance.Array:
    """Return points in metres: degrees as earth-centred, metres of a projection as they are."""
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    flat = np.column_stack([x, y, np.zeros(len(x))])
    flat[degrees] = distance.ecef(x[degrees], y[degrees])
    return flat
