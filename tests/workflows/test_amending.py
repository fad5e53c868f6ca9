import copy

import pandas as pd
import pytest

from unionmap import feedback, filters, schema
from unionmap.store.decisions import Decision
from unionmap.workflows import amending
from unionmap.workflows.amending import amended, watched

AT = "2026-07-12T23:05+00:00"


@pytest.fixture(scope="module")
def few(sites):
    """Return four entries, the first of which says all that a report can touch."""
    stations = sites["rest_station"]
    worst = [
        stations[stations["precision"] == precision].head(1) for precision in ("exact", "city", "district", "none")
    ]
    frame = pd.concat(worst).reset_index(drop=True)
    full = {
        "facilities": "water;hot_food",
        "services": "饮水机、微波炉",
        "opening_hours": "8:00-18:00",
        "doubts": "zone",
    }
    for name, cell in full.items():
        frame.loc[0, name] = cell
    return schema.Sites({"rest_station": frame})


@pytest.fixture(scope="module")
def row(few):
    return few["rest_station"].iloc[0]


def accepted(row, complaint, text="", number=0, **values):
    usual = {"was": watched(row, feedback.get(complaint)), "people": 3, "last": AT}
    return Decision(f"d{number}", "accept", AT, row["site_id"], complaint, text, **{**usual, **values})


def after(sites, *decisions):
    return amended(sites, decisions)["rest_station"].set_index("site_id")


CHANGES = {
    "locked": {},
    "refused": {},
    "closed": {},
    "no_water": {"facilities"},
    "hours": {"opening_hours"},
    "moved": {"precision", "error_m"},
    "other": {"note"},
}


@pytest.mark.parametrize("key", list(feedback.COMPLAINTS))
def test_accepting_only_takes_away_casts_a_doubt_and_says_where_that_comes_from(few, row, key):
    before = copy.deepcopy(dict(few))
    text = "门口贴了搬迁通知 13698800011" if feedback.get(key).written else ""
    decision = accepted(row, key, text)
    stations = after(few, decision)
    changed = stations.loc[row["site_id"]]
    differ = {name for name in changed.index if name != "geometry" and str(changed[name]) != str(row[name])}
    assert differ == {"doubts", "changes", *CHANGES[key]}
    assert changed["geometry"] == row["geometry"]
    assert changed["doubts"].split(";") == [*filter(None, row["doubts"].split(";")), f"reported_{key}"]
    origin = amending.told(decision)
    assert changed["changes"].endswith(origin)
    assert "（3 人，最近 2026-07-13），2026-07-13 工会采纳" in origin
    others = stations.drop(index=row["site_id"]).reset_index()
    same = few["rest_station"][few["rest_station"]["site_id"] != row["site_id"]].reset_index(drop=True)
    assert others[same.columns].equals(same)
    assert all(before[kind].equals(frame) for kind, frame in few.items())


def test_what_each_complaint_does(few, row):
    one = amended(few, [accepted(row, key, number=i) for i, key in enumerate(CHANGES)])["rest_station"]
    one = one[one["site_id"] == row["site_id"]]
    changed = one.iloc[0]
    assert "water" not in changed["facilities"].split(";")
    assert set(changed["facilities"].split(";")) <= set(row["facilities"].split(";"))
    assert changed["opening_hours"] == ""
    assert (changed["precision"], changed["error_m"]) == ("district", 3_000.0)
    assert filters.said_closed(one).all()
    assert not filters.usable(one).any()
    assert {f"reported_{key}" for key in CHANGES} <= set(changed["doubts"].split(";"))


def test_a_place_is_never_made_better_or_smaller(few):
    for _, row in few["rest_station"].iloc[1:].iterrows():
        changed = after(few, accepted(row, "moved")).loc[row["site_id"]]
        assert (changed["precision"], str(changed["error_m"])) == (row["precision"], str(row["error_m"]))
        assert "reported_moved" in changed["doubts"]


def test_nothing_changes_where_nothing_stands_or_nothing_is_known(few, row):
    made = accepted(row, "closed")
    undone = Decision("u", "undo", AT, made.site, "closed", undoes=made.id)
    dismissed = Decision("x", "dismiss", AT, made.site, "closed")
    elsewhere = Decision("y", "accept", AT, "no such site", "closed")
    other_age = Decision("z", "accept", AT, made.site, "of a later version")
    for decisions in ([], [made, undone], [dismissed], [elsewhere], [other_age]):
        assert amended(few, decisions) is few
    again = accepted(row, "closed", number=2)
    assert after(few, made, undone, again).loc[made.site, "doubts"].endswith("reported_closed")


@pytest.mark.parametrize("key", list(feedback.COMPLAINTS))
def test_a_change_ends_where_the_list_says_something_else_in_a_column_that_its_complaint_watches(row, key):
    decision = accepted(row, key)
    watches = feedback.get(key).watches
    for column in schema.TEXT:
        assert amending.holds(decision, {**row, column: "2026-08-01"}) == (column not in watches)


def test_an_entry_that_was_checked_since_is_as_the_list_has_it(few, row):
    frame = few["rest_station"].assign(checked_on="2026-08-01")
    renewed = schema.Sites({"rest_station": frame})
    assert amended(renewed, [accepted(row, "closed")]) is renewed


def test_a_mobile_number_in_a_watched_column_is_compared_as_strangers_see_it(few, row):
    frame = few["rest_station"].copy()
    frame.loc[frame["site_id"] == row["site_id"], "opening_hours"] = "8:00-18:00 联系 13698800011"
    whole = schema.Sites({"rest_station": frame})
    public = schema.public(whole)["rest_station"].set_index("site_id", drop=False).loc[row["site_id"]]
    decision = accepted(public, "hours")
    assert "13698800011" not in str(decision)
    assert after(whole, decision).loc[row["site_id"], "opening_hours"] == ""
