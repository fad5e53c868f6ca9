import pytest

from unionmap.errors import FileRefusedError
from unionmap.intake.readers import content


def key(call, raw):
    with pytest.raises(FileRefusedError) as refusal:
        call(raw)
    return refusal.value.key


@pytest.mark.parametrize("raw", [b"", b"  \r\n\t", b"\xef\xbb\xbf\n", b"\0\0\0"])
def test_nothing_is_empty(raw):
    assert key(content.of_bytes, raw) == "file_empty"


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        (b"%PDF-1.7\n", "file_not_a_list"),
        (b"\x89PNG\r\n\x1a\n", "file_not_a_list"),
        (b"PAR1\x15\x04\x15", "file_not_a_list"),
        (b"\x1f\x8b\x08\x00", "file_not_a_list"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_locked"),
        (b"\x00\x00\x27\x0a" + bytes(96), "file_bare_shp"),
    ],
)
def test_files_of_other_kinds_are_refused_by_name(raw, refused):
    assert key(content.of_bytes, raw) == refused


@pytest.mark.parametrize("raw", [b"MZ,name\n1,a", b"PAR1,PAR2\n3,4", "BZh站,名称".encode(), b"fgb;x"])
def test_letters_that_some_format_begins_with_may_begin_a_list(raw):
    assert content.of_bytes(raw) == "text"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"type": "FeatureCollection"}', "json"),
        (b"  [\n {}]", "json"),
        (b"[]", "json"),
        (b"{'type': 1}", "json"),
        ("[编号],名称".encode(), "csv"),
        (b"{x},y", "csv"),
        ("<名单>,名称".encode(), "csv"),
        (b"<3,4", "csv"),
        (b'<?xml version="1.0"?><kml xmlns="x"/>', "kml"),
        (b"<?xml version='1.0'?><!-- a <b> --><!DOCTYPE kml [<!ENTITY a 'b'>]><k:kml/>", "kml"),
        (b"<kml>", "kml"),
    ],
)
def test_text_is_told_apart_by_how_it_begins(data, kind):
    assert content.of_text(data) == kind


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"<html><body><table><tr><td>1", "file_html"),
        (b"<!DOCTYPE html>\n<html>", "file_html"),
        (b"<meta charset=gbk><table>", "file_html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "file_xml_sheet"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "file_other_xml"),
        (b"<?xml version='1.0'?><gml:FeatureCollection/>", "file_other_xml"),
        (b"<gpx/>", "file_other_xml"),
    ],
)
def test_other_markup_is_refused(data, refused):
    assert key(content.of_text, data) == refused


def test_other_xml_is_named_by_its_root():
    with pytest.raises(FileRefusedError, match="not a CSV but an XML file"):
        content.of_text(b"<OGRVRTDataSource>")
