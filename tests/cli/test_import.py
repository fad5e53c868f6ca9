"""The import command as clerks and programs use it: codes, one JSON object, corrections, newer lists, the way back."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from unionmap import kinds, schema
from unionmap.store import library
from unionmap.text import say
from unionmap.workflows import lists

HEADER = "编号,站点名称,所在市,区县,经度,纬度,电话\n"
GOOD = (
    "A1,甲驿站,郑州市,金水区,113.665123,34.784123,1\n"
    "A2,乙驿站,郑州市,金水区,113.675123,34.786123,2\n"
    "A3,丙驿站,郑州市,金水区,,,3\n"
)
NAMELESS = "A4,,郑州市,金水区,113.685123,34.788123,4\n"
BAD = "A4,,郑州市,金水区,113.685123,34.788123,4\nA5,戊驿站,郑州市,金水区,34.790123,113.695123,5\n"


@pytest.fixture
def write(tmp_path):
    def make(text: str, name: str = "郑州市驿站名单.csv") -> Path:
        path = tmp_path / name
        path.write_text(HEADER + text, encoding="utf-8-sig")
        return path

    return make


@pytest.fixture
def bring(run, data_dir):
    """Import, and return the code and the JSON object."""

    def call(path: Path, *options: str) -> tuple[int, dict]:
        answer = run("import", str(path), "--datum", "gcj02", "--json", *options)
        assert answer.err == ""
        return answer.code, json.loads(answer.out)

    return call


def held(folder: Path):
    """Return the stations of the one list in a data folder."""
    return library.read(folder, library.slugs(folder)[0])["rest_station"]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_of_which_nothing_is_accepted_is_refused(bring, write, data_dir):
    code, report = bring(write(NAMELESS))
    assert (code, report["status"], report["rows"], len(report["refused"])) == (2, "refused", 1, 1)
    assert not data_dir.exists()


KEYS = {
    "file": str,
    "status": str,
    "rows": int,
    "accepted": int,
    "unlocated": int,
    "refused": list,
    "notes": list,
    "assumed": dict,
}


def test_json_prints_one_object_with_the_keys_agreed(bring, write):
    code, report = bring(write(GOOD + BAD))
    assert {key: type(report[key]) for key in KEYS} == KEYS
    assert (code, report["file"], report["rows"], report["accepted"], report["unlocated"]) == (
        3,
        "郑州市驿站名单.csv",
        5,
        3,
        1,
    )
    assert [(row["row"], row["sheet_row"]) for row in report["refused"]] == [(4, 5), (5, 6)]
    assert all(reason and isinstance(reason, str) for row in report["refused"] for reason in row["reasons"])
    assert all(isinstance(note, str) for note in report["notes"])
    assumed = report["assumed"]
    assert {"encoding": "utf-8", "sheet": "", "header_row": 1, "datum": "gcj02"}.items() <= assumed.items()
    assert assumed["columns"] == {
        **{"site_id": "编号", "name": "站点名称", "city": "所在市", "county": "区县"},
        **{"lon": "经度", "lat": "纬度", "phone": "电话"},
    }


UNREADABLE = {
    "an empty file": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
    "a broken workbook": b"PK\x03\x04" + b"\0" * 99,
    "no name column": "列一,列二\n1,2\n".encode(),
    "half a coordinate": "名称,经度\n甲,113.6\n".encode(),
    "no rows": "名称,经度,纬度\n".encode(),
}


@pytest.mark.parametrize("case", [*UNREADABLE, "a folder", "nothing"])
def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(run, data_dir, tmp_path, case):
    path = tmp_path / "x.csv"
    if case == "a folder":
        path.mkdir()
    elif case != "nothing":
        path.write_bytes(UNREADABLE[case])
    answer = run("import", str(path), "--json")
    report = json.loads(answer.out)
    assert (answer.code, answer.err) == (2, "")
    assert {key: type(report[key]) for key in KEYS} == KEYS
    assert (report["file"], report["status"], report["rows"], report["accepted"]) == ("x.csv", "refused", 0, 0)
    assert len(report["notes"]) == 1
    plain = run("import", str(path))
    assert (plain.code, plain.out) == (2, "")
    assert len(plain.err.splitlines()) == 1
    assert not data_dir.exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "经度"),
        ("--map", "没有的列=name"),
        ("--map", "电话=没有的字段"),
        ("--kind", "驿站"),
        ("--datum", "zz"),
        ("--datum", "EPSG:1"),
    ],
    ids=" ".join,
)
def test_an_option_that_means_nothing_is_named(run, data_dir, write, options):
    path = write(GOOD)
    answer = run("import", str(path), *options)
    assert (answer.code, answer.out) == (2, "")
    assert any(part and part in answer.err for part in options[1].split("="))
    assert not data_dir.exists()


def test_a_dry_run_writes_nothing(bring, write, data_dir):
    code, report = bring(write(GOOD + BAD), "--dry-run")
    assert (code, report["differences"]["added"]) == (3, 3)
    assert not data_dir.exists()
    bring(write(GOOD))
    before = everything(data_dir)
    _, report = bring(write(GOOD.replace("甲驿站", "甲二驿站")), "--dry-run")
    assert report["differences"]["changed"] + report["differences"]["added"] == 1
    assert everything(data_dir) == before


def test_importing_twice_changes_nothing(bring, write, data_dir):
    path = write(GOOD)
    code, first = bring(path)
    before = everything(data_dir)
    code_again, again = bring(path)
    assert (code, code_again) == (0, 0)
    assert first["differences"] == {"added": 3, "changed": 0, "gone": 0, "same": 0}
    assert again["differences"] == {"added": 0, "changed": 0, "gone": 0, "same": 3}
    assert everything(data_dir) == before


def corrected(path: Path) -> Path:
    """Correct the refused rows as a clerk does, and save them under another name."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    place = {name: header.index(name) + 1 for name in header}
    assert header[:3] == list(schema.REFUSED_HEADERS)
    assert [sheet.cell(row, 1).value for row in (2, 3)] == [5, 6]
    sheet.cell(2, place["站点名称"]).value = "丁驿站"
    sheet.cell(3, place["经度"]).value, sheet.cell(3, place["纬度"]).value = 113.695123, 34.790123
    file = io.BytesIO()
    book.save(file)
    target = path.with_name("改好的.xlsx")
    target.write_bytes(file.getvalue())
    return target


def test_refused_rows_corrected_and_fed_back_add_just_those(bring, write, data_dir, tmp_path):
    sheet = tmp_path / "未通过.xlsx"
    bring(write(GOOD + BAD), "--refused", str(sheet))
    before = held(data_dir).set_index("site_id")
    code, report = bring(corrected(sheet))
    assert (code, report["accepted"], report["refused"]) == (0, 2, [])
    assert report["differences"] == {"added": 2, "changed": 0, "gone": 0, "same": 3}
    assert len(lists.lists(data_dir)) == 1
    after = held(data_dir).set_index("site_id")
    assert after.loc[before.index].drop(columns="geometry").equals(before.drop(columns="geometry"))
    added = after.drop(before.index)
    assert sorted(added["name"]) == ["丁驿站", "戊驿站"]
    assert set(added["given_datum"]) == {"gcj02"}
    assert set(added["list_file"]) == {"郑州市驿站名单.csv"}
    assert sorted(added["list_row"]) == ["5", "6"]
    again, report = bring(corrected(sheet))
    assert (again, report["differences"]) == (0, {"added": 0, "changed": 0, "gone": 0, "same": 5})


def test_no_spreadsheet_is_written_where_nothing_was_refused(run, data_dir, write, tmp_path):
    sheet = tmp_path / "未通过.xlsx"
    assert run("import", str(write(GOOD)), "--refused", str(sheet)).code == 0
    assert not sheet.exists()


def test_a_newer_list_shows_what_it_changes_and_ids_stay(bring, write, data_dir):
    bring(write(GOOD, "郑州市驿站名单2024-03.csv"))
    first = held(data_dir).set_index("name")["site_id"]
    newer = (
        "A1,甲驿站,郑州市,金水区,113.665123,34.784123,1\n"
        "B7,乙驿站,郑州市,金水区,113.675123,34.786123,22\n"
        "B8,己驿站,郑州市,金水区,113.705123,34.781123,6\n"
    )
    code, report = bring(write(newer, "郑州市驿站名单2024-09.csv"))
    assert (code, report["differences"]) == (0, {"added": 1, "changed": 1, "gone": 1, "same": 1})
    sites = held(data_dir).set_index("name")
    assert sites.loc[["甲驿站", "乙驿站"], "site_id"].tolist() == first[["甲驿站", "乙驿站"]].tolist()
    assert sites.loc["乙驿站", "phone"] == "22"
    assert "丙驿站" not in sites.index


def test_rollback_restores_the_version_before(bring, run, write, data_dir):
    bring(write(GOOD))
    first = held(data_dir)
    bring(write(GOOD.replace(",1\n", ",9\n").replace("A3,丙", "A9,庚")))
    assert len(lists.versions(data_dir)) == 2
    answer = run("data", "rollback")
    assert (answer.code, answer.out) == (0, "")
    assert held(data_dir).equals(first)
    assert run("data", "rollback").code == 2
    assert run("data", "rollback", "--to", "2").code == 0
    assert (held(data_dir)["phone"] == "9").any()


def test_lists_go_where_the_option_says(bring, run, write, data_dir, tmp_path):
    bring(write(GOOD), "--into", str(tmp_path / "elsewhere"))
    assert not data_dir.exists()
    assert lists.lists(tmp_path / "elsewhere")["sites"].tolist() == [3]
    answer = run("data", "lists", "--into", str(tmp_path / "elsewhere"))
    assert "郑州市驿站名单" in answer.out


def test_a_map_and_a_sheet_are_heeded(run, data_dir, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "甲表"
    for sheet, name in ((book.active, "甲"), (book.create_sheet("乙表"), "乙")):
        sheet.append(["某名", "另名", "p", "q"])
        sheet.append([name, name + "二", 113.665123, 34.784123])
    path = tmp_path / "两表.xlsx"
    book.save(path)
    pairs = ("--map", "另名=name", "--map", "p=lon", "--map", "q=lat")
    answer = run("import", str(path), "--json", "--sheet", "乙表", "--datum", "wgs84", *pairs)
    report = json.loads(answer.out)
    assert (answer.code, report["assumed"]["sheet"]) == (0, "乙表")
    assert report["assumed"]["columns"] == {"name": "另名", "lon": "p", "lat": "q"}
    assert held(data_dir)["name"].tolist() == ["乙二"]
    assert run("import", str(path), "--sheet", "丙表").code == 2


def test_the_account_is_one_line_a_refused_row_with_the_line_of_the_sheet(run, data_dir, write):
    answer = run("import", str(write(GOOD + BAD)), "--datum", "gcj02", "--dry-run")
    lines = answer.out.splitlines()
    assert "5" in lines[0]
    assert any(line.strip().startswith("第 5 行") for line in lines)
    assert any("113.695123" in line and "34.790123" in line for line in lines)


@pytest.mark.parametrize(("lang", "said"), [("zh", ["名称=站点名称", "经度（X）=经度"]), ("en", ["name=站点名称"])])
def test_the_account_says_how_the_file_was_read_and_which_option_changes_that(run, data_dir, write, lang, said):
    path = write(GOOD)
    assumed = run("import", str(path), "--dry-run", "--lang", lang).out
    assert all(text in assumed for text in said)
    assert "--datum" in assumed
    stated = run("import", str(path), "--datum", "gcj02", "--kind", "bus_stop", "--dry-run", "--lang", lang).out
    assert "--" not in stated
    assert all(text in stated.splitlines()[1] for text in ("utf-8", "GCJ-02", kinds.get("bus_stop").label.get(lang)))
    path.write_text("列一,列二\n1,2\n", encoding="utf-8")
    assert "--map" in run("import", str(path), "--lang", lang).err


def test_of_many_sites_that_are_gone_the_rest_is_counted(run, data_dir, write):
    path = write("".join(f"A{i},第{i}站,郑州市,,,,{i}\n" for i in range(30)))
    run("import", str(path), "--list", "甲")
    answer = run("import", str(write(GOOD)), "--list", "甲", "--dry-run")
    assert "站 等 30 个" in answer.out


def test_what_changes_is_told_cell_by_cell_and_the_rest_is_counted(run, data_dir, write):
    older = "".join(f"A{i},第{i}站,郑州市,金水区,,,{i}\n" for i in range(30))
    path = write(older)
    assert run("import", str(path)).code == 0
    path = write(older.replace("第7站,郑州市,金水区,,,7", "第7站,郑州市,金水区,,,77"))
    assert "改变：第7站，电话：7 → 77" in run("import", str(path), "--dry-run").out
    path = write(older.replace("金水区", "二七区"))
    lines = run("import", str(path), "--dry-run", "--lang", "en").out.splitlines()
    told = [line for line in lines if line.strip().startswith("changed: ")]
    assert (len(told), told[0].strip()) == (20, "changed: 第0站, county: 金水区 → 二七区")
    assert "  … and 10 more changes" in lines


def test_a_list_that_no_map_can_show_is_told_so_before_anything_else(run, data_dir, write):
    lines = run("import", str(write("A1,甲驿站,郑州市,金水区,,,1\n")), "--dry-run").out.splitlines()
    notes = [line.strip() for line in lines if line.strip().startswith("注意：")]
    assert notes[0] == say("account.warning", said=say("rows.none_located"))
    assert lines.index(f"  {notes[0]}") == 3


def test_what_a_terminal_would_obey_is_never_printed(run, data_dir, write):
    answer = run("import", str(write("A1,,\x1b[31m\x07郑州市,,,,\nA2,\x1b]0;x\x07,郑州市,,x,y,\n")), "--dry-run")
    assert not any(sign in answer.out + answer.err for sign in ("\x1b", "\x07"))
    assert answer.code in (2, 3)


def test_a_crowd_of_refused_rows_is_cut_short_on_the_terminal(run, data_dir, write):
    path = write("".join(f"A{i},,郑州市,,,,{i}\n" for i in range(60)) + GOOD)
    answer = run("import", str(path), "--dry-run")
    assert len(answer.out.splitlines()) < 40
    assert "60" in answer.out
