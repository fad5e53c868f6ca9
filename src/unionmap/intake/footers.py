"""Which rows of a list are totals, remarks or headings of its parts; in doubt a row is data."""

import re
from collections.abc import Sequence

from unionmap.intake.headers import holds_coordinates, is_kind
from unionmap.intake.levels import NUMBER
from unionmap.intake.vocabulary import STATION_ENDS, STATION_WORDS

FOOTER_HINT = r"^.{0,8}[合总總小共][\s　]*[计計]|^第\s*\d+\s*页"
"""What the first filled cell of a row looks like if `is_footer` could hold anywhere in a list (RE2)."""

SECTION_HINT = (
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:[、.．:：]|\s*$)|[（(][一二三四五六七八九十]{1,3}[)）])"
    r"|^\s*(?:\d{1,2}[、.．]|[（(]\d{1,2}[)）])(?:.{0,14}(?:[市县区旗]|[个处家座所].{0,4}))?\s*$"
    r"|(?:[市县区旗镇乡会]|街道|办事处)\s*[（(].{1,9}[)）]\s*$"
)
"""What the first filled cell of a row looks like if `is_section` could hold, whatever stands beside it (RE2)."""

UNIT_HINT = r"(?:[市县区旗镇乡会]|街道|办事处)\s*$"
"""What it looks like where `is_section` could hold only with a count in brackets beside it (RE2)."""

EXACT_HINT = r"[合总總小共][\s\pZ]*[计計][\s\pZ:：]*$"
"""What it looks like if `is_footer` could hold beside three cells and more (RE2)."""

LONGEST = 400
"""Signs of a cell that count for a heading; of a total or remark, signs of its first cell."""

_EXACT = frozenset({"合计", "总计", "小计", "共计", "合計", "總計", "小計", "共計"})
_TOTAL = re.compile(r".{0,6}[合总總小共][计計](?:[:：（(\d].*)?|第\d+页.{0,12}")
_NUMBERED_SITE = re.compile(rf".{{0,6}}[计計](?:\d+号|[（(][^\d]).*(?:{STATION_WORDS}|{STATION_ENDS})[)）]?")
"""合计1号驿站 is a name; 合计（12个驿站） is a total."""
_REMARK = re.compile(
    r"※|(?:注|备注|附注|说明|填表说明)\d?[:：.、]"
    r"|(?:制表|填表|审核|填报|复核|经办|统计|汇总|联系|负责|主管|打印|报送|上报|更新|发布|公布|编制|导出)[^,，]{0,8}[:：]"
    r"|(?:制表|填表|审核|填报)(?:人|单位|日期|时间)?$|(?:数据|资料|信息)?来源[:：]|(?:以上|本表)?(?:数据|资料|信息)?截[至止]"
    r"|(?:日期|时间)[:：](?:\d|$)|(?:\d{4}|[〇零○一二三四五六七八九]{4})年.{1,3}月(?:.{1,3}日)?$"
)
_DETAIL = re.compile(
    r"(?:路|街|巷|道|村|镇|园|院|区|县).{0,12}(?:号|弄|楼|室|旁|内|口|[东南西北]侧)|\d+号|\d{1,2}[:：]\d{2}"
)
"""What only a site has: an address, hours."""
_PHONE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}|1\d{2}[\d*]{4}\d{4}")
_COUNTS = re.compile(r"\d+\s*[个處处家座所条人名站]|^[（(].*\d.*[)）]$")
_SITE_NAME = re.compile(rf".*(?:{STATION_WORDS}|{STATION_ENDS})(?:[（(].*[)）])?")
_VALUE = re.compile(r"[^:：]{1,12}[:：]\s*(?P<value>.+)")
_LABELLED = re.compile(r"[^:：]{1,12}[:：]")
_CONTINUED = re.compile(r"[（(]?\d+[、.．)）]\D")

_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}|[（(][一二三四五六七八九十]{1,3}[)）]")
_CHINESE = r"第?[一二三四五六七八九十]{1,3}[、.．:：]|[（(][一二三四五六七八九十]{1,3}[)）][、.．]?"
_ARABIC = r"\d{1,2}[、.．]|[（(]\d{1,2}[)）][、.．]?"
_NUMBERED = re.compile(rf"{_CHINESE}|{_ARABIC}")
_HEADING = re.compile(
    rf"(?:(?P<chinese>{_CHINESE})|(?P<arabic>{_ARABIC}))?(?P<text>[^\d（()）]{{2,16}}?)"
    r"(?:(?P<count>[（(][共计]{0,2}[:：]?\d{1,4}[个處处家座所][^\d（()）]{0,4}[)）])|(?P<loose>[:：]?共?\d{1,4}[个處处家座所]))?"
)
_COUNT = re.compile(r"[（(]?[共计]{0,2}[:：]?\d{1,4}[個个處处家座所][^\d（()）]{0,4}[)）]?")
_COUNTY = re.compile(
    r".{1,11}(?:(?<![超夜菜花门书车集早股])市|县|(?<![社小园景校厂院库街务活业宅属公息车候假心展])区|[左右中前后治]旗)"
)
_UNIT = re.compile(r".{1,11}(?:镇|乡|街道|办事处)|[省市县区]直(?:属|机关|单位|属单位|机关单位)?")
_UNION = re.compile(r".{1,11}(?:总工会|管委会)")


def is_footer(cells: Sequence[str], *, at_end: bool) -> bool:
    """Tell whether a row is a total, or at the end of a list a remark; in doubt it is data.

    Examples
    --------
    >>> is_footer(["合 计", "", "36"], at_end=False), is_footer(["注：坐标取自高德", ""], at_end=True)
    (True, True)
    >>> is_footer(["合计", "113.65", "34.75"], at_end=True), is_footer(["小计划驿站", "郑州市"], at_end=True)
    (False, False)
    >>> is_footer(["合计1号驿站", ""], at_end=True), is_footer(["合计（12个驿站）", ""], at_end=True)
    (False, True)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled[0]) > LONGEST or holds_coordinates(filled):
        return False
    if at_end and len(filled) > 1 and NUMBER.fullmatch(filled[0]) and _folded(filled[1]) in _EXACT:
        filled = filled[1:]
    first = re.sub(r"\s", "", filled[0])
    if _folded(filled[0]) in _EXACT or (_TOTAL.fullmatch(first) and not _NUMBERED_SITE.fullmatch(first)):
        is_exact = _folded(filled[0])[-2:] in _EXACT
        return (is_exact or len(filled) < 3) and _are_of_total(filled[1:])
    return at_end and bool(_REMARK.match(first)) and _are_of_remark(filled)


def _folded(cell: str) -> str:
    return re.sub(r"\s", "", cell).rstrip(":：")


def _are_of_total(beside: Sequence[str]) -> bool:
    """Tell whether cells beside a word for a total are counts, or one remark: nothing that only a site has."""
    if any(_DETAIL.search(cell) or _PHONE.search(cell) for cell in beside):
        return False
    return len(beside) < 2 or all(NUMBER.fullmatch(cell) or _COUNTS.search(cell) for cell in beside)


def _are_of_remark(filled: Sequence[str]) -> bool:
    """Tell whether a row that begins like a remark is one: 来源：甲驿站 beside other cells is the name of a site."""
    if len(filled) == 1 or _all_labelled(filled):
        return True
    said = _VALUE.fullmatch(filled[0])
    is_name = said and _SITE_NAME.fullmatch(said["value"])
    return len(filled) < 3 and not is_name and not any(_DETAIL.search(cell) for cell in filled[1:])


def is_section(cells: Sequence[str]) -> bool:
    """Tell whether a row is the heading of a part of the list: a unit or a kind, with a number or a count, and no more.

    A name alone, without such a mark, may be a station; so may 1. before a word that only names a kind or a street.

    Examples
    --------
    >>> is_section(["一、红旗区", "", ""]), is_section(["驿城区", "（12个）", ""]), is_section(["一", "爱心驿站"])
    (True, True, True)
    >>> is_section(["红旗区", ""]), is_section(["1.工会驿站", ""]), is_section(["一、红旗区", "", "人民路1号"])
    (False, False, False)
    """
    found = _heading(cells)
    if not found:
        return False
    chinese, arabic, text, count, loose = found.group("chinese", "arabic", "text", "count", "loose")
    if loose and not (chinese or arabic):
        return False
    if _COUNTY.fullmatch(text):
        return bool(chinese or arabic or count)
    if _UNIT.fullmatch(text):
        return bool(chinese or count)
    return bool(count and _UNION.fullmatch(text)) or (is_kind(text) and bool(chinese or (arabic and count)))


def heading(cells: Sequence[str]) -> str:
    """Return what a row that is a heading says, without its number and its count.

    Examples
    --------
    >>> heading(["一、红旗区", "", ""]), heading(["驿城区", "（12个）", ""]), heading(["二", "爱心驿站"])
    ('红旗区', '驿城区', '爱心驿站')
    """
    found = _heading(cells)
    return found["text"] if found else ""


def _heading(cells: Sequence[str]) -> re.Match[str] | None:
    """Read a row as a heading, its number or count in a cell of its own or not; any other cell makes it a site."""
    filled = list(dict.fromkeys(bare for cell in cells if (bare := re.sub(r"\s", "", cell[:LONGEST]))))
    if len(filled) == 1:
        return _HEADING.fullmatch(filled[0])
    if len(filled) == 2 and _ORDINAL.fullmatch(filled[0]):
        return _HEADING.fullmatch("、".join(filled))
    return _HEADING.fullmatch("".join(filled)) if len(filled) == 2 and _COUNT.fullmatch(filled[1]) else None


def numbering(cells: Sequence[str]) -> str:
    """Return how a row is numbered that may be the heading of a kind of station or a station itself; ``""`` if not so.

    Where such rows follow each other, they number stations: a heading has something below it.

    Examples
    --------
    >>> numbering(["一、爱心驿站", ""]), numbering(["2.甲驿站", "路"]), numbering(["一、红旗区", ""])
    ('、', '.', '')
    """
    first = re.sub(r"\s", "", next((cell for cell in cells if cell.strip()), "")[:LONGEST])
    if _ORDINAL.fullmatch(first):
        return "一"
    mark, found = _NUMBERED.match(first), _heading(cells)
    if not mark or (found and (found["count"] or (is_section(cells) and not is_kind(found["text"])))):
        return ""
    return re.sub(r"[\d一二三四五六七八九十]+", "", mark[0])


def _all_labelled(cells: Sequence[str]) -> bool:
    """Tell whether every cell has a label before a colon, in itself or in the cell before it."""
    before = ["", *cells]
    return all(_LABELLED.match(cell) or left.endswith((":", "：")) for left, cell in zip(before, cells, strict=False))


def is_continued(cells: Sequence[str]) -> bool:
    """Tell whether a row below a remark goes on with it: one cell that begins with a number and a mark.

    Examples
    --------
    >>> is_continued(["2、开放时间以公告为准", ""]), is_continued(["2", "甲驿站"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(_CONTINUED.match(filled[0]))
