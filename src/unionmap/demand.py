"""Where people are: a population surface on a grid of 3 arc-seconds, held as runs of cells.

The surface is made of pieces (a 5 arc-minute WorldPop cell cut by census units, scaled to the 2020 census).
Inside a piece people are taken as spread evenly; that assumption is named wherever a figure is shown.
"""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unionmap import settings
from unionmap.errors import InputError
from unionmap.grid import STEP_DEG, Surface, cell_area_m2, scan


def surface(pieces: gpd.GeoDataFrame, *, people: str = "pop_2020") -> Surface:
    """Put a population surface on the grid.

    Parameters
    ----------
    pieces : geopandas.GeoDataFrame
        Polygons that do not overlap, with ``adcode`` and a column of head counts. EPSG:4326.
    people : str, default "pop_2020"
        Name of that column.

    Returns
    -------
    Surface
        A piece too small to hold a cell's centre takes the cell around its inner point, so no head is lost.

    Raises
    ------
    InputError
        If a head count is negative or missing.

    Examples
    --------
    >>> square = shapely.box(113, 34, 113.01, 34.01)
    >>> grid = surface(gpd.GeoDataFrame({"adcode": ["410105"], "pop_2020": [10.0]}, geometry=[square], crs=4326))
    >>> int((grid.stop - grid.start).sum())
    144
    """
    heads = pieces[people].to_numpy("float64")
    if not (heads >= 0).all():
        raise InputError(f"column {people!r} must hold head counts of 0 or more in every row")
    row, start, stop, piece = scan(pieces.geometry.to_numpy())
    missing = np.setdiff1d(np.arange(len(pieces)), piece)
    inner = shapely.get_coordinates(shapely.point_on_surface(pieces.geometry.to_numpy()[missing]))
    col, line = np.floor(inner / STEP_DEG).astype(np.int64).T if len(missing) else np.empty((2, 0), dtype=np.int64)
    row, start, stop = np.concatenate([row, line]), np.concatenate([start, col]), np.concatenate([stop, col + 1])
    piece = np.concatenate([piece, missing])
    order = np.lexsort((start, row))
    row, start, stop, piece = row[order], start[order], stop[order], piece[order]
    weight = np.bincount(piece, weights=(stop - start) * cell_area_m2(row), minlength=len(pieces))
    table = pd.DataFrame({"adcode": pieces["adcode"].to_numpy(), "people": heads, "weight_m2": weight})
    return Surface(table, row, start, stop, piece)


@cache
def load(geo_dir: Path | None = None) -> Surface:
    """Return the shipped surface of Henan (99,365,519 people, census 2020); shared, so do not change it.

    Raises
    ------
    DataError
        If the base layer is missing.
    """
    folder = geo_dir or settings.current().geo_dir
    return surface(settings.base(folder, "henan_population_cells_2020.parquet", gpd.read_parquet))
