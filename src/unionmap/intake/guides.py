"""Lines below a header that say how a form is filled in: notes, units, examples, numbers of columns; never sites."""

import re
from collections.abc import Sequence

from unionmap.intake.levels import Header, Recognise
from unionmap.intake.vocabulary import STATION_ENDS, STATION_WORDS

_MOST = 3
_OPEN, _CLOSE = r"[（(【\[]?", r"[)）】\]]?"
_EXAMPLE = "示例|样例|范例|举例|例子"
_LABEL = re.compile(
    rf"{_OPEN}(?:(?:填[写报表]|录入|字段|格式)?(?:{_EXAMPLE}|说明|要求|格式|提示|须知|规则)|例|例如|栏次|列号){_CLOSE}\d?[:：]?"
)
_LABELLED = re.compile(rf"{_OPEN}(?:(?:填[写报表]|录入)(?:说明|要求|须知|规则)|{_EXAMPLE})[)）】\]]?[:：]")
_EXAMPLE_NAME = re.compile(rf"[（(【\[](?:{_EXAMPLE}|例)[)）】\]]|(?:{_EXAMPLE}|例如?)[:：]")
_UNITS = "度|米|公里|平方米|平米|㎡|m2|m²|个|人|元|万元|分钟|小时"
_WORDS = "必填|选填|非必填|必填项|选填项|必选|单选|多选|可选|可空|不可空|文本|数字|数值|整数|小数|日期|字符"
_NOTE = re.compile(
    rf"[（(【\[][^（()）]*[)）】\]]|(?:例|例如|如|{_EXAMPLE}|格式|注|注意|说明)[:：].*|{_UNITS}|(?:{_WORDS})(?:[（(].*)?"
    r"|(?:请|须|需|按|从)?(?:填写?(?!站|驿)|下拉|自动生成|选择).{0,30}|(?:保留|精确).{0,10}(?:小数|位|门牌号?|米|度)"
)
_STATION = re.compile(
    r"(?![（(【\[]?(?:填[写报]|必[填选]|选填|可[选空]|请|须|需|如|例|示例|按|从|格式|注|不[得要能]))"
    rf".*(?:{STATION_WORDS}|{STATION_ENDS})[)）]?(?:[（(][^（()）]*[)）])?"
)
"""A name that only an example may have, never a note."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def below(rows: Sequence[Sequence[str]], header: Header, recognise: Recognise) -> Header:
    """Add the lines right below a header that say how to fill in the form; the list begins below them.

    Examples
    --------
    >>> rows = [["名称", "地址"], ["（必填）", "例：人民路1号"], ["甲", "路"]]
    >>> found = below(rows, Header((0,), 1, ("名称", "地址")), lambda text: {"名称": "name"}.get(text, ""))
    >>> found.guides, found.first_row
    ((1,), 2)
    """
    guides: list[int] = []
    for place in range(header.first_row, len(rows)) if header.rows else ():
        if any(rows[place]):
            if len(guides) == _MOST or not is_guide(rows[place], header.names, recognise):
                break
            guides.append(place)
    return header._replace(guides=tuple(guides), first_row=guides[-1] + 1) if guides else header


def is_guide(row: Sequence[str], names: Sequence[str], recognise: Recognise) -> bool:
    """Tell whether a line below a header says how to fill in the form; in doubt it is data.

    Examples
    --------
    >>> names = ["序号", "名称", "面积"]
    >>> is_guide(["示例", "甲驿站", "20"], names, lambda text: ""), is_guide(["1", "2", "3"], names, lambda text: "")
    (True, True)
    >>> is_guide(["1", "甲驿站", "（平方米）"], names, lambda text: {"名称": "name"}.get(text, ""))
    False
    >>> is_guide(["说明", "（郑州银行）驿站（二楼）", "（20）"], names, lambda text: {"名称": "name"}.get(text, ""))
    False
    """
    titles = [*names, *[""] * (len(row) - len(names))]
    own = [cell for cell, title in zip(row, titles, strict=False) if cell and cell != title]
    if not own:
        return False
    names_of_site = [cell for cell, title in zip(row, titles, strict=False) if cell and recognise(title) == "name"]
    if len(set(own)) == 1 and _LABELLED.match(own[0]):
        return True
    is_named = any(_STATION.fullmatch(cell) for cell in names_of_site)
    if len(own) > 1 and _LABEL.fullmatch(own[0]):
        return not is_named or "例" in own[0]
    if any(_EXAMPLE_NAME.match(cell) for cell in names_of_site):
        return True
    if is_named:
        return False
    notes = sum(bool(_NOTE.fullmatch(cell)) for cell in own)
    is_noted = 3 * notes >= 2 * len(own) and all(cell in titles or _NOTE.fullmatch(cell) for cell in names_of_site)
    return is_noted or _counts([cell for cell, title in zip(row, titles, strict=False) if title])


def _counts(cells: Sequence[str]) -> bool:
    """Tell whether cells only number the columns: 1, 2, 3 or 甲, 乙, 1, 2."""
    bare = [cell.strip("（()）") for cell in cells]
    stems = next((place for place, cell in enumerate(bare) if cell != _STEMS[place : place + 1]), len(bare))
    rest = bare[stems:]
    numbered = any(rest == [str(start + place) for place in range(len(rest))] for start in (1, stems + 1))
    return len(bare) > 2 and numbered
