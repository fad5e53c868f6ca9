import string
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import export, settings
from unionmap.text import LANGUAGES, say


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def base_url(monkeypatch):
    def give(url):
        monkeypatch.setenv("UNIONMAP_BASE_URL", url)
        settings.current.cache_clear()

    yield give
    monkeypatch.undo()
    settings.current.cache_clear()


def frame_of(snippet):
    tags = Tags(snippet)
    [(tag, attributes)] = tags.found
    assert tag == "iframe"
    assert tags.text == ""
    return attributes


state = st.dictionaries(
    st.sampled_from(["city", "kind", "q"]), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
)


@given(query=state, lang=st.sampled_from(list(LANGUAGES)))
def test_a_snippet_is_one_frame_whose_address_holds_the_state_as_it_was(query, lang):
    attributes = frame_of(export.iframe("browse", query, lang=lang))
    address = urlsplit(attributes["src"])
    expected = {name: [value] for name, value in query.items()} | {"embed": ["true"]}
    assert parse_qs(address.query, keep_blank_values=True) == expected | ({"lang": ["en"]} if lang == "en" else {})
    assert address.path == "/browse"
    assert attributes["title"] == say("app.title", lang)


@given(text=st.text(string.punctuation + "<>\"'& onload="))
def test_nothing_in_the_state_leaves_its_attribute(text):
    attributes = frame_of(export.iframe("browse", {"q": text}))
    assert set(attributes) == {"src", "title", "width", "height", "style", "loading"}


def test_the_public_address_is_a_setting(base_url):
    base_url("https://map.example/unions/")
    assert frame_of(export.iframe("browse", {}))["src"] == "https://map.example/unions/browse?embed=true"


def test_a_quote_in_the_public_address_is_escaped(base_url):
    base_url('https://map.example/"onload="alert(1)')
    attributes = frame_of(export.iframe("browse", {}))
    assert "onload" not in attributes


def test_the_height_can_be_chosen():
    assert frame_of(export.iframe("browse", {}, height_px=800))["height"] == "800"
