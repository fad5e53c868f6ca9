import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake.readers import limits, lines
from unionmap.intake.readers.quotes import Layout

CELL = st.text(alphabet='郑州ab12. ,;"\n\r\t', max_size=8).map(lambda cell: cell.rstrip("\r"))
"""Cells; one that ends in a carriage return cannot be told from the end of a line if nobody quotes it."""


def written(rows, delimiter=",", end="\r\n"):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
    return file.getvalue().encode()


def columns(found):
    return [column.to_pylist() for column in found]


@given(st.data(), st.integers(2, 4), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
def test_all_three_ways_of_reading_agree(data, width, delimiter, end):
    rows = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6))
    text = written(rows, delimiter, end).removesuffix(end.encode())
    layout = Layout(delimiter, 0, in_order=True)
    expected = [list(cells) for cells in zip(*rows, strict=True)]
    assert columns(lines.by_hand(text, layout)[0]) == expected
    assert columns(lines.read(text + b"\n", layout, width).columns) == expected
    if text.count(b"\r") == text.count(b"\r\n"):
        quick = lines.by_arrow(text, layout, width)
        assert quick is None or columns(quick) == expected
        assert columns(lines.by_csv(text, layout)) == expected


def test_a_plain_rectangle_takes_the_quick_way():
    text = written([["1", "a, b", "c\nd"]] * 50).rstrip()
    assert columns(lines.by_arrow(text, Layout(",", 3, in_order=True), 3)) == [["1"] * 50, ["a, b"] * 50, ["c\nd"] * 50]


@pytest.mark.parametrize("text", [b"1,2\n\n3,4", b"1,2\n3", b"1,2\n3,4,5", b"\n1,2", b"1,2\r\n\r\n3,4"])
def test_blank_lines_and_ragged_rows_do_not(text):
    assert lines.by_arrow(text, Layout(",", 2, in_order=True), 2) is None


def test_a_cell_longer_than_a_block_is_read():
    text = f"1,{'路' * 900_000}\n2,b".encode()
    assert len(lines.by_arrow(text, Layout(",", 2, in_order=True), 2)[1][0].as_py()) == 900_000
    assert len(columns(lines.by_csv(text + b",c", Layout(",", 2, in_order=True)))[1][0]) == 900_000


def test_blank_lines_at_the_end_are_counted():
    for body, trailing in ((b"1,2\n", 0), (b"1,2", 0), (b"1,2\n\n\n", 2), (b"1,2\r\n\r\n", 1), (b"\n\n", 2), (b"", 0)):
        assert lines.read(body, Layout(",", 2, in_order=True), 2).trailing == trailing


def test_quotes_in_order_that_swallow_rows_are_taken_as_they_stand():
    body = '1,"甲,x\n2,乙,y\n3,丙,z\n4,丁",w\n'.encode()
    found = lines.read(body, Layout(",", 3, in_order=True), 3)
    assert columns(found.columns) == [["1", "2", "3", "4"], ['"甲', "乙", "丙", '丁"'], ["x", "y", "z", "w"]]
    assert found.literal == 1


def test_too_many_rows_or_cells_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 10)
    for text in (b"1,2\n" * 11, b"1,2\n3\n" * 6):
        with pytest.raises(FileRefusedError) as refusal:
            lines.read(text, Layout(",", 2, in_order=True), 2)
        assert refusal.value.key == "file_too_many_rows"
    monkeypatch.setattr(limits, "CELLS", 20)
    for text in (b",,,,,,,,,\n" * 3, b"1\n" * 8 + b"1,2,3"):
        with pytest.raises(FileRefusedError) as refusal:
            lines.read(text, Layout(",", 2, in_order=True), 2)
        assert refusal.value.key == "file_too_many_cells"


def test_a_record_wider_than_any_sheet_is_refused():
    for text in (b"1\n" + b"," * 20_000, b"1\n" + b'"\n",' * 20_000 + b"x"):
        with pytest.raises(FileRefusedError) as refusal:
            lines.read(text, Layout(",", 1, in_order=True), 1)
        assert refusal.value.key == "file_too_many_columns"
