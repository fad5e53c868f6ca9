"""``unionmap data lists|rollback|remove``: what was imported, and the way back; in the language of the importer."""

from pathlib import Path
from typing import Annotated

import typer

from unionmap import settings
from unionmap.cli import output
from unionmap.cli.imports import Into, Lang, speaking
from unionmap.text import beijing_time, say

_COLUMNS = {
    "name": "import.list_name",
    "slug": "lists.folder",
    "version": "import.version",
    "sites": "import.sites",
    "file": "import.from_file",
    "imported_at": "import.imported_at",
    "versions": "import.kept",
    "aside": "lists.stand_aside",
    "problem": "lists.problem",
}


def show(into: Into = None, lang: Lang = "zh") -> None:
    """List what was imported, with its versions, and how many sites stand aside for those of a newer list."""
    from unionmap.workflows import lists  # noqa: PLC0415

    with speaking(lang):
        table = lists.lists(_folder(into))
        if table.empty:
            output.note(say("import.no_lists", lang))
            return
        table = table.assign(**{name: [said.get(lang) for said in table[name]] for name in ("aside_note", "problem")})
        table["imported_at"] = table["imported_at"].map(beijing_time)
        rows = table.astype({"version": "object"}).to_dict("records")
        output.table([{say(word, lang): _cell(row[name]) for name, word in _COLUMNS.items()} for row in rows])
        for sentence in filter(None, table["aside_note"]):
            output.note(output.plain(sentence))


def remove(
    name: Annotated[str, typer.Argument(help="Name of the list.")],
    into: Into = None,
    lang: Lang = "zh",
) -> None:
    """Take an imported list off the map; its versions are kept, and rollback brings it back."""
    from unionmap.workflows import lists  # noqa: PLC0415

    with speaking(lang):
        folder = _folder(into)
        switch = lists.remove(folder, lists.find(folder, name))
        key = "lists.removed_before" if switch.was is None else "lists.removed"
        output.note(output.plain(say(key, lang, name=switch.name, version=switch.was)))


def rollback(
    name: Annotated[str, typer.Argument(help="Name of the list; not needed where there is only one.")] = "",
    to: Annotated[int | None, typer.Option(help="Version to go back to; by default the one before.")] = None,
    into: Into = None,
    lang: Lang = "zh",
) -> None:
    """Bring back an earlier version of an imported list."""
    from unionmap.workflows import lists  # noqa: PLC0415

    with speaking(lang):
        folder = _folder(into)
        switch = lists.rollback(folder, lists.find(folder, name), to)
        key = "lists.restored" if switch.was is None else "lists.back"
        output.note(output.plain(say(key, lang, name=switch.name, was=switch.was, now=switch.now)))


def _folder(into: Path | None) -> Path:
    return into or settings.current().data_dir


def _cell(value: object) -> object:
    """Return a value of the table; a version that a removed list has not is blank."""
    return value if isinstance(value, str | int) else None
