"""The columns of a site frame, what they may hold, and the mapping of frames that holds all kinds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import crs, kinds
from unionmap.errors import InputError, SchemaError, UnknownNameError
from unionmap.text import Words


@dataclass(frozen=True, slots=True)
class Precision:
    """How exact a location is.

    Attributes
    ----------
    key : str
        ``exact``, ``street``, ``district``, ``city`` or ``none``.
    label : Words
        What users read.
    error_m : float
        Error in metres where the source says nothing better; NaN without a location.
    counts : bool
        Whether sites this exact count in distances and coverage.
    """

    key: str
    label: Words
    error_m: float
    counts: bool


PRECISIONS: Mapping[str, Precision] = MappingProxyType(
    {
        entry.key: entry
        for entry in (
            Precision("exact", Words("精确", "exact"), 30.0, counts=True),
            Precision("street", Words("到街道门牌", "street"), 150.0, counts=True),
            Precision("district", Words("约在区县内", "district"), 3_000.0, counts=False),
            Precision("city", Words("约在市内", "city"), 15_000.0, counts=False),
            Precision("none", Words("地点未知", "not located"), float("nan"), counts=False),
        )
    }
)
"""From best to worst."""

DOUBTS: Mapping[str, Words] = MappingProxyType(
    {
        "outside_county": Words("坐标落在所报区县之外", "the coordinate lies outside the county named"),
        "outside_city": Words("坐标落在所报城市之外", "the coordinate lies outside the city named"),
        "far_from_list": Words("坐标远离同一片区的其他站点", "the coordinate lies far from the others of its zone"),
        "unknown_place": Words("所报市县名称无法识别", "the city or county named is not known"),
        "zone": Words("所报为功能区，无独立区划边界", "named by a development zone, which has no boundary of its own"),
        "datum_assumed": Words("坐标系为推定", "the datum is assumed"),
    }
)
"""Codes of the ``doubts`` column (joined by ``;``)."""

TEXT = (
    "site_id",
    "kind",
    "name",
    "city",
    "city_adcode",
    "county",
    "adcode",
    "city_said",
    "county_said",
    "address",
    "opening_hours",
    "services",
    "facilities",
    "phone",
    "precision",
    "doubts",
    "given_x",
    "given_y",
    "given_datum",
    "source_url",
    "source_title",
    "source_date",
    "note",
)
"""Columns of every kind that hold text; ``""`` means that the source does not say."""

REQUIRED_TEXT = ("site_id", "kind", "name", "precision")

_OWN: Mapping[str, str] = MappingProxyType(
    {
        "mode": "str",
        "route_id": "str",
        "route_name": "str",
        "role": "str",
        "seq": "Int64",
        "stops_known": "Int64",
        "stops_total": "Int64",
        "is_loop": "boolean",
    }
)


def columns(kind: str) -> dict[str, str]:
    """Return the columns of a kind and their dtypes, geometry last.

    Examples
    --------
    >>> columns("bus_stop")["seq"], columns("rest_station")["error_m"]
    ('Int64', 'float64')
    """
    own = {name: _OWN[name] for name in kinds.get(kind).columns}
    return {**dict.fromkeys(TEXT, "str"), "error_m": "float64", **own, "geometry": "geometry"}


def shape(frame: pd.DataFrame, kind: str) -> gpd.GeoDataFrame:
    """Bring a frame into the shape of a kind: its columns, in order, with their dtypes, EPSG:4326.

    Missing columns are filled with "not said"; columns that the schema does not know are kept behind.

    Raises
    ------
    SchemaError
        If a column cannot be read as its dtype, or the frame has another CRS.
    """
    result = pd.DataFrame(frame).copy()
    want = columns(kind)
    for name, dtype in want.items():
        if dtype == "geometry":
            continue
        if name not in result:
            result[name] = "" if dtype == "str" else pd.NA if dtype != "float64" else np.nan
        try:
            text = result[name].fillna("") if dtype == "str" else result[name]
            result[name] = text.astype(pd.api.types.pandas_dtype(dtype))
        except (TypeError, ValueError) as error:
            raise SchemaError(f"column {name!r} of {kind} does not hold {dtype}: {error}") from error
    empty = shapely.from_wkt(f"{kinds.get(kind).geometry.upper()} EMPTY")
    points = frame["geometry"] if "geometry" in frame else pd.Series(None, index=frame.index, dtype=object)
    filled = np.array([empty if g is None or pd.isna(g) else g for g in points], dtype=object)
    result["geometry"] = filled
    crs_now = getattr(frame, "crs", None) or crs.WGS84
    shaped = gpd.GeoDataFrame(result, geometry="geometry", crs=crs_now)
    require_wgs84(shaped)
    return shaped[[*want, *(name for name in shaped.columns if name not in want)]]


def located(frame: gpd.GeoDataFrame) -> pd.Series:
    """Tell which rows have a place: a geometry that is not empty. Boolean Series, same index."""
    geometry = frame.geometry.to_numpy()
    has = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    return pd.Series(has, index=frame.index, name="located")


def validate(frame: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Check a frame against the schema and return it.

    Raises
    ------
    SchemaError
        Listing every fault found.

    Examples
    --------
    >>> validate(shape(pd.DataFrame({"site_id": ["a"], "kind": ["rest_station"], "name": ["甲"],
    ...     "precision": ["none"]}), "rest_station"), "rest_station").shape[0]
    1
    """
    missing = [name for name in columns(kind) if name not in frame]
    if missing:
        raise SchemaError(f"{kind} lacks the columns {', '.join(missing)}")
    mistyped = _type_faults(frame, kind)
    if mistyped:
        raise SchemaError(f"{kind}: {'; '.join(mistyped)}")
    faults = [f"column {name!r} is empty in some rows" for name in REQUIRED_TEXT if (frame[name] == "").any()]
    if frame["site_id"].duplicated().any():
        faults.append(f"site_id {frame.loc[frame['site_id'].duplicated(), 'site_id'].iloc[0]!r} is used twice")
    if (frame["kind"] != kind).any():
        faults.append(f"some rows are not of kind {kind}")
    faults += [f"precision {key!r} is not known" for key in set(frame["precision"]) - set(PRECISIONS)]
    faults += [f"doubt {code!r} is not known" for code in set(doubt_codes(frame)) - set(DOUBTS)]
    faults += _geometry_faults(frame, kind)
    if faults:
        raise SchemaError(f"{kind}: {'; '.join(faults)}")
    return frame


def _type_faults(frame: gpd.GeoDataFrame, kind: str) -> list[str]:
    faults = []
    for name, dtype in columns(kind).items():
        column = frame[name]
        if dtype == "str" and (not isinstance(column.dtype, pd.StringDtype) or column.hasnans):
            faults.append(f"column {name!r} must hold text in every row ('' where the source does not say)")
        elif dtype == "str" and not _encodes(column):
            faults.append(f"column {name!r} holds half a character (a lone surrogate)")
        elif dtype not in ("str", "geometry") and str(column.dtype) != dtype:
            faults.append(f"column {name!r} must be {dtype}, not {column.dtype}")
    return faults


def _encodes(column: "pd.Series[str]") -> bool:
    try:
        "".join(column).encode()
    except UnicodeEncodeError:
        return False
    return True


def require_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame in WGS-84 as it is.

    Raises
    ------
    SchemaError
        If it is in another CRS, or says none.
    """
    if frame.crs != crs.WGS84:
        named = frame.crs.to_string() if frame.crs else "no CRS"
        raise SchemaError(f"sites must be in {crs.WGS84}, not {named}: call to_crs (or set_crs) first")
    return frame


def require_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame of points in WGS-84 as it is.

    Raises
    ------
    SchemaError
        If it is in another CRS.
    InputError
        If a located row is no point: distances are given for points.
    """
    require_wgs84(frame)
    other = set(frame.geom_type[located(frame)]) - {"Point"}
    if other:
        kind, shapes = frame["kind"].iloc[0], " and ".join(sorted(other))
        raise InputError(f"{kind} is {shapes}, but distances are given for points: pass the stops of a line instead")
    return frame


def doubt_codes(frame: gpd.GeoDataFrame) -> list[str]:
    """Return every code of the ``doubts`` column, repeated as often as it occurs."""
    return [code for cell in frame["doubts"] if cell for code in cell.split(";")]


def _geometry_faults(frame: gpd.GeoDataFrame, kind: str) -> list[str]:
    faults = []
    if frame.crs != crs.WGS84:
        faults.append(f"CRS is {frame.crs}, not {crs.WGS84}")
    has = located(frame)
    wrong = set(frame.geom_type[has]) - {kinds.get(kind).geometry}
    if wrong:
        faults.append(f"geometry is {', '.join(sorted(wrong))}, not {kinds.get(kind).geometry}")
    if (has & (frame["precision"] == "none")).any() or (~has & (frame["precision"] != "none")).any():
        faults.append("precision must be 'none' exactly where the geometry is empty")
    if (has & ~((frame["error_m"] > 0) & np.isfinite(frame["error_m"]))).any():
        faults.append("a located site needs an error in metres")
    x, y = frame.geometry[has].get_coordinates().to_numpy().T if has.any() else (np.empty(0), np.empty(0))
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (abs(x) <= 180).all() and (abs(y) <= 90).all()):
        faults.append("a coordinate is not a longitude and latitude")
    return faults


class Sites(Mapping[str, gpd.GeoDataFrame]):
    """All sites: kind to GeoDataFrame, in the order of the registry. The frames are shared: do not change them.

    Parameters
    ----------
    frames : mapping of str to geopandas.GeoDataFrame
        A frame a kind; kinds without one get an empty frame.

    Raises
    ------
    UnknownNameError
        If a key is no kind.
    SchemaError
        If a frame does not fit the schema.

    Examples
    --------
    >>> sites = Sites({})
    >>> len(sites["rest_station"]), list(sites)[0]
    (0, 'rest_station')
    """

    def __init__(self, frames: Mapping[str, gpd.GeoDataFrame]) -> None:
        unknown = [key for key in frames if key not in kinds.KINDS]
        if unknown:
            raise UnknownNameError("kind", unknown[0], kinds.KINDS)
        self._frames = {
            key: validate(frames[key], key) if key in frames else shape(pd.DataFrame(), key) for key in kinds.KINDS
        }

        ids = pd.concat([frame["site_id"] for frame in self._frames.values()])
        if ids.duplicated().any():
            raise SchemaError(f"site_id {ids[ids.duplicated()].iloc[0]!r} is used twice")

    def __getitem__(self, kind: str) -> gpd.GeoDataFrame:
        return self._frames[kinds.get(kind).key]

    def __contains__(self, kind: object) -> bool:
        return kind in self._frames

    def get(self, kind: str, default: Any = None) -> Any:
        """Return the frame of a kind, or ``default`` where there is no such kind."""
        return self._frames.get(kind, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __repr__(self) -> str:
        counts = ", ".join(f"{key}: {len(frame)}" for key, frame in self._frames.items())
        return f"Sites({counts})"


def merge(sites: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return all kinds in one frame: the columns of every kind, in the order of the registry, EPSG:4326.

    Examples
    --------
    >>> merge(Sites({})).shape[0]
    0
    """
    joined = pd.concat([pd.DataFrame(frame) for frame in sites.values()], ignore_index=True)
    for name in joined.columns:
        if name in TEXT or _OWN.get(name) == "str":
            joined[name] = joined[name].fillna("")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=crs.WGS84)
