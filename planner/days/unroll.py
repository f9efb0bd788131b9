"""The days of an observance between two days, from its cleaned events. Pure."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar

MOST = 1500  # days of one observance
COUNTING = {"COUNT", "BYWEEKNO", "BYSETPOS"}


def days_of(source: str, first: date, last: date) -> dict[date, str]:
    """Each day with its name, the earliest first; MOST at most."""
    calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{source}END:VCALENDAR\r\n")
    for event in calendar.walk("VEVENT"):
        _begin_later(event, first)
    found: dict[date, str] = {}
    for event in recurring_ical_events.of(calendar).between(first, last + timedelta(days=1)):
        for day in _each(event["DTSTART"].dt, event["DTEND"].dt):
            if first <= day <= last:
                found.setdefault(day, str(event["SUMMARY"]))
    return {day: found[day] for day in sorted(found)[:MOST]}


def begins_later(rule: str) -> bool:
    """Whether a rule says the same when it begins in a later year: it counts nothing and skips none."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    return parts.get("FREQ") == "YEARLY" and parts.get("INTERVAL", "1") == "1" and not parts.keys() & COUNTING


def _begin_later(event: Any, first: date) -> None:
    """A yearly day of 1799 is not counted up from there: that would take a hundred times as long."""
    rule = event.get("RRULE")
    begin, year = event["DTSTART"].dt, first.year - 2
    if rule is None or begin.year >= year or not begins_later(rule.to_ical().decode()):
        return
    while (begin.month, begin.day) == (2, 29) and not isleap(year):
        year -= 1
    length = event["DTEND"].dt - begin
    event["DTSTART"].dt = begin.replace(year=year)
    event["DTEND"].dt = begin.replace(year=year) + length


def _each(first: date, end: date) -> Iterator[date]:
    for number in range(max(1, (end - first).days)):
        yield first + timedelta(days=number)
