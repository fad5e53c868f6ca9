"""The filter by what is open: now, or on a chosen day at a chosen time. What is not known is a state of its own."""

from dataclasses import dataclass
from datetime import date, datetime, time

from unionmap import filters, hours
from unionmap.ui import state
from unionmap.ui.state import words

_FORM = "%Y-%m-%dT%H:%M"
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
        return filters.SHOWN[self.unknown]

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
    return hours.now()


def from_address() -> When | None:
    """Return what the address names, with nothing shown."""
    named = state.get("open")
    at = now() if named == "now" else _read(named)
    unknown = state.get("unknown", ("yes",)) == "yes"
    if at is None:
        state.get("open", ())  # a time that is none, or of a year whose holidays the map does not carry
        return None
    return When(at, named == "now", unknown)


def days() -> tuple[date, date]:
    """Return the first and the last day that the map knows the holidays of."""
    year = now().year
    return date(year, 1, 1), date(year + 1, 12, 31)


def start() -> str:
    """Return the time that is offered first, as it stands in the address: noon of today."""
    return datetime.combine(now().date(), _NOON).strftime(_FORM)


def _read(text: str) -> datetime | None:
    first, last = days()
    try:
        at = datetime.strptime(text, _FORM)
    except ValueError:
        return None
    return at if first <= at.date() <= last else None
