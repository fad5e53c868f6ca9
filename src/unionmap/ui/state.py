"""What a page remembers: plain text in the address, from a whitelist, with stable keys. Never a position.

Unknown values are ignored with a notice, so an old link still opens.
"""

import re
from collections.abc import Collection

import streamlit as st

from unionmap.errors import UnionmapError
from unionmap.text import LANGUAGES, say, told

KEYS = ("lang", "city", "county", "kind", "q", "need", "open", "unknown", "radius", "by", "line", "site")
"""Every name that may stand in the address."""

LONGEST = 60
"""Characters that a text of the address may have."""


def get(name: str, allowed: Collection[str] | None = None) -> str:
    """Return a value of the address, or ``""``; one that is not allowed is ignored with a notice.

    Parameters
    ----------
    name : str
        One of `KEYS`.
    allowed : collection of str, optional
        Values that may stand there; None allows any text.
    """
    value = str(st.query_params.get(name, ""))[:LONGEST]
    if value and allowed is not None and value not in allowed:
        st.info(say("app.ignored", lang(), name=name, value=plain(value[:40])))
        put(name, "")
        return ""
    return value


def get_list(name: str, allowed: Collection[str]) -> list[str]:
    """Return a comma-separated value of the address as a list, unknown items left out with a notice."""
    items = [item for item in str(st.query_params.get(name, "")).split(",") if item]
    known = [item for item in items if item in allowed]
    if len(known) < len(items):
        st.info(say("app.ignored", lang(), name=name, value=plain(",".join(items)[:40])))
        put(name, ",".join(known))
    return known


def put(name: str, value: str) -> None:
    """Write a value into the address; ``""`` takes it out."""
    if name not in KEYS:
        raise KeyError(name)
    if value:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def lang() -> str:
    """Return the language of this session: the address, else what was chosen before, else Chinese."""
    named = str(st.query_params.get("lang", ""))
    chosen = named if named in LANGUAGES else str(st.session_state.get("lang", "zh"))
    st.session_state["lang"] = chosen
    put("lang", chosen if chosen != "zh" else "")
    return chosen


def set_lang(value: str) -> None:
    """Choose a language."""
    st.session_state["lang"] = value
    put("lang", value if value != "zh" else "")


def words(key: str, **values: object) -> str:
    """Return a phrase in the language of this session."""
    return say(key, lang(), **values)


def embedded() -> bool:
    """Tell whether the page stands in a frame of another page (``?embed=true``)."""
    return bool(st.context.is_embedded)


def plain(text: str) -> str:
    r"""Return text that Streamlit's Markdown shows as it is: every mark that could mean something is escaped.

    The one place where data enters Markdown; lists, cards and tables do not use Markdown at all.
    A zero-width joiner keeps colons from becoming emoji and colours.

    Examples
    --------
    >>> print(plain("[a](b)"))
    \[a\]\(b\)
    """
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$&\"'/@=^%])", r"\\\1", text)
    return re.sub(r"\s+", " ", escaped.replace(":", ":\u200d"))


def fault(error: UnionmapError) -> str:
    """Return what an error says in the language of this session, as Markdown that shows it as it is."""
    return plain(told(error, lang()))
