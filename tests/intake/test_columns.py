"""Which column holds what: names that real lists use, content where names fail, and what the caller says."""

import numpy as np
import pandas as pd
import pytest

import unionmap as um
from unionmap.errors import FileRefusedError, UnknownNameError
from unionmap.intake import columns

READ_IN_SOURCES = {
    "name": "驿站名称|name|站点名称|站名称|站名|车站名称",
    "address": "详细地址|address|addr|地址",
    "county": "所属区|district|车站所在区",
    "city": "车站所在市",
    "province": "车站所在省",
    "town": "街道/路名|street|township_name",
    "lat": "纬度|lat|latitude|location.lat",
    "lon": "经度|lng|lon|longitude|location.lng",
    "services": "serviceContent|facility_labels",
    "opening_hours": "open_hours|serviceTime|开放时间",
    "phone": "contact_phone",
    "note": "description|备注",
    "source_title": "source",
    "source_date": "updated_at",
    "kind": "type",
    "precision": "coordinate_precision",
    "seq": "站序",
    "site_id": "车站代码",
    "": "status|manager|管理员/责任方|capacity|verified|deleted_at|photoUrl|"
    "related_ids|valid_until|早班|晚班|配车数|里程数|"
    "单程时间|起点|终点|distance_m|verification_status|location_verification_status|上行|下行",
}
OTHERS = {
    "lon": "经度（E）|经度(°)|经度/°|经 度|ＬＮＧ|Longitude(E)|經度|東經|"
    "GPS经度|百度经度|高德经度|lng_wgs84|bd_lng|经度*|站点经度|点位经度|"
    "经度坐标|经度X|经度（GCJ-02）|WGS84经度|POINT_X|jingdu|经度 Longitude|坐标（经度）|LON|Lng.",
    "lat": "纬度(°)|緯度|北纬|GPS纬度|百度纬度|纬度（N）|纬度坐标|站点纬度|weidu|Latitude(N)|POINT_Y|"
    "坐标（纬度）|纬度Y",
    "lonlat": "坐标|经纬度|经纬度（GCJ02）|高德坐标|百度坐标|坐标(WGS84)|经纬度坐标*|經緯度|位置经纬度|经度,纬度|"
    "LngLat|GPS 坐标",
    "name": "名 称|站点名称*|*驿站名称|站点名称（必填）|【站点名称】|名稱|驛站名稱|"
    "站點名稱|驿站名|站点名|Station Name|点位名称|名称 Name|"
    "1.站点名称|②站点名称|★站点名称|Q1 站点名称|1、您的站点名称是？|请填写站点名称|f_name|ZDMC|站点\n名称|"
    "户外劳动者服务站点名称|户外劳动者驿站名称|工作室名称|劳模创新工作室名称|基地名称|mingcheng|驿站/站点名称",
    "address": "地 址|地址：|详细地址（精确到门牌号）|地點|站點地址|驿站详细地址|具体位置|dizhi|Address|建设地点|"
    "所在地址",
    "phone": "电 话|電話|联系电话*|联系电话（座机）|聯繫電話|联系方式|Tel.|lianxidianhua",
    "county": "所属区县*|区（县）|县（市、区）|所在区（县）|縣區|所属县（市、区）|区县|行政区|District",
    "city": "地市*|所在市|省辖市|所属市|所在地市|城市|City|地级市",
    "province": "省份*|省|所在省份|Province",
    "opening_hours": "5.开放时间|开放\n时间|kfsj|Hours of operation|六、开放时间：|营业时间*|"
    "開放時間|服务时间|Opening Hours|开放时间段|服务时间段",
    "services": "配套|服务内容|服务功能|配套服务|服务项目*|设施设备|服务设施|配套设施|設施|服务设施及功能",
    "kind": "类型*|站点类型|類型|驿站类别|Category",
    "note": "备 注|備註|备注（说明）|Remarks",
    "site_id": "编 号|編號|站点编号*|站点ID|唯一编码",
    "opened_on": "建成时间（年月）|建站时间*|挂牌时间|启用时间",
    "datum": "坐标系|坐标系（可选）|坐标系类型|CRS|datum",
    "": "序号|No.|建设单位|联系人|面积（㎡）|是否24小时开放|照片|微信号|主管单位|级别",
}
HEADERS = [
    (header, field)
    for known in (READ_IN_SOURCES, OTHERS)
    for field, words in known.items()
    for header in words.split("|")
]


@pytest.mark.parametrize(("header", "field"), HEADERS, ids=[header for header, _ in HEADERS])
def test_a_header_of_real_lists_names_its_field(header, field):
    assert columns.recognise(header) == field


def test_enough_wordings_are_tested():
    assert sum(len(words.split("|")) for words in OTHERS.values()) > 100


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def chosen(*rows: str, **options) -> dict[str, str]:
    result = um.read_sites(lines(*rows), **options)
    assert result.accepted + len(result.refused) == result.rows == len(rows) - 1
    return dict(result.assumed["columns"])


def table(header: str, *rows: str) -> pd.DataFrame:
    return pd.DataFrame([row.split(",") for row in rows], columns=header.split(","), dtype="str")


PAIRS = {
    "WGS84 before another": (
        "名称,百度经度,百度纬度,WGS84经度,WGS84纬度",
        ("WGS84经度", "WGS84纬度", "wgs84"),
    ),
    "unnamed before another": ("名称,高德经度,高德纬度,经度,纬度", ("经度", "纬度", "")),
    "the first of two others": (
        "名称,经度(GCJ-02),纬度(GCJ-02),经度(BD-09),纬度(BD-09)",
        ("经度(GCJ-02)", "纬度(GCJ-02)", "gcj02"),
    ),
    "lat first": ("名称,lat,lng", ("lng", "lat", "")),
}


@pytest.mark.parametrize("case", list(PAIRS))
def test_of_several_pairs_of_coordinates_the_better_one_is_taken_and_columns_are_not_mixed(case):
    header, wanted = PAIRS[case]
    count = header.count(",") // 2
    choice = columns.choose(table(header, ",".join(["甲", *["113.6", "34.7"] * count])))
    assert (choice.columns["lon"], choice.columns["lat"], choice.datum) == wanted


@pytest.mark.parametrize("header", ["名称,x,经度,纬度", "名称,经度,纬度,x,y", "名称,y,x,经度,纬度"])
def test_columns_with_nothing_in_them_hold_no_coordinate(header):
    names = header.split(",")
    cells = {"名称": "甲", "经度": "113.651234", "纬度": "34.751234"}
    choice = columns.choose(table(header, ",".join(cells.get(name, "") for name in names)))
    assert (choice.columns["lon"], choice.columns["lat"]) == ("经度", "纬度")


ONE_CELL = {
    "longitude first": ("坐标", ['"113.651234,34.751234"', '"113.661234，34.761234"']),
    "latitude first": ("经纬度", ['"34.751234,113.651234"', '"34.761234,113.661234"']),
    "latitude first, said in the header": (
        "坐标（纬度,经度）".replace(",", "/"),
        ['"34.751234,113.651234"', '"34.761234,113.661234"'],
    ),
    "blanks between": ("坐标", ["113.651234 34.751234", "113.661234 34.761234"]),
    "words": ("坐标", ["北纬34.751234 东经113.651234", "E113.661234 N34.761234"]),
    "under 位置": ("位置", ['"113.651234,34.751234"', '"113.661234,34.761234"']),
    "WKT": ("geometry", ["POINT (113.651234 34.751234)", "POINT(113.661234 34.761234)"]),
    "few of many": ("坐标", ['"113.651234,34.751234"', '"113.661234,34.761234"', "-", "无", "", "无", "-"]),
}


@pytest.mark.parametrize("case", list(ONE_CELL))
def test_a_pair_in_one_cell_is_read(case):
    header, cells = ONE_CELL[case]
    rows = [f"站{i},{cell}" for i, cell in enumerate(cells)]
    result = um.read_sites(lines(f"站点名称,{header}", *rows), datum="wgs84")
    sites = result.sites["rest_station"]
    assert (result.accepted, result.unlocated) == (len(cells), len(cells) - 2)
    assert sites.geometry.x[0] == pytest.approx(113.651234)
    assert sites.geometry.y[1] == pytest.approx(34.761234)
    assert sites["given_x"][0] == cells[0].strip('"')


def test_a_cell_of_words_among_pairs_is_refused():
    result = um.read_sites(
        lines("名称,坐标", '甲,"113.651234,34.751234"', "乙,市中心", "丙,-", "丁,待定位"), datum="wgs84"
    )
    assert result.refused["row"].tolist() == [2, 4]
    assert result.unlocated == 1


def test_a_row_whose_first_pair_is_blank_is_read_from_its_second():
    header = "名称,WGS84经度,WGS84纬度,高德经度,高德纬度"
    raw = lines(header, "甲,,,113.656078,34.748856", "乙,113.651234,34.751234,113.66,34.76", "丙,,,,")
    sites = um.read_sites(raw).sites["rest_station"]
    assert sites["given_datum"].tolist() == ["gcj02", "wgs84", ""]
    assert sites.geometry.x[0] == pytest.approx(113.65, abs=1e-4)


def test_a_row_with_only_a_pair_in_one_cell_is_read_from_it():
    raw = lines("名称,经度,纬度,坐标", '甲,,,"113.656078,34.748856"', "乙,113.651234,34.751234,")
    result = um.read_sites(raw, datum="wgs84")
    assert (result.accepted, result.unlocated) == (2, 0)


BY_CONTENT = {
    "no header": ([], ["甲驿站,郑州市金水区人民路1号,{x},{y}", "乙驿站,郑州市金水区人民路2号,{x},{y}"], "列1,列3,列4"),
    "latitude first, no header": ([], ["甲驿站,{y},{x}", "乙驿站,{y},{x}"], "列1,列3,列2"),
    "headers that say nothing": (["列A,列B,列C"], ["甲驿站,{x},{y}", "乙驿站,{x},{y}"], "列A,列B,列C"),
    "numbered columns": (["f1,f2,f3"], ["中原路工会驿站,{x},{y}", "人民路服务站,{x},{y}"], "f1,f2,f3"),
}


@pytest.mark.parametrize("case", list(BY_CONTENT))
def test_where_names_fail_the_content_decides_and_that_is_said(case):
    header, rows, wanted = BY_CONTENT[case]
    rows = [row.format(x=f"113.65123{i}", y=f"34.75123{i}") for i, row in enumerate(rows)]
    result = um.read_sites(lines(*header, *rows), datum="wgs84")
    found = result.assumed["columns"]
    assert (result.accepted, result.unlocated) == (2, 0)
    assert [found[field] for field in ("name", "lon", "lat")] == wanted.split(",")
    assert any("= 经度" in note for note in result.notes)


def test_a_list_without_header_and_without_coordinates_keeps_its_first_row():
    result = um.read_sites(
        lines("甲驿站,郑州市金水区人民路1号", "乙驿站,郑州市金水区人民路2号", "丙驿站,郑州市金水区人民路3号")
    )
    assert result.rows == result.accepted == 3


NO_COORDINATES = {
    "small numbers": ("面积,高度", ["80.5,30.5", "81.5,20.5", "90.2,11.3"]),
    "hours": ("时段", ['"08:00,18:00"', '"08:00,18:30"', '"9:00,17:00"']),
    "hours with a blank": ("时段", ["8:00 18:00", "8:00 18:30", "9:00 17:00"]),
    "houses": ("楼号", ['"12,13"', '"14,15"', '"16,17"']),
    "months": ("月份", ["2023/12", "2023/11", "2023/10"]),
    "dates": ("起止", ["2023-12-04 2024-01-01"] * 3),
    "a second phone": ("电话,联系方式", ["1,1.38E+10", "2,1.39E+10", "3,1.37E+10"]),
    "two phones": ("座机", ["0371-67956331;0371-60223349"] * 3),
    "scores": ("得分,折算", ["95.5,47.75", "88.0,44.00", "91.5,45.75"]),
}


@pytest.mark.parametrize("case", list(NO_COORDINATES))
def test_other_numbers_are_never_taken_for_coordinates(case):
    header, cells = NO_COORDINATES[case]
    found = chosen(f"站点名称,{header}", *(f"站{i},{cell}" for i, cell in enumerate(cells)))
    assert not {"lon", "lat", "lonlat"} & set(found)


def test_the_caller_beats_names_and_content():
    raw = lines("名称,站点,经度,纬度,X,Y", "甲,乙,113.651234,34.751234,113.661234,34.761234")
    result = um.read_sites(raw, datum="wgs84", columns={"站点": "name", "X": "lon", "Y": "lat"})
    site = result.sites["rest_station"].iloc[0]
    assert (site["name"], site.geometry.x, site.geometry.y) == ("乙", 113.661234, 34.761234)
    assert (site["名称"], site["经度"]) == ("甲", "113.651234")


def test_the_caller_may_keep_a_column_out():
    result = um.read_sites(lines("名称,电话", "甲,1"), columns={"电话": "-"})
    site = result.sites["rest_station"].iloc[0]
    assert (site["phone"], site["电话"]) == ("", "1")


def test_header_and_field_may_come_in_either_order():
    raw = lines("甲乙,丙丁", "一,二", "三,四")
    assert um.read_sites(raw, columns={"name": "丙丁"}).sites["rest_station"]["name"].tolist() == ["二", "四"]


@pytest.mark.parametrize("wanted", [{"Z": "name"}, {"名称": "nom"}, {"": "name"}, {"name": "nom"}], ids=str)
def test_a_header_or_field_that_does_not_exist_is_said(wanted):
    with pytest.raises(UnknownNameError):
        um.read_sites(lines("名称,电话", "甲,1"), columns=wanted)


NO_LIST = {
    "no name": (["列A,列B", "1,2", "3,4"], "列A"),
    "half a coordinate": (["名称,经度", "甲,113.6"], "经度"),
    "the other half": (["名称,lat", "甲,34.6"], "lat"),
}


@pytest.mark.parametrize("case", list(NO_LIST))
def test_a_file_without_the_columns_of_a_list_is_refused_in_one_sentence_that_names_those_seen(case):
    rows, seen = NO_LIST[case]
    with pytest.raises(FileRefusedError) as caught:
        um.read_sites(lines(*rows))
    for lang in ("zh", "en"):
        assert seen in caught.value.say(lang)
        assert "\n" not in caught.value.say(lang)


TWO_LEVELS = {
    "place and coordinates": [
        "序号,站点名称,位置,,坐标,",
        ",,区县,地址,经度,纬度",
        "1,甲,金水区,人民路1号,113.665123,34.784123",
    ],
    "with a title": [
        "站点一览,,,,,",
        "序号,站点名称,位置,,坐标,",
        ",,区县,地址,经度,纬度",
        "1,甲,金水区,人民路1号,113.665123,34.784123",
    ],
}


@pytest.mark.parametrize("case", list(TWO_LEVELS))
def test_a_header_of_two_levels_is_read_as_one(case):
    site = um.read_sites(lines(*TWO_LEVELS[case]), datum="wgs84").sites["rest_station"].iloc[0]
    assert (site["name"], site["county"], site["address"], site["precision"]) == ("甲", "金水区", "人民路1号", "exact")


def test_unknown_columns_are_kept_and_those_of_our_own_names_stay_apart():
    raw = lines("名称,建设单位,list_row,doubts,geometry,error_m2", "甲,总工会,7,x,POINT(1 2),9")
    site = um.read_sites(raw, columns={"geometry": "-"}).sites["rest_station"].iloc[0]
    assert site["建设单位"] == "总工会"
    assert (site["list_row"], site["doubts"]) == ("2", "")
    kept = {str(value) for value in site.drop("geometry")}
    assert {"7", "x", "POINT(1 2)", "9"} <= kept


@pytest.mark.parametrize("name", ["row", "sheet_row", "reasons", "fix"])
def test_columns_called_as_those_of_the_account_do_not_upset_it(name):
    result = um.read_sites(lines(f"名称,{name}", ",x", "甲,y"))
    assert result.report()["refused"] == [{"row": 1, "sheet_row": 2, "reasons": ["没有名称"], "fix": None}]
    assert "x" in result.refused.iloc[0].to_numpy()
    assert len(result.refused.columns) == 6


def test_the_choice_does_not_depend_on_the_order_of_rows():
    rng = np.random.default_rng(5)
    rows = [f"站{i},{113.6 + i / 1000:.6f} {34.7 + i / 1000:.6f}" if i % 3 else f"站{i},无" for i in range(30)]
    wanted = chosen("名称,坐标", *rows)
    assert chosen("名称,坐标", *rng.permutation(rows)) == wanted
