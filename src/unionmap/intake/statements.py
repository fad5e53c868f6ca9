"""What a list says of its datum, where, and how plainly."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from unionmap import crs, kernels
from unionmap.intake.fields import Fields
from unionmap.intake.table import Part, Table
from unionmap.intake.written import Written
from unionmap.text import LANGUAGES, Words, say

LEVELS = ("cell", "columns", "caller", "around", "remark", "device", "hint", "form", "source")
"""Who says it, the one that counts first: the row in a column of datums; the headers of its coordinates; the caller;
the lines around the table, its sheet or its file; what the row remarks on where its coordinate is from; a header that
only names a device; a map or device that the lines around the table name; the format of the file; the map that the row
names as its source."""

CELL, COLUMNS, CALLER, AROUND, REMARK, DEVICE, HINT, FORM, SOURCE = range(len(LEVELS))

_REMARKS = ("datum", "precision", "note")
_SPEAKS = (
    r"(?i)(?:gps|gnss|rtk|cors|wgs|gcj|bd.?0?9|cgcs|epsg|amap|baidu|坐标|高德|百度|腾讯|微信|谷歌|google|天地图|奥维|火星|国测局"
    r"|千寻|北斗|手持机|国家2000|2000国家|大地2000)"
)
_SENTENCE = rf"(?P<part>[^。；;\n]{{0,40}}{_SPEAKS}[^。；;\n]{{0,40}})"
_CLAUSE = rf"(?P<part>[^。；;，,、\n]{{0,40}}{_SPEAKS}[^。；;，,、\n]{{0,40}})"
_TURNED = "转|纠偏|→|->|=>|非|不"
_PART = re.compile(r"[。；;\n]")
_FROM = re.compile(
    "[坐座]标|经纬|[经纬]度|定位|点位|[拾取打采选]点|拾取|采集|获取|取自|来自|来源|提取|导出|抓取|爬取|下载|测|poi|POI|数据"
)
_GUESSES = re.compile(r"可能|疑似|大概|大约|或|不确定|待[核查定]|[?？]")
_SHOWN = 40


class Said(NamedTuple):
    """One statement.

    Attributes
    ----------
    level : int
        Place in `LEVELS`.
    datum : str or pandas.Series of str
        Key that it gives to all rows, or to each; ``""`` for none.
    where : str
        Where it stands: the end of a phrase ``rows.said_...``.
    text : str or pandas.Series of str
        As written.
    column : str
        Header of its column.
    """

    level: int
    datum: "str | pd.Series"
    where: str
    text: "str | pd.Series" = ""
    column: str = ""

    def of(self, row: int) -> str:
        """Return the datum that it gives to a row."""
        return _of(self.datum, row)

    def quoted(self, row: int) -> Words:
        """Return it as it stands for a row, and what it means."""
        values = {
            "text": _short(_of(self.text, row)),
            "column": _short(self.column),
            "datum": crs.label(self.of(row)),
        }
        return Words(*(say(f"rows.said_{self.where}", lang, **values) for lang in LANGUAGES))


def gather(table: Table, fields: Fields, written: Written, declared: str) -> list[Said]:
    """Return all that is said, what counts first in front.

    Parameters
    ----------
    table, fields, written
        The list and its coordinates as written.
    declared : str
        Datum or CRS that the caller declares, ``""`` for none.
    """
    remarks = list(_remarks(fields))
    around = [*_of_file(table), *_around(table)]
    said = [*_cells(fields, written), *_of_columns(fields, written), *remarks, *around, *_of_source(fields)]
    said += [Said(CALLER, declared, "caller")] if declared else []
    return sorted((one for one in said if not isinstance(one.datum, str) or one.datum), key=lambda one: one.level)


def are_local(table: Table, fields: Fields) -> "npt.NDArray[np.bool_]":
    """Tell which rows are said to be in a grid of their own, by the list or by the row."""
    columns = fields.choice.columns
    headers = [columns[field] for field in ("lon", "lat", "lonlat") if field in columns]
    if any(map(crs.is_local, (*table.titles, table.sheet, *table.footers, *headers))):
        return np.ones(len(table.cells), dtype=bool)
    return kernels.each(fields.rows["datum_said"], crs.is_local).to_numpy(dtype=bool)


def _cells(fields: Fields, written: Written) -> Iterator[Said]:
    """Return what the cell with the coordinate says of itself, and what the column of datums says."""
    columns = fields.choice.columns
    if (written.own != "").any():
        yield Said(CELL, written.own, "column", written.given_x, columns.get("lonlat") or columns.get("lon", ""))
    said = fields.rows["datum_said"]
    own = kernels.each_text(said, of_cell)
    yield Said(CELL, own.mask(own == "unknown", ""), "column", said, columns.get("datum", ""))


def of_cell(cell: str) -> str:
    """Return the datum that a cell of a column of datums means, ``""`` for none.

    Examples
    --------
    >>> of_cell("高德"), of_cell("采用CGCS2000，由测绘院提供"), of_cell("可能是GCJ-02")
    ('gcj02', 'cgcs2000', '')
    """
    return crs.read_name(cell) or ("" if _GUESSES.search(cell) else crs.find_mentions(cell).system)


def _of_columns(fields: Fields, written: Written) -> Iterator[Said]:
    columns = fields.choice.columns
    headers = [columns[field] for field in ("lon", "lat", "lonlat") if field in columns]
    spares = [header for spare in fields.choice.spares for header in spare.headers]
    loose = {"wgs84"} if all(_is_loose(header) for header in (*headers, *spares)) else set()
    device = written.datum.isin(loose)
    text = "、".join(dict.fromkeys(headers))
    yield Said(COLUMNS, written.datum.mask(device, ""), "header", text)
    yield Said(DEVICE, written.datum.where(device, ""), "header", text)
    if not fields.choice.datum:
        for header in headers:  # they contradict each other: none of them is taken
            name = crs.find_name(header)
            yield from [Said(AROUND, name, "header", header)] if name else []


def _is_loose(header: str) -> bool:
    found = crs.find_mentions(header)
    return not found.systems and not found.maps


def _remarks(fields: Fields) -> Iterator[Said]:
    for field in _REMARKS:
        column = fields.rows["note" if field == "note" else f"{field}_said"]
        speaking = kernels.holds(column, _SPEAKS)
        if not speaking.any():
            continue
        said = column.where(speaking, "")
        # Long remarks differ in what is not about coordinates; what was converted or denied stands beside a comma.
        text = _part(said, _CLAUSE).mask(kernels.holds(said, _TURNED), _part(said, _SENTENCE))
        for read in (_beside,) if field == "datum" else (_remarked, _beside):
            named = kernels.each_text(text, read)
            if (named != "").any():
                yield Said(REMARK, named, "column", text, fields.choice.columns.get(field, ""))


def _of_source(fields: Fields) -> Iterator[Said]:
    header = fields.choice.columns.get("source_title", "")
    column = fields.rows["source_title"]
    speaking = kernels.holds(column, _SPEAKS) if header else pd.Series(False, index=column.index)
    if speaking.any():
        named = kernels.each_text(column.where(speaking, ""), crs.read_name)
        yield Said(SOURCE, named.mask(named == "unknown", ""), "column", column, header)


def _part(column: pd.Series, pattern: str) -> pd.Series:
    part = pc.struct_field(pc.extract_regex(kernels.arrow(column), pattern), "part")
    return kernels.series(pc.fill_null(part, ""), column.index)


def _remarked(text: str) -> str:
    if _GUESSES.search(text):
        return ""
    alone = crs.read_name(text)
    return alone if alone and alone != "unknown" else _mentions(text).datum


def _beside(text: str) -> str:
    """Return the map that a text names beside a system."""
    found = crs.find_mentions(text)
    return found.hint if found.systems else ""


def _mentions(text: str) -> crs.Mentions:
    """Return what a sentence says; that a site is on a map says nothing of where its coordinate is from."""
    found = crs.find_mentions(text)
    return found if _FROM.search(text) else found._replace(maps=frozenset())


def _of_file(table: Table) -> Iterator[Said]:
    name = crs.read_name(table.crs) or (table.crs if crs.is_known(table.crs) else "")
    if name and name != "unknown":
        yield Said(FORM if table.crs_by_rule else AROUND, name, "file")


def _around(table: Table) -> Iterator[Said]:
    """Return what stands around the table; what stands around one of several parts holds for its own rows."""
    found = [_of_piece(piece) for piece in table.pieces]
    if all(one == found[0] for one in found):
        yield from found[0]
        return
    for said in dict.fromkeys(said for one in found for said in one):
        own = [str(said.datum) if said in one and _is_alone(said, one) else "" for one in found]
        yield said._replace(datum=table.spread(own))


def _is_alone(said: Said, others: Sequence[Said]) -> bool:
    return all(crs.agree(str(said.datum), str(one.datum)) for one in others if one.level == said.level)


def _of_piece(piece: Part) -> list[Said]:
    texts = [*(("title", text) for text in piece.titles), ("sheet", piece.sheet)]
    texts += [("footer", text) for text in piece.footers]
    whole = " ".join(text for _, text in texts)
    name = crs.find_mentions(whole).system
    # The meridian of a projection may stand in a line of its own.
    found = [Said(AROUND, name, "title", whole)] if name and crs.get(name).metres else []
    for where, text in texts:
        for part in filter(None, map(str.strip, _PART.split(text))):
            told = crs.find_mentions(part) if where == "sheet" else _mentions(part)
            # Several in one line contradict each other; none of them is taken then.
            systems, maps = ([one] if one else sorted(more) for one, more in _both(told))
            found += [Said(AROUND, name, where, part) for name in systems]
            found += [Said(HINT, name, where, part) for name in maps]
    return found


def _both(told: crs.Mentions) -> Iterator[tuple[str, frozenset[str]]]:
    yield told.system, told.systems
    yield told.hint, told.maps


def _of(value: "str | pd.Series", row: int) -> str:
    return value if isinstance(value, str) else str(value.iloc[row])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
