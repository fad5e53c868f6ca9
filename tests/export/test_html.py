import json
import re
from pathlib import Path

import pytest

from unionmap import export, filters, schema
from unionmap.errors import UnknownNameError
from unionmap.schema import Sites
from unionmap.text import LANGUAGES
from unionmap.workflows.load import attributions, narrow

HOSTILE = json.loads((Path(__file__).parents[1] / "maps" / "hostile.json").read_text(encoding="utf-8"))


@pytest.fixture
def block_of(blocks):
    """Return a reader of the one block of a page that a function of the runtime gets."""

    def read(page, maker):
        [content] = [content for name, content in blocks(page) if name == maker]
        return content

    return read


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_carries_its_sites_and_says_how_many_are_not_on_the_map(sites, block_of, lang):
    page = export.offline_page(sites, lang=lang)
    frame = schema.merge(sites)
    panel = block_of(page, "panel")
    counts = [len(frame), int((~schema.located(frame)).sum()), int(filters.approximate(frame).sum())]
    assert [int(n) for n in re.findall(r"\d+", panel["lead"])] == counts
    assert [name for name, _ in panel["apart"]] == frame.loc[~schema.located(frame), "name"].tolist()
    assert len(block_of(page, "sites")["id"]) == counts[0] - counts[1] - int(schema.located(sites["bus_route"]).sum())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_names_its_sources_its_datum_and_its_newest_date(sites, block_of, lang):
    notes = " ".join(block_of(export.offline_page(sites, lang=lang), "panel")["notes"])
    assert all(line in notes for line in attributions())
    assert "WGS-84" in notes
    assert max(sites["rest_station"]["source_date"]) in notes


def test_a_page_of_a_city_holds_only_that_city(sites, block_of):
    few = narrow(sites, area="410100", kinds=["rest_station"])
    content = block_of(export.offline_page(few), "sites")
    frame = few["rest_station"]
    assert sorted(content["id"]) == sorted(frame.loc[schema.located(frame), "site_id"])


def test_a_page_of_nothing_is_a_page(block_of):
    page = export.offline_page(Sites({}))
    assert block_of(page, "sites")["id"] == []


@pytest.mark.parametrize("title", HOSTILE)
def test_a_heading_is_shown_as_typed_and_never_evaluated(sites, block_of, title):
    few = Sites({"rest_station": sites["rest_station"].head(1)})
    page = export.offline_page(few, title=title)
    assert block_of(page, "panel")["heading"] == title
    assert "<img src=x" not in page
    assert "<b>" not in page


def test_a_language_that_there_is_not_is_refused(sites):
    with pytest.raises(UnknownNameError, match="zh, en"):
        export.offline_page(sites, lang="fr")
