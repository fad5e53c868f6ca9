"""A list, its refused rows and its next version, as a clerk sends them round."""

import io

import openpyxl
import pytest

import unionmap as um
from unionmap.export import workbook
from unionmap.intake import ImportResult
from unionmap.workflows import lists

HEAD = "编号,站点名称,所在市,坐标（高德）,状态,联系人,备注\n"
ROWS = [
    '1,甲驿站,郑州市,"113.656078,34.748856",正常,张三,\n',
    '2,甲驿站,郑州市,"113.656079,34.748857",正常,张三,重复上报\n',
    '3,,郑州市,"113.676078,34.758856",停用,李四,\n',
    '4,乙驿站,郑州市,"113.696078,34.768856",停用,王五,\n',
]


def read(text: str, name: str = "名单.csv") -> ImportResult:
    return um.read_sites(text.encode(), name=name)


@pytest.fixture
def first(data_dir) -> ImportResult:
    result = read(HEAD + "".join(ROWS))
    lists.write(lists.plan(result, into=data_dir))
    return result


def returned(result: ImportResult, name: str = "") -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook.refused(result.refused, result.carry("名单"))))
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("站点名称") + 1
    for row in range(2, sheet.max_row + 1):
        if not sheet.cell(row, column).value:
            sheet.cell(row, column).value = name
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_corrected_row_is_added_and_an_untouched_copy_changes_nothing(first, data_dir):
    again = um.read_sites(returned(first, "丙驿站"), name="未通过.xlsx")
    assert again.supplement
    assert again.refused["sheet_row"].tolist() == [3]
    assert again.assumed["datum"] == "gcj02"
    plan = lists.plan(again, into=data_dir)
    assert plan.name == "名单"
    assert plan.counts() == {"added": 1, "changed": 0, "gone": 0, "same": 2}


def test_what_came_back_may_come_back_again(first, data_dir):
    for counts in ({"added": 1, "same": 2}, {"added": 0, "same": 3}):
        plan = lists.plan(um.read_sites(returned(first, "丙驿站"), name="未通过.xlsx"), into=data_dir)
        assert {name: plan.counts()[name] for name in counts} == counts
        lists.write(plan)


def test_a_newer_version_that_forgets_its_datum_is_told_so(first, data_dir):
    plan = lists.plan(read((HEAD + "".join(ROWS)).replace("（高德）", ""), "2026年名单.csv"), into=data_dir)
    assert plan.name == "名单"
    assert plan.datum_before == "gcj02"
    assert lists.plan(read(HEAD + "".join(ROWS)), into=data_dir).datum_before == ""


def test_a_state_that_says_closed_is_noted(first):
    assert any("停用" in note and "第 5 行" in note for note in first.notes)


def test_strangers_get_neither_names_of_persons_nor_mobile_numbers(first):
    from unionmap import schema

    shown = schema.public(first.sites)["rest_station"]
    assert "联系人" in first.sites["rest_station"]
    assert "联系人" not in shown
    assert list(shown.columns) == list(schema.columns("rest_station"))
