"""What fields of a site and their values are called in the language of the page."""

from unionmap.ui import state
from unionmap.workflows import telling


def field(name: str) -> str:
    """Return what a column is called; a further column of a list is called as the list calls it."""
    return telling.field(name, state.lang())


def value(name: str, cell: str) -> str:
    """Return what a cell of a column says: keys by their labels, anything else as it is, a blank as such."""
    return telling.value(name, cell, state.lang())
