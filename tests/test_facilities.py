import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import facilities
from unionmap.errors import UnknownNameError

WORDS = sorted(
    {
        (word, entry.key)
        for entry in facilities.FACILITIES.values()
        for word in (*entry.synonyms, entry.key, entry.label.zh, entry.label.en)
    }
)
NO_FACILITY = {"乒乓球台", "游客指南"}
"""Items of the seeds that are no facility of the registry; a new one here is a word to learn or to add."""

keys = st.lists(st.sampled_from(list(facilities.FACILITIES)), unique=True)


@pytest.fixture(scope="module")
def seed_services(repo) -> list[str]:
    with (repo / "seeds" / "rest_station.csv").open(encoding="utf-8", newline="") as file:
        return [row["services"] for row in csv.DictReader(file) if row["services"]]


@pytest.mark.parametrize(("word", "key"), WORDS)
def test_every_word_parses_to_its_key_however_it_is_written(word, key):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    for written in (word, word.upper(), f" {word} ", wide, f"{word}（24小时、免费）", f"{word}(a)(b)"):
        found, unknown = facilities.parse(written)
        assert key in found
        assert unknown == ()


@pytest.mark.parametrize("key", list(facilities.FACILITIES))
def test_every_facility_has_its_own_key_and_words_in_both_languages(key):
    entry = facilities.get(key)
    assert entry.key == key
    assert entry.label.zh
    assert entry.label.en
    assert entry.synonyms
    assert facilities.SEPARATOR not in key


def test_the_services_of_the_seeds_are_understood(seed_services):
    unknown = {item for cell in seed_services for item in facilities.parse(cell)[1]}
    assert len(seed_services) >= 20
    assert unknown == NO_FACILITY


def test_every_station_of_the_seeds_that_names_services_gets_a_facility(seed_services):
    assert all(facilities.parse(cell)[0] for cell in seed_services)


@pytest.mark.parametrize(
    ("phrase", "found", "unknown"),
    [
        ("", (), ()),
        ("、，；", (), ()),
        ("饮水机", ("water",), ()),
        ("微波炉、饮水机", ("water", "hot_food"), ()),
        ("饮水机，微波炉；跑步机", ("water", "hot_food"), ("跑步机",)),
        ("饮水机/微波炉;空调", ("water", "hot_food", "cooling", "heating"), ()),
        ("饮水机（热水、开水）、电视", ("water", "tv"), ()),
        ("饮水机(24小时/免费)", ("water",), ()),
        ("饮水、饮水机、热水", ("water",), ()),
        ("骑手12元优惠套餐", (), ("骑手12元优惠套餐",)),
        ("wifi、WIFI、Wi-Fi", ("wifi",), ()),
        ("充电充气", ("phone_charging", "tyre_pump"), ()),
        ("1.免费WiFi 2.饮水机2台（3）充电插座若干④桌椅", ("water", "phone_charging", "rest", "wifi"), ()),
        ("提供饮水、如厕和手机充电等服务", ("water", "phone_charging", "toilet"), ()),
        ("微波炉：有；饮水机：无；空调×", ("hot_food",), ("饮水机:无", "空调×")),
        ("微波炉（已损坏）、饮水机（冷热）、wifi(无)", ("water",), ("微波炉 已损坏", "wifi 无")),
        ("冷可取暖、热可纳凉、渴可喝水、累可歇脚、饭能加热", ("water", "hot_food", "cooling", "heating", "rest"), ()),
        ("饮水机✓ 微波炉✓ 空调✗", ("water", "hot_food"), ("空调✗",)),
        ("热水供应、充电区、雨伞借用、饮水正常", ("water", "phone_charging", "umbrella"), ()),
        ("充电桩 免费停车", (), ("充电桩", "免费停车")),
    ],
)
def test_a_list_of_services_is_read_item_by_item(phrase, found, unknown):
    assert facilities.parse(phrase) == (found, unknown)


@pytest.mark.parametrize(
    ("header", "keys"),
    [
        ("has_water", ("water",)),
        ("hasMicrowaveOven", ("hot_food",)),
        ("is_charging", ("phone_charging",)),
        ("WIFI_available", ("wifi",)),
        ("yinshui", ("water",)),
        ("是否有饮水机", ("water",)),
        ("有无微波炉", ("hot_food",)),
        ("能否充电", ("phone_charging",)),
        ("座椅数量", ("rest",)),
        ("服务设施 饮水", ("water",)),
        ("无饮水机", ()),
        ("是否正常", ()),
        ("面积", ()),
    ],
)
def test_the_header_of_a_column_of_ticks_names_its_facility(header, keys):
    assert facilities.named_by(header) == keys


def test_brackets_within_brackets_belong_to_their_item_too():
    assert facilities.parse("饮水机（热水（开水、茶水））、微波炉") == (("water", "hot_food"), ())


def test_a_word_inside_a_longer_phrase_is_not_read_as_a_facility():
    assert facilities.parse("无饮水机") == ((), ("无饮水机",))
    assert facilities.parse("厕所维修中") == ((), ("厕所维修中",))


@given(st.lists(st.sampled_from([word for word, _ in WORDS]), max_size=8), st.sampled_from("、，,；;/"))
def test_what_is_found_is_the_union_of_the_items_in_the_order_of_the_registry(words, separator):
    found, unknown = facilities.parse(separator.join(words))
    expected = {key for word in words for key in facilities.parse(word)[0]}
    assert found == tuple(key for key in facilities.FACILITIES if key in expected)
    assert unknown == ()


@given(st.text(max_size=40))
def test_any_text_can_be_read(phrase):
    found, unknown = facilities.parse(phrase)
    assert set(found) <= set(facilities.FACILITIES)
    assert all(item.strip() for item in unknown)


@given(keys)
def test_split_undoes_join(chosen):
    assert facilities.split(facilities.join(tuple(chosen))) == tuple(chosen)


def test_an_unknown_facility_is_refused_with_a_proposal():
    with pytest.raises(UnknownNameError, match="did you mean water"):
        facilities.get("watr")


@pytest.mark.parametrize(
    "phrase", ['["water","hot_food"]', "['饮水', '微波炉']", "[饮水，热饭]", ' ["\\u996e\\u6c34", "热饭"] ']
)
def test_lists_that_programs_wrote_are_read(phrase):
    assert facilities.parse(phrase) == (("water", "hot_food"), ())


@pytest.mark.parametrize("phrase", ["[]", "[[[", "[1, null, {}]", "[" * 5000 + "]" * 5000])
def test_odd_lists_have_no_facility(phrase):
    assert facilities.parse(phrase)[0] == ()
