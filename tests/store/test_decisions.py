import errno
import os
from pathlib import Path

import pytest
from filelock import FileLock

from unionmap.errors import DataError
from unionmap.store import decisions
from unionmap.store.decisions import Decision

AT = "2026-07-12T08:05+00:00"


def made(number: int, action: str = "accept", **values) -> Decision:
    usual = {"text": "门口\n {{7*7}}", "reports": (f"r{number}",), "people": 2, "last": AT, "was": {"checked_on": ""}}
    return Decision(f"d{number}", action, AT, "a", "other", **{**usual, **values})


@pytest.fixture
def into(tmp_path) -> Path:
    for number in range(3):
        decisions.add(tmp_path / "data", lambda _, number=number: made(number))
    return tmp_path / "data"


def test_decisions_are_read_back_in_order_and_each_is_drawn_up_from_those_before(into):
    seen = []
    decisions.add(into, lambda before: seen.append(before) or made(3, "undo", undoes="d1"))
    assert seen == [tuple(map(made, range(3)))]
    assert decisions.read(into) == (*seen[0], made(3, "undo", undoes="d1"))
    assert [one.id for one in decisions.standing(decisions.read(into))] == ["d0", "d2"]


def test_looking_makes_no_folder_and_every_decision_is_another_state(tmp_path):
    folder = tmp_path / "data"
    states = [decisions.state(folder)]
    assert decisions.read(folder) == ()
    assert not folder.exists()
    for number in range(3):
        decisions.add(folder, lambda _, number=number: made(number))
        states.append(decisions.state(folder))
    assert len(set(states)) == 4


def test_a_write_that_was_stopped_anywhere_leaves_the_decisions_before_it_and_the_next_one_is_whole(into):
    path = decisions.path_of(into)
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    for end in (*range(last, len(whole), 11), len(whole) - 1):
        path.write_bytes(whole[:end])
        assert [one.id for one in decisions.read(into)] == ["d0", "d1"]
    for end in (last, last + 40, len(whole) - 1):
        path.write_bytes(whole[:end])
        decisions.add(into, lambda _: made(7))
        assert [one.id for one in decisions.read(into)] == ["d0", "d1", "d7"]


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "null", '{"id": "x"}', "\x00" * 40, '{"was": []}', '{"action": "erase"}', '{"reports": [7]}'],
)
def test_a_damaged_log_is_one_sentence_and_stays_as_it_is(into, line):
    path = decisions.path_of(into)
    if line.startswith('{"') and "id" not in line:
        line = path.read_text(encoding="utf-8").splitlines()[0][:-1] + ", " + line[1:]
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    before = path.read_bytes()
    for call in (lambda: decisions.read(into), lambda: decisions.add(into, lambda _: made(9))):
        with pytest.raises(DataError, match="is damaged") as caught:
            call()
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("fails", ["fsync", "lock", "folder"])
def test_what_cannot_be_written_is_one_sentence_and_harms_nothing(into, monkeypatch, fails):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = decisions.path_of(into).read_bytes()
    with monkeypatch.context() as patch:
        folder = into
        if fails == "fsync":
            patch.setattr(os, "fsync", full)
        elif fails == "folder":
            folder = decisions.path_of(into)
        patch.setattr(decisions, "WAIT_S", 0.02)
        lock = FileLock(into / "reports" / (".lock" if fails == "lock" else ".other"))
        with lock, pytest.raises(DataError) as caught:
            decisions.add(folder, lambda _: made(9))
    assert {"fsync": "No space", "lock": "try again", "folder": "cannot be"}[fails] in str(caught.value)
    assert decisions.path_of(into).read_bytes() == before
