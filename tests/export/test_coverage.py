import itertools
import json
import math

import pytest

import unionmap as um
from unionmap.export.coverage import FIELDS, coverage_records
from unionmap.workflows.cover import STATES

OF_THE_ISSUE = {
    "adcode", "name", "state", "sites_listed", "sites_usable", "people", "people_covered", "share_covered", "area_km2",
    "area_covered_km2",
}  # fmt: skip


@pytest.fixture(scope="module", params=["county", "city", "province"])
def table(sites, request):
    return um.cover(sites["rest_station"], radius_m=1000, by=request.param)


def test_there_is_a_record_a_unit_with_the_fields_of_the_issue(table):
    records = coverage_records(table)
    assert len(records) == len(table) == len({record["adcode"] for record in records})
    assert all(tuple(record) == FIELDS for record in records)
    assert set(FIELDS) >= OF_THE_ISSUE
    assert json.loads(json.dumps(records, allow_nan=False)) == records


def test_figures_are_plain_and_within_their_bounds(table):
    for record in coverage_records(table):
        assert len(record["adcode"]) == 6
        assert record["state"] in STATES
        assert isinstance(record["people"], int)
        assert isinstance(record["people_covered"], int)
        assert 0 <= record["people_covered"] <= record["people"]
        assert 0 <= record["area_covered_km2"] <= record["area_km2"]
        assert 0 <= record["sites_usable"] <= record["sites_listed"]
        assert (
            sum(record[f"sites_{part}"] for part in ("usable", "approximate", "unlocated", "said_closed"))
            == record["sites_listed"]
        )


def test_a_unit_without_a_list_has_neither_a_share_nor_a_rank(table):
    for record in coverage_records(table):
        if record["state"] == "no_list":
            assert record["share_covered"] is None
            assert record["rank"] is None
            assert record["sites_listed"] == 0
        if record["share_covered"] is not None:
            assert math.isclose(record["share_covered"], record["people_covered"] / record["people"], abs_tol=1e-5)


def test_an_official_total_is_never_given_without_its_body_and_its_date(table):
    for record in coverage_records(table):
        has = [record[name] is not None for name in ("official_total", "official_body", "official_date")]
        assert len(set(has)) == 1


def test_ranked_units_come_first_most_uncovered_people_first(table):
    records = coverage_records(table)
    ranks = [record["rank"] for record in records if record["rank"] is not None]
    assert ranks == list(range(1, len(ranks) + 1))
    assert [record["rank"] for record in records[: len(ranks)]] == ranks
    uncovered = [record["people"] - record["people_covered"] for record in records[: len(ranks)]]
    assert all(a >= b - 1 for a, b in itertools.pairwise(uncovered))
