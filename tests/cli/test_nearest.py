import json
import os
import pty
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import unionmap as um
from unionmap import crs, export, kinds

COMMAND = str(Path(sys.executable).with_name("unionmap"))
HERE = (113.65, 34.75)
AT = "113.65,34.75"
FIELDS = [
    "site_id", "kind", "name", "lon", "lat", "distance_m", "bearing_deg", "precision", "error_m", "city", "county",
    "address", "opening_hours", "facilities",
]  # fmt: skip


def in_datum(datum):
    x, y = crs.from_wgs84(*HERE, datum)
    return f"{float(x):.9f},{float(y):.9f}"


@pytest.fixture(scope="module")
def expected(sites):
    return um.nearest(sites["rest_station"], lon=HERE[0], lat=HERE[1], k=5)


def test_json_is_a_list_of_objects_with_exactly_the_fields_of_the_issue(shell, expected):
    answer = shell("nearest", "--at", AT, "--format", "json")
    assert answer.code == 0
    assert answer.err == ""
    records = json.loads(answer.out)
    assert [list(record) for record in records] == [FIELDS] * 5
    assert records == export.records(expected)


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "cgcs2000", "wgs84"])
def test_the_same_point_in_another_datum_finds_the_same_stations(run, expected, datum):
    records = json.loads(run("nearest", "--at", in_datum(datum), "--datum", datum, "--format", "json").out)
    assert [record["site_id"] for record in records] == expected["site_id"].tolist()
    assert [record["distance_m"] for record in records] == pytest.approx(expected["distance_m"].tolist(), abs=0.002)


def test_leaving_the_datum_out_would_measure_from_half_a_kilometre_away(run, expected):
    records = json.loads(run("nearest", "--at", in_datum("gcj02"), "--format", "json").out)
    apart = max(abs(r["distance_m"] - m) for r, m in zip(records, sorted(expected["distance_m"]), strict=True))
    assert apart > 100


def test_geojson_holds_the_same_stations_with_their_distance(run, expected):
    answer = run("nearest", "--at", AT, "--format", "geojson")
    features = json.loads(answer.out)["features"]
    assert [feature["id"] for feature in features] == expected["site_id"].tolist()
    assert [f["properties"]["distance_m"] for f in features] == expected["distance_m"].round(3).tolist()
    assert {feature["geometry"]["type"] for feature in features} == {"Point"}


def test_a_table_in_a_pipe_is_tab_separated_with_a_head(run, expected):
    answer = run("nearest", "--at", AT)
    head, *rows = [line.split("\t") for line in answer.out.splitlines()]
    assert head[:2] == ["name", "distance_m"]
    assert [row[0] for row in rows] == expected["name"].tolist()
    assert {len(row) for row in rows} == {len(head)}
    assert answer.err == ""
    assert "\x1b" not in answer.out


def test_a_table_on_a_terminal_is_drawn_and_leaves_no_trace_of_the_progress(environment, expected):
    ours, theirs = pty.openpty()
    command = [COMMAND, "nearest", "--at", AT, "-k", "1"]
    with subprocess.Popen(
        command, stdout=theirs, stderr=subprocess.PIPE, env=environment | {"COLUMNS": "200"}
    ) as process:
        os.close(theirs)
        drawn = bytearray()
        try:
            while part := os.read(ours, 4096):
                drawn += part
        except OSError:  # how Linux says that the other end is closed
            pass
        _, said = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert said == b""
    assert "━" in drawn.decode()
    assert expected["name"].iloc[0] in drawn.decode()


@pytest.mark.parametrize("k", [1, 3, 1000])
def test_as_many_are_listed_as_were_asked_for_or_as_there_are(run, sites, k):
    records = json.loads(run("nearest", "--at", AT, "-k", str(k), "--format", "json").out)
    assert len(records) == min(k, int(sites["rest_station"]["precision"].isin(["exact", "street"]).sum()))
    assert [r["distance_m"] for r in records] == sorted(r["distance_m"] for r in records)


@pytest.mark.parametrize("kind", [key for key, kind in kinds.KINDS.items() if kind.geometry == "Point"])
def test_any_kind_of_place_can_be_asked_for(run, sites, kind):
    answer = run("nearest", "--at", AT, "--kind", kind, "--format", "json")
    assert answer.code == 0
    assert {record["kind"] for record in json.loads(answer.out)} <= {kind}


def test_a_search_that_finds_nothing_says_so_and_prints_nothing(run):
    answer = run("nearest", "--at", AT, "--kind", "craftsman_academy")
    assert (answer.code, answer.out) == (0, "")
    assert len(answer.err.splitlines()) == 1


def test_a_chinese_comma_and_blanks_are_understood(run, expected):
    records = json.loads(run("nearest", "--at", "113.65， 34.75", "--format", "json").out)
    assert [record["site_id"] for record in records] == expected["site_id"].tolist()


def test_a_reader_that_stops_early_gets_no_traceback(environment):
    process = subprocess.Popen(
        [COMMAND, "nearest", "--at", AT, "-k", "50", "--format", "geojson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) in (0, 1)
    assert said == b""


def test_open_at_facility_and_place_narrow_as_the_library_does(run, sites):
    stations = sites["rest_station"]
    said = [
        "--place",
        "二七广场",
        "--open-at",
        "2026-12-05 12:30",
        "--facility",
        "water",
        "--unknown",
        "--mode",
        "walk",
    ]
    answer = run("nearest", *said, "--format", "json")
    records = json.loads(answer.out)
    stop = sites["bus_stop"][sites["bus_stop"]["name"] == "二七广场"].iloc[0].geometry
    fit = um.meets(stations, facilities=["water"], open_at=datetime(2026, 12, 5, 12, 30), unknown=True)
    expected = um.nearest(stations, lon=stop.x, lat=stop.y, among=fit)
    assert [record["site_id"] for record in records] == expected["site_id"].tolist()
    for record in records:
        assert record["open"] in ("open", "unknown")
        assert record["minutes"] == pytest.approx(record["distance_m"] * 1.3 / 80, abs=0.06)
    assert "left out" not in answer.err
    assert "from 郑州市 二七区 二七广场" in answer.err


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "say where from"),
        (["--at", AT, "--place", "二七广场"], "say where from"),
        (["--place", "金水区"], "an area, not a point"),
        (["--place", "qqqqqq"], "no place is known"),
        (["--at", AT, "--open-at", "whenever"], "is no time"),
        (["--at", AT, "--facility", "casino"], "casino"),
        (["--at", AT, "--mode", "network"], "go together"),
        (["--at", AT, "--mode", "teleport"], "teleport"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(run, said, sentence):
    answer = run("nearest", *said)
    assert answer.code == 2
    assert sentence in answer.err
    assert "Traceback" not in answer.err


def test_along_streets_nearest_means_the_way(run):
    data = Path(__file__).parents[1] / "data" / "network" / "test_shenzhen_futian_edges.parquet"
    answer = run("nearest", "--at", "114.05,22.54", "--mode", "network", "--network", str(data))
    assert answer.code == 0
    assert "none of the" in answer.err  # no station is listed there
