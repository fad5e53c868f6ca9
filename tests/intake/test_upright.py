"""Tables that stand upright are turned or refused; no site of them vanishes, and no other table is taken for one."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unionmap as um
from unionmap.errors import FileRefusedError
from unionmap.intake import readers

FIELDS = ("站点名称", "详细地址", "经度", "纬度", "联系人", "开放时间")


def text(rows) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()


def upright(sites, form):
    """Write sites upright: in blocks with a blank row or a heading between, without, or side by side."""
    if form == "beside":
        return [[label, *(site[place] for site in sites)] for place, label in enumerate(FIELDS)]
    parting = {"blocks": [], "gaps": [["", ""]], "headings": [["甲类站点", ""]]}[form]
    return [row for site in sites for row in [*parting, *map(list, zip(FIELDS, site, strict=True))]]


said = st.tuples(
    *[st.sampled_from(["甲驿站", "乙驿站", "丙店"]), st.sampled_from(["路1号", ""])],
    *[st.sampled_from(["113.665123", ""]), st.sampled_from(["34.784123", ""])],
    *[st.sampled_from(["张三", ""]), st.sampled_from(["24小时", "8:00-18:00", ""])],
)


@settings(max_examples=60, deadline=None)
@given(
    sites=st.lists(said, min_size=1, max_size=5),
    form=st.sampled_from(["blocks", "gaps", "headings", "beside"]),
    title=st.booleans(),
)
def test_every_site_of_an_upright_table_is_a_row(sites, form, title):
    rows = [*([["站点信息表"], ["填报单位：郑州市总工会"]] if title else []), *upright(sites, form)]
    table = readers.read(text(rows))
    cells = table.cells.reindex(columns=list(FIELDS), fill_value="")
    assert list(cells.itertuples(index=False, name=None)) == sites
    headings = ["站点信息表", "填报单位：郑州市总工会"] * title + ["甲类站点"] * (form == "headings") * len(sites)
    assert [note.key for note in table.notes] == ["read_turned", *["read_left_out"] * bool(table.titles)]
    assert [line for line in table.titles if line not in FIELDS] == headings
    begin = [place + 1 for place, row in enumerate(rows) if row[0] == FIELDS[0]]
    assert table.sheet_row.tolist() == (begin * len(sites) if form == "beside" else begin)


def test_a_site_without_its_first_field_stays_a_site_of_its_own():
    rows = upright([("甲", "路", "113.6", "34.7", "", "全天"), ("乙", "街", "113.7", "34.8", "", "全天")], "blocks")
    cells = readers.read(text([*rows, *rows[1:]])).cells
    assert cells["站点名称"].tolist() == ["甲", "乙", "", "乙"]
    assert cells["详细地址"].tolist() == ["路", "街", "路", "街"]


def test_rows_go_on_below_and_labels_may_be_said_twice():
    rows = [["名称：", "甲", "乙"], ["服务项目：", "饮水", "空调"], ["", "微波炉", ""], ["地址：", "路", "街"]]
    cells = readers.read(text(rows)).cells
    assert cells.to_dict("list") == {"名称": ["甲", "乙"], "服务项目": ["饮水、微波炉", "空调"], "地址": ["路", "街"]}
    rows = [["名称", "甲"], ["电话", "1"], ["电话", "2"], ["名称", "乙"], ["电话", "3"], ["电话", "4"], ["地址", "路"]]
    assert readers.read(text(rows)).cells["电话_2"].tolist() == ["2", "4"]


REFUSED = {
    "two fields a line": [
        ["名称", "甲", "电话", "1"],
        ["地址", "路", "类型", "驿站"],
        ["经度", "113.6", "纬度", "34.7"],
    ],
    "no names": [["地址", "路", "街"], ["经度", "113.6", "113.7"], ["纬度", "34.7", "34.8"]],
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_an_upright_table_that_cannot_be_turned_is_refused_in_a_sentence(case):
    with pytest.raises(FileRefusedError) as refused:
        um.read_sites(text(REFUSED[case]))
    assert refused.value.key == "file_upright"


def test_a_hostile_upright_table_is_refused_before_it_takes_memory():
    rows = [
        row
        for site in range(20_000)
        for row in (["名称", "甲"], ["地址", "路"], [f"甲{site}", "x"], [f"乙{site}", "x"])
    ]
    with pytest.raises(FileRefusedError) as refused:
        readers.read(text([*upright([("甲", "路", "1", "2", "", "")] * 9, "blocks"), *rows]))
    assert refused.value.key == "file_too_many_columns"


OTHERS = {
    "two columns": [["名称", "地址"], ["甲", "路"], ["乙", "街"]],
    "kinds first": [["类型", "名称"], ["驿站", "甲"], ["站点", "乙"], ["服务点", "丙"]],
    "places first": [["区县", "名称", "地址"], ["市区", "甲", "路"], ["城区", "乙", "街"], ["镇", "丙", "巷"]],
    "a dictionary": [["name", "驿站名称"], ["address", "详细地址"], ["lng", "经度"], ["lat", "纬度"]],
    "remarks above": [
        ["名称", "写全称"],
        ["地址", "到门牌"],
        ["名称", "地址", "经度", "纬度"],
        ["甲", "路", "113.6", "34.7"],
    ],
}


@pytest.mark.parametrize("case", list(OTHERS))
def test_other_tables_are_not_taken_for_upright_ones(case):
    table = readers.read(text(OTHERS[case]))
    assert "read_turned" not in [note.key for note in table.notes]


def test_an_upright_sheet_fills_merged_cells_and_knows_its_formulas(make):
    rows = [["", "站点登记表", "", ""], ["", "站点名称", "甲驿站", "乙驿站"], ["", "所在市", "郑州市", ""]]
    rows += [["", "经度", 113.665123, 113.675123], ["", "纬度", 34.784123, 34.794123], ["", "备注", "好", ""]]

    def arrange(book, sheets):
        sheets["表"].merge_range(2, 2, 2, 3, "郑州市")
        sheets["表"].write_formula(3, 3, "=C4+0.01", None, 113.675123)

    result = um.read_sites(make.workbook({"表": rows, "说明": [["填表说明"]]}, arrange), datum="wgs84")
    assert (result.rows, result.assumed["sheet"], result.assumed["title_rows"]) == (2, "表", 1)
    site = result.sites["rest_station"].iloc[0]
    assert (site["name"], site["city"], site["note"], site["list_row"]) == ("甲驿站", "郑州市", "好", "2")
    assert "公式" in result.refused["reasons"][0]
    assert result.refused["所在市"][0] == "郑州市"


def test_a_list_is_preferred_to_an_upright_sheet(make):
    upright_sheet = [
        ["站点名称", "写全称"],
        ["详细地址", "写到门牌号"],
        ["经度", "六位小数"],
        ["开放时间", "如 24小时"],
    ]
    book = make.workbook({"填表说明": upright_sheet, "名单": [["名称", "地址"], ["甲驿站", "路"]]})
    assert readers.read(book).sheet == "名单"
