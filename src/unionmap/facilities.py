"""What a station offers: one registry of keys, names and the words that real lists use for them."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from unionmap.errors import UnknownNameError
from unionmap.text import Words


@dataclass(frozen=True, slots=True)
class Facility:
    """One facility.

    Attributes
    ----------
    key : str
        Stable key.
    label : Words
        What users read.
    synonyms : tuple of str
        Words of real lists, longest match first when a phrase is read.
    """

    key: str
    label: Words
    synonyms: tuple[str, ...]


def _entry(key: str, zh: str, en: str, words: str) -> Facility:
    return Facility(key, Words(zh, en), tuple(words.split()))


_ENTRIES = (
    _entry(
        "water",
        "饮水",
        "Drinking water",
        "饮水机 烧水壶 直饮水机 冷热饮水机 饮用水 饮水供给 饮水 接水 热水 开水 茶水 water",
    ),
    _entry("hot_food", "热饭", "Food heating", "微波炉 热饭 餐食加热 饭菜加热 饭茶加热 加热饭菜 microwave"),
    _entry("meal", "供餐", "Meals", "早餐 午餐 爱心餐 粥"),
    _entry("cooling", "纳凉", "Cooling", "空调 风扇 电风扇 冷暖电器 纳凉 避暑 避暑取暖 取暖纳凉 防暑降温设施"),
    _entry("heating", "取暖", "Heating", "空调 冷暖电器 暖气 取暖设备 取暖 取暖纳凉 避暑取暖 御寒"),
    _entry(
        "phone_charging",
        "手机充电",
        "Phone charging",
        "手机充电 充电插座 充电宝 手机充电站 多功能充电 充电 充电充气 充电充气工具 充电打气",
    ),
    _entry("bike_charging", "电动车充电换电", "E-bike charging or battery swap", "电动车充电 换电 换电柜"),
    _entry("tyre_pump", "打气", "Tyre pump", "充气工具 打气筒 充电充气 充电充气工具 充电打气 打气 充气"),
    _entry(
        "first_aid",
        "应急药箱",
        "First aid",
        "应急药箱 医药箱 应急医药箱 急救药箱 应急小药箱 急救包 应急药品 急救药品 防暑药品 "
        "防暑降温药 防暑降温应急药品 常备药品 急救 药箱",
    ),
    _entry("aed", "AED", "AED", "AED 除颤仪"),
    _entry("toilet", "如厕", "Toilet", "厕所 如厕 洗手间 卫生间"),
    _entry("washing", "洗手", "Hand washing", "洗手 毛巾"),
    _entry("rest", "休息", "Seats", "休息 休憩 桌椅 座椅 休息座椅 沙发 躺椅 按摩椅 休息室 休息区"),
    _entry("reading", "书报", "Reading", "报刊 书报架 图书 图书角 职工书屋 书报 报纸 书籍"),
    _entry("umbrella", "雨具", "Umbrella", "雨伞 雨具 雨衣 共享雨衣 避雨"),
    _entry("wifi", "Wi-Fi", "Wi-Fi", "Wi-Fi WiFi 无线网络 wifi"),
    _entry("fridge", "冰箱", "Fridge", "冰箱 冰柜"),
    _entry("locker", "储物柜", "Lockers", "储物柜 寄存"),
    _entry("tools", "工具", "Tools", "工具箱 维修工具 便民工具 修车工具箱 针线包 维修工具箱"),
    _entry("nursing", "母婴室", "Nursing room", "母婴室 妈咪小屋"),
    _entry("shower", "洗浴更衣", "Shower and laundry", "洗澡 洗浴 洗衣 更衣间"),
    _entry("health_check", "健康检测", "Health check", "血压仪 体检机 义诊 理疗设备"),
    _entry("advice", "法律咨询与招聘", "Legal and job advice", "法律咨询 招聘信息"),
    _entry("haircut", "理发", "Haircut", "理发"),
    _entry("tv", "电视", "Television", "电视"),
    _entry("disinfection", "消毒柜", "Disinfection cabinet", "消毒柜"),
)

FACILITIES: Mapping[str, Facility] = MappingProxyType({entry.key: entry for entry in _ENTRIES})

SEPARATOR = ";"
_SPLIT = re.compile(r"[、，,；;/\r\n\t]")
_DENIES = re.compile(r"(?i)无(?!线|障碍)|停[用止]|[没未不缺禁]|\b(?:no|not|without)\b")
_BRACKETS = re.compile(r"\([^()]*\)")
_QUOTES = " \"'“”‘’"


def get(key: str) -> Facility:
    """Return one facility.

    Raises
    ------
    UnknownNameError
        If no facility has this key.
    """
    try:
        return FACILITIES[key]
    except KeyError:
        raise UnknownNameError("facility", key, FACILITIES) from None


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for entry in FACILITIES.values():
        for word in (*entry.synonyms, entry.key, entry.label.zh, entry.label.en):
            folded = word.casefold()
            if entry.key not in words.get(folded, ()):
                words[folded] = (*words.get(folded, ()), entry.key)
    return MappingProxyType(words)


def parse(phrase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read a list of services as written into facility keys.

    Text in brackets belongs to the item before it and is not read on its own.
    An item counts only where the whole of it is a known word: ``骑手优惠套餐`` is no facility.

    Parameters
    ----------
    phrase : str
        Items separated by ``、`` ``，`` ``；`` ``;`` ``,`` ``/``, blanks or line breaks; in square brackets where a
        program wrote the list.

    Returns
    -------
    keys : tuple of str
        Facility keys in the order of the registry, each once.
    unknown : tuple of str
        Items that no facility has as a word.

    Examples
    --------
    >>> parse("饮水机、微波炉（热饭）;骑手12元优惠套餐")
    (('water', 'hot_food'), ('骑手12元优惠套餐',))
    >>> parse('["water","microwave"]')[0], parse("饮水机　微波炉")[0]
    (('water', 'hot_food'), ('water', 'hot_food'))
    >>> parse("无 空调"), parse("no toilet"), parse("无线网络 饮水机")[0]
    (((), ('无 空调',)), ((), ('no toilet',)), ('water', 'wifi'))
    """
    text, inner = unicodedata.normalize("NFKC", _items_of_list(phrase)), 1
    while inner:
        text, inner = _BRACKETS.subn("", text)
    items = [part for item in _SPLIT.split(text) for part in _parts(item.strip())]
    found: set[str] = set()
    unknown = []
    for item in filter(None, items):
        keys = _by_word().get(item.casefold(), ())
        found.update(keys)
        if not keys:
            unknown.append(item)
    return tuple(key for key in FACILITIES if key in found), tuple(unknown)


def _parts(item: str) -> list[str]:
    """Divide an item at its blanks, unless it is a word of ours as a whole (Drinking water) or denies something."""
    return [item] if item.casefold() in _by_word() or _DENIES.search(item) else item.split()


def _items_of_list(phrase: str) -> str:
    bare = phrase.strip()
    if not (bare.startswith("[") and bare.endswith("]")):
        return phrase
    try:
        return "、".join(str(item) for item in json.loads(bare))
    except (ValueError, RecursionError):
        return "、".join(item.strip(_QUOTES) for item in _SPLIT.split(bare[1:-1]))


def join(keys: tuple[str, ...]) -> str:
    """Join facility keys into the form that the ``facilities`` column holds."""
    return SEPARATOR.join(keys)


def normal(cell: str) -> str:
    """Return a ``facilities`` cell with each key once, in the order of the registry; unknown keys are left out.

    Examples
    --------
    >>> normal(";hot_food;water;hot_food")
    'water;hot_food'
    """
    held = set(cell.split(SEPARATOR))
    return join(tuple(key for key in FACILITIES if key in held))


def unknown(cell: str) -> str:
    """Return what `normal` leaves out of a ``facilities`` cell.

    Examples
    --------
    >>> unknown("water;sauna")
    'sauna'
    """
    return SEPARATOR.join(key for key in split(cell) if key not in FACILITIES)


def split(cell: str) -> tuple[str, ...]:
    """Split a ``facilities`` cell into keys.

    Examples
    --------
    >>> split("water;hot_food")
    ('water', 'hot_food')
    """
    return tuple(filter(None, cell.split(SEPARATOR)))
