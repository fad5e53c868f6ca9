"""Which body a list comes from and of when it is, as the lines above its table and below it say."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from unionmap import cells, kernels
from unionmap.intake import phrases, region
from unionmap.intake.table import Table

FIELDS = ("source_title", "source_date")
"""Fields that such lines can tell."""

_HAN = r"\u4e00-\u9fff"
_ALONE = rf"(?<![{_HAN}])"
_OF_PLACES = "".join(f"(?<!{word})" for word in ("坐标", "位置", "点位", "地址", "经纬度"))
_BODY = "单位|机构|部门|工会"
_SENT = "填报|填表|上报|报送|呈报|申报|提供|发布|公布"
_MADE = "制表|编制|制作|统计|汇总|编报|整理"

_SOURCES = (
    rf"{_OF_PLACES}(?:数据|资料|信息)来源(?:{_BODY})?|{_ALONE}(?:来源|出处|source)",
    rf"(?:数据|信息)?(?:{_SENT})(?:{_BODY})(?:名称)?|{_ALONE}(?:reported|published|provided) by",
    rf"(?:{_MADE})(?:{_BODY})(?:名称)?|{_ALONE}(?:prepared|compiled) by",
    rf"{_ALONE}单位(?:名称)?",
)
_DATES = (
    r"(?:数据|统计|截止|截至|汇总|采集)(?:截止|截至)?(?:时间|日期|时点|年月)|数据截[至止]|as of",
    rf"(?:更新|修订|{_SENT})(?:于|时间|日期|年月)?|{_ALONE}(?:last )?updated?(?: on| at)?",
    rf"(?:{_MADE}|打印|导出|生成)(?:于|时间|日期|年月)?",
    rf"{_ALONE}(?:日期|时间|date)",
)
"""Labels, the plainest first: of two that say different things the plainer one counts."""

_OTHERS = (
    r"(?:填报|填表|制表|审核|审批|复核|校对|联系|负责|责任|经办|统计|报送|上报|主管|签发|分管)(?:人员?|者|领导)?"
    r"|联系(?:电话|方式)|电话|手机|备注|注|说明|页码|编号"
)


_AFTER = r"\s*(?:\([^()]{0,12}\))?\s*"
_LABEL = re.compile(
    "|".join(
        [
            *(f"(?P<s{rank}>{words}){_AFTER}(?::|(?=\\s|$))" for rank, words in enumerate(_SOURCES[:3])),
            f"(?P<s3>{_SOURCES[3]}){_AFTER}:",
            *(f"(?P<d{rank}>{words}){_AFTER}(?::|(?=\\s*(?:\\d|$)))" for rank, words in enumerate(_DATES)),
            r"(?P<d>截\s*[至止])\s*:?",
            f"(?P<other>{_OTHERS}){_AFTER}:",
            rf"(?P<strange>(?:^|(?<=[\s,;|。、)]))[{_HAN}]{{2,8}}){_AFTER}:",
        ]
    ),
    re.IGNORECASE,
)
_SPREAD = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:\s+[{_HAN}]){{1,9}}(?={_AFTER}:)")
"""A label spread out: 填 报 单 位."""

_DATE = re.compile(r"\d{4}\s*[年./-]\s*(?:\d{1,2}(?:\s*[月./-]\s*(?:\d{1,2}\s*日?)?)?)?|\d{8}(?!\d)|\d{4}(?!\d)")
_NUMERALS = re.compile(r"([〇零○一二三四五六七八九]{4})\s*年(?:\s*([一二三四五六七八九十]{1,3})\s*月)?")
_DAY = re.compile(r"(?<=月)\s*([一二三四五六七八九十]{1,3})\s*日")
_RANGE = re.compile(r"\s*(?:[-—–~至到]|[之以]?[前后来])")
_YEAR_ENDS = re.compile(r"[底末度]?\s*(?:[,;。、)(|]|$)")
_IS_BODY = re.compile(r"(?:总工会|工会|委员会|办公室|公司|集团|中心|银行|街道|[分支]行|[局委办部厅处院校所社会站网])$")
_STAMPS = re.compile(r"\([^()]*(?:章|签)[^()]*\)|_{2,}")
_PLACEHOLDER = re.compile(r"[xX×*＊]{2,}|某|\.{3,}|…|全称|填写|加盖|请")
_TRIM = " \t\u3000,;|。、:_-—()"
_LONGEST, _LONGEST_TITLE = 400, 60


class _Said(NamedTuple):
    rank: int
    value: str


PROVINCE = "province"
"""adcode of the province that such lines name, told beside those fields."""


def told(table: Table, file: str = "") -> "dict[str, pd.Series[str]]":
    """Return what the lines around a table say of each row: `FIELDS` and `PROVINCE`, ``""`` where they say nothing.

    What stands on one sheet is said of its own rows; the name of the file is said of all. A corrected list of refused
    rows carries what its first import was told.

    Parameters
    ----------
    table : Table
    file : str, default ""
        Name of the file.
    """
    carried = table.carried.get("sources")
    if table.sheet_column and isinstance(carried, Mapping):
        sources = {str(sheet): _carried(source) for sheet, source in carried.items()}
        sheets = table.cells[table.sheet_column]
        of = {field: {sheet: own.get(field, "") for sheet, own in sources.items()} for field in (*FIELDS, PROVINCE)}
        return {field: kernels.each_text(sheets, partial(_looked_up, known)) for field, known in of.items()}
    found = _pieces(table, file)
    return {field: table.spread([source.get(field, "") for source in found]) for field in (*FIELDS, PROVINCE)}


def _looked_up(known: Mapping[str, str], sheet: str) -> str:
    return known.get(sheet, "")


def by_sheet(table: Table, file: str = "") -> dict[str, dict[str, str]]:
    """Return what is told by sheet, to be carried along with refused rows; not where one sheet is told two things."""
    carried = table.carried.get("sources")
    if isinstance(carried, Mapping):
        return {str(sheet): _carried(source) for sheet, source in carried.items()}
    sources: dict[str, list[dict[str, str]]] = {}
    for piece, source in zip(table.pieces, _pieces(table, file), strict=True):
        sources.setdefault(piece.sheet, []).append(source)
    return {sheet: found[0] for sheet, found in sources.items() if found[0] and all(one == found[0] for one in found)}


def _pieces(table: Table, file: str) -> list[dict[str, str]]:
    carried = table.carried.get("source")
    found = list[dict[str, str]]()
    for piece in table.pieces:
        lines = [] if isinstance(carried, Mapping) else [*piece.titles, *piece.footers]
        own = _carried(carried) if isinstance(carried, Mapping) else read(lines)
        found.append({**_filled({PROVINCE: region.named([*piece.titles, piece.sheet, file])}), **own})
    return found


def _carried(source: Any) -> dict[str, str]:
    held = source if isinstance(source, Mapping) else {}
    title, date, province = (str(held.get(field, "")) for field in (*FIELDS, PROVINCE))
    known = {PROVINCE: province if region.is_province(province) else ""}
    return _filled({"source_title": _title(title), "source_date": phrases.read_date(date[:_LONGEST]), **known})


def read(lines: Sequence[str]) -> dict[str, str]:
    """Read the body and the date that lines name.

    Examples
    --------
    >>> read(["单位：个", "数据来源：高德地图", "截至2024年6月底"])
    {'source_title': '高德地图', 'source_date': '2024-06'}
    >>> read(["填报日期：   年  月  日", "填报单位：XX市总工会"])
    {}
    """
    titles, dates = list[_Said](), list[_Said]()
    for line in lines:
        plain = unicodedata.normalize("NFKC", line[:_LONGEST]).strip()
        _read(_SPREAD.sub(lambda found: re.sub(r"\s", "", found.group()), plain), titles, dates)
    return _filled({"source_title": _plainest(titles), "source_date": _plainest(dates)})


def _read(line: str, titles: list[_Said], dates: list[_Said]) -> None:
    labels = list(_LABEL.finditer(line))
    if not labels:
        dates.append(_Said(len(_DATES), _whole_day(line)))
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(line)
        value, name = line[label.end() : end], label.lastgroup or ""
        if name[0] == "d":
            dates.append(_Said(int(name[1:] or 0), _date(value)))
        elif name[0] == "s" and name[1:].isdigit():
            body, day = _parted(value)
            titles.append(_Said(int(name[1:]), _title(body, must_be_body=name == "s3")))
            dates.append(_Said(len(_DATES), day))


def _plainest(said: Sequence[_Said]) -> str:
    known = [(rank, value) for rank, value in said if value]
    best = {value for rank, value in known if rank == min(known)[0]}
    return best.pop() if len(best) == 1 else ""


def _filled(found: Mapping[str, str]) -> dict[str, str]:
    return {field: value for field, value in found.items() if value}


def _title(value: str, *, must_be_body: bool = False) -> str:
    bare = re.split("[;。|]", _STAMPS.sub(" ", value).strip(_TRIM), maxsplit=1)[0].strip(_TRIM)
    first = re.split(r"\s", bare, maxsplit=1)[0].strip(_TRIM)
    bare = first if _IS_BODY.search(first) and not _IS_BODY.search(bare) else bare
    if len(bare) > _LONGEST_TITLE or cells.says_nothing(bare) or _PLACEHOLDER.search(bare):
        return ""
    return bare if re.search(r"[^\W\d_]{2}", bare) and (not must_be_body or _IS_BODY.search(bare)) else ""


def _parted(value: str) -> tuple[str, str]:
    """Part a day that closes the line from the name of a body before it."""
    found = next((hit for hit in _DATE.finditer(value) if _whole_day(value[hit.start() :])), None)
    return (value[: found.start()], _whole_day(value[found.start() :])) if found else (value, "")


def _whole_day(text: str) -> str:
    """Return the day that a text is, and nothing but that."""
    day = phrases.read_date(_arabic(text).strip(_TRIM)) if re.search(r"\d{4}|年", text) else ""
    return day if len(day) == len("2024-03-05") else ""


def _date(value: str) -> str:
    """Return the date that a text begins with; ``""`` for a span of time, and a year among other words."""
    text = _arabic(value).lstrip(_TRIM)
    found = _DATE.match(text)
    if not found or _RANGE.match(text, found.end()):
        return ""
    day = phrases.read_date(found.group().strip(" ./-"))
    return day if len(day) > len("2024") or _YEAR_ENDS.match(text, found.end()) else ""


def _arabic(text: str) -> str:
    """Write a date in Chinese numerals with digits."""

    def number(said: str) -> str:
        return str(phrases.read_order(said) or said)

    def year(found: re.Match[str]) -> str:
        digits = "".join(str("〇一二三四五六七八九".index(sign)) for sign in re.sub("[零○]", "〇", found[1]))
        return f"{digits}年" + (f"{number(found[2])}月" if found[2] else "")

    return _DAY.sub(lambda found: f"{number(found[1])}日", _NUMERALS.sub(year, text))
