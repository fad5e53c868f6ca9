import re
from html import unescape
from urllib.parse import parse_qs

import pytest

import unionmap as um
from unionmap import export, kinds, routes, schema
from unionmap.export import pictures, reports
from unionmap.text import say
from unionmap.workflows.check import summary
from unionmap.workflows.load import catalogue, narrow

# Routes -------------------------------------------------------------------------------------------


def test_every_line_shows_its_stops_in_order(open_page, handed, sites):
    for line in sites["bus_route"]["site_id"]:
        at = open_page("routes", line=line)
        assert not at.exception
        own = routes.ordered(sites["bus_stop"], line)
        [table] = handed(at, "table")
        assert [row[1] for row in table["rows"]] == own["name"].tolist()
        unknown = say("routes.order_unknown", "zh")
        assert [row[0] for row in table["rows"]] == own["seq"].astype("str").where(own["seq"].notna(), unknown).tolist()


def test_what_is_not_known_of_a_line_is_said(open_page, sites):
    stops = sites["bus_stop"]
    for line in sites["bus_route"]["site_id"]:
        own = stops[stops["route_id"] == line]
        said = [info.value for info in open_page("routes", line=line).info]
        unplaced = int((~schema.located(own)).sum())
        unordered = int(own["seq"].isna().sum())
        assert (say("routes.unlocated", "zh", count=unplaced) in said) == (unplaced > 0)
        assert (say("routes.unordered", "zh", count=unordered) in said) == (unordered > 0)


# Coverage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["county", "city"])
@pytest.mark.parametrize("radius", ["500", "3000"])
def test_the_figures_are_those_of_the_library(open_page, handed, sites, by, radius):
    at = open_page("coverage", by=by, radius=radius)
    table = um.cover(sites["rest_station"], radius_m=float(radius), by=by)
    ranked = table[table["rank"].notna()]
    values = [metric.value for metric in at.metric]
    assert values[1] == f"{ranked['people_covered'].sum() / ranked['people'].sum():.1%}"
    assert values[3] == f"{int((table['state'] == 'no_list').sum())} / {len(table)}"
    [shown] = handed(at, "table")
    assert [row[1] for row in shown["rows"]] == table["name"].tolist()
    assert [row[0] != "—" for row in shown["rows"]] == table["rank"].notna().tolist()
    covered = um.cover(sites["rest_station"], radius_m=float(radius), by="province")["people_covered"].item()
    assert values[0] == say("coverage.wan", "zh", n=f"{covered / 1e4:,.1f}")
    lost = int(len(sites["rest_station"]) - table["sites_listed"].sum())
    level = say(f"coverage.{by}", "zh")
    said = say("coverage.not_assigned", "zh", count=lost, level=level)
    assert (said in [caption.value for caption in at.caption]) == (lost > 0)


def test_a_unit_without_a_list_has_neither_a_rank_nor_a_figure_of_people_covered(open_page, handed):
    [shown] = handed(open_page("coverage"), "table")
    at = {
        name: shown["columns"].index(say(f"coverage.{name}", "zh"))
        for name in ("rank", "people_covered", "share", "area", "state")
    }
    unlisted = [row for row in shown["rows"] if row[at["state"]] == say("coverage.state_no_list", "zh")]
    assert len(unlisted) > 100
    assert all(row[at[name]] == "—" for row in unlisted for name in ("rank", "people_covered", "share", "area"))


def test_the_doubts_stand_beside_the_figures(open_page, handed, sites):
    at = open_page("coverage")
    province = um.cover(sites["rest_station"], radius_m=1000, by="province").iloc[0]
    text = "\n".join(line for block in handed(at, "text") for line in block["lines"])
    assert f"{province['official_total']:,}" in text
    assert province["official_body"] in text
    assert province["official_date"] in text
    assert "11,500" in text
    assert "WorldPop" in text
    assert re.search("下限", text)


def test_the_choices_stand_in_the_address_unless_they_are_the_usual_ones(open_page):
    at = open_page("coverage")
    assert dict(at.query_params) == {}
    at.radio(key="coverage_by").set_value("city").run()
    at.select_slider(key="coverage_radius").set_value("2000").run()
    assert {name: "".join(value) for name, value in at.query_params.items()} == {"by": "city", "radius": "2000"}


# Take away ----------------------------------------------------------------------------------------


ALL_BUTTONS = len(export.FORMS) + len(pictures.FORMS) + len(reports.FORMS) * len(reports.LENGTHS) + 1


def test_the_view_that_is_taken_away_is_the_one_of_the_address(open_page, sites):
    at = open_page("embed", city="410100", kind="rest_station")
    count = len(narrow(sites, area="410100", kinds=["rest_station"])["rest_station"])
    assert say("embed.count", "zh", total=count) in [markdown.value for markdown in at.markdown]
    assert at.code[0].value == export.iframe("browse", {"city": "410100", "kind": "rest_station"})
    labels = [button.label for button in at.get("download_button")]
    assert len(set(labels)) == len(labels) == ALL_BUTTONS
    assert labels[-1] == say("embed.qr", "zh")
    assert labels[:3] == [say(f"embed.{what}", "zh") for what in ("html", "geojson", "csv")]


def test_no_file_is_made_before_it_is_asked_for(open_page, monkeypatch):
    made = []
    for maker in ("content", "picture", "report", "filter_qr"):
        monkeypatch.setattr(export, maker, lambda *args, **options: made.append(args))
    assert len(open_page("embed", kind="rest_station").get("download_button")) == ALL_BUTTONS
    assert not made


def test_the_snippet_of_a_county_opens_on_that_county(open_page, handed, sites):
    at = open_page("embed", city="410100", county="410105", kind="rest_station")
    address = re.search(r'src="[^"?]*\?([^"]*)"', at.code[0].value)[1]
    query = {name: values[0] for name, values in parse_qs(unescape(address)).items() if name != "embed"}
    opened = open_page("browse", **query)
    found = narrow(sites, area="410105", kinds=["rest_station"])["rest_station"]
    assert [site["id"] for site in handed(opened, "list")[0]["sites"]] == found["site_id"].tolist()


def test_a_narrowed_view_that_is_taken_away_is_told_by_what(open_page, handed):
    at = open_page("embed", kind="rest_station", need="water", q="驿站", open="now", unknown="yes")
    assert [line for block in handed(at, "text") for line in block["lines"] if "驿站；饮水；" in line]
    assert "need=water&amp;open=now&amp;unknown=yes" in at.code[0].value


def test_nothing_to_take_away_is_said(open_page):
    at = open_page("embed", q="no site is called so")
    assert say("browse.nothing", "zh") in [info.value for info in at.info]
    assert not at.get("download_button")


# Data ---------------------------------------------------------------------------------------------


def test_the_data_page_counts_every_kind_and_names_every_source_and_official_figure(open_page, handed, sites):
    at = open_page("data")
    counts, totals, sources = handed(at, "table")
    table = summary(sites)
    assert [row[0] for row in counts["rows"]] == [kinds.get(key).label.zh for key in table.index]
    assert [row[1] for row in counts["rows"]] == table["sites"].tolist()
    assert [row[2] for row in totals["rows"]] == [int(total["figure"]) for total in catalogue()["totals"]]
    assert all(row[4] != "—" and row[5] != "—" for row in totals["rows"])
    assert [row[0] for row in sources["rows"]] == [source["title"] for source in catalogue()["sources"]]
    assert all(row[3] != "—" for row in sources["rows"])
