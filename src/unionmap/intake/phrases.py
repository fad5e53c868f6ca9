"""Single cells as people write them: dates, hours, places in an order, yes and no, and what has been damaged."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import cache

from unionmap import cells, hours

_SERIAL_DAYS = range(20_000, 73_051)
"""Excel's serial dates of 1954 to 2099."""

_LONGEST_DATE = 60

_EPOCH = date(1899, 12, 30)
_DIGITS = "零一二三四五六七八九"
_ISO = re.compile(
    r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?(?:[T ].*)?|(\d{4})年?(?:(\d{1,2})月)?()|(\d{4})(\d{2})(\d{2})"
)
_OTHER = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES_WORDS = (
    "有 是 √ ✓ ✔ ☑ ✅ ● ■ ○ ◯ 〇 ○有 v 1 1.0 y yes true t 对 已有 已配备 已配 配有 配备 具备 提供 可 能 支持 设有"
)
_NO_WORDS = (
    "无 否 没有 没 暂无 × ✗ ✕ ✘ ❌ □ ☐ x 0 0.0 n no false f 错 未配备 未配 未设 不具备 不提供 不支持 不可 不能 缺 - /"
)
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_COUNTED = re.compile(r"[有√✓是]?[,:]?(?:约|共)?(?P<count>\d{1,3})(?:\.0)?[台个把套张组部处间条只箱副人座]?(?:以上)?")
_SPOILT = re.compile(r"坏|故障|停用|维修|报修|待[修配]|不能|无法|拆除|暂停")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(
    rf"(?i)(?P<day>\d{{1,2}})-(?P<first>{'|'.join(_MONTHS)})|(?P<second>{'|'.join(_MONTHS)})-(?P<later>\d{{1,2}})"
)
_LOST = re.compile(r"\ufffd|锟斤拷|烫烫|\?{2,}|[0-9]\?|\?[0-9]|[\ue000-\uf8ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CODECS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"), ("big5", "utf-8"))


def read_date(text: str) -> str:
    """Read a date into ISO form, as exact as it is written; ``""`` where it cannot be read without guessing.

    Examples
    --------
    >>> read_date("2023年12月4日"), read_date("45264"), read_date("20231204")
    ('2023-12-04', '2023-12-04', '2023-12-04')
    >>> read_date("2023/12"), read_date("3/4/2023")
    ('2023-12', '')
    """
    if len(text) > _LONGEST_DATE:
        return ""
    bare = unicodedata.normalize("NFKC", text).strip().replace(" ", " ")
    if re.fullmatch(r"\d{5}(\.\d+)?", bare) and int(float(bare)) in _SERIAL_DAYS:
        return (_EPOCH + timedelta(days=int(float(bare)))).isoformat()
    other = _OTHER.fullmatch(bare)
    if other:
        first, second, year = (int(part) for part in other.groups())
        # 13/4/2023 can only be read one way; 3/4/2023 is either and stays unread.
        return _iso(year, max(first, second), min(first, second), day_first=True) if max(first, second) > 12 else ""
    found = _ISO.fullmatch(re.sub(r"\s*([-/.年月])\s*", r"\1", bare))
    if not found:
        return ""
    parts = found.groups()
    written = [next((part for part in group if part), "0") for group in (parts[0::3], parts[1::3], parts[2::3])]
    return _iso(int(written[0]), int(written[2]), int(written[1]))


def _iso(year: int, day: int, month: int, *, day_first: bool = False) -> str:
    if not 1900 <= year <= 2099 or (day_first and day <= 12):
        return ""
    try:
        exact = date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return exact.isoformat() if day else f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def read_hours(text: str) -> tuple[str, str]:
    """Return opening hours as written, and what had to be changed: ``""``, ``date`` or ``unreadable``.

    A spreadsheet turns ``8-12`` into 12 August; that is turned back. Hours with lost bytes, or with a clock time that
    no clock shows, are unreadable.

    Examples
    --------
    >>> read_hours("07:30-22:30"), read_hours("2024-08-12"), read_hours("8?0?7:30"), read_hours("25:00-26:00")
    (('07:30-22:30', ''), ('8-12', 'date'), ('', 'unreadable'), ('', 'unreadable'))
    """
    bare = text.strip()
    if cells.says_nothing(bare):
        return "", ""
    plain = unicodedata.normalize("NFKC", bare)
    turned = _turned_back(plain)
    if turned:
        return turned, "date"
    return ("", "unreadable") if turned is None or _unreadable(plain) else (bare, "")


def _turned_back(text: str) -> str | None:
    """Return the hours that a spreadsheet has turned into a day of the year, or into a time on its day 0.

    ``""`` where nothing was turned, None where no hours can have been.
    """
    clock = re.fullmatch(r"(?:1899-12-3[01]|1900-01-0[01])[ T](\d{2}:\d{2})(?::\d{2})?", text)
    if clock:
        return clock[1]
    if re.fullmatch(r"0\.\d+", text):
        minutes = round(float(text) * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    named = _MONTH_NAME.fullmatch(text)
    if named:
        month = _MONTHS.index((named["first"] or named["second"]).lower()) + 1
        return _of_day(month, int(named["day"] or named["later"]))
    day = read_date(re.sub(r"^(\d{1,2})月(\d{1,2})日?$", r"2000年\1月\2日", text))
    return _of_day(int(day[5:7]), int(day[8:10])) if len(day) == 10 else ""


def _of_day(first: int, last: int) -> str | None:
    """Return the hours of which a spreadsheet made this day of a month: 8-18, or 8-5 of twelve hours; not 1-1."""
    said = f"{first}-{last}"
    may_be = 5 <= first <= 12 and 1 <= last <= 12 and first != last
    return said if may_be or hours.parse(said).rules else None


def _unreadable(text: str) -> bool:
    says_nothing = not re.search(r"\d|[\u4e00-\u9fff]|[A-Za-z]{2}", text)
    return says_nothing or bool(_LOST.search(text)) or hours.parse(text).reason in ("damaged", "bad_time")


@cache
def read_order(text: str) -> int | None:
    """Read the place of a stop in its line.

    Examples
    --------
    >>> read_order("第10站"), read_order("9"), read_order("第十二站"), read_order("起点")
    (10, 9, 12, None)
    """
    bare = re.sub(r"^第|[站号位]$|\.0$", "", unicodedata.normalize("NFKC", text).strip())
    if re.fullmatch(r"\d{1,4}", bare):
        return int(bare)
    found = re.fullmatch(rf"([{_DIGITS}]?)(十?)([{_DIGITS}]?)", bare.replace("〇", "零").replace("两", "二"))
    if not found or not bare:
        return None
    tens, ten, ones = found.groups()
    if not ten:
        return _DIGITS.index(tens or ones) if len(bare) == 1 else None
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


@cache
def read_truth(text: str) -> bool | None:
    """Read yes and no in the ways that lists tick boxes; None where it is neither."""
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    return True if bare in _YES else False if bare in _NO else None


@cache
def read_tick(text: str) -> bool | None:
    """Read a cell below the name of something: yes, no, or how many; None where it is none of these.

    Examples
    --------
    >>> read_tick("有（冷热）"), read_tick("2台"), read_tick("0个"), read_tick("有，已坏"), read_tick("直饮水机")
    (True, True, False, None, None)
    """
    bare = re.sub(r"\([^()]*\)|[\s\ufe0f]", "", unicodedata.normalize("NFKC", text)).strip(",;。")
    truth = read_truth(bare)
    if truth is not None or _SPOILT.search(text):
        return None if truth and _SPOILT.search(text) else truth
    counted = _COUNTED.fullmatch(bare)
    return None if not counted else bool(int(counted["count"]))


def mend(text: str) -> str:
    """Return what a garbled text was before it was read in the wrong encoding, or ``""`` where that is not plain.

    Examples
    --------
    >>> mend("工会驿站".encode().decode("gb18030", "replace")), mend("工会驿站")
    ('工会驿站', '')
    """
    return _mend(text, rounds=2, cut=0)


def _mend(text: str, rounds: int, cut: int) -> str:
    for wrong, right in _CODECS:
        for whole in _undone(text, wrong, right, cut):
            if len(_HAN.findall(whole)) >= 2 and len(whole) < len(text) and not _LOST.search(whole):
                return whole
            again = _mend(whole, rounds - 1, cut) if rounds > 1 and not _HAN.search(whole) else ""
            if again:
                return again
    return ""


def _undone(text: str, wrong: str, right: str, most: int) -> Iterator[str]:
    """Undo a wrong reading of text whose last character may have lost up to so many bytes."""
    try:
        raw = text.encode(wrong)
    except UnicodeError:
        return
    for cut in range(most + 1):
        with suppress(UnicodeError):
            yield raw[: len(raw) - cut].decode(right)


def is_garbled(text: str) -> bool:
    """Tell whether a name has lost characters or was read in the wrong encoding.

    Examples
    --------
    >>> is_garbled("工会驿站"), is_garbled("瀹濅赴鍘垮\ufffd"), is_garbled("å·¥ä¼šé©¿ç«™"), is_garbled("????驿站")
    (False, True, True, True)
    """
    return bool(_LOST.search(text) or _mend(text.rstrip("?"), rounds=2, cut=2)) or _is_mostly_utf8(text)


def _is_mostly_utf8(text: str) -> bool:
    """Tell text that was UTF-8 and lost bytes here and there when it was read as GBK: too much of it still is."""
    try:
        raw = text.encode("gb18030")
    except UnicodeError:
        return False
    left = raw.decode("utf-8", "ignore")
    return len(_HAN.findall(left)) >= 3 and len(left.encode()) >= 0.6 * len(raw)


def suspects() -> str:
    """Return an RE2 class of the characters without which no name is garbled: a quick sieve for whole columns."""
    lead = {bytes([a, b]).decode("gb18030", "ignore")[:1] for a in range(0xE4, 0xEA) for b in range(0x80, 0xC0)}
    rare = "".join(sorted(char for char in lead if char and ord(char) > 0x7F))
    marks = r"\x{80}-\x{FF}\x{FFFD}\x{E000}-\x{F8FF}\x{2018}-\x{203A}\x{20AC}"
    return rf"[{marks}{rare}]|\?\?|[0-9]\?|\?[0-9]|锟斤|烫烫"
