"""From the cells of a table to the fields of sites, as text: what people write, understood but not yet judged."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from unionmap import cells, kernels, kinds, places, schema
from unionmap.intake import columns, entitled, offers, opening, phrases, plain, states, whence
from unionmap.intake.table import Table
from unionmap.intake.verdicts import Rows, Verdicts
from unionmap.text import listed

_PLACES = ("province", "city", "county")
_TEXT = ("name", "address", "phone", "services", "note", "source_url", "source_title", "mode", "role", "route_id")
_DATES = ("source_date", "opened_on", "checked_on")
_DEFAULT_KIND = "rest_station"
_MOST_WORDS, _LONGEST_WORD = 5, 40


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
    used : mapping of str to tuple of str
        Extras that were read all the same: those that say what sites offer (``facilities``), whether they are closed
        (``state``), and the ``hours`` of some days or parts of the day.
    closed : ndarray of bool
        Rows of which a column of states says that they are closed or not in use.
    """

    rows: pd.DataFrame
    extras: pd.DataFrame
    choice: columns.Choice
    used: Mapping[str, tuple[str, ...]]
    closed: Rows

    @property
    def plain(self) -> list[str]:
        """Extras that were read as nothing."""
        used = {header for headers in self.used.values() for header in headers}
        return [str(header) for header in self.extras.columns if header not in used]


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
        rows[field] = plain.text(take.get(field), source.index)
    for field in _PLACES:
        rows[f"{field}_said"] = _place(take.get(field), source.index)
    rows["given_id"] = plain.text(take.get("site_id"), source.index)
    rows["route_name"] = _route(source, take)
    rows["kind_said"] = plain.text(take.get("kind"), source.index)
    _order(rows, take, verdicts)
    rows["kind"] = _kinds(rows, kind, choice, verdicts)
    written = opening.written(take, {part: source[part.header] for part in choice.hours}, source.index, verdicts)
    rows["opening_hours"] = opening.read(written, verdicts)
    _dates(rows, take, verdicts)
    _whence(rows, take, table, verdicts)
    for field in ("datum", "precision", "error_m"):
        rows[f"{field}_said"] = kernels.tidy(plain.text(take.get(field), source.index))
    _places_from_address(rows, told=bool(take.keys() & set(_PLACES)), verdicts=verdicts)
    entitled.fill(rows, table, verdicts)
    used = {*choice.columns.values(), table.sheet_column, *(header for part in choice.degrees for header in part)}
    extras = source[[header for header in source.columns if header not in used]]
    timed = tuple(part.header for part in choice.hours)
    asked = extras[[header for header in extras.columns if header not in {*choice.kept, *timed}]]
    offering, stating = offers.find(asked), states.find(asked)
    rows["facilities"] = offers.read(rows["services"], asked[list(offering)])
    kept = _renamed(extras, take).assign(**_homeless(rows["kind"], take))
    also = MappingProxyType({"facilities": offering, "state": stating, "hours": timed})
    return Fields(rows, kept, choice, also, states.closed(asked[list(stating)]))


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


def _place(column: "pd.Series | None", index: pd.Index) -> pd.Series:
    return kernels.blank(index) if column is None else kernels.each_text(column, _place_said)


def _place_said(cell: str) -> str:
    bare = unicodedata.normalize("NFKC", cell).strip()
    return "" if cells.says_nothing(bare) else bare


def _route(source: pd.DataFrame, take: Mapping[str, pd.Series]) -> pd.Series:
    route = plain.text(take.get("route_name"), source.index)
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
        words = listed(rows.loc[unknown, "kind_said"].drop_duplicates(), most=_MOST_WORDS, longest=_LONGEST_WORD)
        verdicts.note("kind_unknown", unknown, words=words, kind=label)
        verdicts.change(unknown, "kind_taken", kind=label)
    rows["kind_unknown"] = unknown
    stops = (found == "bus_route") & rows["seq"].notna()
    return found.where(found != "", default).mask(stops, "bus_stop")


def _dates(rows: pd.DataFrame, take: Mapping[str, pd.Series], verdicts: Verdicts) -> None:
    for field in _DATES:
        written = plain.text(take.get(field), rows.index)
        rows[field] = kernels.each_text(written, phrases.read_date)
        lost = (rows[field] == "") & (written != "")
        verdicts.change(lost, "date_dropped", was=written)
        if lost.any():
            verdicts.note("date_unreadable", lost, column=str(take[field].name))


def _whence(rows: pd.DataFrame, take: Mapping[str, pd.Series], table: Table, verdicts: Verdicts) -> None:
    """Give rows that tell no source or no date of it what the lines around their table tell."""
    told = whence.told(table)
    for field in whence.FIELDS:
        silent = (plain.text(take.get(field), rows.index) == "") & (told[field] != "")
        rows[field] = rows[field].mask(silent, told[field])
        verdicts.note(f"{field}_told", silent, value=listed(told[field][silent].unique(), most=_MOST_WORDS))


def _order(rows: pd.DataFrame, take: Mapping[str, pd.Series], verdicts: Verdicts) -> None:
    for field in ("seq", "stops_total"):
        written = plain.text(take.get(field), rows.index)
        rows[field] = kernels.each(written, phrases.read_order).astype("Int64")
        lost = rows[field].isna() & (written != "")
        verdicts.change(lost, "order_dropped", was=written)
        verdicts.note("order_unreadable", lost)
    loops = plain.text(take.get("is_loop"), rows.index)
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
    chosen = rows.index.isin(silent.index[taken])
    verdicts.change(chosen, "place_from_address")
    if not told:
        verdicts.note("place_from_address_note", chosen)


def _renamed(extras: pd.DataFrame, take: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Keep extra columns apart from the schema's own."""
    own = {name for key in kinds.KINDS for name in schema.columns(key)} | {"lon", "lat"}
    names = {header: f"{header}{schema.ORIGINAL}" for header in extras.columns if str(header) in own}
    towns = {str(take["town"].name): take["town"]} if "town" in take else {}
    return extras.rename(columns=names).assign(**towns)
