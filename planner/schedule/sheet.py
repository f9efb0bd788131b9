"""A month on paper: every post of every day, with its day's marks. Six queries, however many posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import pgettext

from planner.channels.models import Channel
from planner.days.lanes import Row
from planner.days.marks import Marks, bars_of, marks_of
from planner.people.models import Workspace
from planner.schedule.cards import Card, cards
from planner.schedule.days import begins
from planner.schedule.finding import Filters, posts_of

MOST = 2000  # posts on one print; more are said, not shown


@dataclass(frozen=True, slots=True)
class Printed:
    card: Card
    at: datetime  # as the clock in the zone shows it
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedDay:
    date: date
    posts: tuple[Printed, ...]
    marks: Marks
    is_out: bool


@dataclass(frozen=True, slots=True)
class Week:
    row: Row
    days: tuple[PrintedDay, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    weeks: tuple[Week, ...]
    posts: int
    left_out: int

    @property
    def days(self) -> list[PrintedDay]:
        """Those on which something stands, for the list."""
        return [
            day for week in self.weeks for day in week.days if not day.is_out and (day.posts or day.marks)
        ]

    @property
    def stages(self) -> list[str]:
        return list(
            dict.fromkeys(one.card.stage for week in self.weeks for day in week.days for one in day.posts)
        )


def sheet(
    workspace: Workspace, days: Sequence[date], filters: Filters, channels: Mapping[int, Channel],
    language: str, inside: tuple[date, date], now: datetime,
) -> Sheet:  # fmt: skip
    """Whole weeks; days outside of `inside` are printed pale."""
    zone = workspace.zone
    posts = posts_of(workspace, filters, now).filter(
        planned_at__gte=begins(days[0], zone), planned_at__lt=begins(days[-1] + timedelta(days=1), zone)
    )
    keys = list(posts.order_by("planned_at", "pk").values_list("pk", flat=True)[: MOST + 1])
    left_out = posts.count() - MOST if len(keys) > MOST else 0
    by_day: dict[date, list[Printed]] = {}
    for card in cards(keys[:MOST]) if keys else []:
        if card.at is not None:
            names = tuple(channels[pk].name for pk in card.channel_ids if pk in channels)
            local = card.at.astimezone(zone)
            by_day.setdefault(local.date(), []).append(Printed(card, local, names))
    marks = marks_of(workspace, days[0], days[-1], language)
    made = [
        PrintedDay(
            day, tuple(by_day.get(day, ())), marks.get(day, Marks()), not inside[0] <= day <= inside[1]
        )
        for day in days
    ]
    rows = bars_of(workspace, days[0], days[-1], most=6)
    weeks = tuple(Week(row, tuple(made[7 * n : 7 * n + 7])) for n, row in enumerate(rows))
    return Sheet(weeks, len(keys[:MOST]), left_out)


def letters() -> dict[str, str]:
    """A letter for each stage, to be told apart without colour."""
    return {
        "draft": pgettext("letter of a stage", "D"),
        "in_review": pgettext("letter of a stage", "R"),
        "changes": pgettext("letter of a stage", "C"),
        "rejected": pgettext("letter of a stage", "N"),
        "approved": pgettext("letter of a stage", "A"),
        "scheduled": pgettext("letter of a stage", "S"),
        "on_hold": pgettext("letter of a stage", "H"),
        "publishing": pgettext("letter of a stage", "G"),
        "held": pgettext("letter of a stage", "?"),
        "blocked": pgettext("letter of a stage", "B"),
        "published": pgettext("letter of a stage", "P"),
        "partly": pgettext("letter of a stage", "½"),
        "failed": pgettext("letter of a stage", "F"),
        "missed": pgettext("letter of a stage", "M"),
        "archived": pgettext("letter of a stage", "–"),
    }
