"""The rules that refuse a row for what it says: what is missing, damaged, too long or there twice."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from unionmap import kernels
from unionmap.intake import columns, duplicates, phrases
from unionmap.intake.fields import Fields
from unionmap.intake.position import Positions
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Verdicts

LIMITS: Mapping[str, int] = {"name": 200, "address": 500}
"""Characters that a field may have; any other cell may have as many as a spreadsheet's."""

LONGEST = 32_767
"""Characters that a cell of a spreadsheet may have."""

_COORDINATES = ("lon", "lat", "lonlat")


def check_text(table: Table, fields: Fields, verdicts: Verdicts) -> None:
    """Refuse rows without a name, with a damaged one, with a formula where a value must stand, or a cell too long."""
    named = {header: field for field, header in fields.choice.columns.items()}
    for header in table.cells.columns:
        limit = LIMITS.get(named.get(str(header), ""), LONGEST)
        length = table.cells[header].str.len()
        verdicts.refuse(length > limit, "too_long", column=str(header), length=length, limit=limit)
    names = fields.rows["name"]
    verdicts.refuse(~kernels.holds(names, r"[^\pZ\pC]"), "no_name")
    garbled = _garbled(names)
    verdicts.refuse(garbled, "name_garbled")
    mended = kernels.each_text(names.where(garbled, ""), phrases.mend)
    verdicts.fix(mended != "", "name_fix", name=mended)
    for field in ("name", *_COORDINATES):
        header = fields.choice.columns.get(field, "")
        verdicts.refuse(table.formula_in([header]), "name_formula" if field == "name" else "coordinate_formula")


def _garbled(names: pd.Series) -> "pd.Series[bool]":
    suspected = kernels.holds(names, phrases.suspects())
    return suspected & kernels.each(names.where(suspected, ""), phrases.is_garbled).astype(bool)


def check_order(table: Table, fields: Fields, verdicts: Verdicts) -> None:
    """Refuse places in the order of a line that an earlier row has."""
    kind = fields.rows["kind"]
    stops = fields.rows[(kind == "bus_stop") & fields.rows["seq"].notna() & ~verdicts.refused]
    route = kernels.either(stops["route_id"], stops["route_name"])
    first = (
        pd.Series(stops.index, index=stops.index).groupby([stops["city_said"], route, stops["seq"]]).transform("min")
    )
    twice = first[(first < first.index) & (route != "")]
    rows = np.zeros(len(kind), dtype=bool)
    rows[twice.index] = True
    row = twice.reindex(kind.index).fillna(0).astype("int64")
    verdicts.refuse(rows, "order_twice", seq=fields.rows["seq"], line=table.line(np.asarray(row, dtype=np.int64)))


def check_copies(table: Table, fields: Fields, verdicts: Verdicts) -> None:
    """Refuse rows whose every cell stands in an earlier row too; a column that counts rows does not count."""
    counters = [header for header in table.cells.columns if columns.is_row_number(str(header))]
    counters += [table.sheet_column] if table.sheet_column else []
    cells = table.cells.drop(columns=counters)
    if table.x is not None and table.y is not None:
        cells = cells.assign(_x=np.char.mod("%r", table.x), _y=np.char.mod("%r", table.y))
    alone = ~fields.rows["name"].duplicated(keep=False).to_numpy()
    first = duplicates.exact(cells, verdicts.refused | alone)
    verdicts.refuse(first >= 0, "duplicate", line=table.line(first))


def check_places(table: Table, fields: Fields, positions: Positions, verdicts: Verdicts) -> None:
    """Refuse rows of the same name and kind (and place in a line) within ten metres of an earlier one."""
    rows = fields.rows
    line = kernels.either(rows["route_id"], rows["route_name"]) + "\n" + rows["seq"].astype("str").fillna("")
    line = line.where(rows["kind"] == "bus_stop", "")
    names = rows["kind"] + "\n" + line + "\n" + kernels.either(kernels.fold(rows["name"]), rows["name"])
    open_rows = np.isfinite(positions.lon) & ~verdicts.refused
    first = duplicates.same_place(names, positions.lon, positions.lat, open_rows)
    verdicts.refuse(first >= 0, "duplicate", line=table.line(first))
