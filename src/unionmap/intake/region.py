"""Which province a list is of, by what stands above it: its title, its sheet, the name of its file."""

import re
from collections.abc import Iterable
from functools import cache

from unionmap import places

_STREET = "(?:路|街|大道|道|巷|州|湾|小面|镇|乡|村)"
"""What makes a street or a village of a short name: 北京路, 吉林街, 台湾街."""


_AROUND = re.compile(
    r"^[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[、.．\s-]*|(?:总工会|工会)?(?:驿站|站点|服务站点?)?(?:名单|清单|台账|明细|汇总|统计)?表?$"
)
"""What stands around the name of a county in the name of a sheet."""


def named(texts: Iterable[str]) -> str:
    """Return the adcode of the one province that the texts name, or a city of; ``""`` where they name none or several.

    Examples
    --------
    >>> named(["2024年河南省户外劳动者服务站点名单"]), named(["郑州市驿站.xlsx"]), named(["名单", "河南、河北"])
    ('410000', '410000', '')
    """
    words = "\n".join(texts)
    names = places.load().names
    provinces = names[names["level"] == "province"]
    cities = names[(names["level"] == "city") & (names["name"].str.len() > 2)]
    whole = {code for code, name in zip(provinces["adcode"], provinces["name"], strict=True) if name in words}
    whole |= {f"{code[:2]}0000" for code, name in zip(cities["adcode"], cities["name"], strict=True) if name in words}
    pairs = zip(provinces["adcode"], provinces["short_name"], strict=True)
    short = {code for code, name in pairs if _stands_alone(name, words)}
    pairs = zip(cities["adcode"], cities["short_name"], strict=True)
    short |= {f"{code[:2]}0000" for code, name in pairs if len(name) > 1 and _stands_alone(name, words)}
    codes = whole or short
    return codes.pop() if len(codes) == 1 else ""


@cache
def of_sheet(sheet: str, level: str) -> str:
    """Return the county or city that a sheet is called after, ``""`` where it is called otherwise.

    Examples
    --------
    >>> of_sheet("1.红旗区", "county"), of_sheet("郑州市站点名单", "city"), of_sheet("Sheet1", "county")
    ('红旗区', '郑州市', '')
    >>> of_sheet("二七区", "county"), of_sheet("三门峡市", "city")
    ('二七区', '三门峡市')
    """
    names = places.load().names
    known = set(names.loc[names["level"] == level, "name"])
    return next((text for text in (sheet.strip(), _AROUND.sub("", sheet.strip())) if text in known), "")


def _stands_alone(name: str, words: str) -> bool:
    # Looking for the plain word first saves hundreds of patterns.
    return name in words and re.search(rf"{re.escape(name)}(?!.?.?{_STREET})", words) is not None
