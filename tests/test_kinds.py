import re

import pytest

from unionmap import kinds, schema
from unionmap.errors import UnknownNameError


def test_the_six_kinds_are_pinned():
    assert set(kinds.KINDS) == {
        "bus_route",
        "bus_stop",
        "rest_station",
        "innovation_studio",
        "education_base",
        "craftsman_academy",
    }


@pytest.mark.parametrize("key", list(kinds.KINDS))
def test_every_kind_can_be_drawn_named_and_stored(key):
    kind = kinds.get(key)
    assert kind.key == key
    assert kind.label.zh
    assert kind.label.en
    assert re.fullmatch("#[0-9A-F]{6}", kind.colour)
    assert kind.geometry in {"Point", "LineString"}
    assert set(kind.columns) <= set(schema.columns(key))


@pytest.mark.parametrize("part", ["colour", "symbol", "label"])
def test_no_two_kinds_look_or_read_alike(part):
    values = [getattr(kind, part) for kind in kinds.KINDS.values()]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("key", list(kinds.KINDS))
def test_every_kind_has_a_seed_file_and_a_shipped_layer(repo, key):
    assert (repo / "seeds" / f"{key}.csv").is_file()
    assert (repo / "data" / "geo" / f"{key}.parquet").is_file()


def test_an_unknown_kind_is_refused_with_what_is_allowed():
    with pytest.raises(UnknownNameError, match=r"did you mean rest_station.*Known: rest_station"):
        kinds.get("rest_stations")


def test_the_registry_cannot_be_changed():
    with pytest.raises(TypeError):
        kinds.KINDS["teahouse"] = kinds.get("rest_station")
