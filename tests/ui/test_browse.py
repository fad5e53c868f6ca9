import re
from datetime import datetime

import pandas as pd
import pytest

from unionmap import filters, kinds, maps, schema
from unionmap.text import say
from unionmap.workflows.load import narrow

AT = f"{datetime.now():%Y}-11-24T03:00"
CASES = [
    {},
    {"city": "410100"},
    {"city": "410100", "kind": "rest_station"},
    {"city": "410100", "county": "410105"},
    {"kind": "education_base,craftsman_academy"},
    {"q": "嵩山医院"},
    {"city": "410400", "kind": "bus_route,bus_stop"},
    {"q": "no site is called so"},
    {"need": "water,hot_food"},
    {"open": AT, "unknown": "yes"},
    {"city": "410100", "kind": "rest_station", "need": "water", "open": AT},
]


def expected(sites, case):
    kind, need = case.get("kind"), case.get("need")
    area = case.get("county") or case.get("city") or ""
    kinds, need = kind.split(",") if kind else None, need.split(",") if need else ()
    found = narrow(sites, area=area, kinds=kinds, facilities=need, text=case.get("q", ""))
    if "open" not in case:
        return found
    shown = ("open", "unknown") if "unknown" in case else ("open",)
    at = datetime.fromisoformat(case["open"])
    return schema.Sites({key: frame[filters.open_states(frame, at).isin(shown)] for key, frame in found.items()})


def numbers(markdown):
    return [int(n) for n in re.findall(r"\d+", markdown)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_address_restores_its_filter_in_headline_list_and_map(open_page, handed, sites, case):
    at = open_page("browse", **case)
    found = expected(sites, case)
    frame = schema.merge(found)
    located = schema.located(frame)
    rough = int(filters.approximate(frame).sum())
    assert not at.exception
    lines = {"routes": len(found["bus_route"]), "stops": len(found["bus_stop"])}
    counts = {"sites": len(frame) - sum(lines.values()), **lines, "rough": rough}
    counts |= {"drawn": int(located.sum()), "unlocated": int((~located).sum())}
    assert say("browse.headline", "zh", **counts) in [markdown.value for markdown in at.markdown]
    [listed] = handed(at, "list")
    ids = [site["id"] for site in listed["sites"]]
    assert len(ids) == len(set(ids)) == min(60, len(frame))
    assert set(ids) <= set(frame["site_id"])
    placed = [located[frame["site_id"] == site].item() for site in ids]
    assert placed == sorted(placed, reverse=True)
    [remote] = handed(at, "remote")
    asked = case["kind"].split(",") if "kind" in case else None
    lines_gone = {"q", "need", "open", "city"} & set(case) and not len(found["bus_route"])
    left = [key for key in asked or kinds.KINDS if key != "bus_route"] if lines_gone else asked
    assert dict(remote["commands"])["filter"] == {
        "area": case.get("county") or case.get("city") or "",
        "kinds": left,
        "facilities": case["need"].split(",") if "need" in case else [],
        "open": {"at": case["open"], "unknown": "unknown" in case} if "open" in case else None,
        "ids": maps.points(found)["site_id"].tolist() if "q" in case else None,
    }
    assert {name: at.query_params[name] for name in case} == {name: [v] for name, v in case.items()} or {
        name: at.query_params[name] for name in case
    } == case


@pytest.fixture
def touch(monkeypatch):
    """Return a function that does what the browser part of the filters does when the user changes them."""
    changes = []

    def part(**_):
        return {"chosen": changes.pop()} if changes else {}

    def change(at, asked, **chosen):
        names = ("city", "county", "kind", "q", "need", "open", "unknown")
        changes.append({**dict.fromkeys(names, ""), **chosen, "asked": asked})
        return at.run()

    monkeypatch.setattr("unionmap.ui.parts._filters", part)
    return change


def test_a_change_of_the_filters_does_what_the_address_does_and_is_answered_by_its_number(
    open_page, handed, sites, touch
):
    at = open_page("browse")
    assert handed(at, "remote")[0]["asked"] == 0
    before = handed(at, "frame")[0]
    case = {"city": "410100", "county": "410105", "kind": "rest_station", "q": "驿站", "need": "water", "open": AT}
    case["unknown"] = "yes"
    touch(at, 7, **case)
    found = expected(sites, case)["rest_station"]
    assert len(found)
    assert [site["id"] for site in handed(at, "list")[0]["sites"]] == found["site_id"].tolist()
    assert {name: "".join(value) for name, value in at.query_params.items()} == case
    assert handed(at, "remote")[0]["asked"] == 7
    assert handed(at, "frame")[0] == before
    at.run()
    assert handed(at, "remote")[0]["asked"] == 7
    touch(at, 8, city="410100", county="410105")
    assert set(at.query_params) == {"city", "county"}
    assert dict(handed(at, "remote")[0]["commands"])["filter"]["ids"] is None


def test_the_filters_offer_what_there_is_and_stand_as_the_address_says(open_page, handed):
    [given] = handed(open_page("browse", city="410100", need="aed", lang="en"), "filters")
    assert given["chosen"] == {"city": "410100", "need": "aed"}
    assert list(given["kind"]) == list(kinds.KINDS)
    assert given["cities"]["410100"]["counties"]["410105"] == "金水区"
    assert {"water", "aed"} <= set(given["need"])  # the second is held by no site, but chosen
    assert given["map"]
    assert not handed(open_page("embed"), "filters")[0]["map"]


@pytest.mark.parametrize(
    ("asked", "city"), [({"county": "410105"}, "410100"), ({"county": "410105", "city": "410300"}, "410300")]
)
def test_a_county_goes_with_its_city(open_page, asked, city):
    at = open_page("browse", **asked)
    assert not at.exception
    assert at.query_params["city"] in (city, [city])
    assert ("county" in at.query_params) == (city == "410100")


def test_open_hides_no_unknown_silently_and_compares_with_no_published_total(open_page, handed, sites):
    case = {"kind": "rest_station", "open": AT}
    states = filters.open_states(sites["rest_station"], datetime.fromisoformat(AT)).value_counts()
    assert set(states.index) == {"open", "closed", "unknown"}
    for more, key in (({}, "filter.counted"), ({"unknown": "yes"}, "filter.counted_unknown")):
        at = open_page("browse", **case, **more)
        said = say(key, "zh", at=AT.replace("T", " "), **states)
        assert said in [caption.value for caption in at.caption]
        assert not [line for block in handed(at, "text") for line in block["lines"] if "公布" in line]
    silent = int((sites["rest_station"]["facilities"] == "").sum())
    at = open_page("browse", kind="rest_station", need="water")
    assert say("filter.silent", "zh", count=silent) in [caption.value for caption in at.caption]


def test_open_now_means_the_time_in_china_at_each_run(open_page, handed, monkeypatch):
    monkeypatch.setattr("unionmap.ui.opening.now", lambda: datetime.fromisoformat(AT))
    at = open_page("browse", open="now")
    assert dict(handed(at, "remote")[0]["commands"])["filter"]["open"] == {"at": AT, "unknown": False}
    assert at.query_params["open"] in ("now", ["now"])


def test_the_counts_are_the_sites_by_city_and_kind(open_page, handed, sites):
    [table] = handed(open_page("browse", city="410100"), "table")
    frame = schema.merge(narrow(sites, area="410100"))
    labels = frame["kind"].map({key: kind.label.zh for key, kind in kinds.KINDS.items()})
    expected = pd.crosstab(frame["city"], labels)
    shown = {row[0]: dict(zip(table["columns"][1:], row[1:], strict=True)) for row in table["rows"]}
    assert shown == expected.to_dict("index")
    order = [kind.label.zh for kind in kinds.KINDS.values()]
    assert table["columns"][1:] == sorted(table["columns"][1:], key=order.index)


def test_show_more_lists_the_rest(open_page, handed):
    at = open_page("browse")
    assert len(handed(at, "list")[0]["sites"]) == 60
    at.button[0].click().run()
    assert len(handed(at, "list")[0]["sites"]) == 120


def test_a_frame_of_another_page_shows_the_map_alone(open_page, handed, monkeypatch):
    monkeypatch.setattr("unionmap.ui.state.embedded", lambda: True)
    at = open_page("browse", city="410100", kind="rest_station", open=AT)
    assert not at.exception
    assert not at.title
    assert [line for block in handed(at, "text") for line in block["lines"] if AT.replace("T", " ") in line]
    assert [caption for caption in at.caption if "未知" in caption.value]
    assert not handed(at, "filters")
    assert dict(handed(at, "remote")[0]["commands"])["filter"]["kinds"] == ["rest_station"]


def test_the_official_figure_stands_beside_our_own_with_its_body_and_date(open_page, handed):
    at = open_page("browse", city="410100", kind="rest_station")
    said = [line for block in handed(at, "text") for line in block["lines"] if "639" in line]
    assert len(said) == 1
    assert "郑州市总工会" in said[0]
    assert re.search(r"2026\W+07", said[0])


def test_nothing_found_is_said_and_breaks_nothing(open_page, handed):
    at = open_page("browse", q="no site is called so")
    assert say("browse.nothing", "zh") in [info.value for info in at.info]
    assert handed(at, "list")[0]["sites"] == []
    assert not handed(at, "table")


def test_what_the_list_says_is_what_the_card_on_the_map_says(open_page, handed, sites):
    from unionmap.maps import cards

    at = open_page("browse", city="410100", kind="rest_station")
    lines = {site["site_id"]: cards.lines(site, "zh") for _, site in sites["rest_station"].iterrows()}
    assert all(site["lines"] == lines[site["id"]] for site in handed(at, "list")[0]["sites"])
