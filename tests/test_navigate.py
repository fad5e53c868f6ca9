import re
from urllib.parse import parse_qs, urlsplit

import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import navigate

in_henan = st.tuples(st.floats(110.4, 116.6), st.floats(31.4, 36.3))
MICRO = 1.1e-6


@given(point=in_henan)
def test_each_app_gets_the_datum_and_the_order_that_it_expects(point):
    lon, lat = point
    links = navigate.links(lon, lat, "驿站")
    amap = parse_qs(urlsplit(links["amap"]).query)
    baidu = parse_qs(urlsplit(links["baidu"]).query)
    gcj, bd = prcoords.wgs_gcj((lat, lon)), prcoords.wgs_bd((lat, lon))
    assert [float(part) for part in amap["to"][0].split(",")[:2]] == pytest.approx([gcj.lon, gcj.lat], abs=MICRO)
    assert amap["coordinate"] == ["gaode"]
    assert [float(part) for part in baidu["location"][0].split(",")] == pytest.approx([bd.lat, bd.lon], abs=MICRO)
    assert baidu["coord_type"] == ["bd09ll"]
    plain = re.match(r"geo:(-?[\d.]+),(-?[\d.]+)", links["geo"])
    assert [float(part) for part in plain.groups()] == pytest.approx([lat, lon], abs=MICRO)


@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(["&to=1,2", "#", "a,b"]))
def test_a_name_cannot_leave_its_place_in_a_link(name):
    links = navigate.links(113.65, 34.75, name)
    plain = navigate.links(113.65, 34.75, "x")
    assert links.keys() == plain.keys() == navigate.APPS.keys()
    for app in links:
        assert re.fullmatch(r"[\x21-\x7e]+", links[app])
        assert not set(links[app]) & set("<>\"'`{} ")
        assert len(re.findall("[&#?]", links[app])) == len(re.findall("[&#?]", plain[app]))


def test_every_app_has_a_name_in_both_languages():
    assert all(app.label.zh and app.label.en for app in navigate.APPS.values())
