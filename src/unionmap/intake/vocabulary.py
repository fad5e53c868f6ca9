"""What the header of a column says: the field that it names, by the words of real lists and how they are built."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from unionmap import crs

_TABLE: Mapping[str, Any] = MappingProxyType(
    tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))
)
FIELDS = tuple(_TABLE["words"])
"""Fields that a column can be mapped to."""

DIRECTIONS = frozenset({"方向", "上下行", "行驶方向", "direction"})
"""Folded headers of the column that tells a line's two directions apart."""

COORDINATES = ("lon", "lat", "lonlat")
"""Fields of columns that hold coordinates."""

STATION_WORDS = "驿站|驿家|服务站点?|服务点|港湾|之家|工作室|基地|学院|纪念馆|支行|中心"
STATION_ENDS = "馆|站点?|店"
"""What names of sites hold, and what else they end in (patterns)."""

_TRADITIONAL = str.maketrans(
    "東經緯編號類別種稱點驛電話聯繫係絡縣區鄉鎮屬開時間營業務設備註說項內詳細標準識單機構場館學線鐵環門牌圖資訊來網鏈據數總"
    "誤測勞動戶員負責態狀國廣創愛職導傳統碼級簡釋儲發佈°",
    "东经纬编号类别种称点驿电话联系系络县区乡镇属开时间营业务设备注说项内详细标准识单机构场馆学线铁环门牌图资讯来网链据数总"
    "误测劳动户员负责态状国广创爱职导传统码级简释储发布 ",
)
_BRACKETS = ("()", "[]", "<>", "【】", "《》", "「」", "『』", "〔〕")
_ASIDE = re.compile(r"[(\[【<《].*?[)\]】>》]|\(必填\)|必填")
_ROW_NUMBERS = frozenset({"序号", "序列", "行号", "no", "num", "number", "xuhao", "index", "fid", "ogcfid"})
_DATUM_WORDS = re.compile(
    r"wgs1984|wgs84ll|wgs84|gps|gcj02ll|gcj02|bd09mc|bd09ll|bd09|cgcs2000|国家2000|大地2000|2000|4326|4490|高德地图|百度地图|腾讯地图|"
    r"高德|百度|腾讯|火星|国测局|amap|baidu|tencent|web墨卡托|坐标系?|[()（）]"
)
_NO_COORDINATE = re.compile(
    r"精度|误差|来源|方式|是否|半球|截图|照片|图片|链接|说明|备注|编号|编码|起点|终点|起始|终止|最大|最小|范围|校验|核对|核实"
    r"|状态|日期|时间|偏移|方向|带号|西南|东北|西北|东南|[。；！？]|[系统差分秒人]$|度度$"
)
_PART_OF_A_DEGREE = re.compile(r"\([分秒]\)")
_SOME_OTHER_NAME = re.compile("英文|拼音|曾用|原名|旧|备用|简称")
_CIRCLED = re.compile("[\u2460-\u2473\u2474-\u249b\u3220-\u3229\u2776-\u277f]")
_MARKS = re.compile(r"^[\s*★☆※▲△▼●○◆◇■□►▶→#•·!+✱]+|[\s*★☆※▲△●◆■!✱]+$")
_ASKED_FOR = re.compile(
    r"^(?:(?:[Qq]?\d{1,2}|[一二三四五六七八九十]{1,3})\s*[.、.)]\s*|[Qq]\d{1,2}\s+|[A-Z]\s+(?=[\u4e00-\u9fff])|f_(?=[a-z]))?"
    r"(?:请(?:您?填写?|您?输入|您?选择|注明)?|填写)?(?:您?的|您|贵|本|该)?(?=.)"
)
_ENDS_ASKED = re.compile(r"(?:(?<=.)(?:是|为)(?:什么|多少|哪里)?)?[?？:：]*$")
_LONGEST_BUILT = 24
_LONGEST_READ = 200
"""Signs of a header that are looked at: some lists put instructions there, and a cell may hold 32,767."""

_BRACKETED, _BUILT, _OTHER = 100, 1000, 5000


class Match(NamedTuple):
    """The field that a header names, ``""`` for none; the lower the rank, the plainer it says so."""

    field: str = ""
    rank: int = 0


_NONE = Match()


class _Rule(NamedTuple):
    field: str
    ends: re.Pattern[str]
    before: re.Pattern[str]


def fold(header: str) -> str:
    """Fold a header for comparison: width, case, blanks, traditional signs and marks of emphasis do not count.

    Examples
    --------
    >>> fold(" ＬＯＮ. "), fold("站 點 名 稱*")
    ('lon', '站点名称')
    """
    text = unicodedata.normalize("NFKC", header).casefold().translate(_TRADITIONAL).replace("座标", "坐标")
    return re.sub(r"[\s*:：'\"“”_\-]+", "", text).rstrip(".。")


def recognise(header: str) -> str:
    """Return the field that a header names, or ``""``.

    Examples
    --------
    >>> recognise("驿站名称"), recognise("经度(GCJ-02)"), recognise("高德经度"), recognise("序号")
    ('name', 'lon', 'lon', '')
    >>> recognise("户外劳动者驿站詳細地址"), recognise("电话 Phone No."), recognise("建设单位")
    ('address', 'phone', '')
    """
    return match(header).field


def is_row_number(header: str) -> bool:
    """Tell whether a header is that of a plain row counter (序号), which is no id."""
    return fold(unframed(header)) in _ROW_NUMBERS


def words(field: str) -> tuple[str, ...]:
    """Return the words that name a field, as they are written.

    Examples
    --------
    >>> words("name")[:2]
    ('名称', '站点名称')
    """
    return tuple(_TABLE["words"][field].split())


@lru_cache(maxsize=4096)
def match(header: str) -> Match:
    """Return the field that a header names and how plainly.

    Examples
    --------
    >>> match("名称").rank < match("工会驿站名").rank < match("名称(英文)").rank
    True
    """
    text = _unwrapped(unframed(header))
    folded = fold(text)
    found = _known(folded, fold(_ASIDE.sub("", text))) or _compound(text)
    if not found and crs.find_name(header):
        found = _known(_DATUM_WORDS.sub("", folded))
    if found and _SOME_OTHER_NAME.search(text):
        return found._replace(rank=found.rank + _OTHER)
    return found or _NONE


def unframed(header: str) -> str:
    """Take off what forms put around a header: numbers, marks of what must be filled in, words that ask for it.

    Examples
    --------
    >>> unframed("★1.站点名称"), unframed("②地址"), unframed("3、您的站点电话是？"), unframed("24小时开放")
    ('站点名称', '地址', '站点电话', '24小时开放')
    """
    text = unicodedata.normalize("NFKC", _CIRCLED.sub("", header.strip()[:_LONGEST_READ])).strip()
    bare = _ASKED_FOR.sub("", _MARKS.sub("", text))
    return _MARKS.sub("", _ENDS_ASKED.sub("", bare)) or text


def _unwrapped(text: str) -> str:
    """Take off brackets that enclose everything: 【站点名称】."""
    inner = text[1:-1]
    is_whole = text[:1] + text[-1:] in _BRACKETS and not set(_ASIDE.sub("", inner)) & {text[0], text[-1]}
    return inner if is_whole else text


def _known(folded: str, bare: str = "") -> Match | None:
    """Look a header up, with and without what its brackets say; a plain row number names nothing."""
    bare = bare or folded
    exact = _by_word().get(folded)
    if exact or {folded, bare} & _ROW_NUMBERS:
        return exact or _NONE
    found = _by_word().get(bare)
    plain = found._replace(rank=found.rank + _BRACKETED) if found else _built(bare)
    if plain and plain.field not in COORDINATES:
        return plain
    axis = _axis(folded, bare) or _axis_in_brackets(folded)
    return Match(axis, _BRACKETED) if axis else plain


@cache
def _by_word() -> Mapping[str, Match]:
    words = {field: list(enumerate(line.split())) for field, line in _TABLE["words"].items()}
    table = {fold(word): Match(field, rank) for field, own in words.items() for rank, word in own}
    return MappingProxyType({**{fold(name): Match(name) for name in FIELDS}, **table})


def _axis(folded: str, bare: str) -> str:
    """Return what a header that speaks of 经度 or 纬度 among other words is."""
    if len(bare) > _LONGEST_BUILT or _NO_COORDINATE.search(bare) or _PART_OF_A_DEGREE.search(folded):
        return ""
    if "经纬" in folded or ("经度" in folded and "纬度" in folded):
        return "lonlat"
    east, north = re.search("经度|横坐标", folded), re.search("纬度|纵坐标", folded)
    return "lon" if east and "纬" not in folded else "lat" if north and "经" not in folded else ""


def _axis_in_brackets(folded: str) -> str:
    """Tell what 坐标(X) is: the brackets say which of the two."""
    inner = re.fullmatch(r".*坐标\((\w+)\)", folded)
    found = _by_word().get(inner[1], _NONE).field if inner else ""
    return found if found in ("lon", "lat") else ""


@cache
def _rules() -> Sequence[_Rule]:
    built = _TABLE["built"]
    kinds, nouns = _any(built["kinds"]), _any(built["nouns"])
    return [
        _Rule(
            field,
            re.compile(f"(?:{_any(ends)})$"),
            re.compile(rf"(?:{kinds})*+(?:{nouns})|{_any(built['before'].get(field, '') + ' 所在')}|[/、或及和与,]"),
        )
        for field, ends in built["ends"].items()
    ]


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


def _built(text: str) -> Match | None:
    """Read a header that is built of nouns and an ending that says what it is."""
    if not 2 <= len(text) <= _LONGEST_BUILT:
        return None
    found = next((rule.field for rule in _rules() if _follows(rule, text)), "")
    return Match(found, _BUILT) if found else None


def _follows(rule: _Rule, text: str) -> bool:
    end = rule.ends.search(text)
    while end:
        if not rule.before.sub("", text[: end.start()]):
            return True
        end = rule.ends.search(text, end.start() + 1)
    return False


def _compound(text: str) -> Match | None:
    """Read a header of several parts: English words, the same in two languages, two words for one thing."""
    bare = _ASIDE.sub("", text)
    chinese, latin = fold(re.sub(r"[ -~]+", "", bare)), re.sub(r"[^ -~]+", " ", bare).strip()
    english = _english(latin)
    if not chinese:
        return Match(english, _BUILT) if english else None
    if latin and (field := _of_both(chinese, latin, english)):
        return Match(field, _BUILT)
    parts = [part for part in re.split(r"[/、或及和与,]", fold(bare)) if part]
    fields = {(_known(part) or _NONE).field for part in parts}
    return Match(fields.pop(), _BUILT) if len(parts) > 1 and len(fields) == 1 and fields != {""} else None


def _of_both(chinese: str, latin: str, english: str) -> str:
    known = _known(chinese) or _NONE
    word = _by_word().get(fold(latin), _NONE).field or english
    if word in ("lon", "lat") and known.field == "lonlat":
        return word
    is_number = fold(latin) in _ROW_NUMBERS and known.field in ("site_id", "phone")
    return known.field if known.field == word or is_number else ""


@cache
def _heads() -> Mapping[str, str]:
    heads = _TABLE["english"]["heads"].items()
    return MappingProxyType({word: field for field, words in heads for word in words.split()})


def _english(text: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    words = re.findall(r"[a-z]+", apart.casefold())
    heads = [word for word in words if word in _heads()]
    if len(heads) != 1 or len(words) > 6:
        return ""
    field = _heads()[heads[0]]
    beside = set(_TABLE["english"]["beside"][field].split())
    counted = field not in ("lon", "lat") and re.search(r"\d", text)
    return field if not counted and set(words) - {heads[0]} <= beside else ""
