"""Take the sites away: one offline page, GeoJSON, GeoPackage, a table, a spreadsheet."""

from unionmap.export.forms import FORMS, content
from unionmap.export.geopackage import gpkg
from unionmap.export.html import offline_page
from unionmap.export.snippet import iframe
from unionmap.export.tables import csv, geojson, records
from unionmap.export.workbook import xlsx

__all__ = ["FORMS", "content", "csv", "geojson", "gpkg", "iframe", "offline_page", "records", "xlsx"]
