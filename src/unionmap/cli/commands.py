"""``unionmap``: the commands and what they print. Errors are one sentence on stderr and exit code 2."""

import os
import shlex
import socket
import sys
import warnings
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, cast

import typer

from unionmap import settings
from unionmap.cli import exports, feedback, imports, lists, near, output, pictures, reports
from unionmap.errors import InputError, UnionmapError

app = typer.Typer(
    help="A map of the service sites that China's trade unions run for workers.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data = typer.Typer(help="The shipped site layers, and the imported lists.", rich_markup_mode=None)
app.add_typer(data, name="data")

_FAILED = 2
_SHORTEST_SECRET = 12
_USAGE_ERRORS = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[2])
"""Every complaint of the parser about how a command was called (click's ClickException, which typer carries along)."""


def _help_if_alone(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        output.text(ctx.get_help() + "\n")


app.callback(invoke_without_command=True)(_help_if_alone)
data.callback(invoke_without_command=True)(_help_if_alone)


@app.command("app")
def run_app(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    edit: Annotated[bool, typer.Option("--edit", help="Let the app import lists into the data folder.")] = False,
) -> None:
    """Open the app. It writes nothing but the reports that workers send, unless started with --edit.

    On a host that other machines reach, --edit takes a secret of at least 12 characters from UNIONMAP_EDIT_SECRET,
    and the page asks for it.
    """
    if find_spec("streamlit") is None:
        raise InputError("the app needs Streamlit: pip install 'unionmap[app]'")
    secret = os.environ.get("UNIONMAP_EDIT_SECRET", "")
    if edit and (secret or not _is_loopback(host)) and len(secret) < _SHORTEST_SECRET:
        raise InputError(
            f"set UNIONMAP_EDIT_SECRET to a secret of at least {_SHORTEST_SECRET} characters, which the page then asks "
            "for; an app that only this machine reaches (--host 127.0.0.1) needs none"
        )
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise InputError(f"port {port} is taken: choose another with --port")
    where = [f"--server.address={host}", f"--server.port={port}"]
    size = ["--server.maxUploadSize=200"] if edit else []  # in MB; what config.toml says takes no file of any size
    command = [sys.executable, "-m", "streamlit", "run", str(settings.app_script()), *where, *size]
    environment = {key: value for key, value in os.environ.items() if key != "UNIONMAP_EDIT"}
    output.note(f"unionmap: http://{host}:{port}")
    environment |= {"UNIONMAP_EDIT": "1"} if edit else {}
    os.execve(sys.executable, command, environment)  # noqa: S606  one process, so a signal to it stops the server


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@app.command()
def coverage(
    radius_m: Annotated[float, typer.Option(help="Service radius in metres, straight line.")] = 1000.0,
    by: Annotated[str, typer.Option(help="county, city or province.")] = "city",
    kind: Annotated[str, typer.Option(help="Kind of site.")] = "rest_station",
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",
) -> None:
    """Measure the people and the area within a radius of a station, by unit.

    Only sites located exactly or by street count. A unit without a list is no_list: nothing is known of it, its
    share is blank, and its people_covered are only those whom stations of its neighbours reach.
    """
    output.check_format(format, "table", "json", "csv")
    with output.working("measuring coverage"):
        from unionmap.export.coverage import coverage_records  # noqa: PLC0415
        from unionmap.workflows.cover import cover  # noqa: PLC0415
        from unionmap.workflows.load import load  # noqa: PLC0415

        rows = coverage_records(cover(load()[kind], radius_m=radius_m, by=by))
    if format == "json":
        output.json(rows)
    elif format == "csv":
        output.csv(rows)
    else:
        columns = [
            "name",
            "state",
            "sites_listed",
            "sites_usable",
            "people",
            "people_covered",
            "share_covered",
            "completeness",
        ]
        output.table([{key: row[key] for key in columns} for row in rows])


app.command("nearest")(near.run)
app.command("export")(exports.run)
app.command("picture")(pictures.run)
app.command("report")(reports.run)
app.command("import")(imports.run)
data.command("lists")(lists.show)
data.command("rollback")(lists.rollback)
data.command("remove")(lists.remove)
data.command("reports")(feedback.show)


@data.command("build")
def data_build(
    seeds: Annotated[Path, typer.Option(help="Folder of the seeds.")] = Path("seeds"),
    out: Annotated[Path | None, typer.Option(help="Folder to write into; by default data/geo.")] = None,
) -> None:
    """Build the site layers and the catalogue from the seeds."""
    with output.working("building the layers"):
        from unionmap.workflows.build import build  # noqa: PLC0415

        written = build(seeds, out or settings.current().geo_dir)
    output.note(f"{len(written)} files in {written[0].parent}")


@data.command("check")
def data_check() -> None:
    """Validate every layer and print what it holds."""
    with output.working("checking"):
        from unionmap.workflows.check import check  # noqa: PLC0415

        table = check().reset_index()
    output.table([{str(key): value for key, value in row.items()} for row in table.to_dict("records")])


def main() -> None:
    """Run the command line; no traceback ever reaches a user (set ``UNIONMAP_DEBUG`` to see one)."""
    output.prepare()
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: output.note(f"unionmap: {output.plain(str(message))}")
        _run()


def _run() -> None:
    try:
        sys.exit(app(standalone_mode=False))
    except typer.Abort:
        _fail("stopped")
    except _USAGE_ERRORS as error:
        typed = shlex.join(["unionmap", *sys.argv[1:]])
        _fail(f"{error.format_message().rstrip('.')} (in: {typed}). See 'unionmap --help'.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except UnionmapError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}; choose another file or folder")
    except Exception as error:  # the last line of defence
        if os.environ.get("UNIONMAP_DEBUG"):
            raise
        _fail(f"this should not have happened ({type(error).__name__}: {error}): set UNIONMAP_DEBUG=1 and report it")


def _fail(sentence: str) -> None:
    output.note(f"unionmap: {' '.join(sentence.split())}")
    sys.exit(_FAILED)
