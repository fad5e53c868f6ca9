"""Chinese hours as written, cut into tokens. What is in no word list makes the whole text unknown."""

import re
import unicodedata
from typing import Any, NamedTuple

from unionmap.hours import spelling
from unionmap.hours.model import HOLIDAY, WEEK, WEEKEND, WORKDAYS


class NotUnderstood(Exception):  # noqa: N818  never leaves the room
    """A text is not understood whole; ``args[0]`` is the reason."""


class Token(NamedTuple):
    """A word: its sort, and what it stands for."""

    sort: str
    value: Any = None


class Clock(NamedTuple):
    """A time as written: the part of the day, hour, minute, whether it has a unit or minutes, and whether 次日."""

    part: str
    hour: int
    minute: int
    plain: bool
    next_day: bool


class Days(NamedTuple):
    """Days named together."""

    days: frozenset[int]
    names_workday: bool = False


_CHINESE = "〇零一二两三四五六七八九"
_WEEKDAYS = {
    **{sign: day for day, sign in enumerate("一二三四五六日")},
    "天": 6,
    "七": 6,
    **{str(n): n - 1 for n in range(1, 8)},
}
_PARTS = {
    "dawn": "凌晨",
    "morning": "清晨 清早 早晨 早上 早间 上午 早 朝",
    "am": "am a.m.",
    "noon": "中午 午间",
    "afternoon": "下午 午后 pm p.m.",
    "dusk": "傍晚",
    "evening": "晚上 晚间 夜间 夜里 夜晚 晚 夜",
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words.split()}
PART = "|".join(sorted(map(re.escape, _PART_OF), key=len, reverse=True))
"""Words for parts of the day (a pattern)."""
_NEXT = "次日|翌日|第二天|第二日|隔日|隔天"
_NUMBER = rf"(?:\d{{1,2}}|[{_CHINESE}十]{{1,3}})"
_TIME = (
    rf"(?P<next>(?:{_NEXT}) ?)?(?:(?P<part>{PART}) ?:? ?)?(?P<next2>(?:{_NEXT}) ?)?"
    rf"(?:(?P<h>\d{{1,2}}):(?P<m>\d\d)(?::00|(?<=59):59)?(?![\d:]) ?(?P<after>am|pm)?[点时分]?"
    rf"|(?P<h2>{_NUMBER}) ?(?:点钟|点整|时整|点|时(?!间|段))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<m2>\d\d?|[二三四五]?十[{_CHINESE}]?|零[{_CHINESE}])分?(?![\d:点时]))?"
    rf"|(?P<h3>\d{{1,2}}) ?(?P<after3>am|pm)"
    rf")"
)
_SHORT = rf"(?P<next>(?:{_NEXT}) ?)?(?P<part>{PART}) ?(?P<h>{_NUMBER})(?![\d:.月日号])"

_LAST_ENTRY = (
    r"(?:\d{1,2}(?::\d\d|[点时](?:\d\d分?|半)?)(?:以?后|起)?|(?:闭馆前|提前)(?:\d{1,2}分钟|半小时|[1一]个?小时))"
    r"(?:停止|谢绝)(?:入馆|进馆|入场|进场|入园|检票|售票|领票|换票)"
)

_WORDS: tuple[tuple[str, str], ...] = (
    ("NOISE", _LAST_ENTRY),
    (
        "ALLDAY",
        r"(?:每[天日] ?)?(?:7天?[x×*/]?24(?:小时|h)|7[x×*/]24|24[x×*]7(?:小时)?|24/7|24小时/7天"
        r"|(?:全天|全日)?(?:24 ?(?:个?小时|h(?:ours?)?)|二十四小时)(?:不间断|不打烊|全天候|全天|自助|无人值守)*"
        r"|全天候?|全日|整天|昼夜)",
    ),
    ("UNSAID", r"未注明|未写明|没有?写|不详|未填写?"),
    ("NOT_ALLDAY", r"(?:非|不是)(?:全天|24 ?小时)(?:制|开放)?"),
    ("NONSTOP", r"(?:中午|午间|中间|中途)(?:也|均|都)?[不无](?:间断|打烊|休息?|闭馆|关门|停)"),
    (
        "PART_OFF",
        rf"(?P<off>{PART}) ?(?:不(?:对外)?(?:开放|营业|开门|服务)|休息|闭馆|闭站|关闭|关门|停止(?:开放|营业|服务)"
        r"|(?P<unsaid>未注明))",
    ),
    ("DATE", r"(?:每年)?(?P<month>\d{1,2})月(?:(?P<date>\d{1,2})(?![\d:点时])[日号]?|(?P<end>底|末))?"),
    ("YEAR", r"次年|翌年|第二年|来年|每年"),
    ("TIME", _TIME),
    ("SHORT", _SHORT),
    ("DOT", r"(?P<left>\d{1,2})\.(?P<right>\d{1,2})(?![\d.])"),
    ("ALL", r"每[天日]|天天|每周[七7]天|[一1全]周[七7]天|全周|全年365天|365天|全年|常年|长期|一年四季"),
    ("WEEKDAY", r"(?:每逢|每|逢)?(?:周|星期|礼拜)(?P<days>[一二三四五六日天七]+|[1-7](?![\d:点时]))"),
    ("WORK", r"(?:每个?)?(?:国家)?(?:法定)?工作日"),
    ("FREE", r"非工作日"),
    ("WEEKEND", r"(?:每个?)?(?:周末|双休日?)"),
    ("HOLIDAY", r"(?:国家|国定)?(?:法定)?(?:节假日|节日|假日|假期)|公众假期"),
    ("NORMAL", r"(?:全年)?[不无](?:间断|打烊|休息?|闭馆|放假)|(?:照常|正常|也|均)(?:对外)?(?:开放|营业|服务)|照常"),
    (
        "CLOSED",
        r"(?:不对外开放|不开放|不营业|不开门|不开|不上班|不服务|停止(?:对外)?(?:开放|服务|营业)|休息|闭馆|闭站|休馆|关闭|关门|歇业|放假|停业|公休|轮休|休)",
    ),
    ("LUNCH", r"午休(?:时间)?"),
    ("EXCEPT", r"除外|以外|之外|外"),
    ("WITHOUT", r"除了?|不含|不包括|不包含"),
    ("LABEL", r"(?:对外)?(?:开放|营业|服务|运营|工作|作息|上班|开馆|值班|开门)?(?:时间|时段)(?:为|是)?|时间表?"),
    ("OPEN", r"(?:限时|定时|免费|面向社会)?(?:对外)?(?:开放|营业|开馆|开门|服务|运营|开站|上班)"),
    (
        "SEASON",
        r"(?:春夏|夏秋|秋冬|冬春|春|夏|秋|冬)(?:季|令时|天|令)|春夏|夏秋|秋冬|冬春|[春夏秋冬](?= ?[:\d(上早]|\)|$)",
    ),
    ("DASH", r"(?:-|~|至|到|直到|→|—>|->)(?: ?(?:-|~|至|到))*"),
    ("COMMA", r"[,;、。|/\n]+|\.(?!\d)"),
    ("AND", r"和|及|与|以及|并|或|&|\+|兼"),
    ("BRACKET", r"[()\[\]【】{}]"),
    ("NOISE", r"为|是|:|都|均|全部|从|自|由|的|期间|北京时间|当[日天]"),
    ("BARE", r"[一二三四五六日天](?![点时月个])"),
    ("NUMBER", r"\d{1,2}(?![\d:])"),
    ("SPACE", r" "),
)
_LEXER = tuple((sort, re.compile(pattern)) for sort, pattern in _WORDS)
_DASHES = re.compile(r"[‐‑‒–—―−─━﹘﹣－ー]+|-{2,}|(?<=[\d点时分])一+(?=\d)")
_SAME = str.maketrans(
    "週點時開閉館間節營業務號個為從對禮後兩無雙晝鐘國準∶︰﹕˸〜～∼〰",
    "周点时开闭馆间节营业务号个为从对礼后两无双昼钟国准::::~~~~",
)
_LONGEST = 300


def clean(text: str) -> str:
    """Return a text with its signs in one form: half width, one sort of dash, single blanks, simplified characters.

    Raises
    ------
    NotUnderstood
        If it is too long, or damaged.
    """
    if len(text) > 4 * _LONGEST:
        raise NotUnderstood("too_long")
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", plain)
    plain = re.sub(r"[ \t\u3000]*[\r\n]+[ \t\u3000]*", "\n", plain.strip())
    plain = re.sub(r"[ \t]+", " ", plain)
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in plain if sign != "\n"):
        raise NotUnderstood("damaged")
    if "\ufffd" in plain or re.search(r"\d\s?\?|\?\s?\d|\?:|:\?", plain):
        raise NotUnderstood("damaged")
    if len(plain) > _LONGEST:
        raise NotUnderstood("too_long")
    plain = spelling.usual(_DASHES.sub("-", plain).lower())
    return re.sub(r"(?<!\d)(0\d)([0-5]\d)( ?- ?)([012]\d)([0-5]\d)(?!\d)", r"\1:\2\3\4:\5", plain)


def tokens(plain: str) -> list[Token]:
    """Cut a clean text into tokens.

    Raises
    ------
    NotUnderstood
        If some of it is no word of hours.
    """
    found: list[Token] = []
    place = 0
    while place < len(plain):
        token, place = _next(plain, place)
        found.append(token)
    return found


def _next(plain: str, place: int) -> tuple[Token, int]:
    for sort, pattern in _LEXER:
        match = pattern.match(plain, place)
        if match:
            return _token(sort, match), match.end()
    raise NotUnderstood("not_understood")


def _token(sort: str, match: re.Match[str]) -> Token:
    if sort in {"TIME", "SHORT"}:
        return Token("CLOCK", _clock(match.groupdict()))
    if sort == "DATE":
        day = 0 if match["end"] or not match["date"] else int(match["date"])
        return Token("DATE", (int(match["month"]), day))
    if sort in {"PART_OFF", "DOT"}:
        return _token_of_two(sort, match)
    if sort in {"WEEKDAY", "BARE"}:
        signs = match["days"] if sort == "WEEKDAY" else match[0]
        if len(set(signs)) < len(signs):
            raise NotUnderstood("not_understood")
        return Token(sort, Days(frozenset(_WEEKDAYS[sign] for sign in signs)))
    named = {
        "WORK": Days(WORKDAYS, names_workday=True),
        "WEEKEND": Days(WEEKEND),
        "FREE": Days(WEEKEND | {HOLIDAY}),
        "ALL": Days(WEEK),
        "HOLIDAY": Days(frozenset({HOLIDAY})),
    }
    if sort in named:
        return Token(sort, named[sort])
    return Token(sort, int(match[0]) if sort == "NUMBER" else match[0])


def _token_of_two(sort: str, match: re.Match[str]) -> Token:
    if sort == "DOT":
        return Token("DOT", (match["left"], match["right"]))
    return Token("UNSAID" if match["unsaid"] else sort, _PART_OF[match["off"]])


def _clock(found: dict[str, str | None]) -> Clock:
    def first(*names: str) -> str:
        return next((value for name in names if (value := found.get(name))), "")

    part = _PART_OF.get(first("part"), "")
    after = _PART_OF.get(first("after", "after3"), "")
    if part and after:
        raise NotUnderstood("not_understood")
    minute = 30 if found.get("half") else {"一": 15, "三": 45}.get(first("quarter")) or number(first("m", "m2") or "0")
    plain = bool(first("h") and first("m")) and not (part or after)
    return Clock(part or after, number(first("h", "h2", "h3")), minute, plain, bool(first("next", "next2")))


def number(text: str) -> int:
    """Read a number below a hundred, in digits or Chinese.

    Examples
    --------
    >>> number("08"), number("十二"), number("二十"), number("零五")
    (8, 12, 20, 5)
    """
    if text.isdigit():
        return int(text)
    bare = text.replace("两", "二").replace("〇", "零").lstrip("零") or "零"
    tens, ten, ones = bare.partition("十")
    signs = "零一二三四五六七八九"
    if len(tens) > 1 or len(ones) > 1 or any(sign not in signs for sign in tens + ones):
        raise NotUnderstood("not_understood")
    if not ten:
        return signs.index(tens)
    return 10 * (signs.index(tens) if tens else 1) + (signs.index(ones) if ones else 0)
