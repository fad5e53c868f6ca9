"""The full report: every figure in a table, every source, every doubt, every site without a place."""

from collections.abc import Iterable

from unionmap import facilities, maps, places, schema
from unionmap.export.reports.counts import Tally
from unionmap.export.reports.facts import MOST_LISTED, Facts, figure, label, unit_name
from unionmap.export.reports.tree import Block, Heading, Paragraph, Picture, Row, Table
from unionmap.text import say
from unionmap.workflows.load import attributions


def blocks(shown: Picture, facts: Facts) -> tuple[Block, ...]:
    """Return the sections of the report."""
    lang = facts.lang
    return (
        Heading(say("report.summary", lang)),
        *map(Paragraph, facts.summary),
        Heading(say("report.map", lang)),
        shown,
        *_counts(facts),
        *_officials(facts),
        *_stated(facts),
        *_doubts(facts),
        *_sources(facts),
        *_lost(facts),
    )


def _table(
    header: Iterable[str],
    rows: Iterable[Row],
    widths: tuple[float, ...],
    texts: Iterable[int] = (0,),
    part: float = 1.0,
) -> Table:
    """Return a table whose columns hold figures, but for those of ``texts``."""
    held = set(texts)
    figures = tuple(place not in held for place in range(len(widths)))
    return Table(tuple(header), tuple(rows), widths, figures, part)


def _counts(facts: Facts) -> list[Block]:
    lang, level = facts.lang, facts.level
    if not facts.kinds:
        return []
    tallies = [say(f"report.{name}", lang) for name in Tally._fields]
    all_of_it, kind_word = say("report.all", lang), say("report.kind", lang)
    by_kind = [Row((label(kind, lang), *map(figure, tally))) for kind, tally in facts.kinds.items()]
    by_kind.append(Row((all_of_it, *map(figure, facts.total)), strong=True))
    by_unit = []
    for unit in facts.units:
        name = unit_name(unit, facts)
        by_unit.append(Row((name, all_of_it, *map(figure, unit.tally)), strong=True))
        by_unit += [Row((name, label(kind, lang), *map(figure, tally))) for kind, tally in unit.kinds.items()]
    return [
        Heading(say("report.by_kind", lang)),
        _table([kind_word, *tallies], by_kind, (3, 1, 1, 1, 1)),
        Paragraph(say("report.columns", lang), small=True),
        Heading(say(f"report.by_{level}_and_kind", lang)),
        _table([say(f"report.unit_{level}", lang), kind_word, *tallies], by_unit, (2.4, 2.4, 1, 1, 1, 1), (0, 1)),
    ]


def _officials(facts: Facts) -> list[Block]:
    lang = facts.lang
    heading = Heading(say("report.officials", lang))
    if facts.only:
        return [heading, Paragraph(say("report.not_compared", lang, only=facts.only))]
    if not facts.officials:
        return [heading, Paragraph(say("report.no_officials", lang))]
    names = ("report.kind", "data.area", "report.published", "data.body", "data.date", "report.in_list", "report.share")
    rows = []
    for kind, entry, listed in facts.officials:
        published = int(entry["figure"])
        share = f"{listed / published:.2%}" if published else say("card.unknown", lang)
        said = (
            label(kind, lang),
            places.area_name(entry["adcode"], lang),
            figure(published),
            entry["body"],
            entry["date"],
        )
        rows.append(Row((*said, figure(listed), share)))
    table = _table((say(name, lang) for name in names), rows, (1.6, 1, 1, 2.6, 1, 1.2, 1.2), (0, 1, 3, 4))
    return [heading, table, Paragraph(say("data.totals_note", lang), small=True)]


def _stated(facts: Facts) -> list[Block]:
    lang = facts.lang
    heading = Heading(say("report.stated", lang))
    if not facts.stated:
        return [heading, Paragraph(say("report.no_sites", lang))]
    names = ("kind", "listed", "hours", "no_hours", "facilities", "no_facilities")
    rows = [
        Row((label(kind, lang), *map(figure, (n, hours, n - hours, offers, n - offers))))
        for kind, (n, hours, offers) in facts.stated.items()
    ]
    known = sum(of.facilities for of in facts.stated.values())
    made: list[Block] = [
        heading,
        _table((say(f"report.{name}", lang) for name in names), rows, (2, 1, 1.3, 1.3, 1.3, 1.3)),
    ]
    if facts.offered:
        held = [Row((facilities.get(key).label.get(lang), figure(n))) for key, n in facts.offered.items()]
        header = (say("report.facility", lang), say("report.offering", lang, known=figure(known)))
        made.append(_table(header, held, (2, 3), part=0.6))
    return made


def _doubts(facts: Facts) -> list[Block]:
    lang = facts.lang
    heading = Heading(say("report.doubts", lang))
    if not facts.doubted:
        return [heading, Paragraph(say("report.no_doubts", lang))]
    said = say("report.doubted", lang, listed=figure(facts.total.listed), count=figure(facts.doubted))
    rows = [Row((schema.DOUBTS[code].get(lang), figure(count))) for code, count in facts.doubts.items()]
    header = (say("report.doubt", lang), say("report.doubtful", lang))
    return [heading, Paragraph(said), _table(header, rows, (4, 1), part=0.8)]


def _sources(facts: Facts) -> list[Block]:
    lang, unknown = facts.lang, say("card.undated", facts.lang)
    made: list[Block] = [Heading(say("report.sources", lang))]
    shown = facts.sources.head(MOST_LISTED)
    cells = zip(shown["source_title"], shown["source_date"], shown["source_url"], shown["sites"], strict=True)
    rows = [
        Row((title or unknown, date or unknown, maps.cards.safe_url(url), figure(n))) for title, date, url, n in cells
    ]
    if rows:
        header = (say(f"report.{name}", lang) for name in ("source", "date", "address", "entries"))
        made.append(_table(header, rows, (3.4, 1.2, 4, 0.8), (0, 1, 2)))
    if len(facts.sources) > len(shown):
        made.append(Paragraph(say("report.more_sources", lang, count=figure(len(facts.sources) - len(shown)))))
    owed = say("picture.joint", lang).join(attributions())
    return [
        *made,
        Paragraph(say("export.sources", lang, sources=owed), small=True),
        Paragraph(say("export.datum", lang), small=True),
    ]


def _lost(facts: Facts) -> list[Block]:
    lang = facts.lang
    heading = Heading(say("report.unlocated_sites", lang))
    if not facts.lost:
        return [heading, Paragraph(say("report.none_unlocated", lang))]
    header = (say(f"report.{name}", lang) for name in ("name", "kind", "where"))
    made: list[Block] = [heading, _table(header, map(Row, facts.lost), (3, 1.4, 4), (0, 1, 2))]
    more = facts.total.unlocated - len(facts.lost)
    return [*made, Paragraph(say("report.more_sites", lang, count=figure(more)))] if more else made
