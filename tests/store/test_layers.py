import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import unionmap as um
from unionmap import kinds, store
from unionmap.errors import DataError, UnknownNameError
from unionmap.schema import Sites

SITES = um.load()
each_kind = pytest.mark.parametrize("kind", list(kinds.KINDS))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    store.write(SITES, folder)
    return folder


@pytest.fixture
def folder(written, tmp_path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "copy"))


def by_id(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.sort_values("site_id").reset_index(drop=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@each_kind
def test_what_is_written_is_read_back_equal(written, kind):
    back = store.read(written)[kind]
    pd.testing.assert_frame_equal(by_id(back), by_id(SITES[kind]))
    assert back.crs == SITES[kind].crs == "EPSG:4326"


def test_two_writes_give_the_same_bytes_whatever_the_order_of_the_rows(written, tmp_path):
    shuffled = {kind: frame.sample(frac=1, random_state=3) for kind, frame in SITES.items()}
    store.write(Sites(shuffled), tmp_path)
    assert contents(tmp_path) == contents(written)


def test_writing_what_was_read_changes_nothing(written, tmp_path):
    store.write(store.read(written), tmp_path)
    assert contents(tmp_path) == contents(written)


def test_one_file_a_kind_is_written_in_the_order_of_the_registry(tmp_path):
    paths = store.write(SITES, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [f"{kind}.parquet" for kind in kinds.KINDS]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(p.name for p in paths)
    assert store.path_of(tmp_path, "rest_station") == tmp_path / "rest_station.parquet"
    with pytest.raises(UnknownNameError):
        store.path_of(tmp_path, "teahouse")


awkward = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=12)


@settings(max_examples=4)
@given(
    names=st.lists(
        awkward | st.sampled_from(["{{7*7}}", "{% x %}", "\u2028", "C:\\2019", "`", "\x85\t\x7f"]), min_size=1
    )
)
def test_any_name_survives_a_round_trip(tmp_path_factory, stations_at, names):
    frame = stations_at(np.linspace(113, 114, len(names)), np.full(len(names), 34.5)).assign(name=names)
    folder = tmp_path_factory.mktemp("names")
    store.write(Sites({"rest_station": frame}), folder)
    assert by_id(store.read(folder)["rest_station"])["name"].tolist() == names


@each_kind
def test_sorting_keeps_every_row_and_puts_unlocated_ones_last(kind):
    frame = store.sort(SITES[kind].sample(frac=1, random_state=5))
    empty = frame.geometry.is_empty.to_numpy()
    assert sorted(frame["site_id"]) == sorted(SITES[kind]["site_id"])
    assert frame.index.tolist() == list(range(len(frame)))
    assert (np.diff(empty.astype(int)) >= 0).all()
    assert list(frame.columns) == list(SITES[kind].columns)


def test_sorting_brings_neighbours_together(stations_at):
    rng = np.random.default_rng(0)
    frame = stations_at(rng.uniform(110.4, 116.6, 400), rng.uniform(31.4, 36.3, 400))

    def walk(ordered: gpd.GeoDataFrame) -> float:
        return float(np.hypot(np.diff(ordered.geometry.x), np.diff(ordered.geometry.y)).sum())

    assert walk(store.sort(frame)) < 0.2 * walk(frame)


def test_sorting_takes_sites_outside_china_and_a_repeated_index(stations_at):
    frame = stations_at([-70.0, 179.0, 113.0, 113.1], [-30.0, 80.0, 34.0, 34.1]).set_axis([0, 0, 1, 1])
    assert sorted(store.sort(frame)["site_id"]) == sorted(frame["site_id"])


def damage_truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def damage_empty(path: Path) -> None:
    path.write_bytes(b"")


def damage_text(path: Path) -> None:
    path.write_text("site_id,name\na,甲\n", encoding="utf-8")


def damage_middle(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[:2000] + bytes(len(raw) - 4000) + raw[-2000:])


def damage_footer(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[:-400] + bytes(300) + raw[-100:])


def damage_no_geo(path: Path) -> None:
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata(None), path)


def damage_crs(path: Path) -> None:
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["crs"] = {"type": "nonsense"}
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, b"geo": json.dumps(geo).encode()}), path)


def damage_other_crs(path: Path) -> None:
    gpd.read_parquet(path).to_crs("EPSG:3857").to_parquet(path)


def damage_shapes(path: Path) -> None:
    table = pq.read_table(path)
    at = table.schema.get_field_index("geometry")
    field = table.schema.field(at)
    pq.write_table(table.set_column(at, field, pa.array([b"\x01nothing"] * len(table), field.type)), path)


def damage_values(path: Path) -> None:
    gpd.read_parquet(path).assign(precision="about").to_parquet(path)


def damage_numbers(path: Path) -> None:
    gpd.read_parquet(path).assign(error_m="far").to_parquet(path)


def damage_duplicates(path: Path) -> None:
    gpd.read_parquet(path).assign(site_id="one").to_parquet(path)


def damage_geometry_type(path: Path) -> None:
    frame = gpd.read_parquet(path)
    frame.set_geometry([shapely.LineString([(113, 34), (114, 35)])] * len(frame), crs=frame.crs).to_parquet(path)


DAMAGES = [value for name, value in sorted(globals().items()) if name.startswith("damage_")]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_reported_in_one_sentence_with_the_remedy(folder, damage):
    damage(folder / "rest_station.parquet")
    with pytest.raises(DataError, match=r"rest_station.*run 'unionmap data build'") as caught:
        store.read(folder)
    assert "\n" not in str(caught.value)


def test_a_folder_without_layers_is_reported_with_the_remedy(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(DataError, match=r"no site layers in .*run 'unionmap data build'"):
            store.read(folder)


def test_a_missing_layer_is_not_taken_for_an_empty_one(folder):
    (folder / "bus_stop.parquet").unlink()
    with pytest.raises(DataError, match=r"bus_stop\.parquet is missing.*run 'unionmap data build'"):
        store.read(folder)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError("disk full")])
def test_an_interrupted_write_leaves_the_old_file_and_no_litter(folder, monkeypatch, fault):
    before = contents(folder)

    def half(self, path, **options):
        Path(path).write_bytes(b"PAR1 half a file")
        raise fault

    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", half)
    with pytest.raises(KeyboardInterrupt if fault is KeyboardInterrupt else OSError):
        store.write(Sites({}), folder)
    assert contents(folder) == before


def test_bytes_lost_anywhere_never_raise_anything_but_a_data_error(folder):
    path = folder / "craftsman_academy.parquet"
    for other in set(folder.iterdir()) - {path}:
        other.unlink()
    raw, rng = path.read_bytes(), np.random.default_rng(0)
    messages = []
    for at in rng.integers(0, len(raw), 25):
        path.write_bytes(raw[:at] + bytes(rng.integers(0, 256, 24, dtype=np.uint8)) + raw[at + 24 :])
        try:
            store.read(folder)
        except DataError as error:
            messages.append(str(error))
    assert len(messages) > 5
    assert not any("\n" in message for message in messages)
