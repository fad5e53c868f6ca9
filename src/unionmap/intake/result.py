"""What comes out of an import: the sites, the rows refused and why, and what was assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from unionmap import crs, kinds, schema
from unionmap.intake import weights
from unionmap.intake.verdicts import Changes, Refusal
from unionmap.intake.weights import Remark, Weight
from unionmap.text import joined, listed, say

_MOST_HEADERS = 12
_NONE_LOCATED: Remark = ("rows.none_located", MappingProxyType({}))
_COPY = "duplicate"
"""Key of the reason of a copy."""

_READ_AS = (*("form", "encoding", "sheet", "header_row", "kind", "datum", "title_rows", "blank_rows", "footer_rows"),)
"""What is told of how a file was read."""

_TOLD = ("name", "kind", "address", "county", "lon", "lat", "lonlat")
"""Fields by which a refused row may be known again."""


def _warns(key: str) -> bool:
    return weights.weight(key) is Weight.WARNING


def digests(cells: pd.DataFrame) -> list[str]:
    """Return a short digest of what stands in each row, whatever its columns are called."""
    return [sha256("\x1f".join(map(str, row)).encode()).hexdigest()[:12] for row in cells.to_numpy()]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The account of one file: every data row is a site in `sites` or a row of `refused`.

    Attributes
    ----------
    file : str
        Name of the file.
    sites : unionmap.schema.Sites
        Accepted rows, a frame a kind, EPSG:4326; columns that no field was found for stand behind the schema's.
    refused : pandas.DataFrame
        ``row`` (int64, data rows from 1), ``sheet_row`` (int64, the line that the clerk sees), ``reasons`` and ``fix``
        (str, Chinese), then the columns of the file as written.
    refusals : tuple of Refusal
        Why each of them was refused, in the same order: what `refused_in` says in another language.
    rows : int
        Data rows; blank rows, titles and footers do not count.
    remarks : tuple of (str, mapping)
        What the clerk should know: keys of phrases and what fills their blanks, as they were made; `notes` and `said`
        say them, what weighs most first.
    assumed : mapping
        ``form``, ``encoding``, ``sheet``, ``header_row``, ``datum`` (a key, or several), ``datum_how`` (``declared``,
        ``disputed``, ``inferred``, ``assumed``), ``kind``, ``columns`` (field to header), ``also`` (facilities,
        state or hours to the columns that tell them beside those) and what was left out: ``blank_rows``,
        ``title_rows``, ``footer_rows``.
    proposals : pandas.DataFrame
        Pairs of accepted rows that are probably one site: ``site_id``, ``other_id``, ``distance_m``, ``why``.
    supplement : bool
        The file is a corrected list of refused rows: it adds to its list and removes nothing.
    carried : mapping
        What such a file remembers of the first import.
    sha256 : str
        Hash of the file.
    site_ids : pandas.Index
        Ids of the accepted rows, in the order of the file.
    changes : Changes
        What was changed in each of them, in the same order; `changed_in` says it.
    unread : int
        Rows of another table beside the list, which were not read.
    sources : mapping
        What the lines around each sheet say of its rows, by its name: `whence.by_sheet`.
    """

    file: str
    sites: schema.Sites
    refused: pd.DataFrame
    rows: int
    remarks: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    assumed: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    proposals: pd.DataFrame = field(default_factory=pd.DataFrame)
    supplement: bool = False
    carried: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    sha256: str = ""
    refusals: tuple[Refusal, ...] = ()
    site_ids: "pd.Index[str]" = field(default_factory=lambda: pd.Index([], dtype="str"))
    changes: Changes = field(default_factory=lambda: Changes(0, ()))
    unread: int = 0
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the clerk, Chinese."""
        return self.said("zh")

    def said(self, lang: str) -> tuple[str, ...]:
        """Return the notes in one language, what weighs most first; warnings begin with a word that says so."""
        return (*self.warned(lang), *(say(key, lang, **values) for key, values in self._told() if not _warns(key)))

    def warned(self, lang: str) -> tuple[str, ...]:
        """Return those of the notes that are warnings."""
        told = [say(key, lang, **values) for key, values in self._told() if _warns(key)]
        return tuple(say("account.warning", lang, said=sentence) for sentence in told)

    def _told(self) -> tuple[Remark, ...]:
        # Told by the sites: those of a list without coordinates may have been located by their addresses since.
        is_lost = 0 < self.accepted == self.unlocated
        return weights.ordered([*([_NONE_LOCATED] if is_lost else []), *self.remarks])

    def changed_in(self, lang: str) -> "pd.Series[str]":
        """Return what was changed in the row of each site, by ``site_id``; ``""`` where nothing was."""
        said = self.changes.said(lang)
        said.index = self.site_ids
        return said

    def lines(self) -> "pd.Series[str]":
        """Return the line of each site as the clerk finds it, by ``site_id``, in the order of the file."""
        held = pd.concat([frame[["site_id", "list_sheet", "list_row"]] for frame in self.sites.values()])
        said: pd.Series[str] = held["list_row"].astype("str")
        said = held["list_sheet"] + "!" + said if "sheet_column" in self.assumed else said
        said.index = pd.Index(held["site_id"])
        return said.reindex(self.site_ids)

    def refused_lines(self) -> list[str]:
        """Return the line of each refused row as the clerk finds it."""
        lines = self.refused["sheet_row"].astype("str")
        sheets = self.refused.get(self.assumed.get("sheet_column"))
        return (lines if sheets is None else (sheets + "!" + lines).where(sheets != "", lines)).tolist()

    def read_as(self, lang: str) -> str:
        """Return in one language how the file was read: form, encoding, sheet, header, kind and datum."""
        told = {**self.assumed, "kind": self._kinds(lang), "datum": self._datum(lang), "sheet": self._sheets_in(lang)}
        said = [say(f"import.said_{name}", lang, value=told[name]) for name in _READ_AS if told.get(name)]
        return say("import.read_as", lang, said=say("import.said_joint", lang).join(said))

    def columns_as(self, lang: str) -> str:
        """Return in one language which column was taken for what; ``""`` where the file tells it itself."""
        columns = self.assumed.get("columns") or {}
        said = [
            say("import.said_column", lang, field=say(f"import.field_{field}", lang), header=" ".join(header.split()))
            for field, header in columns.items()
        ]
        for use, headers in (self.assumed.get("also") or {}).items():
            names = listed((" ".join(header.split()) for header in headers), most=_MOST_HEADERS)
            said.append(say("import.said_column", lang, field=say(f"import.also_{use}", lang), header=names.get(lang)))
        return say("import.said_columns", lang, said=say("import.said_joint", lang).join(said)) if said else ""

    def _sheets_in(self, lang: str) -> str:
        sheet = str(self.assumed.get("sheet") or "")
        return listed(sheet.split("、")).get(lang) if "sheet_column" in self.assumed else sheet

    def _kinds(self, lang: str) -> str:
        """Return the kind of all rows, where no column tells it."""
        if not self.assumed.get("columns") or (not self.assumed.get("kind") and "kind" in self.assumed["columns"]):
            return ""
        found = [self.assumed["kind"]] if self.assumed.get("kind") else [key for key, f in self.sites.items() if len(f)]
        return joined(kinds.get(key).label for key in found).get(lang)

    def _datum(self, lang: str) -> str:
        named = [name for name in str(self.assumed.get("datum") or "").split(",") if name]
        said = joined(map(crs.label, named)).get(lang)
        how = self.assumed.get("datum_how")
        return (
            say(f"import.said_how_{how}", lang, value=said)
            if said and how in ("inferred", "assumed", "disputed")
            else said
        )

    def refused_in(self, lang: str) -> pd.DataFrame:
        """Return `refused` with its reasons and proposals in one language."""
        said = [refusal.say(lang) for refusal in self.refusals]
        told = pd.DataFrame(said, columns=["reasons", "fix"], index=self.refused.index, dtype="str")
        return self.refused.assign(reasons=told["reasons"], fix=told["fix"])

    def refused_as(self) -> pd.DataFrame:
        """Return what the refused rows say of themselves, as written, ``""`` where not said.

        Columns ``site_id`` (of an export of ours), ``given_id``, ``name``, ``kind``, ``address``, ``county``, ``lon``,
        ``lat`` and ``lonlat``; the kind is that of the import, where one was chosen.
        """
        blank = pd.Series("", index=self.refused.index, dtype="str")
        own = {name: name for name in ("site_id", "given_id", *_TOLD)}  # an export of ours calls its columns so
        columns = self.assumed.get("columns") or own
        fields = own if columns is own else {**own, "site_id": "", "given_id": "site_id"}
        said = {key: self.refused.get(columns.get(field), blank).str.strip() for key, field in fields.items()}
        kind = str(self.assumed.get("kind") or "")
        return pd.DataFrame(said | ({"kind": blank + kind} if kind else {}))

    @property
    def accepted(self) -> int:
        """How many rows became sites, located or not."""
        return sum(len(frame) for frame in self.sites.values())

    @property
    def unlocated(self) -> int:
        """How many accepted rows have no place."""
        return sum(int((~schema.located(frame)).sum()) for frame in self.sites.values())

    def carry(self, list_name: str) -> dict[str, Any]:
        """Return what a spreadsheet of the refused rows must remember, so that they are read as in the first import."""
        sure = self.assumed.get("datum_how") in ("declared", "inferred") and "," not in self.assumed.get("datum", "")
        fields = {header: field for field, header in (self.assumed.get("columns") or {}).items()}
        known = {"kind": self.assumed.get("kind") or "", "datum": self.assumed["datum"] if sure else ""}
        is_copy = [any(note.key == _COPY for note in refusal.reasons) for refusal in self.refusals]
        again = self.refused[np.array(is_copy, dtype=bool)]
        copies = {str(row): digest for row, digest in zip(again["row"], digests(again.iloc[:, 4:]), strict=True)}
        where = "sheet_column" if "sheet_column" in self.assumed else "sheet"
        known |= {where: self.assumed[where]} if self.assumed.get(where) else {}
        several = "sheet_column" in self.assumed
        known |= {"sources": self.sources} if several else {"source": next(iter(self.sources.values()), {})}
        return {"file": self.file, "list": list_name, "columns": fields, "copies": copies, **known}

    def _sheets(self) -> list[str]:
        """Return the sheet of each refused row, ``""`` where there is none."""
        column = self.assumed.get("sheet_column")
        one = str(self.assumed.get("sheet") or "")
        return list(self.refused[column]) if column in self.refused else [one] * len(self.refused)

    def report(self) -> dict[str, Any]:
        """Return the account as plain data, as ``unionmap import --json`` prints it.

        Examples
        --------
        >>> ImportResult("a.csv", schema.Sites({}), pd.DataFrame(), 0).report()["status"]
        'refused'
        """
        columns = [self.refused.get(name, ()) for name in ("row", "sheet_row", "reasons", "fix")]
        has_sheets = bool(self.assumed.get("sheet"))
        refused = [
            {"row": int(row)}
            | ({"sheet": sheet or None} if has_sheets else {})
            | {"sheet_row": int(line), "reasons": reasons.split("；"), "fix": fix or None}
            for row, line, reasons, fix, sheet in zip(*columns, self._sheets(), strict=True)
        ]
        return {
            "file": self.file,
            "status": "accepted" if self.accepted else "refused",
            "rows": self.rows,
            "accepted": self.accepted,
            "unlocated": self.unlocated,
            "refused": refused,
            "unread": self.unread,
            "notes": list(self.notes),
            "assumed": dict(self.assumed),
        }
