"""The snippet that puts the running app into another web page."""

import html
from urllib.parse import urlencode

from unionmap import settings
from unionmap.text import say


def iframe(page: str, query: dict[str, str], *, lang: str = "zh", height_px: int = 640) -> str:
    """Return an ``<iframe>`` that shows one page of the running app without its frame.

    Parameters
    ----------
    page : str
        Path of the page: ``browse``.
    query : dict of str to str
        State of the page, as in its address.
    lang : str, default "zh"
        Language of the page and of the frame's title.
    height_px : int, default 640
        Height of the frame.

    Examples
    --------
    >>> iframe("browse", {"city": "410100"}).split(" title")[0]
    '<iframe src="http://127.0.0.1:8501/browse?city=410100&amp;embed=true"'
    """
    return (
        f'<iframe src="{html.escape(address(page, query, lang=lang))}" title="{html.escape(say("app.title", lang))}" '
        f'width="100%" height="{height_px}" style="border:0" loading="lazy"></iframe>'
    )


def address(page: str, query: dict[str, str], *, lang: str = "zh", base: str | None = None) -> str:
    """Return the address of one page of the running app without its frame.

    Parameters
    ----------
    page : str
        Path of the page.
    query : dict of str to str
        State of the page, as in its address.
    lang : str, default "zh"
        Language of the page.
    base : str, optional
        What stands before the path; by default the public address of the settings.

    Examples
    --------
    >>> address("browse", {"city": "410100"}, base="")
    '/browse?city=410100&embed=true'
    """
    state = {**query, **({"lang": lang} if lang != "zh" else {}), "embed": "true"}
    return f"{settings.current().base_url if base is None else base}/{page}?{urlencode(state)}"
