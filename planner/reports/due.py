"""When letters with reports are due, and about which days. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.reports.span import Span, month, month_before
from planner.walltime import resolve

HOUR = time(9)
STILL = timedelta(days=2)  # so long after its time a letter still goes out, when nothing ran


@dataclass(frozen=True, slots=True)
class Due:
    """`period` names it once and for all: 2026-10, or 2026-W45."""

    period: str
    at: datetime
    span: Span


def due(kind: str, now: datetime, zone: str, today: date, off: Collection[date]) -> Due | None:
    """The letter of this kind that is due now, if one is. `off`: this month's days on which nobody works."""
    found = _monthly(zone, today, off) if kind == "month" else _weekly(zone, today)
    return found if found.at <= now < found.at + STILL else None


def first_working_day(first: date, off: Collection[date]) -> date:
    """Of the month that begins on `first`: no Saturday, no Sunday, no day off."""
    days = (first + timedelta(days=n) for n in range(28))
    return next((day for day in days if day.weekday() < 5 and day not in off), first)


def week_began(period: str) -> date:
    """The Monday of 2026-W45."""
    return date.fromisocalendar(int(period[:4]), int(period[6:]), 1)


def _monthly(zone: str, today: date, off: Collection[date]) -> Due:
    span = month_before(month(today))
    return Due(span.month, _at(first_working_day(today.replace(day=1), off), zone), span)


def _weekly(zone: str, today: date) -> Due:
    """Of the week before: the month in which that week ended."""
    monday = today - timedelta(days=today.weekday())
    year, week, _day = monday.isocalendar()
    return Due(f"{year}-W{week:02}", _at(monday, zone), month(monday - timedelta(days=1)))


def _at(day: date, zone: str) -> datetime:
    return resolve(datetime.combine(day, HOUR), zone).at
