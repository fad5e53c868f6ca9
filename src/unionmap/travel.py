"""How long it takes to get there: the ways to travel, each with its speed and the detour that it reckons with."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from unionmap.errors import InputError, UnknownNameError
from unionmap.text import Words, catalogue, say

Array = npt.NDArray[np.float64]

WALK_KM_H = 4.8
"""80 m a minute, as O'Sullivan and Morrall took it for walks to stations (1996, doi:10.1177/0361198196153800103);
healthy adults walk at 3.4 to 5.2 km/h by age and sex (Bohannon and Andrews 2011, doi:10.1016/j.physio.2010.12.004)."""

EBIKE_KM_H = 15.0
"""The limit for e-bikes in lanes of non-motor vehicles (Road Traffic Safety Law of the PRC, article 58). Measured in
Hangzhou: 17 km/h on average (doi:10.1177/1687814015616918)."""

DETOUR = 1.3
"""How much longer the way is than the straight line: an assumption, for e-bikes too. Published are 1.2 between random
places in cities (Newell 1980) and 1.21 to 1.23 on foot around stations (O'Sullivan and Morrall 1996), both as cited in
Wikibooks, Transportation Geography and Network Science: Circuity. On the networks of the tests the median is 1.3
(Helsinki) and 1.5 (Shenzhen) for places 300 to 1,000 m apart: see ``docs/network.md``."""

ALONG_STREETS = 1.0
"""No factor: the metres are those of the way itself."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to travel.

    Attributes
    ----------
    key : str
        Stable key.
    speed_km_h : float
        Speed on the way.
    detour : float
        Factor from the metres that are given to those of the way.
    along_streets : bool
        Whether the metres that are given run along streets; otherwise they are a straight line.
    """

    key: str
    speed_km_h: float
    detour: float
    along_streets: bool = False

    @property
    def label(self) -> Words:
        """What users read."""
        return catalogue()[f"travel.{self.key}"]


_ENTRIES = (
    Mode("walk", WALK_KM_H, DETOUR),
    Mode("ebike", EBIKE_KM_H, DETOUR),
    Mode("network", WALK_KM_H, ALONG_STREETS, along_streets=True),
)

MODES: Mapping[str, Mode] = MappingProxyType({mode.key: mode for mode in _ENTRIES})


def get(mode: str) -> Mode:
    """Return one mode of `MODES`.

    Raises
    ------
    UnknownNameError
        If there is none of that key.
    """
    if mode not in MODES:
        raise UnknownNameError("mode", mode, MODES)
    return MODES[mode]


def minutes(metres: npt.ArrayLike, mode: str = "walk") -> Array:
    """Return travel times.

    Parameters
    ----------
    metres : array_like of float
        Straight lines, or ways along streets where the mode is ``network``; infinite where there is no way, and then
        the time is infinite too.
    mode : str, default "walk"
        Key of `MODES`.

    Returns
    -------
    ndarray of float64, in the shape of ``metres``
        Minutes.

    Raises
    ------
    UnknownNameError
        If there is no such mode.
    InputError
        If a distance is negative or not a number.

    Examples
    --------
    >>> minutes([400.0, 1000.0]).round(1).tolist()
    [6.5, 16.2]
    >>> minutes(1000.0, "network").round(1).item()
    12.5
    """
    travel, given = get(mode), np.asarray(metres, dtype=np.float64)
    if not (given >= 0).all():
        raise InputError("distances are metres from 0 up: leave out the sites without a place")
    found: Array = np.asarray(given * travel.detour / (travel.speed_km_h * 1000.0 / 60.0))
    return found


def whole_minutes(metres: float, mode: str = "walk") -> int:
    """Return a finite travel time as people say it: whole minutes, rounded up, at least one.

    Examples
    --------
    >>> whole_minutes(730), whole_minutes(730, "ebike"), whole_minutes(0)
    (12, 4, 1)
    """
    return max(1, int(np.ceil(float(minutes(metres, mode)) - 1e-9)))


def sentence(metres: float, mode: str = "walk", lang: str = "zh") -> str:
    """Say how long it takes and how that was reckoned; minutes are rounded up.

    Raises
    ------
    UnknownNameError
        If there is no such mode or language.
    InputError
        If the distance is negative or not a number.

    Examples
    --------
    >>> sentence(730)
    '步行约 12 分钟，按直线 × 1.3、每小时 4.8 公里估算'
    >>> sentence(950, "network", "en")
    'about 12 min on foot along the streets, at 4.8 km/h'
    """
    travel, time = get(mode), float(minutes(metres, mode))
    if not np.isfinite(time):
        return say("travel.no_way", lang)
    key = "travel.by_streets" if travel.along_streets else "travel.by_line"
    return say(
        key,
        lang,
        mode=travel.label,
        n=whole_minutes(metres, mode),
        factor=f"{travel.detour:g}",
        speed=f"{travel.speed_km_h:g}",
    )


def assumption(mode: str = "walk", lang: str = "zh") -> str:
    """Say how times are reckoned, for a list of many.

    Examples
    --------
    >>> assumption("ebike")
    '骑电动车的时间按直线 × 1.3、每小时 15 公里估算'
    """
    travel = get(mode)
    key = "travel.assumed_by_streets" if travel.along_streets else "travel.assumed"
    return say(key, lang, mode=travel.label, factor=f"{travel.detour:g}", speed=f"{travel.speed_km_h:g}")
