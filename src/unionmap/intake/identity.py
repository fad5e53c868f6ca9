"""Ids of sites: the list's own where it has them, else made from what the site is, the same every time."""

import numpy as np
import pandas as pd

from unionmap import kernels
from unionmap.intake.verdicts import Rows, Verdicts

_LONGEST = 80


def assign(rows: pd.DataFrame, accepted: Rows, verdicts: Verdicts) -> pd.Series:
    """Return an id for every accepted row, unique in the list.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``given_id``, ``kind``, ``name``, ``city_said``, ``county_said``, ``route_name``, ``seq``, ``address``.
    accepted : ndarray of bool
        Rows that get an id.

    Returns
    -------
    pandas.Series of str
        ``""`` for the others. The id as given where no other row has it; else a short code of kind, name and place.
    """
    given = rows["given_id"].str.slice(0, _LONGEST).where(accepted, "")
    once = (given != "") & ~given.duplicated(keep=False)
    repeated = (given != "") & ~once
    verdicts.note("id_ignored", repeated)
    result = given.where(once, "")
    open_rows = np.asarray(accepted, dtype=bool) & ~once.to_numpy()
    if open_rows.any():
        result.loc[open_rows] = _codes(rows[open_rows])
    return _unique(result, accepted)


def _codes(rows: pd.DataFrame) -> pd.Series:
    seq = rows["seq"].astype("str").fillna("") if "seq" in rows else kernels.blank(rows.index)
    said = rows["kind"] + "\n" + kernels.fold(rows["name"]) + "\n" + rows["city_said"] + "\n" + rows["county_said"]
    key = said + "\n" + rows["route_name"] + "\n" + seq
    code = pd.util.hash_array(key.to_numpy(dtype=object), categorize=True)
    short = rows["kind"].map({kind: "".join(part[0] for part in kind.split("_")) for kind in rows["kind"].unique()})
    return short + pd.Series([f"-{value:016x}"[:11] for value in code], index=rows.index, dtype="str")


def _unique(ids: pd.Series, accepted: Rows) -> pd.Series:
    held = ids[accepted]
    again = held.groupby(held).cumcount()
    while (again > 0).any():
        held = held.where(again == 0, held + "-" + (again + 1).astype("str"))
        again = held.groupby(held).cumcount()
    return held.reindex(ids.index, fill_value="")
