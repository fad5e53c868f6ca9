"""The opening hours of each row, from one column or several, as written; what was damaged or turned is noted."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from unionmap import hours, kernels
from unionmap.intake import clocks, composed, phrases, plain
from unionmap.intake.timetable import Part
from unionmap.intake.verdicts import Verdicts
from unionmap.text import listed

_LONGEST_WORD = 40


def written(
    take: Mapping[str, pd.Series], parts: Mapping[Part, pd.Series], index: pd.Index, verdicts: Verdicts
) -> pd.Series:
    """Return what a list says of its hours, in one text a row.

    Parameters
    ----------
    take : mapping of str to pandas.Series
        Field to its column.
    parts : mapping of Part to pandas.Series
        Columns of hours of some days, parts of the day or seasons.
    index : pandas.Index
    verdicts : Verdicts
        Takes the notes and the changes.
    """
    said = plain.text(take.get("opening_hours"), index)
    opens, closes = take.get(clocks.OPENS), take.get(clocks.CLOSES)
    times = [column for column in (opens, closes) if column is not None]
    times += [column for part, column in parts.items() if part.is_clock]
    whole = not any(map(clocks.has_bare_hours, times))
    if opens is not None and closes is not None:
        headers = str(opens.name), str(closes.name)
        verdicts.note("hours_joined", opens=headers[0][:40], closes=headers[1][:40])
        sides = clocks.of_day(opens, whole=whole), clocks.of_day(closes, whole=whole, closes=True)
        both = plain.text(sides[0], index) + "\0" + plain.text(sides[1], index)
        said = said.where(said != "", kernels.each_text(both, partial(_join, headers)))
    return _with_parts(said, parts, whole, verdicts) if parts else said


def _with_parts(said: pd.Series, parts: Mapping[Part, pd.Series], whole: bool, verdicts: Verdicts) -> pd.Series:
    told = {"\0": kernels.each_text(said, _turned)}
    for part, column in parts.items():
        bare = clocks.of_day(column, whole=whole, closes=part.role == "closes") if part.is_clock else column
        told[part.header] = kernels.each_text(bare, _turned)
        verdicts.change(told[part.header] != bare.str.strip(), "hours_turned", was=column)
    codes, rows = kernels.combined(pd.DataFrame(told), list(told))
    texts = [composed.compose(base, cells, list(parts)) for base, *cells in rows]
    return pd.Series(texts, dtype="str").take(codes).set_axis(said.index)


def _turned(cell: str) -> str:
    """Return a cell of hours, what a spreadsheet made a date of it turned back."""
    text, how = phrases.read_hours(cell)
    return text if how == "date" else cell.strip()


def _join(headers: tuple[str, str], both: str) -> str:
    opens, _, closes = both.partition("\0")
    return clocks.join(opens, closes, headers)


def read(said: pd.Series, verdicts: Verdicts) -> pd.Series:
    """Return hours as the schema holds them: as written, but for what is damaged or was turned into a date."""
    result = kernels.each_text(said, lambda cell: phrases.read_hours(cell)[0])
    how = kernels.each_text(said, lambda cell: phrases.read_hours(cell)[1])
    verdicts.change(how == "date", "hours_turned", was=said)
    verdicts.change(how == "unreadable", "hours_dropped", was=said)
    verdicts.note("hours_unreadable", how == "unreadable")
    meaning = kernels.each_text(result, lambda cell: hours.parse(cell).rules)
    unclear = (meaning == "") & (result != "")
    if unclear.any():
        examples = result[unclear].drop_duplicates().head(3)
        verdicts.note("hours_unclear", unclear, examples=listed(examples, longest=_LONGEST_WORD))
    return result
