import json
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import unionmap as um
from unionmap import schema, store
from unionmap.errors import DataError, InputError, UnknownNameError
from unionmap.schema import Sites
from unionmap.store import library
from unionmap.text import Words
from unionmap.workflows import lists, load

NOTHING = Words("", "")


@dataclass(frozen=True)
class Result:
    sites: Sites
    file: str = "站点名单2024-03.csv"
    supplement: bool = False
    carried: dict[str, str] = field(default_factory=dict)
    sha256: str = "ab"


def result(*names: str, at: tuple[float, float] | None = None, **options) -> Result:
    place = {"precision": "exact", "error_m": 30.0, "geometry": shapely.Point(*at)} if at else {"precision": "none"}
    rows = [{"site_id": name, "kind": "rest_station", "name": name, "given_id": name, **place} for name in names]
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=None if rows else ["site_id"]))
    return Result(Sites({"rest_station": schema.shape(frame, "rest_station")}), **options)


def put(into, *names: str, name: str = "", **options) -> int | None:
    return lists.write(lists.plan(result(*names, **options), into=into, name=name))


def keep(into, *names: str, name: str = "站点名单", file: str = "a.csv") -> int:
    """Write a version as it is, past every comparison."""
    base = library.record(into, library.slug_for(into, name)).current
    return library.save(into, library.Draft(name, result(*names).sites, base, file))


@pytest.fixture(autouse=True)
def _read_once(monkeypatch, sites):
    monkeypatch.setattr(store, "read", lambda folder: sites)


def held(into, name: str = "站点名单") -> list[str]:
    return sorted(library.read(into, library.slug_for(into, name))["rest_station"]["name"])


def test_planning_writes_nothing(data_dir):
    plan = lists.plan(result("甲", "乙"), into=data_dir)
    assert (plan.name, plan.slug, plan.base) == ("站点名单", "站点名单", None)
    assert plan.counts() == {"added": 2, "changed": 0, "gone": 0, "same": 0}
    assert not data_dir.exists()


def test_a_newer_date_alone_changes_no_site_but_is_written(data_dir):
    put(data_dir, "甲")
    newer = result("甲")
    dated = newer.sites["rest_station"].assign(source_date=pd.array(["2024-06-01"], dtype="str"))
    plan = lists.plan(Result(Sites({"rest_station": dated})), into=data_dir)
    assert plan.counts() == {"added": 0, "changed": 0, "gone": 0, "same": 1}
    assert lists.write(plan) == 2
    assert library.read(data_dir, "站点名单")["rest_station"]["source_date"].tolist() == ["2024-06-01"]
    assert lists.write(lists.plan(Result(Sites({"rest_station": dated})), into=data_dir)) is None


def test_a_newer_file_of_the_same_name_updates_the_list(data_dir):
    assert put(data_dir, "甲", "乙") == 1
    plan = lists.plan(result("乙", "丙", file="站点名单2024-04(1).xlsx"), into=data_dir)
    assert (plan.base, plan.counts()) == (1, {"added": 1, "changed": 0, "gone": 1, "same": 1})
    assert lists.write(plan) == 2
    assert held(data_dir) == ["丙", "乙"]


def test_importing_twice_writes_nothing_more(data_dir):
    assert put(data_dir, "甲", "乙") == 1
    before = {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}
    assert put(data_dir, "甲", "乙", file="站点名单(2).csv") is None
    assert {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()} == before


def test_a_plan_that_is_out_of_date_is_not_written(data_dir):
    keep(data_dir, "甲")
    plan = lists.plan(result("乙"), into=data_dir)
    keep(data_dir, "丙")
    with pytest.raises(DataError, match="has changed since"):
        lists.write(plan)
    assert held(data_dir) == ["丙"]


def test_ids_of_the_shipped_data_and_of_other_lists_are_not_given_again(data_dir, sites):
    shipped = sites["rest_station"]["site_id"].iloc[0]
    put(data_dir, "甲", name="一")
    plan = lists.plan(result("甲", shipped), into=data_dir, name="二")
    assert plan.difference.added["site_id"].tolist() == ["二:甲", f"二:{shipped}"]


def test_overlaps_name_the_other_list_and_the_shipped_data(data_dir, sites):
    located = sites["rest_station"][sites["rest_station"]["precision"] == "exact"].iloc[0]
    at = (located.geometry.x, located.geometry.y + 30 / 111_000)
    put(data_dir, "甲", at=(113.5, 34.5), name="一")
    plan = lists.plan(result("甲", at=(113.5, 34.5003)), into=data_dir, name="二")
    assert plan.overlaps[["site_id", "other_id", "list"]].to_numpy().tolist() == [["二:甲", "甲", "一"]]
    assert 30 < plan.overlaps["distance_m"].iloc[0] < 35
    over = lists.plan(result(located["name"], at=at), into=data_dir, name="三").overlaps
    assert over[["other_id", "list"]].to_numpy().tolist() == [[located["site_id"], ""]]
    assert lists.plan(result("甲", at=(113.5, 34.501)), into=data_dir, name="二").overlaps.empty


def test_a_supplement_goes_into_the_list_that_it_remembers(data_dir):
    put(data_dir, "甲")
    corrected = result("乙", file="改好的.xlsx", supplement=True, carried={"list": "站点名单"})
    plan = lists.plan(corrected, into=data_dir)
    assert (plan.name, plan.counts()) == ("站点名单", {"added": 1, "changed": 0, "gone": 0, "same": 1})
    assert lists.write(plan) == 2
    assert held(data_dir) == ["乙", "甲"]
    assert lists.write(lists.plan(corrected, into=data_dir)) is None


def test_the_lists_and_their_versions_are_told(data_dir):
    assert lists.lists(data_dir).empty
    put(data_dir, "甲", "乙")
    put(data_dir, "甲", file="站点名单_v2.csv")
    table = lists.lists(data_dir)
    assert table[["name", "version", "sites", "file", "versions", "problem"]].to_numpy().tolist() == [
        ["站点名单", 2, 1, "站点名单_v2.csv", 2, NOTHING]
    ]
    told = lists.versions(data_dir)
    assert told["current"].tolist() == [False, True]
    assert told[["sites", "added", "gone", "same"]].to_numpy().tolist() == [[2, 2, 0, 0], [1, 0, 1, 1]]
    assert library.record(data_dir, "站点名单").version(2).sha256 == "ab"


def test_lists_that_were_read_are_not_read_again(data_dir, monkeypatch):
    put(data_dir, "甲", at=(113.5, 34.5), name="一")
    put(data_dir, "甲", at=(113.5, 34.5), name="二")
    (data_dir / "lists" / "三").mkdir()
    (data_dir / "lists" / "三" / "list.json").write_text("[")
    afresh, loaded = lists.lists(data_dir), load.gather(data_dir=data_dir)
    load.joined(loaded)
    for module, name in ((library, "read"), (load, "aside")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("done twice"))
    told = lists.lists(data_dir, loaded)
    assert told.equals(afresh)
    told = told.set_index("slug")
    assert told["aside"].to_dict() == {"一": 1, "二": 0, "三": 0}
    assert {slug for slug, said in told["problem"].items() if any(said)} == {"三"}


def test_rolling_back_goes_back_and_further_back(data_dir):
    for name in "甲乙丙":
        keep(data_dir, name)
    assert lists.rollback(data_dir) == lists.Switch("站点名单", 3, 2)
    assert held(data_dir) == ["乙"]
    assert lists.rollback(data_dir, "站点名单") == lists.Switch("站点名单", 2, 1)
    assert held(data_dir) == ["甲"]
    with pytest.raises(DataError, match="nothing before its version 1; kept are: 1, 2, 3"):
        lists.rollback(data_dir)
    assert lists.rollback(data_dir, to=3) == lists.Switch("站点名单", 1, 3)
    assert held(data_dir) == ["丙"]


def test_after_a_rollback_an_import_goes_on_from_there(data_dir):
    for name in "甲乙":
        keep(data_dir, name)
    lists.rollback(data_dir)
    assert put(data_dir, "丁") == 3
    assert lists.rollback(data_dir).now == 1


def test_a_rollback_that_cannot_be_is_told(data_dir):
    with pytest.raises(DataError, match="no list was imported"):
        lists.rollback(data_dir)
    keep(data_dir, "甲", name="一")
    keep(data_dir, "乙", name="二")
    with pytest.raises(InputError, match="several lists, name one of them: 一, 二"):
        lists.rollback(data_dir)
    with pytest.raises(UnknownNameError, match="三"):
        lists.rollback(data_dir, "三")
    with pytest.raises(UnknownNameError, match="version"):
        lists.rollback(data_dir, "一", to=4)
    assert not (data_dir / "lists" / "三").exists()


def test_a_removed_list_is_off_the_map_and_comes_back(data_dir, sites):
    keep(data_dir, "甲")
    assert lists.remove(data_dir, "站点名单") == lists.Switch("站点名单", 1, None)
    assert repr(load.load()) == repr(sites)
    assert lists.lists(data_dir)[["version", "sites"]].isna().to_numpy().tolist() == [[True, False]]
    assert lists.rollback(data_dir) == lists.Switch("站点名单", None, 1)
    assert len(load.load()["rest_station"]) == len(sites["rest_station"]) + 1


def test_a_damaged_list_is_told_and_the_others_go_on(data_dir):
    keep(data_dir, "甲", name="一")
    keep(data_dir, "甲", "乙", name="一")
    keep(data_dir, "丙", name="二")
    (data_dir / "lists" / "一" / "versions" / "2" / "rest_station.parquet").write_bytes(b"")
    table = lists.lists(data_dir).set_index("name")
    assert "cannot be read" in table.loc["一", "problem"].en
    assert "读不出来" in table.loc["一", "problem"].zh
    assert table.loc["二", "problem"] == NOTHING
    with pytest.raises(DataError, match="roll the list back"):
        lists.plan(result("丁"), into=data_dir, name="一")
    assert put(data_dir, "丁", name="二") == 2
    lists.rollback(data_dir, "一")
    assert held(data_dir, "一") == ["甲"]
    assert lists.lists(data_dir)["problem"].tolist() == [NOTHING, NOTHING]


def test_a_damaged_record_is_told(data_dir):
    keep(data_dir, "甲")
    (data_dir / "lists" / "站点名单" / "list.json").write_text("{")
    assert "is damaged" in lists.lists(data_dir).loc[0, "problem"].en
    with pytest.raises(DataError, match="is damaged"):
        lists.rollback(data_dir)
    with pytest.raises(DataError, match="is damaged"):
        lists.plan(result("乙"), into=data_dir)


def test_a_name_may_be_anything(data_dir):
    put(data_dir, "甲", name="../../x")
    assert [path.name for path in (data_dir / "lists").iterdir()] == ["x"]
    assert lists.lists(data_dir)["name"].tolist() == ["../../x"]
    assert json.loads((data_dir / "lists" / "x" / "list.json").read_text(encoding="utf-8"))["name"] == "../../x"


def test_stops_of_a_line_of_the_shipped_data_join_it_where_they_mean_it(data_dir, sites):
    line = sites["bus_route"].iloc[0]

    def stop(route_name: str) -> Result:
        row = {"site_id": "x", "kind": "bus_stop", "name": "站", "precision": "none", "route_id": line["site_id"]}
        frame = schema.shape(pd.DataFrame([row | {"route_name": route_name}]), "bus_stop")
        return Result(Sites({"bus_stop": frame}), file="站.csv")

    for route_name, joins in [(line["name"], True), ("", True), ("另一条线", False)]:
        plan = lists.plan(stop(route_name), into=data_dir)
        assert (plan.difference.sites["bus_stop"]["route_id"].iloc[0] == line["site_id"]) is joins


def test_a_site_whose_row_is_refused_now_is_not_gone(data_dir):
    good = "编号,站点名称,所在市,经度,纬度\n1,甲驿站,郑州市,113.656078,34.748856\n2,乙驿站,郑州市,113.7,34.75\n"
    lists.write(lists.plan(um.read_sites(good.encode(), name="名单.csv"), into=data_dir))
    spoilt = good.replace("113.7,34.75", "0,0")
    plan = lists.plan(um.read_sites(spoilt.encode(), name="名单.csv"), into=data_dir)
    assert plan.counts() == {"added": 0, "changed": 0, "gone": 0, "same": 2}
    assert plan.kept == 1
    shorter = good.splitlines(keepends=True)[:2]
    plan = lists.plan(um.read_sites("".join(shorter).encode(), name="名单.csv"), into=data_dir)
    assert plan.counts() == {"added": 0, "changed": 0, "gone": 1, "same": 1}
    assert plan.kept == 0


@pytest.mark.parametrize(
    ("row", "stays"), [("B,zz,乙驿站", True), ("B,zz,", True), ("C,zz,乙驿站", True), ("C,zz,丙", False)]
)
def test_a_refused_row_of_our_own_export_is_known_by_its_id_or_name(data_dir, row, stays):
    good = "unionmap_schema,precision,site_id,kind,name\n1,none,A,rest_station,甲驿站\n"
    first = um.read_sites(f"{good}1,none,B,rest_station,乙驿站\n".encode(), name="名单.csv")
    lists.write(lists.plan(first, into=data_dir))
    plan = lists.plan(um.read_sites(f"{good}1,none,{row}\n".encode(), name="名单.csv"), into=data_dir)
    assert (plan.counts()["gone"], plan.kept) == ((0, 1) if stays else (1, 0))


DOORS = (
    "编号,站点名称,类型,区县,地址,经度,纬度\n1,甲驿站,,金水区,经三路9号,113.656078,34.748856\n",
    "2,乙驿站,,金水区,花园路1号,113.7,34.75\n",
)


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """Return a data folder with a list of two sites, for tests that write nothing."""
    into = tmp_path_factory.mktemp("doors")
    found = um.read_sites("".join(DOORS).encode(), name="名单.csv", datum="gcj02")
    lists.write(lists.plan(found, into=into))
    return into


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ("2,,,,,,", True),
        (",,,,,113.70001,34.75", True),
        (",,,,,113.7002,34.75", False),
        (",,劳模工作室,,,113.70001,34.75", False),
        (",,工会驿站,,,113.70001,34.75", True),
        (",,,金水区,花园路1号,,", True),
        (",,,,花园路1号,,", True),
        (",,,二七区,花园路1号,,", False),
        (",,,金水区,花园路2号,,", False),
        (",,,金水区,,,", False),
        (",丙驿站,,金水区,花园路1号,0,0", False),
    ],
)
def test_a_refused_row_without_a_name_is_known_by_its_id_place_or_address(doors, row, stays):
    found = um.read_sites(f"{DOORS[0]}{row}\n".encode(), name="名单.csv", datum="gcj02")
    assert len(found.refused) == 1
    plan = lists.plan(found, into=doors)
    assert (plan.counts()["gone"], plan.kept) == ((0, 1) if stays else (1, 0))


def test_the_previous_version_is_what_a_rollback_goes_back_to(data_dir):
    for names in ("甲", "甲乙", "甲乙丙"):
        put(data_dir, *names)

    def previous() -> list[int]:
        told = lists.versions(data_dir)
        return told.loc[told["previous"], "version"].tolist()

    lists.rollback(data_dir, to=1)
    assert previous() == []
    put(data_dir, "丁")
    assert previous() == [1]
    lists.remove(data_dir, "站点名单")
    assert previous() == [4]
    for now in (4, 1):
        assert lists.rollback(data_dir).now == now
