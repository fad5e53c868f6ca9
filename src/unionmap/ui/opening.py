"""The filter by what is open: now, or on a chosen day at a chosen time. What is not known is a state of its own."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from unionmap.ui import state
from unionmap.ui.state import words

_CHINA = ZoneInfo("Asia/Shanghai")
_FORM = "%Y-%m-%dT%H:%M"
_WAYS = ("", "now", "at")
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class When:
    """When a site must be open: a time of China, to the minute; whether it is now; whether unknown hours will do."""

    at: datetime
    now: bool
    unknown: bool

    @property
    def shown(self) -> tuple[str, ...]:
        """The states of opening that are shown."""
        return ("open", "unknown") if self.unknown else ("open",)

    def query(self) -> dict[str, str]:
        """Return it as it stands in the address."""
        named = "now" if self.now else self.at.strftime(_FORM)
        return {"open": named, **({"unknown": "yes"} if self.unknown else {})}

    def command(self) -> dict[str, str | bool]:
        """Return it as the map takes it."""
        return {"at": self.at.strftime(_FORM), "unknown": self.unknown}

    def said(self) -> str:
        """Say it in the language of this session."""
        return words("filter.open_or_unknown" if self.unknown else "filter.open_then", at=f"{self.at:%Y-%m-%d %H:%M}")


def now() -> datetime:
    """Return the time in China, to the minute, without a zone."""
    return datetime.now(_CHINA).replace(tzinfo=None, second=0, microsecond=0)


def from_address() -> When | None:
    """Return what the address names, with nothing shown."""
    named = state.get("open")
    at = now() if named == "now" else _read(named)
    unknown = state.get("unknown", ("yes",)) == "yes"
    if at is None:
        state.get("open", ())  # a time that is none, or of a year whose holidays the map does not carry
        return None
    return When(at, named == "now", unknown)


def choose(*, key: str) -> When | None:
    """Show the filter."""
    way_key, day_key, time_key, unknown_key = (f"{key}_{part}" for part in ("open", "day", "time", "unknown"))
    if way_key not in st.session_state:
        found = from_address()
        st.session_state[way_key] = "" if found is None else "now" if found.now else "at"
        if found is not None:
            st.session_state[unknown_key] = found.unknown
            st.session_state[day_key], st.session_state[time_key] = found.at.date(), found.at.time()
    label = {way: words(f"filter.way_{way or 'any'}") for way in _WAYS}
    way = st.selectbox(words("filter.hours"), _WAYS, format_func=label.__getitem__, key=way_key, width=190)
    if not way:
        return _put(None)
    at = now() if way == "now" else _clock(day_key, time_key)
    return _put(When(at, way == "now", st.checkbox(words("filter.unknown"), key=unknown_key)))


def _clock(day_key: str, time_key: str) -> datetime:
    first, last = _days()
    st.session_state.setdefault(day_key, now().date())
    st.session_state.setdefault(time_key, _NOON)
    day = st.date_input(
        words("filter.day"), min_value=first, max_value=last, key=day_key, width=150, format="YYYY-MM-DD"
    )
    return datetime.combine(day, st.time_input(words("filter.time"), key=time_key, width=110) or _NOON)


def _put(when: When | None) -> When | None:
    named = when.query() if when else {}
    for name in ("open", "unknown"):
        state.put(name, named.get(name, ""))
    return when


def _days() -> tuple[date, date]:
    """Return the first and the last day that the map knows the holidays of."""
    year = now().year
    return date(year, 1, 1), date(year + 1, 12, 31)


def _read(text: str) -> datetime | None:
    first, last = _days()
    try:
        at = datetime.strptime(text, _FORM)
    except ValueError:
        return None
    return at if first <= at.date() <= last else None
