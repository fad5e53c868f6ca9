"""What the browser works out by itself, against the library that says the same in Python."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from pyproj import Geod

from unionmap import crs, export, filters, hours, maps, navigate, schema
from unionmap.maps import cards

pytestmark = pytest.mark.browser

PHRASES = (
    "24小时", "08:30-18:00", "周一至周五 08:00-12:00,14:00-18:00", "工作日 9:00-17:00", "工作日开放", "22:00-06:00",
    "周末 10:00-16:00", "周一至周五 8:00-18:00，节假日除外", "5月1日-9月30日 8:00-20:00", "以站点为准", "",
)  # fmt: skip
TIMES = [
    datetime(year, month, day, hour, minute)
    for year, month, day in [(2026, 1, 1), (2026, 2, 14), (2026, 2, 17), (2026, 5, 9), (2026, 7, 4), (2026, 10, 1),
                             (2026, 10, 4), (2026, 11, 24), (2026, 12, 31), (2027, 1, 1), (2027, 2, 6), (2027, 6, 15)]
    for hour, minute in [(0, 0), (3, 30), (5, 59), (8, 0), (11, 59), (12, 30), (17, 0), (21, 59), (22, 0)]
]  # fmt: skip


@pytest.fixture(scope="module")
def view(sites, contexts, map_page, tmp_path_factory):
    """Return one map of all sites for the whole module."""
    path = tmp_path_factory.mktemp("runtime") / "map.html"
    path.write_text(maps.page(maps.map(sites)), encoding="utf-8")
    page = contexts(viewport={"width": 1000, "height": 800}).new_page()
    yield map_page(page, path)
    page.close()


def test_coordinates_are_shifted_as_the_library_shifts_them(view):
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(60, 145, 400), rng.uniform(-5, 60, 400)
    for datum in ("gcj02", "bd09", "wgs84"):
        found = view.js(
            "given[0].map(([x, y]) => unionmap.shift(x, y, given[1], given[2]))",
            [np.stack([lon, lat], axis=1).tolist(), datum, crs.RECTANGLE],
        )
        assert np.abs(np.array(found).T - np.array(crs.from_wgs84(lon, lat, datum))).max() < 1e-9


def test_distances_are_those_of_the_ellipsoid(view):
    rng = np.random.default_rng(6)
    a = np.stack([rng.uniform(73, 135, 300), rng.uniform(5, 53, 300)])
    b = a + rng.uniform(-1, 1, (2, 300)) * 10.0 ** rng.uniform(-4, 0, 300)
    pairs = [[dict(zip(("lon", "lat"), p, strict=True)), dict(zip(("lon", "lat"), q, strict=True))]
             for p, q in zip(a.T.tolist(), b.T.tolist(), strict=True)]  # fmt: skip
    found = np.array(view.js("given.map(([a, b]) => unionmap.metres(a, b))", pairs))
    true = np.array(Geod(ellps="WGS84").inv(*a, *b)[2])
    assert (np.abs(found - true) / true).max() < 1e-5


def test_opening_states_are_those_of_the_library(view):
    plans = [hours.browser(hours.parse(text))["seasons"] for text in PHRASES]
    calendar = hours.calendar([2026, 2027])
    clocks = [{"date": [at.year, at.month, at.day], "minute": 60 * at.hour + at.minute} for at in TIMES]
    found = view.js(
        "given[0].map((plan) => given[1].map((clock) => unionmap.openState(plan, clock, given[2])))",
        [plans, clocks, calendar],
    )
    for text, states in zip(PHRASES, found, strict=True):
        assert states == [hours.is_open(hours.parse(text), at) for at in TIMES], text
    assert {state for states in found for state in states} == {"open", "closed", "unknown"}


def test_the_clock_is_that_of_china(view):
    found = view.js("unionmap.clock(new Date('2026-12-31T16:05:00Z'))")
    assert found == {"date": [2027, 1, 1], "minute": 5}


def test_a_card_says_what_the_library_says_and_leads_where_it_leads(view, sites):
    frame = maps.points(sites)
    drawn = frame[schema.located(frame)].reset_index(drop=True)
    found = view.js("Promise.all(layers[0].sites().map((i) => layers[0].details(i)))")
    for site, (_, row) in zip(found, drawn.iterrows(), strict=True):
        assert (site["id"], site["name"]) == (row["site_id"], row["name"])
        assert site["lines"] == cards.lines(row, "zh")
    usable = filters.usable(drawn)
    assert [bool(site["links"]) for site in found] == usable.tolist()
    for site, (_, row) in zip(found, drawn.iterrows(), strict=True):
        if site["links"]:
            wanted = navigate.links(row.geometry.x, row.geometry.y, row["name"])
            for link, url in zip(site["links"], wanted.values(), strict=True):
                assert parse_qs(urlsplit(link["url"]).query).keys() == parse_qs(urlsplit(url).query).keys()
                assert len(link["url"]) == len(url)


@pytest.mark.parametrize(
    "wanted",
    [{"area": "410100"}, {"area": "410103"}, {"kinds": ["bus_stop"]}, {"facilities": ["water"]}, {"area": "419000"}],
)
def test_a_filter_keeps_the_sites_that_the_library_keeps(view, sites, wanted):
    frame = maps.points(sites)
    drawn = frame[schema.located(frame)]
    keep = filters.has_facilities(drawn, wanted.get("facilities", []))
    if "area" in wanted:
        keep &= filters.in_area(drawn, wanted["area"])
    if "kinds" in wanted:
        keep &= drawn["kind"].isin(wanted["kinds"])
    view.js("layers.forEach((layer) => layer.filter(given)) ?? null", wanted)
    assert view.shown_ids() == set(drawn.loc[keep, "site_id"])
    assert view.drawn() == keep.sum()
    view.js("layers.forEach((layer) => layer.filter({ area: '', kinds: null, facilities: [] })) ?? null")
    assert view.drawn() == len(drawn)


def test_sites_of_which_nobody_knows_whether_they_are_open_are_drawn_pale(view):
    ink = """(() => {
        map.setView([34.75, 113.6], 14, { animate: false });
        layers.forEach((layer) => layer.filter({ faint: given && (() => true) }));
        const { _ctx: c } = layers[0];
        const { data } = c.getImageData(0, 0, c.canvas.width, c.canvas.height);
        return data.reduce((sum, x, k) => sum + (k % 4 === 3) * x, 0);
    })()"""
    solid, pale, again = (view.js(ink, given) for given in (None, True, None))
    assert 0 < pale < 0.7 * solid
    assert again == solid


def test_clusters_hold_every_site_once_and_do_not_reshuffle_while_panning(view):
    groups = """(() => {
        const layer = layers[0];
        map.setView(given[0], given[1], { animate: false });
        const origin = map.getPixelOrigin();
        return layer._groups.map((g) => [Math.round(g.x + origin.x), Math.round(g.y + origin.y), g.count]);
    })()"""
    for zoom in (6, 8, 10, 12):
        seen = [
            view.js(groups, [[34.75 + dy, 113.6 + dx], zoom]) for dy, dx in [(0, 0), (0.01, 0), (0, 0.02), (0.02, 0.03)]
        ]
        inside = [{tuple(group) for group in found} for found in seen]
        assert len(set.intersection(*inside)) > 0
        for one in inside[1:]:
            size = 500  # well inside both views
            centre = np.mean([group[:2] for group in inside[0]], axis=0)
            near = [
                {g for g in found if np.abs(np.array(g[:2]) - centre).max() < size / 2} for found in (inside[0], one)
            ]
            assert near[0] == near[1]
    assert sum(group[2] for group in view.js(groups, [[34.75, 113.6], 6])) == view.drawn()


def test_a_site_that_its_list_calls_closed_is_never_open_and_leads_nowhere(sites, contexts, map_page, tmp_path):
    stations = sites["rest_station"]
    pair = stations[filters.usable(stations)].head(2).assign(opening_hours="24小时", doubts=["", "said_closed"])
    path = tmp_path / "closed.html"
    path.write_text(export.offline_page(schema.Sites({"rest_station": pair})), encoding="utf-8")
    page = contexts(viewport={"width": 1000, "height": 800}).new_page()
    view = map_page(page, path)
    found = view.js("Promise.all(layers[0].sites().map((i) => layers[0].details(i)))")
    assert [bool(site["links"]) for site in found] == [True, False]
    hours = page.locator(".um-narrow select").last
    hours.select_option("open")
    page.locator(".um-narrow input").fill("2026-12-01T03:00")
    hours.select_option("")
    assert view.js("[...document.querySelectorAll('.um-narrow input')].map((field) => field.value)") == [""]
    hours.select_option("maybe")
    page.wait_for_function("() => document.querySelectorAll('.um-list li').length === 1")
    assert page.locator(".um-list strong").text_content() == pair["name"].iloc[0]
    page.close()
