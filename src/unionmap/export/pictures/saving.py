"""A figure as the content of a file."""

import io
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from unionmap.errors import UnknownNameError
from unionmap.export.pictures import FORMS
from unionmap.text import plain

_SETTINGS: Any = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "unionmap",
    "savefig.bbox": None,
    "savefig.transparent": False,
}
_LOCK = Lock()
"""matplotlib has these for the whole process only: they are set while a file is written, by one thread at a time."""

_NOTED: dict[str, dict[str, Any]] = {
    "png": {"Software": "unionmap"},
    "svg": {"Date": None},
    "pdf": {"Creator": "unionmap", "CreationDate": None},
}


def check(form: str) -> None:
    """Raise `UnknownNameError` unless a form is one of `FORMS`."""
    if form not in FORMS:
        raise UnknownNameError("form", form, FORMS)


def content(figure: Figure, form: str) -> bytes:
    """Return a figure as one of `FORMS`; the same figure gives the same bytes."""
    noted: dict[str, Any] = {**_NOTED[form], "Title": plain(str(figure.get_label()))}
    file = io.BytesIO()
    with _LOCK, mpl.rc_context(_SETTINGS):
        figure.savefig(file, format=form, dpi=figure.dpi, facecolor="white", bbox_inches=None, metadata=noted)
    return file.getvalue()
