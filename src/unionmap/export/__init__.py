"""Take the sites away: one offline page, GeoJSON, a table."""

from unionmap.export.html import offline_page
from unionmap.export.snippet import iframe
from unionmap.export.tables import csv, geojson, records

__all__ = ["csv", "geojson", "iframe", "offline_page", "records"]
