"""The lists from the command line: in the importer's language, and one sentence whatever was done to the folder."""

import errno
import json
import os
import re
import shutil
import warnings
from pathlib import Path

import geopandas as gpd
import pytest

from unionmap import schema
from unionmap.store import library, names
from unionmap.store.library import Draft
from unionmap.text import beijing_time

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def keep(data_dir):
    """Write a version of a list, past every comparison."""

    def call(name: str, *sites: str) -> None:
        rows = {
            "site_id": [f"{names.slug(name)}:{site}" for site in sites],
            "kind": "rest_station",
            "name": list(sites),
        }
        points = gpd.points_from_xy([113.66] * len(sites), [34.78] * len(sites), crs="EPSG:4326")
        frame = gpd.GeoDataFrame(rows | {"precision": "exact", "error_m": 30.0}, geometry=points)
        held = schema.Sites({"rest_station": schema.shape(frame, "rest_station")})
        base = library.record(data_dir, library.slug_for(data_dir, name)).current
        library.save(data_dir, Draft(name, held, base, f"{name}.csv"))

    return call


@pytest.fixture
def bring(run, data_dir, tmp_path):
    def call(site: str, *options: str):
        path = tmp_path / "a.csv"
        path.write_text(f"name,lon,lat\n{site},113.665123,34.784123\n", encoding="utf-8")
        return run("import", str(path), "--datum", "wgs84", "--list", "list", "--yes", *options)

    return call


def sentence(answer) -> str:
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert "should not have happened" not in answer.err
    assert "Traceback" not in answer.err
    return answer.err


@pytest.mark.parametrize(("lang", "word", "back"), [("zh", "版本", "恢复为第 1 版"), ("en", "Version", "to version 1")])
def test_the_commands_speak_the_language_asked_for(run, keep, lang, word, back):
    speak = ("--lang", lang)
    said = [run("data", "lists", *speak).err]
    keep("list", "a")
    keep("list", "b")
    assert word in run("data", "lists", *speak).out.splitlines()[0]
    said += [run("data", *command, *speak).err for command in (["rollback"], ["remove", "list"], ["rollback"])]
    assert back in said[1]
    wrong = (["rollback"], ["rollback", "no"], ["rollback", "--to", "77"], ["remove", "no"])
    said += [sentence(run("data", *command, *speak)) for command in wrong]
    assert [bool(CHINESE.search(text)) for text in said] == [lang == "zh"] * 8
    assert "zh, en" in sentence(run("data", "lists", "--lang", "fr"))


def test_times_are_beijing_time(run, keep, data_dir):
    keep("名单", "甲")
    moment = library.record(data_dir, "名单").version(1).imported_at
    head, row = [line.split("\t") for line in run("data", "lists").out.splitlines()]
    assert dict(zip(head, row, strict=True))["导入时间（北京时间）"] == beijing_time(moment)


def test_sites_that_stand_aside_are_counted_and_said(run, keep):
    keep("旧", "甲", "乙")
    keep("新", "甲")
    answer = run("data", "lists")
    head, *rows = [line.split("\t") for line in answer.out.splitlines()]
    assert {row[0]: row[head.index("让位")] for row in rows} == {"旧": "1", "新": "0"}
    assert "“旧”里有 1 处在较新的“新”里也有" in answer.err
    assert "1 site stands aside for 新" in run("data", "lists", "--lang", "en").err


@pytest.mark.parametrize("options", [("--map", "x"), ("--map", "nix=name"), ("--datum", "zz"), ("--kind", "zz")])
def test_errors_of_the_importer_are_said_in_both_languages(bring, options):
    for lang in ("zh", "en"):
        said = sentence(bring("a", *options, "--lang", lang)).replace(options[1], "").replace("经度", "")
        assert bool(CHINESE.search(said)) is (lang == "zh"), said


def test_an_import_in_english_says_its_account_in_english(bring):
    answer = bring("", "--lang", "en")
    assert "line 2: no name" in answer.out
    assert not CHINESE.search(answer.out.replace("工会驿站", "") + answer.err)
    report = json.loads(bring("", "--lang", "en", "--json").out)
    assert report["refused"][0]["reasons"] == ["no name"]


NAMES = [
    "a/b",
    "..",
    "../../etc/passwd",
    "😀🚌",
    "CON",
    "nul.txt",
    "com1",
    "-rf",
    "x\ny\x1b[31m",
    "\udcff坏",
    "𠀀" * 100,
]


def test_any_name_is_one_folder_below_lists_and_found_again(run, keep, data_dir):
    for name in NAMES:
        keep(name, "甲")
        keep(name, "乙")
    assert {path.name for path in data_dir.parent.iterdir()} == {"data"}
    folders = [path.name for path in (data_dir / "lists").iterdir()]
    assert len(folders) == len(NAMES)
    assert all(re.fullmatch(r"[\w-]+", name) and len(name.encode()) < 250 for name in folders)
    for name in NAMES:
        assert run("data", "remove", "--", name).code == 0, name
    assert "最多 100 个" in sentence(run("data", "remove", "名" * 101))


def test_the_name_that_a_list_bears_counts_before_the_folder_of_another(run, keep, data_dir):
    keep("a/b", "甲")
    keep("a-b", "乙")
    run("data", "remove", "a-b")
    assert [library.record(data_dir, slug).current for slug in ("a-b", "a-b-2")] == [1, None]


def test_removing_twice_keeps_the_way_back(run, keep, data_dir):
    keep("名单", "甲")
    run("data", "remove", "名单")
    assert "没有改变" in run("data", "remove", "名单").err
    assert run("data", "rollback").code == 0
    assert library.record(data_dir, "名单").current == 1


def damage(what: str, folder: Path) -> None:
    record = folder / "list.json"
    text = record.read_text(encoding="utf-8")
    if what == "a version deleted":
        shutil.rmtree(folder / "versions" / "2")
    elif what == "all versions deleted":
        shutil.rmtree(folder / "versions")
    elif what == "a folder in its place":
        record.unlink()
        record.mkdir()
    else:
        spoilt = {"cut": text[:300], "empty": "", "null": "null", "deep": "[" * 10**5}
        record.write_text(spoilt.get(what, text.replace('"sites": 1', '"sites": "x"')), encoding="utf-8")


DAMAGES = ["a version deleted", "all versions deleted", "a folder in its place", "cut", "empty", "null", "odd", "deep"]


@pytest.mark.parametrize("what", DAMAGES)
def test_a_folder_that_was_tampered_with_is_one_sentence_with_what_to_do(run, keep, data_dir, what):
    keep("名单", "甲驿站")
    keep("名单", "乙驿站")
    keep("另一个", "丙驿站")
    damage(what, data_dir / "lists" / "名单")
    table = run("data", "lists")
    assert (table.code, len(table.out.splitlines())) == (0, 3)
    assert "请" in next(line for line in table.out.splitlines() if line.startswith("名单\t名单"))
    if "deleted" not in what:
        assert "请" in sentence(run("data", "remove", "名单"))
    if what == "a version deleted":
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            near = run("nearest", "--at", "113.66,34.78", "-k", "1")
        assert "丙驿站" in near.out
        assert len(near.err.splitlines()) == 1
        assert run("data", "rollback", "名单").code == 0
        assert library.read(data_dir, "名单")["rest_station"]["name"].tolist() == ["甲驿站"]


@pytest.mark.parametrize(("number", "said"), [("ENOSPC", "磁盘已满"), ("EROFS", "只读"), ("EACCES", "没有权限")])
def test_a_folder_that_cannot_be_written_is_said_and_keeps_what_it_held(run, keep, data_dir, monkeypatch, number, said):
    keep("list", "甲")
    path = data_dir / "lists" / "list" / "list.json"
    before = path.read_bytes()

    def refuse(*_, **__):
        code = getattr(errno, number)
        raise OSError(code, os.strerror(code), "x")

    monkeypatch.setattr(library, "FileLock", refuse)
    answer = sentence(run("data", "remove", "list"))
    assert said in answer
    assert "UNIONMAP_DATA" in answer
    assert path.read_bytes() == before
