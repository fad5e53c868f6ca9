"""A file is refused in one sentence, in every language."""

import unicodedata
from collections.abc import Iterable

from unionmap import text
from unionmap.errors import FileRefusedError
from unionmap.text import Words

_LONGEST, _LONGEST_NAME, _MOST = 80, 40, 5


def refused(key: str, **values: object) -> FileRefusedError:
    """Make the error that refuses a file; ``key`` names a phrase of the room ``intake``.

    Examples
    --------
    >>> str(refused("file_empty"))
    'The file is empty.'
    """
    told = {name: value if isinstance(value, Words) else plain(str(value)) for name, value in values.items()}
    sentences = {lang: text.say(f"intake.{key}", lang, **told) for lang in text.LANGUAGES}
    return FileRefusedError(key, sentences, {name: v.en if isinstance(v, Words) else v for name, v in told.items()})


def plain(value: str) -> str:
    r"""Write what a file calls something on one short line.

    Examples
    --------
    >>> plain("a\nb" + "c" * 100)[-3:]
    'cc…'
    """
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in value).strip()
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"


def listed(names: Iterable[object], most: int = _MOST) -> Words:
    """List the first few names that a file uses.

    Examples
    --------
    >>> listed(["a", "b", "c", "d", "e", "f", "g"]).en
    'a, b, c, d, e … (7 in all)'
    """
    found = [plain(str(name))[:_LONGEST_NAME] for name in names]
    return text.listed(found or ["-"], most)
