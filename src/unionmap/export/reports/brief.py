"""The one-page report: what fits on a page, by construction."""

from bisect import bisect

from unionmap import schema
from unionmap.export.pictures.letters import short
from unionmap.export.reports import layout
from unionmap.export.reports.counts import Tally, Unit, total
from unionmap.export.reports.facts import Facts, figure, label, unit_name
from unionmap.export.reports.tree import Block, Heading, Paragraph, Picture, Row, Table
from unionmap.text import plain, say

_MOST_UNITS, _FEWEST_UNITS = 40, 3
_MOST_SOURCES = 4
_NAME = 80.0
"""Least width of the column of names, points."""


def blocks(title: str, shown: Picture, facts: Facts) -> tuple[Block, ...]:
    """Return the report with as many cities or counties as the page holds; the others are summed up in one row."""
    heading = short(title)
    tried = range(_FEWEST_UNITS, min(_MOST_UNITS, max(len(facts.units), _FEWEST_UNITS)) + 1)
    fitting = bisect(tried, False, key=lambda most: not layout.fits(heading, _blocks(shown, facts, most)))
    return _blocks(shown, facts, tried[max(fitting - 1, 0)])


def _blocks(shown: Picture, facts: Facts, most: int) -> tuple[Block, ...]:
    lang = facts.lang
    made: list[Block] = [Paragraph(facts.summed), shown]
    if facts.units:
        made += [Heading(say(f"report.by_{facts.level}", lang)), _by_unit(facts, most)]
        made += [Paragraph(say("report.columns", lang), small=True)]
    made += [Heading(say("report.sources_and_doubts", lang))]
    made += [Paragraph(text, small=True) for text in (*_sources(facts), _doubts(facts))]
    return tuple(made)


def _by_unit(facts: Facts, most: int) -> Table:
    lang, held = facts.lang, list(facts.kinds)
    few = len(facts.units) <= most
    first = facts.units if few else facts.units[: most - 1]
    header = (
        say(f"report.unit_{facts.level}", lang),
        *(label(kind, lang) for kind in held),
        *(say(f"report.{name}", lang) for name in Tally._fields),
    )
    widths = _widths(header)
    rows = [_row(_name(unit, facts, widths[0]), unit.kinds, unit.tally, held) for unit in first]
    if not few:
        rest = facts.units[most - 1 :]
        others = say(f"report.others_{facts.level}", lang, count=figure(len(rest)))
        kinds = {kind: total(unit.kinds[kind] for unit in rest if kind in unit.kinds) for kind in held}
        rows.append(_row(others, kinds, total(unit.tally for unit in rest), held))
    whole = _row(say("report.all", lang), facts.kinds, facts.total, held)
    return Table(header, (*rows, Row(whole.cells, strong=True)), widths, (False, *[True] * (len(widths) - 1)))


def _widths(header: tuple[str, ...]) -> tuple[float, ...]:
    """Return widths in points that hold the longest word of each heading; what is left goes to all alike."""
    pen = layout.pen()
    words = [max(pen.width(word, layout.CELL.size) * 72 for word in cell.split()) for cell in header[1:]]
    least = [_NAME, *(width + 2 * layout.CELL_SIDE + 1 for width in words)]
    left = (layout.WIDTH - sum(least)) / len(least)
    return tuple(width + left for width in least)


def _name(unit: Unit, facts: Facts, width: float) -> str:
    return layout.cut(layout.pen(), plain(unit_name(unit, facts)), width - 2 * layout.CELL_SIDE)


def _row(name: str, kinds: dict[str, Tally], whole: Tally, held: list[str]) -> Row:
    inner = [figure(kinds[kind].listed if kind in kinds else 0) for kind in held]
    return Row((name, *inner, *map(figure, whole)))


def _sources(facts: Facts) -> list[str]:
    lang = facts.lang
    first = facts.sources.head(_MOST_SOURCES)
    if not len(first):
        return []
    unknown = say("card.undated", lang)
    said = [
        say(
            "report.one_source",
            lang,
            title=short(title, 80) or unknown,
            date=short(date, 24) or unknown,
            count=n,
        )
        for title, date, n in zip(first["source_title"], first["source_date"], map(figure, first["sites"]), strict=True)
    ]
    joint = say("data.total_joint", lang)
    return [say("report.sources_in_words", lang, count=figure(len(facts.sources)), sources=joint.join(said))]


def _doubts(facts: Facts) -> str:
    lang = facts.lang
    if not facts.doubted:
        return say("report.no_doubts", lang)
    each = [
        say("report.one_doubt", lang, label=schema.DOUBTS[code].get(lang), count=figure(count))
        for code, count in facts.doubts.items()
    ]
    said = {"listed": figure(facts.total.listed), "count": figure(facts.doubted)}
    return say("report.doubts_in_words", lang, doubts=say("data.total_joint", lang).join(each), **said)
