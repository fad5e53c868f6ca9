import io
import json
import zipfile

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unionmap as um
from unionmap import export, kinds, schema
from unionmap.errors import InputError
from unionmap.export import shapefile
from unionmap.intake.readers import shortened


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def layer(content, tmp_path, name="rest_station"):
    (tmp_path / "x.zip").write_bytes(content)
    return pyogrio.read_dataframe(f"/vsizip/{tmp_path}/x.zip/{name}.shp")


def station(stations_at, **cells):
    return schema.Sites({"rest_station": stations_at([113.65], [34.75]).assign(**cells)})


def test_a_layer_a_kind_in_utf_8_that_gdal_reads(sites, tmp_path):
    content = export.shp(sites)
    files = parts(content)
    assert {name for name in files if name.endswith(".cpg")} == {f"{kind}.cpg" for kind in kinds.KINDS}
    assert files["rest_station.cpg"] == b"UTF-8"
    for kind, frame in sites.items():
        found = layer(content, tmp_path, kind)
        assert found.crs == "EPSG:4326"
        assert found["name"].fillna("").tolist() == frame["name"].tolist()
        assert found.geometry.isna().tolist() == (~schema.located(frame)).tolist()


def test_every_name_fits_and_means_one_column():
    columns = {name for kind in kinds.KINDS for name in schema.columns(kind)} | {schema.MARKER, "datum", "bearing_deg"}
    short = shapefile.short_names(columns)
    assert len({label.casefold() for label in short.values()}) == len(columns)
    assert max(len(label.encode()) for label in short.values()) <= 10
    assert {name: label for name, label in short.items() if name != label} == shortened.SHORT


@given(st.lists(st.text(min_size=1, max_size=14), max_size=12, unique=True))
def test_names_of_others_fit_and_stay_apart(names):
    short = shapefile.short_names(["hours", "name", "opening_hours", "um_row", *names])
    assert len({label.casefold() for label in short.values()}) == len(short)
    assert all(0 < len(label.encode()) <= 10 for label in short.values())
    assert short["opening_hours"] == "hours"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_text_is_cut_between_two_characters_and_only_where_it_must_be(text):
    held = shapefile.cut(text)
    assert text.startswith(held)
    assert len(held.encode()) <= 254
    assert held == text or len((held + text[len(held)]).encode()) > 254


def test_a_text_that_is_too_long_is_cut_told_and_read_back_whole(stations_at, tmp_path):
    long = "工会驿站" * 100
    content = export.shp(station(stations_at, note=long))
    assert layer(content, tmp_path)["note"].item() == long[:84]
    assert "1 " in parts(content)["readme.txt"].decode("utf-8-sig")
    assert um.read_sites(content).sites["rest_station"]["note"].item() == long


def test_what_was_edited_in_a_gis_program_counts(stations_at, tmp_path):
    content = export.shp(station(stations_at, note="长" * 200, address="旧" * 200))
    found = layer(content, tmp_path)
    found["note"] = "改过"
    pyogrio.write_dataframe(found.set_geometry(found.translate(0.01)), tmp_path / "rest_station.shp", encoding="UTF-8")
    edited = {path.name: path.read_bytes() for path in tmp_path.glob("rest_station.*")}
    beside = {name: data for name, data in parts(content).items() if name == shortened.PART}
    back = um.read_sites(zipped(edited | beside)).sites["rest_station"].iloc[0]
    assert (back["note"], back["address"]) == ("改过", "旧" * 200)
    assert back.geometry.x == pytest.approx(113.66)


def test_a_layer_without_the_file_beside_keeps_what_the_format_holds(sites):
    files = parts(export.shp(schema.Sites({"rest_station": sites["rest_station"]})))
    del files[shortened.PART]
    back = um.read_sites(zipped(files))
    frame = sites["rest_station"]
    assert back.accepted == len(frame)
    assert back.sites["rest_station"]["opening_hours"].tolist() == frame["opening_hours"].tolist()
    assert back.sites["rest_station"]["note"].tolist() == [shapefile.cut(note).strip() for note in frame["note"]]


@pytest.mark.parametrize("beside", [b"", b"[]", b"{", b'{"layers": 3}', b'{"layers": {"rest_station": {"names": 1}}}'])
def test_a_damaged_file_beside_harms_nothing(stations_at, beside):
    files = parts(export.shp(station(stations_at)))
    back = um.read_sites(zipped(files | {shortened.PART: beside}))
    assert back.accepted == 1


def test_the_file_beside_holds_only_what_the_table_does_not(stations_at):
    told = json.loads(parts(export.shp(station(stations_at, phone="a", note=" b ")))[shortened.PART])
    assert told["layers"]["rest_station"]["cells"] == {"note": {"1": ["b", " b "]}}
    assert told[schema.MARKER] == schema.VERSION


def test_any_number_and_text_comes_back(frames, worst):
    back = um.read_sites(export.shp({"rest_station": worst})).sites["rest_station"]
    for name in ("name", "note", "error_m", "address"):
        assert back[name].tolist() == pytest.approx(worst[name].tolist(), nan_ok=True) if name == "error_m" else True
        assert back[name].astype("str").tolist() == worst[name].astype("str").tolist()


def test_more_columns_than_the_format_takes_are_refused(stations_at):
    wide = stations_at([113.65], [34.75]).assign(**{f"c{i}": "" for i in range(255)})
    with pytest.raises(InputError, match=r"255 .*gpkg"):
        export.shp({"rest_station": wide})


def test_the_same_sites_are_the_same_bytes(sites):
    assert export.shp(sites) == export.shp(sites)


def test_the_documents_list_every_name_that_is_shortened(repo):
    text = (repo / "docs" / "exports.md").read_text(encoding="utf-8")
    for name, short in shortened.SHORT.items():
        assert f"| `{name}` | `{short}` |" in text
