import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake import readers

HEADER = ["编号", "名称", "地址", "经度", "纬度"]
WORDS = "郑州市金水区文化路工会驿站号0123456789. ,;|\t\"'\n\r，；：（）-=+@#"
CELL = st.text(alphabet=WORDS, max_size=10).map(lambda cell: cell.rstrip("\r"))
"""Cells; one that ends in a carriage return cannot be told from the end of a line if nobody quotes it."""
ROW = st.lists(CELL, min_size=5, max_size=5)


def written(rows, delimiter=",", end="\r\n", codec="utf-8"):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
    return file.getvalue().encode(codec)


def read(text, **options):
    return readers.read(text if isinstance(text, bytes) else text.encode(), **options)


@given(
    rows=st.lists(ROW | st.just([""] * 5) | st.just(["合计", "", "3", "", ""]), max_size=8),
    titles=st.lists(st.sampled_from([["驿站一览表"], ["单位：个", "2024年"], [""]]), max_size=3),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
@example(rows=[], titles=[], delimiter=",", end="\n", codec="utf-8")
def test_rows_never_vanish(rows, titles, delimiter, end, codec):
    found = read(written([*titles, HEADER, *rows], delimiter, end, codec))
    lines = len(titles) + 1 + len(rows)
    assert list(found.cells.columns) == HEADER
    assert found.header_row == len(titles) + 1
    assert len(found.cells) + found.blank_rows + found.footer_rows + len(found.titles) + 1 == lines
    data = {int(line): row for line, row in zip(found.sheet_row, found.cells.to_numpy().tolist(), strict=True)}
    for line, row in enumerate(rows, len(titles) + 2):
        if line in data:
            assert data[line] == row
        else:
            assert sum(bool(cell.strip()) for cell in row) < 3 or row == HEADER


@given(st.lists(st.lists(CELL, max_size=7), min_size=1, max_size=8))
def test_records_of_any_length_keep_every_cell(rows):
    found = read(written([HEADER, *rows]))
    said = [[cell for cell in row if cell.strip()] for row in found.cells.to_numpy().tolist()]
    kept = [[cell for cell in row if cell.strip()] for line, row in enumerate(rows, 2) if line in found.sheet_row]
    assert said == kept
    assert len(found.cells) + found.blank_rows + found.footer_rows == len(rows)


@given(st.text(alphabet='甲乙1.,;"\n\t', max_size=60))
def test_no_sign_is_lost_whatever_is_written(text):
    raw = ("编号,名称,地址\n" + text).encode()
    found = read(raw)
    if not found.footer_rows:
        said = "".join(found.cells.to_numpy().ravel().tolist())
        assert all(said.count(sign) >= text.count(sign) for sign in "甲乙1.")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "；"])
def test_the_delimiter_is_the_one_that_makes_a_header(delimiter):
    rows = [HEADER, ["1", "甲", "文化路1号、2号", "113,65", "34,75"], ["2", "乙", "", "", ""]]
    text = "\n".join(delimiter.join(row) for row in rows) if delimiter != "," else written(rows).decode()
    assert read(text).cells.to_numpy().tolist() == rows[1:]


def test_a_list_of_one_column_needs_no_delimiter():
    found = read("名称\n甲驿站\n乙驿站，二楼\n丙驿站\n")
    assert found.cells["名称"].tolist() == ["甲驿站", "乙驿站，二楼", "丙驿站"]


def test_lines_that_end_as_on_old_macs_are_read():
    assert read("名称,经度\r甲,1\r乙,2\r").cells["名称"].tolist() == ["甲", "乙"]


@pytest.mark.parametrize("sign", ["\v", "\f", "\x1c", "\x1e", "\u0085", "\u2028", "\u2029"])
def test_other_signs_end_no_line(sign):
    assert read(f"名称,地址\n甲{sign * 20}乙,路\n").cells["名称"].tolist() == [f"甲{sign * 20}乙"]
    for tail in ("", sign, "\r\n"):
        with pytest.raises(FileRefusedError) as refusal:
            read(sign.join(["名称,地址", "甲,路", "乙,街"]) + tail)
        assert refusal.value.key == "file_no_lines"


def test_a_carriage_return_ends_a_line_where_it_parts_rows_and_no_other_cell():
    found = read("名称,地址,备注\r\n甲,路,a\r乙,街,b\r\n丙,巷\r口,c\r\n丁,道,d\n")
    assert found.cells["名称"].tolist() == ["甲", "乙", "丙", "丁"]
    assert found.cells["地址"].tolist() == ["路", "街", "巷\r口", "道"]


def test_rows_that_are_too_long_keep_what_is_beyond():
    found = read("名称,经度,纬度\n甲,113.1,34.1\n乙,113.2,34.2,加一句,,\n丙,113.3\n")
    assert found.cells.columns.tolist() == ["名称", "经度", "纬度", "列4"]
    assert found.cells["列4"].tolist() == ["", "加一句", ""]
    assert [(note.key, note.values) for note in found.notes] == [
        ("read_rows_too_long", {"rows": ("第 3 行", "line 3"), "columns": "3"})
    ]


def test_a_stray_quote_costs_no_row_and_is_said():
    found = read('编号,名称,地址\n1,"甲驿站,文化路\n2,乙驿站,"金水区, 二楼"\n3,"阳光"驿站,\n')
    assert found.cells["名称"].tolist() == ['"甲驿站', "乙驿站", '"阳光"驿站']
    assert found.cells["地址"].tolist() == ["文化路", "金水区, 二楼", ""]
    assert [(note.key, note.values) for note in found.notes] == [("read_quotes_literal", {"count": "2"})]


def test_titles_blank_rows_totals_and_remarks_are_no_rows():
    text = """郑州市工会驿站一览表,,,
,,,
填报单位：市总工会,,2024年,
编号,名称,经度,纬度
1,甲驿站,113.65,34.75

2,乙驿站,113.66,34.76
小计,2,,
编号,名称,经度,纬度
3,丙驿站,,
合  计,3,,
注：坐标取自高德地图,,,
2、开放时间以公告为准,,,
制表人：张三,,审核：李四,
"""
    found = read(text)
    assert found.cells["名称"].tolist() == ["甲驿站", "乙驿站", "丙驿站"]
    assert found.sheet_row.tolist() == [5, 7, 10]
    assert found.titles == ("郑州市工会驿站一览表", "填报单位：市总工会 2024年")
    assert (found.header_row, found.blank_rows, found.footer_rows) == (4, 2, 6)


@pytest.mark.parametrize(
    "row",
    [
        "合计驿站,金水区,113.6,34.7",
        "小计划驿站,金水区",
        "合计,113.65,34.75,",
        "注意安全驿站,金水区,文化路",
        "说明,甲,乙",
    ],
)
def test_in_doubt_a_row_is_data(row):
    assert len(read(f"名称,城市,地址,备注\n甲,郑州市,文化路,\n{row}\n").cells) == 2


def test_a_header_of_two_levels_is_joined():
    found = read("编号,名称,坐标,,备注\n,,经度,纬度,\n1,甲,113.65,34.75,\n")
    assert list(found.cells.columns) == ["编号", "名称", "坐标 经度", "坐标 纬度", "备注"]
    assert (found.header_row, found.titles, found.sheet_row.tolist()) == (2, (), [3])


def test_without_a_header_columns_go_by_their_place():
    found = read("甲驿站,113.65,34.75\n乙驿站,113.66,34.76\n")
    assert found.header_row is None
    assert found.cells.columns.tolist() == ["列1", "列2", "列3"]
    assert found.sheet_row.tolist() == [1, 2]


def test_our_own_marker_is_seen_and_dropped():
    found = read("名称,经度,unionmap_schema\n甲,113.1,1\n")
    assert (found.declared, found.cells.columns.tolist()) == (True, ["名称", "经度"])
    assert not read("名称,经度\n甲,113.1\n").declared


def test_only_a_header_is_a_table_without_rows():
    found = read("名称,经度,纬度\n")
    assert found.cells.shape == (0, 3)
    assert (found.cells.dtypes == "str").all()


def test_headers_are_stripped_and_made_unique():
    found = read(" 名称 ,名称,,备注,经度\n甲,乙,丙,,113.1\n")
    assert found.cells.columns.tolist() == ["名称", "名称_2", "列3", "备注", "经度"]


def test_a_line_feed_in_one_cell_ends_no_line_where_carriage_returns_do():
    lines = ["站点名称,地址,备注", *(f"驿站{i}号店,人民路{i}号,无" for i in range(30))]
    lines[15] = '驿站14号店,人民路14号,"一楼\n二楼"'
    cells = read("\r".join(lines).encode()).cells
    assert cells["站点名称"].tolist() == [f"驿站{i}号店" for i in range(30)]
    assert cells["备注"][14] == "一楼\n二楼"
