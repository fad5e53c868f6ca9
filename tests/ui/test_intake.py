import io
import os
import shutil
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import unionmap as um
from unionmap import kinds, places, schema, store
from unionmap.errors import InputError
from unionmap.export import workbook
from unionmap.intake import read_sites
from unionmap.intake.columns import FIELDS
from unionmap.text import LANGUAGES, catalogue, say
from unionmap.ui import PAGES, editing, importing, shared, shell, tables
from unionmap.ui.pages import intake
from unionmap.workflows import lists

SECRET = "a long secret of the office"
HEADER = "站点名称,所在市,所在区县,地址,经度,纬度,开放时间\n"
GOOD = HEADER + "".join(
    f"{name}驿站,郑州市,金水区,花园路{i}号,113.68{i}512,34.77{i}341,8:00-18:00\n" for i, name in enumerate("甲乙丙丁")
)
SOME_REFUSED = GOOD + "戊驿站,郑州市,金水区,花园路9号,0,0,\n"


def draw(key):
    from unionmap.ui import shell
    from unionmap.ui.pages import intake

    page = next((page for page in shell.pages() if page.key == key), shell.Page(key, "", intake.run))
    shell.guarded(page)()


@pytest.fixture(scope="module")
def reader():
    """Return what reads a list as the importer does, each once for all tests of the page."""
    kept = {}

    def read(content: bytes, **options):
        key = content, repr(options)
        if key not in kept:
            kept[key] = read_sites(content, **options)
        return kept[key]

    return read


@pytest.fixture
def started_to_edit(monkeypatch, data_dir, sites, reader):
    """Return the data folder of an app that was started with --edit on loopback; the shipped sites are read once."""
    monkeypatch.setattr(store, "read", lambda _: sites)
    monkeypatch.setattr(importing, "read_sites", reader)
    monkeypatch.setenv(editing.SWITCH, "1")
    monkeypatch.delenv(editing.SECRET, raising=False)
    monkeypatch.setattr(editing, "_secret_needed", lambda: False)
    return data_dir


@pytest.fixture
def upload(started_to_edit):
    """Open the page and give it a file."""

    def go(content: str | bytes, name: str = "名单.csv", at: AppTest | None = None, **query: str) -> AppTest:
        if at is None:
            at = AppTest.from_function(draw, args=("import",), default_timeout=60)
            for key, value in query.items():
                at.query_params[key] = value
            at.run()
        content = content if isinstance(content, bytes) else content.encode()
        at.file_uploader(key="uploaded").upload(name, content, "text/plain")
        at.run()
        assert not at.exception
        return at

    return go


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return a data folder with the good list imported as its first version, and one with a second version of it."""
    once, twice = (tmp_path_factory.mktemp("prepared") / name for name in ("once", "twice"))
    import_into(once, GOOD)
    shutil.copytree(once, twice)
    return once, import_into(twice, GOOD.replace("丁驿站", "戊驿站"))


@pytest.fixture
def imported(started_to_edit, prepared):
    """Return the data folder, with the good list imported as its first version."""
    return shutil.copytree(prepared[0], started_to_edit)


@pytest.fixture
def imported_twice(started_to_edit, prepared):
    """Return the data folder, with a second version in which 戊驿站 has taken the place of 丁驿站."""
    return shutil.copytree(prepared[1], started_to_edit)


def import_into(folder: Path, content: str, name: str = "") -> Path:
    lists.write(lists.plan(read_sites(content.encode(), name="名单.csv"), into=folder, name=name))
    return folder


def figures(at):
    return {metric.label: int(metric.value.replace(",", "")) for metric in at.metric}


def confirm(at):
    at.button(key="import_confirm").click().run()
    assert not at.exception
    return at


# The switch ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "", "0", "true"])
def test_without_the_switch_the_page_does_not_exist(monkeypatch, value):
    monkeypatch.delenv(editing.SWITCH, raising=False)
    if value is not None:
        monkeypatch.setenv(editing.SWITCH, value)
    assert shell.pages() == PAGES
    assert "import" not in {page.key for page in PAGES}


def test_with_the_switch_there_are_the_pages_of_clerks_too(started_to_edit, open_app):
    assert [page.key for page in shell.pages()] == [*(page.key for page in PAGES), "reports", "import"]
    assert shell.pages()[-1].url_path == "import"
    assert not open_app().exception


def test_nothing_is_written_without_the_switch_even_if_its_code_is_called(monkeypatch, data_dir):
    monkeypatch.delenv(editing.SWITCH, raising=False)
    result = read_sites(GOOD.encode(), name="名单.csv")
    with pytest.raises(InputError, match="--edit"):
        importing.write(lists.plan(result, into=data_dir))
    with pytest.raises(InputError, match="--edit"):
        importing.roll_back("x", 1)
    with pytest.raises(InputError, match="--edit"):
        importing.remove("x")
    at = AppTest.from_function(draw, args=("import",), default_timeout=30).run()
    assert not at.exception
    assert not at.get("file_uploader")
    assert not at.button
    assert not data_dir.exists()


CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")


class Watch:
    """Notes what this process writes while it is on; an audit hook cannot be taken off again."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[object, ...]) -> None:
        if not self.on or threading.current_thread().name.startswith("pytest"):
            return
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        if event == "open":
            path, mode, flags = args
            harmless = isinstance(path, int) or str(path).endswith((".pyc", os.devnull)) or ".pyc." in str(path)
            if not harmless and (set(str(mode or "")) & set("wax+") or int(flags or 0) & writes):  # type: ignore[call-overload]
                self.seen.append(f"open {path}")
        elif event in CHANGES and not any(".pyc" in str(arg) or "__pycache__" in str(arg) for arg in args):
            self.seen.append(f"{event} {args}")


@pytest.fixture(scope="module")
def watch():
    """Watch all that the pages do, from the first reading of the data on."""
    watch = Watch()
    st.cache_resource.clear()
    yield watch
    watch.on = False


def test_the_watch_notices_what_is_written(watch, tmp_path):
    watch.on = True
    (tmp_path / "a").write_text("b")
    (tmp_path / "c").mkdir()
    watch.on = False
    assert [line.split()[0] for line in watch.seen] == ["open", "os.mkdir"]
    watch.seen.clear()


@pytest.mark.parametrize("key", [page.key for page in PAGES])
def test_no_page_of_an_app_that_only_shows_writes_anything(watch, data_dir, key):
    at = AppTest.from_function(draw, args=(key,), default_timeout=60)  # which writes its script into a file of its own
    watch.seen.clear()
    watch.on = True
    at.run()
    for button in at.button:
        button.click().run()
    watch.on = False
    assert not at.exception
    assert watch.seen == []
    assert not data_dir.exists()


# Who may write ------------------------------------------------------------------------------------


def test_wrong_secrets_must_wait_longer_and_longer_and_nothing_gets_past_the_wait():
    now = [0.0]
    gate = editing.Gate(lambda: now[0])
    assert [gate.opens("no", SECRET) for _ in range(3)] == [False] * 3
    waits = [gate.wait_s]
    assert waits[0] > 0
    assert not gate.opens(SECRET, SECRET)
    for _ in range(10):
        now[0] += gate.wait_s
        assert not gate.opens("no", SECRET)
        waits.append(gate.wait_s)
    assert waits == sorted(waits)
    assert waits[-1] == 60
    now[0] += 60
    assert gate.opens(SECRET, SECRET)
    assert gate.wait_s == 0


@pytest.mark.parametrize(
    ("address", "needed"),
    [(None, True), ("", True), ("0.0.0.0", True), ("192.168.1.7", True), ("127.0.0.1", False), ("localhost", False)],
)
def test_an_app_that_others_can_reach_needs_a_secret(monkeypatch, address, needed):
    monkeypatch.setattr(editing.st, "get_option", {"server.address": address}.get)
    monkeypatch.setenv(editing.SWITCH, "1")
    monkeypatch.delenv(editing.SECRET, raising=False)
    assert editing.allowed() is not needed


@pytest.mark.parametrize("secret", ["", "too short"])
def test_without_a_proper_secret_an_app_that_others_can_reach_writes_for_nobody(monkeypatch, data_dir, secret):
    monkeypatch.setenv(editing.SWITCH, "1")
    monkeypatch.setenv(editing.SECRET, secret)
    at = AppTest.from_function(draw, args=("import",), default_timeout=30).run()
    assert [error.value for error in at.error] == [say("import.no_secret", name=editing.SECRET, count=editing.SHORTEST)]
    assert not at.get("file_uploader")


def test_the_page_asks_for_the_secret_and_keeps_it_nowhere(monkeypatch, data_dir):
    monkeypatch.setenv(editing.SWITCH, "1")
    monkeypatch.setenv(editing.SECRET, SECRET)
    editing._gate.clear()
    at = AppTest.from_function(draw, args=("import",), default_timeout=30).run()
    assert not at.get("file_uploader")
    at.text_input[0].input("guessed")
    at.button[0].click().run()
    assert [warning.value for warning in at.warning] == [say("import.wrong_secret")]
    assert not at.get("file_uploader")
    at.text_input[0].input(SECRET)
    at.button[0].click().run()
    assert not at.exception
    assert at.get("file_uploader")
    assert at.run().get("file_uploader")
    assert SECRET not in repr(at.session_state) + repr(dict(at.query_params)) + repr(at.main)


# Reading ------------------------------------------------------------------------------------------


def test_the_account_is_that_of_the_importer(upload, handed):
    at = upload(SOME_REFUSED)
    result = read_sites(SOME_REFUSED.encode(), name="名单.csv")
    shown = figures(at)
    wanted = {"rows": 5, "accepted": 4, "unlocated": 0, "refused": 1, "added": 4, "changed": 0, "gone": 0, "same": 0}
    assert shown == {say(f"import.{name}"): count for name, count in wanted.items()}
    said = [line for block in handed(at, "text") for line in block["lines"]]
    assert set(result.notes) <= set(said)
    accepted, refused = handed(at, "rows")[:2]
    assert [row[1] for row in accepted["rows"]] == ["甲驿站", "乙驿站", "丙驿站", "丁驿站"]
    assert accepted["ids"] == result.sites["rest_station"]["site_id"].tolist()
    assert refused["rows"][0][:4] == ["6", result.refused["reasons"][0], result.refused["fix"][0], "戊驿站"]
    assert refused["columns"][3:] == HEADER.strip().split(",")


def test_a_rerun_reads_draws_and_compares_nothing_again(upload, monkeypatch):
    counts = dict.fromkeys(["read_sites", "plan", "site_map"], 0)

    def counted(module, name):
        make = getattr(module, name)

        def call(*args, **options):
            counts[name] += 1
            return make(*args, **options)

        monkeypatch.setattr(module, name, call)

    counted(importing, "read_sites")
    counted(importing.lists, "plan")
    counted(importing.maps, "site_map")
    at = upload(GOOD)
    at.run()
    at.run()
    assert counts == {"read_sites": 1, "plan": 1, "site_map": 1}
    at.selectbox(key="import_datum").select("gcj02").run()
    assert counts == {"read_sites": 2, "plan": 2, "site_map": 2}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(upload, lang):
    at = upload("", "空.csv", lang=lang)
    [sentence] = [error.value for error in at.error]
    assert sentence.startswith(say("import.refused_file", lang))
    assert say("intake.file_empty", lang).rstrip(".") in sentence.replace("\\", "")
    assert not at.metric
    assert "import_confirm" not in {button.key for button in at.button}


def test_kind_and_datum_are_taken_as_chosen(upload, handed):
    at = upload(GOOD)
    at.selectbox(key="import_kind").select("innovation_studio")
    at.selectbox(key="import_datum").select("gcj02").run()
    assert not at.exception
    confirm(at)
    studios = shared.sites()["innovation_studio"]
    own = studios[studios["name"] == "甲驿站"].iloc[0]
    assert own["given_datum"] == "gcj02"
    assert own["given_x"] == "113.680512"


def test_a_sheet_is_read_by_its_name_and_one_that_there_is_not_is_said(upload):
    book = io.BytesIO()
    with pd.ExcelWriter(book) as writer:
        for name, rows in (("全部", 4), ("部分", 2)):
            pd.read_csv(io.StringIO(GOOD), dtype="str").head(rows).to_excel(writer, sheet_name=name, index=False)
    at = upload(book.getvalue(), "名单.xlsx")
    assert figures(at)[say("import.rows")] == 4
    at.text_input(key="import_sheet").input("部分").run()
    assert figures(at)[say("import.rows")] == 2
    at.text_input(key="import_sheet").input("没有").run()
    [sentence] = [error.value for error in at.error]
    assert "部分" in sentence
    assert not at.metric


def test_a_datum_that_there_is_not_is_said(upload, monkeypatch):
    at = upload(GOOD)
    monkeypatch.setattr(intake, "_options", lambda: importing.Options(datum="nonsense"))
    at.run()
    [sentence] = [error.value for error in at.error]
    assert "nonsense" in sentence


def test_a_fault_of_the_program_is_said_and_nothing_is_left_working(upload, monkeypatch):
    at = upload(GOOD)
    monkeypatch.setattr(importing, "read_sites", lambda *_, **__: 1 / 0)
    at.selectbox(key="import_datum").select("bd09").run()
    assert [error.value for error in at.error] == [say("import.broken")]
    assert not at.get("progress")
    assert not at.metric


def test_a_file_is_let_go_of_when_it_is_taken_out(upload):
    at = upload(GOOD)
    assert at.metric
    at.file_uploader(key="uploaded").clear().run()
    assert not at.exception
    assert not at.metric
    assert "import_" not in repr(at.session_state)


def test_a_list_in_which_no_row_is_accepted_cannot_be_imported(upload):
    at = upload(HEADER + "甲驿站,郑州市,金水区,,0,0,\n")
    assert say("import.none_accepted") in [warning.value for warning in at.warning]
    assert "import_confirm" not in {button.key for button in at.button}


# Columns ------------------------------------------------------------------------------------------


def field_of(at, header):
    return next(box for box in at.selectbox if box.label.startswith(header))


def test_columns_that_no_name_tells_are_chosen_by_hand(upload):
    at = upload("A,B,C\n1,113.681512,34.771341\n2,113.682512,34.772341\n")
    assert at.error
    for header, field in (("A", "name"), ("B", "lon"), ("C", "lat")):
        field_of(at, header).select(field)
    next(button for button in at.button if button.label == say("import.apply")).click().run()
    assert not at.error
    assert figures(at)[say("import.accepted")] == 2
    assert [field_of(at, header).value for header in "ABC"] == ["name", "lon", "lat"]
    next(button for button in at.button if button.label == say("import.reset")).click().run()
    assert at.error


def test_a_column_is_kept_as_it_is_if_that_is_chosen(upload):
    at = upload(GOOD)
    assert field_of(at, "地址").value == "address"
    field_of(at, "地址").select("")
    next(button for button in at.button if button.label == say("import.apply")).click().run()
    confirm(at)
    stations = um.load()["rest_station"]
    own = stations[stations["name"] == "乙驿站"].iloc[0]
    assert (own["address"], own["地址"]) == ("", "花园路1号")
    assert "地址" not in shared.sites()["rest_station"], "further columns of a list are not for strangers"


def test_two_columns_for_one_field_are_not_taken(upload):
    at = upload(GOOD)
    field_of(at, "地址").select("name")
    next(button for button in at.button if button.label == say("import.apply")).click().run()
    [said] = [warning.value for warning in at.warning]
    assert "站点名称" in said
    assert "地址" in said
    assert figures(at)[say("import.accepted")] == 4


def test_a_field_that_sheets_call_by_several_names_is_shown_at_each():
    file = io.BytesIO()
    with pd.ExcelWriter(file, engine="xlsxwriter") as book:
        for sheet, header in (("甲片", "站点名称"), ("乙片", "名称")):
            pd.DataFrame({header: [f"{sheet}驿站"], "地址": ["路"]}).to_excel(book, sheet_name=sheet, index=False)
    told = importing.by_header(read_sites(file.getvalue()))
    assert told == {"站点名称": "name", "名称": "name", "地址": "address"}


def test_columns_read_beside_the_fields_are_shown_as_what_they_tell():
    told = importing.by_header(read_sites("站点名称,饮水,使用状态,周末,面积\n甲驿站,有,停用,休息,20\n".encode()))
    also = {"饮水": "also_facilities", "使用状态": "also_state", "周末": "also_hours"}
    assert told == {"站点名称": "name", **also}
    assert {f"import.{use}" for use in also.values()} <= set(catalogue())


def test_every_field_and_every_column_has_a_name_in_every_language():
    columns = {*FIELDS, *(column for kind in kinds.KINDS for column in schema.columns(kind))}
    assert {name for name in columns if f"import.field_{name}" not in catalogue()} == set()


def test_a_table_of_changes_holds_words_of_the_page_and_no_keys(upload, imported, handed):
    moved = GOOD.replace("113.681512,34.771341,8:00-18:00", ",,").replace("甲驿站,郑州市", "甲驿站,郑州")
    at = upload(moved, lang="en")
    [changed] = [table for table in handed(at, "rows") if table["caption"] == say("import.changed", "en")]
    said = dict(row[1].split(": ", 1) for row in changed["rows"])
    assert said["precision"] == "district → not located"
    assert said["opening hours"] == "8:00-18:00 → (blank)"
    assert said["datum as given"].split(" → ")[0] == "not known"
    assert said["place"].startswith("113.681512, 34.771341 → ")
    assert "_" not in "".join(said)


def test_notes_hold_no_chinese_on_an_english_page(upload, handed):
    at = upload(HEADER.replace("地址", "address") + "甲驿站,郑州市,,,113.681512,34.771341,\n", "list.csv", lang="en")
    notes = [line for block in handed(at, "text") if block["look"] in ("warning", "body") for line in block["lines"]]
    assert any("GCJ-02 (Amap, Tencent)" in line for line in notes)
    assert any(kinds.KINDS["rest_station"].label.en in line for line in notes)
    assert not any("高德" in line or "驿站" in line for line in notes)


def test_reasons_are_in_the_language_of_the_page_and_chinese_in_the_spreadsheet(upload, handed):
    at = upload(SOME_REFUSED, lang="en")
    [refused] = [table for table in handed(at, "rows") if table["caption"] == say("import.refused", "en")]
    assert refused["rows"][0][1] == say("rows.zero", "en")
    result = read_sites(SOME_REFUSED.encode(), name="名单.csv")
    assert result.refused["reasons"].tolist() == [say("rows.zero")]
    assert result.refused_in("zh").equals(result.refused)


# Writing ------------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_confirmation_and_every_session_shows_it_after(upload, open_page, handed):
    other = open_page("browse", q="丁驿站")
    assert handed(other, "list")[0]["sites"] == []
    at = upload(GOOD)
    folder = Path(os.environ["UNIONMAP_DATA"])
    assert not folder.exists()
    confirm(at)
    [line] = lists.lists(folder).to_dict("records")
    assert (line["name"], line["version"], line["sites"]) == ("名单", 1, 4)
    said = [line for block in handed(at, "text") for line in block["lines"]]
    assert say("import.written", name="名单", version=1) in said
    other.run()
    assert [site["name"] for site in handed(other, "list")[0]["sites"]] == ["丁驿站"]


def test_a_newer_list_shows_what_it_changes_and_what_goes_must_be_agreed_to(upload, imported, handed):
    newer = GOOD.replace("花园路1号", "文化路1号").replace("丁驿站", "戊驿站").replace("113.683512", "113.783512")
    at = upload(newer, "名单2026-07.csv")
    shown = figures(at)
    assert [shown[say(f"import.{name}")] for name in ("added", "changed", "gone", "same")] == [1, 1, 1, 2]
    changed = next(table for table in handed(at, "rows") if table["caption"] == say("import.changed"))
    assert changed["rows"] == [["乙驿站", "地址：花园路1号 → 文化路1号"]]
    assert at.button(key="import_confirm").disabled
    at.checkbox(key="import_sure").check().run()
    confirm(at)
    names = set(shared.sites()["rest_station"]["name"])
    assert {"甲驿站", "戊驿站"} <= names
    assert "丁驿站" not in names


def test_sites_kept_though_their_rows_are_refused_are_said(upload, imported):
    at = upload(GOOD.replace("丁驿站", ""), "名单2026-07.csv")
    assert figures(at)[say("import.gone")] == 0
    assert say("lists.kept_refused", count=1, same=figures(at)[say("import.same")]) in [one.value for one in at.caption]


def test_a_list_is_taken_back_only_after_a_second_press(imported_twice):
    imported = imported_twice
    at = AppTest.from_function(draw, args=("import",), default_timeout=60).run()
    at.button(key="back").click().run()
    at.button(key="back_no").click().run()
    at.button(key="back").click().run()
    [line] = lists.lists(imported).to_dict("records")
    assert line["version"] == 2
    at.button(key="back_yes").click().run()
    assert not at.exception
    assert lists.lists(imported)["version"].item() == 1
    assert "丁驿站" in set(shared.sites()["rest_station"]["name"])
    assert at.selectbox(key=f"back_version_{line['slug']}_1").options == [say("import.version_n", version=2)]


def test_a_list_is_removed_only_after_a_second_press_and_each_of_its_versions_brings_it_back(imported_twice, handed):
    imported = imported_twice
    at = AppTest.from_function(draw, args=("import",), default_timeout=60).run()
    at.button(key="remove").click().run()
    assert lists.lists(imported)["version"].item() == 2
    at.button(key="remove_yes").click().run()
    assert not at.exception
    assert lists.lists(imported)["version"].isna().all()
    assert "甲驿站" not in set(shared.sites()["rest_station"]["name"])
    assert say("import.removed", name="名单") in [line for block in handed(at, "text") for line in block["lines"]]
    assert "remove" not in {button.key for button in at.button}
    [choice] = [box for box in at.selectbox if box.key.startswith("back_version_")]
    assert choice.options == [say("import.version_n", version=version) for version in (2, 1)]
    choice.select(1).run()
    at.button(key="back").click().run()
    at.button(key="back_yes").click().run()
    assert lists.lists(imported)["version"].item() == 1
    assert "丁驿站" in set(shared.sites()["rest_station"]["name"])


def test_the_file_may_go_into_another_list(upload, started_to_edit):
    other = HEADER + "老驿站,郑州市,金水区,,113.691512,34.781341,\n"
    import_into(started_to_edit, other, "市区名单")
    at = upload(GOOD)
    assert at.selectbox(key="import_list").options == ["名单", "市区名单"]
    at.selectbox(key="import_list").select("市区名单").run()
    shown = figures(at)
    assert [shown[say(f"import.{name}")] for name in ("added", "changed", "gone", "same")] == [4, 0, 1, 0]
    at.checkbox(key="import_sure").check().run()
    confirm(at)
    [line] = lists.lists(started_to_edit).to_dict("records")
    assert (line["name"], line["version"]) == ("市区名单", 2)


def test_a_list_that_another_import_has_changed_meanwhile_is_compared_again(upload, started_to_edit):
    at = upload(GOOD)
    import_into(started_to_edit, GOOD)
    at.run()
    assert figures(at)[say("import.same")] == 4
    assert say("import.nothing_new") in [info.value for info in at.info]


def test_a_list_that_is_damaged_is_named_and_the_rest_still_shown(imported, handed, open_page):
    [layer] = imported.glob("lists/*/versions/1/rest_station.*")
    layer.write_bytes(b"damaged")
    at = AppTest.from_function(draw, args=("import",), default_timeout=60).run()
    assert not at.exception
    assert say("import.damaged") in [warning.value for warning in at.warning]
    assert any(layer.name in line for block in handed(at, "text") for line in block["lines"])
    other = open_page("browse")
    assert not other.exception
    assert not other.error


# Long and hostile lists ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_list() -> bytes:
    """Return a list of 12,000 rows, all over the province."""
    counties = places.load().counties
    at = np.arange(12_000) % len(counties)
    points = counties.geometry.representative_point()
    spread = np.arange(12_000) // len(counties) / 4000
    rows = pd.DataFrame(
        {
            "名称": [f"第{i}驿站" for i in range(12_000)],
            "区县": counties["name"].to_numpy()[at],
            "经度": (points.x.to_numpy()[at] + spread).round(6),
            "纬度": points.y.to_numpy()[at].round(6),
        }
    )
    return rows.to_csv(index=False).encode("gb18030")


def test_a_long_list_is_shown_a_page_at_a_time_and_can_be_searched(upload, handed, long_list):
    at = upload(long_list, "长名单.csv")
    assert figures(at)[say("import.rows")] == 12_000
    accepted = handed(at, "rows")[0]
    assert len(accepted["rows"]) == tables.PAGE
    at.text_input(key="import_search_accepted").input("第7777驿站").run()
    [row] = handed(at, "rows")[0]["rows"]
    assert row[1] == "第7777驿站"
    at.text_input(key="import_search_accepted").input("").run()
    at.number_input(key="import_page_accepted").set_value(3).run()
    third = handed(at, "rows")[0]["rows"]
    assert [len(third), third[0][1]] == [tables.PAGE, f"第{2 * tables.PAGE}驿站"]


def test_a_site_chosen_on_the_map_turns_the_table_to_its_page(upload, handed, long_list):
    at = upload(long_list, "长名单.csv")
    ids = importing_ids(at)
    at.session_state["import_chosen"] = ids[777]
    at.run()
    table = handed(at, "rows")[0]
    assert table["chosen"] == ids[777]
    assert ids[777] in table["ids"]
    assert dict(handed(at, "remote")[0]["commands"])["choose"] == ids[777]
    at.number_input(key="import_page_accepted").set_value(1).run()
    assert ids[777] not in handed(at, "rows")[0]["ids"]


def importing_ids(at):
    return at.session_state["import_made_accepted"][1][0]


def test_hostile_texts_reach_markdown_only_escaped(upload, repo):
    hostile = pd.read_json(repo / "tests" / "maps" / "hostile.json")[0].tolist()
    headers = ["![](http://evil.example/x.png)", "<b>bold</b>"]
    rows = pd.DataFrame({"名称": hostile, "城市": "郑州市", **dict.fromkeys(headers, hostile)})
    at = upload(rows.to_csv(index=False), "![](http://evil.example).csv")
    shown = [element.value for sort in ("markdown", "caption", "info", "warning", "error") for element in at.get(sort)]
    shown += [widget.label for sort in ("selectbox", "button", "checkbox", "expander") for widget in at.get(sort)]
    for text in [*hostile, *headers]:
        if len(text) > 8:
            assert not [value for value in shown if text in value]


def test_of_an_export_of_ours_no_column_is_to_be_chosen_and_no_word_names_an_option(upload, handed):
    at = upload("unionmap_schema,precision,site_id,kind,name\n1,none,A,rest_station,甲驿站\n")
    assert say("import.columns_declared") in [caption.value for caption in at.caption]
    [warned] = [block["lines"] for block in handed(at, "text") if block["look"] == "warning"]
    assert warned[0] == say("account.warning", said=say("rows.none_located"))
    assert handed(at, "frame") == [], "no map where there is nothing to show"
    at = upload("名称,X坐标,Y坐标\n甲,3850123.1,500123.2\n")
    assert [warning.value for warning in at.warning][:1] == [say("import.all_refused", count=1)]
    rows = [cell for table in handed(at, "rows") for row in table["rows"] for cell in row]
    lines = [line for block in handed(at, "text") for line in block["lines"]]
    assert say("rows.needs_crs") in rows
    assert not [text for text in [*rows, *lines] if "--" in text]


def test_what_was_refused_comes_back_as_an_addition(upload, imported):
    result = read_sites(SOME_REFUSED.encode(), name="名单.csv")
    mended = result.refused.assign(经度="113.701512", 纬度="34.791341")
    at = upload(workbook.refused(mended, result.carry("名单")), "未通过.xlsx")
    shown = figures(at)
    assert [shown[say(f"import.{name}")] for name in ("added", "changed", "gone", "same")] == [1, 0, 0, 4]
    assert say("import.list_supplement") in [caption.value for caption in at.caption]
    confirm(at)
    assert {"甲驿站", "戊驿站"} <= set(shared.sites()["rest_station"]["name"])


def test_sites_of_an_older_list_that_stand_aside_are_said_before_and_after_the_import(upload, started_to_edit, handed):
    import_into(started_to_edit, GOOD, "市区名单")
    at = upload(GOOD)
    lines = [line for block in handed(at, "text") for line in block["lines"]]
    located = int(schema.located(read_sites(GOOD.encode(), name="名单.csv").sites["rest_station"]).sum())
    assert located > 1
    assert say("account.aside", count=located, other="市区名单") in lines
    confirm(at)
    lines = [line for block in handed(at, "text") for line in block["lines"]]
    assert say("lists.aside", name="市区名单", count=located, other="名单") in lines
