"""Reporting a wrong entry from a card, which is the one thing that everybody may write, and the clerk's page."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from unionmap import feedback
from unionmap.errors import InputError
from unionmap.store import decisions, inbox
from unionmap.text import LANGUAGES, say
from unionmap.ui import editing, reporting, shared
from unionmap.ui.pages import reports
from unionmap.workflows import reviewing
from unionmap.workflows.feedback import Session, report

SITE = "ZZ-RS-009"


def cards(sites):
    import streamlit as st

    from unionmap.ui import parts, reporting, shared

    if "sent" in st.session_state:
        reporting.take(st.session_state.pop("sent"))
    frame = shared.sites()["rest_station"]
    parts.site_list("cards", frame[frame["site_id"].isin(sites)], chosen=sites[0], label="x")


def clerk():
    from unionmap.ui.pages import reports

    reports.run()


@pytest.fixture
def page(data_dir) -> AppTest:
    at = AppTest.from_function(cards, args=([SITE],), default_timeout=30)
    return at.run()


@pytest.fixture
def send(handed):
    """Return a function that sends something as the browser part of a list does, and returns what that is handed."""

    def go(at, sent):
        at.session_state["sent"] = sent
        at.run()
        assert not at.exception
        return handed(at, "list")[0]

    return go


def sent(complaint="locked", text="", site=SITE, asked=7):
    return {"site": site, "complaint": complaint, "text": text, "asked": asked}


def written(folder: Path) -> list[str]:
    return sorted(
        path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    )


def test_a_report_is_kept_answered_and_counted_on_the_card(page, send, data_dir):
    told = send(page, sent())
    assert told["report"]["answer"] == {"asked": 7, "kept": True, "said": say("feedback.thanks")}
    [card] = told["sites"]
    assert card["lines"]["reports"] == "1 人反映门锁着，最近一次就在今天"
    assert card["lines"]["reports"] in card["summary"]
    assert [(one.site, one.complaint) for one in inbox.read(data_dir)] == [(SITE, "locked")]
    again = send(page, sent(asked=8))
    assert again["report"]["answer"] == {"asked": 8, "kept": True, "said": say("feedback.again")}
    assert again["sites"][0]["lines"] == card["lines"]
    assert written(data_dir) == [".lock", inbox.FILE]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_reported_is_offered_in_words_and_nothing_is_asked_of_the_visitor(page, handed, lang):
    page.query_params["lang"] = lang
    [told] = handed(page.run(), "list")
    assert list(told["report"]["complaints"]) == list(feedback.COMPLAINTS)
    assert {one["label"] for one in told["report"]["complaints"].values()} == {
        one.label.get(lang) for one in feedback.COMPLAINTS.values()
    }
    assert all(told["report"]["words"].values())
    assert told["report"]["answer"] is None
    assert told["sites"][0]["complaints"] == list(feedback.offered("rest_station"))
    assert "reports" not in told["sites"][0]["lines"]


@pytest.mark.parametrize(
    "hostile",
    [
        *("x", 7, [], {}, {"site": SITE}, sent(asked="7"), sent(site=["a"]), sent(site={"$ne": ""}), sent(text=None)),
        *(sent(site="../../lists/x"), sent(site="\ud800"), sent(complaint="erase"), sent(complaint="other")),
        sent("other", "字" * 201),
    ],
    ids=repr,
)
def test_whatever_else_the_browser_sends_writes_nothing_and_gets_a_sentence(monkeypatch, data_dir, hostile):
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(reporting.state, "lang", lambda: "zh")
    reporting.take(hostile)
    answer = state[reporting._ANSWER]
    assert not answer["kept"]
    assert answer["said"]
    assert not data_dir.exists()


def test_of_what_is_sent_along_nothing_is_kept(page, send, data_dir):
    send(page, {**sent("other", "门口"), "position": [113.65, 34.75], "file": "lists/x/list.json", "mark": "m"})
    kept = inbox.path_of(data_dir).read_bytes()
    assert b"34.75" not in kept
    assert b"list.json" not in kept
    with closing(sqlite3.connect(inbox.path_of(data_dir))) as by_hand:
        [row] = by_hand.execute("SELECT * FROM reports")
    assert row[1:4] == (SITE, "other", "门口")
    assert written(data_dir) == [".lock", inbox.FILE]


def test_a_damaged_inbox_is_ours_to_mend_and_takes_no_list_from_the_page(page, send, data_dir, caplog):
    path = inbox.path_of(data_dir)
    path.parent.mkdir(parents=True)
    path.write_text("not a database " * 99)
    told = send(page, sent())
    assert told["report"]["answer"] == {"asked": 7, "kept": False, "said": say("feedback.not_now")}
    assert str(data_dir) not in str(told)
    assert str(path) in caplog.text
    assert path.read_text() == "not a database " * 99


# The clerk's page ---------------------------------------------------------------------------------


@pytest.fixture
def open_reports(monkeypatch, data_dir, sites):
    monkeypatch.setenv(editing.SWITCH, "1")
    monkeypatch.delenv(editing.SECRET, raising=False)
    monkeypatch.setattr(editing, "_secret_needed", lambda: False)
    hostile = "![x](http://evil.example/a.png) {{7*7}} <b>"
    for complaint, text in (("locked", ""), ("locked", ""), ("other", hostile)):
        report(data_dir, sites, Session(), site=SITE, complaint=complaint, text=text)
    return hostile


def said(handed, at) -> list[str]:
    return [line for block in handed(at, "text") for line in block["lines"]]


def test_a_clerk_accepts_and_takes_back_and_every_session_sees_it_at_its_next_run(open_reports, handed, data_dir):
    at = AppTest.from_function(clerk, default_timeout=30).run()
    lines = said(handed, at)
    assert any(line.startswith("2 人反映门锁着，最近一次就在今天") for line in lines)
    assert any(line.startswith(f"“{open_reports}”：1 人反映其他问题") for line in lines)
    assert not [one for one in [*at.markdown, *at.caption] if "evil" in one.value]

    def doubts():
        frame = shared.sites()["rest_station"]
        return frame.loc[frame["site_id"] == SITE, "doubts"].item()

    item = reviewing.pending(data_dir)[SITE][0]
    before = doubts()
    at.button(key=f"accept_{item.id}").click().run()
    assert not at.exception
    assert "reported_locked" in doubts()
    [made] = decisions.read(data_dir)
    assert (made.action, made.people, len(made.reports)) == ("accept", 2, 2)
    other = reviewing.pending(data_dir)[SITE][0]
    at.button(key=f"dismiss_{other.id}").click().run()
    assert say("reports.none") in [info.value for info in at.info]
    at.button(key=f"undo_{made.id}").click().run()
    assert doubts() == before
    assert list(reviewing.pending(data_dir)) == [SITE]
    assert at.button(key=f"accept_{item.id}")


def test_without_the_switch_nothing_can_be_decided_even_if_its_code_is_called(open_reports, monkeypatch, data_dir):
    item = reviewing.pending(data_dir)[SITE][0]
    made = reviewing.dismiss(data_dir, item)
    monkeypatch.delenv(editing.SWITCH)
    for act, about in ((reports._accept, item), (reports._dismiss, item), (reports._undo, made)):
        with pytest.raises(InputError, match="--edit"):
            act(about)
    at = AppTest.from_function(clerk, default_timeout=30).run()
    assert not at.exception
    assert not at.button
    assert decisions.read(data_dir) == (made,)
