"""Lists put together: ids that nothing else bears, one frame of several."""

from collections.abc import Collection
from itertools import count

import geopandas as gpd
import pandas as pd

from unionmap import schema


def free_ids(ids: "pd.Series[str]", taken: Collection[str], prefix: str) -> "pd.Series[str]":
    """Return ids that are not taken and not used twice: those that clash get a prefix, and a number if need be.

    Parameters
    ----------
    ids : pandas.Series of str
        The ids wished for.
    taken : collection of str
        Ids that others bear.
    prefix : str
        What stands in front of an id that is taken, before a colon.

    Returns
    -------
    pandas.Series of str
        Same index and name; the same answer every time.

    Examples
    --------
    >>> free_ids(pd.Series(["a", "b", "b"], dtype="str"), {"a", "x:b"}, "x").tolist()
    ['x:a', 'b', 'x:b-2']
    """
    held = set(taken)
    ids = ids.astype("object")  # looking up in sets is many times faster than with text dtypes
    clash = ids.isin(held) | ids.duplicated()
    bare = clash & ~ids.str.startswith(f"{prefix}:")
    result = ids.mask(bare, f"{prefix}:" + ids)
    still = clash & (result.isin(held) | result.duplicated() | result.isin(set(result[~clash])))
    held |= set(result[~still])
    for label in result.index[still]:
        result[label] = next(name for number in count(2) if (name := f"{result[label]}-{number}") not in held)
        held.add(result[label])
    return result.astype("str")


def joined(frames: list[gpd.GeoDataFrame], kind: str) -> gpd.GeoDataFrame:
    """Return frames of one kind as one, with a fresh index; text that one of them has no column for is ``""``."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return frames[0].reset_index(drop=True)
    result = pd.concat([pd.DataFrame(frame) for frame in filled], ignore_index=True)
    further = [name for name in result if name not in schema.columns(kind)]
    texts = {str(name): result[name].astype("object").fillna("").astype("str") for name in further}
    return gpd.GeoDataFrame(result.assign(**texts), geometry="geometry", crs=frames[0].crs)
