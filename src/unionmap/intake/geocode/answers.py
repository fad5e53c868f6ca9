"""What a geocoder answers, and how exact that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "门牌号": "street",
        "单元号": "street",
        "兴趣点": "street",
        "公交站台、地铁站": "street",
        "公交地铁站点": "street",
        "道路交叉路口": "street",
        "道路交叉口": "street",
        "道路": "district",
        "热点商圈": "district",
        "开发区": "district",
        "村庄": "district",
        "乡镇": "district",
    }
)
"""Precision of each level that Amap documents (and of two of its other spellings).

No level is ``exact``: a geocoder finds where it believes the address to be, nobody looked whether the site is there,
and a house number may stand for a whole compound. Levels that are not listed are no answer: 省 and 国家, and also
市 and 区县, whose point is the middle of the unit, tens of kilometres from most of its addresses.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a geocoder believes an address to be.

    Attributes
    ----------
    lon, lat : float
        Degrees in ``datum``.
    datum : str
        Key of `unionmap.crs.DATUMS`.
    level : str
        What was matched, in the provider's words: ``门牌号``.
    precision : str
        Key of `unionmap.schema.PRECISIONS`, never ``exact``.
    formatted : str
        The address as the provider writes it.
    """

    lon: float
    lat: float
    datum: str
    level: str
    precision: str
    formatted: str


class Geocoder(Protocol):
    """Finds the place of an address."""

    @property
    def label(self) -> str:
        """The provider's name, for the record of what was changed in a row."""

    def geocode(self, address: str, city: str = "") -> Answer | None:
        """Return the place of an address in a city (adcode or name), or None where there is none."""
