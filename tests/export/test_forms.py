import io
import json

import pytest
from python_calamine import CalamineWorkbook

from unionmap import export, schema
from unionmap.errors import UnknownNameError

CALLS = {"html": "<!DOCTYPE html>", "geojson": "{", "csv": "\ufeffunionmap_schema", "xlsx": "PK", "gpkg": "SQLite"}
CALLS |= {"shp": "PK", "kml": "<?xml"}


def test_every_form_begins_as_files_of_its_sort_do(sites):
    assert list(export.FORMS) == list(CALLS)
    for form, start in CALLS.items():
        assert export.content(sites, form).lower().startswith(start.lower().encode())
        assert export.FORMS[form].key == form
        assert "/" in export.FORMS[form].mime


def test_sites_of_one_kind_have_only_the_columns_of_that_kind(sites):
    one = schema.Sites({"bus_stop": sites["bus_stop"]})
    assert export.content(one, "csv").decode() == export.csv(sites["bus_stop"])
    assert export.content(sites, "csv").decode() == export.csv(schema.merge(sites))
    assert json.loads(export.content(one, "geojson")) == json.loads(export.geojson(sites["bus_stop"]))
    [head] = [row for row in rows(export.content(one, "xlsx")) if schema.MARKER in row]
    assert "seq" in head
    assert "is_loop" not in head


def rows(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("form", CALLS)
def test_no_sites_at_all_are_a_file_too(form):
    assert export.content(schema.Sites({}), form)


def test_title_and_language_reach_the_page_and_the_spreadsheet(sites):
    one = schema.Sites({"bus_stop": sites["bus_stop"]})
    assert b'<html lang="en">' in export.content(one, "html", title="A heading", lang="en")
    assert "A heading" in export.content(one, "html", title="A heading").decode()
    names = [
        CalamineWorkbook.from_filelike(io.BytesIO(export.content(one, "xlsx", lang=x))).sheet_names
        for x in ("zh", "en")
    ]
    assert not set(names[0]) & set(names[1])


def test_a_form_that_there_is_not_is_named_with_those_there_are(sites):
    with pytest.raises(UnknownNameError, match=r"unknown form 'pdf'.*gpkg"):
        export.content(sites, "pdf")
