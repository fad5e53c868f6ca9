import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import unionmap as um
from unionmap import filters, kinds, schema, store
from unionmap.errors import DataError, UnknownNameError
from unionmap.store import library
from unionmap.workflows import lists, load


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


@pytest.fixture
def shipped_once(monkeypatch, sites):
    """Let the shipped layers be those that were read already: for what is told of lists."""
    monkeypatch.setattr(store, "read", lambda _: sites)


def a_list(into: Path, name: str, frames: dict[str, list[dict]]) -> None:
    """Write a list as it is, past every comparison."""
    shaped = {
        kind: schema.shape(
            pd.DataFrame([{"kind": kind, "precision": "none", "name": "站"} | row for row in rows]), kind
        )
        for kind, rows in frames.items()
    }
    library.save(into, library.Draft(name, um.Sites(shaped)))


@pytest.mark.usefixtures("shipped_once")
def test_lists_stand_behind_the_shipped_sites_with_their_further_columns(data_dir, sites):
    a_list(data_dir, "一", {"rest_station": [{"site_id": "a", "name": "甲", "备注二": "x"}]})
    a_list(data_dir, "二", {"rest_station": [{"site_id": "b", "name": "乙"}], "education_base": [{"site_id": "c"}]})
    loaded = um.load()
    found = loaded["rest_station"]
    assert found["site_id"].tolist() == [*sites["rest_station"]["site_id"], "a", "b"]
    assert found["备注二"].tolist() == [""] * len(sites["rest_station"]) + ["x", ""]
    assert list(found)[:-1] == list(sites["rest_station"])
    assert found.index.equals(pd.RangeIndex(len(found)))
    assert "c" in loaded["education_base"]["site_id"].tolist()
    assert loaded["bus_route"].equals(sites["bus_route"])


def test_a_folder_named_is_read_alone(data_dir, repo, sites, tmp_path):
    a_list(data_dir, "一", {"rest_station": [{"site_id": "a"}]})
    assert repr(um.load(repo / "data" / "geo")) == repr(sites)
    assert len(um.load(repo / "data" / "geo", data_dir=data_dir)["rest_station"]) == len(sites["rest_station"]) + 1
    assert repr(um.load(data_dir=tmp_path / "empty")) == repr(sites)
    assert not (tmp_path / "empty").exists()


@pytest.mark.usefixtures("shipped_once")
def test_a_damaged_list_is_left_out_with_a_sentence_and_the_map_goes_on(data_dir, sites):
    a_list(data_dir, "一", {"rest_station": [{"site_id": "a"}]})
    a_list(data_dir, "二", {"rest_station": [{"site_id": "b"}]})
    a_list(data_dir, "三", {"rest_station": [{"site_id": "c"}]})
    (data_dir / "lists" / "一" / "versions" / "1" / "rest_station.parquet").write_bytes(b"PAR1")
    (data_dir / "lists" / "三" / "list.json").write_text("[")
    with pytest.warns(load.ListLeftOutWarning) as caught:
        found = um.load()["rest_station"]["site_id"]
    assert found.tolist() == [*sites["rest_station"]["site_id"], "b"]
    problems = load.problems()
    assert tuple(str(warning.message) for warning in caught) == problems
    assert len(problems) == 2
    assert all("\n" not in sentence for sentence in problems)
    assert load.gather().problems == problems


def test_without_lists_there_is_no_problem(data_dir):
    assert load.problems() == ()


def test_damaged_shipped_data_is_an_error_still(folder, data_dir):
    (folder / "rest_station.parquet").write_bytes(b"")
    with pytest.raises(DataError):
        um.load(folder, data_dir=data_dir)


@pytest.mark.usefixtures("shipped_once")
def test_ids_borne_twice_get_the_name_of_their_list_in_front_and_lines_keep_their_stops(data_dir, sites):
    shipped = sites["bus_route"]["site_id"].iloc[0]
    line = {"bus_route": [{"site_id": shipped, "name": "另一条"}], "bus_stop": [{"site_id": "s", "route_id": shipped}]}
    a_list(data_dir, "一", line)
    a_list(data_dir, "二", {"rest_station": [{"site_id": "s"}, {"site_id": "t"}]})
    found = um.load()
    assert found["bus_route"]["site_id"].tolist()[-1] == f"一:{shipped}"
    assert found["bus_stop"]["route_id"].tolist()[-1] == f"一:{shipped}"
    assert found["rest_station"]["site_id"].tolist()[-2:] == ["二:s", "t"]


@pytest.mark.usefixtures("shipped_once")
def test_a_line_that_only_its_stops_name_gets_a_row(data_dir, sites):
    stops = [
        {"site_id": "7", "route_id": "7", "route_name": "7路", "mode": "bus"},
        {"site_id": "8", "route_name": "8路"},
    ]
    a_list(data_dir, "一", {"bus_stop": stops})
    found = um.load()
    lines = found["bus_route"].iloc[len(sites["bus_route"]) :].set_index("site_id")
    assert lines["name"].to_dict() == {"route:7": "7路", "8路": "8路"}
    assert lines["mode"].tolist() == ["bus", ""]
    assert (lines["precision"] == "none").all()
    assert lines["stops_known"].tolist() == [1, 1]
    assert found["bus_stop"]["route_id"].tolist()[-2:] == ["route:7", "8路"]


@pytest.mark.usefixtures("shipped_once")
def test_stops_of_one_list_find_the_line_of_another_by_its_name(data_dir):
    a_list(data_dir, "站", {"bus_stop": [{"site_id": "s", "route_name": "９路（劳模号）"}]})
    a_list(data_dir, "线", {"bus_route": [{"site_id": "r", "name": "9路(劳模号)"}]})
    found = um.load()
    assert found["bus_stop"]["route_id"].tolist()[-1] == "r"
    assert found["bus_route"].set_index("site_id").loc["r", "stops_known"] == 1


@pytest.mark.usefixtures("shipped_once")
def test_loading_changes_nothing_on_disk(data_dir):
    a_list(data_dir, "一", {"bus_stop": [{"site_id": "s", "route_name": "9路"}]})
    before = {path: path.stat().st_mtime_ns for path in data_dir.rglob("*")}
    um.load()
    assert {path: path.stat().st_mtime_ns for path in data_dir.rglob("*")} == before


@pytest.mark.usefixtures("shipped_once")
def test_a_site_that_a_list_holds_too_is_shown_once_and_as_the_list_has_it(repo, data_dir, sites):
    result = um.read_sites(repo / "seeds" / "rest_station.csv")
    lists.write(lists.plan(result, into=data_dir))
    loaded = um.load()["rest_station"]
    assert len(loaded) == len(sites["rest_station"])
    names = loaded.groupby(["name", "county_said", "address"]).size()
    assert names.max() == sites["rest_station"].groupby(["name", "county_said", "address"]).size().max()
