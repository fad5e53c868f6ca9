"""Sites whose texts are as hostile as can be, and a comparison of what was written with what is read."""

import itertools
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import strategies as st

from unionmap import kinds, schema

HOSTILE = json.loads((Path(__file__).parents[1] / "maps" / "hostile.json").read_text(encoding="utf-8"))
SPECIAL = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "﹣1", "\u200b=1", "\ufeff=1", "　+1"),
    *("'=1", "''", "'", "'twas", '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", "{=1+1}"),
    *("_x000D_", "_x005F_", "_x005F_x000D_", "_xFFFE_", "a\rb", "a\r\nb", "a\n", " a ", "\ta", "\x7f", "\x85"),
    *("<r>a</r>", "<r><t>a</t></r>", '<r></r></is></c><c r="A1"><f>1+1</f></c><c><is><r></r>', "&amp;", "]]>"),
    *("<r>=1</r>", "\u2028", "{{7*7}}", "{#", "${7*7}", "</script>", "`", "\u202ea", "\u200ea", "é", "e\u0301"),
    *("😀", "\ufdd0", "\U0001fffe"),
    *("", " ", "NULL", "nan", "None", "NA", "0012", "1e5", "TRUE", "2024-01-01", "1/2", "http://x.example/?a=1", "\\N"),
    *('"', '""', 'a"b', "a,b", ";", "a;;b", "water;rest", "\\", "\\n", "%s", "#", "x" * 300),
    *HOSTILE,
]  # fmt: skip
ALPHABET = st.characters(
    exclude_characters=[chr(code) for code in range(32) if chr(code) not in "\t\r\n"] + ["\ufffe", "\uffff"],
    exclude_categories=["Cs"],
)
TEXTS = st.lists(st.sampled_from(SPECIAL) | st.text(ALPHABET, max_size=9), min_size=1, max_size=9)
LON, LAT, ERROR = st.floats(-180, 180), st.floats(-90, 90), st.floats(1e-300, 1e300)


def _frame(
    kind: str, texts: list[str], numbers: list[tuple[float, float, float]], blank: list[bool]
) -> gpd.GeoDataFrame:
    cell = itertools.cycle(texts)
    count = len(numbers)
    rows: dict[str, Any] = {
        name: [next(cell) for _ in range(count)] for name in (*schema.TEXT, "门口", "=cmd()", "_x000D_", "<r>a</r>")
    }
    rows["name"] = [name or "x" for name in rows["name"]]
    located = [not empty for empty in blank[:count]]
    rows |= {
        "site_id": [f"{next(cell)}{i}" for i in range(count)],
        "kind": kind,
        "precision": ["exact" if has else "none" for has in located],
        "doubts": "zone;few_decimals",
        "error_m": [error if has else np.nan for (_, _, error), has in zip(numbers, located, strict=True)],
    }
    for name, dtype in schema.columns(kind).items():
        if dtype == "Int64":
            rows[name] = pd.array([i if i % 2 else None for i in range(count)], dtype="Int64")
        elif dtype == "boolean":
            rows[name] = pd.array([(True, False, None)[i % 3] for i in range(count)], dtype="boolean")
        elif dtype == "str" and name not in rows:
            rows[name] = [next(cell) for _ in range(count)]
    line = kinds.get(kind).geometry == "LineString"
    shapes = [
        (shapely.LineString([(lon, lat), (lat, lon / 2)]) if line else shapely.Point(lon, lat)) if has else None
        for (lon, lat, _), has in zip(numbers, located, strict=True)
    ]
    return schema.validate(schema.shape(gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326"), kind), kind)


@pytest.fixture(scope="session")
def frames() -> Callable[[str], st.SearchStrategy[gpd.GeoDataFrame]]:
    """Return a strategy of valid frames of a kind whose texts and numbers are anything that the schema allows."""

    def of(kind: str) -> st.SearchStrategy[gpd.GeoDataFrame]:
        numbers = st.lists(st.tuples(LON, LAT, ERROR), min_size=1, max_size=4)
        return st.builds(_frame, st.just(kind), TEXTS, numbers, st.lists(st.booleans(), min_size=4, max_size=4))

    return of


@pytest.fixture(scope="session")
def worst() -> gpd.GeoDataFrame:
    """Return stations that hold every special text in every column."""
    count = len(SPECIAL)
    numbers = [(113 + i / 7, 34 + i / 13, 10 + i / 3) for i in range(count)]
    return _frame("rest_station", SPECIAL, numbers, [i % 5 == 0 for i in range(count)])


def _agrees(expected: Any, got: Any) -> bool:
    blank = got is None or got == "" or (isinstance(got, float) and np.isnan(got))
    if isinstance(expected, str):
        return expected == ("" if blank else got)
    if pd.isna(expected):
        return blank
    if isinstance(expected, bool | np.bool_):
        return not blank and str(got).casefold() in ({"true", "1", "1.0"} if expected else {"false", "0", "0.0"})
    return not blank and float(got) == expected


@pytest.fixture(scope="session")
def differences() -> Callable[[gpd.GeoDataFrame, Iterable[Mapping[str, Any]]], list[Any]]:
    """Return a comparison of sites with the rows that a reader found; a row has lon and lat."""

    def compare(frame: gpd.GeoDataFrame, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        expected = pd.DataFrame(frame.drop(columns="geometry")).to_dict("records")
        found = list(rows)
        for row, shape in zip(expected, frame.geometry, strict=True):
            point = shape.geom_type == "Point" and not shape.is_empty
            row |= {"lon": shape.x if point else None, "lat": shape.y if point else None}
        assert len(found) == len(expected)
        return [
            (name, row[name], got.get(name, "no such column"))
            for row, got in zip(expected, found, strict=True)
            for name in row
            if name not in got or not _agrees(row[name], got[name])
        ]

    return compare


@pytest.fixture(scope="session")
def live() -> Callable[[str], bool]:
    """Return a test of whether a spreadsheet could take a cell for a formula."""

    def test(cell: str) -> bool:
        bare = unicodedata.normalize("NFKC", cell).lstrip(" \t\r\n\v\f\0\ufeff\u200b\u2060")
        return bare.startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r"))

    return test
