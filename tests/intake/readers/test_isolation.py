"""Reading opens no file, makes no connection and writes nothing; any bytes end in a table or a refusal."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.errors import FileRefusedError
from unionmap.intake import readers
from unionmap.intake.table import Table

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
FILES = sorted(path.name for path in CORPUS.iterdir() if path.name[0] == "c" and path.stat().st_size)


def outcome(raw):
    try:
        found = readers.read(raw)
    except FileRefusedError as error:
        return f"{error.key}: {error}"
    assert isinstance(found, Table)
    assert len(found.sheet_row) == len(found.cells)
    assert found.x is None or len(found.x) == len(found.y) == len(found.cells)
    assert set(found.faults) <= set(range(len(found.cells)))
    return ""


def test_the_watch_sees_what_python_opens(watch, tmp_path):
    with watch.looking() as seen:
        (tmp_path / "a").write_text("x")
    assert any(event.startswith("open") for event in seen)


@pytest.mark.parametrize("name", FILES)
def test_no_other_file_is_opened_and_nothing_is_fetched(name, corpus, watch):
    raw = corpus(name)
    first = outcome(raw)
    with watch.looking() as seen:
        assert outcome(raw) == first
    assert seen == []


@pytest.mark.parametrize(
    "raw",
    [
        b"<OGRVRTDataSource><SrcDataSource>/etc/hostname</SrcDataSource></OGRVRTDataSource>",
        b"/etc/hostname",
        b"/vsicurl/http://127.0.0.1:9/x.csv",
        b"http://127.0.0.1:9/a,b\n1,2\n",
        "名称,经度\n=cmd|' /C calc'!A0,113\n".encode(),
        "名称,经度\n{{ 7*7 }},${x}\n".encode(),
    ],
)
def test_paths_addresses_and_commands_in_a_file_are_text(raw, watch):
    first = outcome(raw)
    with watch.looking() as seen:
        assert outcome(raw) == first
    assert seen == []


@pytest.mark.parametrize("name", FILES)
def test_cut_and_flipped_files_end_in_a_table_or_a_refusal(name, corpus):
    raw, dice = corpus(name)[:200_000], random.Random(name)
    for _ in range(12):
        damaged = bytearray(raw[: dice.randrange(1, len(raw) + 1)] if dice.random() < 0.4 else raw)
        for _ in range(dice.choice((1, 3, 20))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        outcome(bytes(damaged))


@pytest.mark.parametrize("name", ["c08a_merged_city.xlsx", "c23a_second_sheet.xlsx", "c33a_no_prj.shp.zip"])
def test_archives_with_damaged_parts_end_in_a_table_or_a_refusal(name, corpus, make):
    with zipfile.ZipFile(BytesIO(corpus(name))) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    dice = random.Random(name)
    for _ in range(60):
        entry = dice.choice([entry for entry in parts if "theme" not in entry and parts[entry]])
        damaged = bytearray(parts[entry])
        for _ in range(dice.choice((1, 2, 5))):
            damaged[dice.randrange(len(damaged))] = dice.choice((*b'<>"&/0919AZ', dice.randrange(256)))
        outcome(make.zipped(parts | {entry: bytes(damaged)}))


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_table_or_a_refusal(raw):
    outcome(raw)


@given(
    st.sampled_from([b"PK\x03\x04", b"SQLite format 3\0", b'{"', b"[{", b"<kml>", b"<?xml", b"\xff\xfe", b'a,"b\n']),
    st.binary(max_size=99),
)
def test_any_bytes_behind_a_promising_head_do_too(head, rest):
    outcome(head + rest)
