"""``unionmap data reports``: what workers reported, and deciding about it; in the language of the clerk."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unionmap import settings
from unionmap.cli import output
from unionmap.cli.imports import Into, Lang, speaking
from unionmap.errors import InputError
from unionmap.text import beijing_time, fault, say

if TYPE_CHECKING:
    from unionmap.store.decisions import Decision
    from unionmap.workflows.reviewing import Item

_COLUMNS = ("id", "name", "what", "people", "last", "text")


def show(
    accept: Annotated[str, typer.Option(metavar="ID", help="Accept the reports that say what this one says.")] = "",
    dismiss: Annotated[str, typer.Option(metavar="ID", help="Let them count no more.")] = "",
    undo: Annotated[str, typer.Option(metavar="ID", help="Take a decision back; its id was printed.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the open reports, or the decision, as JSON.")] = False,
    into: Into = None,
    lang: Lang = "zh",
) -> None:
    """List what workers reported of wrong entries, or decide about it; --accept changes the card, not the list."""
    with speaking(lang):
        folder = into or settings.current().data_dir
        if len([one for one in (accept, dismiss, undo) if one]) > 1:
            raise fault(InputError, "feedback.one_at_a_time")
        if accept or dismiss or undo:
            _tell(_decided(folder, accept, dismiss, undo), json, lang)
        else:
            _list(folder, json, lang)


def _decided(folder: Path, accept: str, dismiss: str, undo: str) -> "Decision":
    from unionmap.workflows import reviewing  # noqa: PLC0415

    if undo:
        return reviewing.undo(folder, undo)
    item = reviewing.find(reviewing.pending(folder), accept or dismiss)
    return reviewing.accept(folder, _listed(folder), item) if accept else reviewing.dismiss(folder, item)


def _listed(folder: Path) -> Any:
    from unionmap.workflows import load  # noqa: PLC0415

    return load.joined(load.gather(data_dir=folder))


def _tell(decision: "Decision", as_json: bool, lang: str) -> None:
    from unionmap import feedback  # noqa: PLC0415

    if as_json:
        about = {name: getattr(decision, name) for name in ("id", "action", "site", "complaint", "text", "people")}
        output.json_object(about)
        return
    key = {"accept": "reports.accepted", "dismiss": "reports.dismissed", "undo": "reports.undone"}[decision.action]
    what = decision.text or feedback.get(decision.complaint).label.get(lang)
    values = {"at": beijing_time(decision.at), "site": decision.site, "what": what, "count": decision.people}
    output.note(output.plain(say(key, lang, **values)))
    if decision.action != "undo":
        output.note(say("feedback.way_back", lang, id=decision.id))


def _list(folder: Path, as_json: bool, lang: str) -> None:
    from unionmap.workflows import reviewing  # noqa: PLC0415

    items = [item for each in reviewing.pending(folder).values() for item in each]
    names = _names(folder, {item.site for item in items})
    rows = [_row(item, names.get(item.site, ""), lang) for item in items]
    if as_json:
        output.json([{"id": row["id"], "site": item.site, **row} for row, item in zip(rows, items, strict=True)])
    elif rows:
        output.table([{say(f"reports.{name}", lang): row[name] for name in _COLUMNS} for row in rows])
    else:
        output.note(say("reports.none", lang))


def _row(item: "Item", name: str, lang: str) -> dict[str, Any]:
    from unionmap import feedback  # noqa: PLC0415

    return {
        "id": item.id,
        "name": name or say("reports.gone", lang, id=item.site),
        "complaint": item.complaint,
        "what": feedback.get(item.complaint).label.get(lang),
        "people": item.people,
        "last": beijing_time(item.last),
        "text": item.text,
    }


def _names(folder: Path, sites: set[str]) -> dict[str, str]:
    if not sites:
        return {}
    found: dict[str, str] = {}
    for frame in _listed(folder).values():
        own = frame[frame["site_id"].isin(list(sites))]
        found |= dict(zip(own["site_id"], own["name"], strict=True))
    return found
