"""The days of an observance between two days, from its cleaned events. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar

from planner.days.walk import Budget

MOST = 1500  # days of one observance
COUNTING = {"COUNT", "BYWEEKNO", "BYSETPOS"}
DAYS = {"DAILY": 1, "WEEKLY": 7}


def days_of(source: str, first: date, last: date, budget: Budget | None = None) -> dict[date, str]:
    """Each day with its name, the earliest first; MOST at most. Raises Unfit where it takes too much work."""
    budget = budget or Budget()
    calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{source}END:VCALENDAR\r\n")
    kept: list[Any] = calendar.walk("VEVENT")
    for event in kept:
        _begin_later(event, first)
        if (rule := event.get("RRULE")) is not None:
            budget.walk(rule.to_ical().decode(), event["DTSTART"].dt, last)
    found: dict[date, str] = {}
    for event in recurring_ical_events.of(calendar).between(first, last + timedelta(days=1)):
        for day in _each(event["DTSTART"].dt, event["DTEND"].dt):
            if first <= day <= last:
                found.setdefault(day, str(event["SUMMARY"]))
    return {day: found[day] for day in sorted(found)[:MOST]}


def _begin_later(event: Any, first: date) -> None:
    """A day of 1799 is not counted up from there: that would take a hundred times as long."""
    rule = event.get("RRULE")
    if rule is None:
        return
    begin = event["DTSTART"].dt
    later = _later(begin, rule.to_ical().decode(), date(first.year - 2, 1, 1))
    length = event["DTEND"].dt - begin
    event["DTSTART"].dt, event["DTEND"].dt = later, later + length


def _later(begin: date, rule: str, near: date) -> date:
    """The last beginning before `near` from which the rule says the same; its own where it counts."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    every = int(parts.get("INTERVAL", "1"))
    if begin >= near or parts.keys() & COUNTING:
        return begin
    if parts["FREQ"] in DAYS:
        each = every * DAYS[parts["FREQ"]]
        return begin + timedelta(days=(near - begin).days // each * each)
    each = every * (12 if parts["FREQ"] == "YEARLY" else 1)
    months = ((near.year - begin.year) * 12 + near.month - begin.month) // each * each
    while months > 0:
        year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
        if begin.day <= monthrange(year, month + 1)[1]:
            return date(year, month + 1, begin.day)
        months -= each
    return begin


def _each(first: date, end: date) -> Iterator[date]:
    for number in range(max(1, (end - first).days)):
        yield first + timedelta(days=number)
