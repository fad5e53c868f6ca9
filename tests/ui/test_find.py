from datetime import datetime

import pytest

from unionmap import facilities, filters, query
from unionmap.text import say


@pytest.fixture
def search(open_page):
    def go(text, **address):
        at = open_page("find", **address)
        at.text_input(key="find_q").input(text).run()
        assert not at.exception
        return at

    return go


def listed(handed, at, name="nearest"):
    parts = handed(at, "list")
    return [site["id"] for site in parts[0 if name == "nearest" else 1]["sites"]]


def commands(handed, at):
    return dict(handed(at, "remote")[0]["commands"])


def test_before_a_search_the_page_says_how_to_begin(open_page, handed):
    at = open_page("find")
    assert say("find.begin", "zh") in [info.value for info in at.info]
    assert handed(at, "list") == []
    assert len(handed(at, "locate")) == 1


def test_a_place_with_a_point_gives_the_nearest_stations_with_distance_and_direction(search, handed, sites):
    at = search("二七广场")
    lat, lon = commands(handed, at)["pin"]
    expected = query.nearest(sites["rest_station"], lon=lon, lat=lat, k=10)
    assert listed(handed, at) == expected["site_id"].tolist()
    assert all("（直线）" in site["lines"]["distance"] for site in handed(at, "list")[0]["sites"])


def test_an_area_gives_all_its_usable_stations_and_those_without_an_exact_place_apart(search, handed, sites):
    at = search("金水区")
    stations = sites["rest_station"]
    inside = filters.in_area(stations, "410105")
    assert set(listed(handed, at)) == set(stations.loc[inside & filters.usable(stations), "site_id"])
    assert set(listed(handed, at, "apart")) == set(stations.loc[inside & ~filters.usable(stations), "site_id"])
    assert commands(handed, at)["pin"] is None


def test_the_map_is_told_about_the_chosen_site_and_the_start(search, handed):
    at = search("二七广场")
    told = commands(handed, at)
    assert told["choose"] == ""
    (south, west), (north, east) = told["bounds"]
    assert south < told["pin"][0] < north
    assert west < told["pin"][1] < east


def test_a_place_that_there_is_not_is_said_to_be_unknown(search):
    at = search("不存在的地方XYZ")
    assert say("find.no_place", "zh") in [warning.value for warning in at.warning]


def test_a_need_leaves_out_stations_that_are_not_known_to_meet_it_and_says_so(open_page, handed, sites):
    held = sites["rest_station"]["facilities"]
    key = facilities.split(next(cell for cell in held if cell))[0]
    at = open_page("find", need=key, q="郑州市")
    stations = sites["rest_station"]
    fitting = filters.has_facilities(stations, [key]) & filters.in_area(stations, "410100")
    assert set(listed(handed, at)) == set(stations.loc[fitting & filters.usable(stations), "site_id"])
    assert say("filter.silent", "zh", count=int((held == "").sum())) in [caption.value for caption in at.caption]


AT = datetime(datetime.now().year, 11, 24, 12, 30)


def test_what_is_open_at_a_time_is_ranked_and_what_is_not_known_is_counted(open_page, handed, sites):
    address = {"q": "二七广场", "open": f"{AT:%Y-%m-%dT%H:%M}"}
    stations = sites["rest_station"]
    states = filters.open_states(stations, AT)
    for more, shown in (({}, ["open"]), ({"unknown": "yes"}, ["open", "unknown"])):
        at = open_page("find", **address, **more)
        lat, lon = commands(handed, at)["pin"]
        expected = query.nearest(stations[states.isin(shown)], lon=lon, lat=lat, k=10)
        assert listed(handed, at) == expected["site_id"].tolist()
        assert [caption for caption in at.caption if f"{states.eq('unknown').sum()} 个开放时间未知" in caption.value]
        assert commands(handed, at)["filter"]["open"] == {"at": address["open"], "unknown": bool(more)}


def test_a_list_says_how_far_on_foot_and_whether_it_is_open_now(open_page, handed, sites, monkeypatch):
    monkeypatch.setattr("unionmap.ui.opening.now", lambda: AT)
    at = open_page("find", q="二七广场")
    found = sites["rest_station"].set_index("site_id")
    shown = handed(at, "list")[0]["sites"]
    assert all("步行约" in site["lines"]["distance"] for site in shown)
    said = {site["id"]: site["lines"].get("opening", "") for site in shown}
    for key, text in said.items():
        hours = found.loc[key, "opening_hours"]
        state = filters.open_states(found.loc[[key]], AT).iloc[0]
        assert text.startswith({"open": "开放", "closed": "关闭", "unknown": "此时" if hours else ""}[state])
    assert any(said.values())


def test_only_words_get_into_the_address(search):
    at = search("二七广场")
    assert set(at.query_params) == {"q"}


def test_an_address_with_a_place_searches_at_once(open_page, handed):
    at = open_page("find", q="二七广场")
    assert len(listed(handed, at)) == 10


def test_a_search_that_finds_no_place_leaves_no_old_result_standing(open_page, handed):
    at = open_page("find", q="金水区")
    assert handed(at, "list")
    at.text_input(key="find_q").input("no place is called so").run()
    assert say("find.no_place", "zh") in [warning.value for warning in at.warning]
    assert say("find.begin", "zh") in [info.value for info in at.info]


def test_punctuation_alone_finds_nothing(open_page):
    at = open_page("find", q="!!!")
    assert not at.selectbox
    assert say("find.no_place", "zh") in [warning.value for warning in at.warning]


def test_the_sign_of_a_station_opens_the_page_at_it(open_page, handed, sites):
    stations = sites["rest_station"]
    site = stations[filters.usable(stations)].iloc[7]
    at = open_page("find", site=site["site_id"])
    assert commands(handed, at)["pin"] == [site.geometry.y, site.geometry.x]
    assert listed(handed, at)[0] == site["site_id"]
    apart = stations[~filters.usable(stations) & (stations["adcode"] != "")].iloc[0]
    at = open_page("find", site=apart["site_id"])
    assert commands(handed, at)["pin"] is None
    assert apart["site_id"] in listed(handed, at, "apart")
    assert say("find.begin", "zh") in [info.value for info in open_page("find", site="nobody").info]
