"""What a site frame may hold: brought into shape, checked."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from unionmap import crs, kinds
from unionmap.errors import InputError, SchemaError
from unionmap.schema.columns import DOUBT_JOINT, DOUBTS, PRECISIONS, REQUIRED_TEXT, columns

_CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
"""What XML cannot hold, and so no spreadsheet: C0 controls but tab and line ends, and two that are no characters."""


_CONTROLS_OF_PYTHON = r"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\uD800-\uDFFF]"


def shape(frame: pd.DataFrame, kind: str) -> gpd.GeoDataFrame:
    """Bring a frame into the shape of a kind: its columns, in order, with their dtypes, EPSG:4326.

    Missing columns are filled with "not said"; columns that the schema does not know are kept behind.

    Raises
    ------
    SchemaError
        If a column cannot be read as its dtype, or the frame has another CRS.
    """
    want = columns(kind)
    missing = {"str": "", "float64": np.nan}
    filled = {}
    for name, dtype in want.items():
        if dtype == "geometry":
            continue
        given = frame[name] if name in frame else pd.Series(missing.get(dtype, pd.NA), index=frame.index, dtype=dtype)
        try:
            filled[name] = (given.fillna("") if dtype == "str" else given).astype(pd.api.types.pandas_dtype(dtype))
        except (TypeError, ValueError) as error:
            raise SchemaError(f"column {name!r} of {kind} does not hold {dtype}: {error}") from error
    rest = {name: frame[name] for name in frame.columns if name not in want}
    empty = shapely.from_wkt(f"{kinds.get(kind).geometry.upper()} EMPTY")
    points = frame["geometry"] if "geometry" in frame else pd.Series(None, index=frame.index, dtype=object)
    shapes = np.array(points, dtype=object)
    shapes[pd.isna(shapes)] = empty
    shapes[shapely.is_empty(shapes)] = empty
    crs_now = getattr(frame, "crs", None) or crs.WGS84
    ordered = {name: filled.get(name, shapes) for name in want} | rest
    return require_wgs84(gpd.GeoDataFrame(ordered, index=frame.index, geometry="geometry", crs=crs_now))


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
    faults = _row_faults(frame, kind) if len(frame) else []
    faults += _control_faults(frame)
    faults += _geometry_faults(frame, kind)
    if faults:
        raise SchemaError(f"{kind}: {'; '.join(faults)}")
    return frame


def _row_faults(frame: gpd.GeoDataFrame, kind: str) -> list[str]:
    faults = [f"column {name!r} is empty in some rows" for name in REQUIRED_TEXT if (frame[name] == "").any()]
    if frame["site_id"].duplicated().any():
        faults.append(f"site_id {frame.loc[frame['site_id'].duplicated(), 'site_id'].iloc[0]!r} is used twice")
    if (frame["kind"] != kind).any():
        faults.append(f"some rows are not of kind {kind}")
    faults += [f"precision {key!r} is not known" for key in frame["precision"].unique() if key not in PRECISIONS]
    codes = {code for cell in frame["doubts"].unique() if cell for code in cell.split(DOUBT_JOINT)}
    faults += [f"doubt {code!r} is not known" for code in codes - set(DOUBTS)]
    return faults


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
        pa.array(column, pa.large_string())
    except UnicodeEncodeError:
        return False
    return True


def _control_faults(frame: gpd.GeoDataFrame) -> list[str]:
    held = frame.items() if len(frame) else ()
    texts = {f"column {name!r}": column for name, column in held if isinstance(column.dtype, pd.StringDtype)}
    texts["the name of a column"] = pd.Series([str(name) for name in frame.columns], dtype=object)
    return [f"{what} holds control characters" for what, column in texts.items() if _has_controls(column)]


def _has_controls(column: "pd.Series[str]") -> bool:
    if not _encodes(column):
        return True
    text = pa.array(column, pa.large_string())
    pieces = text.chunks if isinstance(text, pa.ChunkedArray) else [text]
    if not any(_may_hold_controls(piece) for piece in pieces):
        return False
    return bool(pc.any(pc.match_substring_regex(text, _CONTROLS)).as_py())


def without_controls(column: "pd.Series[str]") -> "pd.Series[str]":
    """Return a column of text without the control characters that `validate` refuses; the same where it has none."""
    return column.str.replace(_CONTROLS_OF_PYTHON, "", regex=True) if _has_controls(column) else column


def _may_hold_controls(text: pa.Array) -> bool:
    # The bytes of the whole column at once, a tenth of what the pattern costs; it may hold more than the column's own.
    data = text.buffers()[2]
    signs = np.frombuffer(data, dtype=np.uint8) if data else np.empty(0, dtype=np.uint8)
    low = signs < 32
    if low.any() and np.isin(signs[low], (9, 10, 13), invert=True).any():
        return True
    return bool(((signs[:-1] == 0xEF) & (signs[1:] == 0xBF)).any())  # U+FFC0 to U+FFFF


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


def noted(doubts: "pd.Series[str]", rows: "npt.NDArray[np.bool_] | pd.Series[bool]", code: str) -> "pd.Series[str]":
    """Return a ``doubts`` column with one more code in some rows.

    Examples
    --------
    >>> noted(pd.Series(["few_decimals", "", ""], dtype="str"), np.array([True, True, False]), "invented").tolist()
    ['few_decimals;invented', 'invented', '']
    """
    if not rows.any():
        return doubts
    result: pd.Series[str] = doubts.mask(rows, (doubts + DOUBT_JOINT + code).str.lstrip(DOUBT_JOINT))
    return result


def doubt_codes(frame: gpd.GeoDataFrame) -> list[str]:
    """Return every code of the ``doubts`` column, repeated as often as it occurs."""
    return [code for cell in frame["doubts"] if cell for code in cell.split(DOUBT_JOINT)]


def _geometry_faults(frame: gpd.GeoDataFrame, kind: str) -> list[str]:
    faults = []
    if frame.crs != crs.WGS84:
        faults.append(f"CRS is {frame.crs}, not {crs.WGS84}")
    if frame.empty:
        return faults
    has = located(frame)
    shapes, wanted = frame.geometry.to_numpy()[has], kinds.get(kind).geometry
    if (shapely.get_type_id(shapes) != shapely.GeometryType[wanted.upper()]).any():
        wrong = sorted(set(frame.geom_type[has]) - {wanted})
        faults.append(f"geometry is {', '.join(wrong)}, not {wanted}")
    if (has & (frame["precision"] == "none")).any() or (~has & (frame["precision"] != "none")).any():
        faults.append("precision must be 'none' exactly where the geometry is empty")
    if (has & ~((frame["error_m"] > 0) & np.isfinite(frame["error_m"]))).any():
        faults.append("a located site needs an error in metres")
    x, y = shapely.get_coordinates(shapes).T
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (abs(x) <= 180).all() and (abs(y) <= 90).all()):
        faults.append("a coordinate is not a longitude and latitude")
    return faults
