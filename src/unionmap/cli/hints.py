"""Which option would help, by what was said: the sentences themselves name none, for the page says them too."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from unionmap.text import say

_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "rows.needs_crs": "hint.projection",
        "rows.projection_inferred": "hint.projection",
        "rows.datum_inferred": "hint.datum",
        "rows.datum_assumed": "hint.datum",
        "rows.datum_disputed": "hint.datum",
        "account.datum_before": "hint.datum",
        "intake.file_no_name_column": "hint.map",
        "intake.file_half_coordinates": "hint.map",
        "rows.columns_by_content": "hint.map",
        "intake.file_no_sheet": "hint.sheet",
        "intake.read_sheet_chosen": "hint.sheet",
        "intake.read_layer_chosen": "hint.sheet",
        "account.overlap": "hint.list",
    }
)


def hint(keys: Iterable[str], lang: str) -> str:
    """Return one line about the options that answer the phrases of these keys, ``""`` where none does.

    Examples
    --------
    >>> hint(["rows.datum_assumed", "rows.no_name"], "en")
    'Options: --datum states the datum (--datum gcj02)'
    """
    found = dict.fromkeys(_HINTS[key] for key in keys if key in _HINTS)
    return (
        say("hint.options", lang, said=say("hint.joint", lang).join(say(key, lang) for key in found)) if found else ""
    )
