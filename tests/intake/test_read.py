"""Whole lists: nothing vanishes, whatever the cells hold; and real lists come out as a careful person expects."""

import csv
import datetime as dt
import io
import json
import re
import time
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import unionmap as um
from unionmap import schema
from unionmap.errors import DataError, FileRefusedError, UnknownNameError
from unionmap.export import workbook
from unionmap.intake.readers import limits

NASTY = (
    *(
        "",
        " ",
        "　",
        "无",
        "-",
        "0",
        "NaN",
        "inf",
        "-1e308",
        "1e999",
        "9" * 30,
        "1" * 400,
        "1.38E+10",
        "#REF!",
        "TRUE",
        "null",
    ),
    *(
        "113.665123",
        "34.784123",
        "113.665123,34.784123",
        "34.784123，113.665123",
        "北纬34°47′02″ 东经113°39′54″",
        "１１３．６６",
    ),
    *(
        "500000.5",
        "3850000",
        "12934801.49",
        "113665123",
        "POINT(113.6 34.7)",
        "\u200b",
        "\ufeff",
        "\x00",
        "\x0b",
        "\x1b[31m",
    ),
    *(
        "甲\n乙",
        "甲\r\n乙",
        '"',
        "'=1+1",
        "=1+1",
        "@x",
        "{{7*7}}",
        "{#",
        "${x}`",
        "</script>",
        "\u2028",
        "\ud83d",
        "🚍",
        "𠮷驿站",
    ),
    *(
        "名" * 201,
        "x" * 33_000,
        "合计",
        "小计：3",
        "注：无",
        "第1页",
        "序号",
        "站点名称",
        "郑州市",
        "金水区",
        "火星市",
        "河南省",
        "北京",
    ),
    *(
        "示意点位",
        "锟斤拷",
        "????",
        "å·¥ä¼šé©¿ç«™",
        "24小时",
        "2024-08-12",
        "45516",
        "25:99",
        "第10站",
        "1路",
        "gcj02",
        "百度",
        "EPSG:4547",
    ),
    *(
        "EPSG:999999",
        "+proj=longlat",
        "bus_route",
        "劳模号",
        "公交站",
        "٣٤",
        "四川省成都市武侯区",
        "../../etc/passwd",
        ",,,",
        ";",
        "\t",
        "|",
    ),
)
HEADERS = (
    *(
        "站点名称",
        "经度",
        "纬度",
        "坐标",
        "所在市",
        "区县",
        "省",
        "地址",
        "类型",
        "坐标系",
        "精度",
        "误差",
        "开放时间",
        "服务项目",
        "电话",
    ),
    *(
        "备注",
        "线路",
        "方向",
        "站序",
        "建成时间",
        "编号",
        "序号",
        "环线",
        "站点数",
        "x",
        "y",
        "饮水机",
        "列A",
        "name",
        "geometry",
        "kind",
    ),
    *(
        "site_id",
        "row",
        "sheet_row",
        "reasons",
        "fix",
        "原行号",
        "precision",
        "lon",
        "lat",
        "doubts",
        "街道",
        "list_row",
        "changes",
    ),
)
cells = st.sampled_from(NASTY) | st.sampled_from(["甲", "乙", "113.66", "34.78", "郑州市", "3"]) | st.text(max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    extra = draw(st.lists(st.sampled_from(HEADERS), max_size=6, unique=True))
    header = ["驿站名称", *extra]
    rows = draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), min_size=1, max_size=5))
    return header, rows


options = st.sampled_from(
    [{}, {}, {"datum": "gcj02"}, {"datum": "EPSG:4547"}, {"kind": "bus_stop"}, {"kind": "bus_route"}]
)


def account(raw: bytes, **given_options: str) -> um.ImportResult | None:
    """Import, and check what must hold of every import."""
    try:
        result = um.read_sites(raw, **given_options)
    except FileRefusedError as error:
        return None if "\n" not in error.say("zh") else pytest.fail(error.say("zh"))
    assert result.accepted + len(result.refused) == result.rows
    assert (result.refused.iloc[:, 2] != "").all()
    assert result.refused.iloc[:, 0].is_monotonic_increasing
    identifiers = [name for frame in result.sites.values() for name in frame["site_id"]]
    assert len(set(identifiers)) == len(identifiers)
    for kind, frame in result.sites.items():
        assert list(frame.columns)[: len(schema.columns(kind))] == list(schema.columns(kind))
        assert (frame.geometry.is_empty == (frame["precision"] == "none")).all()
        assert frame.columns.is_unique
    json.dumps(result.report(), allow_nan=False)
    workbook.refused(result.refused, result.carry("名单"))
    return result


def same(one: um.ImportResult, other: um.ImportResult) -> bool:
    frames = all(one.sites[kind].equals(other.sites[kind]) for kind in one.sites)
    return frames and one.refused.equals(other.refused) and one.notes == other.notes and one.assumed == other.assumed


def written(rows: list[list[str]], header: list[str]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue().encode("utf-8", "surrogatepass")


def is_blank(row: list[str]) -> bool:
    return not any(cell.strip("\0 \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u3000\u2028\ufeff").strip() for cell in row)


@given(tables(), options)
def test_no_row_of_a_csv_vanishes(table, given_options):
    header, rows = table
    raw = written(rows, header)
    result = account(raw, **given_options)
    if result is None:
        return
    left_out = sum(result.assumed[name] for name in ("blank_rows", "title_rows", "footer_rows"))
    assert result.rows + left_out >= sum(not is_blank(row) for row in rows)


@settings(max_examples=10)
@given(tables(), options)
def test_reading_twice_gives_the_same(table, given_options):
    raw = written(table[1], table[0])
    one, other = account(raw, **given_options), account(raw, **given_options)
    assert (one is None) is (other is None)
    assert one is None or same(one, other)


@given(tables(), options)
def test_no_row_of_a_workbook_vanishes(make, table, given_options):
    header, rows = table
    typed = [[float(cell) if cell in ("113.66", "34.78", "3") else cell[:32_767] for cell in row] for row in rows]
    clean = [[cell if isinstance(cell, float) else cell.replace("\ud83d", "") for cell in row] for row in typed]
    account(make.workbook({"名单": [header, *clean]}), **given_options)


GEOMETRIES = (
    None,
    {"type": "Point", "coordinates": [113.66, 34.78]},
    {"type": "Point", "coordinates": [34.78, 113.66]},
    {"type": "Point", "coordinates": [0, 0]},
    {"type": "Point", "coordinates": [1e308, 5]},
    {"type": "Point", "coordinates": ["x", None]},
    {"type": "Point", "coordinates": []},
    {"type": "MultiPoint", "coordinates": [[113.66, 34.78]]},
    {"type": "LineString", "coordinates": [[113, 34], [114, 35]]},
    "x",
)


@given(tables(), st.lists(st.sampled_from(GEOMETRIES), min_size=5, max_size=5), options)
def test_no_feature_vanishes(table, geometries, given_options):
    header, rows = table
    features = [
        {"type": "Feature", "geometry": geometry, "properties": dict(zip(header, row, strict=True))}
        for geometry, row in zip(geometries, rows, strict=False)
    ]
    result = account(json.dumps({"type": "FeatureCollection", "features": features}).encode(), **given_options)
    assert result is not None
    assert result.rows == len(features)


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf"], exclude_characters='"'),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15)
@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=6))
def test_rows_keep_their_line_their_name_and_when_refused_their_cells(rows):
    lines = [["名称", "城市", "经度", "纬度", "备考"], *([name, "郑州市", "113.6", "x", more] for name, more in rows)]
    lines += [[name, "郑州市", "", "", more] for name, more in rows]
    result = um.read_sites(written(lines[1:], lines[0]))
    for place, line in zip(result.refused["sheet_row"], result.refused.iloc[:, 4:].to_numpy(), strict=True):
        assert line.tolist() == lines[place - 1]
    for frame in result.sites.values():
        for site in frame.to_dict("records"):
            line = lines[int(site["list_row"]) - 1]
            assert (site["name"], site["备考"]) == (line[0].strip(), line[4])


def test_a_row_tells_its_file_its_sheet_and_what_was_changed(make):
    rows = [["某市站点"], ["名称", "经度", "纬度"], [], ["甲", 113.656078, 34.748856]]
    result = um.read_sites(make.workbook({"说明": [["x"]], "第一批": rows}), datum="gcj02", name="名单2024.xlsx")
    site = result.sites["rest_station"].iloc[0]
    assert (site["list_file"], site["list_sheet"], site["list_row"]) == ("名单2024.xlsx", "第一批", "4")
    assert "GCJ-02" in site["changes"]
    assert {
        "form": "xlsx",
        "sheet": "第一批",
        "header_row": 2,
        "datum": "gcj02",
        "title_rows": 1,
    }.items() <= result.assumed.items()


def test_blank_rows_titles_and_footers_are_counted_apart():
    raw = "某市驿站,,\n\n序号,名称,城市\n1,甲,郑州市\n,,\n2,乙,郑州市\n合计,2,\n填表人：丙,,\n".encode()
    result = um.read_sites(raw)
    assert (result.rows, result.accepted) == (2, 2)
    counts = {name: result.assumed[name] for name in ("title_rows", "blank_rows", "footer_rows", "header_row")}
    assert counts == {"title_rows": 1, "blank_rows": 2, "footer_rows": 2, "header_row": 3}


def test_ids_are_the_lists_own_or_always_the_same():
    rows = "名称,编号,城市\n甲,A1,郑州市\n乙,A2,郑州市\n丙,A2,郑州市\n丁,,郑州市\n"
    one, other = (um.read_sites(raw.encode()).sites["rest_station"] for raw in (rows, rows.replace("甲,A1", "甲,A9")))
    assert one["site_id"][0] == "A1"
    assert one["site_id"].is_unique
    assert one["site_id"][1:].tolist() == other["site_id"][1:].tolist()
    assert one["given_id"].tolist() == ["A1", "A2", "A2", ""]


def test_a_path_that_cannot_be_read_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(DataError, match=path.name):
            um.read_sites(path)


def test_a_sheet_or_kind_that_does_not_exist_is_said(make):
    raw = make.workbook({"S": [["名称"], ["甲"]]})
    with pytest.raises(FileRefusedError, match="S"):
        um.read_sites(raw, sheet="T")
    with pytest.raises(UnknownNameError):
        um.read_sites(raw, kind="驿站")


def test_the_input_is_not_changed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\nx\n")
    before = path.stat()
    um.read_sites(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (b"name\nx\n", before.st_mtime_ns)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


def test_nothing_else_is_opened(make, watch):
    raw = make.workbook({"S": [["名称", "城市", "经度", "纬度"], ["甲", "郑州市", 113.66, 34.78]]})
    um.read_sites(raw)
    with watch.looking() as seen:
        um.read_sites(raw)
    assert seen == []


def test_control_characters_are_removed_and_that_is_said():
    rows = [{"name": "甲\u001b[31m", "x\u0007": "1\u000b"}, {"name": "乙", "x\u0007": "\u0000"}]
    result = um.read_sites(json.dumps(rows).encode())
    assert result.sites["rest_station"]["name"].tolist() == ["甲[31m", "乙"]
    assert result.accepted == 2


def test_half_a_million_characters_in_one_cell_refuse_one_row():
    raw = f"名称,备注\n甲,{'x' * 500_000}\n乙,y\n".encode()
    assert um.read_sites(raw).refused["row"].tolist() == [1]


def test_too_many_columns_refuse_the_file():
    with pytest.raises(FileRefusedError):
        um.read_sites((",".join(f"c{i}" for i in range(limits.COLUMNS + 9)) + "\n").encode() * 2)


# Lists in the shape of real ones (field names as read in their sources, content made up).

YL = (
    "name,address,district,street,lat,lng,facilities,status,open_hours,contact_phone,manager,capacity,description,source,verified\n"
    "工会驿站(郑州市某大药房互助路店),郑州市中原区互助路1号,中原区,互助路,34.7541234,113.6241234,"
    '"[""water"",""hot_food""]",open,08:00-22:00,0371-67956331;0371-60223349,工会,10,坐标已核实(地图POI),import,0\n'
    "金水区工会驿站,郑州市金水区人民路,金水区,人民路,34.7841234,113.6651234,[],open,8?0?7:30,138****5596,,,"
    '"规划覆盖点位，按各区人口比例生成的示意点位, 非逐条实地核实地址",seed,1\n'
)


def test_the_zhengzhou_table_with_its_invented_rows():
    result = um.read_sites(YL.encode(), datum="gcj02")
    real, invented = result.sites["rest_station"].to_dict("records")
    assert result.accepted == 2
    assert (real["precision"], real["county"], real["facilities"]) == ("exact", "中原区", "water;hot_food")
    assert real["phone"] == "0371-67956331;0371-60223349"
    assert (invented["precision"], invented["opening_hours"], invented["doubts"]) == ("none", "", "illustrative")
    assert {"status", "manager", "capacity", "verified", "street"} <= set(result.sites["rest_station"])


ANTING = [
    {
        "id": 13,
        "name": "某社区居委会",
        "address": "安亭镇墨玉路1号",
        "serviceTime": "8:30-11:00, 13:00-17:00",
        "longitude": 121.1612345,
        "latitude": 31.2912345,
        "type": "warm",
        "photoUrl": "http://example.org/1.jpg",
        "serviceContent": "饮水供给（茶饮及冷饮）、微波炉；骑手12元优惠套餐",
    },
    {
        "id": 14,
        "name": "某加油站",
        "longitude": 121.1712345,
        "latitude": 31.2992345,
        "type": "sinopec",
        "serviceTime": "24小时",
    },
]


@pytest.mark.parametrize(
    "wrapped", [lambda rows: rows, lambda rows: {"code": 0, "data": {"list": rows}}], ids=["bare", "wrapped"]
)
def test_the_list_of_a_small_program(wrapped):
    result = um.read_sites(json.dumps(wrapped(ANTING)).encode(), datum="腾讯地图")
    sites = result.sites["rest_station"]
    assert sites["site_id"].tolist() == ["13", "14"]
    assert sites["kind_said"].tolist() == ["warm", "sinopec"]
    assert sites["facilities"].tolist() == ["water;hot_food", ""]
    assert sites["city"].tolist() == ["上海市", "上海市"]
    assert sites["opening_hours"].tolist() == ["8:30-11:00, 13:00-17:00", "24小时"]
    assert sites["photoUrl"].tolist() == ["http://example.org/1.jpg", ""]


def test_a_list_of_four_fields():
    rows = [{"latitude": 23.0512345, "longitude": 112.4612345, "name": "某驿站", "addr": "端州区人民路"}]
    site = um.read_sites(json.dumps(rows).encode()).sites["rest_station"].iloc[0]
    assert (site["city"], site["county"], site["doubts"], site["precision"]) == (
        "肇庆市",
        "端州区",
        "datum_assumed",
        "district",
    )


def duchang(name: str, at: list[float], precision: str, **more: object) -> Mapping[str, object]:
    properties = {
        "id": name,
        "name": name,
        "county": "都昌县",
        "township_name": "都昌镇",
        "coordinate_system": "WGS84",
        "coordinate_precision": precision,
        "verification_status": "unverified",
        "valid_until": None,
        "related_ids": ["x1", "x2"],
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": properties | more}


def test_a_county_map_that_keeps_both_coordinates():
    features = [
        duchang(
            "某银行爱心驿站",
            [116.2012345, 29.2712345],
            "approximate",
            source_coordinates=[116.2065, 29.2678],
            open_hours=None,
        ),
        duchang(
            "红色驿站(支行站)",
            [116.2016345, 29.2715345],
            "building_centroid",
            source_coordinates=[12934801.49, 3387137.46],
        ),
    ]
    features[0]["properties"]["opening_hours_hint"] = "8:00-18:00"
    sites = um.read_sites(json.dumps({"type": "FeatureCollection", "features": features}).encode()).sites[
        "rest_station"
    ]
    assert sites["precision"].tolist() == ["district", "exact"]
    assert (sites.geometry.x[0], sites.geometry.y[0]) == (116.2012345, 29.2712345)
    assert sites["given_datum"].tolist() == ["wgs84", "wgs84"]
    assert sites["city"].tolist() == ["九江市", "九江市"]
    assert sites["opening_hours"].tolist() == ["", ""]
    assert sites["opening_hours_hint"].tolist() == ["8:00-18:00", ""]
    assert sites["source_coordinates"][1] == "12934801.49;3387137.46"
    assert {"township_name", "verification_status", "related_ids"} <= set(sites)


BUS = (
    "驻马店16路,,,,,\n站序,上行,,站序,下行,\n,站名,备注,,站名,备注\n"
    "1,火车站,,3,火车站,\n2,解放路,换乘,2,解放路,\n3,中华路,,1,中华路,\n"
)


def test_two_directions_side_by_side_are_never_read_in_silence():
    result = um.read_sites(BUS.encode(), kind="bus_stop")
    assert result.rows == 3
    kept = result.sites["bus_stop"]
    cells_kept = {str(cell) for row in kept.drop(columns="geometry").to_numpy() for cell in row}
    assert {"火车站", "解放路", "中华路", "换乘"} <= cells_kept
    assert any("下行 站名" in note for note in result.notes)


def test_the_seeds_come_out_as_they_are(repo, sites):
    for kind, frame in sites.items():
        result = um.read_sites(repo / "seeds" / f"{kind}.csv")
        assert (result.accepted, len(result.refused)) == (len(frame), 0)
        own = result.sites[kind].set_index("site_id").loc[frame["site_id"]]
        assert own["name"].tolist() == frame["name"].tolist()
        if kind != "bus_route":  # a line takes its place from its stops
            assert own["precision"].tolist() == frame["precision"].tolist()
            assert shapely.equals_exact(own.geometry.to_numpy(), frame.geometry.to_numpy(), tolerance=1e-6).all()


def county_book(book, sheets):
    """Dress a sheet as county unions do: merged title and cities, a hidden column, dates and hours of Excel."""
    sheet = sheets["Sheet1"]
    day, hour = (book.add_format({"num_format": form}) for form in ("yyyy/m/d", "h:mm"))
    sheet.merge_range(0, 0, 0, 14, "宝丰、鲁山两县户外劳动者服务站点统计表")
    sheet.merge_range(4, 1, 7, 1, "平顶山市")
    sheet.merge_range(4, 2, 5, 2, "宝丰县")
    sheet.merge_range(6, 2, 7, 2, "鲁山县")
    sheet.write_datetime(4, 9, dt.datetime(2024, 8, 12), day)
    sheet.write_datetime(4, 13, dt.datetime(2023, 12, 4), day)
    sheet.write_datetime(6, 9, dt.datetime(1899, 12, 31, 8, 0), hour)
    sheet.write_number(6, 13, 45264)
    sheet.write_formula(8, 3, "=COUNTA(D5:D8)", None, 4)
    sheet.set_column(7, 7, None, None, {"hidden": True})


COUNTY = """
制表日期：2024年5月20日||||||||||单位：个

序号|所属市|所属县区|站点名称|详细地址|经度|纬度|联系人|联系电话|开放时间|饮水机|微波炉|空调|建成时间|备注
1|||宝丰县梅园路工会驿站|梅园路与中兴路交叉口|113.0512345|33.8712345|张三|13800000000.0||有|有|无||
2|||宝丰县邮政局驿站|人民路1号|113.0612345|33.8812345|李四|0375-6510000；0375-6510001|8:00-18:00|有|无|有|2022年5月|
3|||鲁山县环卫驿站|鲁平大道|||王五|6510002.0||√|×|√||待定位
4|||鲁山县汽车站驿站|车站广场|无|无|||全天||||2021|
合计||||||||||2|1|2||

填表人：赵六||||||审核人：钱七
注：坐标取自高德地图
"""


def county_rows() -> list[list[object]]:
    """Return the rows of a sheet, plain decimals as numbers; the first one is blank and takes the title."""
    lines = COUNTY.rstrip("\n").split("\n")
    return [[float(cell) if re.fullmatch(r"\d+\.\d+", cell) else cell for cell in line.split("|")] for line in lines]


@pytest.fixture(scope="module")
def county(make):
    return um.read_sites(make.workbook({"Sheet1": county_rows(), "Sheet2": []}, county_book), name="宝丰县站点.xlsx")


def test_the_typical_workbook_of_a_county_union_is_read_in_one_go(county):
    assert (county.rows, county.accepted, county.unlocated, len(county.refused)) == (4, 4, 2, 0)
    assert {"header_row": 4, "title_rows": 2, "footer_rows": 3, "blank_rows": 2}.items() <= county.assumed.items()
    sites = county.sites["rest_station"]
    assert sites["city"].tolist() == ["平顶山市"] * 4
    assert sites["county"].tolist() == ["宝丰县", "宝丰县", "鲁山县", "鲁山县"]
    assert sites["list_row"].tolist() == ["5", "6", "7", "8"]


def test_its_dates_hours_phones_and_ticks_are_understood(county):
    sites = county.sites["rest_station"]
    assert sites["opened_on"].tolist() == ["2023-12-04", "2022-05", "2023-12-04", "2021"]
    assert sites["opening_hours"].tolist() == ["8-12", "8:00-18:00", "08:00", "全天"]
    assert sites["phone"].tolist() == ["13800000000", "0375-6510000；0375-6510001", "6510002", ""]
    assert sites["facilities"].tolist() == ["water;hot_food", "water;cooling;heating", "water;cooling;heating", ""]
    assert sites["联系人"].tolist() == ["张三", "李四", "王五", ""]
    assert sites["饮水机"].tolist() == ["有", "有", "√", ""]


def test_the_remark_below_it_names_the_datum(county):
    assert county.sites["rest_station"]["given_datum"].tolist() == ["gcj02", "gcj02", "", ""]
    assert county.sites["rest_station"]["precision"].tolist() == ["exact", "exact", "none", "none"]


# Refused rows, corrected and fed back.

FIRST = (
    "站点名称,所在市,高德经度,高德纬度\n甲,郑州市,113.665123,34.784123\n"
    ",郑州市,113.675123,34.784123\n丙,郑州市,34.794123,113.685123\n"
)


@cache
def first_refused() -> bytes:
    first = um.read_sites(FIRST.encode(), name="名单.csv")
    return workbook.refused(first.refused, first.carry("名单"))


def sheet_of_refused(change=None) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(first_refused()))
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def mend(book):
    sheet = book.worksheets[0]
    sheet["D2"], sheet["F3"], sheet["G3"] = "乙", "113.685123", "34.794123"


def test_corrected_rows_are_read_as_in_the_first_import():
    result = um.read_sites(sheet_of_refused(mend), name="改好.xlsx")
    sites = result.sites["rest_station"]
    assert (result.supplement, result.accepted, len(result.refused)) == (True, 2, 0)
    assert sites["name"].tolist() == ["乙", "丙"]
    assert sites["list_row"].tolist() == ["3", "4"]
    assert sites["given_datum"].tolist() == ["gcj02", "gcj02"]
    assert set(sites["list_file"]) == {"名单.csv"}
    assert not {"原行号", "未通过原因", "修改建议"} & set(sites)


def test_rows_not_yet_corrected_are_refused_again_for_the_same():
    result = um.read_sites(sheet_of_refused())
    assert result.accepted == 0
    assert result.refused["sheet_row"].tolist() == [3, 4]
    assert result.refused["fix"].tolist()[1].count("113.685123") == 1


def without_hidden_sheet(book):
    mend(book)
    del book["unionmap"]


def renamed(book):
    mend(book)
    book.worksheets[0]["D1"] = "驿站名称"


def narrowed(book):
    mend(book)
    book.worksheets[0].delete_cols(5)


@pytest.mark.parametrize("change", [without_hidden_sheet, renamed, narrowed])
def test_a_corrected_sheet_may_lose_a_sheet_a_name_or_a_column(change):
    result = um.read_sites(sheet_of_refused(change))
    assert (result.supplement, result.accepted) == (True, 2)


@pytest.mark.parametrize(
    "carried",
    [
        '{"columns": [1], "datum": 7, "kind": ["x"], "list": 5, "file": {"a": 1}}',
        '{"columns": {"站点名称": "nonsense", "x": "name"}, "datum": "zz", "kind": "qq"}',
        "[" * 5_000,
        "{",
        "null",
    ],
    ids=["other types", "unknown names", "deep", "cut off", "null"],
)
def test_what_the_hidden_sheet_carries_is_a_hint_no_more(carried):
    def change(book):
        mend(book)
        book["unionmap"]["A1"] = carried

    result = um.read_sites(sheet_of_refused(change))
    assert result.accepted == 2


def test_a_big_list_is_read_as_a_small_one_is():
    rng = np.random.default_rng(8)
    count = 3_000
    frame = pd.DataFrame(
        {
            "站点名称": [f"驿站{i % 1_500}" for i in range(count)],
            "经度": np.round(rng.uniform(113.5, 113.8, count), 6).astype(str),
            "纬度": np.round(rng.uniform(34.65, 34.85, count), 6).astype(str),
            "备注": ["", "无"] * (count // 2),
        }
    )
    frame.loc[17, "纬度"], frame.loc[2_222, "站点名称"] = "x", ""
    result = um.read_sites(frame.to_csv(index=False).encode(), datum="gcj02")
    assert result.refused["row"].tolist() == [18, 2_223]
    assert result.accepted == count - 2
    assert result.sites["rest_station"]["list_row"].astype(int).is_monotonic_increasing


def test_a_list_of_nothing_but_refused_rows_takes_no_longer_than_a_good_one():
    count = 3_000
    good = pd.DataFrame({"名称": [f"驿站{i}" for i in range(count)], "经度": "113.665123", "纬度": "34.784123"})
    spread = 34.6 + np.arange(count) / 20_000
    good["纬度"] = [f"{lat:.6f}" for lat in spread]
    garbled = good.assign(名称=[f"宸ヤ細椹跨珯{i}" for i in range(count)])
    copies = pd.concat([good[: count // 2]] * 2)
    swapped = good.rename(columns={"经度": "纬度", "纬度": "经度"})
    swapped.loc[0, ["经度", "纬度"]] = ["113.665123", "34.5"]
    seconds = {}
    for name, frame in {"good": good, "garbled": garbled, "copies": copies, "swapped": swapped}.items():
        raw = frame.to_csv(index=False).encode()
        start = time.process_time()
        result = um.read_sites(raw, datum="wgs84")
        seconds[name] = time.process_time() - start
        assert result.accepted == {"good": count, "garbled": 0, "copies": count // 2, "swapped": 1}[name]
    assert max(seconds.values()) < 4 * seconds["good"] + 0.3, seconds
