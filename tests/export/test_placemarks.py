import json
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring

import unionmap as um
from unionmap import export, filters, kinds, schema
from unionmap.text import say

KML = "{http://www.opengis.net/kml/2.2}"


def tree(content: bytes) -> ElementTree.Element:
    return fromstring(content, forbid_dtd=True)


def test_a_folder_a_kind_and_a_placemark_a_site(sites):
    document = tree(export.kml(sites, title="名单 <1>")).find(f"{KML}Document")
    assert document.find(f"{KML}name").text == "名单 <1>"
    folders = document.findall(f"{KML}Folder")
    assert [folder.find(f"{KML}name").text for folder in folders] == [kind.label.zh for kind in kinds.KINDS.values()]
    for folder, frame in zip(folders, sites.values(), strict=True):
        placemarks = folder.findall(f"{KML}Placemark")
        assert [mark.find(f"{KML}name").text for mark in placemarks] == frame["name"].tolist()
        placed = [
            mark.find(f"{KML}Point") is not None or mark.find(f"{KML}LineString") is not None for mark in placemarks
        ]
        assert placed == schema.located(frame).tolist()


def test_nothing_in_it_makes_a_program_look_up_a_place_or_a_file(sites):
    tags = {element.tag.removeprefix(KML) for element in tree(export.kml(sites)).iter()}
    assert not tags & {"address", "href", "NetworkLink", "Icon", "styleUrl", "AddressDetails"}


def test_an_approximate_site_says_so_and_no_data_stands_where_programs_show_html(sites):
    root = tree(export.kml(sites, lang="en"))
    said = [element.text for element in root.iter(f"{KML}description")]
    rough = schema.merge(sites)
    rough = rough[filters.approximate(rough)]
    label = schema.PRECISIONS["district"].label.en
    assert len(said) == len(rough) > 0
    assert say("export.rough", "en", precision=label, error="3000") in said


def test_hostile_texts_are_text(worst):
    names = [mark.find(f"{KML}name").text for mark in tree(export.kml({"rest_station": worst})).iter(f"{KML}Placemark")]
    assert names == worst["name"].tolist()
    back = um.read_sites(export.kml({"rest_station": worst})).sites["rest_station"]
    for column in schema.TEXT:
        if column not in (*schema.PROVENANCE, "facilities"):
            assert back[column].tolist() == worst[column].tolist(), column


def test_no_control_character_gets_in(stations_at):
    frame = stations_at([113.65], [34.75]).assign(note="a\x00b\x0bc\x1fd\ufffe", **{"列\x01": "x"})
    content = export.kml({"rest_station": frame})
    [cell] = [e.text for e in tree(content).iter(f"{KML}SimpleData") if e.get("name") == "note"]
    assert cell == "abcd"
    assert not set(content) & (set(range(32)) - {9, 10, 13})


def test_another_datum_stands_in_every_site_and_in_the_title(sites):
    root = tree(export.kml(sites, datum="gcj02"))
    assert root.find(f"{KML}Document/{KML}name").text.endswith("GCJ-02")
    assert {e.text for e in root.iter(f"{KML}SimpleData") if e.get("name") == "datum"} == {"GCJ-02"}


@pytest.mark.parametrize("edited", ["<coordinates>113.7,34.8,0</coordinates>"])
def test_a_place_that_was_moved_in_google_earth_counts(stations_at, edited):
    content = export.kml({"rest_station": stations_at([113.65], [34.75])}).decode()
    content = content.replace("<coordinates>113.65,34.75</coordinates>", edited)
    back = um.read_sites(content.encode()).sites["rest_station"]
    assert json.dumps([back.geometry.x[0], back.geometry.y[0]]) == "[113.7, 34.8]"


def test_a_line_that_is_none_is_refused_and_harms_no_other(sites):
    content = export.kml({"bus_route": sites["bus_route"]}).decode()
    start = content.index("<tessellate>1</tessellate><coordinates>") + 39
    broken = content[:start] + "1,2" + content[content.index("</coordinates>", start) :]
    result = um.read_sites(broken.encode())
    assert (result.accepted, len(result.refused)) == (len(sites["bus_route"]) - 1, 1)
