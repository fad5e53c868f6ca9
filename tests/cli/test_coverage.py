import csv
import io
import json

import pytest

import unionmap as um
from unionmap.export.coverage import coverage_records

OF_THE_ISSUE = {
    "adcode", "name", "state", "sites_listed", "sites_usable", "people", "people_covered", "share_covered", "area_km2",
    "area_covered_km2",
}  # fmt: skip


@pytest.mark.parametrize(("by", "units"), [("city", 18), ("county", 157), ("province", 1)])
def test_json_is_a_list_of_one_object_a_unit(run, sites, by, units):
    answer = run("coverage", "--radius-m", "1000", "--by", by, "--format", "json")
    records = json.loads(answer.out)
    assert (answer.code, answer.err) == (0, "")
    assert len(records) == units
    assert all(set(record) >= OF_THE_ISSUE for record in records)
    assert records == coverage_records(um.cover(sites["rest_station"], radius_m=1000, by=by))


def test_csv_holds_the_same_figures_and_blanks_for_what_is_not_known(run):
    records = json.loads(run("coverage", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(run("coverage", "--format", "csv").out)))
    assert [{key: "" if value is None else str(value) for key, value in record.items()} for record in records] == rows


def test_a_table_in_a_pipe_is_tab_separated_and_gives_unlisted_units_no_share(run):
    head, *rows = [line.split("\t") for line in run("coverage").out.splitlines()]
    assert head[0] == "name"
    assert len(rows) == 18
    shares = {row[head.index("share_covered")] for row in rows if row[head.index("state")] == "no_list"}
    assert shares <= {"—"}


def test_a_larger_radius_covers_no_fewer_people(run):
    near, far = (json.loads(run("coverage", "--radius-m", r, "--format", "json").out) for r in ("500", "2000"))
    covered = {record["adcode"]: record["people_covered"] for record in near}
    assert all(record["people_covered"] >= covered[record["adcode"]] for record in far)
