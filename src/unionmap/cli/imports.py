"""``unionmap import``: a clerk's list becomes sites, every row accounted for; errors in the clerk's language."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unionmap import settings
from unionmap.cli import output
from unionmap.cli.hints import hint
from unionmap.errors import DataError, FileRefusedError, InputError, UnionmapError, UnknownNameError
from unionmap.text import LANGUAGES, fault, listed, say, told

if TYPE_CHECKING:
    from unionmap.intake import ImportResult
    from unionmap.workflows.lists import Plan

ALL_ACCEPTED, FAILED, SOME_REFUSED = 0, 2, 3
_SHOWN = 20
_LONGEST_CHANGE = 120
_LANG = "zh"

Lang = Annotated[str, typer.Option(help="Language of the answer: zh or en.")]
"""The clerk's language, as all commands about lists take it."""

Into = Annotated[Path | None, typer.Option(help="Data folder; by default UNIONMAP_DATA or the user's own.")]


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
    lang: str


def run(
    file: Annotated[Path, typer.Argument(help="csv, tsv, txt, xlsx, GeoJSON, GeoPackage, zipped Shapefile or KML.")],
    kind: Annotated[str, typer.Option(help="Kind of every row; else a column says, else rest_station.")] = "",
    datum: Annotated[str, typer.Option(help="Datum where the list names none: wgs84, gcj02, bd09, EPSG:4547 ...")] = "",
    map: Annotated[list[str] | None, typer.Option(help="HEADER=FIELD, such as 经度=lon.")] = None,
    sheet: Annotated[str, typer.Option(help="Sheet or layer to read.")] = "",
    into: Into = None,
    list_name: Annotated[str, typer.Option("--list", help="List to update; by default named after the file.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="On a terminal, do not ask before sites change or go.")] = False,
    geocode: Annotated[
        bool, typer.Option("--geocode", help="Look up addresses without coordinates (see docs).")
    ] = False,
    refused: Annotated[Path | None, typer.Option(help="Write the refused rows to this .xlsx, to be corrected.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    lang: Lang = _LANG,
) -> None:
    """Import a list of sites. Exit code 0: all rows accepted, 3: some refused or not read, 2: nothing accepted."""
    with speaking(lang, file, as_json=json):
        job = _Job(file, into, list_name, dry_run, yes or json, geocode, refused, json, lang)
        sys.exit(_run(job, _options(kind, datum, map, sheet)))


@contextmanager
def speaking(lang: str, file: Path | None = None, *, as_json: bool = False) -> Iterator[None]:
    """Say in one language and in one sentence what goes wrong, and stop."""
    if lang not in LANGUAGES:
        raise UnknownNameError("language", lang, LANGUAGES)
    try:
        yield
    except UnionmapError as error:
        sentence = told(error, lang)
        if isinstance(error, FileRefusedError) and not as_json:
            named = f"{file.name}: {sentence}" if file else sentence
            sentence = f"{named} {hint([f'intake.{error.key}'], lang)}".rstrip()
    except OSError as error:
        from unionmap.text.reasons import reason  # noqa: PLC0415

        where = error.filename or file or ""
        sentence = fault(DataError, "account.cannot_use", file=where, reason=reason(error)).say(lang)
    else:
        return
    if as_json and file:
        output.json_object(_failure(file, sentence))
    else:
        output.note(f"unionmap: {output.plain(sentence)}")
    sys.exit(FAILED)


def _options(kind: str, datum: str, pairs: list[str] | None, sheet: str) -> dict[str, Any]:
    wanted = {}
    for pair in pairs or []:
        header, equals, field = pair.partition("=")
        if not equals:
            raise fault(InputError, "account.map_option", got=pair)
        wanted[header.strip()] = field.strip()
    return {"kind": kind, "datum": datum, "columns": wanted or None, "sheet": sheet}


def _failure(file: Path, sentence: str) -> dict[str, Any]:
    assumed: dict[str, Any] = {"encoding": None, "sheet": None, "header_row": None, "datum": None, "columns": {}}
    counts: dict[str, Any] = {"rows": 0, "accepted": 0, "unlocated": 0, "refused": [], "unread": 0}
    return {"file": file.name, "status": "refused", **counts, "notes": [sentence], "assumed": assumed}


def _run(job: _Job, options: dict[str, Any]) -> int:
    with output.working(say("import.reading", job.lang)):
        from unionmap.intake import read_sites  # noqa: PLC0415
        from unionmap.workflows import lists  # noqa: PLC0415

        result = read_sites(job.file, **options)
        folder = job.into or settings.current().data_dir
        if job.geocode:
            result = _geocoded(result, folder)
        plan = lists.plan(result, into=folder, name=job.list_name)
    _write_refused(job, result, plan)
    if not job.as_json:
        _describe(result, plan, job.lang)
    written = None
    if result.accepted and not job.dry_run and (job.yes or _agreed(plan, job.lang)):
        written = lists.write(plan)
    if job.as_json:
        account = replace(result, refused=result.refused_in(job.lang)).report()
        account |= {"notes": list(result.said(job.lang)), "list": plan.name, "differences": plan.counts()}
        output.json_object(account | {"kept": plan.kept, "aside": dict(plan.aside), "version": written})
    elif result.accepted:
        key = "dry" if job.dry_run else "written" if written else "unchanged"
        output.note(output.plain(say(f"account.{key}", job.lang, name=plan.name, version=written)))
    return FAILED if not result.accepted else SOME_REFUSED if len(result.refused) or result.unread else ALL_ACCEPTED


def _geocoded(result: "ImportResult", folder: Path) -> "ImportResult":
    from unionmap.intake import geocode  # noqa: PLC0415
    from unionmap.schema import Sites, located  # noqa: PLC0415

    geocoder = geocode.from_environment(cache_dir=folder / "geocodes")
    lost = {kind: frame for kind, frame in result.sites.items() if kind != "bus_route" and not located(frame).all()}
    found = {kind: geocode.locate_missing(frame, geocoder) for kind, frame in lost.items()}
    return replace(result, sites=Sites({**result.sites, **found}))


def _write_refused(job: _Job, result: "ImportResult", plan: "Plan") -> None:
    from unionmap.export import workbook  # noqa: PLC0415
    from unionmap.store import replace  # noqa: PLC0415

    target = job.refused
    if target is None:
        return
    if not len(result.refused):
        output.note(say("account.none_refused", job.lang, file=target))
        return
    content = workbook.refused(result.refused, result.carry(plan.name))
    replace(target, lambda part: part.write_bytes(content))


def _describe(result: "ImportResult", plan: "Plan", lang: str) -> None:
    counts: dict[str, Any] = {
        "accepted": result.accepted,
        "unlocated": result.unlocated,
        "refused": len(result.refused),
    }
    lines = [
        say("account.counts", lang, file=result.file, rows=result.rows, **counts),
        *(f"  {line}" for line in (result.read_as(lang), result.columns_as(lang), *result.said(lang)) if line),
    ]
    refused = result.refused_in(lang).head(_SHOWN)
    for line, reasons, fix in zip(result.refused_lines(), refused["reasons"], refused["fix"], strict=False):
        key = "account.refused_fix" if fix else "account.refused"
        lines.append("  " + say(key, lang, row=line, reasons=reasons, fix=fix))
    if len(result.refused) > _SHOWN:
        lines.append("  " + say("account.more", lang, count=len(result.refused) - _SHOWN))
    lines += _described(plan, lang)
    lines += filter(None, [hint(_keys(result, plan), lang)])
    output.text("".join((" " * (len(line) - len(line.lstrip()))) + output.plain(line) + "\n" for line in lines))


def _keys(result: "ImportResult", plan: "Plan") -> Iterator[str]:
    """Return the keys of what was said."""
    yield from (key for key, _ in result.remarks)
    yield from (f"rows.{note.key}" for refusal in result.refusals for note in refusal.reasons)
    yield from ["account.datum_before"] if plan.datum_before else []
    yield from ["account.overlap"] if len(plan.overlaps) else []


def _described(plan: "Plan", lang: str) -> list[str]:
    from unionmap import crs  # noqa: PLC0415

    differences: dict[str, Any] = {"name": plan.name, **plan.counts()}
    lines = [say("account.differences", lang, **differences), *_changed(plan, lang)]
    if plan.kept:
        lines.append("  " + say("lists.kept_refused", lang, count=plan.kept, same=differences["same"]))
    if len(plan.difference.gone):
        lines.append("  " + say("account.gone", lang, names=listed(plan.difference.gone["name"], most=_SHOWN)))
    if plan.datum_before:
        lines.append("  " + say("account.datum_before", lang, datum=crs.label(plan.datum_before)))
    for other, pairs in plan.overlaps.groupby("list") if len(plan.overlaps) else ():
        lines.append("  " + say("account.overlap", lang, count=len(pairs), other=other or "unionmap"))
    lines += ["  " + say("account.aside", lang, count=count, other=other) for other, count in plan.aside.items()]
    return lines


def _changed(plan: "Plan", lang: str) -> Iterator[str]:
    """Tell what changes, a line a cell."""
    from unionmap.workflows import telling  # noqa: PLC0415

    cells = telling.changed(plan.difference)
    shown = cells.head(_SHOWN)
    for name, said in zip(shown["name"], telling.told(shown, lang), strict=True):
        yield "  " + say("account.changed", lang, name=_cut(name), said=_cut(said, _LONGEST_CHANGE))
    if len(cells) > _SHOWN:
        yield "  " + say("account.changed_more", lang, count=len(cells) - _SHOWN)


def _cut(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _agreed(plan: "Plan", lang: str) -> bool:
    counts = plan.counts()
    if not sys.stdin.isatty() or not (counts["changed"] or counts["gone"]):
        return True
    return typer.confirm(say("account.confirm", lang), err=True)
