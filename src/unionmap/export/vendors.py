"""Sites as a table of points of interest, to be handed to the makers of map apps."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from unionmap import facilities, filters, kinds, places
from unionmap.errors import UnknownNameError
from unionmap.export import datums, sheets
from unionmap.export.tables import safe
from unionmap.text import say

DATUMS = {**{key: named.word for key, named in datums.DATUMS.items()}, "bd09": "BD-09"}
"""Datums of the table: Amap and Tencent work in GCJ-02, Baidu in BD-09."""

COLUMNS = (
    "name",
    "longitude",
    "latitude",
    "province",
    "city",
    "district",
    "address",
    "category",
    "telephone",
    "opening_hours",
    "facilities",
    "site_id",
    "datum",
)
"""In order: first the fields of Tencent's interface that creates a store on its map, then what it does not ask for."""

_KINDS = tuple(key for key, kind in kinds.KINDS.items() if kind.geometry == "Point" and key != "bus_stop")
_DECIMALS = 6


def poi(sites: Mapping[str, gpd.GeoDataFrame], *, datum: str = "gcj02") -> pd.DataFrame:
    """Return the sites that may stand on a map as points, as a table of text and degrees.

    Only sites located exactly or by street are in it: a map app shows a point as it is, without its error. Stops and
    lines, which map apps have already, are not.

    Parameters
    ----------
    sites : mapping of str to geopandas.GeoDataFrame
    datum : str, default "gcj02"
        One of `DATUMS`.

    Returns
    -------
    pandas.DataFrame
        With the columns `COLUMNS`; ``category`` is our kind in Chinese, to be put into the maker's own words.

    Examples
    --------
    >>> import unionmap as um
    >>> list(poi(um.load()).columns[:3])
    ['name', 'longitude', 'latitude']
    """
    if datum not in DATUMS:
        raise UnknownNameError("datum", datum, DATUMS)
    parts = [_rows(sites[kind], kind, datum) for kind in _KINDS if kind in sites]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def csv(rows: pd.DataFrame) -> bytes:
    """Return the table as CSV: UTF-8 with BOM, no cell that a spreadsheet would run."""
    written = rows.assign(**{name: safe(rows[name]) for name in rows.columns[rows.dtypes == "str"]})
    return ("\ufeff" + str(written.to_csv(index=False, lineterminator="\r\n"))).encode()


def xlsx(rows: pd.DataFrame, *, lang: str = "zh") -> bytes:
    """Return the table as a spreadsheet."""
    written = rows.assign(**{name: safe(rows[name]) for name in rows.columns[rows.dtypes == "str"]})
    with sheets.book() as (content, book):
        look = sheets.Look(book.add_format({"bold": True}), [None] * rows.shape[1])
        sheets.fill(book.add_worksheet(say("data.sites", lang)), written, look)
    return content.getvalue()


def _rows(frame: gpd.GeoDataFrame, kind: str, datum: str) -> pd.DataFrame:
    shown = frame[filters.usable(frame)]
    points = datums.places(shown, datum)
    provinces, codes = places.names_of("province"), shown["adcode"].where(shown["adcode"] != "", shown["city_adcode"])
    words = {key: entry.label.zh for key, entry in facilities.FACILITIES.items()}
    offered = ["、".join(words.get(key, key) for key in facilities.split(cell)) for cell in shown["facilities"]]
    columns = {
        "name": shown["name"],
        "longitude": shapely.get_x(points).round(_DECIMALS),
        "latitude": shapely.get_y(points).round(_DECIMALS),
        "province": [provinces.get(f"{code[:2]}0000", "") for code in codes],
        "city": shown["city"],
        "district": shown["county"],
        "address": shown["address"],
        "category": kinds.get(kind).label.zh,
        "telephone": shown["phone"],
        "opening_hours": shown["opening_hours"],
        "facilities": offered,
        "site_id": shown["site_id"],
        "datum": DATUMS[datum],
    }
    rows = pd.DataFrame(columns, index=shown.index)
    texts = [name for name in COLUMNS if name not in ("longitude", "latitude")]
    return rows.astype(dict.fromkeys(texts, "str")).reset_index(drop=True)
