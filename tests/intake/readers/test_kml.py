import time

import numpy as np
import pytest

from unionmap.errors import FileRefusedError
from unionmap.intake import readers

HEAD = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'


def placemark(inner, point="<Point><coordinates>113.1,34.1,0</coordinates></Point>"):
    return f"<Placemark>{inner}{point}</Placemark>"


def read(inner, head=HEAD, codec="utf-8"):
    return readers.read(f"{head}<Document><name>文件</name>{inner}</Document></kml>".encode(codec))


def refusal(raw):
    with pytest.raises(FileRefusedError) as refused:
        readers.read(raw if isinstance(raw, bytes) else raw.encode())
    return refused.value


def test_names_descriptions_folders_and_extended_data_become_columns():
    inner = (
        "<Folder><name>郑州</name><Folder><name>金水</name>"
        + placemark(
            "<name>甲 &amp; <![CDATA[乙]]></name><description><![CDATA[<b>热水</b><br/>a &lt; b]]></description>"
            '<ExtendedData><Data name="电话"><displayName>x</displayName><value>110</value></Data><SchemaData>'
            '<SimpleData name="name">丙</SimpleData></SchemaData></ExtendedData><Style><name>不是</name></Style>'
        )
        + "</Folder></Folder>"
        + placemark("<name>丁</name><address>文化路</address>", "")
    )
    found = read(inner)
    assert found.cells.to_dict("list") == {
        "name": ["甲 & 乙", "丁"],
        "description": ["热水a < b", ""],
        "folder": ["郑州/金水", ""],
        "电话": ["110", ""],
        "name_2": ["丙", ""],
        "address": ["", "文化路"],
    }
    assert np.array_equal(found.x, [113.1, np.nan], equal_nan=True)
    assert (found.form, found.crs, found.crs_by_rule) == ("kml", "EPSG:4326", True)


@pytest.mark.parametrize(
    ("geometry", "x", "fault"),
    [
        ("<Point><coordinates> 113.1,\n 34.1 </coordinates></Point>", 113.1, None),
        ("<MultiGeometry><Point><coordinates>113.2,34</coordinates></Point></MultiGeometry>", 113.2, None),
        (
            "<MultiGeometry>" + "<Point><coordinates>113.2,34</coordinates></Point>" * 2 + "</MultiGeometry>",
            None,
            "not_a_point",
        ),
        ("<LineString><coordinates>1,2 3,4</coordinates></LineString>", None, "not_a_point"),
        ("<gx:Track><gx:coord>1 2 3</gx:coord></gx:Track>", None, "not_a_point"),
        ("<Point><coordinates>1,2 3,4</coordinates></Point>", None, "not_a_point"),
        ("<Point><coordinates>x,34</coordinates></Point>", None, "not_a_number"),
        ("<Point><coordinates>nan,34</coordinates></Point>", None, "not_a_number"),
        ("<Point><coordinates>113</coordinates></Point>", None, "not_a_number"),
        ("<Point><coordinates/></Point>", None, None),
        ("<Point/>", None, None),
    ],
)
def test_one_point_is_a_place_and_the_rest_is_a_fault(geometry, x, fault):
    found = read(placemark("<name>甲</name>", geometry))
    assert dict(found.faults) == ({0: fault} if fault else {})
    assert found.x[0] == x if x else np.isnan(found.x[0])


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gbk"])
def test_the_content_tells_the_encoding_not_the_declaration(codec):
    assert read(placemark("<name>郑州市工会驿站</name>"), codec=codec).cells["name"].tolist() == ["郑州市工会驿站"]
    assert read(placemark("<name>郑州</name>"), HEAD.replace("UTF-8", "GB2312"), codec).cells["name"].tolist() == [
        "郑州"
    ]


def test_kmz_is_unpacked(make):
    raw = make.zipped(
        {"files/x.png": "", "other.kml": "<kml/>", "doc.kml": f"{HEAD}{placemark('<name>甲</name>')}</kml>"}
    )
    assert readers.read(raw).cells["name"].tolist() == ["甲"]


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE k SYSTEM "http://127.0.0.1:9/k.dtd">',
        '<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
        + "]>",
    ],
)
def test_a_dtd_is_refused_before_it_does_anything(dtd, watch):
    raw = f'<?xml version="1.0"?>{dtd}<kml><Placemark><name>&a8;</name></Placemark></kml>'
    began = time.perf_counter()
    with watch.looking() as seen:
        assert refusal(raw).key == "file_dtd"
    assert seen == []
    assert time.perf_counter() - began < 0.5


def test_a_dtd_in_utf_16_is_refused():
    assert refusal('<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x "y">]><kml/>'.encode("utf-16")).key == "file_dtd"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HEAD + "<Placemark>", "file_xml_damaged"),
        (HEAD + "<a></b></kml>", "file_xml_damaged"),
        (HEAD + "</kml>", "file_no_rows"),
        (HEAD + "<Placemark><name>&nbsp;</name></Placemark></kml>", "file_xml_damaged"),
        ("<kml>" + "<Folder>" * 100_000, "file_too_deep"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(text, key):
    assert refusal(text).key == key


def test_unclosed_tags_in_a_description_do_not_take_long():
    began = time.perf_counter()
    found = read(placemark(f"<name>甲</name><description><![CDATA[{'<a' * 300_000}]]></description>"))
    assert len(found.cells["description"][0]) == 600_000
    assert time.perf_counter() - began < 2
