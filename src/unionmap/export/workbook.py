"""Sites as a spreadsheet, and the spreadsheet of refused rows that a clerk corrects. No cell can run."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from unionmap import filters, schema
from unionmap.errors import InputError
from unionmap.export import datums, sheets
from unionmap.export.tables import safe, table
from unionmap.text import say

CARRIED = "unionmap"
"""Name of the hidden sheet of refused rows: the texts of its first column, joined, are one JSON object."""

_TITLES = 30


def xlsx(frame: gpd.GeoDataFrame, *, lang: str = "zh", datum: str = "wgs84") -> bytes:
    """Return sites as a spreadsheet: columns as `tables.table` gives them, and a sheet that says what they are.

    Text is text, whatever it looks like, with an apostrophe in front where a spreadsheet would run it. A number that
    the format would round is written as text.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Sites of one kind, or merged.
    lang : str, default "zh"
        Language of the sheets' names and of the second sheet.
    datum : str, default "wgs84"
        One of `datums.DATUMS`; a column and the second sheet name it.

    Returns
    -------
    bytes
        The same for the same sites on the same day.

    Raises
    ------
    InputError
        If there are more rows, or a longer text, than a sheet holds.

    Examples
    --------
    >>> import unionmap as um
    >>> xlsx(um.load()["bus_stop"])[:2]
    b'PK'
    """
    rows = table(frame, datum=datum)
    for name in rows.columns[rows.dtypes == "str"]:
        rows[name] = safe(rows[name])
    rows.columns = safe(pd.Series(rows.columns, dtype="str")).tolist()
    _require_room(rows)
    about = _about(frame, lang, datum)
    with sheets.book() as (content, book):
        look = sheets.Look(book.add_format({"bold": True}), [None] * rows.shape[1])
        sheets.fill(book.add_worksheet(say("data.sites", lang)), rows, look)
        sheet = book.add_worksheet(say("export.about", lang))
        sheet.set_column(0, 0, 100)
        for at, line in enumerate(about):
            sheets.put_row(sheet, at, [line])
    return content.getvalue()


def refused(rows: pd.DataFrame, carried: Mapping[str, Any]) -> bytes:
    """Return refused rows as a spreadsheet that a clerk corrects and feeds back.

    Parameters
    ----------
    rows : pandas.DataFrame
        By position: row, sheet_row, reasons, fix, then the original columns as text, whatever they are called.
    carried : mapping of str to Any
        What the next import needs to know; goes into the hidden sheet `CARRIED` as JSON.

    Returns
    -------
    bytes
        `schema.REFUSED_HEADERS` (the line in the clerk's sheet, the reasons, the fix proposed), then the original
        columns as they were, as text that stays text when a cell is edited. A text longer than a cell holds is cut.

    Raises
    ------
    InputError
        If there are more rows than a sheet holds.

    Examples
    --------
    >>> row = {"row": [1], "sheet_row": [2], "reasons": ["没有名称"], "fix": [""], "名称": [""]}
    >>> refused(pd.DataFrame(row), {"kind": "rest_station"})[:2]
    b'PK'
    """
    if len(rows) > sheets.MAX_ROWS:
        raise InputError(f"{len(rows)} rows were refused, but a sheet holds {sheets.MAX_ROWS}: correct the file itself")
    shown = rows.iloc[:, 1:].set_axis(
        [*schema.REFUSED_HEADERS, *(str(name).removesuffix(schema.ORIGINAL) for name in rows.columns[4:])], axis=1
    )
    packed = json.dumps(carried, allow_nan=False, default=str)
    with sheets.book() as (content, book):
        wrap = {"text_wrap": True, "valign": "top"}
        plain, why = book.add_format(wrap), book.add_format({**wrap, "bg_color": "#FCE4D6"})
        live = book.add_format({**wrap, "quote_prefix": True})
        look = sheets.Look(book.add_format({"bold": True}), [plain, why, why, *[plain] * (shown.shape[1] - 3)], live)
        sheets.fill(book.add_worksheet(schema.REFUSED_HEADERS[1]), shown, look)
        hidden = book.add_worksheet(CARRIED)
        hidden.hide()
        for at, start in enumerate(range(0, len(packed), sheets.MAX_CHARACTERS)):
            sheets.put_row(hidden, at, [packed[start : start + sheets.MAX_CHARACTERS]])
    return content.getvalue()


def _require_room(rows: pd.DataFrame) -> None:
    if len(rows) > sheets.MAX_ROWS:
        raise InputError(f"{len(rows)} sites are more than the {sheets.MAX_ROWS} rows of a sheet: export csv or gpkg")
    for name in rows.columns[rows.dtypes == "str"]:
        texts = rows.loc[rows[name].str.len() > sheets.MAX_CHARACTERS // 2, name]
        long = [text for text in texts if sheets.cut(text) != text]
        if long:
            raise InputError(
                f"a text in column {name!r} has {len(long[0])} characters, but a cell of a spreadsheet holds "
                f"{sheets.MAX_CHARACTERS}: export csv or gpkg instead"
            )


def _about(frame: gpd.GeoDataFrame, lang: str, datum: str) -> list[str]:
    unlocated = int((~schema.located(frame)).sum())
    rough = int(filters.approximate(frame).sum())
    titles = [title for title in frame["source_title"].unique() if title][:_TITLES]
    newest = max(frame["source_date"], default="") or say("card.undated", lang)
    return [
        f"{say('app.title', lang)} {datetime.date.today()}",
        say("export.datum_is", lang, datum=datums.get(datum).word),
        say("export.counts", lang, total=len(frame), unlocated=unlocated, rough=rough),
        say("export.newest", lang, date=newest),
        say("export.sources", lang, sources="；".join(titles) or "—"),
    ]
