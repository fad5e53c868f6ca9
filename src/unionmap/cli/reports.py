"""``unionmap report``: a report of the sites, to print or to edit."""

from pathlib import Path
from typing import Annotated

import typer

from unionmap.cli import output

FORMS = ("docx", "pdf")


def run(
    out: Annotated[Path, typer.Option(help="File to write.")],
    form: Annotated[str, typer.Option(help="docx or pdf; by default what the file's name ends in.")] = "",
    length: Annotated[str, typer.Option(help="page (one A4 page) or full.")] = "page",
    city: Annotated[
        str, typer.Option(help="Province, city or county: name or six-digit adcode; 100000 is China.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Kind of site; all kinds if not given.")] = "",
    lang: Annotated[str, typer.Option(help="Language of the report: zh or en.")] = "zh",
    title: Annotated[str, typer.Option(help="Heading; by default one that names the area.")] = "",
    approval: Annotated[str, typer.Option(help="Map approval number (审图号).")] = "",
) -> None:
    """Write a report: key figures in words, map, tables, sources and doubts.

    The full report adds every kind in every city, official totals against the list, hours and facilities, all sources
    and the sites with no known place. Without --approval its map says that it is for internal use.
    """
    output.check_file(out)
    wanted = output.form_of(out, form, FORMS)
    with output.working("writing"):
        from unionmap import export  # noqa: PLC0415
        from unionmap.store import replace  # noqa: PLC0415
        from unionmap.workflows.load import load, narrow  # noqa: PLC0415

        sites = narrow(load(), kinds=[kind] if kind else None)
        asked = {"form": wanted, "length": length, "title": title, "area": city, "approval": approval, "lang": lang}
        content = export.report(sites, **asked)
        replace(out, lambda part: part.write_bytes(content))
    output.note(f"{out}: {len(content) / 1000:,.0f} kB")
