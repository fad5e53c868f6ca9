"""Names of lists and the folder names made of them, safe on every file system."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from unionmap.errors import InputError
from unionmap.text import fault, whole

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_LONGEST = 60
_LONGEST_NAME = 100
_MARKS = re.compile(
    r"""[\s_\-—.·]*(?:
    [（(\[【]\s*(?:\d{1,3}|[^()（）\[\]【】]*(?:(?:19|20)\d\d|副本|[vV]\d|版|稿|最新|最终|新|旧)[^()（）\[\]【】]*)\s*[)）\]】]
    | (?:截[至止]到?|更新至?|更新于)? \s* (?<!\d)(?:19|20)\d\d
        (?:[-_./年]?(?:1[0-2]|0?[1-9])(?:[-_./月]?(?:3[01]|[12]\d|0?[1-9])日?)?月?|年)?
        (?:[\s_\-T]*\d{2}[:：]?\d{2}(?:[:：]?\d{2})?)?(?:更新|版)?
    | (?<![a-zA-Z])(?:v|ver|version|rev)[\s_.]*\d+(?:\.\d+)*
    | 第\s*[\d一二三四五六七八九十]+\s*[版稿次] | 版本\s*\d+(?:\.\d+)*
    | (?:最终|最新|修订|修改|更正|改正|定稿|终)[版稿]? | [新]版 | (?<![a-zA-Z])(?:final|latest)
    | (?:副本|复件|拷贝|(?<![a-zA-Z])copy)\s*\d*
    | 未通过(?:名单|的行)? | (?<![a-zA-Z])(?:refused|corrected)
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_FRONT = re.compile(
    r"^(?:副本\s*|复件\s*(?:\(\d+\)\s*)?|copy of\s+"
    r"|(?:19|20)\d\d(?:年度?|[-_.\s]+)(?:\d{1,2}月(?:\d{1,2}日)?)?\s*(?=[^\W\d]))",
    re.IGNORECASE,
)
_FORMS = re.compile(r"\.(?:csv|tsv|txt|xlsx?|xlsm|geojson|json|gpkg|shp|zip|kml|kmz|gz)$", re.IGNORECASE)


def list_name(file_name: str) -> str:
    """Return the name of the list that a file holds: its own without date, version and copy marks; never empty.

    Examples
    --------
    >>> names = ("站点名单2024-03(1).xlsx", "2025年站点名单.csv", "站点名单（最新）.xlsx", "2024.csv")
    >>> [list_name(name) for name in names]
    ['站点名单', '站点名单', '站点名单', '2024']
    """
    stem = unicodedata.normalize("NFC", re.split(r"[/\\]", file_name)[-1]).strip()
    while bare := _FORMS.sub("", stem):
        if bare == stem:
            break
        stem = bare
    name = _FRONT.sub("", stem)
    while shorter := _MARKS.sub("", name).strip(" _-—.·"):
        if shorter == name:
            break
        name = shorter
    return name.strip() or stem or "list"


def checked(name: str) -> str:
    r"""Return a name without control characters and blanks around.

    Raises
    ------
    InputError
        If it is too long to be read in a table.

    Examples
    --------
    >>> checked(" 驿站\n名单 ")
    '驿站 名单'
    """
    plain = _plain(name)
    if len(plain) > _LONGEST_NAME:
        raise fault(InputError, "lists.long_name", length=len(plain), limit=_LONGEST_NAME)
    return plain


def same(one: str, other: str) -> bool:
    """Tell whether two names are one list's: width, case and blanks around do not count, nor what no file can hold."""
    return _fold(one) == _fold(other)


def slug(name: str) -> str:
    """Return a folder name for a list: lower-case letters (Chinese ones too), digits, ``-`` and ``_``.

    Examples
    --------
    >>> slug("站点名单 （郑州）"), slug("../../etc/passwd"), slug("CON"), slug("☆")
    ('站点名单-郑州', 'etc-passwd', 'list-con', 'list')
    """
    text = re.sub(r"\W+", "-", _fold(name)).strip("-_")[:_LONGEST].strip("-_")
    return f"list-{text}" if _RESERVED.fullmatch(text) else text or "list"


def candidates(name: str) -> Iterator[str]:
    """Yield folder names for a list, best first, without end."""
    stem = slug(name)
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _plain(name: str) -> str:
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in name).split())


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", whole(_plain(name))).casefold()).strip()
