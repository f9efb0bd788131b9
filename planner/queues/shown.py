"""What a queue's page shows, gathered: the timeline, how long it lasts, the next free slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.channels.models import Channel
from planner.queues import timeline
from planner.queues.free import DAY, closed_days, weekly_of
from planner.queues.slots import places
from planner.queues.standing import length, standing
from planner.queues.telling import explained
from planner.queues.timeline import Line
from planner.walltime import of_instant

WEEKS, MOST_WEEKS = 4, 26


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    lines: tuple[Line, ...]
    holiday: str = ""
    clocks: str = ""  # what the clocks do on this day, where it moves a slot


@dataclass(frozen=True, slots=True)
class Queue:
    """A channel's coming weeks. The same for a page and for a program."""

    channel: Channel
    days: tuple[Day, ...]
    left: int
    runs_out_at: datetime | None
    has_slots: bool
    until: date

    @property
    def lines(self) -> Sequence[Line]:
        return [line for day in self.days for line in day.lines]

    @property
    def next_free(self) -> Line | None:
        return next((line for line in self.lines if line.is_free), None)

    @property
    def has_posts(self) -> bool:
        return any(line.post for line in self.lines)

    @property
    def movable(self) -> int:
        return sum(line.moves for line in self.lines)


def queue_of(channel: Channel, now: datetime, weeks: int = WEEKS) -> Queue:
    """From today on, as the clock in the channel's zone shows it. Three queries."""
    zone = channel.zone_name
    today = date.fromisoformat(of_instant(now, zone).wall[:10])
    last = today + timedelta(weeks=weeks) - DAY
    weekly = weekly_of([channel])
    offered = places(weekly, today, last)
    posts = [
        post
        for post in standing(channel, now - DAY, now + timedelta(weeks=weeks) + DAY)
        if today <= date.fromisoformat(of_instant(post.at, zone).wall[:10]) <= last
    ]
    closed = closed_days(channel.workspace.country, today, last)
    left, runs_out_at = length(channel, now)
    days = tuple(
        Day(day, tuple(lines), closed.get(day, ""), " ".join(filter(None, map(_clocks, lines))))
        for day, lines in timeline.by_day(timeline.lines(offered, posts, zone, now))
    )
    return Queue(channel, days, left, runs_out_at, bool(weekly), last)


def _clocks(line: Line) -> str:
    return explained(line.when) if line.place else ""
