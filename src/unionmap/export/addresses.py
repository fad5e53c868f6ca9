"""Addresses of the running app's pages, for snippets and signs."""

from collections.abc import Mapping
from urllib.parse import urlencode

from unionmap import settings

START = "find"
"""The page that the app opens with; it has no path of its own."""


def address(
    page: str, query: Mapping[str, str], *, lang: str = "zh", embed: bool = False, base: str | None = None
) -> str:
    """Return the address of one page of the running app.

    Parameters
    ----------
    page : str
        Key of the page: ``browse``.
    query : mapping of str to str
        State of the page, as in its address.
    lang : str, default "zh"
        Language of the page.
    embed : bool, default False
        Without the app's frame around it.
    base : str, optional
        What stands before the path; by default the public address of the settings.

    Examples
    --------
    >>> address("browse", {"city": "410100"}, embed=True, base="")
    '/browse?city=410100&embed=true'
    >>> address("find", {"site": "甲 1"})
    'http://127.0.0.1:8501/?site=%E7%94%B2+1'
    """
    state = {**query, **({"lang": lang} if lang != "zh" else {}), **({"embed": "true"} if embed else {})}
    path = "" if page == START else page
    asked = f"?{urlencode(state, errors='replace')}" if state else ""
    return f"{settings.current().base_url if base is None else base}/{path}{asked}"
