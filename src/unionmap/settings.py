"""Where things are and how the app is reached: read once from the environment, never changed."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import platformdirs

from unionmap.errors import DataError

T = TypeVar("T")

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


@dataclass(frozen=True)
class Settings:
    """Settings of one process.

    Attributes
    ----------
    geo_dir : Path
        Folder of the shipped layers: site layers, ``catalogue.json`` and ``base/``.
    data_dir : Path
        Folder of what users add: imported lists with their versions. It need not exist; the first import makes it.
    base_url : str
        Public address of the running app, without a trailing slash; used in snippets for web pages.
    tiles_url, tiles_attribution : str
        An optional online tile layer (Leaflet URL template) and its attribution. Empty means none,
        and no request ever leaves the machine.
    tiles_datum : str
        Datum that the tiles are drawn in: ``wgs84``, or ``gcj02`` for most Chinese providers.
    """

    geo_dir: Path
    data_dir: Path
    base_url: str = "http://127.0.0.1:8501"
    tiles_url: str = ""
    tiles_attribution: str = ""
    tiles_datum: str = "wgs84"


def shipped_geo_dir() -> Path:
    """Return the folder of the shipped layers: inside an installed wheel, or in a checkout.

    Raises
    ------
    DataError
        If neither place holds the base layers.
    """
    for folder in (_PACKAGE / "data" / "geo", _CHECKOUT / "data" / "geo"):
        if (folder / "base").is_dir():
            return folder
    raise DataError("the shipped layers (data/geo) are missing: reinstall unionmap")


def user_data_dir() -> Path:
    """Return where users' lists are kept unless ``UNIONMAP_DATA`` says otherwise: the system's folder for such data."""
    return Path(platformdirs.user_data_dir("unionmap", appauthor=False))


def app_script() -> Path:
    """Return the script that Streamlit runs: inside an installed wheel, or ``app.py`` of a checkout."""
    for script in (_PACKAGE / "ui" / "app.py", _CHECKOUT / "app.py"):
        if script.is_file():
            return script
    raise DataError("app.py is missing: reinstall unionmap")


def base(folder: Path, name: str, reader: Callable[[Path], T]) -> T:
    """Read a base layer of a data folder.

    Raises
    ------
    DataError
        If it is missing or damaged, whatever the reader raised.
    """
    path = folder / "base" / name
    try:
        return reader(path)
    except Exception as error:  # readers of a dozen formats each have errors of their own
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise DataError(
            f"the base layer {name} of {folder} is missing or damaged ({reason}): reinstall, or set UNIONMAP_GEO"
        ) from error


@cache
def current() -> Settings:
    """Return the settings of this process.

    Environment: ``UNIONMAP_GEO``, ``UNIONMAP_DATA``, ``UNIONMAP_BASE_URL``, ``UNIONMAP_TILES_URL``,
    ``UNIONMAP_TILES_ATTRIBUTION``, ``UNIONMAP_TILES_DATUM``.

    Examples
    --------
    >>> current().geo_dir.name
    'geo'
    """
    get = os.environ.get
    return Settings(
        geo_dir=Path(get("UNIONMAP_GEO") or shipped_geo_dir()),
        data_dir=Path(get("UNIONMAP_DATA") or user_data_dir()).expanduser(),
        base_url=(get("UNIONMAP_BASE_URL") or Settings.base_url).rstrip("/"),
        tiles_url=get("UNIONMAP_TILES_URL", ""),
        tiles_attribution=get("UNIONMAP_TILES_ATTRIBUTION", ""),
        tiles_datum=get("UNIONMAP_TILES_DATUM") or Settings.tiles_datum,
    )
