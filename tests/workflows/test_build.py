import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest
import shapely

from unionmap import kinds, schema, store
from unionmap.errors import DataError
from unionmap.workflows import build

COUNTS = {
    "rest_station": 118,
    "bus_route": 4,
    "bus_stop": 68,
    "innovation_studio": 9,
    "education_base": 24,
    "craftsman_academy": 6,
}
KNOWN_BAD = {"ZZ-RS-008": "far_from_list", "ZZ-RS-077": "outside_county", "ZZ-RS-079": "outside_county"}
ORDER = list(schema.PRECISIONS)
each_kind = pytest.mark.parametrize("kind", list(kinds.KINDS))


def seed_rows(repo: Path, kind: str) -> dict[str, dict[str, str]]:
    with (repo / "seeds" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return {row["site_id"]: row for row in csv.DictReader(file)}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture(scope="module")
def built(repo, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build.build(repo / "seeds", folder)
    return folder


@pytest.fixture(scope="module")
def fresh(built) -> schema.Sites:
    return store.read(built)


@pytest.fixture
def seeds(repo, tmp_path) -> Path:
    return Path(shutil.copytree(repo / "seeds", tmp_path / "seeds"))


@pytest.fixture
def few_seeds(seeds) -> Path:
    """Keep the first rows of each kind: enough to carry one fault, and quick to read."""
    for kind in kinds.KINDS:
        path = seeds / f"{kind}.csv"
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:13]), encoding="utf-8")
    return seeds


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_two_builds_give_the_same_bytes_and_they_are_the_committed_ones(repo, built, tmp_path):
    build.build(repo / "seeds", tmp_path)
    assert contents(tmp_path) == contents(built)
    assert contents(built) == contents(repo / "data" / "geo")


def test_a_build_does_not_depend_on_the_order_of_the_seed_rows(seeds, built, tmp_path):
    for kind in kinds.KINDS:
        path = seeds / f"{kind}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *reversed(rows)])
    build.build(seeds, tmp_path / "out")
    again, first = store.read(tmp_path / "out"), store.read(built)
    for kind in kinds.KINDS:  # where a row stood in its file is all that may differ
        assert again[kind].drop(columns="list_row").equals(first[kind].drop(columns="list_row"))


def test_a_build_returns_what_it_wrote_and_leaves_the_base_alone(repo, tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "kept").write_text("as it is")
    written = build.build(repo / "seeds", tmp_path)
    assert [path.name for path in written] == [*(f"{kind}.parquet" for kind in kinds.KINDS), build.CATALOGUE]
    assert (tmp_path / "base" / "kept").read_text() == "as it is"
    assert {path.name for path in tmp_path.iterdir()} == {"base", *(path.name for path in written)}


@each_kind
def test_every_seed_row_is_a_site_and_no_other(repo, fresh, kind):
    rows = seed_rows(repo, kind)
    assert len(rows) == COUNTS[kind]
    assert sorted(fresh[kind]["site_id"]) == sorted(rows)


@each_kind
def test_what_the_seeds_say_is_carried_over_verbatim(repo, fresh, kind):
    renamed = {
        "lon": "given_x",
        "lat": "given_y",
        "coord_system": "given_datum",
        "city": "city_said",
        "county": "county_said",
    }
    judged = {"precision", "stops_total", "is_loop", "seq"}
    sites = fresh[kind].set_index("site_id", drop=False)
    for site_id, row in seed_rows(repo, kind).items():
        for column in row.keys() - judged:
            if column == "coord_system" and not row["lon"]:
                continue  # a datum of nothing is not kept
            assert sites.loc[site_id, renamed.get(column, column)] == row[column], (site_id, column)


@each_kind
def test_the_numbers_of_the_seeds_are_carried_over(repo, fresh, kind):
    sites = fresh[kind].set_index("site_id")
    for column in {"stops_total", "seq", "is_loop"} & set(sites.columns):
        said = {site_id: row[column] for site_id, row in seed_rows(repo, kind).items()}
        text = sites[column].astype("string").str.lower().fillna("")
        assert text.to_dict() == said


@each_kind
def test_a_site_is_never_more_exact_than_its_seed(repo, fresh, kind):
    sites = fresh[kind].set_index("site_id")
    lines = set(sites.index[~sites.geometry.is_empty]) if kind == "bus_route" else set()
    for site_id, row in seed_rows(repo, kind).items():
        if site_id not in lines:
            assert ORDER.index(sites.loc[site_id, "precision"]) >= ORDER.index(row["precision"])


@each_kind
def test_rows_without_a_coordinate_stay_with_an_empty_geometry(repo, fresh, kind):
    sites = fresh[kind].set_index("site_id")
    for site_id, row in seed_rows(repo, kind).items():
        if not row["lon"] and kind != "bus_route":
            assert sites.loc[site_id, "geometry"].is_empty
            assert sites.loc[site_id, "precision"] == "none"


def test_the_known_bad_geocodes_are_flagged_and_tell_only_the_city(fresh):
    stations = fresh["rest_station"].set_index("site_id")
    for site_id, doubt in KNOWN_BAD.items():
        site = stations.loc[site_id]
        assert doubt in site["doubts"].split(";")
        assert (site["precision"], site["error_m"]) == ("city", 15_000.0)
        assert not site.geometry.is_empty


def test_the_known_bad_geocodes_are_found_out_even_if_the_seed_called_them_exact(seeds):
    path = seeds / "rest_station.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        head, rows = reader.fieldnames or [], list(reader)
    for row in rows:
        row["precision"] = "exact" if row["site_id"] in KNOWN_BAD else row["precision"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)
    stations = build.read_seeds(seeds)["rest_station"].set_index("site_id")
    for site_id, doubt in KNOWN_BAD.items():
        assert doubt in stations.loc[site_id, "doubts"].split(";")
        assert stations.loc[site_id, "precision"] == "city"


def test_no_well_located_station_lies_in_another_county_than_it_says(fresh):
    stations = fresh["rest_station"]
    sure = stations[stations["precision"].isin(["exact", "street"])]
    assert len(sure) == 50
    assert not sure["doubts"].str.contains("outside|far_from").any()
    assert (sure["city"] == "郑州市").all()
    assert (sure["adcode"] != "").all()


def test_the_lines_of_the_metro_are_whole_and_the_bus_lines_are_not_invented(fresh):
    lines = fresh["bus_route"].set_index("site_id")
    assert lines["stops_known"].to_dict() == {
        "zz-metro-1-laomo": 30,
        "zz-metro-5-gongjiang": 32,
        "pds-baofeng-laomo": 2,
        "pds-51-laomo": 3,
    }
    drawn = lines[~lines.geometry.is_empty]
    assert set(drawn.index) == {"zz-metro-1-laomo", "zz-metro-5-gongjiang"}
    assert drawn.geometry["zz-metro-5-gongjiang"].is_closed
    assert all(isinstance(line, shapely.LineString) for line in lines.geometry)


def test_the_catalogue_tells_the_truth_about_the_layers(built, fresh):
    catalogue = json.loads((built / build.CATALOGUE).read_text(encoding="utf-8"))
    assert catalogue["crs"] == "EPSG:4326"
    assert [layer["kind"] for layer in catalogue["layers"]] == list(kinds.KINDS)
    for layer in catalogue["layers"]:
        frame, raw = fresh[layer["kind"]], (built / layer["file"]).read_bytes()
        assert layer["sha256"] == hashlib.sha256(raw).hexdigest()
        assert layer["sites"] == len(frame)
        assert layer["located"] == (~frame.geometry.is_empty).sum()


@pytest.mark.parametrize("name", ["sources", "totals"])
def test_the_catalogue_carries_sources_and_totals_verbatim(repo, built, name):
    with (repo / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert json.loads((built / build.CATALOGUE).read_text(encoding="utf-8"))[name] == expected
    assert expected


def test_the_shipped_data_stays_under_12_megabytes(repo):
    assert sum(path.stat().st_size for path in (repo / "data" / "geo").rglob("*") if path.is_file()) < 12e6


BAD_ROWS = {
    "an impossible coordinate": ("rest_station", "113.564525,34.819187", "1135.6,34.819187", "ZZ-RS-001"),
    "swapped axes": ("rest_station", "113.564525,34.819187", "34.819187,113.564525", "ZZ-RS-001"),
    "an unknown datum": ("rest_station", "113.564525,34.819187,gcj02", "113.564525,34.819187,elsewhere", "ZZ-RS-001"),
    "an unknown precision": ("rest_station", "34.819187,gcj02,exact", "34.819187,gcj02,about", "ZZ-RS-001"),
    "an id used twice": ("rest_station", "ZZ-RS-002,", "ZZ-RS-001,", "ZZ-RS-001"),
    "another kind": ("rest_station", "ZZ-RS-001,rest_station", "ZZ-RS-001,bus_stop", "ZZ-RS-001"),
    "no name": ("craftsman_academy", "洛阳市工匠学院,洛阳市,", ",洛阳市,", "HA-CA-002"),
    "a place in the order that is no number": (
        "bus_stop",
        "zz-metro-1-laomo,郑州地铁1号线“劳模号”,1,stop",
        "zz-metro-1-laomo,郑州地铁1号线“劳模号”,1.5,stop",
        "ZZ-M1-01",
    ),
    "a count that is no number": ("bus_route", ",bus,12,", ",bus,a dozen,", "pds-baofeng-laomo"),
    "a route with a point": ("bus_route", "宝丰县,,,,unknown,none", "宝丰县,,113.05,33.86,gcj02,exact", "pds-baofeng"),
    "an unquoted comma": ("rest_station", "ZZ-RS-010,rest_station,", "ZZ-RS-010,rest_station,甲,乙", "rest_station"),
}


def test_seeds_without_a_fault_are_accepted(few_seeds):
    assert [len(frame) for frame in build.read_seeds(few_seeds).values()] == [12, 4, 12, 9, 12, 6]


@pytest.mark.parametrize("fault", list(BAD_ROWS))
def test_a_bad_seed_row_is_a_data_error_that_names_it(few_seeds, fault):
    kind, old, new, named = BAD_ROWS[fault]
    replace(few_seeds / f"{kind}.csv", old, new)
    with pytest.raises(DataError, match=named) as caught:
        build.read_seeds(few_seeds)
    assert "\n" not in str(caught.value)


def test_a_bad_seed_leaves_the_layers_as_they_were(few_seeds, tmp_path):
    seeds = few_seeds
    out = tmp_path / "out"
    build.build(seeds, out)
    before = contents(out)
    replace(seeds / "rest_station.csv", "113.564525,34.819187", "1135.6,34.819187")
    with pytest.raises(DataError):
        build.build(seeds, out)
    assert contents(out) == before


@pytest.mark.parametrize("name", ["rest_station", "bus_stop", "sources", "totals"])
def test_a_missing_seed_file_is_named(few_seeds, tmp_path, name):
    (few_seeds / f"{name}.csv").unlink()
    with pytest.raises(DataError, match=rf"{name}\.csv is missing"):
        build.build(few_seeds, tmp_path / "out")


@pytest.mark.parametrize("column", ["site_id", "lon", "services"])
def test_a_missing_seed_column_is_named(seeds, column):
    path = seeds / "rest_station.csv"
    replace(path, f"{column},", f"{column}_old,")
    with pytest.raises(DataError, match=rf"rest_station.*{column}"):
        build.read_seeds(seeds)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00not text\xff"], ids=["empty", "not UTF-8"])
def test_a_seed_file_that_is_no_table_is_named(seeds, raw):
    (seeds / "rest_station.csv").write_bytes(raw)
    with pytest.raises(DataError, match=r"rest_station"):
        build.read_seeds(seeds)
