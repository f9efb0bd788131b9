"""What a week or a day shows: posts where the clock has them, side by side where they come at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from planner.channels.models import Channel
from planner.days.lanes import Piece, Row
from planner.people.models import Workspace
from planner.schedule.around import NOTHING, Free, OneDay, around
from planner.schedule.cards import Chip, chips
from planner.schedule.days import Crowd, crowds, new_at, week_of
from planner.schedule.finding import Filters, posts_of

QUARTERS = 96  # of an hour, in a day
LANES = 4  # side by side; the rest is behind "2 more"
TALL = 3  # quarters that a post takes on the page
LOW = 2  # that a free slot takes
MOST = 40  # posts of a day that are drawn


@dataclass(frozen=True, slots=True)
class Placed:
    """A post at a quarter of an hour (0 to 95), in one of so many lanes."""

    chip: Chip
    quarter: int
    lane: int
    lanes: int
    is_beside: bool = False  # it leaves room for a free slot

    @property
    def last(self) -> int:
        return min(self.quarter + TALL, QUARTERS)


@dataclass(frozen=True, slots=True)
class Opening:
    """Free slots of a quarter, and of the next where they would lie over each other."""

    quarter: int
    slots: tuple[Free, ...]
    is_beside: bool = False  # a post stands at that time too


@dataclass(frozen=True, slots=True)
class Column:
    """A day of a week."""

    date: date
    placed: tuple[Placed, ...]
    hidden: int
    is_past: bool
    is_today: bool
    new_at: str
    around: OneDay = NOTHING
    free: tuple[Opening, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[Column, ...]
    before: date
    after: date
    now_quarter: int | None  # where the line of the present stands; None where today is elsewhere
    tray: tuple[Chip, ...] = ()
    tray_has_more: bool = False
    rows: tuple[Row, ...] = ()  # campaigns and events: one row

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def chips(self) -> Iterator[Chip]:
        placed = chain.from_iterable(day.placed for day in self.days)
        return chain((one.chip for one in placed), self.tray)

    @property
    def bars(self) -> list[Piece]:
        """Campaigns and events over these days, each from its column on."""
        pieces = [piece for row in self.rows for piece in row.pieces]
        if len(self.days) == 7:
            return pieces
        column = self.first.weekday() + 1
        here = [piece for piece in pieces if piece.column <= column < piece.column + piece.days]
        return [replace(piece, column=1, days=1) for piece in here]

    @property
    def is_empty(self) -> bool:
        return not any(day.placed for day in self.days)

    @property
    def begins_at(self) -> int:
        """The hour that is shown at the top: before the first post and before now, and never after eight."""
        first = min((one.quarter // 4 for day in self.days for one in day.placed), default=8)
        return max(0, min(first, 8, 8 if self.now_quarter is None else self.now_quarter // 4) - 1)


def week(
    workspace: Workspace, day: date, filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Week:
    return _grid(workspace, week_of(day), filters, channels, now)


def single_day(
    workspace: Workspace, day: date, filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Week:
    return _grid(workspace, [day], filters, channels, now)


def lanes_of(quarters: Sequence[int]) -> list[tuple[int, int]]:
    """(lane, lanes) for posts that begin at these quarters, in order; those that overlap share the width.

    >>> lanes_of([36, 37, 44])
    [(0, 2), (1, 2), (0, 1)]
    """
    found: list[tuple[int, int]] = []
    group: list[int] = []  # lanes of the posts that overlap, one by one
    ends: list[int] = []  # of each lane
    for quarter in quarters:
        if not any(end > quarter for end in ends):
            found += [(lane, len(ends)) for lane in group]
            group, ends = [], []
        lane = next((number for number, end in enumerate(ends) if end <= quarter), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = quarter + TALL
        group.append(lane)
    return found + [(lane, len(ends)) for lane in group]


def openings(slots: Sequence[Free]) -> list[Opening]:
    """In the order of their times, each wide enough for all that begin while it is shown."""
    found: list[Opening] = []
    for slot in slots:
        quarter = _quarter(slot.at)
        if found and quarter < found[-1].quarter + LOW:
            found[-1] = replace(found[-1], slots=(*found[-1].slots, slot))
        else:
            found.append(Opening(quarter, (slot,)))
    return found


def beside_one_another(
    placed: Sequence[Placed], openings: Sequence[Opening]
) -> tuple[tuple[Placed, ...], tuple[Opening, ...]]:
    """A free slot stands beside the post that would cover it; beside several there is no room for it."""
    free, posts = [], list(placed)
    for one in openings:
        over = [at for at, post in enumerate(posts) if -LOW < one.quarter - post.quarter < TALL]
        if any(posts[at].lanes > 1 for at in over):
            continue
        for at in over:
            posts[at] = replace(posts[at], is_beside=True)
        free.append(replace(one, is_beside=bool(over)))
    return tuple(posts), tuple(free)


def _grid(
    workspace: Workspace, days: list[date], filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Week:
    zone, step = workspace.zone, timedelta(days=len(days))
    found, undated = crowds(posts_of(workspace, filters, now), days, zone, shown=MOST, undated=4)
    shown = [pk for crowd in found.values() for pk in crowd.first]
    drawn = chips([*shown, *undated[:3]], channels, workspace)
    local = now.astimezone(zone)
    beside = around(workspace, days, filters, channels, now)
    columns = tuple(_column(day, found[day], drawn, local, beside.on(day)) for day in days)
    quarter = _quarter(local) if local.date() in days else None
    tray = tuple(drawn[pk] for pk in undated[:3] if pk in drawn)
    return Week(columns, days[0] - step, days[0] + step, quarter, tray, len(undated) > 3, beside.rows)


def _column(day: date, crowd: Crowd, drawn: Mapping[int, Chip], local: datetime, beside: OneDay) -> Column:
    timed = [(drawn[pk], at) for pk in crowd.first if pk in drawn and (at := drawn[pk].at) is not None]
    timed.sort(key=lambda pair: pair[1].replace(tzinfo=None))  # as walls show it: an hour may come twice
    quarters = [_quarter(at) for _chip, at in timed]
    placed = tuple(
        Placed(one, quarter, lane, min(lanes, LANES))
        for (one, _at), quarter, (lane, lanes) in zip(timed, quarters, lanes_of(quarters), strict=True)
        if lane < LANES
    )
    placed, free = beside_one_another(placed, openings(beside.slots))
    today = local.date()
    return Column(
        day,
        placed,
        crowd.total - len(placed),
        day < today,
        day == today,
        new_at(day, local),
        beside,
        free,
    )


def _quarter(at: datetime) -> int:
    return at.hour * 4 + at.minute // 15
