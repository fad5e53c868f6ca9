"""Workbooks: the sheet with the best header becomes a table; what memory it takes is known before it is given."""

import io
import json
import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from unionmap.errors import FileRefusedError
from unionmap.intake.headers import Recognise
from unionmap.intake.readers import alike, limits, several, sheets, sheetxml
from unionmap.intake.readers.archives import Archive
from unionmap.intake.readers.refusal import listed, refused
from unionmap.intake.table import Note, Table
from unionmap.text import Words

CARRIER = "unionmap"
"""Sheet in which our own workbooks carry along what is no row; never a list."""

_XML = (".xml", ".rels")
_OVERLAP = 16
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, its sheets of rows, which of them are hidden, and the part of the archive that holds each."""

    archive: Archive
    book: CalamineWorkbook
    parts: Mapping[str, str]
    hidden: tuple[str, ...]

    def span(self, name: str) -> sheetxml.Span:
        """Read what a sheet spans, and refuse one that is too large."""
        span = sheetxml.scan(self.archive.chunks(self.parts[name]))
        span.check(name)
        return span

    def rows(self, name: str) -> list[list[Any]]:
        """Read the values of a sheet, row by row from the first on."""
        return trusted(lambda: self.book.get_sheet_by_name(name).to_python(skip_empty_area=False))


def trusted(call: Callable[[], _Thing]) -> _Thing:
    """Call the workbook's reader; whatever it raises, or panics over, is a damaged file.

    Raises
    ------
    FileRefusedError
    """
    try:
        return call()
    except Exception:
        raise refused("file_damaged") from None
    except BaseException as error:
        # A panic of the Rust library is no Exception, and its class cannot be imported.
        if type(error).__name__ == "PanicException":
            raise refused("file_damaged") from None
        raise


def read(archive: Archive, recognise: Recognise, *, sheet: str = "") -> Table:
    """Read one sheet of a workbook.

    Parameters
    ----------
    archive : Archive
    recognise : callable
        Field that a header names, ``""`` if none.
    sheet : str, default ""
        Name of the sheet; by default the visible one whose header names most fields, with those that hold parts of
        the same list.

    Returns
    -------
    Table

    Raises
    ------
    FileRefusedError
        If the workbook is damaged, declares a DTD, has no such sheet, or a sheet too large.
    """
    book = _open(archive)
    lists = [name for name in book.parts if name != CARRIER]
    if sheet and sheet not in lists:
        raise refused("file_no_sheet", sheet=sheet, names=listed(lists))
    visible = [name for name in lists if name not in book.hidden] or lists
    chosen, found, others = _choose(book, [sheet] if sheet else visible, recognise)
    table = sheets.table(chosen, recognise)
    carried = _carried(book)
    if not carried and not table.declared:
        table = _joined(table, found, others, recognise)
    if sheet:
        others = {name: "" for name in visible if name != sheet}
    hidden = [name for name in book.hidden if name in lists and name not in (*visible, chosen.name)]
    notes = [*table.notes, *_notes(table, others, hidden)]
    return replace(table, notes=tuple(notes), carried=carried)


def _open(archive: Archive) -> Book:
    _check_parts(archive)
    book = trusted(lambda: CalamineWorkbook.from_filelike(io.BytesIO(archive.raw)))
    paths = _paths(archive)
    kinds = {found.name: found for found in book.sheets_metadata if found.typ == SheetTypeEnum.WorkSheet}
    parts = {name: paths[name] for name in kinds if paths.get(name) in archive.parts}
    hidden = tuple(name for name in parts if kinds[name].visible != SheetVisibleEnum.Visible)
    return Book(archive, book, parts, hidden)


def _notes(table: Table, others: Mapping[str, str], hidden: Sequence[str]) -> list[Note]:
    unread = [f"{name}{count}" for name, count in others.items()]
    notes = []
    if unread:
        values: dict[str, str | Words] = {"sheet": table.sheet, "rows": str(len(table.cells)), "others": listed(unread)}
        notes.append(Note("read_sheet_chosen", values))
    return [*notes, Note("read_sheets_hidden", {"others": listed(list(hidden))})] if hidden else notes


def _joined(table: Table, found: Sequence[sheets.Sheet], others: dict[str, str], recognise: Recognise) -> Table:
    """Add the sheets that hold parts of the same list, and take them off the others."""
    made = [own for sheet in found if sheet.name != table.sheet and (own := _made(sheet, recognise))]
    same = [own for own in made if len(own.cells) and alike.are_alike(table, own, recognise)]
    if not same or not len(table.cells):
        return table
    order = [sheet.name for sheet in found]
    parts = sorted(alike.find_parts(table, same, recognise), key=lambda own: order.index(own.sheet))
    for own in parts:
        others.pop(own.sheet, None)
    left = [own.sheet for own in same if own not in parts]
    joined = several.join(parts) if len(parts) > 1 else table
    told = [Note("read_sheets_alike", {"others": listed(left)})] if left else []
    return replace(joined, notes=(*joined.notes, *told))


def _made(sheet: sheets.Sheet, recognise: Recognise) -> Table | None:
    """Make the table of a sheet that may be part of the list; None where it holds none that can be read."""
    try:
        return sheets.table(sheet, recognise)
    except FileRefusedError:
        return None


def _choose(
    book: Book, names: Sequence[str], recognise: Recognise
) -> tuple[sheets.Sheet, list[sheets.Sheet], dict[str, str]]:
    """Choose the sheet with the best header, then the most rows; one too large refuses the file if no other fits.

    Returns
    -------
    Sheet
    list of Sheet
        It and those that could be parts of the same list, in their order.
    dict of str to str
        The names of the others and how many rows each has.
    """
    best: sheets.Sheet | None = None
    refusal: FileRefusedError | None = None
    others: dict[str, str] = {}
    lists: list[sheets.Sheet] = []
    for name in names:
        try:
            span = book.span(name)
            if not span.filled:
                continue
            others[name] = f" ({span.rows})"
            found = sheets.load(name, book.rows(name), span, recognise)
        except FileRefusedError as error:
            refusal, others[name] = refusal or error, ""
            continue
        if best is None or _fitness(found, recognise) > _fitness(best, recognise):
            best = found
        if found.labels >= 0 or found.score > 1:
            lists.append(found)
    if best is None:
        raise refusal or refused("file_no_rows")
    del others[best.name]
    return best, [found for found in lists if (found.labels < 0) == (best.labels < 0)], others


def _fitness(sheet: sheets.Sheet, recognise: Recognise) -> tuple[bool, int, int]:
    """Tell what makes a sheet the one to read; a list comes before an example of one, though that may be longer."""
    is_list = sheet.labels < 0 and alike.is_list(sheet.header.names, recognise)
    return (is_list and not alike.is_spare(sheet.name), *sheet.fitness)


def _check_parts(archive: Archive) -> None:
    """Unpack every part once: no DTD, no more than the header of the ZIP says, not too many texts."""
    for name in archive.parts:
        texts, before = 0, b""
        for chunk in archive.chunks(name):
            if name.lower().endswith(_XML):
                seen = before + chunk
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    raise refused("file_dtd")
                texts += chunk.count(b"<si>") + chunk.count(b"<si/>")
                before = chunk[-_OVERLAP:]
        if texts > limits.SHARED_TEXTS:
            raise refused("file_bomb")


def _paths(archive: Archive) -> dict[str, str]:
    """Name the part that holds each sheet."""
    relations = {item.get("Id"): item.get("Target", "") for item in _elements(archive, "xl/_rels/workbook.xml.rels")}
    paths = {}
    for item in _elements(archive, "xl/workbook.xml"):
        if item.tag.rpartition("}")[2] == "sheet":
            relation = next((value for name, value in item.items() if name.rpartition("}")[2] == "id"), "")
            target = relations.get(relation, "")
            paths[item.get("name", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return paths


def _elements(archive: Archive, part: str) -> list[Element]:
    if part not in archive.parts:
        return []
    text = archive.read(part)
    try:
        return list(fromstring(text, forbid_dtd=True).iter())
    except DefusedXmlException:
        raise refused("file_dtd") from None
    except (ParseError, ValueError, LookupError):
        raise refused("file_damaged") from None


def _carried(book: Book) -> Mapping[str, Any]:
    if CARRIER not in book.parts or not book.span(CARRIER).filled:
        return MappingProxyType({})
    rows = book.rows(CARRIER)
    try:
        # One object, over as many rows as its length takes; whatever stands below it is not ours.
        found, _ = json.JSONDecoder().raw_decode("".join(str(row[0]) for row in rows if row) or "{}")
    except (ValueError, RecursionError):
        found = {}
    return MappingProxyType(found if isinstance(found, dict) else {})
