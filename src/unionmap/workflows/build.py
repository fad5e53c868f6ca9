"""``make data``: the site layers and the catalogue, from the seeds, the same bytes every time."""

import hashlib
import json
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd

from unionmap import crs, intake, kinds, routes, schema, store
from unionmap.errors import DataError, InputError
from unionmap.store import CATALOGUE
from unionmap.text import catalogue

_LOSSES = ("hours_dropped", "date_dropped", "order_dropped", "number_dropped", "precision_dropped", "point_dropped")
_COLUMNS = ("site_id", "kind", "name", "city", "county", "lon", "lat", "coord_system", "precision", "services")


def build(seeds: Path, geo_dir: Path) -> list[Path]:
    """Build every site layer and ``catalogue.json``.

    Parameters
    ----------
    seeds : pathlib.Path
        Folder with one CSV a kind, ``sources.csv`` and ``totals.csv``.
    geo_dir : pathlib.Path
        Folder to write into; ``base/`` in it is left alone.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    DataError
        If a seed is missing or one of its rows cannot be accepted.
    """
    sites = read_seeds(seeds)
    written = store.write(sites, geo_dir)
    target = geo_dir / CATALOGUE
    content = _catalogue(seeds, sites, written)
    store.replace(target, lambda part: part.write_text(content, encoding="utf-8"))
    return [*written, target]


def read_seeds(seeds: Path) -> schema.Sites:
    """Read the seeds into sites by the way that every list takes, and draw the routes.

    Raises
    ------
    DataError
        Listing the rows that cannot be accepted.
    """
    frames = {kind: _take(seeds / f"{kind}.csv", kind) for kind in kinds.KINDS}
    frames["bus_route"] = routes.draw(frames["bus_route"], frames["bus_stop"])
    return schema.Sites(frames)


def _take(path: Path, kind: str) -> gpd.GeoDataFrame:
    table = _table(path)
    missing = [name for name in _COLUMNS if name not in table]
    if missing:
        raise DataError(f"{path.name} lacks the columns {', '.join(missing)}")
    if not len(table):
        return schema.shape(pd.DataFrame(), kind)
    try:
        result = intake.read_sites(path)
    except InputError as error:
        raise DataError(f"{path.name}: {error}") from error
    frame = result.sites[kind]
    faults = [f"{row['site_id'] or '?'}: {row['reasons']}" for row in _rows(result.refused)]
    faults += [f"{site}: its kind is not {kind}" for other in result.sites for site in _strangers(result, other, kind)]
    faults += [f"{named or '?'}: its site_id is missing or used twice" for named in frame["given_id"][_unnamed(frame)]]
    faults += [f"{site}: {change}" for site, change in _lost(frame)]
    faults += [f"{site}: its datum is not stated" for site in frame["site_id"][frame["doubts"].str.contains("datum_")]]
    if "coord_system" in table:  # a note that names a datum will do for a clerk's list, not for a seed
        strange = ~table["coord_system"].isin([*crs.DATUMS, "unknown", ""])
        faults += [f"{site}: its datum is not known" for site in table.loc[strange, "site_id"]]
    if faults:
        raise DataError(f"{path.name} holds {len(faults)} rows that cannot be used: {'; '.join(faults[:5])}")
    return frame


def _strangers(result: intake.ImportResult, other: str, kind: str) -> list[str]:
    frame = result.sites[other]
    unknown = frame["doubts"].str.contains("unknown_kind")
    return [str(site) for site in frame.loc[unknown | (other != kind), "site_id"]]


def _unnamed(frame: gpd.GeoDataFrame) -> "pd.Series[bool]":
    unnamed: pd.Series[bool] = (frame["given_id"] == "") | (frame["given_id"] != frame["site_id"])
    return unnamed


def _lost(frame: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Find rows in which the importer had to drop something: a clerk is told, a seed must not have it."""
    ends = [catalogue()[f"rows.{key}"].zh.rpartition("}")[2] for key in _LOSSES]
    dropped = pd.Series([any(end in changes for end in ends) for changes in frame["changes"]], index=frame.index)
    return list(zip(frame.loc[dropped, "site_id"], frame.loc[dropped, "changes"], strict=True))


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"{path.name} is missing in {path.parent}: give the folder that holds the seeds")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # a row too long would else lose its end
            return pd.read_csv(path, dtype="str", keep_default_na=False, index_col=False)
    except (ValueError, pd.errors.ParserWarning) as error:
        raise DataError(f"{path.name} is no table of UTF-8 text ({str(error).splitlines()[0]})") from error


def _rows(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(key): str(value) for key, value in row.items()} for row in table.to_dict("records")]


def _catalogue(seeds: Path, sites: schema.Sites, written: list[Path]) -> str:
    layers = [
        {
            "kind": kind,
            "file": path.name,
            "sites": len(frame),
            "located": int(schema.located(frame).sum()),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for (kind, frame), path in zip(sites.items(), written, strict=True)
    ]
    content = {
        "crs": "EPSG:4326",
        "layers": layers,
        "sources": _rows(_table(seeds / "sources.csv")),
        "totals": _rows(_table(seeds / "totals.csv")),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
