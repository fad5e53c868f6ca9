"""From the cells of a table to the fields of sites, as text: what people write, understood but not yet judged."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from unionmap import cells, facilities, hours, kernels, kinds, places, schema
from unionmap.intake import clocks, columns, phrases, region, states, whence
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts

_PLACES = ("province", "city", "county")
_TEXT = ("name", "address", "phone", "services", "note", "source_url", "source_title", "mode", "role", "route_id")
_DATES = ("source_date", "opened_on", "checked_on")
_DEFAULT_KIND = "rest_station"
_RINGS = ("○", "◯", "〇")


@dataclass(frozen=True, slots=True)
class Fields:
    """The rows of a table as fields.

    Attributes
    ----------
    rows : pandas.DataFrame
        Text, a column a field of the schema, ``""`` where the list does not say; RangeIndex.
    extras : pandas.DataFrame
        Columns that no field was found for, as written.
    choice : columns.Choice
        Which column was taken for what.
    ticked : tuple of str
        Extras that are tick boxes of facilities, and were read as such.
    closed : ndarray of bool
        Rows of which a column of states says that they are closed or not in use.
    """

    rows: pd.DataFrame
    extras: pd.DataFrame
    choice: columns.Choice
    ticked: tuple[str, ...]
    closed: Rows


def extract(table: Table, choice: columns.Choice, kind: str, verdicts: Verdicts) -> Fields:
    """Read the fields of every row.

    Parameters
    ----------
    table : Table
        As the reader gave it.
    choice : columns.Choice
        Which column holds what.
    kind : str
        Kind of every row, or ``""`` where a column or the default decides.
    verdicts : Verdicts
        Takes the notes and the changes.
    """
    source = table.cells
    take = {field: source[header] for field, header in choice.columns.items()}
    rows = pd.DataFrame(index=source.index)
    for field in _TEXT:
        rows[field] = _text(take.get(field), source.index)
    for field in _PLACES:
        rows[f"{field}_said"] = _place(take.get(field), source.index)
    rows["given_id"] = _text(take.get("site_id"), source.index)
    rows["route_name"] = _route(source, take)
    rows["kind_said"] = _text(take.get("kind"), source.index)
    _order(rows, take, verdicts)
    rows["kind"] = _kinds(rows, kind, choice, verdicts)
    _hours(rows, take, verdicts)
    _dates(rows, take, verdicts)
    _whence(rows, take, table, verdicts)
    for field in ("datum", "precision", "error_m"):
        rows[f"{field}_said"] = kernels.tidy(_text(take.get(field), source.index))
    _places_from_address(rows, told=bool(take.keys() & set(_PLACES)), verdicts=verdicts)
    _places_from_sheet(rows, table, verdicts)
    used = {*choice.columns.values(), table.sheet_column}
    extras = source[[header for header in source.columns if header not in used]]
    ticked = tuple(str(header) for header in extras if _is_tick_box(str(header), extras[header]))
    rows["facilities"] = _facilities(rows["services"], extras[list(ticked)])
    kept = _renamed(extras, take).assign(**_homeless(rows["kind"], take))
    return Fields(rows, kept, choice, ticked, states.closed(extras))


def _homeless(kind: pd.Series, take: Mapping[str, pd.Series]) -> dict[str, pd.Series]:
    """Return the columns of fields that the kind of some rows does not have: those rows keep them as extras."""
    own = {name for entry in kinds.KINDS.values() for name in entry.columns} & take.keys()
    found = {}
    for field in sorted(own):
        having = [key for key, entry in kinds.KINDS.items() if field in entry.columns]
        left = take[field].where(~kind.isin(having), "")
        if (left.str.strip() != "").any():
            found[str(take[field].name)] = left
    return found


def _text(column: "pd.Series | None", index: pd.Index) -> pd.Series:
    return kernels.blank(index) if column is None else _said(column.str.strip())


def _said(column: pd.Series) -> pd.Series:
    return column.mask(kernels.each(column, cells.says_nothing).astype(bool), "") if _is_short(column) else column


def _is_short(column: pd.Series) -> bool:
    # Only a column with few distinct cells, or short ones, can hold words for nothing; a long text never does.
    return bool((column.str.len() <= max(map(len, cells.NOTHING))).any())


def _place(column: "pd.Series | None", index: pd.Index) -> pd.Series:
    return kernels.blank(index) if column is None else kernels.each_text(column, _place_said)


def _place_said(cell: str) -> str:
    bare = unicodedata.normalize("NFKC", cell).strip()
    return "" if cells.says_nothing(bare) else bare


def _route(source: pd.DataFrame, take: Mapping[str, pd.Series]) -> pd.Series:
    route = _text(take.get("route_name"), source.index)
    ways = [header for header in source.columns if columns.fold(str(header)) in columns.DIRECTIONS]
    if not ways or "route_name" not in take:
        return route
    way = source[ways[0]].str.strip()
    return route.where(way == "", route + "（" + way + "）")


def _kinds(rows: pd.DataFrame, kind: str, choice: columns.Choice, verdicts: Verdicts) -> pd.Series:
    rows["kind_unknown"] = False
    if kind:
        return pd.Series(kinds.get(kind).key, index=rows.index, dtype="str")
    found = kernels.each_text(rows["kind_said"], kinds.read)
    chosen = set(choice.columns)
    default = "bus_stop" if "seq" in chosen and chosen & {"route_name", "route_id"} else _DEFAULT_KIND
    label = kinds.get(default).label
    if "kind" not in choice.columns:
        verdicts.note("kind_assumed", kind=label)
    unknown = (found == "") & (rows["kind_said"] != "")
    if unknown.any():
        words = "、".join(rows.loc[unknown, "kind_said"].drop_duplicates().head(5))
        verdicts.note("kind_unknown", words=words[:200], count=int(unknown.sum()), kind=label)
        verdicts.change(unknown, "kind_taken", kind=label)
    rows["kind_unknown"] = unknown
    stops = (found == "bus_route") & rows["seq"].notna()
    return found.where(found != "", default).mask(stops, "bus_stop")


def _hours(rows: pd.DataFrame, take: Mapping[str, pd.Series], verdicts: Verdicts) -> None:
    written = _hours_written(take, rows.index, verdicts)
    rows["opening_hours"] = kernels.each_text(written, lambda cell: phrases.read_hours(cell)[0])
    how = kernels.each_text(written, lambda cell: phrases.read_hours(cell)[1])
    verdicts.change(how == "date", "hours_turned", was=written)
    verdicts.change(how == "unreadable", "hours_dropped", was=written)
    if (how == "unreadable").any():
        verdicts.note("hours_unreadable", count=int((how == "unreadable").sum()))
    meaning = kernels.each_text(rows["opening_hours"], lambda cell: hours.parse(cell).rules)
    unclear = (meaning == "") & (rows["opening_hours"] != "")
    if unclear.any():
        examples = "、".join(rows.loc[unclear, "opening_hours"].drop_duplicates().head(3))
        verdicts.note("hours_unclear", count=int(unclear.sum()), examples=examples[:120])


def _hours_written(take: Mapping[str, pd.Series], index: pd.Index, verdicts: Verdicts) -> pd.Series:
    written = _text(take.get("opening_hours"), index)
    if not {clocks.OPENS, clocks.CLOSES} <= take.keys():
        return written
    opens, closes = take[clocks.OPENS], take[clocks.CLOSES]
    headers = str(opens.name), str(closes.name)
    verdicts.note("hours_joined", opens=headers[0][:40], closes=headers[1][:40])
    both = _text(opens, index) + "\0" + _text(closes, index)
    return written.where(written != "", kernels.each_text(both, partial(_join, headers)))


def _join(headers: tuple[str, str], both: str) -> str:
    opens, _, closes = both.partition("\0")
    return clocks.join(opens, closes, headers)


def _dates(rows: pd.DataFrame, take: Mapping[str, pd.Series], verdicts: Verdicts) -> None:
    for field in _DATES:
        written = _text(take.get(field), rows.index)
        rows[field] = kernels.each_text(written, phrases.read_date)
        lost = (rows[field] == "") & (written != "")
        verdicts.change(lost, "date_dropped", was=written)
        if lost.any():
            verdicts.note("date_unreadable", count=int(lost.sum()), column=str(take[field].name))


def _whence(rows: pd.DataFrame, take: Mapping[str, pd.Series], table: Table, verdicts: Verdicts) -> None:
    """Give rows that tell no source or no date of it what the lines around the table tell."""
    for field, value in whence.told(table).items():
        silent = _text(take.get(field), rows.index) == ""
        rows[field] = rows[field].mask(silent, value)
        if silent.any():
            verdicts.note(f"{field}_told", value=value, count=int(silent.sum()))


def _order(rows: pd.DataFrame, take: Mapping[str, pd.Series], verdicts: Verdicts) -> None:
    for field in ("seq", "stops_total"):
        written = _text(take.get(field), rows.index)
        rows[field] = kernels.each(written, phrases.read_order).astype("Int64")
        lost = rows[field].isna() & (written != "")
        verdicts.change(lost, "order_dropped", was=written)
        if lost.any():
            verdicts.note("order_unreadable", count=int(lost.sum()))
    loops = _text(take.get("is_loop"), rows.index)
    rows["is_loop"] = kernels.each(loops, phrases.read_truth).astype("boolean")


def _places_from_address(rows: pd.DataFrame, *, told: bool, verdicts: Verdicts) -> None:
    """Let the address speak where the row's own cells are silent: for all of them, or for the county alone."""
    columns = [f"{field}_said" for field in _PLACES]
    silent = rows[(rows["county_said"] == "") & (rows["address"] != "")]
    if not len(silent):
        return
    found = places.read_address(silent["address"])
    mute = (silent["province_said"] == "") & (silent["city_said"] == "")
    agrees = (found["city_said"] == "") | (silent["city_said"] == "") | (found["city_said"] == silent["city_said"])
    for name in columns:
        take = mute if name != "county_said" else mute | agrees
        rows.loc[silent.index[take], name] = found.loc[take, name]
    taken = (mute & (found != "").any(axis=1)) | (agrees & (found["county_said"] != ""))
    verdicts.change(rows.index.isin(silent.index[taken]), "place_from_address")
    if taken.any() and not told:
        verdicts.note("place_from_address_note", count=int(taken.sum()))


def _places_from_sheet(rows: pd.DataFrame, table: Table, verdicts: Verdicts) -> None:
    """Let the name of its sheet tell the county or the city of a row that says none."""
    if not table.sheet:
        return
    plain = pd.Series(table.sheet, index=rows.index, dtype="str")
    sheets = table.cells[table.sheet_column] if table.sheet_column else plain
    for level in ("county", "city"):
        named = kernels.each_text(sheets, partial(region.of_sheet, level=level))
        silent = (rows[f"{level}_said"] == "") & (named != "")
        rows[f"{level}_said"] = rows[f"{level}_said"].mask(silent, named)
        if silent.any():
            verdicts.note("place_from_sheet", count=int(silent.sum()), names="、".join(named[silent].unique()[:5]))


def _is_tick_box(header: str, cells_of: pd.Series) -> bool:
    if not facilities.parse(header)[0]:
        return False
    return bool(((cells_of.str.strip() == "") | kernels.each(cells_of, phrases.read_truth).notna()).all())


def _facilities(services: pd.Series, extras: pd.DataFrame) -> pd.Series:
    said = kernels.each_text(services, lambda phrase: facilities.join(facilities.parse(phrase)[0]))
    # A ring is a tick, but beside full circles it is an empty box.
    empty = _RINGS if extras.isin(["●"]).any(axis=None) else ()
    for header in extras.columns:
        keys = facilities.parse(str(header))[0]
        has = kernels.each(extras[header], phrases.read_truth).eq(True) & ~extras[header].str.strip().isin(empty)
        said = said.mask(has, said + facilities.SEPARATOR + facilities.join(keys))
    return kernels.each_text(said, facilities.normal)


def _renamed(extras: pd.DataFrame, take: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Keep extra columns apart from the schema's own."""
    own = {name for key in kinds.KINDS for name in schema.columns(key)} | {"lon", "lat"}
    names = {header: f"{header}{schema.ORIGINAL}" for header in extras.columns if str(header) in own}
    towns = {str(take["town"].name): take["town"]} if "town" in take else {}
    return extras.rename(columns=names).assign(**towns)
