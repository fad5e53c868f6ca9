"""The grammar of Chinese hours: tokens in, statements out. A phrase that is not understood whole stays unknown."""

import re

from unionmap.hours import ranges
from unionmap.hours.meaning import Spans, Statement, meaning
from unionmap.hours.model import DAY, HOLIDAY, WEEK, Season
from unionmap.hours.stream import DAYS, JOINTS, Stream
from unionmap.hours.tokens import Days, NotUnderstood, Token, clean, tokens

_SKIPPED = frozenset({"NOISE", "LABEL", "SPACE"})

_REASONS = (
    (
        "host",
        r"(?:同|随|与|按).{0,12}(?:一致|相同|同步|时间)|(?:营业|上班|工作|开放)时间内|(?:银行|网点|营业厅|门店|商场|超市|单位|机关).{0,4}时间|正常上班",
    ),
    ("deferred", r"为准|详[询见]|咨询|致电|待定|不[定详]|另行|视.{0,8}[情而定]|不固定|弹性|未公布|未知|以.{1,12}公告"),
    ("appointment", r"预约|凭.{0,6}(?:证|码|卡)|刷[卡脸身]|扫码|门禁"),
    ("suspended", r"暂停|停用|维修|施工|装修|暂时|临时|暂[不未]|尚?未开|待开放|已(?:关|停)"),
    ("response_only", r"小时.{0,4}(?:响应|热线|电话|值守)"),
    ("name_only", r"驿站|服务站|服务点|书房|港湾|小屋|之家"),
)


def read(text: str) -> tuple[Season, ...]:
    """Read a phrase.

    Raises
    ------
    NotUnderstood
        With the reason.
    """
    plain = clean(text)
    if not plain.strip(" -/\n.。无"):
        raise NotUnderstood("none")
    try:
        return _Reader(tokens(plain)).read()
    except NotUnderstood as error:
        if error.args[0] != "not_understood":
            raise
        found = next((reason for reason, pattern in _REASONS if re.search(pattern, plain)), "not_understood")
        raise NotUnderstood(found) from None


class _Reader(Stream):
    def __init__(self, found: list[Token]) -> None:
        super().__init__([token for token in found if token.sort not in _SKIPPED])
        self.spans: Spans = ()
        self.spans_used = True
        self.season_named = False
        self.groups: list[Days] = []
        self.groups_used = True
        self.outer: list[Days] = []
        self.last = self.before_group = ""
        self.said: list[Statement] = []
        self.as_usual: frozenset[int] = frozenset()
        self.off: list[str] = []
        self.nonstop = self.not_all_day = self.unsaid = False

    def read(self) -> tuple[Season, ...]:
        while self.place < len(self.tokens):
            self._item()
        self._dangling()
        if not self.said:
            raise NotUnderstood("no_times")
        if self.unsaid and not any(said.plan for said in self.said):
            raise NotUnderstood("none")
        ranges.check([said.plan for said in self.said if said.plan], self.off, self.nonstop, self.not_all_day)
        return meaning(self.said, self.as_usual)

    def _item(self) -> None:
        sort = self.sort()
        if sort == "BRACKET" and self.last == "body" and self._postfix():
            return
        if sort in JOINTS or sort == "BRACKET":
            self.place += 1
        elif self._dates():
            self.last = "dates"
        elif sort in DAYS:
            self.before_group = self.last
            self._add_group(self.group())
        elif sort == "ALLDAY" or self.starts_span():
            self._body()
        else:
            self._word(sort)

    def _word(self, sort: str) -> None:
        self.place += 1
        if sort == "CLOSED":
            self._closed()
        elif sort in {"OPEN", "NORMAL"}:
            self._open(usual=sort == "NORMAL")
        elif sort == "EXCEPT":
            self._except()
        elif sort == "WITHOUT" and self.sort() in DAYS:
            self.before_group = self.last
            self._except_group(self.group())
            self.place += self.sort() == "EXCEPT"
        elif sort == "LUNCH" and self.starts_span():
            self._rest(self.span())
        elif sort == "SEASON":
            self.season_named = self.spans_used
        else:
            self._aside(sort, self.value(-1))

    def _aside(self, sort: str, part: str) -> None:
        """Read what is said of a part of the day, or of the day as a whole."""
        if sort == "UNSAID":
            self._unsaid(part)
        elif sort == "PART_OFF":
            self.off.append(part)
        elif sort == "NONSTOP":
            self.nonstop = True
        elif sort == "NOT_ALLDAY":
            self.not_all_day = True
        else:
            raise NotUnderstood("not_understood")

    # dates

    def _dates(self) -> bool:
        found = self.date_span()
        if found is None:
            return False
        if self.spans_used:
            self.spans = (found,)
            self.outer = list(self.outer if self.groups_used else self.groups)
            self.groups, self.groups_used = list(self.outer), not self.outer
        else:
            self.spans = (*self.spans, found)
        self.spans_used = self.season_named = False
        return True

    # days

    def _add_group(self, group: Days) -> None:
        self.groups = [group] if self.groups_used else [*self.groups, group]
        self.groups_used = False

    def _take(self) -> Days | None:
        """Return the days that the next statement is about; None where none are named."""
        self.groups_used = True
        if not self.groups:
            return None
        return Days(
            frozenset().union(*(group.days for group in self.groups)), any(group.names_workday for group in self.groups)
        )

    def _postfix(self) -> bool:
        """Read ``9:00-17:00（周一至周五）``: days in brackets behind hours that name none."""
        start, self.place = self.place, self.place + 1
        if self.sort() in DAYS:
            group = self.group()
            if self.sort() == "BRACKET" and self.said[-1].days is None:
                self.place += 1
                self.said = [said._replace(days=group) if said.days is None else said for said in self.said]
                self.groups, self.groups_used = [], True
                return True
        self.place = start
        return False

    # hours

    def _body(self) -> None:
        if self.season_named:
            raise NotUnderstood("season")
        found = self.all_day() or self.times()
        rests = self.sort() in {"LUNCH", "CLOSED"} and found[-1] != (0, DAY)
        if len(found) > rests:
            days = self._take()
            self.said.append(Statement(self.spans, days, ranges.plan(found[: len(found) - rests])))
            self.spans_used = True
        self.last = "body"
        if rests:
            self.place += 1
            self._rest(found[-1])

    def _rest(self, rest: tuple[int, int]) -> None:
        if not self.said or self.last != "body" or not self.groups_used:
            raise NotUnderstood("not_understood")
        self.said[-1] = self.said[-1]._replace(plan=ranges.without(self.said[-1].plan, rest))

    # open, closed, except

    def _closed(self) -> None:
        if self.groups_used and self.spans_used:
            raise NotUnderstood("not_understood")
        fresh = () if self.spans_used else self.spans
        days = None if self.groups_used else self._take()
        self.said.append(Statement(fresh, days, (), closes=True))
        self.spans_used, self.last = True, "closed"

    def _unsaid(self, part: str) -> None:
        """Read ``周末 未注明``: of these days nothing is said; of a part of the day nothing can be known alone."""
        if part in ranges.PARTS or self.season_named or (self.groups_used and self.spans_used):
            raise NotUnderstood("partial" if part in ranges.PARTS else "season" if self.season_named else "none")
        self.said.append(Statement(() if self.spans_used else self.spans, self._take(), None))
        self.spans_used, self.unsaid, self.last = True, True, "unsaid"

    def _open(self, *, usual: bool) -> None:
        ahead = self.ahead(JOINTS | {"BRACKET"})
        holidays = usual and any(HOLIDAY in group.days for group in self.groups)
        if self.groups_used or (not holidays and (self.starts_span(ahead) or self.sort(ahead) == "ALLDAY")):
            return
        said = self._take() or Days(WEEK)
        self.groups = [] if holidays else self.groups
        bodies = any(statement.plan for statement in self.said)
        if usual and (HOLIDAY in said.days or bodies):
            self.as_usual |= said.days
        elif not said.days >= WEEK:
            self.said.append(Statement(() if self.spans_used else self.spans, said, None))
        self.spans_used, self.last = True, "open"

    def _except(self) -> None:
        if self.groups_used:
            raise NotUnderstood("not_understood")
        group = self.groups.pop()
        self.groups_used = not self.groups
        self._except_group(group)

    def _except_group(self, group: Days) -> None:
        if HOLIDAY in group.days and len(group.days) > 3:
            raise NotUnderstood("not_understood")
        if self.before_group == "closed" and HOLIDAY in group.days:
            # 周一闭馆（节假日除外）: whether Mondays or all days are meant is not said
            self.said.append(Statement((), Days(frozenset({HOLIDAY})), None, closes=True))
        else:
            self.said.append(Statement((), group, (), closes=True))
        self.last = "except"

    def _dangling(self) -> None:
        bodies = [said for said in self.said if said.plan]
        if self.season_named:
            raise NotUnderstood("season")
        if not self.spans_used:
            if not bodies or any(said.spans for said in bodies):
                raise NotUnderstood("no_times" if not bodies else "not_understood")
            self.said = [said._replace(spans=self.spans) if said.plan else said for said in self.said]
        if self.groups_used:
            return
        days = self._take() or Days(WEEK)
        if not bodies and not days.days >= WEEK:
            self.said.append(Statement((), days, None))
        elif bodies and all(said.days is None for said in bodies):
            self.said = [said._replace(days=days) if said.plan else said for said in self.said]
        elif bodies:
            raise NotUnderstood("not_understood")
