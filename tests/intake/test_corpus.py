"""The corpus: every odd and broken file does what its line in EXPECT.csv says."""

import csv
from pathlib import Path

import pytest

import unionmap as um
from unionmap import schema
from unionmap.errors import FileRefusedError
from unionmap.intake.result import ImportResult

REFUSED_BY_CHOICE = {"c21a_no_lat.csv"}
"""Files that may be accepted or refused, and are refused."""

CORPUS = Path(__file__).parents[1] / "data" / "corpus"


def expectations() -> list[dict[str, str]]:
    with (CORPUS / "EXPECT.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def located(result: ImportResult) -> int:
    return sum(int(schema.located(frame).sum()) for frame in result.sites.values())


@pytest.mark.parametrize("line", expectations(), ids=lambda line: line["file"])
def test_a_file_of_the_corpus_does_what_is_expected(line, corpus):
    raw = corpus(line["file"])
    if line["action"] == "reject" or line["file"] in REFUSED_BY_CHOICE:
        with pytest.raises(FileRefusedError) as caught:
            um.read_sites(raw, name=line["file"])
        assert "\n" not in str(caught.value)
        return
    result = um.read_sites(raw, name=line["file"])
    refused = set(result.refused["row"])
    named = {int(row) for row in line["quarantine_rows"].split(";") if row}
    if line["action"] == "accept":
        assert not refused, result.refused[["row", "reasons"]].to_dict("records")
    elif line["action"] == "quarantine":
        assert refused == named
    elif line["action"] == "quarantine_or_unlocated":
        assert refused <= named
    assert located(result) == int(line["rows_accepted"] or 0)
    assert result.accepted + len(result.refused) == result.rows
