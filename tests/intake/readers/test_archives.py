import io
import struct
import time
import zipfile

import pytest

from unionmap.errors import FileRefusedError
from unionmap.intake import readers
from unionmap.intake.readers import archives, limits


def refusal(raw):
    with pytest.raises(FileRefusedError) as refused:
        readers.read(raw)
    return refused.value


def lying(raw, part, size):
    """Make the directory of a ZIP say that a part has another size."""
    at = raw.index(part.encode(), raw.index(b"PK\x01\x02")) - 46
    return raw[: at + 24] + struct.pack("<I", size) + raw[at + 28 :]


@pytest.mark.parametrize(
    ("parts", "key", "said"),
    [
        ({"word/document.xml": "x"}, "file_not_a_list", "Word"),
        ({"xl/workbook.bin": "x"}, "file_not_a_list", "XLSB"),
        (
            {"content.xml": "x", "mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
            "file_not_a_list",
            "OpenDocument",
        ),
        ({"名单.csv": "x", "照片/1.jpg": "y"}, "file_zip_of_others", "名单.csv, 照片/1.jpg"),
        ({"../../etc/passwd": "x"}, "file_zip_of_others", "../../etc/passwd"),
        ({"inner.zip": "PK"}, "file_zip_of_others", "inner.zip"),
        ({"a\n{b}%s": "x"}, "file_zip_of_others", "a {b}%s"),
    ],
)
def test_what_else_a_zip_holds_is_named(parts, key, said, make):
    error = refusal(make.zipped(parts))
    assert error.key == key
    assert said in str(error)


def test_an_empty_zip_is_refused(make):
    assert refusal(make.zipped({})).key == "file_zip_of_others"


def test_an_encrypted_zip_is_refused(make):
    raw = bytearray(make.zipped({"a.kml": "<kml/>"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(raw)).key == "file_locked"


def test_other_ways_of_packing_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.kml", "<kml/>" * 9)
    assert refusal(file.getvalue()).key == "file_damaged"


def test_too_many_parts_are_refused(make):
    assert refusal(make.zipped({f"{n}.kml": "" for n in range(limits.ENTRIES + 1)})).key == "file_bomb"


def test_a_part_that_holds_more_than_it_says_is_refused_at_once(make):
    raw = make.workbook_of(b"<worksheet>" + b" " * 90_000_000)
    began = time.perf_counter()
    assert refusal(lying(raw, "xl/worksheets/sheet1.xml", 1000)).key == "file_bomb"
    assert time.perf_counter() - began < 0.5


def test_a_part_that_holds_less_than_it_says_is_damaged(make):
    assert refusal(lying(make.workbook_of(b"<worksheet/>"), "xl/worksheets/sheet1.xml", 1000)).key == "file_damaged"


@pytest.mark.parametrize("size", [1 << 29, (1 << 32) - 2])
def test_what_says_to_be_huge_is_not_unpacked(size, make):
    began = time.perf_counter()
    assert refusal(lying(make.workbook_of(b"<worksheet/>"), "xl/worksheets/sheet1.xml", size)).key == "file_bomb"
    assert time.perf_counter() - began < 0.2


def test_parts_are_read_whole_packed_or_not():
    data = bytes(range(256)) * 20_000
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("a", data)
            archive.writestr("b", b"")
        opened = archives.open_archive(file.getvalue())
        assert opened.read("a") == data
        assert opened.read("b") == b""


def test_what_programs_add_unasked_is_no_layer(make):
    opened = archives.open_archive(make.zipped({"__MACOSX/._a.shp": "", "x/.b.shp": "", "x/C.SHP": ""}))
    assert opened.ending(".shp") == ["x/C.SHP"]
