"""What a picture says of itself."""

from unionmap.export.pictures.frames import Frame
from unionmap.export.pictures.letters import short
from unionmap.export.pictures.marks import Drawn
from unionmap.places import area_name
from unionmap.text import plain, say
from unionmap.workflows.load import catalogue

_INCH_M = 0.0254
_SHIPPED = "{kind}.csv"
_MOST_LISTS, _LONGEST_LIST = 3, 48


def title(drawn: list[Drawn], adcode: str, lang: str) -> str:
    """Return a heading that names area and kind, or the one route."""
    lines = [name for part in drawn if part.kind.key == "bus_route" for name in part.rows["name"]]
    kinds = {part.kind.key for part in drawn}
    routes = {"bus_route", "bus_stop"}
    only = "bus_route" if kinds and kinds <= routes else next(iter(kinds)) if len(kinds) == 1 else ""
    if only == "bus_route" and len(lines) == 1:
        return str(lines[0])
    label = next((part.kind.label.get(lang) for part in drawn if part.kind.key == only), "")
    what = say("picture.one_kind", lang, kind=label) if label else say("picture.sites", lang)
    key = "picture.title_in" if adcode else "picture.title"
    return say(key, lang, what=what, area=area_name(adcode, lang) if adcode else "")


def only(words: str, lang: str) -> str:
    """Return to what the sites were narrowed, or ``""``."""
    said = short(words, _LONGEST_LIST)
    return say("picture.only", lang, only=said) if said else ""


def counts(drawn: list[Drawn], lang: str) -> tuple[str, ...]:
    """Return what is shown, and what not and why."""
    total = sum(len(part.rows) for part in drawn)
    shown = sum(int(part.shown.sum()) for part in drawn)
    rough = sum(int((part.shown & part.rough).sum()) for part in drawn)
    unlocated = sum(int((~part.located).sum()) for part in drawn)
    beyond = total - shown - unlocated
    said = [say("picture.shown", lang, shown=f"{shown:,}", total=f"{total:,}")]
    for key, count in (("picture.rough", rough), ("picture.unlocated", unlocated), ("picture.beyond", beyond)):
        said += [say(key, lang, count=f"{count:,}")] if count else []
    return tuple(said)


def facts(drawn: list[Drawn], frame: Frame, inches_per_m: float, paper: str, lang: str) -> tuple[str, ...]:
    """Return date, datum, projection and, on paper, the scale."""
    newest = max((part.rows["source_date"].max() for part in drawn), default="") or say("card.undated", lang)
    said = [say("export.newest", lang, date=newest), say("export.datum", lang), frame.said(lang)]
    if paper:
        ratio = 1 / (inches_per_m * frame.plane_m(1_000.0) / 1_000.0 * _INCH_M)
        said.append(say("picture.ratio", lang, ratio=f"{float(f'{ratio:.3g}'):,.0f}", paper=paper))
    return tuple(said)


def sources(drawn: list[Drawn], lang: str, *, ground: bool, watered: bool) -> str:
    """Return what is owed to whom: for the base map, the sources of the kinds shown, the lists of users."""
    shipped = {part.kind.key for part in drawn if (part.rows["list_file"] == _SHIPPED.format(kind=part.kind.key)).any()}
    base_layers = ({"tianditu"} if ground else set()) | ({"naturalearth"} if watered else set())
    below: list[str] = []
    lines: list[str] = []
    for source in catalogue()["sources"]:
        owed = [part.strip() for part in source["attribution"].split(";")]
        if source["source_id"] in base_layers:
            below += owed
        elif shipped & set(source["layers"].split(";")):
            lines += [say("picture.news", lang)] if source["source_id"] == "news" else owed
    said = dict.fromkeys(filter(None, [*below, *lines, *_lists(drawn, lang)]))
    return say("picture.joint", lang).join(said) or say("card.undated", lang)


def _lists(drawn: list[Drawn], lang: str) -> list[str]:
    """Name the lists that users imported, or what their rows give as source."""
    names: dict[str, None] = {}
    for part in drawn:
        own = part.rows[part.rows["list_file"] != _SHIPPED.format(kind=part.kind.key)]
        names |= dict.fromkeys(own["source_title"].where(own["source_title"] != "", own["list_file"]).unique())
    held = [name for name in names if name]
    more = [say("picture.more", lang, count=len(held) - _MOST_LISTS)] if len(held) > _MOST_LISTS else []
    return [short(name, _LONGEST_LIST) for name in held[:_MOST_LISTS]] + more


def approval(number: str, lang: str) -> str:
    """Return the line of the map approval number, or that there is none."""
    said = plain(number)
    return say("picture.approval", lang, number=said) if said else say("picture.no_approval", lang)
