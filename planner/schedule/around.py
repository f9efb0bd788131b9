"""What stands around the posts: holidays and notes, campaigns and events as bars, free slots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language

from planner.channels.models import Channel
from planner.days.lanes import Row
from planner.days.marks import Marks, bars_of, marks_of
from planner.people.models import Workspace
from planner.queues.free import free_slots
from planner.schedule.finding import Filters

LANES = 2  # of bars in a week
OFFERED = 3  # free slots of a day; the others are on the queue's page


@dataclass(frozen=True, slots=True)
class Free:
    """A free slot as the workspace's wall clock shows it."""

    at: datetime
    channel: Channel


@dataclass(frozen=True, slots=True)
class OneDay:
    marks: Marks = field(default_factory=Marks)
    slots: tuple[Free, ...] = ()
    lanes: int = 0  # of bars over its week
    hidden: int = 0  # bars that found no lane


NOTHING = OneDay()


@dataclass(frozen=True, slots=True)
class Around:
    days: Mapping[date, OneDay]
    rows: tuple[Row, ...]

    def on(self, day: date) -> OneDay:
        return self.days.get(day, NOTHING)


def around(
    workspace: Workspace,
    days: Sequence[date],
    filters: Filters,
    channels: Mapping[int, Channel],
    now: datetime,
) -> Around:
    """Four queries, however long the span. Slots are those of the channels that the filters leave."""
    zone = workspace.zone
    marks = marks_of(workspace, days[0], days[-1], get_language() or "en")
    rows = tuple(bars_of(workspace, days[0], days[-1], LANES))
    wanted = [one for pk, one in channels.items() if not filters.channel_ids or pk in filters.channel_ids]
    free = free_slots(wanted, days[0], days[-1], now) if days[-1] >= now.astimezone(zone).date() else {}
    return Around(
        {
            day: OneDay(
                marks.get(day, NOTHING.marks),
                tuple(
                    Free(slot.at.astimezone(zone), channels[slot.channel_id])
                    for slot in free.get(day, ())[:OFFERED]
                ),
                row.lanes,
                row.hidden[day.weekday()],
            )
            for day in days
            for row in [_row_of(day, rows)]
        },
        rows,
    )


def _row_of(day: date, rows: Sequence[Row]) -> Row:
    return next((row for row in rows if 0 <= (day - row.monday).days < 7), Row(day))
