"""The days that a report is about. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.schedule.days import begins, month_after

MONTH = re.compile(r"(19[789]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Span:
    """Both days belong to it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def month(self) -> str:
        """2026-10, of a span that is a month."""
        return f"{self.first:%Y-%m}"

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first moment, up to but without the second."""
        return begins(self.first, zone), begins(self.last + timedelta(days=1), zone)

    def until(self, today: date) -> "Span":
        """As far as it has come."""
        return Span(self.first, max(self.first, min(self.last, today)))


def month(day: date) -> Span:
    """The whole month of this day."""
    first = day.replace(day=1)
    return Span(first, month_after(first) - timedelta(days=1))


def month_named(text: str) -> Span | None:
    """The month that an address names as 2026-10; None where it names none."""
    if not MONTH.fullmatch(text):
        return None
    return month(date(int(text[:4]), int(text[5:]), 1))


def month_before(span: Span) -> Span:
    return month(span.first - timedelta(days=1))


def months_until(today: date, count: int) -> list[Span]:
    """The present month and those before it, the newest first."""
    found = [month(today)]
    while len(found) < count:
        found.append(month_before(found[-1]))
    return found
