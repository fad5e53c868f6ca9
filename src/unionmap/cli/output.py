"""How the command line speaks: results on stdout, everything else on stderr, progress only on a terminal."""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from unionmap.errors import InputError, UnknownNameError

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Rows = Sequence[Mapping[str, Any]]


def prepare() -> None:
    """Make both streams safe to write to: whatever the terminal cannot show is escaped, a closed stream swallows."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  for the whole process
        else:
            stream.reconfigure(errors="backslashreplace")


def check_format(got: str, *allowed: str) -> None:
    """Raise `UnknownNameError` unless a format is one of those allowed."""
    if got not in allowed:
        raise UnknownNameError("format", got, allowed)


def check_file(out: Path) -> None:
    """Raise `InputError` where a file is to be written and a folder is named."""
    if not out.name or out.is_dir():
        raise InputError(f"{out}: this is a folder; --out takes the name of a file")


def form_of(out: Path, form: str, forms: Sequence[str]) -> str:
    """Return the form asked for, by default what the name of a file ends in, if it is one of ``forms``."""
    wanted = form or out.suffix.lstrip(".").casefold()
    check_format(wanted, *forms)
    return wanted


def text(content: str) -> None:
    """Write to stdout."""
    sys.stdout.write(content)


def note(sentence: str) -> None:
    """Write a sentence to stderr."""
    sys.stderr.write(_CONTROL.sub("\ufffd", sentence) + "\n")


def json(rows: Rows) -> None:
    """Write rows as a JSON list, one object a row."""
    import json as library  # noqa: PLC0415

    text(library.dumps(list(rows), ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def json_object(content: Mapping[str, Any]) -> None:
    """Write one JSON object."""
    import json as library  # noqa: PLC0415

    text(library.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def plain(sentence: str) -> str:
    """Return data as one line that no terminal takes for a command."""
    return _CONTROL.sub("\ufffd", " ".join(sentence.split()))


def csv(rows: Rows) -> None:
    """Write rows as CSV with a header; None is a blank cell."""
    import csv as library  # noqa: PLC0415

    if not rows:
        return
    writer = library.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def table(rows: Rows) -> None:
    """Write rows as a table: drawn on a terminal, tab-separated in a pipe; None is a dash."""
    if not rows:
        note("nothing found")
        return
    cells = [[_cell(value) for value in row.values()] for row in rows]
    if not sys.stdout.isatty():
        text("\n".join("\t".join(line) for line in [list(rows[0]), *cells]) + "\n")
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table()
    for name, value in rows[0].items():
        drawn.add_column(name, justify="right" if isinstance(value, int | float) else "left", overflow="fold")
    for line in cells:
        drawn.add_row(*(Text(cell) for cell in line))
    Console().print(drawn)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 1 or value == 0 else f"{value:.4f}"
    return plain(str(value))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is under way, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield
