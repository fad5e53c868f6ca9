import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unionmap import cells

texts = st.text(alphabet=st.sampled_from("'=+-@\t\r\n 　＝a驿站0\ufeff\u200b"), max_size=8)


@given(texts)
@example("'=1")
@example("''")
@example("'＝1")
def test_neutralising_is_undone_on_the_way_back(cell):
    assert cells.restore(cells.neutralise(cell)) == cell


@given(texts)
def test_what_is_neutralised_begins_like_no_formula(cell):
    safe = cells.neutralise(cell)
    seen = unicodedata.normalize("NFKC", safe).lstrip(" \t\r\n\ufeff\u200b")
    assert not seen.startswith(("=", "+", "-", "@"))
    assert not safe.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("cell", ["", " ", "无", "－", "-", "N/A", "　"])
def test_words_for_nothing_say_nothing(cell):
    assert cells.says_nothing(cell)


@pytest.mark.parametrize("cell", ["0", "无锡", "站"])
def test_words_for_something_say_something(cell):
    assert not cells.says_nothing(cell)
