import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

from unionmap import schema
from unionmap.errors import DataError, UnknownNameError
from unionmap.store import layers, library
from unionmap.store.library import Draft

NAME = "站点名单"


@cache
def stations(*names: str) -> schema.Sites:
    count = len(names)
    rows = {"site_id": [f"s{i}" for i in range(count)], "kind": "rest_station", "name": list(names)}
    points = gpd.points_from_xy(np.linspace(113, 114, count), np.full(count, 34.5), crs="EPSG:4326")
    frame = gpd.GeoDataFrame(rows | {"precision": "exact", "error_m": 30.0, "备注二": "x"}, geometry=points)
    return schema.Sites({"rest_station": schema.shape(frame, "rest_station")})


def save(into: Path, *names: str, base: int | None = None, name: str = NAME) -> int:
    return library.save(into, Draft(name, stations(*names), base, "a.csv", "0" * 64, {"added": len(names)}))


def held(into: Path, slug: str = NAME) -> list[str]:
    return sorted(library.read(into, slug)["rest_station"]["name"])


def litter(into: Path) -> list[str]:
    return sorted(path.name for path in into.rglob("*") if "part" in path.name)


@pytest.fixture
def into(tmp_path) -> Path:
    save(tmp_path / "data", "甲", "乙")
    return tmp_path / "data"


def test_what_is_saved_is_read_back_with_its_further_columns(into):
    back = library.read(into, NAME)
    assert list(back) == list(stations("甲"))
    pd.testing.assert_frame_equal(back["rest_station"], layers.sort(stations("甲", "乙")["rest_station"]))


def test_the_record_tells_what_was_imported_when_and_from_what(into):
    version = library.record(into, NAME).version(1)
    assert (version.file, version.sha256, version.counts, version.base) == ("a.csv", "0" * 64, {"added": 2}, None)
    assert pd.Timestamp(version.imported_at).tzinfo is not None
    assert version.kinds["rest_station"]["sites"] == 2
    content = json.loads((into / "lists" / NAME / "list.json").read_text(encoding="utf-8"))
    assert (content["name"], content["current"]) == (NAME, 1)


def test_only_kinds_with_rows_have_a_file(into):
    assert [path.name for path in (into / "lists" / NAME / "versions" / "1").iterdir()] == ["rest_station.parquet"]


def test_a_list_without_rows_is_a_list(into):
    assert save(into, base=1) == 2
    assert held(into) == []


def test_looking_makes_no_folder(tmp_path):
    folder = tmp_path / "none"
    assert library.slugs(folder) == []
    assert library.record(folder, "x").versions == ()
    assert library.slug_for(folder, "x") == "x"
    assert held(folder, "x") == []
    assert not folder.exists()


def test_the_last_ten_versions_are_kept(into):
    for base in range(1, 14):
        assert save(into, f"v{base + 1}", base=base) == base + 1
    folder = into / "lists" / NAME / "versions"
    assert sorted(int(path.name) for path in folder.iterdir()) == list(range(5, 15))
    assert [version.number for version in library.record(into, NAME).versions] == list(range(5, 15))
    assert held(into) == ["v14"]
    with pytest.raises(UnknownNameError, match="version"):
        library.read(into, NAME, 4)


def test_another_version_is_switched_to_and_every_switch_is_recorded(into):
    save(into, "丙", base=1)
    library.switch(into, NAME, to=1, why="rollback")
    assert held(into) == ["乙", "甲"]
    library.switch(into, NAME, to=None, why="remove")
    assert held(into) == []
    switches = [(entry["why"], entry["from"], entry["to"]) for entry in library.record(into, NAME).switches]
    assert switches == [("import", None, 1), ("import", 1, 2), ("rollback", 2, 1), ("remove", 1, None)]
    assert save(into, "丁") == 3


def test_no_switch_to_a_version_that_cannot_be_read(into):
    save(into, "丙", base=1)
    (into / "lists" / NAME / "versions" / "1" / "rest_station.parquet").write_bytes(b"")
    with pytest.raises(DataError, match="cannot be read"):
        library.switch(into, NAME, to=1, why="rollback")
    with pytest.raises(UnknownNameError):
        library.switch(into, NAME, to=7, why="rollback")
    assert held(into) == ["丙"]


def test_a_draft_drawn_up_against_an_older_version_is_refused(into):
    save(into, "丙", base=1)
    with pytest.raises(DataError, match="changed since it was compared"):
        save(into, "丁", base=1)
    assert held(into) == ["丙"]


def test_lists_whose_names_make_one_folder_name_are_kept_apart(into):
    save(into, "斜", name="a/b")
    save(into, "横", name="a-b")
    assert library.slugs(into) == ["a-b", "a-b-2", NAME]
    assert held(into, library.slug_for(into, "a/b")) == ["斜"]
    assert held(into, library.slug_for(into, "A-B")) == ["横"]


def test_one_writer_at_a_time(into, monkeypatch):
    monkeypatch.setattr(library, "WAIT_S", 0.05)
    with FileLock(into / ".lock"), pytest.raises(DataError, match="another import is writing"):
        save(into, "丙", base=1)
    assert held(into) == ["乙", "甲"]


def test_writers_side_by_side_lose_nothing(into):
    def write_thrice(number: int) -> None:
        done = 0
        while done < 3:
            try:
                save(into, f"{number}", base=library.record(into, "race").current, name="race")
                done += 1
            except DataError as error:
                if "changed since" not in str(error):
                    raise

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write_thrice, range(2)))
    versions = library.record(into, "race").versions
    assert [(version.number, version.base) for version in versions] == [(n, n - 1 or None) for n in range(1, 7)]
    assert litter(into) == []


STEPS = [(gpd.GeoDataFrame, "to_parquet"), (os, "fsync"), (Path, "mkdir"), (Path, "rename"), (Path, "replace")]
STEPS += [(Path, "write_bytes")]


class FullDisk:
    """Let so many writing calls pass, then fail as a full disk does, half-way through a file."""

    def __init__(self, monkeypatch, passing: int) -> None:
        self.left, self.failed = passing, ""
        for owner, name in STEPS:
            monkeypatch.setattr(owner, name, self.wrap(getattr(owner, name), name))

    def wrap(self, function, name):
        def call(*args, **options):
            self.left -= 1
            if self.left >= 0:
                return function(*args, **options)
            self.failed = self.failed or name
            if name in ("to_parquet", "write_bytes"):
                with Path(args[1] if name == "to_parquet" else args[0]).open("wb") as half:
                    half.write(b"PAR1 half")
            raise OSError(errno.ENOSPC, "No space left on device")

        return call


def attempt(into: Path, passing: int) -> tuple[str, str]:
    """Save on a disk that is full after so many calls; return the call that failed and what was said."""
    with pytest.MonkeyPatch.context() as patch:
        disk = FullDisk(patch, passing)
        try:
            save(into, "丙", base=1)
        except DataError as error:
            return disk.failed, str(error)
    return "", ""


def test_a_full_disk_at_any_step_leaves_the_last_good_version(into, tmp_path):
    failed = []
    for passing in range(99):
        copy = Path(shutil.copytree(into, tmp_path / f"copy{passing}"))
        step, sentence = attempt(copy, passing)
        if not step:
            break
        failed.append(step)
        assert "No space left" in sentence
        assert "unharmed" in sentence
        current = library.record(copy, NAME).current
        assert held(copy) == {1: ["乙", "甲"], 2: ["丙"]}[current]
        number = save(copy, "丁", base=current)
        assert library.record(copy, NAME).current == number
        assert litter(copy) == []
        folders = {path.name for path in (copy / "lists" / NAME / "versions").iterdir()}
        assert folders == {str(version.number) for version in library.record(copy, NAME).versions}
    assert set(failed) == {name for _, name in STEPS}
    assert len(failed) > 8


def test_a_full_disk_at_the_first_import_leaves_no_list(tmp_path):
    for passing in range(0, 9, 2):
        folder = tmp_path / str(passing)
        with pytest.MonkeyPatch.context() as patch:
            FullDisk(patch, passing)
            with pytest.raises(DataError):
                save(folder, "丙")
        assert library.slugs(folder) == []
        save(folder, "丙")
        assert held(folder) == ["丙"]


KILLED = """
    import os, signal, sys, time
    sys.path.insert(0, {tests!r})
    from pathlib import Path
    import geopandas as gpd
    from test_library import save
    def stop(*args, **options):
        if {step!r} == "to_parquet":
            Path(args[1]).write_bytes(b"PAR1 half")
        print("half-way", flush=True)
        time.sleep(60)
    {owner}.{step} = stop
    save(Path({into!r}), "丙", base=1)
"""


@pytest.mark.parametrize(("owner", "step"), [("gpd.GeoDataFrame", "to_parquet"), ("Path", "write_bytes")])
def test_a_process_killed_half_way_leaves_the_last_good_version_and_no_lock(into, owner, step):
    code = textwrap.dedent(KILLED).format(tests=str(Path(__file__).parent), owner=owner, step=step, into=str(into))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "half-way"
        process.send_signal(signal.SIGKILL)
    assert held(into) == ["乙", "甲"]
    assert litter(into) or (into / "lists" / NAME / "versions" / "2").exists()
    assert save(into, "丁", base=1) in (2, 3)
    assert held(into) == ["丁"]
    assert litter(into) == []


def test_stopping_by_hand_leaves_no_litter(into, monkeypatch):
    def stop(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", stop)
    with pytest.raises(KeyboardInterrupt):
        save(into, "丙", base=1)
    assert litter(into) == []
    assert held(into) == ["乙", "甲"]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "7", '{"name": "x"}', '{"versions": 3}'])
def test_a_damaged_record_is_one_sentence(into, content):
    (into / "lists" / NAME / "list.json").write_text(content)
    for call in (library.record, library.read):
        with pytest.raises(DataError, match=r"the list 站点名单 is damaged .*list\.json") as caught:
            call(into, NAME)
        assert "\n" not in str(caught.value)
    with pytest.raises(DataError, match="is damaged"):
        save(into, "丙", base=1)


def test_versions_outlive_a_lost_record_but_not_their_time(into):
    save(into, "丙", base=1)
    (into / "lists" / NAME / "list.json").unlink()
    assert library.slugs(into) == []
    assert save(into, "丁") == 3
    folder = into / "lists" / NAME / "versions"
    assert sorted(path.name for path in folder.iterdir()) == ["1", "2", "3"]


def test_a_name_that_no_file_can_hold_is_found_again(into):
    save(into, "甲", name="坏\udcff")
    assert library.slug_for(into, "坏\udcff") == "坏"


def test_a_list_is_as_old_as_the_version_that_counts(into):
    path = into / "lists" / NAME / "list.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["versions"][0]["imported_at"] = "2026-01-01T00:00:00+08:00"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert library.record(into, NAME).imported_at == pd.Timestamp("2026-01-01T00:00:00+08:00").timestamp()
    library.switch(into, NAME, to=None, why="remove")
    assert library.record(into, NAME).imported_at == float("-inf")
    path.write_text(json.dumps(record).replace("2026-01-01T", "gestern"), encoding="utf-8")
    with pytest.raises(DataError, match="is damaged"):
        library.record(into, NAME)


def test_a_record_that_names_a_version_it_does_not_list_is_damaged(into):
    path = into / "lists" / NAME / "list.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"current": 1', '"current": 5'), encoding="utf-8")
    with pytest.raises(DataError, match="version 5 is not listed"):
        library.record(into, NAME)


@pytest.mark.parametrize("fault", ["missing", "empty", "flipped", "cut", "foreign kind"])
def test_a_damaged_version_is_one_sentence_and_never_wrong_data(into, fault):
    path = into / "lists" / NAME / "versions" / "1" / "rest_station.parquet"
    raw = path.read_bytes()
    if fault == "missing":
        path.unlink()
    elif fault == "foreign kind":
        record = path.parents[2] / "list.json"
        record.write_text(record.read_text(encoding="utf-8").replace('"rest_station"', '"teahouse"'), encoding="utf-8")
    else:
        flipped = raw[:900] + bytes([raw[900] ^ 1]) + raw[901:]
        path.write_bytes({"empty": b"", "flipped": flipped, "cut": raw[:-9]}[fault])
    with pytest.raises(DataError, match="version 1 of the list 站点名单 cannot be read: ") as caught:
        library.read(into, NAME)
    assert "\n" not in str(caught.value)
    assert "data build" not in str(caught.value)


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(DataError, match="UNIONMAP_DATA"):
        save(tmp_path / "data", "甲")


def test_what_a_name_holds_that_no_file_can_is_replaced(into):
    save(into, "甲", name="坏\udcff")
    assert library.record(into, "坏").name == "坏\ufffd"
