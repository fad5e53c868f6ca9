"""A file is refused in one sentence, in every language."""

import unicodedata

from unionmap import text
from unionmap.errors import FileRefusedError

_LONGEST = 80


def refused(key: str, **values: object) -> FileRefusedError:
    """Make the error that refuses a file; ``key`` names a phrase of the room ``intake``.

    Examples
    --------
    >>> str(refused("file_empty"))
    'The file is empty.'
    """
    said = {name: plain(str(value)) for name, value in values.items()}
    sentences = {lang: text.say(f"intake.{key}", lang, **said) for lang in text.LANGUAGES}
    return FileRefusedError(key, sentences, said)


def plain(value: str) -> str:
    r"""Write what a file calls something on one short line.

    Examples
    --------
    >>> plain("a\nb" + "c" * 100)[-3:]
    'cc…'
    """
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in value).strip()
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"


def listed(names: list[str]) -> str:
    """List the first few names.

    Examples
    --------
    >>> listed(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e …'
    """
    return ", ".join(plain(name)[:40] for name in names[:5]) + (" …" if len(names) > 5 else "")
