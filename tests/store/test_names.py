import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unionmap.store import names

anything = st.text(max_size=90)


@pytest.mark.parametrize(
    "file_name",
    [
        "站点名单.xlsx",
        "站点名单2024-03(1).xlsx",
        "站点名单（1）.xlsx",
        "站点名单_v2.csv",
        "站点名单V2.1.csv",
        "站点名单 - 副本.xlsx",
        "站点名单 - 副本 (2).xlsx",
        "副本站点名单.xlsx",
        "Copy of 站点名单.xlsx",
        "站点名单20240301.csv",
        "站点名单202403.csv",
        "站点名单2024年3月.csv",
        "站点名单（2024年3月1日）.csv",
        "站点名单（截至2024年3月）.csv",
        "站点名单_截止2024.3.1.csv",
        "站点名单2024.3.1_v3_最终版.csv",
        "站点名单_20240301_1530.csv",
        "站点名单2024.csv",
        "站点名单 第二版.csv",
        "站点名单（修改版）.csv",
        "站点名单_refused.xlsx",
        "站点名单 未通过.xlsx",
        "站点名单.shp.zip",
        r"C:\用户\桌面\站点名单.xlsx",
        "/home/someone/站点名单.xlsx",
    ],
)
def test_dates_versions_and_copies_do_not_make_another_list(file_name):
    assert names.list_name(file_name) == "站点名单"


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("2024-03.xlsx", "2024-03"),
        ("(1).csv", "(1)"),
        ("v2.csv", "v2"),
        ("", "list"),
        (".csv", "csv"),
        ("劳模1号线.csv", "劳模1号线"),
        ("郑州市第3批.csv", "郑州市第3批"),
        ("rest_station.csv", "rest_station"),
        ("rev.csv", "rev"),
        ("stations_final_v3.xlsx", "stations"),
        ("mycopy.csv", "mycopy"),
        ("tel13800002024.csv", "tel13800002024"),
    ],
)
def test_what_is_no_mark_stays_and_a_name_is_never_empty(file_name, name):
    assert names.list_name(file_name) == name


@given(anything)
@example("()" * 40)
@example("2024" * 20)
def test_any_file_name_gives_a_name_that_names_itself(file_name):
    name = names.list_name(file_name)
    assert name
    assert names.list_name(name) == name or "." in name


@given(anything)
@example("..")
@example("con")
@example("COM¹")
@example("a" * 300)
@example("\ud800")
def test_a_slug_is_a_plain_folder_name_on_every_system(name):
    slug = names.slug(name)
    assert re.fullmatch(r"[\w-]+", slug)
    assert slug == slug.casefold()
    assert 0 < len(slug.encode()) <= 250
    assert not re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", slug)
    assert names.slug(slug) == slug


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", r"..\..\windows", "a\x00b", ".", "C:", "a/b"])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    assert (tmp_path / names.slug(name)).resolve().parent == tmp_path.resolve()


def test_names_that_differ_in_width_and_case_are_one_lists():
    assert names.same("站点ABC", " 站点ａｂｃ ")
    assert not names.same("a/b", "a-b")


def test_candidates_differ():
    found = names.candidates("站点/名单")
    assert [next(found) for _ in range(3)] == ["站点-名单", "站点-名单-2", "站点-名单-3"]
