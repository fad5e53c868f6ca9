import inspect

import pytest

from unionmap import errors
from unionmap.errors import DataError, InputError, SchemaError, UnionmapError, UnknownNameError

EVERY = [member for _, member in inspect.getmembers(errors, inspect.isclass) if issubclass(member, Exception)]


@pytest.mark.parametrize("error", EVERY)
def test_every_error_is_ours_and_drawn_in_the_tree(error):
    assert issubclass(error, UnionmapError)
    assert error.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("error", "standard"),
    [(InputError, ValueError), (UnknownNameError, ValueError), (SchemaError, ValueError), (DataError, OSError)],
)
def test_every_error_can_be_caught_as_a_standard_one(error, standard):
    assert issubclass(error, standard)


def test_an_unknown_name_proposes_close_ones_and_lists_a_short_registry():
    message = str(UnknownNameError("datum", "gcj2", ["wgs84", "gcj02"]))
    assert message == "unknown datum 'gcj2': did you mean gcj02? Known: wgs84, gcj02."


def test_an_unknown_name_does_not_list_a_long_registry():
    message = str(UnknownNameError("place", "nowhere", [f"place {i}" for i in range(3000)]))
    assert len(message) < 200
    assert str(UnknownNameError("place", "x")) == "unknown place 'x'."
