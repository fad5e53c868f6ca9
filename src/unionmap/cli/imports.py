"""``unionmap import``: a clerk's list becomes sites, every row accounted for."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unionmap import settings
from unionmap.cli import output
from unionmap.errors import FileRefusedError, InputError, UnionmapError
from unionmap.text import say

if TYPE_CHECKING:
    from unionmap.intake import ImportResult
    from unionmap.workflows.lists import Plan

ALL_ACCEPTED, FAILED, SOME_REFUSED = 0, 2, 3
_SHOWN = 20
_LANG = "zh"
"""The clerk's language: reasons and notes of an import are in Chinese."""


@dataclass(frozen=True, slots=True)
class _Job:
    file: Path
    into: Path | None
    list_name: str
    dry_run: bool
    yes: bool
    geocode: bool
    refused: Path | None
    as_json: bool


def run(
    file: Annotated[Path, typer.Argument(help="csv, tsv, txt, xlsx, GeoJSON, GeoPackage, zipped Shapefile or KML.")],
    kind: Annotated[str, typer.Option(help="Kind of every row; else a column says, else rest_station.")] = "",
    datum: Annotated[str, typer.Option(help="Datum where the list names none: wgs84, gcj02, bd09, EPSG:4547 ...")] = "",
    map: Annotated[list[str] | None, typer.Option(help="HEADER=FIELD, such as 经度=lon.")] = None,
    sheet: Annotated[str, typer.Option(help="Sheet or layer to read.")] = "",
    into: Annotated[Path | None, typer.Option(help="Data folder; by default UNIONMAP_DATA or the user's own.")] = None,
    list_name: Annotated[str, typer.Option("--list", help="List to update; by default named after the file.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="On a terminal, do not ask before sites change or go.")] = False,
    geocode: Annotated[
        bool, typer.Option("--geocode", help="Look up addresses without coordinates (see docs).")
    ] = False,
    refused: Annotated[Path | None, typer.Option(help="Write the refused rows to this .xlsx, to be corrected.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import a list of sites. Exit code 0: all rows accepted, 3: some refused, 2: the file refused or none accepted."""
    job = _Job(file, into, list_name, dry_run, yes or json, geocode, refused, json)
    try:
        sys.exit(_run(job, _options(kind, datum, map, sheet)))
    except UnionmapError as error:
        if json:
            output.json_object(_failure(file, error))
        elif isinstance(error, FileRefusedError):
            output.note(f"unionmap: {file.name}: {error.say(_LANG)}")
        else:
            raise
        sys.exit(FAILED)


def _options(kind: str, datum: str, pairs: list[str] | None, sheet: str) -> dict[str, Any]:
    wanted = {}
    for pair in pairs or []:
        header, equals, field = pair.partition("=")
        if not equals:
            raise InputError(f"--map takes HEADER=FIELD such as 经度=lon, got {pair!r}")
        wanted[header.strip()] = field.strip()
    return {"kind": kind, "datum": datum, "columns": wanted or None, "sheet": sheet}


def _failure(file: Path, error: UnionmapError) -> dict[str, Any]:
    sentence = error.say(_LANG) if isinstance(error, FileRefusedError) else str(error)
    assumed: dict[str, Any] = {"encoding": None, "sheet": None, "header_row": None, "datum": None, "columns": {}}
    counts: dict[str, Any] = {"rows": 0, "accepted": 0, "unlocated": 0, "refused": []}
    return {"file": file.name, "status": "refused", **counts, "notes": [sentence], "assumed": assumed}


def _run(job: _Job, options: dict[str, Any]) -> int:
    with output.working("reading the list"):
        from unionmap.intake import read_sites  # noqa: PLC0415
        from unionmap.workflows import lists  # noqa: PLC0415

        result = read_sites(job.file, **options)
        folder = job.into or settings.current().data_dir
        if job.geocode:
            result = _geocoded(result, folder)
        plan = lists.plan(result, into=folder, name=job.list_name)
    if job.refused is not None:
        _write_refused(job.refused, result, plan)
    if not job.as_json:
        _describe(result, plan)
    written = None
    if result.accepted and not job.dry_run and (job.yes or _agreed(plan)):
        written = lists.write(plan)
    if job.as_json:
        output.json_object(result.report() | {"list": plan.name, "differences": plan.counts(), "version": written})
    elif result.accepted:
        key = "dry" if job.dry_run else "written" if written else "unchanged"
        output.note(say(f"account.{key}", name=plan.name, version=written))
    return FAILED if not result.accepted else SOME_REFUSED if len(result.refused) else ALL_ACCEPTED


def _geocoded(result: "ImportResult", folder: Path) -> "ImportResult":
    from unionmap.intake import geocode  # noqa: PLC0415
    from unionmap.schema import Sites, located  # noqa: PLC0415

    geocoder = geocode.from_environment(cache_dir=folder / "geocodes")
    lost = {kind: frame for kind, frame in result.sites.items() if kind != "bus_route" and not located(frame).all()}
    found = {kind: geocode.locate_missing(frame, geocoder) for kind, frame in lost.items()}
    return replace(result, sites=Sites({**result.sites, **found}))


def _write_refused(target: Path, result: "ImportResult", plan: "Plan") -> None:
    from unionmap.export import workbook  # noqa: PLC0415
    from unionmap.store import replace  # noqa: PLC0415

    if not len(result.refused):
        output.note(say("account.none_refused", file=target))
        return
    content = workbook.refused(result.refused, result.carry(plan.name))
    replace(target, lambda part: part.write_bytes(content))


def _describe(result: "ImportResult", plan: "Plan") -> None:
    counts: dict[str, Any] = {
        "accepted": result.accepted,
        "unlocated": result.unlocated,
        "refused": len(result.refused),
    }
    lines = [
        say("account.counts", file=result.file, rows=result.rows, **counts),
        *(f"  {note}" for note in result.notes),
    ]
    for row in result.refused.head(_SHOWN).to_dict("records"):
        key = "account.refused_fix" if row["fix"] else "account.refused"
        lines.append("  " + say(key, row=row["sheet_row"], reasons=row["reasons"], fix=row["fix"]))
    if len(result.refused) > _SHOWN:
        lines.append("  " + say("account.more", count=len(result.refused) - _SHOWN))
    differences: dict[str, Any] = {"name": plan.name, **plan.counts()}
    lines.append(say("account.differences", **differences))
    if len(plan.difference.gone):
        names = "、".join(plan.difference.gone["name"].head(_SHOWN))
        lines.append("  " + say("account.gone", names=names))
    if plan.datum_before:
        lines.append("  " + say("account.datum_before", datum=plan.datum_before))
    for other, pairs in plan.overlaps.groupby("list") if len(plan.overlaps) else ():
        lines.append("  " + say("account.overlap", count=len(pairs), other=other or "unionmap"))
    output.text("".join((" " * (len(line) - len(line.lstrip()))) + output.plain(line) + "\n" for line in lines))


def show_lists(
    into: Annotated[Path | None, typer.Option(help="Data folder; by default UNIONMAP_DATA or the user's own.")] = None,
) -> None:
    """List what was imported, with its versions."""
    from unionmap.workflows import lists  # noqa: PLC0415

    table = lists.lists(into or settings.current().data_dir)
    output.table([{str(key): value for key, value in row.items()} for row in table.to_dict("records")])


def remove(
    name: Annotated[str, typer.Argument(help="Name of the list.")],
    into: Annotated[Path | None, typer.Option(help="Data folder; by default UNIONMAP_DATA or the user's own.")] = None,
) -> None:
    """Take an imported list off the map; its versions are kept, and rollback brings it back."""
    from unionmap.workflows import lists  # noqa: PLC0415

    switch = lists.remove(into or settings.current().data_dir, name)
    output.note(f"{output.plain(switch.name)}: taken off the map (it was version {switch.was})")


def rollback(
    name: Annotated[str, typer.Argument(help="Name of the list; not needed where there is only one.")] = "",
    to: Annotated[int | None, typer.Option(help="Version to go back to; by default the one before.")] = None,
    into: Annotated[Path | None, typer.Option(help="Data folder; by default UNIONMAP_DATA or the user's own.")] = None,
) -> None:
    """Bring back an earlier version of an imported list."""
    from unionmap.workflows import lists  # noqa: PLC0415

    switch = lists.rollback(into or settings.current().data_dir, name, to)
    output.note(f"{output.plain(switch.name)}: back from version {switch.was or '-'} to version {switch.now}")


def _agreed(plan: "Plan") -> bool:
    counts = plan.counts()
    if not sys.stdin.isatty() or not (counts["changed"] or counts["gone"]):
        return True
    return typer.confirm(say("account.confirm"), err=True)
