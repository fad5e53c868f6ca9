"""The forms in which sites are taken away. A new form is one entry here; the command line and the page follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd

from unionmap import schema
from unionmap.errors import UnknownNameError
from unionmap.export.datums import DATUMS
from unionmap.export.geopackage import gpkg
from unionmap.export.html import offline_page
from unionmap.export.placemarks import kml
from unionmap.export.shapefile import shp
from unionmap.export.tables import csv, geojson
from unionmap.export.workbook import xlsx


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes
    ----------
    key : str
        Stable key.
    mime : str
        What browsers are told.
    make : callable
        Sites, title, language, datum to the content of the file.
    ending : str, default ""
        Ending of the file's name, where it is not the key.
    datums : tuple of str, default all
        Datums that it can be in.
    means_wgs84 : bool, default False
        Programs take it for WGS-84 whatever it says: in another datum its name has to tell.
    """

    key: str
    mime: str
    make: Callable[[schema.Sites, str, str, str], bytes]
    ending: str = ""
    datums: tuple[str, ...] = tuple(DATUMS)
    means_wgs84: bool = False

    def name(self, stem: str, datum: str = "wgs84") -> str:
        """Return a name for the file.

        Examples
        --------
        >>> FORMS["shp"].name("sites"), FORMS["kml"].name("sites", "gcj02")
        ('sites.zip', 'sites_gcj02.kml')
        """
        return f"{stem}{'' if datum == 'wgs84' else f'_{datum}'}.{self.ending or self.key}"


def _one(sites: schema.Sites) -> gpd.GeoDataFrame:
    held = [frame for frame in sites.values() if len(frame)]
    return held[0] if len(held) == 1 else schema.merge(sites)


def _page(sites: schema.Sites, title: str, lang: str, _: str) -> bytes:
    return offline_page(sites, title=title, lang=lang).encode()


def _geojson(sites: schema.Sites, _: str, __: str, datum: str) -> bytes:
    return geojson(_one(sites), datum=datum).encode()


def _csv(sites: schema.Sites, _: str, __: str, datum: str) -> bytes:
    return csv(_one(sites), datum=datum).encode()


def _xlsx(sites: schema.Sites, _: str, lang: str, datum: str) -> bytes:
    return xlsx(_one(sites), lang=lang, datum=datum)


def _gpkg(sites: schema.Sites, _: str, __: str, datum: str) -> bytes:
    return gpkg(sites, datum=datum)


def _shp(sites: schema.Sites, _: str, lang: str, datum: str) -> bytes:
    return shp(sites, lang=lang, datum=datum)


def _kml(sites: schema.Sites, title: str, lang: str, datum: str) -> bytes:
    return kml(sites, title=title, lang=lang, datum=datum)


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.key: form
        for form in (
            Form("html", "text/html", _page, datums=("wgs84",)),
            Form("geojson", "application/geo+json", _geojson, means_wgs84=True),
            Form("csv", "text/csv", _csv),
            Form("xlsx", _SHEET, _xlsx),
            Form("gpkg", "application/geopackage+sqlite3", _gpkg),
            Form("shp", "application/zip", _shp, ending="zip"),
            Form("kml", "application/vnd.google-earth.kml+xml", _kml, means_wgs84=True),
        )
    }
)
"""All forms, in the order in which they are offered."""


def content(sites: schema.Sites, form: str, *, title: str = "", lang: str = "zh", datum: str = "wgs84") -> bytes:
    """Return sites as the content of a file.

    Parameters
    ----------
    sites : Sites
        What to write. Sites of one kind only give a table with the columns of that kind alone.
    form : str
        Key of `FORMS`.
    title : str, default ""
        Heading of a page, name of a KML document.
    lang : str, default "zh"
        Language of what is neither data nor name of a column.
    datum : str, default "wgs84"
        ``wgs84``, ``cgcs2000`` or ``gcj02``; the file names it. `Form.name` gives a name that tells it too.

    Raises
    ------
    UnknownNameError
        If there is no such form, or it is not made in this datum.
    InputError
        If the form cannot hold the sites.

    Examples
    --------
    >>> import unionmap as um
    >>> content(um.load(), "gpkg", datum="cgcs2000")[:15]
    b'SQLite format 3'
    """
    if form not in FORMS:
        raise UnknownNameError("form", form, FORMS)
    if datum not in FORMS[form].datums:
        raise UnknownNameError(f"datum of {form}", datum, FORMS[form].datums)
    return FORMS[form].make(sites, title, lang, datum)
