import csv
import io
import json

import pytest

from unionmap import export, settings
from unionmap.cli import exports
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


def test_a_page_holds_its_sites_in_the_language_asked_for(shell, sites, blocks, tmp_path):
    out = tmp_path / "page.html"
    answer = shell("export", "html", "--city", "郑州", "--lang", "en", "--out", str(out))
    assert answer.code == 0
    assert answer.err == f"{out}: {sum(len(f) for f in narrow(sites, area='410100').values())} sites\n"
    page = out.read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    [content] = [content for name, content in blocks(page) if name == "sites"]
    assert set(content["id"]) <= set(merge(narrow(sites, area="410100"))["site_id"])


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


def test_every_form_of_the_library_is_offered():
    assert list(exports.FORMS) == list(export.FORMS)


def test_a_datum_is_written_as_the_library_makes_it(run, sites, tmp_path):
    out = tmp_path / "sites.csv"
    assert run("export", "csv", "--city", "410100", "--datum", "gcj02", "--out", str(out)).code == 0
    assert out.read_bytes() == export.content(narrow(sites, area="410100"), "csv", datum="gcj02")


@pytest.mark.parametrize("form", ["kml", "geojson"])
def test_a_file_that_programs_take_for_wgs84_tells_another_datum_in_its_name(run, tmp_path, form):
    answer = run("export", form, "--datum", "gcj02", "--out", str(tmp_path / f"sites.{form}"))
    assert answer.code == 2
    assert f"--out sites_gcj02.{form}" in answer.err
    assert run("export", form, "--datum", "gcj02", "--out", str(tmp_path / f"sites_gcj02.{form}")).code == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"sites_gcj02.{form}"]


def test_a_feed_is_a_folder_of_files_that_goes_on_from_the_last_one(run, tmp_path):
    out = tmp_path / "public" / "feed"
    assert run("export", "feed", "--out", str(out)).code == 0
    assert {path.name for path in out.iterdir()} == {"feed.json", "feed.schema.json", "poi.csv", "poi.xlsx"}
    first = json.loads((out / "feed.json").read_bytes())
    assert run("export", "feed", "--out", str(out), "--previous", str(out / "feed.json")).code == 0
    second = json.loads((out / "feed.json").read_bytes())
    assert second["changes"] == {"since": first["generated_on"], "added": [], "changed": [], "removed": []}
    answer = run("export", "csv", "--since", "2026-01-01", "--out", str(tmp_path / "x.csv"))
    assert (answer.code, "--since" in answer.err) == (2, True)


def test_a_feed_masks_what_strangers_are_not_to_have(run, monkeypatch, sites, tmp_path):
    frame = sites["rest_station"].assign(phone="13698800011", 联系人="张三")
    monkeypatch.setattr("unionmap.workflows.load.load", lambda: type(sites)({"rest_station": frame}))
    assert run("export", "feed", "--out", str(tmp_path)).code == 0
    for name in ("feed.json", "poi.csv"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "136****0011" in text
        assert "13698800011" not in text
        assert "张三" not in text


def test_a_code_a_station_and_one_of_the_view(run, monkeypatch, sites, tmp_path):
    monkeypatch.setenv("UNIONMAP_BASE_URL", "https://map.example.org/")
    settings.current.cache_clear()
    answer = run("export", "qr", "--city", "金水区", "--kind", "rest_station", "--out", str(tmp_path))
    monkeypatch.delenv("UNIONMAP_BASE_URL")
    settings.current.cache_clear()
    assert (answer.code, "UNIONMAP_BASE_URL" in answer.err) == (0, False)
    stations = narrow(sites, area="410105")["rest_station"]["site_id"]
    assert {path.name for path in tmp_path.iterdir()} == {"map.svg", *(f"{name}.svg" for name in stations)}
    assert "https://map.example.org/browse?city=410100" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "UNIONMAP_BASE_URL" in run("export", "qr", "--city", "金水区", "--out", str(tmp_path)).err
