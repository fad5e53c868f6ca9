import io
from datetime import date

import numpy as np
import pytest
import shapefile

from unionmap.errors import FileRefusedError
from unionmap.intake import readers

PRJ = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def written(
    kind=shapefile.POINT,
    encoding="utf-8",
    name="名称",
    rows=(("甲驿站", 7), ("乙驿站", None)),
    shapes=((113.1, 34.1), None),
):
    """Let pyshp, which the reader does without, write the three files."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=kind, encoding=encoding) as writer:
        writer.field(name, "C", 40)
        writer.field("n", "N", 10, 2)
        for row, shape in zip(rows, shapes, strict=True):
            writer.record(*row)
            if shape is None:
                writer.null()
            elif kind in (shapefile.POINT, shapefile.POINTZ):
                (writer.point if kind == shapefile.POINT else writer.pointz)(*shape)
            else:
                (writer.multipoint if kind == shapefile.MULTIPOINT else writer.line)(shape)
    return {"a/点.shp": shp.getvalue(), "a/点.shx": shx.getvalue(), "a/点.dbf": dbf.getvalue()}


def refusal(raw, **options):
    with pytest.raises(FileRefusedError) as refused:
        readers.read(raw, **options)
    return refused.value


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("utf-8", "UTF-8"), ("gbk", "GBK"), ("gbk", "936"), ("gbk", "ANSI 936"), ("big5", "950")]
)
def test_points_and_attributes_are_read_in_the_encoding_declared(encoding, cpg, make):
    name, rows = "文字", (("甲中心站", 7), ("乙", None))
    found = readers.read(make.zipped({**written(encoding=encoding, name=name, rows=rows), "a/点.cpg": cpg}))
    assert found.cells.to_dict("list") == {"文字": ["甲中心站", "乙"], "n": ["7.00", ""]}
    assert np.array_equal(found.x, [113.1, np.nan], equal_nan=True)
    assert (found.form, found.sheet, found.crs, found.notes, dict(found.faults)) == ("shp", "点", "", (), {})


@pytest.mark.parametrize("cpg", [None, "ISO-8859-1", "UTF-8", "nonsense"])
def test_a_missing_or_wrong_declaration_is_made_good(cpg, make):
    parts = written(encoding="gbk") | ({"a/点.cpg": cpg} if cpg else {})
    found = readers.read(make.zipped(parts))
    assert (found.cells["名称"].tolist(), found.encoding) == (["甲驿站", "乙驿站"], "gb18030")
    assert [note.key for note in found.notes] == ["read_encoding_guessed"]


@pytest.mark.parametrize(
    ("kind", "shape", "x", "fault"),
    [
        (shapefile.POINTZ, (113.1, 34.1, 9), 113.1, None),
        (shapefile.MULTIPOINT, [[113.2, 34.2]], 113.2, None),
        (shapefile.MULTIPOINT, [[113.2, 34.2], [1, 2]], None, "not_a_point"),
        (shapefile.POLYLINE, [[[0, 0], [1, 1]]], None, "not_a_point"),
    ],
)
def test_one_point_is_a_place_and_the_rest_is_a_fault(kind, shape, x, fault, make):
    found = readers.read(make.zipped(written(kind, rows=(("甲", 1),), shapes=(shape,))))
    assert dict(found.faults) == ({0: fault} if fault else {})
    assert found.x[0] == x if x else np.isnan(found.x[0])


def test_the_index_is_not_needed(make):
    parts = written()
    del parts["a/点.shx"]
    assert len(readers.read(make.zipped(parts)).cells) == 2


def test_the_wkt_of_esri_is_known_by_its_code(make):
    assert readers.read(make.zipped({**written(), "a/点.prj": PRJ})).crs == "EPSG:4547"


def test_a_crs_that_reads_other_files_is_refused(make):
    prj = PRJ[:-1] + ',EXTENSION["PROJ4","+proj=longlat +nadgrids=@/etc/passwd"]]'
    assert refusal(make.zipped({**written(), "a/点.prj": prj})).key == "file_grid_crs"


def test_a_crs_that_is_none_is_noted(make):
    found = readers.read(make.zipped({**written(), "a/点.prj": b"\x00\xff\x01"}))
    assert (found.crs, [note.key for note in found.notes]) == ("", ["read_crs_unreadable"])


def test_deleted_records_go_with_their_shapes(make):
    parts = written()
    dbf = bytearray(parts["a/点.dbf"])
    dbf[int.from_bytes(dbf[8:10], "little")] = ord("*")
    found = readers.read(make.zipped({**parts, "a/点.dbf": bytes(dbf)}))
    assert (found.cells["名称"].tolist(), len(found.x)) == (["乙驿站"], 1)


def test_a_text_cut_off_in_the_middle_of_a_character_loses_only_that(make):
    parts = written(rows=(("驿" * 13 + "a", 1), ("甲", 2)))
    parts["a/点.dbf"] = parts["a/点.dbf"].replace(("驿" * 13 + "a").encode(), ("驿" * 14).encode()[:40])
    assert readers.read(make.zipped(parts)).cells["名称"][0] == "驿" * 13


def test_of_several_layers_the_one_of_points_is_read(make):
    lines = {
        name.replace("点", "线"): part
        for name, part in written(shapefile.POLYLINE, rows=(("x", 1),), shapes=([[[0, 0], [1, 1]]],)).items()
    }
    raw = make.zipped({**lines, **written()})
    found = readers.read(raw)
    assert (found.sheet, found.notes[0].values["others"].zh) == ("点", "线")
    assert readers.read(raw, sheet="线").sheet == "线"
    assert refusal(raw, sheet="面").key == "file_no_sheet"


@pytest.mark.parametrize("ending", [".dbf", ".shp"])
def test_cut_off_files_are_refused(ending, make):
    whole = written()
    for size in range(0, len(whole[f"a/点{ending}"]) - 3, 7):
        parts = whole | {f"a/点{ending}": whole[f"a/点{ending}"][:size]}
        assert refusal(make.zipped(parts)).key in ("file_damaged", "file_no_rows")


def test_without_attributes_there_is_no_list(make):
    parts = written()
    del parts["a/点.dbf"]
    error = refusal(make.zipped(parts))
    assert error.key == "file_no_dbf"
    assert "缺少 .dbf" in error.say("zh")


def test_dates_are_as_written_truth_is_spelt_out_and_nothing_is_blank(make):
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POINT) as writer:
        writer.field("d", "D")
        writer.field("l", "L")
        writer.field("n", "N", 8, 0)
        for row in ((date(2023, 12, 4), True, 7), (None, False, None)):
            writer.record(*row)
            writer.point(1, 2)
    raw = make.zipped({"a.shp": shp.getvalue(), "A.DBF": dbf.getvalue()})
    assert readers.read(raw).cells.to_dict("list") == {"d": ["20231204", ""], "l": ["true", "false"], "n": ["7", ""]}
