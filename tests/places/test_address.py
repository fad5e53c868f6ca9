import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import places

NAMES = places.load().names
COUNTIES = NAMES[NAMES["level"] == "county"].reset_index(drop=True)
APART = COUNTIES[COUNTIES["name"] != COUNTIES["city"]]


def one(address: str) -> tuple[str, str, str]:
    return tuple(places.read_address(pd.Series([address], dtype="str")).iloc[0])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("河南省郑州市金水区人民路1号", ("河南省", "郑州市", "金水区")),
        ("郑州市金水区人民路1号", ("", "郑州市", "金水区")),
        ("巩义市回郭镇长春路9号", ("", "", "巩义市")),
        ("河南省巩义市回郭镇", ("河南省", "", "巩义市")),
        ("郑州市巩义市回郭镇", ("", "郑州市", "巩义市")),
        ("金水区文化路", ("", "", "金水区")),
        ("郑州市管城区城东路", ("", "郑州市", "管城区")),
        ("郑州市管城回族区城东路", ("", "郑州市", "管城回族区")),
        ("宝丰县梅园路", ("", "", "宝丰县")),
        ("叶县昆阳街道", ("", "", "叶县")),
        ("郑州市人民路", ("", "郑州市", "")),
        ("河南郑州金水区", ("河南", "郑州", "金水区")),
        ("河南郑州", ("河南", "郑州", "")),
        ("郑州金水区", ("", "郑州", "金水区")),
        ("中国河南省 郑州市，中牟县 青年路", ("河南省", "郑州市", "中牟县")),
        ("北京市朝阳区建国路", ("北京市", "", "朝阳区")),
        ("上海市上海市浦东新区", ("上海市", "上海市", "浦东新区")),
        ("济源市沁园街道", ("", "济源市", "")),
        ("西安市新城区", ("", "西安市", "新城区")),
        ("新疆维吾尔自治区巴音郭楞蒙古自治州博湖县", ("新疆维吾尔自治区", "巴音郭楞蒙古自治州", "博湖县")),
    ],
)
def test_the_names_at_the_start_of_an_address_are_read(address, said):
    assert one(address) == said


@pytest.mark.parametrize(
    "address",
    [
        "",
        "人民路1号",
        "金水大道",
        "金水",
        "河南路3号",
        "北京西路",
        "郑州",
        "河南",
        "新城区人民路",
        "东区二号",
        "开平市场路",
        "嵩山路郑州市",
        "县府南路",
        "郑大北门西隔壁",
    ],
)
def test_a_street_or_a_name_without_its_last_letter_is_no_place(address):
    assert one(address) == ("", "", "")


def test_every_county_of_china_is_read_behind_its_province_and_city():
    rows = APART[["province", "city", "name"]]
    found = places.read_address(rows["province"] + rows["city"] + rows["name"] + "人民路1号")
    assert found["county_said"].tolist() == rows["name"].tolist()
    assert found["city_said"].tolist() == rows["city"].tolist()
    assert found["province_said"].tolist() == rows["province"].tolist()


@given(place=st.integers(0, len(APART) - 1), rest=st.text(max_size=6), cut=st.integers(0, 2))
def test_what_is_read_is_what_the_address_begins_with_and_resolves_to_it(place, rest, cut):
    county = APART.iloc[place]
    front = (county["province"] + county["city"], county["city"], "")[cut]
    said = one(front + county["name"] + "路" + rest)
    assert (front + county["name"]).startswith("".join(said))
    found = places.resolve(pd.DataFrame([said], columns=list(places.SAID), dtype="str")).iloc[0]
    assert cut == 2 or found["adcode"] == county["adcode"]


def test_the_index_is_kept_and_missing_addresses_say_nothing():
    found = places.read_address(pd.Series([None, "郑州市"], index=["b", "a"], dtype="str"))
    assert found.index.tolist() == ["b", "a"]
    assert found["city_said"].tolist() == ["", "郑州市"]
    assert len(places.read_address(pd.Series([], dtype="str"))) == 0
