"""What a station offers: one registry of keys, names and the words that real lists use for them."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
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


def _entries() -> tuple[Facility, ...]:
    table = tomllib.loads(files(__package__).joinpath("facilities.toml").read_text(encoding="utf-8"))
    return tuple(Facility(key, Words(**entry["label"]), tuple(entry["words"].split())) for key, entry in table.items())


FACILITIES: Mapping[str, Facility] = MappingProxyType({entry.key: entry for entry in _entries()})

SEPARATOR = ";"
_SPLIT = re.compile(r"[、，,；;/|。\r\n\t]")
_NUMBERED = re.compile(r"[\u2460-\u2473]|[(（]\d{1,2}[)）]|(?:^|(?<=[\s;；,，、。]))\d{1,2}[.．)）](?!\d)")
_DENIES = re.compile(r"(?i)无(?!线|障碍)|停[用止]|[没未不缺禁坏]|故障|维修(?!工具)|\b(?:no|not|without)\b|[×✗✕✘]")
_DENIED = re.compile(
    r"(?:暂时?|目前|现|尚|还|已|正在)*(?:无|没有?|缺|损?坏|故障|停用|停止使用|维修|报修|待修|待配|未配备?|未安装|未开放|不可用|不能用|[×✗✕✘])[了中]?"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_QUOTES = " \"'“”‘’"
_LEAD = re.compile(
    r"[•·●◆*-]?\s*"
    r"(?:是否(?:有|配备|提供|具备)?|有无|有没有|[可能]否|(?:免费)?(?:可?提供|配备|配置|[配备设]有|内[设有]|具备|[有可能]))?"
    r"(?:[冷热渴累饭急伤病雨][可能]以?)?(?:免费|应急|爱心|便民|公共|共享|简易|小型|智能|室内|一次性|[夏冬]季)*"
)
_TRAIL = re.compile(
    r"(?:服务|设施|设备|功能|用品|供应|借用|租借|正常|完好|[区处角间])?(?:等+(?:服务|设施|设备)?|数量?|台数|个数|情况|有无|[:=]?[√✓✔☑有]"
    r"|[:=x×*]?(?:\d{1,3}|[一两二三四五六七八九十])?[台个把套张只部组处间](?:以上)?|[:=x×*]?\d{1,3}|若干)?"
)
_MARKED = re.compile("[√✓✔☑×✗✕✘有无]$")
_JOINED = re.compile(r"以及|[和及与+&]")
_ASKED = frozenset({"is", "has", "have", "with", "can", "offers", "facility", "service", "amenity", "you", "shifou"})
_COUNTED = frozenset({"available", "num", "count", "number", "flag", "yn"})


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
            folded = _fold(word)
            if entry.key not in words.get(folded, ()):
                words[folded] = (*words.get(folded, ()), entry.key)
    return MappingProxyType(words)


def _fold(word: str) -> str:
    return re.sub(r"[\s_-]", "", word.casefold())


def parse(phrase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read a list of services as written into facility keys.

    Text in brackets belongs to the item before it and is not read on its own, but may deny it: ``微波炉（损坏）``.
    An item counts only where the whole of it is a known word, numbers and words such as 免费, 提供 and 等 aside:
    ``骑手优惠套餐`` is no facility.

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
    >>> parse("1.免费饮水 2.充电插座3个 3.微波炉(停用)")[0], parse("饮水及手机充电等")[0]
    (('water', 'phone_charging'), ('water', 'phone_charging'))
    >>> parse("无 空调"), parse("no toilet"), parse("无线网络 饮水机")[0]
    (((), ('无 空调',)), ((), ('no toilet',)), ('water', 'wifi'))
    """
    text, inner = unicodedata.normalize("NFKC", _NUMBERED.sub("、", _items_of_list(phrase))), 1
    while inner:
        text, inner = _BRACKETS.subn(lambda found: f" {found[1]}" if _DENIED.fullmatch(found[1]) else "", text)
    items = [part for item in _SPLIT.split(text) for part in _parts(item.strip())]
    found: set[str] = set()
    unknown = []
    for item in filter(None, items):
        keys = _keys(item)
        found.update(keys)
        if not keys:
            unknown.append(item)
    return tuple(key for key in FACILITIES if key in found), tuple(unknown)


def named_by(header: str) -> tuple[str, ...]:
    """Return the facilities that the header of a column of ticks names: 饮水机, 是否有饮水机, has_water, yinshui.

    Examples
    --------
    >>> named_by("is_charging"), named_by("hasWifi"), named_by("有无微波炉"), named_by("设施数量")
    (('phone_charging',), ('wifi',), ('hot_food',), ())
    """
    keys, _ = parse(header)
    if keys:
        return keys
    words = re.split(r"[\s_.-]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header.strip()))
    while words and words[0].casefold() in _ASKED:
        words = words[1:]
    while words and words[-1].casefold() in _COUNTED:
        words = words[:-1]
    return _by_word().get(_fold("".join(words)), ())


def _keys(item: str) -> tuple[str, ...]:
    """Read one item: a word of ours as it is, without what says that it is there or how many, or several joined."""
    found = _by_word().get(_fold(item)) or _trimmed(item)
    if found:
        return found
    parts = [_by_word().get(_fold(part), ()) or _trimmed(part) for part in _JOINED.split(item)]
    return tuple(key for keys in parts for key in keys) if all(parts) else ()


def _trimmed(item: str) -> tuple[str, ...]:
    if _DENIES.search(re.sub("有无|有没有", "", item)):
        return ()
    known = _by_word()
    lead = _LEAD.match(item)
    for start in {0, lead.end() if lead else 0}:
        for end in range(len(item), start, -1):
            if _TRAIL.fullmatch(item, end) and (keys := known.get(_fold(item[start:end]))):
                return keys
    return ()


def _parts(item: str) -> list[str]:
    """Divide an item at its blanks, unless it is a word of ours as a whole (Drinking water) or denies something."""
    parts = item.split()
    is_one = _fold(item) in _by_word() or (_DENIES.search(item) and not all(map(_MARKED.search, parts)))
    return [item] if is_one else parts


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
