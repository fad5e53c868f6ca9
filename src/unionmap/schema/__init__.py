"""The schema: columns of a site frame, what they may hold, and the mapping of frames that holds all kinds."""

from unionmap.schema.columns import (
    DOUBTS,
    LINES,
    MARKER,
    ORIGINAL,
    PRECISIONS,
    PROVENANCE,
    REFUSED_HEADERS,
    REQUIRED_TEXT,
    TEXT,
    VERSION,
    Precision,
    columns,
)
from unionmap.schema.frames import (
    doubt_codes,
    located,
    require_points,
    require_wgs84,
    shape,
    validate,
    without_controls,
)
from unionmap.schema.sites import Sites, merge, public

__all__ = [
    "DOUBTS",
    "LINES",
    "MARKER",
    "ORIGINAL",
    "PRECISIONS",
    "PROVENANCE",
    "REFUSED_HEADERS",
    "REQUIRED_TEXT",
    "TEXT",
    "VERSION",
    "Precision",
    "Sites",
    "columns",
    "doubt_codes",
    "located",
    "merge",
    "public",
    "require_points",
    "require_wgs84",
    "shape",
    "validate",
    "without_controls",
]
