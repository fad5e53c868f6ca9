import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.intake.readers import quotes
from unionmap.intake.readers.quotes import Layout

CELL = st.text(alphabet='甲ab1 ,;"\n\r\t', max_size=8)


def split(text):
    return list(io.StringIO(text, newline="\n"))


def cells(text, width=0, in_order=False, delimiter=","):
    return [record.cells for record in quotes.records(split(text), Layout(delimiter, width, in_order))]


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_writes_is_in_order_and_comes_back(rows, delimiter):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    assert quotes.in_order(file.getvalue().encode(), delimiter)
    assert cells(file.getvalue(), delimiter=delimiter) == rows


@given(st.text(alphabet='甲a1,"\n\r', max_size=40))
def test_where_quotes_are_in_order_the_csv_module_agrees(text):
    if quotes.in_order(text.encode(), ",") and "\r" not in text:
        assert cells(text) == list(csv.reader(io.StringIO(text, newline="")))


@given(st.text(alphabet='甲a1,"\n\r', max_size=40))
def test_no_line_is_lost_whatever_the_quotes(text):
    lines = split(text)
    records = list(quotes.records(lines, Layout(",", 3, in_order=False)))
    assert sum(record.lines for record in records) == len(lines)
    said = "".join("".join(record.cells) for record in records)
    assert sum(sign not in ',"\r\n' for sign in text) == sum(sign not in ',"\r\n' for sign in said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('1,"阳光"驿站,2\n', [["1", '"阳光"驿站', "2"]]),
        ('1,6"管道,2\n', [["1", '6"管道', "2"]]),
        ('1,"甲,2\n2,乙,3\n', [["1", '"甲', "2"], ["2", "乙", "3"]]),
        ('1,"甲,2\n2,乙,3\n3,"丙,4\n', [["1", '"甲', "2"], ["2", "乙", "3"], ["3", '"丙', "4"]]),
        ('1,"甲,2\n2,"乙, 丙",3\n', [["1", '"甲', "2"], ["2", "乙, 丙", "3"]]),
        ('1,"甲,2\n2,乙",3\n', [["1", '"甲', "2"], ["2", '乙"', "3"]]),
        ('1,"a\nb",2\n2,"阳"光,3\n', [["1", "a\nb", "2"], ["2", '"阳"光', "3"]]),
        ('1,2,"\n', [["1", "2", '"']]),
    ],
)
def test_a_stray_quote_swallows_nothing(text, expected):
    assert cells(text, width=3) == expected


def test_many_stray_quotes_do_not_take_long():
    text = '1,"甲,2\n' + "3,乙,4\n" * 150
    assert len(cells(text * 200, width=3)) == 151 * 200


@pytest.mark.parametrize("data", [b'1,"a', b'1,"a"b', b'a"b,"c"', b'"a" ,b', b'"'])
def test_quotes_out_of_order_are_seen(data):
    assert not quotes.in_order(data, ",")
