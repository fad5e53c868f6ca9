"""Which province a list is of, by what stands above it: its title, its sheet, the name of its file."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import pandas as pd

from unionmap import places

_STREET = "(?:路|街|大道|道|巷|州|湾|小面|镇|乡|村)"
"""What makes a street or a village of a short name: 北京路, 吉林街, 台湾街."""


_DATUMS = re.compile(r"(?:19)?(?:80|54)\s*年?\s*(?:西安|北京)|(?:西安|北京)\s*(?:19)?(?:80|54)|(?:西安|北京)(?=坐标)")
"""西安80 and 北京54 are datums, no places."""


def named(texts: Iterable[str]) -> str:
    """Return the adcode of the one province that the texts name, or a city of; ``""`` where they name none or several.

    Examples
    --------
    >>> named(["2024年河南省户外劳动者服务站点名单"]), named(["郑州市驿站.xlsx"]), named(["名单", "河南、河北"])
    ('410000', '410000', '')
    """
    return _named(_DATUMS.sub(" ", "\n".join(texts)))


@lru_cache(maxsize=1024)
def _named(words: str) -> str:
    provinces, cities = _units("province"), list(_units("city"))
    whole = {code for code, name, _ in provinces if name in words}
    whole |= {f"{code[:2]}0000" for code, name, _ in cities if len(name) > 2 and name in words}
    short = {code for code, _, name in provinces if _stands_alone(name, words)}
    cities = [unit for unit in cities if min(len(unit[1]) - 1, len(unit[2])) > 1]
    short |= {f"{code[:2]}0000" for code, _, name in cities if _stands_alone(name, words)}
    codes = whole or short
    return codes.pop() if len(codes) == 1 else ""


@cache
def _units(level: str) -> Sequence[tuple[str, str, str]]:
    """Return adcode, name and short name of all units of a level; a list of many sheets asks for them often."""
    names = places.load().names
    own = names[names["level"] == level]
    return tuple(zip(*(map(str, own[column]) for column in ("adcode", "name", "short_name")), strict=True))


def is_province(adcode: str) -> bool:
    """Tell whether a text is the adcode of a province."""
    return adcode in {code for code, _, _ in _units("province")}


def resolve(rows: pd.DataFrame, within: "pd.Series[str]") -> pd.DataFrame:
    """Resolve the places that rows name, each within the province that its part of the list is of.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `places.resolve` takes them.
    within : pandas.Series of str
        adcode, ``""`` where no province is known.

    Returns
    -------
    pandas.DataFrame
        As `places.resolve` gives them.
    """
    codes = [str(code) for code in pd.unique(within)] or [""]
    if len(codes) == 1:
        return places.resolve(rows, within=codes[0])
    return pd.concat([places.resolve(rows[within == code], within=code) for code in codes]).loc[rows.index]


def _stands_alone(name: str, words: str) -> bool:
    # Looking for the plain word first saves hundreds of patterns.
    return name in words and re.search(rf"{re.escape(name)}(?!.?.?{_STREET})", words) is not None
