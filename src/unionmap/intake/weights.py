"""How much a note weighs: what the clerk must not miss comes first, what is only told comes last."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

Remark = tuple[str, Mapping[str, Any]]
"""Key of a phrase and what fills its blanks."""


class Weight(IntEnum):
    """What a note asks of the clerk."""

    WARNING = 0
    """The list is not shown as its clerk means it: something must be mended or settled first."""
    CHECK = 1
    """Something was guessed, lowered or left out."""
    TOLD = 2
    """How the list was read."""


_WARNINGS = """
rows.none_located rows.no_coordinates rows.name_guessed rows.names_numbers rows.names_same rows.all_swapped
rows.packed_read rows.packed_suspected
rows.datum_disagree rows.datum_disputed rows.datum_contradicted rows.datum_assumed rows.closed
intake.read_bytes_damaged rows.damaged intake.read_second_table intake.read_second_block intake.read_sheets_alike
intake.read_crs_two
"""
_TO_CHECK = """
rows.lowered rows.few_decimals rows.invented rows.proposed rows.columns_by_content rows.dms_unmarked
rows.datum_inferred rows.datum_remarked rows.datum_word_unknown rows.projection_inferred rows.crs_missing
intake.read_crs_unreadable rows.kind_unknown rows.hours_unreadable rows.hours_unclear rows.date_unreadable
rows.order_unreadable rows.id_ignored rows.sheet_ignored intake.read_sheets_joined intake.read_tables_joined
rows.columns_moved intake.read_sheet_chosen
intake.read_layer_chosen intake.read_sheets_hidden intake.read_turned intake.read_guides
intake.read_rows_too_long intake.read_quotes_literal intake.read_nul_removed
"""
_WEIGHTS = {**dict.fromkeys(_WARNINGS.split(), Weight.WARNING), **dict.fromkeys(_TO_CHECK.split(), Weight.CHECK)}
"""Notes by their weight, in the order in which they are told; what is not here is only told."""

_PLACE = {key: place for place, key in enumerate(_WEIGHTS)}


def weight(key: str) -> Weight:
    """Return the weight of a note by the key of its phrase.

    Examples
    --------
    >>> weight("rows.none_located").name, weight("rows.extras_kept").name
    ('WARNING', 'TOLD')
    """
    return _WEIGHTS.get(key, Weight.TOLD)


def ordered(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return notes as they are to be told; those of one phrase, and those that are only told, as they were made."""
    return tuple(sorted(remarks, key=lambda remark: _PLACE.get(remark[0], len(_PLACE))))
