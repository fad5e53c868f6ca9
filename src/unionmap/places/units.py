"""Administrative units as one index of what people write for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from unionmap.places.gazetteer import Gazetteer, load

_LETTERS = (
    "京11 津12 冀13 晋14 蒙15 辽21 吉22 黑23 沪31 苏32 浙33 皖34 闽35 赣36 鲁37 豫41 鄂42 湘43 粤44 桂45 琼46 渝50 "
    "川51 蜀51 贵52 黔52 云53 滇53 藏54 陕61 秦61 甘62 陇62 青63 宁64 新65 台71 港81 澳82"
)
_FORMER = "开封县410212 陕县411203 许昌县411003 吉利区410308"
"""Counties of Henan that have another name today, not only another kind: 祥符区, 陕州区, 建安区, 孟津区."""

_TAILS = ("省", "市", "自治区", "特区", "壮族自治区", "回族自治区", "维吾尔自治区")


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, city or county: its codes, level and the names that people write.

    A city's ``adcode`` is its ``city``; a county that its province administers itself is its own city.
    """

    adcode: str
    level: str
    city: str
    name: str
    short: str

    @property
    def province(self) -> str:
        """Code of the province."""
        return self.adcode[:2] + "0000"

    @property
    def forms(self) -> tuple[str, ...]:
        """What people write for it, beside its full name: short names, the adcode."""
        written = [self.short, self.adcode]
        if self.level == "province" and not self.name.endswith(("省", "市")):
            written += [self.short + tail for tail in _TAILS[:4]]
        if self.level == "city" and self.name.endswith("自治州"):
            written.append(self.short + "州")
        return tuple(form for form in dict.fromkeys(written) if form != self.name)

    @property
    def bare(self) -> str:
        """Name of a county without what it is: 金水 of 金水区, 浦东 of 浦东新区; ``""`` where one letter is left."""
        new = self.short.endswith("新区") and len(self.short) > 3
        stem = self.short[:-2] if new else self.short[:-1]
        return stem if self.level == "county" and len(stem) > 1 else ""


@cache
def units(gazetteer: Gazetteer | None = None) -> tuple[Unit, ...]:
    """Return the provinces, cities and counties of China, large before small."""
    names = (gazetteer or load()).names
    cities = names[names["level"] == "city"]
    code = dict(zip(cities["name"], cities["adcode"], strict=True))
    found = []
    for level in ("province", "city", "county"):
        for row in names[names["level"] == level].to_dict("records"):
            city = code[row["city"]] if level == "county" else row["adcode"] if level == "city" else ""
            found.append(Unit(row["adcode"], level, city, row["name"], row["short_name"]))
    return tuple(found)


@cache
def by_name() -> Mapping[str, tuple[Unit, ...]]:
    """Return the units of each full name."""
    return _index((unit.name, unit) for unit in units())


@cache
def by_form() -> Mapping[str, tuple[Unit, ...]]:
    """Return the units of each other form: short name, adcode, the letter of a province."""
    provinces = {unit.adcode[:2]: unit for unit in units() if unit.level == "province"}
    forms = [(form, unit) for unit in units() for form in unit.forms]
    forms += [(pair[0], provinces[pair[1:]]) for pair in _LETTERS.split()]
    known = {unit.adcode: unit for unit in units()}
    forms += [(pair[:-6], known[pair[-6:]]) for pair in _FORMER.split() if pair[-6:] in known]
    return _index(forms)


@cache
def by_bare() -> Mapping[str, tuple[Unit, ...]]:
    """Return the counties by their names without 区, 县, 市 or 新区."""
    return _index((unit.bare, unit) for unit in units() if unit.bare)


@cache
def by_lone_bare() -> Mapping[str, tuple[Unit, ...]]:
    """Return those of `by_bare` that only one county of China has: 巩义, 永城."""
    return MappingProxyType({bare: units for bare, units in by_bare().items() if len(units) == 1})


@cache
def cities_of_counties() -> Mapping[str, str]:
    """Return the city of each county: adcode to adcode."""
    return MappingProxyType({unit.adcode: unit.city for unit in units() if unit.level == "county"})


@cache
def names_of(level: str) -> Mapping[str, str]:
    """Return the full name of each unit of a level by adcode."""
    return MappingProxyType({unit.adcode: unit.name for unit in units() if unit.level == level})


def _index(pairs: "Iterable[tuple[str, Unit]]") -> Mapping[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for form, unit in pairs:
        found[form] = (*found.get(form, ()), unit)
    return MappingProxyType(found)
