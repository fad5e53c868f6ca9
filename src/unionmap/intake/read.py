"""The one way in: a file becomes sites, every row accounted for."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import crs, kinds, schema
from unionmap.errors import DataError
from unionmap.intake import checks, declared, duplicates, fields, placed, position, readers, remarks, sheetwise, whence
from unionmap.intake.columns import FIELDS, Choice
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.result import ImportResult, digests
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Verdicts
from unionmap.text import fault, whole
from unionmap.text.reasons import reason

_MOST_COLUMNS = 40


def read_sites(
    source: Path | str | bytes,
    *,
    kind: str = "",
    datum: str = "",
    columns: Mapping[str, str] | None = None,
    sheet: str = "",
    name: str = "",
) -> ImportResult:
    r"""Read a list of sites: csv, tsv, txt, xlsx, GeoJSON, GeoPackage, zipped Shapefile or KML.

    Encoding, separator, header row, sheet and layer are found; the content decides, not the name of the file. Every
    data row is accepted or refused with a reason. Nothing but the file is opened, and nothing is written.

    Parameters
    ----------
    source : path or bytes
        The file, or what it holds.
    kind : str, default ""
        Kind of every row; else a column says, else ``rest_station``.
    datum : str, default ""
        Datum or CRS of rows that name none: ``gcj02``, ``bd09``, ``EPSG:4547`` ...
    columns : mapping of str to str, optional
        Header to field, where the choice by name and content is wrong.
    sheet : str, default ""
        Sheet or layer to read; else the one that looks most like a list of sites.
    name : str, default ""
        Name of the file, where ``source`` is bytes.

    Returns
    -------
    ImportResult

    Raises
    ------
    FileRefusedError
        If the file cannot be read as a list at all; the message says why in one sentence.
    UnknownNameError
        If a kind, datum, header or field is not known.
    DataError
        If the file cannot be opened.

    Examples
    --------
    >>> text = "站点名称,所在市,经度,纬度\n甲驿站,郑州市,113.656078,34.748856\n,郑州市,113.7,34.7\n"
    >>> result = read_sites(text.encode("gb18030"), datum="高德", name="名单.csv")
    >>> len(result.sites["rest_station"]), result.refused["reasons"].tolist(), result.assumed["encoding"]
    (1, ['没有名称'], 'gb18030')
    """
    raw, file = (source, name or "-") if isinstance(source, bytes) else _open(Path(source), name)
    table = _supplement(readers.read(raw, file, sheet=sheet))
    kind = kinds.get(kind).key if kind else ""
    stated = _datum(datum)
    verdicts = Verdicts(len(table.cells), table.line)
    table = _cleaned(table, verdicts)
    if sheet and not table.sheet:
        verdicts.note("sheet_ignored", sheet=sheet[:80])
    if table.declared and not columns:
        sites = declared.read(table, verdicts)
        assumed = {"datum": declared.datum(table), "datum_how": "declared", "columns": {}}
    else:
        table, sites, assumed = _understand(table, verdicts, (kind, stated, file), columns)
    return _result(
        table,
        sites,
        verdicts,
        {"file": str(table.carried.get("file", file)), "sha256": sha256(raw).hexdigest(), **assumed},
    )


def _open(path: Path, name: str) -> tuple[bytes, str]:
    try:
        return path.read_bytes(), name or path.name
    except OSError as error:
        raise fault(DataError, "account.cannot_read", file=path, reason=reason(error)) from error


def _datum(said: str) -> str:
    return (crs.read_name(said) or crs.get(said).key) if said else ""


def _supplement(table: Table) -> Table:
    """Take our own columns off a corrected list of refused rows; its lines are those of the first file."""
    own = list(schema.REFUSED_HEADERS)
    if not set(own) <= set(table.cells.columns):
        return table
    lines = pd.to_numeric(table.cells[own[0]], errors="coerce").fillna(-1).to_numpy(dtype=np.int64)
    sheet_row = np.where(lines > 0, lines, table.sheet_row)
    carried = MappingProxyType({"supplement": True, **table.carried})
    cells = table.cells.drop(columns=own)
    column = str(table.carried.get("sheet_column", ""))
    column = column if column in cells else ""
    sheet = str(table.carried.get("sheet", table.sheet))
    return replace(table, cells=cells, sheet_row=sheet_row, sheet=sheet, carried=carried, sheet_column=column)


def _cleaned(table: Table, verdicts: Verdicts) -> Table:
    """Take out the control characters that no site may hold."""
    cells = table.cells.apply(schema.without_controls)
    headers = schema.without_controls(pd.Series(cells.columns, dtype="str"))
    if cells.equals(table.cells) and headers.tolist() == list(cells.columns):
        return table
    verdicts.note("control_removed")
    clean = dict(zip(table.cells.columns, headers, strict=True))
    return table.renamed(cells.set_axis(headers.tolist(), axis=1), clean)


def _hints(table: Table) -> dict[str, Any]:
    """Return what a corrected list remembers of its first import, as far as it still holds."""
    carried = table.carried
    told = carried.get("columns")
    known = told.items() if isinstance(told, Mapping) else ()
    pairs = {str(header): str(field) for header, field in known if header in table.cells and field in FIELDS}
    kind, datum = (str(carried.get(name, "")) for name in ("kind", "datum"))
    return {
        "columns": pairs,
        "kind": kind if kind in kinds.KINDS else "",
        "datum": datum if crs.is_known(datum) else "",
    }


def _understand(
    table: Table, verdicts: Verdicts, said: tuple[str, str, str], wanted: Mapping[str, str] | None
) -> tuple[Table, gpd.GeoDataFrame, dict[str, Any]]:
    kind, stated, file = said
    hints = _hints(table)
    table, choice, moved = sheetwise.choose(table, wanted or hints["columns"])
    if moved:
        verdicts.note("columns_moved", columns=sheetwise.told(moved))
    _must_have(table, choice)
    found = fields.extract(table, choice, kind or hints["kind"], verdicts)
    checks.check_text(table, found, verdicts)
    checks.check_copies(table, found, verdicts)
    province = whence.told(table, str(table.carried.get("file", file)))[whence.PROVINCE]
    positions = position.read(table, found, stated or hints["datum"], province, verdicts)
    _refuse_untouched(table, verdicts)
    checks.check_order(table, found, verdicts)
    checks.check_places(table, found, positions, verdicts)
    sites = placed.place(found, positions, province, verdicts)
    remarks.note(table, found, sites, verdicts)
    assumed = {"datum": positions.datum, "datum_how": positions.how, "kind": kind, "columns": dict(choice.columns)}
    assumed["also"] = {use: list(headers) for use, headers in found.used.items() if headers}
    assumed |= {"columns_moved": {one.header: one.under for one in moved}} if moved else {}
    return table, placed.finish(sites, found, verdicts), assumed


def _refuse_untouched(table: Table, verdicts: Verdicts) -> None:
    """Refuse rows that were sent back as copies and come in again untouched: the list holds what they copy."""
    copies = table.carried.get("copies")
    if isinstance(copies, Mapping) and copies:
        same = np.isin(digests(table.cells), [str(digest) for digest in copies.values()])
        verdicts.refuse(same, "still_a_copy")


def _must_have(table: Table, choice: Choice) -> None:
    seen = listed(table.cells.columns, most=_MOST_COLUMNS)
    if not len(table.cells):
        raise refused("file_no_rows")
    if "name" not in choice.columns:
        raise refused("file_no_name_column", columns=seen)
    one = {"lon", "lat"} & set(choice.columns)
    if len(one) == 1 and "lonlat" not in choice.columns and table.x is None:
        raise refused("file_half_coordinates", found=choice.columns[one.pop()], columns=seen)


def _result(table: Table, sites: gpd.GeoDataFrame, verdicts: Verdicts, assumed: dict[str, Any]) -> ImportResult:
    accepted = ~verdicts.refused
    file, digest = assumed.pop("file"), assumed.pop("sha256")
    own_sheet = table.cells[table.sheet_column].to_numpy(dtype=object) if table.sheet_column else table.sheet
    origin = {"list_file": file, "list_sheet": own_sheet}
    lines = pd.Series(table.sheet_row, index=sites.index).astype("str")
    sites = sites.assign(**origin, list_row=lines, changes=verdicts.changes.said("zh"))[accepted]
    frames = {
        kind: schema.shape(_of_kind(own, kind), kind).reset_index(drop=True) for kind, own in sites.groupby("kind")
    }
    pairs = _proposals(sites)
    remarks.note_pairs(pairs, sites, table, verdicts)
    supplement = bool(table.carried)
    for key, holds in (("declared", table.declared), ("supplement", supplement)):
        if holds:
            verdicts.note(key)
    left_out = {"blank_rows": table.blank_rows, "title_rows": len(table.titles), "footer_rows": table.footer_rows}
    several = {"sheet_column": table.sheet_column} if table.sheet_column else {}
    found = {
        **several,
        "form": table.form,
        "encoding": table.encoding,
        "sheet": table.sheet,
        "header_row": table.header_row,
    }
    return ImportResult(
        file=file,
        sites=schema.Sites(frames),
        refused=_refused(table, verdicts),
        refusals=verdicts.refusals(),
        site_ids=pd.Index(sites["site_id"]),
        changes=verdicts.changes.of(accepted),
        rows=len(table.cells),
        remarks=tuple((f"intake.{note.key}", _whole(note.values)) for note in table.notes)
        + tuple((f"rows.{note.key}", _whole(note.values)) for note in verdicts.notes),
        assumed=MappingProxyType({**found, **assumed, **left_out}),
        unread=table.unread_rows,
        sources=whence.by_sheet(table, file),
        proposals=pairs,
        supplement=supplement,
        carried=table.carried,
        sha256=digest,
    )


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: whole(value) if isinstance(value, str) else value for name, value in values.items()}


def _of_kind(sites: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    foreign = {name for other in kinds.KINDS.values() for name in other.columns} - set(schema.columns(kind))
    working = {"province_adcode", "datum_said", "precision_said", "error_m_said", "kind_unknown"}
    return sites.drop(columns=[name for name in sites if name in foreign | working])


def _refused(table: Table, verdicts: Verdicts) -> pd.DataFrame:
    rows = np.flatnonzero(verdicts.refused)
    said = [refusal.say() for refusal in verdicts.refusals()]
    account = pd.DataFrame(said, columns=["reasons", "fix"], dtype="str")
    account.insert(0, "row", rows.astype(np.int64) + 1)
    account.insert(1, "sheet_row", table.sheet_row[rows].astype(np.int64))
    names = {name: f"{name}{schema.ORIGINAL}" for name in account}
    return pd.concat([account, table.cells.iloc[rows].rename(columns=names).reset_index(drop=True)], axis=1)


def _counting(sites: gpd.GeoDataFrame) -> np.ndarray:
    counting = [key for key, entry in schema.PRECISIONS.items() if entry.counts]
    return np.asarray(sites["precision"].isin(counting))


def _proposals(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    # Within one list distances hold whatever its datum is, so an assumed datum is no reason to look away.
    fine = ~sites["doubts"].str.contains("few_decimals|outside_c|far_from_list") & (sites["precision"] != "city")
    counts = (sites["doubts"].str.contains("datum_assumed|datum_disputed") & fine).to_numpy() | _counting(sites)
    counts = counts & (sites.geom_type == "Point").to_numpy() & schema.located(sites).to_numpy()
    lon, lat = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    lon[counts], lat[counts] = sites.geometry[counts].get_coordinates().to_numpy().T
    pairs = duplicates.proposals(sites.reset_index(drop=True), lon, lat, counts)
    ids = sites["site_id"].to_numpy()
    named = pairs.assign(site_id=ids[pairs["row"]], other_id=ids[pairs["other"]])
    return named[["site_id", "other_id", "distance_m", "why"]].astype({"site_id": "str", "other_id": "str"})
