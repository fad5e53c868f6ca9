import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import places

NAMES = places.load().names
COUNTIES = NAMES[NAMES["level"] == "county"].reset_index(drop=True)
CITIES = NAMES[NAMES["level"] == "city"]
CODE = dict(zip(CITIES["name"], CITIES["adcode"], strict=True))


def one(province: str = "", city: str = "", county: str = "", within: str = "") -> pd.Series:
    rows = pd.DataFrame([[province, city, county]], columns=list(places.SAID), dtype="str")
    return places.resolve(rows, within=within).iloc[0]


def test_every_county_of_china_is_found_by_its_full_name_and_by_its_short_one():
    for name in ("name", "short_name"):
        rows = pd.DataFrame({"city_said": COUNTIES["city"], "county_said": COUNTIES[name]})
        found = places.resolve(rows.assign(province_said=COUNTIES["province"]))
        assert found["adcode"].tolist() == COUNTIES["adcode"].tolist()
        assert found["city_adcode"].tolist() == COUNTIES["city"].map(CODE).tolist()
        assert not found["unknown"].any()
        assert found["names_province"].all()
        assert places.resolve(rows)["adcode"].tolist() == COUNTIES["adcode"].tolist()


def test_every_city_is_found_by_its_full_name_and_every_unit_by_its_adcode():
    found = places.resolve(pd.DataFrame({"city_said": CITIES["name"]}))
    assert found["city_adcode"].tolist() == CITIES["adcode"].tolist()
    found = places.resolve(pd.DataFrame({"county_said": COUNTIES["adcode"]}))
    assert found["adcode"].tolist() == COUNTIES["adcode"].tolist()


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (("", "郑州", "管城区"), ("410000", "410100", "410104")),
        (("豫", "郑州", ""), ("410000", "410100", "")),
        (("河南", "", "金水区"), ("410000", "410100", "410105")),
        (("", "延边", ""), ("220000", "222400", "")),
        (("", "延边州", ""), ("220000", "222400", "")),
        (("广西自治区", "", ""), ("450000", "", "")),
        (("", "巩义市", ""), ("410000", "410100", "410181")),
        (("", "", "巩义市"), ("410000", "410100", "410181")),
        (("", "济源", ""), ("410000", "419001", "419001")),
        (("河南省", "省直辖县级行政区划", "济源市"), ("410000", "419001", "419001")),
        (("北京市", "北京市", "朝阳区"), ("110000", "110000", "110105")),
        (("北京", "市辖区", "朝阳区"), ("110000", "110000", "110105")),
        (("重庆市", "县", "云阳县"), ("500000", "500000", "500235")),
        (("", "北京", ""), ("110000", "110000", "")),
        (("", "上海市", "浦东"), ("310000", "310000", "310115")),
        (("", "香港", "东区"), ("810000", "810000", "810102")),
        (("河北省", "石家庄市", "新华区"), ("130000", "130100", "130105")),
        (("", "平顶山市", "新华区"), ("410000", "410400", "410402")),
        (("", "河南省", ""), ("410000", "", "")),
        (("吉林省", "吉林", ""), ("220000", "220200", "")),
        (("青海省", "海南", ""), ("630000", "632500", "")),
        (("", "河南省郑州市", "金水区"), ("410000", "410100", "410105")),
        (("", "", "河南省 郑州市 金水区"), ("410000", "410100", "410105")),
        (("河南省/郑州市/金水区", "", ""), ("410000", "410100", "410105")),
        (("", "郑州市", "郑州市"), ("410000", "410100", "")),
        (("", "郑州市", "金水"), ("410000", "410100", "410105")),
        (("", "郑州市", "无"), ("410000", "410100", "")),
        (("", " 郑州市 ", "４１０１０５"), ("410000", "410100", "410105")),
        (("", "安阳市", "安阳"), ("410000", "410500", "")),
        (("", "巩义", ""), ("410000", "410100", "410181")),
        (("", "郑州市总工会", ""), ("410000", "410100", "")),
        (("", "郑州市", "金水区总工会"), ("410000", "410100", "410105")),
        (("", "郑州市", "金水区人民路街道"), ("410000", "410100", "410105")),
        (("", "郑州市（省会）", "1.金水区（城区）"), ("410000", "410100", "410105")),
        (("", "郑州市", "市区"), ("410000", "410100", "")),
        (("", "郑州市本级", ""), ("410000", "410100", "")),
        (("", "新乡市", "长垣县"), ("410000", "410700", "410783")),
        (("", "开封市", "开封县"), ("410000", "410200", "410212")),
        (("", "晋城市", "城区"), ("140000", "140500", "140502")),
        (("", "洛阳市", "老城区"), ("410000", "410300", "410302")),
        (("", "信阳市", "新县"), ("410000", "411500", "411523")),
        (("", "", ""), ("", "", "")),
    ],
)
def test_what_people_write_is_found(said, codes):
    found = one(*said)
    assert (found["province_adcode"], found["city_adcode"], found["adcode"]) == codes
    assert not found["unknown"]
    assert not found["zone"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (("", "", "鼓楼区"), ("", "", "")),
        (("河北省", "", "新华区"), ("130000", "", "")),
        (("", "海南", ""), ("", "", "")),
        (("", "", "朝阳"), ("", "", "")),
        (("", "nowhere", ""), ("", "", "")),
        (("", "郑州市", "洛龙区"), ("410000", "410100", "")),
        (("河北省", "郑州市", ""), ("130000", "", "")),
        (("", "巩义市", "金水区"), ("410000", "410100", "410181")),
        (("", "", "410199"), ("", "", "")),
    ],
)
def test_what_is_ambiguous_contradictory_or_strange_stays_unknown(said, codes):
    found = one(*said)
    assert (found["province_adcode"], found["city_adcode"], found["adcode"]) == codes
    assert found["unknown"]


def test_a_name_of_several_places_means_the_one_in_the_area_of_the_list():
    assert one(county="鼓楼区", within="410000")["adcode"] == "410204"
    assert one(county="新华区", within="410000")["adcode"] == "410402"
    assert one(county="新华区", within="130100")["adcode"] == "130105"
    assert one(county="新华区", within="130000")["unknown"]
    assert one(county="城北区", within="410000")["unknown"]
    assert one(city="西安市", within="410000")["city_adcode"] == "610100"


@pytest.mark.parametrize(
    ("city", "county", "city_adcode"),
    [
        ("郑州市", "高新区", "410100"),
        ("", "郑州高新区", "410100"),
        ("", "高新区", ""),
        ("洛阳市", "伊滨经开区", "410300"),
    ],
)
def test_a_zone_has_no_adcode_and_is_not_unknown(city, county, city_adcode):
    found = one(city=city, county=county)
    assert (found["zone"], found["unknown"]) == (True, False)
    assert (found["city_adcode"], found["adcode"]) == (city_adcode, "")


def test_a_district_called_new_area_is_no_zone():
    assert not one(city="上海市", county="浦东新区")["zone"]
    assert not places.is_zone("浦东新区")


@pytest.mark.parametrize(
    ("said", "names"), [(("河南省", "郑州市", ""), True), (("", "河南省郑州市", ""), True), (("", "郑州市", ""), False)]
)
def test_only_a_province_that_is_written_counts_as_named(said, names):
    assert one(*said)["names_province"] == names


some_names = st.sampled_from(["", "河南", "郑州市", "金水区", "新华区", "高新区", "北京", "x", "海南", "无", "410105"])


@given(st.lists(st.tuples(some_names, some_names, some_names), max_size=8))
def test_rows_are_answered_one_by_one_and_what_is_found_fits_together(rows):
    said = pd.DataFrame(rows, columns=list(places.SAID), dtype="str").set_index(pd.Index(range(9, 9 + len(rows))))
    found = places.resolve(said)
    assert found.index.equals(said.index)
    for triple, answer in zip(rows, found.to_dict("records"), strict=True):
        assert answer == one(*triple).to_dict()
        if answer["adcode"]:
            assert places.cities_of_counties()[answer["adcode"]] == answer["city_adcode"]
        if answer["city_adcode"]:
            assert places.contains(answer["province_adcode"], answer["city_adcode"])


def test_columns_that_are_missing_are_taken_as_empty():
    found = places.resolve(pd.DataFrame({"city_said": ["郑州市"]}, index=["a"]))
    assert found.loc["a", "city_adcode"] == "410100"
    assert len(places.resolve(pd.DataFrame({"city_said": []}, dtype="str"))) == 0
