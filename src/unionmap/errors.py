"""What can go wrong, as a tree. Every class is ours and a standard one, so either can be caught.

UnionmapError
├── InputError (ValueError)     what the caller gave cannot be used; the message says what would
│   ├── UnknownNameError        a kind, datum, place, language ... that is in no registry
│   ├── SchemaError             a frame lacks columns, or holds values that the schema forbids
│   └── FileRefusedError        a file cannot be read as a list of sites
└── DataError (OSError)         a data folder or file is missing, damaged or not ours
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType


class UnionmapError(Exception):
    """Base of every error that unionmap raises on purpose.

    Attributes
    ----------
    sentences : mapping of str to str
        What it says, by language, where it comes from the words for users (`unionmap.text.fault`); else empty.
    """

    sentences: Mapping[str, str] = MappingProxyType({})

    def say(self, lang: str = "zh") -> str:
        """Return the sentence in one language; in English where there is no other."""
        return self.sentences.get(lang) or str(self)


class InputError(UnionmapError, ValueError):
    """An argument cannot be used."""


class UnknownNameError(InputError):
    """A name is in no registry.

    Parameters
    ----------
    what : str
        The registry, in words: ``"kind"``, ``"datum"``.
    got : object
        The name as given.
    allowed : iterable of str
        The names that would have worked; close ones are proposed first.
    remedy : str, default ""
        What to do, where the names are too many to list.

    Attributes
    ----------
    what, got, names
        As given; ``names`` are those allowed.

    Examples
    --------
    >>> str(UnknownNameError("datum", "gcj2", ["wgs84", "gcj02"]))
    "unknown datum 'gcj2': did you mean gcj02? Known: wgs84, gcj02."
    """

    def __init__(self, what: str, got: object, allowed: Iterable[str] = (), *, remedy: str = "") -> None:
        names = list(allowed)
        self.what, self.got, self.names = what, got, tuple(names)
        close = get_close_matches(str(got), names, n=3)
        hint = f" did you mean {' or '.join(close)}?" if close else ""
        listing = f" Known: {', '.join(names)}." if names and len(names) <= 24 else ""
        way = f" {remedy}." if remedy else ""
        end = ":" if hint or listing or way else "."
        super().__init__(f"unknown {what} {got!r}{end}{hint}{listing}{way}")


class SchemaError(InputError):
    """A frame does not fit the schema; the message lists every fault found."""


class FileRefusedError(InputError):
    """A file cannot be read as a list of sites.

    Parameters
    ----------
    key : str
        Key of the sentence among the words for users, without its room: ``"file_empty"``.
    sentences : mapping of str to str
        The one sentence that says why and what to do, by language. It comes along because errors import nothing.
    values : mapping of str to str
        What was filled into the sentence.

    Examples
    --------
    >>> error = FileRefusedError("file_empty", {"zh": "文件是空的。", "en": "The file is empty."}, {})
    >>> str(error), error.say("zh")
    ('The file is empty.', '文件是空的。')
    """

    def __init__(self, key: str, sentences: Mapping[str, str], values: Mapping[str, str]) -> None:
        super().__init__(key, sentences, values)
        self.key, self.sentences, self.values = key, sentences, values

    def __str__(self) -> str:
        return self.sentences["en"]

    def say(self, lang: str = "zh") -> str:
        """Return the sentence in one language."""
        if lang not in self.sentences:
            raise UnknownNameError("language", lang, self.sentences)
        return self.sentences[lang]


class DataError(UnionmapError, OSError):
    """A data folder or file is missing, damaged or not ours."""
