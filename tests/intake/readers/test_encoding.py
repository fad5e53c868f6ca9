import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake.readers import encoding

TEXT = "编号,名称,地址,经度,纬度\n1,郑州市工会驿站,金水区文化路1号,113.65,34.75\n"
TRADITIONAL = "編號,名稱,地址\n1,工會驛站,中正區\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_an_encoding_is_found_with_or_without_a_mark(written, found):
    decoded = encoding.decode(TEXT.encode(written))
    assert (decoded.data.decode(), decoded.encoding) == (TEXT, found)


def test_marked_big_endian_text_is_read():
    for mark, codec in ((b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")):
        assert encoding.decode(mark + TEXT.encode(codec)).data.decode() == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "编号,名称,经度,纬度\n1,甲,113.1,34.1",
        "名称\n甲",
        "站点\n驿站",
        "1,漯河市郾城区",
        "经度113°05′",
        "涧西区,瀍河区,郾城区",
    ],
)
def test_a_few_words_of_gbk_are_enough(text):
    assert encoding.decode(text.encode("gbk")).data.decode() == text


@pytest.mark.parametrize("text", [TRADITIONAL, "名稱\n甲", "站點\n驛站", "鄭州工會驛站", "服務時間"])
def test_a_few_words_of_big5_are_enough(text):
    decoded = encoding.decode(text.encode("big5"))
    assert (decoded.data.decode(), decoded.encoding) == (text, "big5")


def test_traditional_text_in_gbk_is_not_taken_for_big5():
    assert encoding.decode(TRADITIONAL.encode("gbk")).data.decode() == TRADITIONAL


def test_a_degree_sign_of_windows_is_read():
    decoded = encoding.decode("id,lon,lat\n1,113.05\xb0,33.87\xb0 N\n".encode("cp1252"))
    assert "113.05°" in decoded.data.decode()
    assert decoded.encoding == "cp1252"


def test_a_guess_is_said_and_unicode_is_none():
    assert [note.key for note in encoding.decode(TEXT.encode("gbk")).notes] == ["read_encoding_guessed"]
    assert encoding.decode(TEXT.encode()).notes == ()


def test_a_few_bad_bytes_do_not_turn_a_text_into_another_encoding():
    damaged = TEXT.encode().replace("驿".encode(), b"\xe9\xa9")
    decoded = encoding.decode(damaged)
    assert decoded.encoding == "utf-8"
    assert "郑州市工会\ufffd站" in decoded.data.decode()
    assert [note.key for note in decoded.notes] == ["read_bytes_damaged"]
    assert encoding.decode(TEXT.encode("gbk") * 5 + b"\xff\n").data.decode().startswith(TEXT)


def test_chinese_behind_pages_of_digits_is_seen():
    text = "1,2,3\n" * 40_000 + "驿站,工会\n"
    assert encoding.decode(text.encode("gbk")).data.decode() == text


def test_nul_goes_and_is_counted():
    decoded = encoding.decode(TEXT.encode().replace("驿".encode(), "驿\0".encode()))
    assert decoded.data.decode() == TEXT
    assert decoded.notes[0].values == {"count": "1"}


@pytest.mark.parametrize("raw", [bytes(range(256)) * 8, b"\0" * 500 + b"abc" * 10, b"\x01\x02\x03\x04\x05,\x06"])
def test_what_is_no_text_is_refused(raw):
    with pytest.raises(FileRefusedError) as refusal:
        encoding.decode(raw)
    assert refusal.value.key == "file_binary"


@given(st.binary(max_size=300))
def test_any_bytes_become_utf_8_without_nul_or_are_refused(raw):
    try:
        decoded = encoding.decode(raw)
    except FileRefusedError:
        return
    assert "\0" not in decoded.data.decode()


@given(st.text(alphabet="郑州市金水区文化路工会驿站号编名称经纬度0123456789,.\n", min_size=8, max_size=80))
def test_common_words_come_back_from_any_encoding(text):
    text += "工会驿站"
    for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert encoding.decode(text.encode(codec)).data.decode() == text
