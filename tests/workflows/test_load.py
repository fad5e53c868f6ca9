import json
import shutil
from pathlib import Path

import pytest

import unionmap as um
from unionmap import filters, kinds
from unionmap.errors import DataError, UnknownNameError
from unionmap.workflows import load


@pytest.fixture
def folder(repo, tmp_path) -> Path:
    shipped, copy = repo / "data" / "geo", tmp_path / "geo"
    return Path(shutil.copytree(shipped, copy, ignore=shutil.ignore_patterns("base")))


def test_the_shipped_sites_are_loaded_by_default(sites, repo):
    assert sum(len(frame) for frame in sites.values()) == 229
    assert repr(um.load(repo / "data" / "geo")) == repr(sites)
    assert repr(um.load(str(repo / "data" / "geo"))) == repr(sites)


def test_each_load_reads_afresh_so_the_frames_are_the_callers_own():
    one, other = um.load(), um.load()
    assert one["rest_station"] is not other["rest_station"]
    assert one["rest_station"].equals(other["rest_station"])


def test_an_empty_folder_is_reported_with_the_remedy(tmp_path):
    with pytest.raises(DataError, match="unionmap data build"):
        um.load(tmp_path)


@pytest.mark.parametrize("content", [None, "", "{", "[1, 2"])
def test_a_missing_or_damaged_catalogue_is_reported_in_one_sentence(folder, content):
    path = folder / "catalogue.json"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(DataError, match=r"catalogue\.json is missing or damaged.*unionmap data build") as caught:
        load.catalogue(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [[], {"sources": []}, "text", None])
def test_a_catalogue_that_is_none_is_reported(folder, content):
    (folder / "catalogue.json").write_text(json.dumps(content))
    with pytest.raises(DataError, match=r"catalogue\.json"):
        load.catalogue(folder)


def test_the_newest_official_total_is_taken():
    total = load.total_for("rest_station", "410000")
    assert (total["figure"], total["date"]) == ("9600", "2026-07")
    assert load.total_for("rest_station", "410100")["figure"] == "639"
    assert load.total_for("rest_station", "410300") is None
    assert load.total_for("bus_route", "410000") is None


def test_every_official_total_names_its_body_and_date_and_a_known_kind():
    for entry in load.catalogue()["totals"]:
        assert entry["kind"] in kinds.KINDS
        assert int(entry["figure"]) > 0
        assert entry["body"]
        assert entry["date"]


def test_every_source_names_title_licence_datum_and_attribution():
    for source in load.catalogue()["sources"]:
        for column in ("source_id", "title", "publisher", "licence", "datum", "layers", "attribution"):
            assert source[column], (source["source_id"], column)


@pytest.mark.parametrize("owed", ["GeoNames", "WorldPop", "Natural Earth", "天地图", "2020 census"])
def test_the_attribution_lines_owed_are_there_once(owed):
    lines = load.attributions()
    assert any(owed in line for line in lines)
    assert len(set(lines)) == len(lines)
    assert all(line == line.strip() != "" for line in lines)


def test_every_site_names_its_source(sites):
    for frame in sites.values():
        assert (frame["source_title"] != "").all()


def test_narrow_meets_all_conditions_and_empties_the_other_kinds(sites):
    found = load.narrow(sites, area="410100", kinds=["rest_station"], facilities=["water"], text="驿站")
    expected = filters.select(sites["rest_station"], area="410100", facilities=["water"], text="驿站")
    assert found["rest_station"].equals(expected)
    assert [kind for kind, frame in found.items() if len(frame)] == ["rest_station"]
    assert list(found) == list(kinds.KINDS)


def test_narrow_without_conditions_keeps_every_site(sites):
    assert repr(load.narrow(sites)) == repr(sites)
    assert sum(map(len, load.narrow(sites, kinds=[]).values())) == 0


def test_narrow_refuses_what_is_in_no_registry(sites):
    with pytest.raises(UnknownNameError, match="teahouse"):
        load.narrow(sites, kinds=["teahouse"])
    with pytest.raises(UnknownNameError, match="watr"):
        load.narrow(sites, facilities=["watr"])
