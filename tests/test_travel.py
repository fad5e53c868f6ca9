import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionmap import text, travel
from unionmap.errors import InputError, UnknownNameError


@pytest.mark.parametrize("mode", travel.MODES.values(), ids=list(travel.MODES))
def test_every_mode_has_a_label_and_a_sentence_that_names_speed_and_factor(mode):
    for lang in text.LANGUAGES:
        said = travel.sentence(1000, mode.key, lang)
        assert mode.label.get(lang) in said
        assert f"{mode.speed_km_h:g}" in said
        assert (f"× {mode.detour:g}" in said) != mode.along_streets
    assert mode.detour >= 1
    assert mode.along_streets == (mode.detour == 1)


@pytest.mark.parametrize(
    ("metres", "mode", "minutes"),
    [(0, "walk", 0), (1000, "walk", 16.25), (1000, "network", 12.5), (1000, "ebike", 5.2), (np.inf, "walk", np.inf)],
)
def test_minutes(metres, mode, minutes):
    assert travel.minutes(metres, mode) == pytest.approx(minutes)
    assert travel.minutes([[metres], [metres]], mode).shape == (2, 1)


@pytest.mark.parametrize(
    ("metres", "mode", "lang", "said"),
    [
        (730, "walk", "zh", "步行约 12 分钟，按直线 × 1.3、每小时 4.8 公里估算"),
        (0, "walk", "zh", "步行约 1 分钟，按直线 × 1.3、每小时 4.8 公里估算"),
        (1600, "network", "zh", "沿街道步行约 20 分钟，按路网距离、每小时 4.8 公里估算"),
        (2000, "ebike", "en", "about 11 min by e-bike, reckoned as the straight line × 1.3 at 15 km/h"),
        (np.inf, "network", "en", "no way there within the distance that was searched"),
    ],
)
def test_the_sentence(metres, mode, lang, said):
    assert travel.sentence(metres, mode, lang) == said


@given(metres=st.floats(0, 1e6))
def test_the_minutes_said_are_those_reckoned_rounded_up(metres):
    reckoned = float(travel.minutes(metres))
    said = int(travel.sentence(metres).removeprefix("步行约 ").split(" ")[0])
    assert said == 1 or reckoned <= said + 1e-6 < reckoned + 1 + 1e-6


@pytest.mark.parametrize("metres", [-1, np.nan, [1, np.nan]])
def test_what_is_no_distance_is_refused(metres):
    with pytest.raises(InputError, match="metres from 0 up"):
        travel.minutes(metres)


def test_an_unknown_mode_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean walk"):
        travel.minutes(1, "walks")
