import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap.maps import payload

TEMPLATE_MARKS = ("{{", "{%", "{#")
RUNTIME = sorted(entry.name for entry in files("unionmap.maps").joinpath("static").iterdir())
LEAFLET = ("leaflet.js", "leaflet.css")

any_text = st.text(st.characters())
json_content = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(content=json_content)
def test_what_goes_into_a_block_comes_out_of_it(content):
    assert payload.decode(payload.encode(content)) == content


@given(content=json_content)
def test_a_block_holds_nothing_that_a_template_html_or_javascript_gives_a_meaning_to(content):
    assert re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", payload.encode(content))


def test_every_hostile_text_survives_a_block(hostile):
    assert payload.decode(payload.encode(hostile)) == hostile
    assert payload.decode(payload.encode({text: text for text in hostile})) == {text: text for text in hostile}


def test_half_a_surrogate_pair_survives_a_block():
    assert payload.decode(payload.encode("\ud83d")) == "\ud83d"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_know_is_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        payload.encode({"x": number})


@pytest.mark.parametrize("name", RUNTIME)
def test_our_runtime_holds_no_template_marks(name):
    text = payload.runtime(name)
    assert not [mark for mark in TEMPLATE_MARKS if mark in text]
    assert "</script" not in text


@pytest.mark.parametrize("name", LEAFLET)
def test_leaflet_holds_no_template_marks(name):
    text = payload.leaflet(name)
    assert not [mark for mark in TEMPLATE_MARKS if mark in text]
    assert "</script" not in text


def test_a_verbatim_piece_is_written_as_it_is(hostile):
    text = json.dumps(hostile)
    assert payload.Verbatim(text).render() == text
