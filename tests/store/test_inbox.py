import errno
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock

from unionmap import feedback
from unionmap.errors import DataError, InputError
from unionmap.store import inbox
from unionmap.store.inbox import Report

AT = "2026-07-12T08:05+00:00"


def made(number: int, **values: str) -> Report:
    usual = {"site": "a", "complaint": "locked", "text": "", "at": AT, "mark": f"m{number}"}
    return Report(**{"id": f"r{number:05}", **usual, **values})


@pytest.fixture
def into(tmp_path) -> Path:
    inbox.add(tmp_path / "data", made(0))
    return tmp_path / "data"


def sentence(call, *args, error=DataError) -> str:
    with pytest.raises(error) as caught:
        call(*args)
    for said in (str(caught.value), caught.value.say("zh")):
        assert "\n" not in said
        assert said.strip()
    return str(caught.value)


def test_looking_makes_no_folder_and_what_is_added_is_read_back_in_order(tmp_path):
    folder = tmp_path / "deep" / "data"
    assert inbox.read(folder) == []
    assert not folder.parent.exists()
    reports = [made(1), made(2, site="b", complaint="other", text="门口 '\"; DROP TABLE reports; {{7*7}}"), made(3)]
    assert [inbox.add(folder, one) for one in reports] == [True] * 3
    assert inbox.read(folder) == reports
    assert inbox.read(folder, ["b", "c"]) == [reports[1]]
    assert inbox.read(folder, [f"s{i}" for i in range(1200)] + ["a"]) == [reports[0], reports[2]]
    assert inbox.read(folder, since="2026-07-12T08:06+00:00") == inbox.read(folder, []) == []


def test_the_same_of_the_same_site_from_the_same_session_counts_once(into):
    assert not inbox.add(into, made(1, mark="m0"))
    assert inbox.add(into, made(2, mark="m0", site="b"))
    assert inbox.add(into, made(3, mark="m0", complaint="closed"))
    assert len(inbox.read(into)) == 3


def test_the_limits_are_exact_for_many_at_once_and_what_was_there_is_still_welcome(into, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_MINUTE", 13)

    def send(number: int) -> bool:
        try:
            return inbox.add(into, made(number, site=f"s{number}"))
        except InputError:
            return False

    with ThreadPoolExecutor(20) as pool:
        kept = list(pool.map(send, range(1, 21)))
    assert sum(kept) == 12
    assert len(inbox.read(into)) == 13
    assert "minute" in sentence(inbox.add, into, made(30, site="x"), error=InputError)
    assert not inbox.add(into, made(31, mark="m0"))
    assert inbox.add(into, made(32, at="2026-07-12T08:06+00:00"))


def test_a_site_takes_so_many_reports_in_a_day_of_china(into, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_OF_A_SITE", 2)
    assert inbox.add(into, made(1, at="2026-07-12T15:59+00:00"))
    assert "today" in sentence(inbox.add, into, made(2, at="2026-07-12T15:59+00:00"), error=InputError)
    assert inbox.add(into, made(3, site="b"))
    assert inbox.add(into, made(4, at="2026-07-12T16:00+00:00"))
    assert inbox.add(into, made(5, at="2026-07-11T15:59+00:00"))


@pytest.mark.parametrize("sql", ["DELETE FROM reports", "UPDATE reports SET site = 'x'"])
def test_nothing_is_changed_or_removed_even_by_hand(into, sql):
    with closing(sqlite3.connect(inbox.path_of(into))) as by_hand, pytest.raises(sqlite3.IntegrityError, match="never"):
        by_hand.execute(sql)


def writer(into: Path, name: str, told: int) -> int:
    """Start a process that sends reports until it is killed, and tells each one that was acknowledged."""
    process = os.fork()
    if process:
        return process
    try:
        for number in count():
            report = made(0, id=f"{name}-{number}", complaint="other", text="x" * 600, mark=f"{name}-{number}")
            inbox.add(into, report)
            os.write(told, f"{report.id}\n".encode())
    finally:
        os._exit(1)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_what_was_acknowledged_outlives_processes_that_are_killed_in_the_middle_of_writing(tmp_path, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_MINUTE", 10**9)
    monkeypatch.setattr(feedback, "MOST_OF_A_SITE", 10**9)
    heard, told = os.pipe()
    processes = [writer(tmp_path, name, told) for name in "abcde"]
    os.close(told)
    with os.fdopen(heard) as lines:
        said = [lines.readline() for _ in range(40)]
        while len({line[0] for line in said}) == 1:  # until a second process is writing too
            said.append(lines.readline())
        for process in processes:
            os.kill(process, signal.SIGKILL)
        said += list(lines)
    assert [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes] == [-signal.SIGKILL] * 5
    acknowledged = {line.strip() for line in said}
    assert len({name[0] for name in acknowledged}) > 1
    kept = [one.id for one in inbox.read(tmp_path)]
    assert acknowledged <= set(kept)
    assert len(set(kept)) == len(kept)
    assert inbox.add(tmp_path, made(1))
    with closing(sqlite3.connect(inbox.path_of(tmp_path))) as by_hand:
        assert by_hand.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE reports (id)")


DAMAGE = {
    "nothing": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("not a database\n" * 999),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "a lost head": lambda path: path.write_bytes(bytes(4096) + path.read_bytes()[4096:]),
    "lost pages": lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096)),
    "another": foreign,
}


@pytest.mark.parametrize("sort", list(DAMAGE))
def test_a_damaged_inbox_is_one_sentence_and_stays_as_it_is(into, sort):
    path = inbox.path_of(into)
    DAMAGE[sort](path)
    before = path.read_bytes()
    for call in ((inbox.add, into, made(9)), (inbox.read, into)):
        said = sentence(*call)
        assert "is damaged" in said
        assert str(path) in said
    assert path.read_bytes() == before


def test_a_log_whose_file_is_lost_is_not_begun_anew(into):
    path = inbox.path_of(into)
    path.rename(f"{path}-wal")
    assert "is damaged" in sentence(inbox.add, into, made(1))
    assert not path.exists()


@pytest.fixture
def connected(monkeypatch):
    """Change how inboxes are opened: their address, or what is set before anything else."""
    connect = sqlite3.connect

    def give(mode: str = "rw", pragma: str = "PRAGMA user_version") -> None:
        def opened(address, **options):
            made = connect(str(address).replace("mode=rw", f"mode={mode}"), **options)
            made.execute(pragma)
            return made

        monkeypatch.setattr(sqlite3, "connect", opened)

    return give


def test_a_full_disk_is_one_sentence_and_harms_nothing(into, connected, monkeypatch):
    connected(pragma="PRAGMA max_page_count = 1")
    said = sentence(inbox.add, into, made(1, text="x" * 20_000))
    assert "No space left" in said
    assert "unharmed" in said
    monkeypatch.undo()
    assert inbox.read(into) == [made(0)]
    assert inbox.add(into, made(1))


def test_a_disk_that_is_full_at_the_first_report_leaves_no_half_inbox(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert "No space left" in sentence(inbox.add, tmp_path, made(1))
    assert [path.name for path in (tmp_path / "reports").iterdir()] == [".lock"]
    assert inbox.add(tmp_path, made(1))


@pytest.mark.parametrize("folder", [True, False])
def test_a_read_only_inbox_is_one_sentence_and_is_read_all_the_same(into, connected, monkeypatch, folder):
    if folder:
        monkeypatch.setattr(os, "access", lambda *_: False)
    else:
        connected(mode="ro")
    assert "Read-only" in sentence(inbox.add, into, made(1))
    assert inbox.read(into) == [made(0)]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "a file stands there" in sentence(inbox.add, tmp_path / "file" / "data", made(1))
    assert inbox.read(tmp_path / "file") == []


def test_a_writer_that_waits_too_long_says_so(into, tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "WAIT_S", 0.02)
    with closing(sqlite3.connect(inbox.path_of(into), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "try again" in sentence(inbox.add, into, made(1))
        assert inbox.read(into) == [made(0)]
    (tmp_path / "new" / "reports").mkdir(parents=True)
    with FileLock(tmp_path / "new" / "reports" / ".lock"):
        assert "try again" in sentence(inbox.add, tmp_path / "new", made(1))


def test_a_minute_is_all_that_is_kept_of_the_time():
    at = datetime.fromisoformat("2026-07-12T16:05:59.999+08:00")
    assert inbox.minute(at) == inbox.minute(at - timedelta(seconds=59)) == AT
