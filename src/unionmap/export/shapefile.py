"""Sites as a zipped Shapefile, for the GIS programs that take nothing else: a layer a kind, UTF-8."""

import datetime
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from unionmap import kinds, schema
from unionmap.errors import InputError
from unionmap.export import datums
from unionmap.export.tables import table, written
from unionmap.intake.readers import dbase, shortened
from unionmap.text import say

MAX_NAME, MAX_TEXT, MAX_COLUMNS, MAX_BYTES = 10, 254, 255, 2**31 - 1
"""What a .dbf holds: bytes of a name, bytes of a text, columns, bytes of the file."""

_ENDINGS = ("shp", "shx", "dbf", "prj", "cpg")
_LARGEST = 1e9
"""A number of this size or more goes beside the table: a column of decimals is too narrow for it."""
_IN_GEOMETRY = ("lon", "lat", schema.LINES)


def shp(sites: Mapping[str, gpd.GeoDataFrame], *, lang: str = "zh", datum: str = "wgs84") -> bytes:
    """Return sites as Shapefiles in a ZIP, with what they cannot hold in ``unionmap.json`` beside them.

    Names of columns are shortened to 10 bytes (`shortened.SHORT`, others by cutting), texts cut to 254 bytes at the
    border of a character. The file beside has the names and texts whole, so that `unionmap.read_sites` reads back every
    column; ``readme.txt`` says what was cut.

    Parameters
    ----------
    sites : mapping of str to geopandas.GeoDataFrame
        A layer a kind that has sites (all kinds, empty, where none has).
    lang : str, default "zh"
        Language of ``readme.txt``.
    datum : str, default "wgs84"
        One of `datums.DATUMS`; the .prj and the column ``datum`` name it.

    Raises
    ------
    InputError
        If a layer has more columns, or is larger, than the format allows.

    Examples
    --------
    >>> import unionmap as um
    >>> shp(um.load())[:2]
    b'PK'
    """
    filled = {kind: frame for kind, frame in sites.items() if len(frame)} or sites
    content, told, today = io.BytesIO(), {}, datetime.date.today().timetuple()[:6]
    with tempfile.TemporaryDirectory(prefix="unionmap-") as folder, zipfile.ZipFile(content, "w") as archive:

        def put(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, today), data, zipfile.ZIP_DEFLATED)

        for kind, frame in filled.items():
            path = Path(folder) / f"{kind}.shp"
            told[kind] = _write(frame, path, datum)
            for ending in _ENDINGS:
                put(f"{kind}.{ending}", path.with_suffix(f".{ending}").read_bytes())
        beside = {schema.MARKER: schema.VERSION, "datum": datums.get(datum).long, "layers": told}
        put(shortened.PART, json.dumps(beside, ensure_ascii=False, indent=1).encode())
        put("readme.txt", ("\ufeff" + "\r\n".join(_readme(told, lang, datum)) + "\r\n").encode())
    return content.getvalue()


def _write(frame: gpd.GeoDataFrame, path: Path, datum: str) -> dict[str, Any]:
    """Write one layer, and return what it does not hold: the names and the texts."""
    rows = table(frame, datum=datum)
    rows = rows.drop(columns=[name for name in _IN_GEOMETRY if name in rows])
    texts = rows.columns[rows.dtypes == "str"]
    rows[texts] = rows[texts].apply(schema.without_controls)
    short = short_names(rows.columns)
    if rows.shape[1] >= MAX_COLUMNS:
        raise InputError(f"{rows.shape[1]} columns are more than the {MAX_COLUMNS} of a Shapefile: export gpkg instead")
    held = pd.DataFrame({short[str(name)]: _held(rows[name]) for name in rows})
    if len(held) * sum(_width(held[name]) for name in held) > MAX_BYTES:
        raise InputError(f"{len(held)} sites do not fit into the 2 GB of a Shapefile: export gpkg instead")
    held.insert(0, shortened.ROW, np.arange(1, len(held) + 1, dtype=np.int32))
    places = gpd.GeoSeries(datums.places(frame, datum), crs=datums.get(datum).crs)
    gpd.GeoDataFrame(held, geometry=places).to_file(
        path,
        driver="ESRI Shapefile",
        engine="pyogrio",
        index=False,
        encoding="UTF-8",
        geometry_type=kinds.KINDS[path.stem].geometry,
        layer_options={"RESIZE": "YES"},  # columns as wide as their widest text, not 80 signs each
    )
    names = {label: str(name) for name, label in short.items() if label != name}
    return {"names": names, "cells": _lost(rows, short, path.with_suffix(".dbf"))}


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return a name of 10 bytes for each name; those of ours by `shortened.SHORT`, others cut and told apart.

    Examples
    --------
    >>> short_names(["name", "opening_hours", "负责单位名称", "负责单位地址"])
    {'name': 'name', 'opening_hours': 'hours', '负责单位名称': '负责单', '负责单位地址': '负责单1'}
    """
    taken, result = {shortened.ROW}, {}
    ours = {*schema.columns("bus_route"), *schema.columns("bus_stop"), schema.MARKER, "datum", *shortened.SHORT}
    for name in sorted(names, key=lambda name: name not in ours):  # whatever others are called, ours come first
        label = base = shortened.SHORT.get(name, cut(name, MAX_NAME)) or "x"
        again = 0
        while label.casefold() in taken:
            again += 1
            label = cut(base, MAX_NAME - len(str(again))) + str(again)
        taken.add(label.casefold())
        result[name] = label
    return result


def cut(text: str, limit: int = MAX_TEXT) -> str:
    """Return as much of a text as fits into so many bytes of UTF-8, no character in two.

    Examples
    --------
    >>> cut("工会驿站", 10)
    '工会驿'
    """
    return text if len(text) * 4 <= limit else text.encode()[:limit].decode(errors="ignore")


def _held(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if isinstance(column.dtype, pd.StringDtype):
        # A blank in front would cost a sign at the end when the column is made narrow.
        return pd.Series([cut(text.strip()) for text in column], index=column.index, dtype="str")
    if column.dtype.kind == "b":
        return column.map({True: "true", False: "false"}).astype("str").fillna("")
    if column.dtype.kind == "f":
        return column.where(column.abs() < _LARGEST)
    return column


def _width(column: "pd.Series[Any]") -> int:
    texts = column.tolist() if isinstance(column.dtype, pd.StringDtype) else []
    return max((len(text.encode()) for text in texts), default=24)


def _lost(rows: pd.DataFrame, short: Mapping[str, str], dbf: Path) -> dict[str, dict[str, list[str]]]:
    """Read the table back, and return every cell that came out other than it went in, by column and row."""
    back = dbase.read(dbf.read_bytes(), "UTF-8").columns
    lost = {}
    for name, label in short.items():
        pairs = zip(back[label], rows[name].tolist(), strict=True)
        differing = {
            str(at): [got, written(was)] for at, (got, was) in enumerate(pairs, start=1) if not _same(got, was)
        }
        if differing:
            lost[str(name)] = differing
    return lost


def _same(got: str, was: Any) -> bool:
    if isinstance(was, str):
        return got == was
    if pd.isna(was) or isinstance(was, bool):
        return got == written(was)
    return got != "" and float(got) == float(was)


def _readme(told: Mapping[str, Any], lang: str, datum: str) -> list[str]:
    names = {short: name for layer in told.values() for short, name in layer["names"].items()}
    lost = sum(len(cells) for layer in told.values() for cells in layer["cells"].values())
    return [
        say("app.title", lang),
        say("export.datum_is", lang, datum=datums.get(datum).word),
        say("export.shapefile", lang, count=lost, beside=shortened.PART),
        *(f"{short} = {name}" for short, name in names.items()),
    ]
