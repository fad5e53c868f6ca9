"""Words for users, Chinese and English, in one place: ``words.toml`` beside this file."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from unionmap.errors import UnionmapError, UnknownNameError

E = TypeVar("E", bound=UnionmapError)

_MOST_NAMES, _LONGEST_GOT = 24, 80
BEIJING = timezone(timedelta(hours=8))
"""Asia/Shanghai, which has one offset all year: no table of time zones is needed."""

LANGUAGES: Mapping[str, str] = MappingProxyType({"zh": "中文", "en": "English"})


class Words(NamedTuple):
    """One thing said in every language.

    Examples
    --------
    >>> Words("驿站", "station").get("en")
    'station'
    """

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """Return the words in one language."""
        if lang not in LANGUAGES:
            raise UnknownNameError("language", lang, LANGUAGES)
        return str(getattr(self, lang))


@cache
def catalogue() -> Mapping[str, Words]:
    """Return every phrase by its dotted key (``find.title``)."""
    raw = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            f"{room}.{key}": Words(entry["zh"], entry["en"])
            for room, entries in raw.items()
            for key, entry in entries.items()
        }
    )


def whole(text: str) -> str:
    r"""Return a text with U+FFFD for each half character (lone surrogate), which no file can hold.

    Examples
    --------
    >>> whole("甲\ud800") == "甲\ufffd"
    True
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(text: str) -> str:
    r"""Return a text as one line that every file can hold: no half characters, nothing that only steers.

    Examples
    --------
    >>> plain(" a\x00b\ufffe\u202e\n\ud800 ") == "a b \ufffd"
    True
    """
    kept = text if text.isprintable() else "".join(map(_kept, whole(text)))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _kept(sign: str) -> str:
    steers = unicodedata.category(sign)
    is_none = ord(sign) & 0xFFFE == 0xFFFE  # U+FFFE, U+FFFF and their like: no characters
    return " " if steers == "Cc" else "" if steers == "Cf" or is_none else sign


class _Counting(Formatter):
    """Fills blanks, those of counts together with their noun: ``{count:row|rows}`` is ``1 row`` or ``2 rows``."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value:,} {one if value == 1 else many}" if isinstance(value, int) else f"{value} {many}"


_COUNTING = _Counting()


def say(key: str, lang: str = "zh", **values: object) -> str:
    """Return a phrase in one language, with its blanks filled in.

    Parameters
    ----------
    key : str
        Dotted key of ``words.toml``.
    lang : str
        ``zh`` or ``en``.
    **values : object
        What goes into the blanks. Words are said in the language, other values are inserted as they are; escaping is
        the writer's business.

    Raises
    ------
    UnknownNameError
        If there is no such phrase or language.

    Examples
    --------
    >>> say("unit.metres", "en", n=120)
    '120 m'
    """
    try:
        words = catalogue()[key]
    except KeyError:
        raise UnknownNameError("phrase", key, catalogue()) from None
    phrase, filled = words.get(lang), {name: _in(value, lang) for name, value in values.items()}
    # The formatter of the language itself is much quicker, and cards are said by the thousand.
    return _COUNTING.vformat(phrase, (), filled) if "|" in phrase else phrase.format(**filled)


def joined(parts: Iterable[Words], zh: str = "、", en: str = ", ") -> Words:
    """Return several words as one, with what stands between them in each language.

    Examples
    --------
    >>> joined([Words("甲", "a"), Words("乙", "b")])
    Words(zh='甲、乙', en='a, b')
    """
    found = list(parts)
    return Words(zh.join(part.zh for part in found), en.join(part.en for part in found))


def listed(names: Iterable[object], most: int | None = None, *, longest: int | None = None) -> Words:
    """Return names as one, as each language lists them; of many, the first few and how many there are.

    Parameters
    ----------
    names : iterable
        Words, or anything that is inserted as it is.
    most : int, optional
        How many to name.
    longest : int, optional
        Characters that may be shown of each that is no `Words`.

    Examples
    --------
    >>> listed(["甲", "乙"])
    Words(zh='甲、乙', en='甲, 乙')
    >>> listed("abcde", most=2)
    Words(zh='a、b 等 5 个', en='a, b … (5 in all)')
    >>> listed(["甲乙丙丁", "戊"], longest=3).zh
    '甲乙丙…、戊'
    """
    found = [name if isinstance(name, Words) else Words(*[_shortened(str(name), longest)] * 2) for name in names]
    said = joined(found[:most])
    if most is None or len(found) <= most:
        return said
    return Words(*(say("unit.listed", lang, said=said, count=len(found)) for lang in LANGUAGES))


def _shortened(name: str, longest: int | None) -> str:
    return name if longest is None or len(name) <= longest else f"{name[:longest]}…"


def fault(kind: type[E], key: str, **values: object) -> E:
    """Return an error that says a phrase in every language; its own text is the English one.

    A value that is an error itself, or words, is said in the language of the phrase.

    Examples
    --------
    >>> from unionmap.errors import DataError
    >>> error = fault(DataError, "lists.none", folder="/data")
    >>> str(error), error.say("zh")
    ('no list was imported into /data: import one first', '/data 里还没有导入过名单：请先导入')
    """
    sentences = {}
    for lang in LANGUAGES:
        sentences[lang] = say(key, lang, **values)
    error = kind(sentences["en"])
    error.sentences = MappingProxyType(sentences)
    return error


def _in(value: object, lang: str) -> object:
    if isinstance(value, Words):
        return value.get(lang)
    return told(value, lang) if isinstance(value, UnionmapError) else value


def told(error: UnionmapError, lang: str = "zh") -> str:
    """Return what an error says, in one language as far as there are words for it.

    Examples
    --------
    >>> told(UnknownNameError("list", "丙", ["甲", "乙"]), "zh")
    '没有名为“丙”的名单；有的是：甲、乙'
    """
    if lang == "en" or not isinstance(error, UnknownNameError) or f"unknown.{error.what}" not in catalogue():
        return error.say(lang)
    said = say(f"unknown.{error.what}", lang, got=str(error.got)[:_LONGEST_GOT])
    if not error.names or len(error.names) > _MOST_NAMES:
        return said
    return say("unknown.known", lang, said=said, known=listed(error.names))


def beijing_time(moment: str) -> str:
    """Write a moment (ISO 8601 with its offset) as Beijing time, to the minute; blank stays blank.

    Examples
    --------
    >>> beijing_time("2026-01-31T20:05:59-02:00")
    '2026-02-01 06:05'
    """
    return f"{datetime.fromisoformat(moment).astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""


def distance(metres: float, lang: str = "zh") -> str:
    """Write a distance the way people say it.

    Examples
    --------
    >>> distance(86.4, "en"), distance(1234, "en"), distance(15_400, "zh")
    ('86 m', '1.2 km', '15 公里')
    """
    if round(metres) < 1000:
        return say("unit.metres", lang, n=round(metres))
    tenths = round(metres / 100)
    return say("unit.kilometres", lang, n=f"{tenths / 10:.1f}" if tenths < 100 else round(metres / 1000))


_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def direction(bearing_deg: float, lang: str = "zh") -> str:
    """Name the eighth of the compass that a bearing falls in.

    Parameters
    ----------
    bearing_deg : float
        Degrees clockwise from north.

    Examples
    --------
    >>> direction(93.0, "zh"), direction(-10, "en")
    ('东', 'north')
    """
    return say(f"compass.{_COMPASS[round(bearing_deg / 45) % 8]}", lang)
