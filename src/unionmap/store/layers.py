"""Sites on disk: a folder with one GeoParquet file a kind, Hilbert-sorted, zstd, the same bytes every time."""

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import kinds, schema
from unionmap.errors import DataError

CATALOGUE = "catalogue.json"
"""File beside the shipped layers that names their sources."""

_REMEDY = "run 'unionmap data build'"


def path_of(folder: Path, kind: str) -> Path:
    """Return the file that holds a kind in a folder."""
    return folder / f"{kinds.get(kind).key}.parquet"


def sort(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the sites along a Hilbert curve, ties by site_id, unlocated ones last; a fresh index.

    Neighbours on the map become neighbours in the file, so reading a bounding box touches few row groups.
    """
    fresh = frame.reset_index(drop=True)
    has = schema.located(fresh)
    curve = pd.Series(np.iinfo(np.int64).max, index=fresh.index)
    if has.any():
        curve[has] = fresh.geometry[has].hilbert_distance(total_bounds=(72.0, 0.0, 138.0, 56.0)).astype("int64")
    return fresh.assign(_at=curve).sort_values(["_at", "site_id"]).drop(columns="_at").reset_index(drop=True)


def replace(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that it appears whole or not at all: ``write`` fills one beside it, which takes its place.

    Both are on the disk, not only in the system's memory, before this returns.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> replace(target, lambda part: part.write_text("whole"))
    >>> target.read_text()
    'whole'
    """
    target = target.resolve()
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            raise IsADirectoryError(errno.EISDIR, "it is no file", str(target))
        write(part)
        if target.exists():
            shutil.copymode(target, part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error
    finally:
        with suppress(OSError):  # what went wrong before is what counts
            part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder onto the disk, where the system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders, and does not need to
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # what network disks say that cannot
            raise
    finally:
        os.close(handle)


def write(sites: Mapping[str, gpd.GeoDataFrame], folder: Path) -> list[Path]:
    """Write all kinds into a folder; each file appears whole or not at all.

    Returns
    -------
    list of pathlib.Path
        The files, in the order of ``sites`` (that of the registry, for `schema.Sites`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, frame in sites.items():
        target = path_of(folder, kind)
        replace(target, partial(sort(frame).to_parquet, compression="zstd", index=False))
        written.append(target)
    return written


def read(folder: Path) -> schema.Sites:
    """Read all kinds of a folder.

    Raises
    ------
    DataError
        If a layer is missing, damaged or does not fit the schema.
    """
    frames = {}
    for kind in kinds.KINDS:
        path = path_of(folder, kind)
        if not path.is_file():
            raise DataError(f"no site layers in {folder} ({path.name} is missing): {_REMEDY}")
        frames[kind] = read_layer(path, kind)
    return schema.Sites(frames)


def read_layer(path: Path, kind: str, *, remedy: str = _REMEDY) -> gpd.GeoDataFrame:
    """Read the layer of one kind.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    kind : str
        Its kind.
    remedy : str
        What the error tells the reader to do.

    Raises
    ------
    DataError
        If it is damaged or does not fit the schema.
    """
    try:
        return schema.validate(schema.shape(gpd.read_parquet(path), kind), kind)
    except Exception as error:  # whatever a damaged file makes the readers raise
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise DataError(f"{path.name} is damaged ({reason}): {remedy}") from error
