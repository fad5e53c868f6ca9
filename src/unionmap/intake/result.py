"""What comes out of an import: the sites, the rows refused and why, and what was assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from unionmap import crs, kinds, schema
from unionmap.intake import whence
from unionmap.intake.verdicts import Refusal
from unionmap.text import say

_COPY = "duplicate"
"""Key of the reason of a copy."""

_READ_AS = (*("form", "encoding", "sheet", "header_row", "kind", "datum", "title_rows", "blank_rows", "footer_rows"),)
"""What is told of how a file was read."""

_TOLD = ("name", "kind", "address", "county", "lon", "lat", "lonlat")
"""Fields by which a refused row may be known again."""


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
        What the clerk should know: keys of phrases and what fills their blanks; `notes` and `said` say them.
    assumed : mapping
        ``form``, ``encoding``, ``sheet``, ``header_row``, ``datum`` (a key, or several), ``datum_how`` (``declared``,
        ``inferred``, ``assumed``), ``kind``, ``columns`` (field to header) and what
        was left out: ``blank_rows``, ``title_rows``, ``footer_rows``.
    proposals : pandas.DataFrame
        Pairs of accepted rows that are probably one site: ``site_id``, ``other_id``, ``distance_m``, ``why``.
    supplement : bool
        The file is a corrected list of refused rows: it adds to its list and removes nothing.
    carried : mapping
        What such a file remembers of the first import.
    sha256 : str
        Hash of the file.
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

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the clerk, Chinese."""
        return self.said("zh")

    def said(self, lang: str) -> tuple[str, ...]:
        """Return the notes in one language."""
        return tuple(say(key, lang, **values) for key, values in self.remarks)

    def read_as(self, lang: str) -> str:
        """Return in one language how the file was read: form, encoding, sheet, header, kind and datum."""
        told = {**self.assumed, "kind": self._kinds(lang), "datum": self._datum(lang)}
        said = [say(f"import.said_{name}", lang, value=told[name]) for name in _READ_AS if told.get(name)]
        return say("import.read_as", lang, said=say("import.said_joint", lang).join(said))

    def columns_as(self, lang: str) -> str:
        """Return in one language which column was taken for what; ``""`` where the file tells it itself."""
        columns = self.assumed.get("columns") or {}
        said = [
            say("import.said_column", lang, field=say(f"import.field_{field}", lang), header=" ".join(header.split()))
            for field, header in columns.items()
        ]
        return say("import.said_columns", lang, said=say("import.said_joint", lang).join(said)) if said else ""

    def _kinds(self, lang: str) -> str:
        """Return the kind of all rows, where no column tells it."""
        if not self.assumed.get("columns") or (not self.assumed.get("kind") and "kind" in self.assumed["columns"]):
            return ""
        found = [self.assumed["kind"]] if self.assumed.get("kind") else [key for key, f in self.sites.items() if len(f)]
        return "、".join(kinds.get(key).label.get(lang) for key in found)

    def _datum(self, lang: str) -> str:
        named = [name for name in str(self.assumed.get("datum") or "").split(",") if name]
        said = "、".join(crs.label(name).get(lang) for name in named)
        how = self.assumed.get("datum_how")
        return say(f"import.said_how_{how}", lang, value=said) if said and how in ("inferred", "assumed") else said

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
        told = {key.removeprefix("rows.").removesuffix("_told"): values.get("value") for key, values in self.remarks}
        source = {field: told[field] for field in whence.FIELDS if field in told}
        known |= {"sheet_column": self.assumed["sheet_column"]} if "sheet_column" in self.assumed else {}
        return {"file": self.file, "list": list_name, "columns": fields, "copies": copies, "source": source, **known}

    def report(self) -> dict[str, Any]:
        """Return the account as plain data, as ``unionmap import --json`` prints it.

        Examples
        --------
        >>> ImportResult("a.csv", schema.Sites({}), pd.DataFrame(), 0).report()["status"]
        'refused'
        """
        columns = ("row", "sheet_row", "reasons", "fix")
        refused = [
            {"row": int(row), "sheet_row": int(sheet_row), "reasons": reasons.split("；"), "fix": fix or None}
            for row, sheet_row, reasons, fix in zip(*(self.refused.get(name, ()) for name in columns), strict=True)
        ]
        return {
            "file": self.file,
            "status": "accepted" if self.accepted else "refused",
            "rows": self.rows,
            "accepted": self.accepted,
            "unlocated": self.unlocated,
            "refused": refused,
            "notes": list(self.notes),
            "assumed": dict(self.assumed),
        }
