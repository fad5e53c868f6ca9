"""The snippet that puts the running app into another web page."""

import html

from unionmap.export.addresses import address
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
    source, title = address(page, query, lang=lang, embed=True), say("app.title", lang)
    return (
        f'<iframe src="{html.escape(source)}" title="{html.escape(title)}" '
        f'width="100%" height="{height_px}" style="border:0" loading="lazy"></iframe>'
    )
