import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from unionmap import kinds, schema
from unionmap.errors import SchemaError, UnknownNameError
from unionmap.schema import Sites

POINT = shapely.Point(113.65, 34.75)
each_kind = pytest.mark.parametrize("kind", list(kinds.KINDS))


@pytest.fixture
def good(stations_at) -> gpd.GeoDataFrame:
    return stations_at([113.65, 113.70, 113.75], [34.75, 34.70, 34.65])


def changed(frame: gpd.GeoDataFrame, column: str, value: object, row: int = 1) -> gpd.GeoDataFrame:
    result = frame.copy()
    result.loc[row, column] = value
    return result


def moved(frame: gpd.GeoDataFrame, geometry: shapely.Geometry) -> gpd.GeoDataFrame:
    return frame.set_geometry([geometry, *frame.geometry[1:]], crs=frame.crs)


@each_kind
def test_the_shipped_sites_fit_the_schema(sites, kind):
    frame = sites[kind]
    assert schema.validate(frame, kind) is frame
    assert frame.crs == "EPSG:4326"
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == schema.columns(kind)


@each_kind
def test_precision_is_none_exactly_where_the_geometry_is_empty(sites, kind):
    frame = sites[kind]
    empty = np.array([geometry is None or geometry.is_empty for geometry in frame.geometry])
    assert ((frame["precision"] == "none").to_numpy() == empty).all()
    assert (frame["error_m"].isna().to_numpy() == empty).all()
    assert (schema.located(frame).to_numpy() == ~empty).all()


@each_kind
def test_an_empty_frame_of_each_kind_has_the_right_shape(kind):
    frame = schema.shape(pd.DataFrame(), kind)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == schema.columns(kind)
    assert schema.validate(frame, kind) is frame


FAULTS = {
    "column 'name' is empty": lambda frame: changed(frame, "name", ""),
    "column 'site_id' is empty": lambda frame: changed(frame, "site_id", ""),
    "'T-00000' is used twice": lambda frame: changed(frame, "site_id", "T-00000"),
    "not of kind rest_station": lambda frame: changed(frame, "kind", "bus_stop"),
    "precision 'about' is not known": lambda frame: changed(frame, "precision", "about"),
    "doubt 'odd' is not known": lambda frame: changed(frame, "doubts", "zone;odd"),
    "CRS is EPSG:4490": lambda frame: frame.set_crs("EPSG:4490", allow_override=True),
    "CRS is None": lambda frame: frame.set_crs(None, allow_override=True),
    "geometry is LineString, not Point": lambda frame: moved(frame, shapely.LineString([(113, 34), (114, 35)])),
    "precision must be 'none' exactly": lambda frame: changed(frame, "precision", "none"),
    "geometry is empty": lambda frame: moved(frame, shapely.Point()),
    "needs an error in metres": lambda frame: changed(frame, "error_m", np.nan),
    "error in metres": lambda frame: changed(frame, "error_m", 0.0),
    "not a longitude and latitude": lambda frame: moved(frame, shapely.Point(34.75, 113.65)),
    "a coordinate is not a longitude": lambda frame: moved(frame, shapely.Point(np.nan, 34.75)),
    "coordinate is not": lambda frame: moved(frame, shapely.Point(np.inf, 34.75)),
}


@pytest.mark.parametrize(
    "char", [*map(chr, range(32)), "\ufffe", "\uffff", "\x7f", "\x85", "\ufdd0", "\U0001fffe", "\u202e"]
)
def test_text_may_hold_any_character_but_those_that_no_spreadsheet_can_hold(good, char):
    plain = char in "\t\n\r" or (char >= "\x7f" and char not in "\ufffe\uffff")
    bad = changed(changed(good, "note", f"a{char}b"), "name", char)
    if plain:
        assert schema.validate(bad, "rest_station") is bad
    else:
        with pytest.raises(SchemaError, match=r"'name' holds control characters.*'note' holds control characters"):
            schema.validate(bad, "rest_station")


def test_further_columns_and_the_names_of_columns_hold_no_control_characters_either(good):
    with pytest.raises(SchemaError, match="column 'door' holds control characters"):
        schema.validate(good.assign(door="a\0"), "rest_station")
    with pytest.raises(SchemaError, match="the name of a column holds control characters"):
        schema.validate(good.assign(**{"a\0": "a"}), "rest_station")


def test_half_a_character_is_found(good):
    half = good.assign(note=pd.Series(["\ud83d"] * len(good), dtype=pd.StringDtype("python", na_value=np.nan)))
    with pytest.raises(SchemaError, match="'note' holds half a character"):
        schema.validate(half, "rest_station")


@pytest.mark.parametrize("message", list(FAULTS))
def test_validate_catches_each_fault(good, message):
    with pytest.raises(SchemaError, match=message):
        schema.validate(FAULTS[message](good), "rest_station")


def test_validate_lists_all_faults_at_once(good):
    bad = changed(changed(changed(good, "name", ""), "site_id", "T-00000"), "doubts", "odd")
    bad = changed(moved(bad, shapely.Point(200, 34)), "error_m", -1.0)
    with pytest.raises(SchemaError) as caught:
        schema.validate(bad, "rest_station")
    for part in ("'name' is empty", "'T-00000' is used twice", "'odd'", "not a longitude", "error in metres"):
        assert part in str(caught.value)


@pytest.mark.parametrize("column", ["site_id", "phone", "error_m", "doubts"])
def test_validate_names_the_columns_that_are_missing(good, column):
    with pytest.raises(SchemaError, match=f"lacks the columns {column}"):
        schema.validate(good.drop(columns=column), "rest_station")


@pytest.mark.parametrize(
    ("column", "value"), [("name", None), ("site_id", None), ("error_m", "30"), ("doubts", np.nan), ("address", 5)]
)
def test_validate_catches_a_column_of_the_wrong_type(good, column, value):
    with pytest.raises(SchemaError, match=column):
        schema.validate(good.assign(**{column: pd.Series([value] * len(good), dtype=object)}), "rest_station")


@each_kind
def test_shape_keeps_extra_columns_behind_and_the_index(kind):
    rows = pd.DataFrame({"colour_of_door": ["red"], "site_id": ["a"], "name": ["甲"]}, index=["x"])
    shaped = schema.shape(rows, kind)
    assert list(shaped.columns) == [*schema.columns(kind), "colour_of_door"]
    assert shaped.index.tolist() == ["x"]
    assert schema.located(shaped).tolist() == [False]


@each_kind
def test_shape_is_idempotent_on_the_shipped_sites(sites, kind):
    again = schema.shape(sites[kind], kind)
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(sites[kind]))
    assert again.crs == sites[kind].crs


def test_shape_refuses_another_crs_and_says_what_to_do(good):
    with pytest.raises(SchemaError, match=r"EPSG:3857.*to_crs"):
        schema.shape(good.to_crs("EPSG:3857"), "rest_station")


def test_shape_refuses_what_is_no_number():
    with pytest.raises(SchemaError, match="'error_m' of rest_station does not hold float64"):
        schema.shape(pd.DataFrame({"error_m": ["far"]}), "rest_station")


@given(st.lists(st.sampled_from([POINT, shapely.Point(), None]), max_size=6))
def test_missing_and_empty_geometries_are_the_same_to_located(geometries):
    frame = schema.shape(gpd.GeoDataFrame(geometry=geometries, crs="EPSG:4326"), "rest_station")
    assert schema.located(frame).tolist() == [geometry is POINT for geometry in geometries]
    assert not any(geometry is None for geometry in frame.geometry)


def test_precisions_run_from_best_to_worst_and_only_the_best_two_count():
    errors = [entry.error_m for entry in schema.PRECISIONS.values()]
    assert errors[:4] == [30, 150, 3_000, 15_000]
    assert np.isnan(errors[4])
    assert [key for key, entry in schema.PRECISIONS.items() if entry.counts] == ["exact", "street"]


@pytest.mark.parametrize("registry", [schema.PRECISIONS, schema.DOUBTS])
def test_precisions_and_doubts_have_words_in_both_languages(registry):
    labels = [getattr(entry, "label", entry) for entry in registry.values()]
    assert all(label.zh and label.en for label in labels)


def test_sites_is_a_mapping_of_every_kind_in_the_order_of_the_registry(sites):
    assert list(sites) == list(kinds.KINDS)
    assert len(sites) == len(kinds.KINDS) == 6
    assert dict(sites).keys() == kinds.KINDS.keys()
    assert "rest_station" in sites
    assert sites.get("rest_station") is sites["rest_station"]
    assert "rest_station: 118" in repr(sites)


def test_sites_knows_which_kinds_it_does_not_hold(sites):
    assert "teahouse" not in sites
    assert sites.get("teahouse") is None
    with pytest.raises(UnknownNameError, match="unknown kind 'teahouse'"):
        sites["teahouse"]


def test_sites_gives_an_empty_frame_where_a_kind_is_missing(good):
    part = Sites({"rest_station": good})
    assert {kind: len(frame) for kind, frame in part.items() if len(frame)} == {"rest_station": 3}
    assert all(schema.validate(frame, kind) is frame for kind, frame in part.items())


def test_sites_refuses_an_unknown_kind_and_a_frame_that_does_not_fit(good):
    with pytest.raises(UnknownNameError, match="teahouse"):
        Sites({"teahouse": good})
    with pytest.raises(SchemaError, match="not of kind bus_stop"):
        Sites({"bus_stop": schema.shape(good, "bus_stop")})
    with pytest.raises(TypeError):
        Sites({"rest_station": good})["rest_station"] = good


def test_columns_of_an_unknown_kind_are_refused():
    with pytest.raises(UnknownNameError, match="teahouse"):
        schema.columns("teahouse")


def test_merge_puts_every_site_of_every_kind_into_one_frame(sites):
    merged = schema.merge(sites)
    assert merged["site_id"].tolist() == [site_id for frame in sites.values() for site_id in frame["site_id"]]
    assert merged["kind"].value_counts().to_dict() == {kind: len(frame) for kind, frame in sites.items()}
    assert set(merged.columns) == {name for kind in kinds.KINDS for name in schema.columns(kind)}
    assert merged.crs == "EPSG:4326"
    assert merged[list(schema.TEXT)].notna().all(axis=None)
    assert (schema.located(merged).sum()) == sum(schema.located(frame).sum() for frame in sites.values())
