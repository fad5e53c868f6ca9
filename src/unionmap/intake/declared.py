"""Our own exports: every column is what it says, so nothing is guessed; a row that does not fit is refused."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from unionmap import cells, crs, facilities, kernels, kinds, schema
from unionmap.errors import SchemaError
from unionmap.intake import naming, phrases
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Verdicts

_MOST_ASKED = 500
_NEUTRALISED = ("csv", "xlsx")
_ONLY_WRITTEN = ("lon", "lat", "datum", "distance_m", "bearing_deg", schema.LINES)


def read(table: Table, verdicts: Verdicts) -> gpd.GeoDataFrame:
    """Read an export of ours.

    Parameters
    ----------
    table : Table
        Its cells have the names of the schema, and ``lon`` and ``lat`` unless the file holds geometry; ``datum`` tells
        what each row is in.
    verdicts : Verdicts
        Takes the rows that do not fit.
    """
    live = table.form in _NEUTRALISED
    written = table.cells[[name for name in table.cells if name not in _ONLY_WRITTEN]]
    sites = pd.DataFrame({name: _restored(written[name]) if live else written[name] for name in written})
    sites.columns = pd.Index([cells.restore(str(name)) if live else str(name) for name in written])
    for name in schema.TEXT:
        sites[name] = sites[name] if name in sites else kernels.blank(table.cells.index)
    lost = kernels.each_text(sites["facilities"], facilities.unknown)
    verdicts.change(lost != "", "facility_dropped", was=lost)
    sites["facilities"] = kernels.each_text(sites["facilities"], facilities.normal)
    sites["error_m"] = _number(sites.get("error_m"), table.cells.index)
    _own_columns(sites)
    lon, lat = _coordinates(table)
    lines = dict(table.lines) | _written_lines(table)
    verdicts.refuse(~sites["kind"].isin(kinds.KINDS), "invalid", fault="kind")
    verdicts.refuse((sites["name"] == "") | (sites["site_id"] == ""), "no_name")
    again = sites["site_id"].duplicated() & (sites["site_id"] != "")
    first = pd.Series(sites.index, index=sites.index).groupby(sites["site_id"]).transform("min")
    verdicts.refuse(again, "id_twice", line=table.sheet_row[first])
    points = shapely.points(lon, lat)
    points[~(np.isfinite(lon) & np.isfinite(lat))] = shapely.Point()
    for position, line in lines.items():
        points[position] = line
    _to_wgs84(points, _datums(table), verdicts)
    placed = gpd.GeoDataFrame(sites, geometry=points, crs=crs.WGS84)
    _refuse_misfits(placed, verdicts)
    return placed


def _restored(column: pd.Series) -> pd.Series:
    return kernels.each_text(column, cells.restore) if kernels.holds(column, "^'").any() else column


def _number(column: "pd.Series | None", index: pd.Index) -> pd.Series:
    if column is None:
        return pd.Series(np.nan, index=index)
    return pd.to_numeric(column, errors="coerce").astype("float64")


def _own_columns(sites: pd.DataFrame) -> None:
    for kind in kinds.KINDS:
        for name, dtype in schema.columns(kind).items():
            if name not in sites or name in schema.TEXT:
                continue
            if dtype == "Int64":
                sites[name] = pd.to_numeric(sites[name], errors="coerce").astype("Int64")
            elif dtype == "boolean":
                truth = [phrases.read_truth(str(cell)) for cell in sites[name]]
                sites[name] = pd.array(truth, dtype="boolean")


def datum(table: Table) -> str:
    """Return the datum that an export of ours is in, ``""`` where its rows name several."""
    named = _datums(table).unique()
    return str(named[0]) if len(named) == 1 else ""


def _datums(table: Table) -> "pd.Series[str]":
    """Return what each row is in, ``""`` where its word is not known.

    The column tells, for a GIS program writes WGS-84 for a datum that it does not know; the file does where it has no
    such column (GeoJSON), and where it was projected, which only what is no shifted datum survives.
    """
    file = crs.read_name(table.crs) or (table.crs if crs.is_known(table.crs) else "")
    if table.form == "geojson" or "datum" not in table.cells:
        return pd.Series(file or ("" if table.crs else "wgs84"), index=table.cells.index, dtype="str")
    own = kernels.each_text(table.cells["datum"], crs.read_name)
    blank = table.cells["datum"] == ""
    named = own[~blank].unique()
    own = own.mask(blank, named[0] if len(named) == 1 else "wgs84")
    if file and file not in naming.GEOGRAPHIC:
        return own.where(~own.isin(crs.SAME_AS_WGS84), file).where(own.isin(crs.SAME_AS_WGS84), "")
    return own


def _to_wgs84(shapes: npt.NDArray[np.object_], datums: "pd.Series[str]", verdicts: Verdicts) -> None:
    """Convert geometries, in place."""
    placed = ~shapely.is_empty(shapes)
    verdicts.refuse(placed & (datums == "").to_numpy(), "invalid", fault="datum")
    for name in datums[placed].unique():
        if name in ("", *crs.SAME_AS_WGS84):
            continue
        own = placed & (datums == name).to_numpy()
        at = shapely.get_coordinates(shapes[own])
        shapes[own] = shapely.set_coordinates(shapes[own], np.column_stack(crs.to_wgs84(at[:, 0], at[:, 1], str(name))))
        verdicts.note("datum_conversion", own, datum=crs.label(str(name)))


def _coordinates(table: Table) -> tuple[np.ndarray, np.ndarray]:
    if table.x is not None and table.y is not None:
        return table.x, table.y
    blank = kernels.blank(table.cells.index)
    lon, lat = (_number(table.cells.get(axis, blank), table.cells.index) for axis in ("lon", "lat"))
    return lon.to_numpy(), lat.to_numpy()


def _written_lines(table: Table) -> dict[int, shapely.LineString]:
    """Read the lines that a table without geometry holds as WKT."""
    written = table.cells.get(schema.LINES, kernels.blank(table.cells.index))
    found = {}
    for position in np.flatnonzero(written != ""):
        shape = shapely.from_wkt(written.iloc[position], on_invalid="ignore")
        if shape is not None and shape.geom_type == "LineString":
            found[int(position)] = shape
    return found


def _refuse_misfits(sites: gpd.GeoDataFrame, verdicts: Verdicts) -> None:
    """Find the rows that the schema refuses: by halves, so that a few among many are found quickly."""
    for kind in kinds.KINDS:
        open_parts = [sites[(sites["kind"] == kind).to_numpy() & ~verdicts.refused]]
        asked = 0
        while open_parts:
            part = open_parts.pop()
            fault = _fault(part, kind) if len(part) else ""
            asked += 1
            if not fault:
                continue
            if len(part) == 1 or asked > _MOST_ASKED:
                verdicts.refuse(sites.index.isin(part.index), "invalid", fault=fault)
            else:
                middle = len(part) // 2
                open_parts += [part.iloc[middle:], part.iloc[:middle]]


def _fault(sites: gpd.GeoDataFrame, kind: str) -> str:
    try:
        schema.validate(schema.shape(sites, kind), kind)
    except SchemaError as error:
        return str(error)
    return ""
