"""Which column is found for what: headers as real lists write them, what columns hold, pairs that belong together."""

import tomllib
from importlib.resources import files

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import crs
from unionmap.errors import InputError, UnknownNameError
from unionmap.intake import columns, content, vocabulary
from unionmap.intake.pairs import Spare

NAMED = {
    "lon": "東經|經度|经度/°|经度X|地理经度|位置经度|点位经度|站点经度|驿站经度|中心经度|经度坐标|经度值|"
    "所在经度|经度 Longitude|Lng.|bd_lng|gcj_lng|坐标（经度）|坐标(X)|经度（WGS84坐标系）|WGS84坐标系经度|"
    "经度(单位:度)|GCJ02_lng|siteLng|地理坐标（GCJ02） 经度|地理坐标（GCJ02） X|经度_2|横坐标Y|longitude_deg",
    "lat": "緯度|纬度Y|lat.|纬度坐标|纬度值|latitude_deg|坐标（纬度）|纬度 Latitude|高德纬度|"
    "地理坐标（GCJ02） lat|纵坐标X",
    "name": "名稱|站點名稱|驛站名稱|名称 Name|驿站名|站点名|【站点名称】|点位名|服务点|劳模创新工作室名称|"
    "工匠学院名称|公交站名|驿站/站点名称|户外劳动者驿站名称|户外劳动者服务站点（驿站）名称|*名称|Site_Name|"
    "上行 站名",
    "address": "地點|站點地址|驿站详细地址|站点详细地址|所在地|办公地址|工作室地址|建设地址|地址(请附经纬度)|"
    "street_address",
    "phone": "電話|聯繫電話|Tel.|联系人及电话|联系电话/手机|Phone No.|负责人电话|驿站电话|电话 Phone",
    "county": "縣區|所属县（市、区）|所属行政区|行政区域|县市|车站所在区|所在区域",
    "city": "所在地市|城市名称|地级市名称|所屬市|车站所在市",
    "province": "省名|车站所在省",
    "opening_hours": "開放時間|服务时间|服务时间段|开放时间段|日常开放时间|作息时间|驿站开放时间",
    "services": "設施|服务设施及功能|设施配置情况|基础设施|提供的服务|配套服务设施|服务设施设备",
    "lonlat": "經緯度|座標|地图坐标|位置经纬度|坐标位置|坐标（纬度,经度）|百度经纬度|高德坐标",
    "kind": "類型|驿站类别|站点性质",
    "note": "備註|其他说明|上行 备注",
    "site_id": "編號|统一编码|No.编号|车站代码|驿站编号",
    "opened_on": "建成年份|挂牌日期|投入使用日期|建站时间|建设时间",
    "seq": "站序号|停靠站序",
    "datum": "所用坐标系|坐标系名称|经纬度坐标系",
    "town": "所属街道",
}
NOTHING = (
    "面积 高度 人数 负责人 联系人 建设单位 主管单位 序号 楼层 邮编 状态 照片 二维码 站点面积 驿站等级 单位性质 "
    "是否24小时 地址编码 工会名称 站点数量 主管单位名称 建设单位名称 设备名称 邮政编码 行政区划代码 "
    "统一社会信用代码 管理员 管理单位 经度精度 经纬度来源 经度分 经度秒 图片地址 网站地址 contact_name 文件名称 "
    "服务人数 服务对象 服务半径 夏季开放时间 驿站数量 创建单位 时间 姓名 劳模姓名 name_en user_name "
    "是否有经纬度 起点经度 最大纬度 监督电话 公众号名称 银行名称 经办人 定位截图 邮箱地址"
)
OTHERWISE = (
    "站点数量",
    "面积 Area",
    "Name of contact",
    "坐标系",
    "坐标精度",
    "坐标来源",
    "街道名称",
    "线路名称",
    "城市名称",
)


def table(**held):
    return pd.DataFrame({name: list(cells) for name, cells in held.items()}, dtype="str")


def found(frame, *args, **options):
    return dict(columns.choose(frame, *args, **options).columns)


@pytest.mark.parametrize(
    ("header", "field"), [(header, field) for field, headers in NAMED.items() for header in headers.split("|")]
)
def test_headers_of_real_lists_are_recognised(header, field):
    assert columns.recognise(header) == field


@pytest.mark.parametrize("header", NOTHING.split())
def test_headers_that_say_something_else_name_no_field(header):
    assert columns.recognise(header) == ""


@pytest.mark.parametrize("header", OTHERWISE)
def test_headers_near_names_and_places_are_neither(header):
    assert columns.recognise(header) not in ("name", "address", "lon", "lat", "lonlat")


def test_no_word_of_the_table_stands_for_two_fields():
    words = tomllib.loads(files("unionmap.intake").joinpath("columns.toml").read_text(encoding="utf-8"))["words"]
    fields = {}
    for field, line in words.items():
        for word in line.split():
            fields.setdefault(columns.fold(word), set()).add(field)
    assert [word for word, named in fields.items() if len(named) > 1] == []
    assert all(columns.recognise(word) == field for field, line in words.items() for word in line.split())


@given(st.text(alphabet="站点名称地址经纬度坐标电话GCJ02 （()）/、.。_-name xyé", max_size=40))
def test_any_text_is_a_header_or_none(text):
    said = columns.recognise(text)
    assert said in ("", *columns.FIELDS)
    assert columns.recognise(f" {text} ") == said


@given(st.sampled_from(NAMED["name"].split("|")), st.sampled_from(["{}*", " {}：", "【{}】", "（{}）"]))
def test_marks_around_a_header_do_not_count(header, around):
    assert columns.recognise(around.format(header.strip("*【】"))) == "name"


def test_of_two_names_the_plainer_counts_wherever_it_stands():
    rows = [["甲", "乙", "丙"]]
    for headers in (["名称(英文)", "单位名称", "站点名称"], ["站点名称", "单位名称", "名称(英文)"]):
        assert found(pd.DataFrame(rows, columns=headers, dtype="str"))["name"] == "站点名称"
    assert found(table(名称=["", ""], 驿站名称=["甲", "乙"]))["name"] == "驿站名称"


def test_a_pair_is_a_pair_though_most_cells_say_nothing():
    cells = ["113.665123,34.784123", "113.675123,34.794123", "-", "无", "市中心"]
    assert found(table(站点名称="甲乙丙丁戊", 坐标=cells)) == {"name": "站点名称", "lonlat": "坐标"}


@pytest.mark.parametrize("header", ["坐标", "经纬度", "lnglat", "coord"])
def test_one_pair_far_down_makes_a_pair(header):
    frame = table(名称=["甲"] * 3000, **{header: ["未采集到"] * 2999 + ["113.6,34.7"]})
    assert found(frame)["lonlat"] == header


def test_text_under_a_header_of_pairs_is_an_address_only_where_the_header_allows_it():
    addresses = ["人民路1号", "文化路2号"]
    assert found(table(名称="甲乙", 坐标=addresses)) == {"name": "名称", "address": "坐标"}
    for header in ("经纬度", "coord", "GPS坐标"):
        assert found(table(名称="甲乙", **{header: addresses})).keys() == {"name", "address"} - {"address"}
    assert found(table(名称="甲乙", 坐标=["已采集", "已采集"])) == {"name": "名称"}


@pytest.mark.parametrize(("cells", "field"), [
    (["113.65,34.75", "-", "无", "34.1 113.2"], "lonlat"),
    (["113.65,34.75", "人民路", "文化路"], "address"),
    (["人民路12-13号", "文化路1号 2楼"], "address"),
])  # fmt: skip
def test_a_place_is_a_pair_where_most_cells_are(cells, field):
    assert found(table(名称=cells, 位置=cells))[field] == "位置"


def test_pairs_that_belong_together_are_chosen_and_the_others_stand_by():
    headers = ["x", "百度经度", "百度纬度", "坐标", "经度", "纬度", "WGS84经度", "WGS84纬度"]
    frame = pd.DataFrame([["", "113.1", "34.1", "113.2,34.2", "113.3", "34.3", "113.4", "34.4"]], columns=headers)
    chosen = columns.choose(frame.astype("str"))
    assert (chosen.columns["lon"], chosen.columns["lat"], chosen.datum) == ("WGS84经度", "WGS84纬度", "wgs84")
    assert chosen.spares == (
        Spare("经度", "纬度", "", ""),
        Spare("", "", "坐标", ""),
        Spare("百度经度", "百度纬度", "", "bd09"),
    )
    assert set(chosen.columns) == {"lon", "lat"}


def test_blank_pairs_come_last_and_are_no_spares():
    frame = table(名称="甲", 经度=[""], 纬度=["-"], 高德经度=["113.1"], 高德纬度=["34.1"])
    chosen = columns.choose(frame)
    assert (chosen.columns["lon"], chosen.datum, chosen.spares) == ("高德经度", "gcj02", ())


def test_columns_of_two_pairs_are_not_mixed():
    chosen = columns.choose(table(新经度=["1"], 原经度=["1"], 原纬度=["1"], 新纬度=["1"], x=["1"]))
    pairs = {(chosen.columns["lon"], chosen.columns["lat"]), *((spare.lon, spare.lat) for spare in chosen.spares)}
    assert pairs == {("新经度", "新纬度"), ("原经度", "原纬度")}


def test_headers_that_contradict_each_other_name_no_datum():
    frame = pd.DataFrame([["113.1", "34.1"]], columns=["经度(GCJ-02)", "纬度(WGS84)"], dtype="str")
    assert (len(found(frame)), columns.choose(frame).datum) == (2, "")
    assert columns.choose(frame.rename(columns={"纬度(WGS84)": "纬度"})).datum == "gcj02"


def test_half_a_pair_is_taken_only_where_there_is_no_whole_one():
    assert found(table(名称="甲", 经度=["113.1"])) == {"name": "名称", "lon": "经度"}
    assert found(table(名称="甲", x=["1"])) == {"name": "名称"}
    assert found(table(名称="甲", 经度=["113.1"], 坐标=["113.1,34.1"])) == {"name": "名称", "lonlat": "坐标"}


def test_the_caller_is_followed_either_way_round():
    frame = table(站=["甲"], A=["113.1"], B=["34.1"], 经度=["113.2"], 纬度=["34.2"])
    for wanted in ({"A": "lon", "B": "lat"}, {"lon": "A", "lat": "B"}, {"lon": "A", "B": "lat", "站": "-"}):
        chosen = columns.choose(frame, wanted)
        assert (chosen.columns["lon"], chosen.columns["lat"]) == ("A", "B")
        assert chosen.spares == (Spare("经度", "纬度"),)
    assert found(frame, {"A": "lon"})["lat"] == "纬度"
    assert found(table(name=["甲"], lon=["乙"]), {"name": "lon", "lon": "name"})["name"] == "lon"
    assert found(table(name=["甲"], 站=["乙"]), {"name": "站"})["name"] == "站"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [({"B": "lon", "C": "lon"}, ["lon", "B", "C"]), ({"B": "lon", "lat": "B"}, ["B", "lon", "lat"])],
)
def test_what_is_given_twice_is_refused_by_name(wanted, said):
    with pytest.raises(InputError) as caught:
        columns.choose(table(A="甲", B="1", C="2"), wanted)
    assert all(word in str(caught.value) for word in said)


@pytest.mark.parametrize("wanted", [{"D": "lon"}, {"A": "somewhere"}, {"lon": "lat"}])
def test_unknown_headers_and_fields_are_refused(wanted):
    with pytest.raises(UnknownNameError):
        columns.choose(table(A="甲", B="1"), wanted)


def test_columns_out_of_the_mapping_may_be_many():
    assert found(table(名称="甲", 地址="路", 电话="1"), {"地址": "", "电话": "-"}) == {"name": "名称"}


def test_a_table_with_geometry_keeps_its_columns_of_coordinates():
    frame = table(
        name=["甲驿站"], lon=["113.123"], lat=["34.123"], source_coordinates=["113.1,34.1"], a=["113.1,34.1234"]
    )
    chosen = columns.choose(frame, {"a": "lonlat"}, geometry=True)
    assert (dict(chosen.columns), chosen.spares, chosen.by_content) == ({"name": "name"}, (), ())


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("联系方式", ["1.38E+10"]), ("时段", ["08:00,18:00"]), ("楼号", ["12,13"]), ("月份", ["2023/12"]),
        ("面积", ["113.665,34.784"]), ("列9", ["8:00 18:00"]), ("列9", ["113.6,34.7"]), ("列9", ["213.665,34.784"]),
        ("列9", ["113.665,34.784", "甲", "乙"]),
    ],
)  # fmt: skip
def test_no_pair_is_made_up(header, cells):
    frame = table(名称=cells, 电话=["13800000000.0"] * len(cells), **{header: cells})
    assert not {"lon", "lat", "lonlat"} & set(found(frame))


@pytest.mark.parametrize(("first", "second", "lon", "lat"), [
    ("面积", "高度", "80.512", "30.512"), ("a", "b", "80.5", "30.5"), ("a", "b", "180.5123", "30.5123"),
    ("a", "b", "113", "34"), ("长度", "b", "113.1234", "34.1234"),
])  # fmt: skip
def test_no_two_columns_are_made_a_place(first, second, lon, lat):
    frame = table(名称="甲乙", **{first: [lon, lon], second: [lat, lat]})
    assert not {"lon", "lat", "lonlat"} & set(found(frame))


def test_coordinates_are_found_by_what_columns_hold():
    lon, lat = ["113.6651", "-", "113.685"], ["34.7841", "无", "34.793"]
    chosen = columns.choose(table(名称="甲乙丙", a=lat, b=lon))
    assert (chosen.columns["lon"], chosen.columns["lat"], chosen.by_content) == ("b", "a", ("lon", "lat"))
    swapped = columns.choose(table(名称="甲乙", WGS84=["34.7841,113.6651", "34.7842 113.6652"]))
    assert (swapped.columns["lonlat"], swapped.datum) == ("WGS84", "wgs84")


def test_blank_columns_of_coordinates_do_not_hide_others():
    blank = ["", "-"]
    lon, lat = ["113.6651", "113.6652"], ["34.7841", "34.7842"]
    assert found(table(名称="甲乙", 坐标=blank, 经度=blank, 纬度=blank, e=lon, n=lat))["lon"] == "e"
    assert found(table(名称="甲乙", 经度=blank, 纬度=blank)).keys() == {"name", "lon", "lat"}


def test_two_columns_under_one_header_of_pairs_are_found():
    chosen = found(table(名称="甲乙", 坐标=["113.6651", "113.6652"], 列3=["34.7841", "34.7842"]))
    assert (chosen["lon"], chosen["lat"]) == ("坐标", "列3")


def test_a_column_that_says_the_same_everywhere_holds_no_names():
    frame = table(
        a=["工会驿站"] * 4,
        主管单位=["甲服务站", "乙服务站", "丙服务站", "丁服务站"],
        b=["甲站", "乙站", "丙站", "丁站"],
    )
    assert found(frame)["name"] == "b"
    assert "name" not in found(frame[["a", "主管单位"]])


@given(st.lists(st.sampled_from(["甲", "", "-", "无", " 暂无 ", "－"]), max_size=2500))
def test_a_sample_holds_only_what_says_something(cells):
    assert content.sample(pd.Series(cells, dtype="str")) == [cell for cell in cells if cell == "甲"][:200]


def test_the_headers_of_a_pair_keep_their_datum():
    for header in ("经度（高德）", "地理坐标（GCJ02） 经度", "gcj_lng"):
        assert (vocabulary.recognise(header), crs.find_name(header)) == ("lon", "gcj02")
