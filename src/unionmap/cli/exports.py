"""``unionmap export``: the sites as a file, as a feed for other apps, as QR codes."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unionmap.cli import output
from unionmap.errors import InputError

if TYPE_CHECKING:
    from unionmap.schema import Sites

FORMS = ("html", "geojson", "csv", "xlsx", "gpkg", "shp", "kml")
_FOLDERS = ("feed", "qr")
_LOOPBACK = re.compile(r"https?://(127\.|localhost|\[::1\])")


def run(
    what: Annotated[str, typer.Argument(metavar="|".join((*FORMS, *_FOLDERS)), help="Form to write.")],
    out: Annotated[Path, typer.Option(help="File to write; a folder for feed and qr.")],
    city: Annotated[str, typer.Option(help="City or county: name or six-digit adcode.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of site; all kinds if not given.")] = "",
    lang: Annotated[str, typer.Option(help="Language of what is not data: zh or en.")] = "zh",
    datum: Annotated[str, typer.Option(help="wgs84, cgcs2000 or gcj02; wgs84 if not given.")] = "",
    previous: Annotated[Path | None, typer.Option(help="feed: the feed.json that was published last.")] = None,
    since: Annotated[str, typer.Option(metavar="DATE", help="feed: tell what changed on this day or later.")] = "",
) -> None:
    """Write the sites into a file, or a feed or QR codes into a folder.

    Files are in WGS-84 unless --datum names another datum, and say which. Programs take KML and GeoJSON for WGS-84
    whatever they say: in another datum, the name of such a file has to tell (--out stations_gcj02.kml). A shp is a ZIP.

    feed writes feed.json with its schema, and a table of points of interest for the makers of map apps, in GCJ-02
    unless --datum is given. qr writes an SVG for each rest station, and one for the city and kind; set
    UNIONMAP_BASE_URL first.
    """
    output.check_format(what, *FORMS, *_FOLDERS)
    if (previous or since) and what != "feed":
        raise InputError("--previous and --since belong to export feed")
    is_folder = _check_place(out, is_folder=what in _FOLDERS)
    with output.working("writing"):
        from unionmap import places  # noqa: PLC0415
        from unionmap.workflows.load import load, narrow  # noqa: PLC0415

        area = places.find_unit(city) if city else ""
        sites = narrow(load(), area=area, kinds=[kind] if kind else None)
        total = sum(len(frame) for frame in sites.values())
        if not total:
            raise InputError(f"no site fits {city or kind}")
        if what == "feed":
            written = _feed(sites, lang, (datum, previous, since))
        elif what == "qr":
            written = _signs(sites, lang, area, kind)
        else:
            written = iter([(out.name, _file(sites, what, out.name, lang, datum or "wgs84"))])
        count = _put(out if is_folder else out.parent, written, make_folder=is_folder)
    output.note(f"{out}: {total} sites" + (f", {count} files" if is_folder else ""))


def _check_place(out: Path, *, is_folder: bool) -> bool:
    if is_folder and out.is_file():
        raise InputError(f"{out}: this is a file; --out takes the name of a folder")
    if not is_folder and (not out.name or out.is_dir()):
        raise InputError(f"{out}: this is a folder; --out takes the name of a file")
    return is_folder


def _put(folder: Path, files: Iterator[tuple[str, bytes]], *, make_folder: bool) -> int:
    from unionmap.store import replace  # noqa: PLC0415

    made = list(files)
    if make_folder:
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in made:
        replace(folder / name, partial(_write, content))
    return len(made)


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _file(sites: "Sites", what: str, name: str, lang: str, datum: str) -> bytes:
    from unionmap import export  # noqa: PLC0415

    form = export.FORMS[what]
    if form.means_wgs84 and datum != "wgs84" and datum in form.datums and datum not in name.casefold():
        raise InputError(
            f"programs take {what} for WGS-84, so the name of a file in {datum} has to tell: "
            f"--out {form.name(Path(name).stem, datum)}"
        )
    return export.content(sites, what, lang=lang, datum=datum)


def _feed(sites: "Sites", lang: str, asked: tuple[str, Path | None, str]) -> Iterator[tuple[str, bytes]]:
    from unionmap.export import feeds, vendors  # noqa: PLC0415
    from unionmap.schema import public  # noqa: PLC0415

    datum, previous, since = asked
    shown = public(sites)
    before = feeds.read(previous.read_bytes()) if previous else None
    content = feeds.feed(shown, datum=datum or "wgs84", previous=before, since=since)
    rows = vendors.poi(shown, datum=datum or "gcj02")
    yield "feed.json", feeds.written(content)
    yield "feed.schema.json", feeds.schema_text().encode()
    yield "poi.csv", vendors.csv(rows)
    yield "poi.xlsx", vendors.xlsx(rows, lang=lang)


def _signs(sites: "Sites", lang: str, area: str, kind: str) -> Iterator[tuple[str, bytes]]:
    from unionmap import settings  # noqa: PLC0415
    from unionmap.export import signs  # noqa: PLC0415

    if _LOOPBACK.match(settings.current().base_url):
        output.note("the codes lead to this machine only: set UNIONMAP_BASE_URL to the public address of the app")
    query, name = signs.view(area, kind, lang=lang)
    yield "map.svg", signs.filter_qr(query, name, lang=lang).encode()
    stations = sites["rest_station"]
    for file, site_id, label in zip(
        signs.file_names(stations["site_id"]), stations["site_id"], stations["name"], strict=True
    ):
        yield file, signs.station_qr(site_id, label, lang=lang).encode()
