"""What a month shows: at most three posts a day, the number of the rest, and where a new one would go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import Q

from planner.ahead.planned import TooMuch, too_much
from planner.channels.models import Channel
from planner.days.lanes import Piece, Row
from planner.people.models import Workspace
from planner.schedule.around import NOTHING, Around, OneDay, around
from planner.schedule.cards import Chip, chips
from planner.schedule.days import Crowd, begins, crowds, grid, month_after, new_at
from planner.schedule.finding import Filters, posts_of

MOST_IN_TRAY = 3
MOST_ELSEWHERE = 99


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
    around: OneDay = NOTHING
    place: str = ""  # the classes of its place in the grid

    @property
    def is_roomy(self) -> bool:
        """Whether there is room for thumbnails."""
        return len(self.chips) < 3


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    days: tuple[Day, ...]
    tray: tuple[Chip, ...] = ()  # the newest posts without a time
    tray_has_more: bool = False
    rows: tuple[Row, ...] = ()  # campaigns and events, a row for each week
    before: date = field(init=False)
    after: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", month_after(self.first, -1))
        object.__setattr__(self, "after", month_after(self.first))

    @property
    def chips(self) -> Iterator[Chip]:
        return chain(chain.from_iterable(day.chips for day in self.days), self.tray)

    @property
    def bars(self) -> Iterator[tuple[str, Piece]]:
        """Campaigns and events, each with the class of its week."""
        return ((f" r{week}", piece) for week, row in enumerate(self.rows, 1) for piece in row.pieces)

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
    """The month that begins on `first`, in the workspace's zone. Seven queries at most."""
    zone = workspace.zone
    days = grid(first)
    found, undated = crowds(posts_of(workspace, filters, now), days, zone, undated=MOST_IN_TRAY + 1)
    shown = [pk for crowd in found.values() for pk in crowd.first]
    drawn = chips([*shown, *undated[:MOST_IN_TRAY]], channels, workspace)
    local = now.astimezone(zone)
    over = too_much(channels, days[0], days[-1], zone, now)
    beside = around(workspace, days, filters, channels, now)
    made = (_day(day, first, found[day], drawn, local, tuple(over.get(day, ())), beside) for day in days)
    tray = tuple(drawn[pk] for pk in undated[:MOST_IN_TRAY] if pk in drawn)
    return Month(first, tuple(made), tray, len(undated) > MOST_IN_TRAY, beside.rows)


def _day(
    day: date,
    first: date,
    crowd: Crowd,
    drawn: Mapping[int, Chip],
    local: datetime,
    over: tuple[TooMuch, ...],
    beside: Around,
) -> Day:
    shown = tuple(drawn[pk] for pk in crowd.first if pk in drawn)
    today, monday = local.date(), first - timedelta(days=first.weekday())
    return Day(
        day,
        shown,
        crowd.total - len(shown),
        is_out=day.month != first.month,
        is_past=day < today,
        is_today=day == today,
        new_at=new_at(day, local),
        too_much=over,
        around=beside.on(day),
        place=f" r{(day - monday).days // 7 + 1} c{day.isoweekday()}",
    )


def elsewhere(workspace: Workspace, filters: Filters, shown: Month, now: datetime) -> int:
    """How many posts are found outside the days of this month's grid; counting ends after MOST_ELSEWHERE."""
    since = begins(shown.days[0].date, workspace.zone)
    until = begins(shown.days[-1].date + timedelta(days=1), workspace.zone)
    outside = Q(planned_at__lt=since) | Q(planned_at__gte=until)
    return posts_of(workspace, filters, now).filter(outside).order_by()[: MOST_ELSEWHERE + 1].count()
