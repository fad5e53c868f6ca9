import io

import pandas as pd
import pytest

from unionmap import crs, export, filters, schema
from unionmap.errors import UnknownNameError
from unionmap.export import vendors


def test_only_what_may_stand_as_a_point_is_in_the_table(sites):
    rows = export.poi(sites)
    stations = sites["rest_station"]
    assert tuple(rows.columns) == vendors.COLUMNS
    assert rows["site_id"].tolist() == stations.loc[filters.usable(stations), "site_id"].tolist()
    assert set(rows["province"]) == {"河南省"}
    assert set(rows["category"]) == {"工会驿站"}


@pytest.mark.parametrize(("datum", "word"), [("gcj02", "GCJ-02"), ("bd09", "BD-09"), ("wgs84", "WGS-84")])
def test_the_table_is_in_the_datum_that_it_names(stations_at, datum, word):
    row = export.poi({"rest_station": stations_at([113.65], [34.75])}, datum=datum).iloc[0]
    assert row["datum"] == word
    back = crs.to_wgs84(row["longitude"], row["latitude"], datum)
    assert [float(value) for value in back] == pytest.approx([113.65, 34.75], abs=1e-6)


def test_both_files_hold_the_table_and_nothing_that_runs(worst, live):
    rows = export.poi({"rest_station": worst})
    text = vendors.csv(rows)
    assert text.startswith(b"\xef\xbb\xbfname,longitude,latitude,province,city,district,address,category,telephone,")
    by_pandas = pd.read_csv(io.BytesIO(text), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert len(by_pandas) == len(rows) > 0
    assert not [cell for name in ("name", "address", "telephone") for cell in by_pandas[name] if live(cell)]
    sheet = pd.read_excel(io.BytesIO(vendors.xlsx(rows)), engine="calamine")
    assert sheet["longitude"].tolist() == rows["longitude"].tolist()


def test_no_sites_are_an_empty_table():
    assert len(vendors.csv(export.poi({})).splitlines()) == 1
    assert len(export.poi(schema.Sites({}))) == 0


def test_an_unknown_datum_is_refused(sites):
    with pytest.raises(UnknownNameError, match="bd09"):
        export.poi(sites, datum="bd9")
