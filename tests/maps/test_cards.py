import pytest
from hypothesis import given
from hypothesis import strategies as st

import unionmap as um
from unionmap import kinds, schema
from unionmap.maps import cards
from unionmap.text import LANGUAGES, say

NOT_FOR_PEOPLE = ("<NA>", "nan", "None", "NaT", "Words(", "{", "}")


def every_site(sites):
    return [site for frame in sites.values() for _, site in frame.iterrows()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_site_of_every_kind_has_lines_that_people_can_read(sites, lang):
    for site in every_site(sites):
        lines = cards.lines(site, lang)
        assert set(lines) <= set(cards.LINES)
        assert list(lines) == [line for line in cards.LINES if line in lines]
        assert all(isinstance(text, str) and text for text in lines.values())
        assert not [text for text in lines.values() for mark in NOT_FOR_PEOPLE if mark in text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_frame_of_all_kinds_says_the_same_as_the_frames_one_by_one(sites, lang):
    merged = schema.merge(sites)
    together = {site["site_id"]: cards.lines(site, lang) for _, site in merged.iterrows()}
    apart = {site["site_id"]: cards.lines(site, lang) for site in every_site(sites)}
    assert together == apart


units = st.sampled_from(["", "郑州市", "金水区", "市", " 洛阳市"])
streets = st.sampled_from(["", "金水区经三路9号", "郑州市 1号", " 建设路 ", "市", "{{7*7}}"])


@given(cells=st.lists(st.tuples(units, units, units, streets), min_size=1, max_size=12))
def test_many_addresses_at_once_are_said_as_one_by_one(sites, cells):
    rows = sites["rest_station"].iloc[[0] * len(cells)].reset_index(drop=True)
    columns = dict(zip(("city", "county_said", "county", "address"), zip(*cells, strict=True), strict=True))
    frame = schema.shape(rows.assign(**{name: list(column) for name, column in columns.items()}), "rest_station")
    said = cards.columns(frame, "zh")["address"].to_pylist()
    assert said == [cards.lines(site, "zh")["address"] for _, site in frame.iterrows()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [key for key, kind in kinds.KINDS.items() if kind.geometry == "Point"])
def test_unknown_hours_and_facilities_are_called_unknown_and_not_closed(sites, kind, lang):
    frame = sites[kind]
    silent = frame[(frame["opening_hours"] == "") & (frame["facilities"] == "") & (frame["services"] == "")]
    for _, site in silent.iterrows():
        lines = cards.lines(site, lang)
        assert lines["hours"] == say("card.hours_unknown", lang)
        assert lines["facilities"] == say("card.facilities_unknown", lang)
    assert "未知" in say("card.hours_unknown", "zh")
    assert "not known" in say("card.hours_unknown", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_card_names_its_source_and_how_exact_the_place_is(sites, lang):
    for kind, frame in sites.items():
        for _, site in frame.iterrows():
            lines = cards.lines(site, lang)
            assert site["source_title"] in lines["source"]
            assert (site["source_date"] or say("card.undated", lang)) in lines["source"]
            if kinds.get(kind).geometry == "Point":
                assert schema.PRECISIONS[site["precision"]].label.get(lang) in lines["exactness"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "误差约 3.0 公里"), ("en", "within about 3.0 km")])
def test_a_rough_place_is_given_with_its_error(sites, lang, said):
    frame = sites["rest_station"]
    rough = frame[(frame["precision"] == "district") & (frame["error_m"] == 3000)].iloc[0]
    assert said in cards.lines(rough, lang)["exactness"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_doubt_is_put_into_words(sites, lang):
    frame = sites["rest_station"]
    for _, site in frame[frame["doubts"] != ""].iterrows():
        said = cards.lines(site, lang)["doubts"]
        assert all(schema.DOUBTS[code].get(lang) in said for code in site["doubts"].split(";"))


@pytest.mark.parametrize(("lang", "said"), [("zh", "（直线）"), ("en", "(straight line)")])
def test_a_distance_is_said_with_its_direction_and_that_it_is_a_straight_line(sites, lang, said):
    found = um.nearest(sites["rest_station"], lon=113.65, lat=34.75, k=3)
    assert all(said in cards.lines(site, lang)["distance"] for _, site in found.iterrows())
    assert all("distance" not in cards.lines(site, lang) for site in every_site(sites))


def test_the_stops_of_a_line_are_counted_against_the_total_or_the_total_is_called_unknown(sites):
    said = {site["site_id"]: cards.lines(site, "en")["stops"] for _, site in sites["bus_route"].iterrows()}
    assert said["zz-metro-5-gongjiang"] == "32 of 32 stops known"
    assert said["pds-51-laomo"] == "3 stops known, total not known"


def test_all_lines_have_a_title_in_both_languages():
    for lang in LANGUAGES:
        assert set(cards.titles(lang)) == set(cards.LINES)
        assert all(cards.titles(lang).values())


def test_the_city_stands_once_in_an_address(sites):
    for site in every_site(sites):
        address = cards.lines(site, "zh").get("address", "")
        if site["city"]:
            assert address.count(site["city"]) <= 1 + site["address"].count(site["city"])


@pytest.mark.parametrize(
    "cell",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "//evil.example", "vbscript:x", "x", ""],
)
def test_only_a_web_address_becomes_a_link(cell):
    assert cards.safe_url(cell) == ""


@given(cell=st.text())
def test_a_link_is_a_web_address_without_blanks_or_nothing(cell):
    url = cards.safe_url(cell)
    assert url == "" or (url.startswith(("https://", "http://")) and not any(c.isspace() for c in url))
