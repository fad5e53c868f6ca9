"""Words for users, Chinese and English, in one place: ``words.toml`` beside this file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from unionmap.errors import UnknownNameError

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


def say(key: str, lang: str = "zh", **values: object) -> str:
    """Return a phrase in one language, with its blanks filled in.

    Parameters
    ----------
    key : str
        Dotted key of ``words.toml``.
    lang : str
        ``zh`` or ``en``.
    **values : object
        What goes into the blanks. Values are inserted as they are; escaping is the writer's business.

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
    return words.get(lang).format(**values)


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
