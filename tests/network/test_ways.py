import numpy as np
import pandas as pd
import pytest

from unionmap.network import ways


@pytest.mark.parametrize(
    ("tags", "may"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "residential"}, True),
        ({"highway": "trunk"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link"}, False),
        ({"highway": "cycleway"}, False),
        ({"highway": "cycleway", "foot": "yes"}, True),
        ({"highway": "proposed", "foot": "yes"}, False),
        ({"highway": "construction"}, False),
        ({"highway": "somewhere"}, False),
        ({"highway": "primary", "foot": "no"}, False),
        ({"highway": "primary", "foot": "use_sidepath"}, False),
        ({"highway": "primary", "motorroad": "yes"}, False),
        ({"highway": "primary", "motorroad": "yes", "foot": "designated"}, True),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "service", "access": "destination"}, True),
        ({"highway": "residential", "oneway": "yes"}, True),
        ({"highway": "['steps', 'footway']"}, True),
        ({"highway": "['motorway_link', 'footway']"}, False),
        ({"highway": "steps;cycleway"}, False),
        ({"highway": "footway", "foot": "['no', 'yes']"}, False),
        ({"highway": "nan", "foot": "None"}, True),
        ({}, True),
    ],
)
def test_a_way_may_be_walked(tags, may):
    assert ways.is_walkable(tags) == may


@pytest.mark.parametrize("several", [["motorway", "footway"], np.array(["motorway", "footway"]), "motorway;footway"])
def test_of_several_kinds_in_one_cell_all_count(several):
    frame = pd.DataFrame({"highway": pd.Series(["footway", several, None, "motorway"], dtype=object), "name": "x"})
    assert ways.walkable(frame).tolist() == [True, False, True, False]
    assert ways.walkable(frame.drop(columns="highway")).all()


def test_the_tables_do_not_contradict_each_other():
    assert not ways.FOR_ALL & ways.NOT_THERE
