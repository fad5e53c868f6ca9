import re
from html import unescape

import pytest
import streamlit as st
from hypothesis import example, given, strategies
from markdown_it import MarkdownIt

from unionmap.ui import state

JOINER = "\u200d"
MARKS = "\\`*_{}[]()<>#+-.!|~$&\"'/@=^%:;\t\n 0123456789ab中"
renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def as_markdown_shows(text):
    """Return the text of a rendered Markdown paragraph, and the tags around it."""
    html = renderer.render(text)
    tags = re.findall(r"</?([a-z0-9]+)[^>]*>", html)
    return unescape(re.sub(r"<[^>]+>", "", html)).strip(), set(tags)


@given(text=strategies.text(MARKS) | strategies.text())
@example("[a](javascript:alert(1)) ![](http://evil.example/x.png) <b> `x` $a$ ~~a~~")
@example("# heading")
@example("1. item")
@example("| a | b |\n|---|---|")
@example("&lt;b&gt; &#60;")
@example("C:\\2019\\")
def test_markdown_shows_plain_text_as_it_is(text):
    shown, tags = as_markdown_shows(state.plain(text))
    assert shown.replace(JOINER, "") == " ".join(text.replace("\0", "\ufffd").replace(JOINER, "").split())
    assert tags <= {"p"}


@given(text=strategies.text())
def test_no_name_between_colons_is_left_that_could_be_an_icon_a_colour_or_an_emoji(text):
    assert not re.search(r":[\w/+-]+:|:[\w-]+\[", state.plain(f":smile: {text} :red[x]"))


def test_a_name_that_is_no_key_never_gets_into_the_address():
    with pytest.raises(KeyError):
        state.put("position", "113.65,34.75")


def test_no_key_of_the_address_could_hold_a_position():
    assert not [key for key in state.KEYS if re.search("lon|lat|pos|at$|point|start", key)]


@pytest.fixture
def address(monkeypatch):
    params = {}
    monkeypatch.setattr(st, "query_params", params)
    monkeypatch.setattr(st, "info", lambda _: None)
    return params


def test_an_empty_value_takes_a_key_out_of_the_address(address):
    state.put("city", "410100")
    assert address == {"city": "410100"}
    state.put("city", "")
    assert address == {}


def test_a_list_of_the_address_keeps_what_is_known(address):
    address["kind"] = "rest_station,x,,bus_stop"
    assert state.get_list("kind", ["rest_station", "bus_stop"]) == ["rest_station", "bus_stop"]
    assert address == {"kind": "rest_station,bus_stop"}
