"""The forms in which sites are taken away. A new form is one entry here; the command line and the page follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd

from unionmap import schema
from unionmap.errors import UnknownNameError
from unionmap.export.geopackage import gpkg
from unionmap.export.html import offline_page
from unionmap.export.tables import csv, geojson
from unionmap.export.workbook import xlsx


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes
    ----------
    key : str
        Stable key, which is also the ending of the file's name.
    mime : str
        What browsers are told.
    make : callable
        Sites, title, language to the content of the file.
    """

    key: str
    mime: str
    make: Callable[[schema.Sites, str, str], bytes]


def _one(sites: schema.Sites) -> gpd.GeoDataFrame:
    held = [frame for frame in sites.values() if len(frame)]
    return held[0] if len(held) == 1 else schema.merge(sites)


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.key: form
        for form in (
            Form("html", "text/html", lambda sites, title, lang: offline_page(sites, title=title, lang=lang).encode()),
            Form("geojson", "application/geo+json", lambda sites, *_: geojson(_one(sites)).encode()),
            Form("csv", "text/csv", lambda sites, *_: csv(_one(sites)).encode()),
            Form("xlsx", _SHEET, lambda sites, _, lang: xlsx(_one(sites), lang=lang)),
            Form("gpkg", "application/geopackage+sqlite3", lambda sites, *_: gpkg(sites)),
        )
    }
)
"""All forms, in the order in which they are offered."""


def content(sites: schema.Sites, form: str, *, title: str = "", lang: str = "zh") -> bytes:
    """Return sites as the content of a file.

    Parameters
    ----------
    sites : Sites
        What to write. Sites of one kind only give a table with the columns of that kind alone.
    form : str
        Key of `FORMS`.
    title : str, default ""
        Heading of a page.
    lang : str, default "zh"
        Language of what is neither data nor name of a column.

    Raises
    ------
    UnknownNameError
        If there is no such form.
    InputError
        If the form cannot hold the sites.

    Examples
    --------
    >>> import unionmap as um
    >>> content(um.load(), "gpkg")[:15]
    b'SQLite format 3'
    """
    if form not in FORMS:
        raise UnknownNameError("form", form, FORMS)
    return FORMS[form].make(sites, title, lang)
