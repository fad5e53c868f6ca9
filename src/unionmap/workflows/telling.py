"""What an import changes, in the words of its reader: what columns and their values are called, before and after."""

import pandas as pd

from unionmap import crs, facilities, kinds, schema
from unionmap.text import Words, catalogue, listed, say
from unionmap.workflows.compare import Difference

_FOLLOWS = {"given_x": "geometry", "given_y": "geometry", "adcode": "county", "city_adcode": "city"}
_FOLLOWS |= {"county_said": "county", "city_said": "city", "kind_said": "kind", "facilities": "services"}
"""Columns whose change says nothing that the change of another of the same site does not say."""

_CALLED = {"facilities": "card.facilities"}


def field(name: str, lang: str) -> str:
    """Return what a column is called; a further column of a list is called as the list calls it.

    Examples
    --------
    >>> field("opening_hours", "en"), field("管理单位", "en")
    ('opening hours', '管理单位')
    """
    key = _CALLED.get(name, f"import.field_{name}")
    return say(key, lang) if key in catalogue() else name


def value(name: str, cell: str, lang: str) -> str:
    """Return what a cell of a column says: keys by their labels, anything else as it is, a blank as such.

    Examples
    --------
    >>> value("precision", "none", "en"), value("error_m", "700.0", "en"), value("phone", "", "en")
    ('not located', '700', '(blank)')
    """
    if not cell:
        return say("import.blank", lang)
    if name == "error_m":
        return f"{float(cell):g}"
    codes = [_code(name, code, lang) for code in (cell.split(";") if name in ("doubts", "facilities") else [cell])]
    return listed(codes).get(lang) if name == "facilities" else ("；" if lang == "zh" else "; ").join(codes)


def _code(name: str, code: str, lang: str) -> str:
    label = _label(name, code)
    if label is not None:
        return label.get(lang)
    return say(key, lang) if (key := f"import.{name}_{code.lower()}") in catalogue() else code


def _label(name: str, code: str) -> Words | None:
    match name:
        case "kind" if code in kinds.KINDS:
            return kinds.KINDS[code].label
        case "precision" if code in schema.PRECISIONS:
            return schema.PRECISIONS[code].label
        case "doubts":
            return schema.DOUBTS.get(code)
        case "facilities" if code in facilities.FACILITIES:
            return facilities.FACILITIES[code].label
        case "given_datum" if crs.is_known(code):
            return crs.label(code)
    return None


def in_order(rows: pd.DataFrame, difference: Difference) -> pd.DataFrame:
    """Return rows of a difference in the order of the file; those that are not in it by their names."""
    ids = pd.concat([own["site_id"] for own in difference.sites.values()])
    place = rows["site_id"].map(pd.Series(range(len(ids)), index=ids))
    return rows.assign(place=place).sort_values(["place", "name"], kind="stable").drop(columns="place")


def changed(difference: Difference) -> pd.DataFrame:
    """Return the cells that differ, in the order of the file, without those that follow from others.

    Returns
    -------
    pandas.DataFrame
        Those rows of `Difference.details` that tell something.
    """
    details = in_order(difference.details, difference)
    there = pd.MultiIndex.from_frame(details[["site_id", "column"]])
    leading = details.assign(column=details["column"].map(_FOLLOWS).fillna(""))
    follows = pd.MultiIndex.from_frame(leading[["site_id", "column"]]).isin(there)
    return details[~follows]


def told(cells: pd.DataFrame, lang: str) -> list[str]:
    """Return what each cell of `changed` changes, as a line of words: its column, before and after."""
    each = zip(cells["column"], cells["before"], cells["after"], strict=True)
    return [
        say("import.change", lang, field=field(name, lang), before=value(name, old, lang), after=value(name, new, lang))
        for name, old, new in each
    ]
