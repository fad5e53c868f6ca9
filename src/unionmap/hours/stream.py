"""A stream of tokens, and what is read from it at one place: days, spans of dates, spans of time."""

from typing import Any

from unionmap.hours import ranges
from unionmap.hours.model import DAY, HOLIDAY
from unionmap.hours.tokens import Clock, Days, NotUnderstood, Token

DAYS = frozenset({"WEEKDAY", "WORK", "WEEKEND", "FREE", "ALL", "HOLIDAY"})
JOINTS = frozenset({"COMMA", "AND"})


class Stream:
    """Tokens and a place among them, which what is read moves on."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    def sort(self, ahead: int = 0) -> str:
        """Return the sort of a token ahead; empty past the end."""
        place = self.place + ahead
        return self.tokens[place].sort if place < len(self.tokens) else ""

    def value(self, ahead: int = 0) -> Any:
        """Return what a token ahead stands for."""
        return self.tokens[self.place + ahead].value

    def ahead(self, skipped: frozenset[str]) -> int:
        """Return how many tokens ahead are of the sorts to skip."""
        ahead = 0
        while self.sort(ahead) in skipped:
            ahead += 1
        return ahead

    def date_span(self) -> tuple[int, int] | None:
        """Read a span of dates, or a month; None, and nothing read, where there is none."""
        sort, start = self.sort(), self.place
        self.place += sort == "YEAR"
        first = self._date_end(number_too=True)
        if first is not None and self.sort() == "DASH":
            self.place += 1 + (self.sort(1) == "YEAR")
            last = self._date_end(number_too=False)
            if last is not None and (last[1] == 0 or self.tokens[start].sort != "NUMBER"):
                return ranges.season(first, last)
        elif first is not None and self.tokens[self.place - 1].sort == "DATE" and first[1] == 0:
            return ranges.season(first, first)
        self.place = start
        if sort == "DOT" and self.sort(1) == "DASH" and self.sort(2) == "DOT":
            kind, found = ranges.dotted(self.value(), self.value(2))
            if kind == "dates":
                self.place += 3
                return found
        return None

    def _date_end(self, *, number_too: bool) -> tuple[int, int] | None:
        value = self.value() if self.sort() in {"DATE", "NUMBER"} else None
        if isinstance(value, tuple):
            self.place += 1
            return value[0], value[1]
        if number_too and isinstance(value, int):
            self.place += 1
            return value, 0
        return None

    def group(self) -> Days:
        """Read days named together: 周一至周五, 周一、三、五, 周末及节假日."""
        days: set[int] = set()
        workday = False
        while True:
            token = self.tokens[self.place]
            named: Days = token.value
            self.place += 1
            days |= self._until(named)
            workday |= named.names_workday
            joined = self.sort() == "AND" or (self.sort() == "COMMA" and self.value() == "、")
            if joined and self.sort(1) in {*DAYS, "BARE"}:
                self.place += 1
            elif not (token.sort in {"WEEKDAY", "BARE"} and self.sort() == "WEEKDAY"):
                return Days(frozenset(days), workday)

    def _until(self, named: Days) -> frozenset[int]:
        if self.sort() != "DASH" or len(named.days) != 1 or HOLIDAY in named.days:
            return named.days
        value = self.value(1) if self.sort(1) in {"WEEKDAY", "BARE", "NUMBER"} else None
        if isinstance(value, int) and self.sort(2) != "DASH":
            last = value - 1
        elif isinstance(value, Days) and len(value.days) == 1:
            (last,) = value.days
        else:
            raise NotUnderstood("not_understood")
        (first,) = named.days
        if not 0 <= last < 7:
            raise NotUnderstood("not_understood")
        self.place += 2
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))

    def starts_span(self, ahead: int = 0) -> bool:
        """Tell whether a span of time begins here."""
        sort, after, second = self.sort(ahead), self.sort(ahead + 1), self.sort(ahead + 2)
        if sort == "CLOCK":
            return after == "CLOCK" or (after == "DASH" and second in {"CLOCK", "NUMBER"})
        return after == "DASH" and (sort, second) in {("NUMBER", "NUMBER"), ("NUMBER", "CLOCK"), ("DOT", "DOT")}

    def span(self) -> tuple[int, int]:
        """Read a span of time."""
        first, last = self.value(), self.value(2 if self.sort(1) == "DASH" else 1)
        self.place += 3 if self.sort(1) == "DASH" else 2
        if self.tokens[self.place - 2].sort == "CLOCK" and (first.part, last.part) != ("morning", "evening"):
            raise NotUnderstood("not_understood")
        if isinstance(first, int) and isinstance(last, int):
            return ranges.bare(first, last)
        if isinstance(first, tuple) and not isinstance(first, Clock):
            return ranges.dotted(first, last)[1]
        return ranges.span(
            *(Clock("", end, 0, plain=False, next_day=False) if isinstance(end, int) else end for end in (first, last))
        )

    def all_day(self) -> list[tuple[int, int]]:
        """Read 24小时 in any wording, once or repeated."""
        start = self.place
        while self.sort() == "ALLDAY":
            self.place += 1
        return [(0, DAY)] if self.place > start else []

    def times(self) -> list[tuple[int, int]]:
        """Read spans of time that follow each other."""
        found = [self.span()]
        while True:
            ahead = self.ahead(JOINTS)
            if not self.starts_span(ahead):
                return found
            self.place += ahead
            found.append(self.span())
