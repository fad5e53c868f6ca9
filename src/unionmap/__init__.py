"""unionmap: a map of the service sites that China's trade unions run for workers.

    import unionmap as um

    sites = um.load()
    um.nearest(sites["rest_station"], lon=113.65, lat=34.75, k=5)

Public names are imported when first used, so ``import unionmap`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unionmap.export.pictures import figure
    from unionmap.filters import meets, select
    from unionmap.intake import ImportResult, read_sites
    from unionmap.maps import map  # noqa: A004  the verb that users look for
    from unionmap.network import read_network
    from unionmap.places import search
    from unionmap.query import SiteIndex, nearest, within
    from unionmap.schema import Sites
    from unionmap.workflows.cover import cover
    from unionmap.workflows.load import load

__version__ = "0.1.0"

__all__ = [
    "ImportResult",
    "SiteIndex",
    "Sites",
    "cover",
    "figure",
    "load",
    "map",
    "meets",
    "nearest",
    "read_network",
    "read_sites",
    "search",
    "select",
    "within",
]

_HOME = {
    "ImportResult": "unionmap.intake",
    "SiteIndex": "unionmap.query",
    "Sites": "unionmap.schema",
    "cover": "unionmap.workflows.cover",
    "figure": "unionmap.export.pictures",
    "load": "unionmap.workflows.load",
    "map": "unionmap.maps",
    "meets": "unionmap.filters",
    "nearest": "unionmap.query",
    "read_network": "unionmap.network",
    "read_sites": "unionmap.intake",
    "search": "unionmap.places",
    "select": "unionmap.filters",
    "within": "unionmap.query",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
