"""What fields of a site and their values are called in the language of the page."""

from unionmap import crs, facilities, kinds, schema
from unionmap.text import Words, catalogue
from unionmap.ui import state
from unionmap.ui.state import words

_JOINT = "；"


def field(name: str) -> str:
    """Return what a column is called; a further column of a list is called as the list calls it."""
    return words(key) if (key := f"import.field_{name}") in catalogue() else name


def value(name: str, cell: str) -> str:
    """Return what a cell of a column says: keys by their labels, anything else as it is, a blank as such."""
    if not cell:
        return words("import.blank")
    if name == "error_m":
        return f"{float(cell):g}"
    said = (_code(name, code) for code in (cell.split(";") if name in ("doubts", "facilities") else [cell]))
    return _JOINT.join(said)


def _code(name: str, code: str) -> str:
    label = _label(name, code)
    if label is not None:
        return label.get(state.lang())
    return words(key) if (key := f"import.{name}_{code.lower()}") in catalogue() else code


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
