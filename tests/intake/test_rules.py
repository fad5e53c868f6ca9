"""The table of checks, row by row, in csv and xlsx; then what geometry formats add."""

import csv
import io
import json
import re

import pytest

import unionmap as um
from unionmap import schema, text

HEADER = ("站点名称", "所在市", "经度", "纬度", "地址", "类型", "开放时间", "建站时间", "备注")
FORMS = ("csv", "xlsx")


def row(place: int, **cells: str) -> list[str]:
    """Write a good row, no two within 50 m of each other, but for the cells given."""
    good = {
        "站点名称": f"第{place}驿站",
        "所在市": "郑州市",
        "经度": f"{113.62 + 0.00123 * (place % 13) + 1.7e-6 * place:.6f}",
        "纬度": f"{34.73 + 0.00217 * (place // 13) + 2.3e-6 * place:.6f}",
    }
    return [(good | cells).get(name, "") for name in HEADER]


def read(make, form: str, rows: list[list[str]], header=HEADER, **options):
    if form == "csv":
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
        raw = file.getvalue().encode()
    else:
        typed = [[float(cell) if re.fullmatch(r"-?\d+\.\d+", cell) else cell for cell in line] for line in rows]
        raw = make.workbook({"名单": [header, *typed]})
    result = um.read_sites(raw, datum="wgs84", **options)
    assert result.accepted + len(result.refused) == result.rows
    assert (result.refused["reasons"] != "").all()
    return result


def says(reasons: str, key: str) -> bool:
    """Tell whether one of the reasons is a phrase, whatever fills its blanks."""
    pattern = re.sub(r"\\\{.*?\\\}", ".*", re.escape(text.catalogue()[f"rows.{key}"].get("zh")))
    return bool(re.search(pattern, reasons))


REFUSED = {
    "no name": ({"站点名称": ""}, "no_name"),
    "a name of blanks": ({"站点名称": " 　"}, "no_name"),
    "a name that is 无": ({"站点名称": "无"}, "no_name"),
    "a name that is a dash": ({"站点名称": "——"}, "no_name"),
    "a name of zero width": ({"站点名称": "\u200b\u2060"}, "no_name"),
    "a name of soft hyphens": ({"站点名称": "\u00ad"}, "no_name"),
    "UTF-8 read as GBK": ({"站点名称": "工会驿站".encode().decode("gbk")}, "name_garbled"),
    "UTF-8 read as GBK, an odd byte left as ?": ({"站点名称": "瀹濅赴鍘垮伐浼氶┛绔?"}, "name_garbled"),
    "UTF-8 read as GBK, an odd byte lost": ({"站点名称": "鐖卞績椹"}, "name_garbled"),
    "UTF-8 read as GBK, an odd byte replaced": (
        {"站点名称": "郑州爱心驿".encode().decode("gbk", "replace")},
        "name_garbled",
    ),
    "UTF-8 read as Latin-1": ({"站点名称": "工会驿站".encode().decode("latin-1")}, "name_garbled"),
    "UTF-8 read as cp1252": ({"站点名称": "户外劳动者驿站".encode().decode("cp1252", "replace")}, "name_garbled"),
    "GBK read as UTF-8": ({"站点名称": "郑州工会驿站".encode("gbk").decode("utf-8", "replace")}, "name_garbled"),
    "GBK read as Latin-1": ({"站点名称": "工会驿站".encode("gbk").decode("latin-1")}, "name_garbled"),
    "a name of question marks": ({"站点名称": "???驿站"}, "name_garbled"),
    "锟斤拷": ({"站点名称": "锟斤拷锟斤拷"}, "name_garbled"),
    "a name of 201 characters": ({"站点名称": "名" * 201}, "too_long"),
    "an address of 501": ({"地址": "路" * 501}, "too_long"),
    "a longitude of words": ({"经度": "市中心"}, "no_number"),
    "both of words": ({"经度": "待补充", "纬度": "待补充"}, "no_number"),
    "two points in a number": ({"经度": "113.65.21"}, "no_number"),
    "NaN twice": ({"经度": "NaN", "纬度": "NaN"}, "no_number"),
    "nan beside a number": ({"纬度": "nan"}, "no_number"),
    "inf": ({"经度": "inf"}, "no_number"),
    "1e999": ({"经度": "1e999"}, "no_number"),
    "an error of Excel": ({"纬度": "#REF!"}, "no_number"),
    "longitude alone": ({"纬度": ""}, "half_coordinate"),
    "latitude alone": ({"经度": "无"}, "half_coordinate"),
    "0,0": ({"经度": "0", "纬度": "0.000000"}, "zero"),
    "０,０ in full width": ({"经度": "０", "纬度": "０．０"}, "zero"),
    "longitude 181": ({"经度": "181.5"}, "lon_impossible"),
    "latitude -91": ({"纬度": "-91.5"}, "lat_impossible"),
    "a lost decimal point": ({"经度": "113623456"}, "lon_impossible"),
    "swapped": ({"经度": "34.751234", "纬度": "113.651234"}, "swapped"),
    "Beijing, named as Zhengzhou": ({"经度": "116.391234", "纬度": "39.911234"}, "far_from_city"),
    "west of Greenwich": ({"经度": "-113.651234"}, "far_from_city"),
    "Tokyo, nothing named": ({"所在市": "", "经度": "139.771234", "纬度": "35.681234"}, "outside_country"),
}


@pytest.fixture(scope="module")
def refused(make):
    """Read all rows that must be refused, a good row between any two, once in each form."""
    rows = [
        line
        for place, (cells, _) in enumerate(REFUSED.values())
        for line in (row(2 * place, **cells), row(2 * place + 1))
    ]
    return {form: read(make, form, rows) for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", list(REFUSED))
def test_a_row_is_refused_for(case, form, refused):
    _, key = REFUSED[case]
    number = 2 * list(REFUSED).index(case) + 1
    found = refused[form].refused
    own = found[found["row"] == number]
    assert len(own) == 1, "accepted"
    assert says(own["reasons"].iloc[0], key), own["reasons"].iloc[0]
    assert own["sheet_row"].iloc[0] == number + 1


@pytest.mark.parametrize("form", FORMS)
def test_the_good_rows_among_them_are_all_accepted(form, refused):
    assert set(refused[form].refused["row"] % 2) == {1}
    assert refused[form].accepted == len(REFUSED)
    assert refused[form].unlocated == 0


def test_refused_rows_keep_their_cells(refused):
    kept = refused["csv"].refused.set_index("row")
    for place, (cells, _) in enumerate(REFUSED.values()):
        for header, cell in cells.items():
            assert kept.loc[2 * place + 1, header] == cell


FIXES = {
    "a lost decimal point": ["113.623456"],
    "swapped": ["113.651234", "34.751234"],
    "UTF-8 read as GBK": ["工会驿站"],
    "GBK read as Latin-1": ["工会驿站"],
    "a longitude of words": [],
    "锟斤拷": [],
    "0,0": [],
}


@pytest.mark.parametrize("case", list(FIXES))
def test_a_plain_fix_is_proposed_in_full_and_no_other(case, refused):
    found = refused["csv"].refused.set_index("row")
    fix = found.loc[2 * list(REFUSED).index(case) + 1, "fix"]
    assert all(part in fix for part in FIXES[case]), fix
    assert bool(fix) is bool(FIXES[case])


LOST = {
    ("113651234", "34751234"): ("113.651234", "34.751234"),
    ("1136512", "34.7512"): ("113.6512", "34.7512"),
    ("113.6512", "347512"): ("113.6512", "34.7512"),
    ("1136.51234", "34.751234"): None,
    ("12934801.49", "3387137.46"): None,
    ("12934801", "3387137"): None,
}


@pytest.fixture(scope="module")
def lost(make):
    rows = [row(place, 经度=lon, 纬度=lat) for place, (lon, lat) in enumerate(LOST)]
    return read(make, "csv", [*rows, row(20), row(21)]).refused


@pytest.mark.parametrize("place", range(len(LOST)), ids=[",".join(pair) for pair in LOST])
def test_a_lost_decimal_point_is_put_back_only_where_its_place_is_plain(place, lost):
    wanted = list(LOST.values())[place]
    fix = lost.set_index("row").loc[place + 1, "fix"]
    assert fix == "" if wanted is None else all(part in fix for part in wanted)


UNLOCATED = [("", ""), ("无", "-"), ("—", "/"), ("暂无", "未知"), (" ", "　"), ("NULL", "null"), ("空", "无")]


@pytest.mark.parametrize("form", FORMS)
def test_a_coordinate_of_which_nothing_is_said_is_accepted_without_a_place(make, form):
    rows = [row(place, 经度=lon, 纬度=lat) for place, (lon, lat) in enumerate(UNLOCATED)]
    result = read(make, form, [*rows, row(50)])
    sites = result.sites["rest_station"]
    assert (result.rows, result.accepted, result.unlocated) == (8, 8, 7)
    assert sites["precision"].tolist() == ["none"] * 7 + ["exact"]
    assert sites["city"].unique().tolist() == ["郑州市"]


ACCEPTED = {
    "a name of 200 characters": ({"站点名称": "名" * 200}, {"name": "名" * 200}),
    "an address of 500": ({"地址": "路" * 500}, {"address": "路" * 500}),
    "a question mark at the end": ({"站点名称": "工会驿站?"}, {"name": "工会驿站?"}),
    "a traditional name": ({"站点名称": "鄭州工會驛站"}, {"name": "鄭州工會驛站"}),
    "a name with Latin letters": ({"站点名称": "Größe—Café 驿站（Ａ座）Ⅲ"}, {"name": "Größe—Café 驿站（Ａ座）Ⅲ"}),
    "a rare character": ({"站点名称": "㵲水河𠮷驿站"}, {"name": "㵲水河𠮷驿站"}),
    "a kind known by another word": ({"类型": "劳动者港湾"}, {"kind_said": "劳动者港湾", "doubts": ""}),
    "a kind that nobody knows": ({"类型": "公园"}, {"kind_said": "公园", "doubts": "unknown_kind"}),
    "no kind": ({"类型": "-"}, {"kind_said": "", "doubts": ""}),
    "hours": (
        {"开放时间": "周一至周五 08:30-12:00,13:00-17:30"},
        {"opening_hours": "周一至周五 08:30-12:00,13:00-17:30"},
    ),
    "hours with lost bytes": ({"开放时间": "8?0?7:30"}, {"opening_hours": ""}),
    "hours of no clock": ({"开放时间": "25:00-26:70"}, {"opening_hours": ""}),
    "hours that nobody knows": ({"开放时间": "以现场公告为准"}, {"opening_hours": "以现场公告为准"}),
    "hours turned into a date": ({"开放时间": "2024-08-12"}, {"opening_hours": "8-12"}),
    "hours turned into a month and day": ({"开放时间": "8月12日"}, {"opening_hours": "8-12"}),
    "hours turned into a serial": ({"开放时间": "45516"}, {"opening_hours": "8-12"}),
    "a date": ({"建站时间": "2023年12月4日"}, {"opened_on": "2023-12-04"}),
    "a serial date": ({"建站时间": "45264"}, {"opened_on": "2023-12-04"}),
    "a month": ({"建站时间": "2023.12"}, {"opened_on": "2023-12"}),
    "a date of two readings": ({"建站时间": "3/4/2023"}, {"opened_on": ""}),
    "a date of no calendar": ({"建站时间": "2023-02-30"}, {"opened_on": ""}),
    "a date of words": ({"建站时间": "待定吧"}, {"opened_on": ""}),
    "degrees and minutes": ({"经度": "东经113°39′00.36″", "纬度": "34度45分0.72秒"}, {"precision": "exact"}),
    "full width": ({"经度": "１１３．６５１２３４"}, {"precision": "exact"}),
    "a decimal comma": ({"经度": "113,651234"}, {"precision": "exact"}),
    "both in the first cell": ({"经度": "113.651299,34.751288", "纬度": ""}, {"precision": "exact"}),
    "a city that is no place": ({"所在市": "火星市"}, {"city": "郑州市", "doubts": "unknown_place"}),
    "a formula as text": ({"站点名称": "=1+1"}, {"name": "=1+1"}),
    "a template": ({"站点名称": "{{7*7}}${x}</script>"}, {"name": "{{7*7}}${x}</script>"}),
}
NOTED = {
    "a kind that nobody knows": "kind_taken",
    "hours with lost bytes": "hours_dropped",
    "hours of no clock": "hours_dropped",
    "hours turned into a date": "hours_turned",
    "a date of two readings": "date_dropped",
    "a date of words": "date_dropped",
}


@pytest.fixture(scope="module")
def accepted(make):
    rows = [row(place, **cells) for place, (cells, _) in enumerate(ACCEPTED.values())]
    return {form: read(make, form, rows) for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", list(ACCEPTED))
def test_a_row_is_accepted_with(case, form, accepted):
    line = list(ACCEPTED).index(case) + 2
    sites = accepted[form].sites["rest_station"].set_index("list_row")
    assert str(line) in sites.index, accepted[form].refused.query("sheet_row == @line")["reasons"].tolist()
    site = sites.loc[str(line)]
    for column, value in ACCEPTED[case][1].items():
        assert site[column] == value
    if case in NOTED:
        assert says(site["changes"], NOTED[case])


def test_what_was_not_understood_is_told_to_the_clerk(accepted):
    notes = "\n".join(accepted["csv"].notes)
    for key in ("kind_unknown", "hours_unreadable", "date_unreadable"):
        assert says(notes, key), key


TWO_COLUMNS = ["开门时间,关门时间", "开放时间,结束时间", "开始时间,结束时间", "open,close", "营业开始,营业结束"]
CLOCKS = {
    "8:00,18:00": "8:00-18:00",
    "上午8点,下午6点": "上午8点-下午6点",
    "0.354167,0.75": "08:30-18:00",
    "22:00,次日6:00": "",
}
CLOCKS |= {"24小时,24小时": "24小时", "全天,": "全天", "8:00,": "{0} 8:00", ",": ""}


@pytest.mark.parametrize("header", TWO_COLUMNS)
def test_hours_in_two_columns_are_put_together_and_the_columns_told(header):
    lines = [f"第{place}站,{cells}" for place, cells in enumerate(CLOCKS)]
    result = um.read_sites("\n".join([f"名称,{header}", *lines]).encode())
    wanted = [said or cells.replace(",", "-").strip("-") for cells, said in CLOCKS.items()]
    first, last = header.split(",")
    assert result.sites["rest_station"]["opening_hours"].tolist() == [said.format(first) for said in wanted]
    assert [result.assumed["columns"][field] for field in ("opens_at", "closes_at")] == [first, last]
    assert text.say("rows.hours_joined", opens=first, closes=last) in result.notes


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("营业时间,开门时间,关门时间", "7:00-9:00,8:00,18:00"),
        ("开始时间,结束时间", "2023-03-01,2024-03-01"),
        ("开放时间,结束时间", "7:00-9:00,2024-03-01"),
        ("开门时间", "7:00-9:00"),
    ],
)
def test_a_column_of_hours_comes_before_two_of_times_and_dates_are_no_times(header, cells):
    result = um.read_sites(f"名称,{header}\n甲,{cells}\n".encode())
    assert not {"opens_at", "closes_at"} & set(result.assumed["columns"])
    assert result.sites["rest_station"]["opening_hours"].tolist() == ["7:00-9:00" if "7" in cells else ""]


def test_the_note_on_few_decimals_counts_no_row_that_is_refused():
    rows = [row(0, 经度="113.66", 纬度="34.74"), row(1, 经度="116.39", 纬度="39.91"), row(2)]
    result = um.read_sites("\n".join(map(",".join, [HEADER, *rows])).encode(), datum="wgs84")
    assert len(result.refused) == 1
    assert text.say("rows.few_decimals", rows="第 2 行") in result.notes


GEOMETRIES = {
    "a point": ({"type": "Point", "coordinates": [113.651234, 34.751234]}, "exact"),
    "a point with a height": ({"type": "Point", "coordinates": [113.652234, 34.751234, 99]}, "exact"),
    "a multipoint of one": ({"type": "MultiPoint", "coordinates": [[113.653234, 34.751234]]}, "exact"),
    "no geometry": (None, "none"),
    "an empty point": ({"type": "Point", "coordinates": []}, "none"),
    "a multipoint of two": ({"type": "MultiPoint", "coordinates": [[113.6, 34.7], [113.7, 34.8]]}, "not_a_point"),
    "a line": ({"type": "LineString", "coordinates": [[113.6, 34.7], [113.7, 34.8]]}, "not_a_point"),
    "an area": (
        {"type": "Polygon", "coordinates": [[[113.6, 34.7], [113.7, 34.7], [113.7, 34.8], [113.6, 34.7]]]},
        "not_a_point",
    ),
    "no geometry at all": ({"type": "Circle", "coordinates": [113.6, 34.7]}, "not_a_point"),
    "NaN": ({"type": "Point", "coordinates": [float("nan"), float("nan")]}, "not_a_number"),
    "infinity": ({"type": "Point", "coordinates": [float("inf"), 34.7]}, "not_a_number"),
    "text": ({"type": "Point", "coordinates": ["市中心", 34.7]}, "not_a_number"),
    "0,0": ({"type": "Point", "coordinates": [0, 0.0]}, "zero"),
    "longitude 200": ({"type": "Point", "coordinates": [200.5, 34.751234]}, "lon_impossible"),
    "an absurd number": ({"type": "Point", "coordinates": [1e308, 34.751234]}, "lon_impossible"),
    "a swapped point": ({"type": "Point", "coordinates": [34.751234, 113.651234]}, "swapped"),
    "Tokyo": ({"type": "Point", "coordinates": [139.771234, 35.681234]}, "outside_country"),
}


@pytest.fixture(scope="module")
def features():
    found = [
        {"type": "Feature", "geometry": geometry, "properties": {"name": case}}
        for case, (geometry, _) in GEOMETRIES.items()
    ]
    result = um.read_sites(json.dumps({"type": "FeatureCollection", "features": found}).encode())
    assert result.accepted + len(result.refused) == result.rows == len(GEOMETRIES)
    return result


@pytest.mark.parametrize("case", list(GEOMETRIES))
def test_a_feature_is_judged_by_its_geometry(case, features):
    wanted = GEOMETRIES[case][1]
    if wanted in schema.PRECISIONS:
        site = features.sites["rest_station"].set_index("name").loc[case]
        assert (site["precision"], site.geometry.is_empty) == (wanted, wanted == "none")
    else:
        refused = features.refused.set_index("name").loc[case]
        assert says(refused["reasons"], wanted), refused["reasons"]


def test_a_feature_without_name_and_without_place_is_refused_not_lost():
    raw = b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":null},'
    raw += b'{"type":"Feature","properties":{"name":"x"}}]}'
    result = um.read_sites(raw)
    assert (result.rows, result.accepted, result.refused["row"].tolist()) == (2, 1, [1])


def formulas(book, sheets):
    sheet = sheets["名单"]
    sheet.write_formula(1, 0, '="甲"&"站"', None, "甲站")
    sheet.write_formula(2, 2, "=113.6+0.051234", None, 113.651234)
    sheet.write_formula(3, 3, "=A1", None, 34.751234)
    sheet.write_formula(4, 8, "=1+1", None, 2)
    sheet.write_formula(5, 4, '=HYPERLINK("http://x","人民路")', None, "人民路")
    sheet.write_array_formula(6, 0, 6, 0, "{=A2}", None, "丁站")


def test_a_formula_is_refused_in_name_and_coordinates_and_kept_as_its_value_elsewhere(make):
    rows = [row(place) for place in range(6)]
    result = um.read_sites(make.workbook({"名单": [HEADER, *rows]}, formulas), datum="wgs84")
    reasons = dict(zip(result.refused["row"], result.refused["reasons"], strict=True))
    assert set(reasons) == {1, 2, 3, 6}
    assert all(says(reasons[number], "name_formula") for number in (1, 6))
    assert all(says(reasons[number], "coordinate_formula") for number in (2, 3))
    assert result.sites["rest_station"]["note"].tolist() == ["2", ""]
    assert result.sites["rest_station"]["address"].tolist() == ["", "人民路"]


def test_a_formula_that_was_never_computed_is_a_formula_not_a_blank():
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [row(0), row(1), row(2)]
    rows[0][0], rows[1][2], rows[2][8] = '=CONCATENATE("甲")', "=113.6+0.05", "=1+1"
    for line in (list(HEADER), *rows):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    result = um.read_sites(file.getvalue(), datum="wgs84")
    assert result.refused["row"].tolist() == [1, 2]
    assert says(result.refused["reasons"][0], "name_formula")
    assert says(result.refused["reasons"][1], "coordinate_formula")


KIND_WORDS = {
    "rest_station": "工会驿站 爱心驿站 劳动者港湾 司机之家 户外劳动者服务站点 职工服务点 红色蒲公英驿站 卫东暖驿 "
    "爱心翼站 工心驿站 劳动驿站 环卫作息场所 兰工驿站 驿小站 爱心驿家 户外职工小休站 爱心接力站 暖心驿站 "
    "ＲＥＳＴ＿ＳＴＡＴＩＯＮ 公园 toilet 1 职工书屋",
    "bus_stop": "公交站 劳模号公交站 bus_stop",
    "innovation_studio": "创新工作室（市级） 劳模和工匠人才创新工作室 劳模工作室",
    "education_base": "职工爱国主义教育基地",
    "craftsman_academy": "工匠学院 劳模工匠学院",
}


def test_each_word_for_a_kind_leads_to_its_kind_and_is_kept(make):
    words = [(word, kind) for kind, line in KIND_WORDS.items() for word in line.split()]
    result = read(make, "csv", [row(place, 类型=word) for place, (word, _) in enumerate(words)])
    found = {site["kind_said"]: site["kind"] for frame in result.sites.values() for site in frame.to_dict("records")}
    assert found == dict(words)


def test_the_kind_given_beats_the_column_and_the_word_is_kept(make):
    result = read(make, "csv", [row(0, 类型="公交站")], kind="education_base")
    assert result.sites["education_base"]["kind_said"].tolist() == ["公交站"]


def test_without_a_column_for_the_kind_all_are_rest_stations_and_that_is_said():
    result = um.read_sites("名称,城市\n甲,郑州市\n".encode())
    assert len(result.sites["rest_station"]) == 1
    assert says("\n".join(result.notes), "kind_assumed")


LOST_COLUMNS = "站点名称,线路,站序,交通方式\n甲,乘1路,7,公交\n乙,乘2路,8,公交\n"


def test_a_column_that_the_kind_does_not_have_is_kept_as_it_is():
    sites = um.read_sites(LOST_COLUMNS.encode(), kind="rest_station").sites["rest_station"]
    held = {header: sites[header].tolist() for header in sites if header in ("线路", "站序", "交通方式")}
    assert held == {"线路": ["乘1路", "乘2路"], "站序": ["7", "8"], "交通方式": ["公交", "公交"]}
