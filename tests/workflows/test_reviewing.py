import pytest

import unionmap as um
from unionmap.errors import InputError, UnknownNameError
from unionmap.store import decisions, inbox
from unionmap.store.inbox import Report
from unionmap.text import LANGUAGES, told
from unionmap.workflows import load, reviewing


@pytest.fixture
def into(data_dir, sites):
    a, b = sites["rest_station"]["site_id"].iloc[:2]
    for number, (site, complaint, words) in enumerate(
        [
            (a, "locked", ""),
            (a, "locked", ""),
            (b, "closed", ""),
            (a, "other", "甲"),
            (a, "other", "乙"),
            ("x", "locked", ""),
        ]
    ):
        inbox.add(
            data_dir, Report(f"r{number}", site, complaint, words, f"2026-07-12T08:0{number}+00:00", f"m{number}")
        )
    return data_dir


def test_open_reports_stand_by_site_the_newest_first_and_what_says_the_same_is_one(into, sites):
    a, b = sites["rest_station"]["site_id"].iloc[:2]
    items = reviewing.pending(into)
    assert list(items) == ["x", a, b]
    assert [(item.id, item.complaint, item.text, item.people) for item in items[a]] == [
        ("r0", "locked", "", 2),
        ("r3", "other", "甲", 1),
        ("r4", "other", "乙", 1),
    ]
    assert items[a][0].last == "2026-07-12T08:01+00:00"
    assert reviewing.find(items, "r1") == items[a][0]
    with pytest.raises(UnknownNameError, match="report"):
        reviewing.find(items, "r9")


def test_accepted_reports_show_wherever_sites_are_loaded_and_end_with_the_undoing(into, sites):
    b = sites["rest_station"]["site_id"].iloc[1]
    item = reviewing.pending(into)[b][0]
    decision = reviewing.accept(into, sites, item)
    loaded = um.load()["rest_station"].set_index("site_id")
    assert "reported_closed" in loaded.loc[b, "doubts"]
    assert b not in reviewing.pending(into)
    reviewing.undo(into, decision.id)
    assert load.changed(sites) is sites
    assert reviewing.pending(into)[b] == [item]


def test_what_was_decided_is_not_decided_again_and_what_came_later_is_open(into, sites):
    a = sites["rest_station"]["site_id"].iloc[0]
    item = reviewing.pending(into)[a][0]
    made = reviewing.dismiss(into, item)
    for decide in (lambda: reviewing.dismiss(into, item), lambda: reviewing.accept(into, sites, item)):
        with pytest.raises(InputError, match="just decided"):
            decide()
    inbox.add(into, Report("r8", a, "locked", "", "2026-07-12T09:00+00:00", "m8"))
    assert "r8" in [item.id for item in reviewing.pending(into)[a]]
    reviewing.undo(into, made.id)
    with pytest.raises(UnknownNameError, match="decision") as caught:
        reviewing.undo(into, made.id)
    assert all(made.id in told(caught.value, lang) for lang in LANGUAGES)
    assert len(decisions.read(into)) == 2


def test_nothing_about_a_site_that_is_listed_no_longer_is_accepted(into, sites):
    with pytest.raises(InputError, match="listed no longer"):
        reviewing.accept(into, sites, reviewing.pending(into)["x"][0])
    assert decisions.read(into) == ()


def test_a_damaged_log_counts_for_nothing_and_is_named(into, sites):
    decisions.path_of(into).write_text("{\n", encoding="utf-8")
    with pytest.warns(load.ListLeftOutWarning, match="is damaged"):
        assert load.changed(sites) is sites
    assert [sentence for sentence in load.problems() if "is damaged" in sentence]
