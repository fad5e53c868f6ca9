"""What the account says of lines and columns that are no data."""

from collections.abc import Sequence

from unionmap.intake import headers
from unionmap.intake.readers.body import Body
from unionmap.intake.readers.refusal import listed, plain
from unionmap.intake.readers.sorting import NAMED
from unionmap.intake.table import Note
from unionmap.text import Words, joined

_SIGNS = 24
"""Signs of each line that is named."""


def remarks(header: headers.Header, shaped: Body, above: Sequence[Sequence[str]] = ()) -> list[Note]:
    """Name the lines that are no sites, and the columns beside the first ones that repeat them.

    Parameters
    ----------
    header : Header
    shaped : Body
    above : sequence of sequence of str
        The records above the list: titles, the header, and lines that say how to fill in the form.
    """
    guides = [(place, headers.title(above[place])) for place in header.guides if place < len(above)]
    titles = [
        (place, text) for place, row in enumerate(above) if place not in header.own and (text := headers.title(row))
    ]
    below = [(header.first_row + place, text) for place, text in shaped.kept.left]
    notes = [
        Note(key, {"lines": named(lines, count)})
        for key, lines, count in (
            ("read_guides", guides, len(guides)),
            ("read_left_out", titles + below, len(titles) + shaped.kept.footers),
        )
        if lines
    ]
    if len(shaped.slabs) > 1:
        notes.append(Note("read_tables_joined", {"lines": " + ".join(str(len(slab.records)) for slab in shaped.slabs)}))
    filled = listed(name for name in shaped.unread if (shaped.cells[name].str.strip() != "").any())
    lost = unread_rows(header, shaped)
    if lost:
        lines = Words(f"{lost} 行（{filled.zh}）", f"{lost} {'row' if lost == 1 else 'rows'} ({filled.en})")
        notes.append(Note("read_second_table", {"lines": lines}))
    elif filled.zh != "-":
        notes.append(Note("read_second_block", {"columns": filled}))
    return notes


def unread_rows(header: headers.Header, shaped: Body) -> int:
    """Count the rows that columns beside the first ones hold, where these are a table of sites, it seems."""
    columns = shaped.cells[list(shaped.unread if header.doubtful else ())]
    return int((columns.apply(lambda column: column.str.strip()) != "").any(axis=1).sum())


def named(lines: Sequence[tuple[int, str]], count: int) -> Words:
    """Name lines by their number and what they say; of many, the first few.

    Parameters
    ----------
    lines : sequence of (int, str)
        Place from 0, and what stands there.
    count : int
        How many there are.

    Examples
    --------
    >>> named([(0, "一览表"), (8, "合计 2")], 2).zh
    '第 1 行“一览表”、第 9 行“合计 2”'
    """
    said = [(place + 1, plain(" ".join(text.split()))[:_SIGNS]) for place, text in lines[:NAMED]]
    told = joined(Words(f"第 {line} 行“{text}”", f"line {line} “{text}”") for line, text in said)
    left = count - len(said)
    return told if not left else Words(f"{told.zh} 等 {count} 行", f"{told.en} and {left} more")
