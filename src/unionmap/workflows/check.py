"""Summaries for ``unionmap data check`` and the data page."""

import hashlib
from pathlib import Path

import pandas as pd

from unionmap import schema, settings, store
from unionmap.errors import DataError
from unionmap.workflows import load


def summary(sites: schema.Sites) -> pd.DataFrame:
    """Count the sites of each kind.

    Returns
    -------
    pandas.DataFrame
        Indexed by kind: ``sites``, one column a precision, ``with_hours``, ``with_facilities`` (int64),
        ``newest_source`` (str, ``""`` where no source has a date).

    Examples
    --------
    >>> import unionmap as um
    >>> int(summary(um.load()).loc["bus_route", "sites"])
    4
    """
    rows = {}
    for kind, frame in sites.items():
        by_precision = frame["precision"].value_counts()
        rows[kind] = {
            "sites": len(frame),
            **{key: int(by_precision.get(key, 0)) for key in schema.PRECISIONS},
            "with_hours": int((frame["opening_hours"] != "").sum()),
            "with_facilities": int((frame["facilities"] != "").sum()),
            "newest_source": max(frame["source_date"], default=""),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("kind")


def check(geo_dir: Path | None = None) -> pd.DataFrame:
    """Read and validate every layer and the catalogue of a folder, and summarise the sites.

    Raises
    ------
    DataError
        If something is missing or damaged.
    SchemaError
        If a layer does not fit the schema.
    """
    folder = geo_dir or settings.current().geo_dir
    sites = load.load(folder)
    for layer in load.catalogue(geo_dir)["layers"]:
        path = store.path_of(folder, str(layer["kind"]))
        if hashlib.sha256(path.read_bytes()).hexdigest() != layer["sha256"]:
            raise DataError(f"{path.name} is not the file that the catalogue names: run 'unionmap data build'")
    return summary(sites)
