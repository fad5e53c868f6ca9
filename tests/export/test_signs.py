import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
import segno
from defusedxml.ElementTree import fromstring

from unionmap import export
from unionmap.errors import InputError
from unionmap.export import signs

SVG = "{http://www.w3.org/2000/svg}"


def drawn(root: ElementTree.Element) -> set[tuple[int, int]]:
    """Return the dark modules that the path of a sign paints."""
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", root.find(f"{SVG}path").get("d"))
    return {(int(x) + step, int(y)) for x, y, width in bars for step in range(int(width))}


def test_the_code_is_that_of_the_address_with_its_quiet_zone():
    root = fromstring(export.station_qr("ZZ-RS-001", "甲"))
    target = root.find(f"{SVG}desc").text
    assert target.endswith("/?site=ZZ-RS-001")
    matrix = segno.make_qr(target, error="m").matrix
    assert drawn(root) == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_the_name_stands_beneath_as_text_whatever_it_is(worst):
    for name in worst["name"]:
        root = fromstring(export.station_qr("a", name))
        lines = [element.text or "" for element in root.findall(f"{SVG}text")]
        said = "".join(lines[:-1])
        assert "".join(" ".join(name.split()).split()).startswith("".join(said.rstrip("…").split()))
        assert {element.tag for element in root.iter()} <= {
            f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "path", "text")
        }


def test_a_long_name_breaks_into_lines_that_fit():
    lines = signs._wrapped("工会户外劳动者驿站" * 9)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert max(map(len, lines)) <= 12
    assert signs._wrapped("甲") == ["甲"]


def test_a_view_opens_with_its_filter_and_its_language():
    query, name = signs.view("410105", "rest_station", lang="en")
    target = fromstring(export.filter_qr(query, name, lang="en")).find(f"{SVG}desc").text
    assert parse_qs(urlsplit(target).query) == {
        "city": ["410100"],
        "county": ["410105"],
        "kind": ["rest_station"],
        "lang": ["en"],
    }
    assert urlsplit(target).path.endswith("/browse")
    assert signs.view("", "")[0] == {}
    assert signs.view("419001", "")[0] == {"city": "419001"}


def test_an_address_that_no_code_holds_is_refused():
    with pytest.raises(InputError, match="too long"):
        export.filter_qr({"q": "x" * 3000}, "甲")
