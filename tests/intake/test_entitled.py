"""Headings, sheets and titles tell the county or city of rows that name none, and of no others."""

import pytest

import unionmap as um
from unionmap.intake import entitled
from unionmap.intake.entitled import of_name, of_title
from unionmap.intake.readers import alike

TITLES = {
    "三门峡市湖滨区户外劳动者驿站一览表": ("三门峡市", "湖滨区"),
    "附件1：2024年三门峡市湖滨区户外劳动者驿站一览表": ("三门峡市", "湖滨区"),
    "（一）郑州市总工会2024年度工会驿站名单": ("郑州市", ""),
    "关于公布郑州市金水区驿站": ("郑州市", "金水区"),
    "河南省郑州市驿站": ("郑州市", ""),
    "郑州市高新区驿站名单": ("郑州市", "高新区"),
    "郑州高新区驿站名单": ("", "郑州高新区"),
    "郑州市金水区、二七区驿站名单": ("郑州市", ""),
    "金水区和二七区驿站名单": ("", ""),
    "郑州市对口援建哈密市驿站": ("", ""),
    "北京路街道驿站名单": ("", ""),
    "全国文明示范区驿站": ("", ""),
    "户外劳动者驿站一览表": ("", ""),
    "中国铁路郑州局集团驿站": ("", ""),
    "": ("", ""),
}


@pytest.mark.parametrize("title", list(TITLES))
def test_a_title_begins_with_the_place_that_it_is_of(title):
    assert of_title(title)[1:3] == TITLES[title]


SHEETS = {
    "红旗区(12)": ("", "红旗区"),
    "1.金水区": ("", "金水区"),
    "01金水区": ("", "金水区"),
    "附件2-金水区": ("", "金水区"),
    "金水区（8个）": ("", "金水区"),
    "郑州市金水区": ("郑州市", "金水区"),
    "金水区总工会驿站名单": ("", "金水区"),
    "新县": ("", "新县"),
    "老城区": ("", "老城区"),
    "管城回族区": ("", "管城回族区"),
    "高新区": ("", "高新区"),
    "经开区": ("", "经开区"),
    "三门峡市": ("三门峡市", ""),
    "二七区": ("", "二七区"),
    "旧县镇": ("", ""),
    "Sheet1": ("", ""),
    "汇总": ("", ""),
    "金水区和二七区": ("", ""),
    "金水区（旧）": ("", ""),
}


@pytest.mark.parametrize("sheet", list(SHEETS))
def test_a_sheet_is_called_after_a_place_or_it_tells_none(sheet):
    found = of_name(sheet)
    assert (found.city, "" if found.loose else found.county) == SHEETS[sheet]


SPARE = {
    "名单（旧）|旧名单|备份|站点old|OLD_2|模板|历史数据|copy of 名单": True,
    "旧县镇|旧店乡|Golden|Goldenbridge|历史街区|红旗区|templates街": False,
}


@pytest.mark.parametrize(("sheet", "spare"), [(one, said) for some, said in SPARE.items() for one in some.split("|")])
def test_names_of_places_are_no_older_copies(sheet, spare):
    assert alike.is_spare(sheet) is spare


def rows(raw: str, **options):
    result = um.read_sites(raw.encode(), datum="wgs84", **options)
    sites = result.sites["rest_station"].set_index("name")
    return result, {name: (site["city"], site["county"], site["adcode"]) for name, site in sites.iterrows()}


def test_headings_hold_for_the_rows_below_them():
    raw = "名称,地址\n一、金水区,\n甲驿站,路\n二、二七区（2个）,\n乙驿站,街\n丙驿站,郑州市中原区巷\n"
    raw += "三、市直机关,\n丁驿站,道\n"
    result, found = rows(raw)
    assert found["甲驿站"] == ("郑州市", "金水区", "410105")
    assert found["乙驿站"] == ("郑州市", "二七区", "410103")
    assert found["丙驿站"] == ("郑州市", "中原区", "410102")
    assert found["丁驿站"] == ("", "", "")
    changes = result.sites["rest_station"].set_index("name")["changes"]
    assert changes["甲驿站"] == "市县取自分段标题（金水区）"
    assert "分段标题" not in changes["丁驿站"] + changes["丙驿站"]
    assert any("分段标题：金水区、二七区" in note for note in result.notes)


def test_a_title_holds_where_nothing_nearer_says_otherwise():
    raw = "新乡市站点一览表,\n名称,所在市,所在区县\n甲,,\n乙,洛阳市,\n丙,,红旗区\n丁,,金水区\n"
    _, found = rows(raw)
    assert found["甲"] == ("新乡市", "", "")
    assert found["乙"] == ("洛阳市", "", "")
    assert found["丙"] == ("新乡市", "红旗区", "410702")
    assert found["丁"] == ("郑州市", "金水区", "410105")


def test_a_row_far_from_the_city_of_its_title_is_refused():
    raw = "三门峡市湖滨区驿站一览表,,\n名称,经度,纬度\n甲,111.19012,34.78012\n乙,113.65012,34.75012\n"
    result, found = rows(raw)
    assert found == {"甲": ("三门峡市", "湖滨区", "411202")}
    assert result.refused["名称"].tolist() == ["乙"]


def test_a_function_zone_is_no_county_but_its_city_is_known():
    _, found = rows("郑州市高新区驿站名单,\n名称,地址\n甲,路\n")
    assert found["甲"] == ("郑州市", "高新区", "")


def test_the_short_name_of_a_sheet_counts_where_the_city_is_known(make):
    header, sheets = ["名称", "地址"], ("红旗", "卫滨")
    bare = {name: [header, [f"{name}甲", "路"], [f"{name}乙", "街"]] for name in sheets}
    titled = {name: [["新乡市站点名单"], *body] for name, body in bare.items()}
    assert set(um.read_sites(make.workbook(bare)).sites["rest_station"]["adcode"]) == {""}
    assert set(um.read_sites(make.workbook(titled)).sites["rest_station"]["adcode"]) == {"410702", "410703"}


def test_headings_of_one_sheet_end_with_it(make):
    header = ["名称", "地址"]
    book = make.workbook(
        {
            "东": [header, ["一、金水区", ""], ["甲", "路"], ["乙", "街"]],
            "西": [header, ["丙", "路2"], ["一、二七区", ""], ["丁", "街2"]],
        }
    )
    sites = um.read_sites(book).sites["rest_station"].set_index("name")
    assert sites["county"].to_dict() == {"甲": "金水区", "乙": "金水区", "丙": "", "丁": "二七区"}


def test_headings_of_kinds_and_towns_leave_the_county_as_it_is():
    found = entitled.walk(["红旗区", "爱心驿站", "东街街道", "卫滨区", "市直机关"])
    assert [place.county for place in found] == ["红旗区", "红旗区", "红旗区", "卫滨区", ""]
