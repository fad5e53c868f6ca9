import pytest

from unionmap import facilities, feedback, kinds, schema
from unionmap.errors import UnknownNameError
from unionmap.text import LANGUAGES, catalogue


@pytest.mark.parametrize("key", list(feedback.COMPLAINTS))
def test_every_complaint_can_be_pressed_said_and_accepted(key):
    entry = feedback.get(key)
    assert all(0 < len(entry.label.get(lang)) <= 30 for lang in LANGUAGES)
    assert entry.symbol
    assert entry.doubt in schema.DOUBTS
    assert f"reports.effect_{entry.effect}" in catalogue()
    assert set(entry.kinds) <= set(kinds.KINDS)
    assert set(entry.watches) <= set(schema.TEXT)
    assert bool(entry.facility) == (entry.effect == "without")
    assert entry.facility in {"", *facilities.FACILITIES}
    assert (entry.doubt in schema.CLOSED) == (entry.effect == "close")


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_every_kind_of_site_can_be_reported_its_last_choice_in_words(kind):
    offered = feedback.offered(kind)
    assert "closed" in offered
    assert feedback.get(offered[-1]).written
    assert ("no_water" in offered) == (kind == "rest_station")


def test_a_complaint_that_there_is_not_is_refused_with_what_there_is():
    with pytest.raises(UnknownNameError, match="Known: locked"):
        feedback.get("shut")
