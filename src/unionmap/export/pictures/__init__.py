"""Still pictures of sites for print, slides and web pages. matplotlib is imported when one is drawn."""

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from unionmap import schema

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
"""Forms of a picture, and what browsers are told."""


def figure(  # noqa: PLR0913  a picture has as many options as it has parts
    sites: schema.Sites | gpd.GeoDataFrame,
    *,
    size: str = "a4",
    lang: str = "zh",
    title: str = "",
    area: str = "",
    approval: str = "",
    only: str = "",
    graticule: bool = False,
    basemap: bool = True,
    dpi: float | None = None,
) -> "Figure":
    """Return a picture of sites with legend, scale bar, north arrow, counts, source, date, datum and projection.

    Parameters
    ----------
    sites : Sites or geopandas.GeoDataFrame
        All kinds, or one frame; EPSG:4326. Sites without a place are counted beside the map.
    size : str, default "a4"
        ``a4``, ``a3`` (300 dpi), ``slide`` (1920 x 1080 pixels), ``square`` (1080 x 1080) or
        ``report`` (180 x 104 mm, 200 dpi).
    lang : str, default "zh"
        ``zh`` or ``en``.
    title : str, default ""
        Heading; any text. Empty takes one that names area and kind.
    area : str, default ""
        Province, city or county (name or six-digit adcode; ``100000`` is China): only its sites, and it fills the
        picture. Empty fits the picture to the sites.
    approval : str, default ""
        Map approval number (审图号). Empty says that the picture is for internal use.
    only : str, default ""
        What else the sites were narrowed by, such as the words searched for: the picture says that it holds only what
        matches.
    graticule : bool, default False
        Draw meridians and parallels, with labels.
    basemap : bool, default True
        Draw boundaries, rivers, lakes and names below the sites.
    dpi : float, optional
        Pixels per inch; by default that of the size.

    Returns
    -------
    matplotlib.figure.Figure
        With its own canvas: pyplot is not involved, and no setting of matplotlib is changed.

    Raises
    ------
    InputError
        If ``sites`` is neither, or ``dpi`` is out of reach.
    UnknownNameError
        If there is no such size, language or area.

    Examples
    --------
    >>> import unionmap as um
    >>> type(figure(um.load()["rest_station"], size="square", dpi=40)).__name__
    'Figure'
    """
    from unionmap.export.pictures.drawing import Wish, draw  # noqa: PLC0415

    wish = Wish(size, lang, title, area, approval, only, graticule=graticule, basemap=basemap, dpi=dpi)
    return draw(sites, wish)


def picture(sites: schema.Sites | gpd.GeoDataFrame, form: str = "png", **options: Any) -> bytes:
    """Return a picture of sites as the content of a file.

    Parameters
    ----------
    sites : Sites or geopandas.GeoDataFrame
        As for `figure`.
    form : str, default "png"
        ``png``; ``svg``, whose letters are shapes and so look the same everywhere; ``pdf``, with its font inside.
    **options
        As for `figure`.

    Raises
    ------
    UnknownNameError
        If there is no such form, size, language or area.

    Examples
    --------
    >>> import unionmap as um
    >>> picture(um.load()["rest_station"], "png", size="square", dpi=40)[1:4]
    b'PNG'
    """
    from unionmap.export.pictures.saving import check, content  # noqa: PLC0415

    check(form)
    return content(figure(sites, **options), form)
