"""``make data``: the site layers and the catalogue, from the seeds, the same bytes every time."""

import hashlib
import json
import warnings
from pathlib import Path

import pandas as pd

from unionmap import intake, kinds, routes, schema, store
from unionmap.errors import DataError, InputError

CATALOGUE = "catalogue.json"


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
    """Read the seeds into sites, and draw the routes.

    Raises
    ------
    DataError
        Listing the rows that cannot be accepted.
    """
    taken = {kind: _take(seeds / f"{kind}.csv", kind) for kind in kinds.KINDS}
    refused = [f"{row['site_id'] or '?'}: {row['reason']}" for part in taken.values() for row in _rows(part.refused)]
    if refused:
        raise DataError(f"the seeds hold {len(refused)} rows that cannot be used: {'; '.join(refused[:5])}")
    frames = {kind: part.sites for kind, part in taken.items()}
    frames["bus_route"] = routes.draw(frames["bus_route"], frames["bus_stop"])
    return schema.Sites(frames)


def _take(path: Path, kind: str) -> intake.Intake:
    try:
        return intake.read(_table(path), kind)
    except InputError as error:
        raise DataError(f"{path.name}: {error}") from error


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
