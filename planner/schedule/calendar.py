"""What a month shows: at most three posts a day, the number of the rest, and where a new one would go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import Q

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.planned import TooMuch, too_much
from planner.deliveries.preflight import Finding
from planner.people.models import Workspace
from planner.schedule.days import Crowd, begins, crowds, grid, month_after
from planner.schedule.finding import Card, Filters, cards, posts_of, title_of

MOST_MARKS = 4
MOST_IN_TRAY = 3
MOST_ELSEWHERE = 99
USUAL_HOUR = 9


@dataclass(frozen=True, slots=True)
class Chip:
    card: Card
    at: datetime | None  # as the clock in the zone shows it
    networks: tuple[str, ...]
    names: tuple[str, ...]
    more: int  # channels without a mark
    is_troubled: bool = False  # something stands in its way


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    chips: tuple[Chip, ...]
    hidden: int
    is_out: bool
    is_past: bool
    is_today: bool
    new_at: str  # "2026-11-25T09:00"; "" where no new post can go
    too_much: tuple[TooMuch, ...] = ()  # channels that will not take all that is planned here


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    days: tuple[Day, ...]
    before: date = field(init=False)
    after: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", month_after(self.first, -1))
        object.__setattr__(self, "after", month_after(self.first))

    @property
    def chips(self) -> Iterator[Chip]:
        return chain.from_iterable(day.chips for day in self.days)

    @property
    def stages(self) -> list[str]:
        return list(dict.fromkeys(chip.card.stage for chip in self.chips))

    @property
    def networks(self) -> set[str]:
        return {network for chip in self.chips for network in chip.networks}

    @property
    def has_earlier(self) -> bool:
        """Days of this month that have passed while today is in it: a phone folds them away."""
        return any(day.is_today and not day.is_out for day in self.days) and any(
            day.is_past and day.chips and not day.is_out for day in self.days
        )

    @property
    def is_empty(self) -> bool:
        return not any(day.chips for day in self.days)

    @property
    def week(self) -> Sequence[Day]:
        """The week of today; where today is elsewhere, the first of the month."""
        focus = next((number for number, day in enumerate(self.days) if day.is_today and not day.is_out), 0)
        return self.days[focus // 7 * 7 : focus // 7 * 7 + 7]


def month(
    workspace: Workspace, first: date, filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Month:
    """The month that begins on `first`, in the workspace's zone. Five queries at most."""
    zone = workspace.zone
    days = grid(first)
    found = crowds(posts_of(workspace, filters, now), days, zone)
    shown = [pk for crowd in found.values() for pk in crowd.first]
    troubled = _troubled(shown)
    by_pk = {
        card.pk: replace(chip(card, channels, workspace), is_troubled=card.pk in troubled)
        for card in (cards(shown) if shown else [])
    }
    local = now.astimezone(zone)
    over = too_much(channels, days[0], days[-1], zone, now)
    made = (_day(day, first, found[day], by_pk, local) for day in days)
    return Month(first, tuple(replace(day, too_much=tuple(over.get(day.date, ()))) for day in made))


def _troubled(shown: Sequence[int]) -> set[int]:
    """Those of the posts whose check before the time found something that stops them."""
    if not shown:
        return set()
    open_ = Finding.objects.filter(is_blocking=True, delivery__state__in=("scheduled", "waiting"))
    return set(open_.filter(delivery__post__in=shown).values_list("delivery__post_id", flat=True))


def chip(card: Card, channels: Mapping[int, Channel], workspace: Workspace) -> Chip:
    there = [channels[pk] for pk in card.channel_ids if pk in channels]
    most = MOST_MARKS if len(there) <= MOST_MARKS else MOST_MARKS - 1
    return Chip(
        card,
        card.at.astimezone(workspace.zone) if card.at else None,
        tuple(channel.network for channel in there[:most]),
        tuple(channel.name for channel in there),
        len(there) - most if len(there) > most else 0,
    )


def _day(day: date, first: date, crowd: Crowd, by_pk: Mapping[int, Chip], local: datetime) -> Day:
    chips = tuple(by_pk[pk] for pk in crowd.first if pk in by_pk)
    today = local.date()
    return Day(
        day,
        chips,
        crowd.total - len(chips),
        is_out=day.month != first.month,
        is_past=day < today,
        is_today=day == today,
        new_at=new_at(day, local),
    )


def new_at(day: date, local: datetime) -> str:
    """When a post that is begun on this day would go out: the next full hour today, else nine o'clock."""
    if day < local.date():
        return ""
    if day > local.date():
        return f"{day.isoformat()}T{USUAL_HOUR:02}:00"
    hour = (local + timedelta(hours=1)).replace(minute=0)
    return hour.strftime("%Y-%m-%dT%H:%M") if hour.date() == day else ""


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing that goes out."""

    post_id: int
    title: str
    at: datetime


def next_up(workspace: Workspace, now: datetime) -> Next | None:
    row = (
        Delivery.objects.filter(workspace=workspace, due_at__gte=now, state__in=("scheduled", "waiting"))
        .order_by("due_at", "pk")
        .values_list("post_id", "version__title", "version__text", "due_at")
        .first()
    )
    return Next(row[0], title_of(row[1], row[2]), row[3]) if row else None


def elsewhere(workspace: Workspace, filters: Filters, shown: Month, now: datetime) -> int:
    """How many posts are found outside the days of this month's grid; counting ends after MOST_ELSEWHERE."""
    since = begins(shown.days[0].date, workspace.zone)
    until = begins(shown.days[-1].date + timedelta(days=1), workspace.zone)
    outside = Q(planned_at__lt=since) | Q(planned_at__gte=until)
    return posts_of(workspace, filters, now).filter(outside).order_by()[: MOST_ELSEWHERE + 1].count()


def unplanned(workspace: Workspace, filters: Filters, now: datetime) -> list[tuple[int, str]]:
    """The newest posts without a time: one more than the tray shows, to know whether there are more."""
    rows = (
        posts_of(workspace, filters, now)
        .filter(planned_at__isnull=True)
        .order_by("-pk")
        .values_list("pk", "head__title", "head__text")[: MOST_IN_TRAY + 1]
    )
    return [(pk, title_of(title, text)) for pk, title, text in rows]
