"""Take the sites away: one offline page, tables, files for GIS and Google Earth, a feed, QR codes."""

from unionmap.export.addresses import address
from unionmap.export.datums import DATUMS
from unionmap.export.feeds import feed
from unionmap.export.forms import FORMS, content
from unionmap.export.geopackage import gpkg
from unionmap.export.html import offline_page
from unionmap.export.pictures import figure, picture
from unionmap.export.placemarks import kml
from unionmap.export.reports import report
from unionmap.export.shapefile import shp
from unionmap.export.signs import filter_qr, station_qr
from unionmap.export.snippet import iframe
from unionmap.export.tables import csv, geojson, records
from unionmap.export.vendors import poi
from unionmap.export.workbook import xlsx

__all__ = [
    "DATUMS",
    "FORMS",
    "address",
    "content",
    "csv",
    "feed",
    "figure",
    "filter_qr",
    "geojson",
    "gpkg",
    "iframe",
    "kml",
    "offline_page",
    "picture",
    "poi",
    "records",
    "report",
    "shp",
    "station_qr",
    "xlsx",
]
