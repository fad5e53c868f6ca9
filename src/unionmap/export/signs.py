"""QR codes for the sign on the door and for a view of the map, as SVG. They name a page, and nobody's position."""

import re
import unicodedata
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

import pandas as pd
import segno

from unionmap import kinds, places, schema
from unionmap.errors import InputError
from unionmap.export.addresses import START, address
from unionmap.export.tables import apart
from unionmap.text import say, whole

_SVG = "http://www.w3.org/2000/svg"
_QUIET = 4
"""Modules of white around the code, as the standard asks."""
_WIDTH, _LINE, _SMALL = 41.0, 3.2, 1.7
"""Width of the sign, size of the name and of what stands below it, in units of which a module is about one."""
_FONTS = "'Noto Sans SC','Microsoft YaHei','PingFang SC','Source Han Sans SC',sans-serif"
_MOST_LINES, _LONGEST_STEM = 4, 60


def station_qr(site_id: str, name: str, *, lang: str = "zh") -> str:
    """Return the QR code of a station: it opens the page that finds stations, at this one.

    Parameters
    ----------
    site_id, name : str
        Of the station; the name stands beneath the code.
    lang : str, default "zh"
        Language of the page and of the line below the name.

    Returns
    -------
    str
        SVG, with the name as text. The address is that of the settings (``UNIONMAP_BASE_URL``).

    Examples
    --------
    >>> "工会驿站</text>" in station_qr("ZZ-RS-001", "工会驿站")
    True
    """
    return qr(address(START, {"site": site_id}, lang=lang), name, below=say("export.scan", lang))


def filter_qr(query: dict[str, str], name: str, *, lang: str = "zh") -> str:
    """Return the QR code of a view of the map: it opens the map page with a filter.

    Parameters
    ----------
    query : dict of str to str
        State of the page, as in its address: ``city``, ``kind``, ``need`` ...
    name : str
        What stands beneath the code.
    lang : str, default "zh"
        Language of the page and of the line below the name.
    """
    return qr(address("browse", query, lang=lang), name, below=say("export.scan_map", lang))


def view(area: str, kind: str, *, lang: str = "zh") -> tuple[dict[str, str], str]:
    """Return the query of the map page for an area and a kind (``""`` for all), and what to call it.

    Examples
    --------
    >>> view("410105", "rest_station")
    ({'city': '410100', 'county': '410105', 'kind': 'rest_station'}, '金水区 工会驿站')
    >>> view("410000", "")
    ({}, '河南省')
    """
    known = places.load()
    city = str(known.counties["city_adcode"].get(area, area))
    # The map page asks for a city; a province is all that it shows.
    query = {"city": city if city in known.cities.index else "", "county": area if city != area else "", "kind": kind}
    names = {**places.names_of("province"), **places.names_of("city"), **places.names_of("county")}
    said = [names.get(area, ""), kinds.get(kind).label.get(lang) if kind else ""]
    return {key: value for key, value in query.items() if value}, " ".join(filter(None, said)) or say("app.title", lang)


def file_names(site_ids: Iterable[str]) -> list[str]:
    """Return a file name for each station: its id, letters that a file system may not take replaced.

    Examples
    --------
    >>> file_names(["ZZ-RS-001", "a/b", "a?b", "Map"])
    ['ZZ-RS-001.svg', 'a_b.svg', 'a_b_.svg', 'Map_.svg']
    """
    stems = [re.sub(r"[^\w-]", "_", name)[:_LONGEST_STEM] or "_" for name in site_ids]
    return [f"{stem}.svg" for stem in apart(stems, ["map"], str.casefold)]


def qr(target: str, name: str, *, below: str = "") -> str:
    """Return the QR code of an address as SVG, a name beneath it as text.

    Raises
    ------
    InputError
        If the address is longer than a QR code holds.
    """
    try:
        code = segno.make_qr(target, error="m")
    except segno.DataOverflowError:
        raise InputError(f"an address of {len(target)} characters is too long for a QR code") from None
    modules = code.symbol_size(border=_QUIET)[0]
    lines = _wrapped(name)
    height = _WIDTH + len(lines) * _LINE * 1.4 + (_SMALL * 2 if below else 0) + 1
    svg = Element(
        "svg", {"xmlns": _SVG, "viewBox": f"0 0 {_WIDTH:g} {height:g}", "role": "img", "aria-label": _clean(name)}
    )
    SubElement(svg, "title").text = _clean(name)
    SubElement(svg, "desc").text = _clean(target)
    SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    SubElement(
        svg, "path", {"d": _path(code), "shape-rendering": "crispEdges", "transform": f"scale({_WIDTH / modules:.6g})"}
    )
    for at, line in enumerate(lines):
        _write(svg, line, _WIDTH + at * _LINE * 1.4 + _LINE * 0.6, _LINE)
    if below:
        _write(svg, below, _WIDTH + len(lines) * _LINE * 1.4 + _SMALL * 1.2, _SMALL)
    return tostring(svg, encoding="unicode").replace("\r", " ") + "\n"


def _path(code: segno.QRCode) -> str:
    """Draw the dark modules: a run of each row as a bar."""
    bars = []
    for y, row in enumerate(code.matrix, start=_QUIET):
        x = 0
        while x < len(row):
            run = next((end for end in range(x, len(row)) if row[end] != row[x]), len(row)) - x
            bars += [f"M{x + _QUIET} {y}h{run}v1h-{run}z"] if row[x] else []
            x += run
    return "".join(bars)


def _write(svg: Element, line: str, y: float, size: float) -> None:
    look = {"x": f"{_WIDTH / 2:g}", "y": f"{y:.6g}", "font-size": f"{size:g}", "text-anchor": "middle"}
    SubElement(svg, "text", {**look, "font-family": _FONTS, "fill": "#000"}).text = line


def _clean(text: str) -> str:
    return str(schema.without_controls(pd.Series([whole(" ".join(text.split()))], dtype="str")).iloc[0])


def _wrapped(name: str) -> list[str]:
    """Break a name into lines that fit; wide signs count twice, and too long a name ends with an ellipsis."""
    room = (_WIDTH - 4) / _LINE * 2
    lines, used = [""], 0
    for sign in _clean(name):
        wide = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if used + wide > room:
            lines.append("")
            used = 0
        lines[-1] += sign
        used += wide
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    return lines
