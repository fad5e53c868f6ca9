import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from unionmap import schema
from unionmap.schema import Sites
from unionmap.workflows.compare import compare
from unionmap.workflows.joining import free_ids

METRE = 1 / 111_000


def frame(rows: list[dict], kind: str) -> gpd.GeoDataFrame:
    full = []
    for number, row in enumerate(rows):
        at = row.pop("at", None)
        place = {"precision": "exact", "error_m": 30.0, "geometry": shapely.Point(*at)} if at else {"precision": "none"}
        base = {"site_id": f"{kind}{number}", "kind": kind, "name": "站", "list_row": str(number)}
        full.append(base | place | row)
    return schema.shape(gpd.GeoDataFrame(pd.DataFrame(full, columns=None if full else ["site_id"])), kind)


def stations(*rows: dict) -> Sites:
    return Sites({"rest_station": frame([dict(row) for row in rows], "rest_station")})


def ids(sites: Sites, kind: str = "rest_station") -> list[str]:
    return sites[kind]["site_id"].tolist()


def north(metres: float) -> tuple[float, float]:
    return (113.5, 34.5 + metres * METRE)


def matched(old: dict, new: dict, **options) -> bool:
    """Tell whether two rows, each alone in its list, are taken for one site."""
    difference = compare(stations(new | {"site_id": "new"}), stations(old | {"site_id": "old"}), **options)
    counts = difference.counts()
    assert counts["added"] == counts["gone"] or options.get("supplement")
    return ids(difference.sites)[-1] == "old"


def test_the_first_import_adds_everything():
    difference = compare(stations({"name": "甲"}, {"name": "乙"}), None)
    assert difference.counts() == {"added": 2, "changed": 0, "gone": 0, "same": 0}
    assert difference.added["name"].tolist() == ["甲", "乙"]
    assert list(difference.added) == list(difference.gone) == ["site_id", "kind", "name"]


def test_added_changed_gone_and_same_are_told_apart_with_before_and_after():
    older = stations({"name": "甲", "phone": "1"}, {"name": "乙", "at": north(0)}, {"name": "丙"})
    newer = stations({"name": "丁"}, {"name": "乙", "at": north(9)}, {"name": "甲", "phone": "2", "note": "新"})
    difference = compare(newer, older)
    assert difference.counts() == {"added": 1, "changed": 2, "gone": 1, "same": 0}
    assert difference.added["name"].tolist() == ["丁"]
    assert difference.gone["name"].tolist() == ["丙"]
    assert dict(zip(difference.changed["name"], difference.changed["columns"], strict=True)) == {
        "甲": "phone,note",
        "乙": "geometry",
    }
    cells = difference.details.set_index(["name", "column"])[["before", "after"]]
    assert cells.loc[("甲", "phone")].tolist() == ["1", "2"]
    assert cells.loc[("甲", "note")].tolist() == ["", "新"]
    assert cells.loc[("乙", "geometry")].tolist() == ["113.500000, 34.500000", "113.500000, 34.500081"]


def test_a_paired_row_keeps_its_id_and_provenance_does_not_count():
    older = stations({"name": "甲", "site_id": "x"})
    newer = stations({"name": "甲", "list_file": "b.csv", "list_sheet": "2", "list_row": "9", "changes": "改"})
    difference = compare(newer, older)
    assert difference.counts()["same"] == 1
    assert ids(difference.sites) == ["x"]
    assert difference.sites["rest_station"]["list_file"].tolist() == ["b.csv"]


def test_further_columns_count():
    older, newer = stations({"备注二": "a", "空": ""}), stations({"备注二": "b", "新列": "c"})
    details = compare(newer, older).details
    assert details["column"].tolist() == ["备注二", "新列"]
    assert details["before"].tolist() == ["a", ""]


def test_a_running_number_that_differs_changes_no_site_and_the_newer_one_is_kept():
    older, newer = stations({"序号": "1", "备注二": "a"}), stations({"序号": "2", "备注二": "a"})
    difference = compare(newer, older)
    assert difference.counts() == {"added": 0, "changed": 0, "gone": 0, "same": 1}
    assert difference.sites["rest_station"]["序号"].tolist() == ["2"]


def test_numbers_and_what_is_not_known_are_compared():
    older, newer = (Sites({"bus_stop": frame([{"seq": seq, "role": "x"}], "bus_stop")}) for seq in (pd.NA, 3))
    assert compare(newer, older).details[["column", "before", "after"]].to_numpy().tolist() == [["seq", "", "3"]]
    assert compare(newer, newer).counts()["same"] == compare(older, older).counts()["same"] == 1


@pytest.mark.parametrize(
    ("old", "new", "one"),
    [
        ({"given_id": "7", "adcode": "410105"}, {"given_id": "7", "adcode": "410103"}, True),
        ({"name": "甲", "given_id": "7", "at": north(0)}, {"name": "乙", "given_id": "7", "at": north(45)}, True),
        ({"name": "甲", "given_id": "7", "at": north(0)}, {"name": "乙", "given_id": "7", "at": north(60)}, False),
        ({"name": "甲", "at": north(0)}, {"name": "乙", "at": north(45)}, False),
        ({"name": "中原路驿站", "given_id": "7"}, {"name": "中原路工会驿站", "given_id": "7"}, True),
        ({"name": "中原路驿站", "given_id": "7"}, {"name": "建设路港湾", "given_id": "7"}, False),
        ({"name": "中原路驿站", "at": north(0)}, {"name": "中原路工会驿站", "at": north(8)}, True),
        ({"name": "中原路驿站", "at": north(0)}, {"name": "中原路工会驿站", "at": north(12)}, False),
        ({"name": "中原路驿站", "at": north(0)}, {"name": "建设路港湾", "at": north(0)}, False),
        ({"name": "工会驿站（Ａ）"}, {"name": "工会驿站(a)"}, True),
        ({"name": "甲", "adcode": "410105"}, {"name": "甲", "adcode": "410103"}, True),
    ],
    ids=[
        "id and name",
        "id and near",
        "id alone",
        "near alone",
        "id and a similar name",
        "id and another name",
        "a similar name at the door",
        "a similar name down the road",
        "another name at the door",
        "a name folded",
        "a name that each list has once",
    ],
)
def test_which_rows_are_one_site(old, new, one):
    assert matched(old, new) is one


def test_an_approximate_place_is_near_nothing():
    rough = {"precision": "district", "error_m": 3000.0, "at": north(0)}
    assert not matched({"name": "中原路驿站", **rough}, {"name": "中原路工会驿站", **rough})


def test_kinds_are_not_mixed():
    older = Sites({"education_base": frame([{"name": "甲"}], "education_base")})
    difference = compare(stations({"name": "甲"}), older)
    assert difference.counts() == {"added": 1, "changed": 0, "gone": 1, "same": 0}
    assert set(difference.gone["kind"]) == {"education_base"}


def test_running_numbers_that_shift_move_no_site():
    names = ["中原路工会驿站", "建设路工会驿站", "人民路工会驿站", "花园路工会驿站"]
    older = stations(*({"name": name, "given_id": str(i), "site_id": name} for i, name in enumerate(names)))
    shifted = ["嵩山路工会驿站", *names]
    newer = stations(*({"name": name, "given_id": str(i), "site_id": f"{i}"} for i, name in enumerate(shifted)))
    difference = compare(newer, older)
    assert ids(difference.sites)[1:] == names
    assert difference.added["name"].tolist() == ["嵩山路工会驿站"]
    assert set(difference.changed["columns"]) == {"given_id"}


def test_of_many_sites_of_one_name_in_a_county_those_that_stay_stay():
    places = [{"name": "爱心驿站", "adcode": "410105", "at": north(2000 * i), "site_id": f"s{i}"} for i in range(8)]
    newer = [
        row | {"phone": "1", "at": (row["at"][0], row["at"][1] + 20 * METRE)} for row in places if row != places[3]
    ]
    newer = [row | {"site_id": f"new{i}"} for i, row in enumerate(newer[::-1])]
    difference = compare(stations(*newer), stations(*places))
    assert ids(difference.sites) == [f"s{i}" for i in range(7, -1, -1) if i != 3]
    assert difference.gone["site_id"].tolist() == ["s3"]


def test_a_name_borne_twice_far_apart_is_no_proof():
    older = stations(
        {"name": "甲", "adcode": "410105", "at": north(0)}, {"name": "甲", "adcode": "410105", "at": north(9e3)}
    )
    newer = stations(
        {"name": "甲", "adcode": "410105", "at": north(0)}, {"name": "甲", "adcode": "410105", "at": north(5e4)}
    )
    assert compare(newer, older).counts() == {"added": 1, "changed": 0, "gone": 1, "same": 1}


def test_stops_of_one_name_on_two_lines_are_two_stops():
    rows = [{"name": "火车站", "route_name": line, "seq": 1, "at": north(0)} for line in ("1路", "2路")]
    older = Sites({"bus_stop": frame([row | {"site_id": row["route_name"]} for row in rows], "bus_stop")})
    newer = Sites({"bus_stop": frame([row | {"note": "x"} for row in rows[::-1]], "bus_stop")})
    difference = compare(newer, older)
    assert ids(difference.sites, "bus_stop") == ["2路", "1路"]
    assert difference.counts()["changed"] == 2


def test_a_new_id_that_is_taken_gets_the_name_of_the_list_in_front():
    newer = stations({"name": "甲", "site_id": "1"}, {"name": "乙", "site_id": "2"}, {"name": "丙", "site_id": "3"})
    difference = compare(newer, stations({"name": "丙", "site_id": "2"}), {"1", "名单:1"}, prefix="名单")
    assert ids(difference.sites) == ["名单:1-2", "名单:2", "2"]
    assert difference.added["site_id"].tolist() == ["名单:1-2", "名单:2"]
    again = compare(newer, difference.sites, {"1", "名单:1"}, prefix="名单")
    assert ids(again.sites) == ids(difference.sites)
    assert again.counts()["same"] == 3


def test_the_id_of_a_site_that_is_gone_is_given_to_no_other():
    difference = compare(stations({"name": "乙", "site_id": "1"}), stations({"name": "甲", "site_id": "1"}), prefix="p")
    assert ids(difference.sites) == ["p:1"]


def test_lines_keep_their_stops_when_ids_change():
    def lines(route_id: str, **more: str) -> Sites:
        line = {"site_id": route_id, "name": "1路"} | more
        stop = {"site_id": f"stop of {route_id}", "route_id": route_id, "route_name": "1路", "seq": 1}
        return Sites({"bus_route": frame([line], "bus_route"), "bus_stop": frame([stop], "bus_stop")})

    kept = compare(lines("b"), lines("a"))
    assert ids(kept.sites, "bus_route") == kept.sites["bus_stop"]["route_id"].tolist() == ["a"]
    assert kept.counts() == {"added": 0, "changed": 0, "gone": 0, "same": 2}
    taken = compare(lines("a"), None, {"a"}, prefix="p")
    assert ids(taken.sites, "bus_route") == taken.sites["bus_stop"]["route_id"].tolist() == ["p:a"]


def stop(**more: str) -> Sites:
    return Sites({"bus_stop": frame([{"name": "站", "route_name": "1路"} | more], "bus_stop")})


def lines_of(difference) -> list[str]:
    return difference.sites["bus_stop"]["route_id"].tolist()


def test_a_stop_that_names_its_line_only_gets_the_same_line_each_time():
    first = compare(stop(city_said="郑州市"), None)
    assert lines_of(first) == ["郑州市-1路"]
    assert compare(stop(city_said="郑州市"), first.sites).counts()["same"] == 1
    assert lines_of(compare(stop(), None)) == ["1路"]


def test_a_line_of_another_list_is_only_meant_where_it_is_told():
    assert lines_of(compare(stop(route_id="7"), None, {"7"}, prefix="p")) == ["p:7"]
    assert lines_of(compare(stop(route_id="7"), None, {"7"}, prefix="p", references={"7"})) == ["7"]
    before = compare(stop(route_id="7"), None, {"7"}, prefix="p").sites
    assert lines_of(compare(stop(route_id="7"), before, (), prefix="p")) == ["p:7"]
    assert compare(stop(route_id="7"), before, {"7"}, prefix="p").counts()["same"] == 1


def test_a_supplement_adds_and_changes_and_takes_nothing_away():
    older = stations({"name": "甲", "given_id": "1", "甲列": "x"}, {"name": "乙", "given_id": "2"})
    newer = stations({"name": "乙", "given_id": "2", "phone": "9"}, {"name": "丙", "乙列": "y"})
    difference = compare(newer, older, supplement=True, prefix="p")
    assert difference.counts() == {"added": 1, "changed": 1, "gone": 0, "same": 1}
    found = difference.sites["rest_station"].set_index("name")
    assert sorted(found.index) == ["丙", "乙", "甲"]
    assert found.loc["乙", ["site_id", "phone"]].tolist() == ["rest_station1", "9"]
    assert found.loc["甲", ["甲列", "乙列"]].tolist() == ["x", ""]
    again = compare(newer, difference.sites, supplement=True, prefix="p")
    assert again.counts() == {"added": 0, "changed": 0, "gone": 0, "same": 3}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"name": "甲", "adcode": "410105"}, {"name": "甲", "adcode": "410105", "phone": "1"}),
        ({"name": "甲", "address": "a", "at": north(0)}, {"name": "甲", "address": "a", "at": north(90)}),
        ({"name": "甲", "at": north(0)}, {"name": "甲", "at": north(30)}),
        ({"name": "中原路驿站", "given_id": "7"}, {"name": "中原路工会驿站", "given_id": "7"}),
    ],
)
def test_a_supplement_never_takes_the_place_of_another_row_of_its_list(old, new):
    assert not matched(old, new, supplement=True)
    assert matched(old, new)


def test_nothing_is_changed_in_what_is_compared():
    older, newer = stations({"name": "甲"}), stations({"name": "甲", "phone": "1"}, {"name": "乙"})
    before = [one["rest_station"].copy() for one in (older, newer)]
    compare(newer, older, {"rest_station1"})
    for was, now in zip(before, (older, newer), strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(was), pd.DataFrame(now["rest_station"]))


words = st.sampled_from(["", "甲", "乙", "甲驿站", "甲工会驿站"])
rows = st.fixed_dictionaries(
    {
        "name": words.filter(bool),
        "given_id": st.sampled_from(["", "1", "2"]),
        "adcode": st.sampled_from(["", "410105"]),
        "address": words,
        "at": st.none() | st.sampled_from([north(metres) for metres in (0, 5, 40, 400)]),
    }
)
some_lists = st.lists(rows, max_size=7).map(lambda found: stations(*found))


@settings(max_examples=8)
@given(some_lists, some_lists, st.booleans())
def test_every_row_is_accounted_for_and_ids_are_unique_and_stable(newer, older, supplement):
    difference = compare(newer, older, {"rest_station2", "other"}, supplement=supplement, prefix="p")
    counts = difference.counts()
    total = counts["added"] + counts["changed"] + counts["same"]
    assert len(difference.sites["rest_station"]) == total
    assert total == len(newer["rest_station"]) or supplement
    if not supplement:
        assert counts["gone"] + counts["changed"] + counts["same"] == len(older["rest_station"])
        assert difference.sites["rest_station"]["name"].tolist() == newer["rest_station"]["name"].tolist()
    assert not set(difference.added["site_id"]) & ({"rest_station2", "other"} | set(ids(older)))
    assert set(difference.changed["site_id"]) == set(difference.details["site_id"])
    again = compare(newer, difference.sites, {"other"}, supplement=supplement, prefix="p")
    if not supplement:
        assert again.counts() == {"added": 0, "changed": 0, "gone": 0, "same": len(newer["rest_station"])}
        assert sorted(ids(again.sites)) == sorted(ids(difference.sites))


@given(st.lists(st.sampled_from(["a", "b", "p:a", "p:a-2", "p:p:a"])), st.sets(st.sampled_from(["a", "p:a", "p:b"])))
def test_free_ids_are_free(wished, taken):
    series = pd.Series(wished, dtype="str", index=np.arange(len(wished)) + 5)
    found = free_ids(series, taken, "p")
    assert not set(found) & taken
    assert found.is_unique
    assert found.index.equals(series.index)
    untouched = ~series.isin(taken) & ~series.duplicated()
    assert (found[untouched] == series[untouched]).all()
