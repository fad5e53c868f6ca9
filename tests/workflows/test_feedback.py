from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionmap import feedback as registry
from unionmap import text
from unionmap.errors import InputError, UnknownNameError
from unionmap.store import decisions, inbox
from unionmap.store.inbox import Report
from unionmap.workflows import feedback, reviewing
from unionmap.workflows.feedback import Count, Session, counts, report, said, told

TODAY = datetime.now(UTC).date()


@pytest.fixture
def ids(sites):
    return sites["rest_station"]["site_id"].tolist()


def test_of_a_report_only_the_site_the_complaint_the_words_and_the_minute_are_kept(tmp_path, sites, ids):
    session = Session()
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert report(tmp_path, sites, session, site=ids[0], complaint="locked", text="not asked for")
    assert report(tmp_path, sites, session, site=ids[1], complaint="other", text="门\u202e口\x00 贴了\n通知")
    assert not report(tmp_path, sites, session, site=ids[0], complaint="locked")
    first, second = inbox.read(tmp_path)
    assert (first.site, first.complaint, first.text) == (ids[0], "locked", "")
    assert (second.site, second.complaint, second.text) == (ids[1], "other", "门口 贴了 通知")
    assert before < datetime.fromisoformat(first.at) <= datetime.now(UTC)
    assert len(first.at) == len("2026-07-12T00:05+00:00")
    assert first.mark != second.mark
    assert session.secret.hex() not in inbox.path_of(tmp_path).read_bytes().hex()


HOSTILE = [
    {"site": "../../etc/passwd"},
    {"site": ""},
    {"site": "' OR 1=1 --"},
    {"site": "\ud800"},
    {"complaint": "moved in"},
    {"complaint": ""},
    {"complaint": "\ud800"},
    {"complaint": "other", "text": " \u200b\x07 "},
    {"complaint": "other", "text": "字" * 201},
]


@pytest.mark.parametrize("values", HOSTILE, ids=repr)
def test_what_is_no_report_of_a_site_is_refused_and_nothing_is_written(tmp_path, sites, ids, values):
    with pytest.raises(InputError) as caught:
        report(tmp_path / "data", sites, Session(), **{"site": ids[0], "complaint": "locked", **values})
    for lang in text.LANGUAGES:
        assert "\n" not in text.told(caught.value, lang)
    assert not (tmp_path / "data").exists()


def test_a_line_has_no_water_to_lack(tmp_path, sites):
    line = sites["bus_route"]["site_id"].iloc[0]
    with pytest.raises(UnknownNameError, match="Known: closed, other"):
        report(tmp_path, sites, Session(), site=line, complaint="no_water")


@settings(max_examples=8)
@given(own=st.text(max_size=200) | st.sampled_from(["=1+1", "{{7*7}}", "'); DROP TABLE reports;--"]))
def test_words_are_kept_as_they_were_typed_but_for_what_only_steers(tmp_path_factory, sites, own):
    folder = tmp_path_factory.getbasetemp() / "words"
    kept = text.plain(own)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(registry, "MOST_A_MINUTE", 10**6)
            patch.setattr(registry, "MOST_OF_A_SITE", 10**6)
            site = sites["rest_station"]["site_id"].iloc[0]
            report(folder, sites, Session(), site=site, complaint="other", text=own)
    except InputError:
        assert not kept or len(kept) > registry.LONGEST_TEXT
    else:
        assert inbox.read(folder)[-1].text == kept


def test_a_session_reports_so_much_in_an_hour_and_a_repeat_does_not_count(tmp_path, sites, ids):
    now = [0.0]
    session = Session(clock=lambda: now[0])
    for site in ids[: registry.MOST_OF_A_SESSION]:
        report(tmp_path, sites, session, site=site, complaint="locked")
    with pytest.raises(InputError, match="an hour"):
        report(tmp_path, sites, session, site=ids[-1], complaint="locked")
    assert report(tmp_path, sites, Session(), site=ids[-1], complaint="locked")
    now[0] = registry.SESSION_S
    assert not report(tmp_path, sites, session, site=ids[0], complaint="locked")
    assert session.sent == []
    assert report(tmp_path, sites, session, site=ids[-1], complaint="locked")


def keep(into, *given):
    for number, (site, complaint, days, mark) in enumerate(given):
        at = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=3) - timedelta(days=days)
        inbox.add(into, Report(f"r{number}", site, complaint, "", inbox.minute(at), mark))


def test_sessions_are_counted_over_ninety_days_and_what_was_dismissed_is_not(tmp_path, sites, ids):
    a, b, c = ids[:3]
    keep(
        tmp_path,
        *((a, "locked", 91, "x"), (a, "locked", 5, "x1"), (a, "locked", 2, "y"), (a, "no_water", 1, "y")),
        *((b, "locked", 3, "z"), (c, "closed", 4, "z"), (a, "of a later version", 1, "q")),
    )
    assert counts(tmp_path, [], TODAY) == {}
    found = counts(tmp_path, [a, b], TODAY)
    assert [(one.complaint, one.people, one.accepted) for one in found[a]] == [
        ("locked", 2, False),
        ("no_water", 1, False),
    ]
    assert list(found) == [a, b]
    items = reviewing.pending(tmp_path)
    reviewing.dismiss(tmp_path, items[b][0])
    reviewing.accept(tmp_path, sites, items[c][0])
    found = counts(tmp_path, [a, b, c], TODAY)
    assert list(found) == [a, c]
    assert found[c][0].accepted


@pytest.mark.parametrize(
    ("people", "days", "accepted", "zh", "en"),
    [
        (3, 2, False, "3 人反映门锁着，最近 2 天前", "3 reports: locked, the last 2 days ago"),
        (1, 1, False, "1 人反映门锁着，最近 1 天前", "1 report: locked, the last 1 day ago"),
        (
            1,
            0,
            True,
            "1 人反映门锁着，最近一次就在今天，工会已采纳",
            "1 report: locked, the last today, accepted by the union",
        ),
    ],
)
def test_a_count_is_said_in_one_sentence(people, days, accepted, zh, en):
    count = Count("locked", people, f"2026-07-{12 - days:02}T01:00+00:00", accepted)
    assert told([count], date(2026, 7, 12)) == zh
    assert told([count], date(2026, 7, 12), "en") == en
    assert told([count, count], date(2026, 7, 12)) == f"{zh}；{zh}"


def test_a_day_is_a_day_of_china():
    assert "今天" in told([Count("locked", 1, "2026-07-11T16:00+00:00", False)], date(2026, 7, 12))
    assert "1 天前" in told([Count("locked", 1, "2026-07-11T15:59+00:00", False)], date(2026, 7, 12))


def test_accepted_words_are_said_as_long_as_the_entry_bears_them(data_dir, sites, ids):
    from unionmap.workflows.load import changed

    report(data_dir, sites, Session(), site=ids[0], complaint="other", text="请打 13698800011")
    item = reviewing.pending(data_dir)[ids[0]][0]
    decision = reviewing.accept(data_dir, sites, item)
    frame = changed(sites, data_dir)["rest_station"]
    lines = said(data_dir, frame, TODAY)
    assert (lines.index.equals(frame.index), lines.name) == (True, "reports")
    assert "工会已采纳；工人反映：请打 136****0011（1 人" in lines[frame["site_id"] == ids[0]].item()
    assert (lines[frame["site_id"] != ids[0]] == "").all()
    assert "请打" not in "".join(said(data_dir, sites["rest_station"], TODAY))
    reviewing.undo(data_dir, decision.id)
    assert decisions.standing(decisions.read(data_dir)) == []
    assert feedback.counts(data_dir, ids[:1], TODAY)[ids[0]][0].accepted is False
