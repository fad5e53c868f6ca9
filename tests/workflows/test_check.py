import shutil

import pytest

from unionmap import kinds, schema
from unionmap.errors import DataError
from unionmap.workflows import check


def test_the_summary_counts_the_sites_of_each_kind(sites):
    table = check.summary(sites)
    assert table.index.tolist() == list(kinds.KINDS)
    for kind, frame in sites.items():
        row = table.loc[kind]
        assert row["sites"] == len(frame)
        assert row[list(schema.PRECISIONS)].sum() == len(frame)
        for precision in schema.PRECISIONS:
            assert row[precision] == sum(frame["precision"] == precision)
        assert row["with_hours"] == sum(bool(cell) for cell in frame["opening_hours"])
        assert row["with_facilities"] == sum(bool(cell) for cell in frame["facilities"])


def test_the_shipped_rest_stations_are_50_usable_32_approximate_and_36_unlocated():
    row = check.check().loc["rest_station"]
    assert row[list(schema.PRECISIONS)].tolist() == [18, 32, 29, 3, 36]


def test_the_summary_takes_kinds_without_a_site():
    table = check.summary(schema.Sites({}))
    assert (table.drop(columns="newest_source") == 0).all(axis=None)
    assert (table["newest_source"] == "").all()


@pytest.mark.parametrize("missing", ["catalogue.json", "all layers"])
def test_what_is_missing_is_reported(repo, tmp_path, missing):
    pattern = "*.parquet" if missing == "all layers" else missing
    folder = shutil.copytree(repo / "data" / "geo", tmp_path / "geo", ignore=shutil.ignore_patterns("base", pattern))
    with pytest.raises(DataError, match="unionmap data build"):
        check.check(folder)
