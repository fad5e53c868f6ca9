"""Names and codes: which unit is meant, and search as people type."""

import re
import unicodedata

from unionmap.errors import InputError, UnknownNameError
from unionmap.places.gazetteer import LEVELS, Gazetteer, load
from unionmap.places.units import names_of

ZONES = frozenset(
    {
        "高新区",
        "经开区",
        "郑东新区",
        "航空港区",
        "羊山新区",
        "示范区",
        "城乡一体化示范区",
        "高新技术产业开发区",
        "经济技术开发区",
        "开发区",
        "新区",
        "港区",
        "园区",
        "集聚区",
        "度假区",
        "保税区",
        "管理区",
        "风景区",
        "实验区",
        "试验区",
    }
)
"""Development zones that lists name like counties; they have no polygon and no adcode of their own."""


def fold(text: str) -> str:
    """Fold a name for comparison: width, case, blanks and punctuation do not count.

    Examples
    --------
    >>> fold("工会驿站（ Ａ座·1楼）")
    '工会驿站a座1楼'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def is_zone(name: str) -> bool:
    """Tell whether a name is a development zone's, with or without its city in front.

    Examples
    --------
    >>> is_zone("郑州高新区"), is_zone("浦东新区"), is_zone("金水区")
    (True, False, False)
    """
    return name.endswith(tuple(ZONES)) and name not in names_of("county").values()


def level_of(adcode: str) -> str:
    """Return the level of an adcode: ``province``, ``city`` or ``county``.

    Examples
    --------
    >>> level_of("410000"), level_of("410100"), level_of("419001")
    ('province', 'city', 'county')
    """
    if adcode.endswith("0000"):
        return "province"
    return "city" if adcode.endswith("00") else "county"


def find_unit(name: str, *, within: str = "", level: str = "", gazetteer: Gazetteer | None = None) -> str:
    """Return the adcode of a province, city or county by its name, short name or adcode.

    Parameters
    ----------
    name : str
        ``郑州市``, ``郑州``, ``管城区``, ``管城回族区`` or ``410100``.
    within : str, default ""
        adcode of the city or province that the unit must lie in.
    level : str, default ""
        One of ``province``, ``city``, ``county``; empty takes the largest that fits.

    Raises
    ------
    UnknownNameError
        If no unit fits.
    InputError
        If several fit equally well.

    Examples
    --------
    >>> find_unit("郑州"), find_unit("管城区", within="410100")
    ('410100', '410104')
    """
    units = (gazetteer or load()).names
    units = units[units["level"].isin([level] if level else LEVELS[:3])]
    if within:
        units = units[units["adcode"].map(lambda code: contains(within, code)).astype(bool)]
    key = name.strip()
    hits = units[(units["name"] == key) | (units["adcode"] == key) | (units["short_name"] == key)]
    exact = hits[(hits["name"] == key) | (hits["adcode"] == key)]
    hits = exact if len(exact) else hits
    codes = list(dict.fromkeys(hits["adcode"]))
    largest = [code for code in codes if level_of(code) == level_of(min(codes, key=_rank))]
    if not codes:
        raise UnknownNameError("place", name, units["name"], remedy="Give a name such as 郑州市, or a six-digit adcode")
    if len(largest) > 1:
        raise InputError(f"{len(largest)} places are called {name!r}: give an adcode instead ({', '.join(largest)}).")
    return str(largest[0])


def _rank(adcode: str) -> int:
    return LEVELS.index(level_of(adcode))


def contains(area: str, adcode: str) -> bool:
    """Tell whether a unit lies in an area (or is it).

    Examples
    --------
    >>> contains("410100", "410105"), contains("410000", "419001"), contains("410100", "410300")
    (True, True, False)
    """
    return adcode.startswith(stem(area))


def stem(area: str) -> str:
    """Return what the adcodes of an area begin with: ``41`` for ``410000``, ``4101`` for ``410100``."""
    return area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
