import json

import pytest

from unionmap.store import decisions, inbox
from unionmap.store.inbox import Report

SITE = "ZZ-RS-009"


@pytest.fixture
def kept(data_dir):
    for number, (complaint, text) in enumerate([("locked", ""), ("locked", ""), ("other", "=1+1\u2028门口")]):
        inbox.add(data_dir, Report(f"r{number}", SITE, complaint, text, "2026-07-12T08:05+00:00", f"m{number}"))
    return data_dir


def test_reports_are_listed_decided_about_and_taken_back(run, kept):
    table = run("data", "reports").out.splitlines()
    assert [line.split("\t")[0] for line in table[1:]] == ["r0", "r2"]
    assert table[1].split("\t")[2:5] == ["门锁着", "2", "2026-07-12 16:05"]
    assert run("data", "reports", "--accept", "r1").code == 0
    [made] = decisions.read(kept)
    assert (made.action, made.reports) == ("accept", ("r0", "r1"))
    rows = json.loads(run("data", "reports", "--json", "--lang", "en").out)
    assert [(row["id"], row["site"], row["what"]) for row in rows] == [("r2", SITE, "something else")]
    told = json.loads(run("data", "reports", "--dismiss", "r2", "--json").out)
    assert run("data", "reports").err.strip() == "没有待处理的反映。"
    assert run("data", "reports", "--undo", told["id"], "--lang", "en").err.startswith("Taken back")
    assert [one.action for one in decisions.read(kept)] == ["accept", "dismiss", "undo"]


@pytest.mark.parametrize("options", [["--accept", "r9"], ["--undo", "x"], ["--accept", "r0", "--dismiss", "r2"]])
def test_what_cannot_be_decided_is_one_sentence(run, kept, options):
    for lang in ("zh", "en"):
        answer = run("data", "reports", *options, "--lang", lang)
        assert answer.code == 2
        assert len(answer.err.splitlines()) == 1
    assert decisions.read(kept) == ()
