"""How often a post comes again: the part of RFC 5545's RRULE that people use, in wall time. Pure."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_OF = (MO, TU, WE, TH, FR, SA, SU)
MOST_TIMES = 500
MOST_STEP = 99
SHORTEST = 28  # days of a month; a later day is the last one where a month is shorter


class NotARule(ValueError):
    """What was given is no rule that we keep."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`weekly`: on `weekdays`. `monthly`: on `day`, or on the `nth` of the one weekday (-1 is the last)."""

    frequency: str  # DAILY, WEEKLY, MONTHLY
    step: int = 1  # every so many days, weeks, months
    weekdays: tuple[int, ...] = ()  # 0 is Monday
    day: int = 0
    nth: int = 0
    times: int | None = None  # in all, with the first
    until: date | None = None  # its last day

    def __post_init__(self) -> None:
        if self.frequency not in FREQUENCIES or not 1 <= self.step <= MOST_STEP:
            raise NotARule(self.frequency)
        if self.times is not None and not 1 <= self.times <= MOST_TIMES:
            raise NotARule(f"times {self.times}")
        if self.frequency == "MONTHLY" and not (
            1 <= self.day <= 31 or (self.nth and len(self.weekdays) == 1)
        ):
            raise NotARule("a day of the month")
        if self.frequency == "WEEKLY" and not self.weekdays:
            raise NotARule("a day of the week")

    def __str__(self) -> str:
        """As RFC 5545 spells it."""
        parts = [f"FREQ={self.frequency}"]
        parts += [f"INTERVAL={self.step}"] * (self.step > 1)
        if self.weekdays:
            nth = str(self.nth) if self.nth else ""
            parts.append("BYDAY=" + ",".join(nth + DAYS[day] for day in self.weekdays))
        elif self.day > SHORTEST:  # the day itself, or the last of a shorter month
            parts += ["BYMONTHDAY=" + ",".join(map(str, range(SHORTEST, self.day + 1))), "BYSETPOS=-1"]
        elif self.day:
            parts.append(f"BYMONTHDAY={self.day}")
        parts += [f"COUNT={self.times}"] * (self.times is not None)
        parts += [f"UNTIL={self.until:%Y%m%d}T235959"] if self.until else []
        return ";".join(parts)


def read(text: str) -> Rule:
    """The rule of an RRULE. Raises NotARule for what we do not keep."""
    try:
        parts = dict(part.split("=", 1) for part in text.removeprefix("RRULE:").strip().upper().split(";"))
        by_day = [one for one in parts.pop("BYDAY", "").split(",") if one]
        days = [int(one) for one in parts.pop("BYMONTHDAY", "").split(",") if one]
        nths = {int(one[:-2]) for one in by_day if one[:-2]}
        last = parts.pop("BYSETPOS", "")
        if (last and (last != "-1" or days != list(range(SHORTEST, days[-1] + 1)))) or len(nths) > 1:
            raise NotARule(text)
        if (len(days) > 1 and not last) or not nths <= {-1, 1, 2, 3, 4}:
            raise NotARule(text)
        until = parts.pop("UNTIL", "")
        times = parts.pop("COUNT", "")
        made = Rule(
            parts.pop("FREQ"),
            int(parts.pop("INTERVAL", "1")),
            tuple(sorted({DAYS.index(one[-2:]) for one in by_day})),
            days[-1] if days else 0,
            nths.pop() if nths else 0,
            int(times) if times else None,
            datetime.strptime(until[:8], "%Y%m%d").date() if until else None,  # noqa: DTZ007 - a day
        )
    except (KeyError, IndexError, ValueError) as trouble:
        raise NotARule(text) from trouble
    if parts.keys() - {"WKST"}:
        raise NotARule(text)
    return made


def walls(rule: Rule, start: datetime) -> Iterator[datetime]:
    """The wall times, without end where the rule has none. The first is `start`, whatever the rule says."""
    yield start
    given = 1
    if rule.times == 1:
        return
    for wall in rrule(  # type: ignore[no-untyped-call]
        FREQUENCIES[rule.frequency],
        dtstart=start,
        interval=rule.step,
        byweekday=[DAY_OF[day](rule.nth or None) for day in rule.weekdays] or None,
        bymonthday=_month_days(rule),
        bysetpos=-1 if rule.day > SHORTEST and not rule.weekdays else None,
        until=datetime.combine(rule.until, time(23, 59, 59)) if rule.until else None,
    ):
        if wall <= start:
            continue
        yield wall
        given += 1
        if given == rule.times:
            return


def after(rule: Rule, start: datetime, begin: datetime) -> Rule:
    """What is left of the rule when a series begins anew at one of its times."""
    if rule.times is None:
        return rule
    gone = sum(1 for _ in _before(rule, start, begin))
    return replace(rule, times=max(rule.times - gone, 1))


def ended_before(rule: Rule, day: date) -> Rule:
    """The same rule, with its last day before this one."""
    return replace(rule, times=None, until=day - timedelta(days=1))


def shifted(rule: Rule, start: date, new_start: date) -> Rule:
    """The rule when all its times move by as many days as the first does."""
    days = (new_start - start).days
    until = rule.until + timedelta(days=days) if rule.until else None
    if rule.frequency == "WEEKLY":
        moved = tuple(sorted({(day + days) % 7 for day in rule.weekdays}))
        return replace(rule, weekdays=moved, until=until)
    if rule.frequency == "MONTHLY" and days and rule.weekdays:
        nth = -1 if rule.nth == -1 and is_last(new_start) else min((new_start.day - 1) // 7 + 1, 4)
        return replace(rule, weekdays=(new_start.weekday(),), nth=nth, until=until)
    if rule.frequency == "MONTHLY" and days:
        return replace(rule, day=new_start.day, until=until)
    return replace(rule, until=until)


def is_last(day: date) -> bool:
    """The last of its weekday in its month."""
    return day.day + 7 > calendar.monthrange(day.year, day.month)[1]


def _before(rule: Rule, start: datetime, begin: datetime) -> Iterator[datetime]:
    for wall in walls(rule, start):
        if wall >= begin:
            return
        yield wall


def _month_days(rule: Rule) -> list[int] | None:
    if rule.weekdays or not rule.day:
        return None
    return list(range(SHORTEST, rule.day + 1)) if rule.day > SHORTEST else [rule.day]
