"""Days in a zone: the bounds of a month's grid, and which posts stand first on each day."""

import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from planner.posts.models import Post

USUAL_HOUR = 9
SHOWN = 3  # posts of a day in the month; the rest is behind "2 more"
FIRST, LAST = date(1970, 1, 1), date(9000, 12, 31)  # every day before and after has a name in every zone


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many posts a day has, and the first few of them."""

    total: int = 0
    first: tuple[int, ...] = ()


def month_of(text: str, today: date) -> date:
    """The first day of "2026-11", as far as calendars reach; of the present month where that is no month."""
    try:
        return within_reach(datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()).replace(day=1)
    except ValueError:
        return today.replace(day=1)


def within_reach(day: date) -> date:
    """The day itself, or the nearest that a post can be planned for."""
    return min(max(day, FIRST), LAST)


def month_after(first: date, step: int = 1) -> date:
    number = first.year * 12 + first.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)


def grid(first: date) -> list[date]:
    """The whole weeks, Monday first, that hold a month."""
    start = first - timedelta(days=first.weekday())
    end = month_after(first) - timedelta(days=1)
    weeks = (end - start).days // 7 + 1
    return [start + timedelta(days=number) for number in range(weeks * 7)]


def begins(day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    """When a day begins there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def week_of(day: date) -> list[date]:
    """The seven days, Monday first, that hold it."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def day_of(text: str) -> date | None:
    """The day that an address names, as far as calendars reach; None where it names none."""
    try:
        return within_reach(date.fromisoformat(text))
    except ValueError:
        return None


def new_at(day: date, local: datetime) -> str:
    """When a post that is begun on this day would go out: the next full hour today, else nine o'clock."""
    if day < local.date():
        return ""
    if day > local.date():
        return f"{day.isoformat()}T{USUAL_HOUR:02}:00"
    hour = (local + timedelta(hours=1)).replace(minute=0)
    return hour.strftime("%Y-%m-%dT%H:%M") if hour.date() == day else ""


def crowds(
    posts: "QuerySet[Post]",
    days: Sequence[date],
    zone: zoneinfo.ZoneInfo,
    shown: int = SHOWN,
    undated: int = 0,
) -> tuple[dict[date, Crowd], tuple[int, ...]]:
    """For each day the number of posts and the first `shown`; and the newest `undated` without a time.

    One query that reads little else. Written in SQL because a month of a large team has thousands of posts:
    a seek in the index for each day costs the same however many there are, and rows that nobody sees never
    become Python objects.
    """
    inside = "planner_post.planned_at >= days.lo AND planner_post.planned_at < days.hi"
    base = posts.order_by().extra(where=[inside])  # noqa: S610 - a constant
    count, count_values = base.values("pk").query.sql_with_params()
    picked, picked_values = base.order_by("planned_at", "pk").values("pk").query.sql_with_params()
    columns = [f"(SELECT COUNT(*) FROM ({count}) AS c)"]  # noqa: S608 - made by Django from querysets
    columns += [f"({picked} LIMIT 1 OFFSET {number})" for number in range(shown)]
    rows = ", ".join(["(%s, %s, %s)"] * len(days))
    asked = f"WITH days(n, lo, hi) AS (VALUES {rows}) SELECT days.n, {', '.join(columns)} FROM days"  # noqa: S608
    given = [*_bounds(days, zone), *count_values, *picked_values * shown]
    if undated:
        loose, loose_values = (
            posts.filter(planned_at__isnull=True).order_by("-pk").values("pk").query.sql_with_params()
        )
        one = f"SELECT -1, x.pk, {', '.join(['NULL'] * shown)} FROM ({loose} LIMIT {undated}) AS x"  # noqa: S608
        asked, given = f"{asked} UNION ALL {one}", [*given, *loose_values]
    with connection.cursor() as cursor:
        cursor.execute(asked, given)
        rows_found = cursor.fetchall()
    found = {
        days[number]: Crowd(total, tuple(pk for pk in first if pk is not None))
        for number, total, *first in rows_found
        if number >= 0
    }
    return found, tuple(sorted((pk for number, pk, *_ in rows_found if number < 0), reverse=True))


def _bounds(days: Sequence[date], zone: zoneinfo.ZoneInfo) -> Iterator[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    for number, day in enumerate(days):
        yield number
        yield adapt(begins(day, zone))
        yield adapt(begins(day + timedelta(days=1), zone))
