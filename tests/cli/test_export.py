import csv
import io
import json
import re

import pytest

from unionmap import export
from unionmap.maps import payload
from unionmap.schema import merge
from unionmap.workflows.load import narrow


def test_a_geojson_file_of_a_city_holds_only_that_city(run, sites, tmp_path):
    out = tmp_path / "stations.geojson"
    answer = run("export", "geojson", "--city", "410100", "--kind", "rest_station", "--out", str(out))
    assert (answer.code, answer.out) == (0, "")
    ids = [feature["id"] for feature in json.loads(out.read_text(encoding="utf-8"))["features"]]
    assert ids == narrow(sites, area="410100")["rest_station"]["site_id"].tolist()


@pytest.mark.parametrize("city", ["郑州市", "郑州", "410100"])
def test_a_city_may_be_named_or_given_by_its_adcode(run, sites, tmp_path, city):
    out = tmp_path / "sites.csv"
    assert run("export", "csv", "--city", city, "--out", str(out)).code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert [row["site_id"] for row in rows] == merge(narrow(sites, area="410100"))["site_id"].tolist()


@pytest.mark.parametrize("city", ["金水区", "410105"])
def test_a_county_may_be_named_or_given_by_its_adcode(run, sites, tmp_path, city):
    out = tmp_path / "sites.csv"
    assert run("export", "csv", "--city", city, "--kind", "rest_station", "--out", str(out)).code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert [row["site_id"] for row in rows] == narrow(sites, area="410105")["rest_station"]["site_id"].tolist()
    assert len(rows) > 0


def test_a_table_starts_with_one_mark_and_ends_lines_as_spreadsheets_do(run, tmp_path):
    out = tmp_path / "sites.csv"
    run("export", "csv", "--out", str(out))
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfunionmap_schema,datum,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.endswith(b"\r\n")
    assert b"\r\r\n" not in content


def test_a_page_holds_its_sites_in_the_language_asked_for(shell, sites, tmp_path):
    out = tmp_path / "page.html"
    answer = shell("export", "html", "--city", "郑州", "--lang", "en", "--out", str(out))
    assert answer.code == 0
    assert answer.err == f"{out}: {sum(len(f) for f in narrow(sites, area='410100').values())} sites\n"
    page = out.read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    [block] = re.findall(r'unionmap\.sites\(\w+, "([A-Za-z0-9+/=]+)"\)', page)
    assert set(payload.decode(block)["id"]) <= set(merge(narrow(sites, area="410100"))["site_id"])


@pytest.mark.parametrize("form", [form for form in export.FORMS if form != "html"])
def test_every_form_is_written_as_the_library_makes_it(run, sites, tmp_path, form):
    out = tmp_path / f"sites.{form}"
    answer = run("export", form, "--city", "410100", "--lang", "en", "--out", str(out))
    assert (answer.code, answer.out) == (0, "")
    assert out.read_bytes() == export.content(narrow(sites, area="410100"), form, lang="en")


def test_a_form_that_there_is_not_is_answered_with_those_there_are(run, tmp_path):
    answer = run("export", "pdf", "--out", str(tmp_path / "x.pdf"))
    assert answer.code == 2
    assert all(form in answer.err for form in export.FORMS)
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_the_old_one_whole(run, tmp_path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    assert run("export", "csv", "--out", str(folder)).code == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["a folder"]
