"""What was asked for, and the report that answers it."""

from dataclasses import dataclass

from unionmap import places, schema
from unionmap.errors import InputError, UnknownNameError
from unionmap.export.pictures import picture, sheets
from unionmap.export.pictures.letters import short
from unionmap.export.reports import FORMS, LENGTHS, brief, full
from unionmap.export.reports.facts import Facts, gather
from unionmap.export.reports.tree import Document, Picture, cleaned
from unionmap.text import LANGUAGES, plain, say
from unionmap.workflows.load import narrow

_INCH_MM = 25.4
_SIZE = "report"


@dataclass(frozen=True, slots=True)
class Wish:
    """What `unionmap.export.report` was asked for."""

    length: str
    title: str
    area: str
    approval: str
    lang: str
    only: str = ""


def check(sites: object, form: str, wish: Wish) -> None:
    """Raise an error where a report cannot be made: what it is of, its form, length or language."""
    for what, got, known in (
        ("form", form, FORMS),
        ("length", wish.length, LENGTHS),
        ("language", wish.lang, LANGUAGES),
    ):
        if got not in known:
            raise UnknownNameError(what, got, known)
    if not isinstance(sites, schema.Sites):
        raise InputError(f"a report takes the sites of um.load(), not {type(sites).__name__}")


def document(given: schema.Sites, wish: Wish) -> Document:
    """Return the report, every text in it clean."""
    area = wish.area.strip()
    if area not in ("", places.COUNTRY):
        area = places.find_unit(area)
        given = narrow(given, area=area)
    facts = gather(given, area, wish.lang, wish.only)
    title = plain(wish.title) or _title(area, wish.lang)
    shown = _picture(given, area, wish, facts)
    blocks = brief.blocks(title, shown, facts) if wish.length == "page" else full.blocks(shown, facts)
    return cleaned(Document(short(title) if wish.length == "page" else title, wish.lang, wish.length, blocks))


def _title(area: str, lang: str) -> str:
    if not area:
        return say("report.title", lang)
    return say("report.title_in", lang, area=places.area_name(area, lang))


def _picture(sites: schema.Sites, area: str, wish: Wish, facts: Facts) -> Picture:
    png = picture(sites, "png", size=_SIZE, lang=wish.lang, area=area, approval=wish.approval, only=wish.only)
    size = sheets.SIZES[_SIZE]
    return Picture(png, size.width * _INCH_MM, size.height * _INCH_MM, facts.summed)
