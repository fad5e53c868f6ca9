"""``unionmap picture``: a still picture of the sites."""

from pathlib import Path
from typing import Annotated

import typer

from unionmap.cli import output

FORMS = ("png", "svg", "pdf")


def run(
    out: Annotated[Path, typer.Option(help="File to write.")],
    form: Annotated[str, typer.Option(help="png, svg or pdf; by default what the file's name ends in.")] = "",
    size: Annotated[str, typer.Option(help="a4, a3, slide, square or report.")] = "a4",
    area: Annotated[
        str, typer.Option(help="Province, city or county: name or six-digit adcode; 100000 is China.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Kind of site; all kinds if not given.")] = "",
    lang: Annotated[str, typer.Option(help="Language of the picture: zh or en.")] = "zh",
    title: Annotated[str, typer.Option(help="Heading; by default area and kind.")] = "",
    approval: Annotated[str, typer.Option(help="Map approval number (审图号).")] = "",
    graticule: Annotated[bool, typer.Option("--graticule", help="Draw meridians and parallels.")] = False,
    dpi: Annotated[float | None, typer.Option(help="Pixels per inch; by default that of the size.")] = None,
) -> None:
    """Draw a picture of the sites for print, slides or a page where no frame works.

    It carries legend, scale bar, north arrow, counts, sources, date, datum and projection. Without --approval it says
    that it is for internal use.
    """
    output.check_file(out)
    wanted = output.form_of(out, form, FORMS)
    with output.working("drawing"):
        from unionmap.export import pictures  # noqa: PLC0415
        from unionmap.store import replace  # noqa: PLC0415
        from unionmap.workflows.load import load, narrow  # noqa: PLC0415

        sites = narrow(load(), kinds=[kind] if kind else None)
        options = {"size": size, "lang": lang, "title": title, "area": area, "approval": approval}
        content = pictures.picture(sites, wanted, **options, graticule=graticule, dpi=dpi)
        replace(out, lambda part: part.write_bytes(content))
    output.note(f"{out}: {len(content) / 1000:,.0f} kB")
