"""Which province a list is of, by what stands above it: its title, its sheet, the name of its file."""

from collections.abc import Iterable

from unionmap import places


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
    found = {code for code, name in zip(provinces["adcode"], provinces["name"], strict=True) if name in words}
    short = {code for code, name in zip(provinces["adcode"], provinces["short_name"], strict=True) if name in words}
    by_city = {f"{code[:2]}0000" for code, name in zip(cities["adcode"], cities["name"], strict=True) if name in words}
    codes = found or short or by_city
    return codes.pop() if len(codes) == 1 else ""
