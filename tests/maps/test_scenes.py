import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unionmap as um
from unionmap import filters, kinds, maps, schema
from unionmap.errors import InputError
from unionmap.maps import basemap, scenes

COLOURS = {colour.lower() for colour in scenes.SHARE_COLOURS}
share = st.floats(0, 1) | st.just(float("nan"))


@given(share=share | st.floats())
def test_a_unit_without_a_list_is_hatched_and_never_painted_with_the_colour_of_a_class(share):
    style = scenes.unit_style("no_list", share)
    assert style["hatch"] is True
    assert not COLOURS & {str(value).lower() for value in style.values()}


@given(share=share, state=st.sampled_from(["measured", "partly_listed"]))
def test_a_unit_with_a_list_is_painted_by_its_share_and_grey_where_none_can_be_said(share, state):
    style = scenes.unit_style(state, share)
    assert "hatch" not in style
    assert (style["fillColor"].lower() in COLOURS) == (not np.isnan(share))


@given(lower=st.floats(0, 1), higher=st.floats(0, 1))
def test_the_colour_goes_up_with_the_share(lower, higher):
    lower, higher = sorted((lower, higher))
    at = [scenes.SHARE_COLOURS.index(scenes.unit_style("measured", value)["fillColor"]) for value in (lower, higher)]
    assert at == sorted(at)


def test_every_class_has_a_colour_of_its_own():
    ends = [0.0, *scenes.SHARE_STEPS]
    assert [scenes.unit_style("measured", low)["fillColor"] for low in ends] == list(scenes.SHARE_COLOURS)


@pytest.mark.parametrize("by", ["county", "city"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_coverage_map_hatches_exactly_the_units_without_a_list_and_gives_them_no_share(sites, blocks, by, lang):
    stations = sites["rest_station"]
    table = um.cover(stations, radius_m=1000, by=by)
    page = maps.page(maps.coverage_map(table, stations, 1000, lang=lang), lang=lang)
    [units] = [content for maker, content in blocks(page) if maker == "shapes" and content["tips"]]
    unlisted = table["state"] == "no_list"
    assert [bool(style.get("hatch")) for style in units["styles"]] == unlisted.tolist()
    assert [tip for tip, none in zip(units["tips"], unlisted, strict=True) if none and "%" in tip] == []
    assert all(name in tip for name, tip in zip(table["name"], units["tips"], strict=True))


def test_the_coverage_map_draws_a_circle_of_the_radius_around_each_usable_station_only(sites, blocks):
    stations = sites["rest_station"]
    page = maps.page(maps.coverage_map(um.cover(stations, radius_m=1500), stations, 1500))
    [circles] = [c for maker, c in blocks(page) if maker == "ground" and any("radius" in s for s in c["styles"])]
    assert len(circles["shapes"]) == int(filters.usable(stations).sum())
    assert {style["radius"] for style in circles["styles"]} == {1500}
    [shown] = [content for maker, content in blocks(page) if maker == "sites"]
    assert set(shown["id"]) == set(stations.loc[filters.usable(stations), "site_id"])


def test_the_map_of_a_line_shows_its_own_stops_unclustered(sites, blocks):
    for line in sites["bus_route"]["site_id"]:
        found = blocks(maps.page(maps.route_map(sites, line)))
        [stops] = [content for maker, content in found if maker == "sites"]
        own = sites["bus_stop"][sites["bus_stop"]["route_id"] == line]
        assert set(stops["id"]) == set(own.loc[schema.located(own), "site_id"])
        assert stops["head"]["cluster"] is False


def test_a_line_whose_stops_have_no_place_is_not_drawn(sites, blocks):
    routes = sites["bus_route"]
    unlocated = routes.loc[~schema.located(routes), "site_id"].iloc[0]
    shapes = [c for maker, c in blocks(maps.page(maps.route_map(sites, unlocated))) if maker == "shapes"]
    assert [content["shapes"] for content in shapes] == [[]]


@pytest.mark.parametrize("kind", kinds.KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_any_frame_makes_a_map_even_an_empty_one(sites, kind, lang):
    assert type(um.map(sites[kind], lang=lang)).__name__ == "Map"
    assert type(um.map(sites[kind].head(0), lang=lang)).__name__ == "Map"


@pytest.mark.parametrize("thing", [None, "rest_station", 7, [1, 2]])
def test_something_that_is_no_sites_is_refused_with_what_would_do(thing):
    with pytest.raises(InputError, match=r"um\.load"):
        um.map(thing)


def test_the_points_of_all_kinds_come_in_one_frame_and_no_line_among_them(sites):
    frame = maps.points(sites)
    assert "bus_route" not in set(frame["kind"])
    assert len(frame) == sum(len(sites[kind]) for kind in kinds.KINDS if kinds.get(kind).geometry == "Point")
    assert frame.crs == sites["rest_station"].crs


def test_the_base_map_holds_boundaries_water_and_names(blocks, gazetteer):
    found = blocks(maps.page(maps.blank()))
    ground = [content for maker, content in found if maker == "ground"]
    [labels] = [content for maker, content in found if maker == "labels"]
    counts = [len(content["shapes"]) for content in ground]
    assert len(gazetteer.cities) in counts
    assert len(gazetteer.counties) in counts
    assert {"郑州", "金水区"} <= set(labels["text"])
    assert not any(any(content["tips"]) for content in ground)


def test_the_base_map_is_credited(blocks):
    [start] = [content for maker, content in blocks(maps.page(maps.blank())) if maker == "start"]
    assert all(credit in start["credit"] for credit in basemap.CREDIT)
