"""What one session is importing: the file, what was read of it, and what it would change.

Everything is made once for a file and its options, and kept until another takes its place; a rerun reads nothing.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from unionmap import maps, settings
from unionmap.errors import FileRefusedError, UnionmapError
from unionmap.intake import ImportResult, read_sites, readers
from unionmap.text import Words, listed
from unionmap.ui import editing, shared
from unionmap.workflows import lists

T = TypeVar("T")

_EXAMPLES = 3
_LONGEST_EXAMPLE = 24


@dataclass(frozen=True, slots=True)
class File:
    """A file that was uploaded.

    Attributes
    ----------
    name : str
        What it is called.
    content : bytes
        The whole of it.
    digest : str
        SHA-256 of the content.
    """

    name: str
    content: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; ``""`` leaves a choice to the reader. ``columns`` are pairs of header and field."""

    kind: str = ""
    datum: str = ""
    sheet: str = ""
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file and how it is to be read: what everything else is made from."""

    file: File
    options: Options

    @property
    def key(self) -> Hashable:
        """What tells it from any other."""
        return self.file.digest, self.file.name, self.options


def file() -> File | None:
    """Return the file that this session is importing."""
    return cast("File | None", st.session_state.get("import_file"))


def take(name: str, content: bytes) -> None:
    """Import another file; what was chosen for the one before is forgotten."""
    drop()
    st.session_state["import_file"] = File(name, content, hashlib.sha256(content).hexdigest())


def drop() -> None:
    """Import no file, and let go of all that was made from the last."""
    for key in [str(key) for key in st.session_state if str(key).startswith("import_")]:
        del st.session_state[key]


def once(name: str, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made for a key before, else make it; one is kept a name.

    Raises
    ------
    UnionmapError
        What ``make`` raised, also when it was made before.
    """
    kept = st.session_state.get(f"import_made_{name}")
    if kept is None or kept[0] != key:
        try:
            made: Any = make()
        except UnionmapError as error:
            made = error
        st.session_state[f"import_made_{name}"] = kept = (key, made)
    if isinstance(kept[1], UnionmapError):
        raise kept[1].with_traceback(None)
    return cast("T", kept[1])


def _is_made(name: str, key: Hashable) -> bool:
    kept = st.session_state.get(f"import_made_{name}")
    return kept is not None and kept[0] == key


def read(source: Source) -> ImportResult:
    """Read the file.

    Raises
    ------
    FileRefusedError
        If it cannot be read as a list.
    UnknownNameError
        If a kind, datum, header or field is not known.
    """
    return once("result", source.key, lambda: _read(source.file, source.options))


def _read(file: File, chosen: Options) -> ImportResult:
    return read_sites(
        file.content,
        kind=chosen.kind,
        datum=chosen.datum,
        sheet=chosen.sheet,
        columns=dict(chosen.columns) or None,
        name=file.name,
    )


def page(source: Source, lang: str) -> str:
    """Return the page of the map of what was accepted."""
    key = (source.key, lang)
    return once("page", key, lambda: maps.page(maps.site_map(read(source).sites, lang=lang), lang=lang))


def is_on_map(result: ImportResult) -> bool:
    """Tell whether any row has a place to show."""
    return result.unlocated < result.accepted


def headers(source: Source) -> Mapping[str, Words]:
    """Return the columns of the file, each with a few of its cells as examples."""
    name, sheet = source.file.name, source.options.sheet

    def make() -> Mapping[str, Words]:
        table = readers.read(source.file.content, name, sheet=sheet)
        own = [place for place, header in enumerate(table.cells.columns) if header != table.sheet_column]
        return {str(table.cells.columns[place]): _examples(table.cells.iloc[:, place]) for place in own}

    return once("headers", (source.file.digest, sheet), make)


def automatic(source: Source) -> Mapping[str, str]:
    """Return which field each column was given by itself; empty where there is no table to choose from."""
    chosen = source.options
    bare = Source(source.file, Options(chosen.kind, chosen.datum, chosen.sheet))

    def make() -> Mapping[str, str]:
        try:
            return by_header(_read(bare.file, bare.options) if chosen.columns else read(source))
        except FileRefusedError:
            return {}

    return once("automatic", bare.key, make)


def by_header(result: ImportResult) -> dict[str, str]:
    """Return the field of each column that has one, and ``also_`` and what it tells beside those."""
    also = result.assumed.get("also") or {}
    told = {header: f"also_{use}" for use, headers in also.items() for header in headers}
    told |= {header: found for found, header in (result.assumed.get("columns") or {}).items()}
    # What other sheets call the same stands under that header now.
    moved = result.assumed.get("columns_moved") or {}
    return {header: told[under] for header, under in moved.items() if under in told} | told


def _examples(cells: "pd.Series[str]") -> Words:
    said = cells[cells.str.strip() != ""].drop_duplicates().head(_EXAMPLES)
    return listed((" ".join(cell.split()) for cell in said), longest=_LONGEST_EXAMPLE)


def plan(source: Source, name: str = "") -> lists.Plan:
    """Return what the import would change in a list, as the lists are now.

    Raises
    ------
    DataError
        If the list is damaged.
    """
    into = settings.current().data_dir
    key = (source.key, shared.stamp(), name)
    return once("plan", key, lambda: lists.plan(read(source), into=into, name=name))


def list_name(source: Source, result: ImportResult) -> str:
    """Return the name of the list that was chosen, by default the one that the file belongs to or is named after."""
    kept = st.session_state.get("import_kept_list") or result.carried.get("list")
    return str(kept or lists.list_name(source.file.name))


def is_ready(source: Source, lang: str) -> bool:
    """Tell whether the file was read, drawn and compared."""
    if not _is_made("result", source.key):
        return False
    kept = st.session_state["import_made_result"][1]
    if isinstance(kept, UnionmapError) or not kept.accepted:
        return True
    is_drawn = _is_made("page", (source.key, lang)) or not is_on_map(kept)
    compared = st.session_state.get("import_made_plan")
    return is_drawn and compared is not None and compared[0][:2] == (source.key, shared.stamp())


def write(planned: lists.Plan) -> int | None:
    """Write what was planned; the only way from this app onto the disk, with `roll_back` and `remove`.

    Raises
    ------
    InputError
        If this session may not write.
    DataError
        If the list has changed since, or the folder cannot be written.
    """
    editing.require()
    return lists.write(planned)


def roll_back(slug: str, version: int) -> None:
    """Make another version of a list the current one.

    Raises
    ------
    InputError
        If this session may not write.
    DataError
        If it cannot be read, or the folder cannot be written.
    """
    editing.require()
    lists.rollback(settings.current().data_dir, slug, to=version)


def remove(slug: str) -> None:
    """Take a list off the map; its versions are kept.

    Raises
    ------
    InputError
        If this session may not write.
    DataError
        If it cannot be read, or the folder cannot be written.
    """
    editing.require()
    lists.remove(settings.current().data_dir, slug)
