"""Weekly slots that went by with nothing in them: nobody filled them, which is another thing than a miss."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from planner.channels.models import Channel
from planner.history.models import Entry
from planner.people.models import Workspace
from planner.queues.free import times_taken, weekly_of
from planner.queues.slots import Place, minute, places
from planner.reports.outages import Outage
from planner.reports.rows import Row
from planner.reports.span import Span

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slots:
    """`empty`: by channel, of all that `came`. `since`: from this day on, where that is not the first."""

    came: int
    empty: Mapping[Channel, int]
    since: date | None

    @property
    def total(self) -> int:
        return sum(self.empty.values())


def slots_of(
    workspace: Workspace, span: Span, rows: Sequence[Row], stopped: Sequence[Outage], now: datetime
) -> Slots | None:
    """Of the span, as far as it has come. None: no channel has weekly times. Four queries.

    What a channel's weekly times were before they were changed last is not known, so slots count from there.
    Those that came while nothing could go out do not count at all.
    """
    channels = list(
        workspace.channels.here().select_related("workspace").defer("credentials", "account_facts")
    )
    weekly = weekly_of(channels)
    if not weekly:
        return None
    since, until = span.moments(workspace.zone)
    until = min(until, now)
    known = _known_since(workspace, channels)
    having = {one.channel_id for one in weekly}
    came = [
        place
        for place in places(weekly, span.first - DAY, span.last + DAY)
        if max(since, known[place.channel_id]) <= place.at < until and not _is_stopped(place, stopped)
    ]
    taken = times_taken(workspace.pk, having, since, until)
    taken |= {(row.channel_id, minute(row.due_at)) for row in rows}
    empty = Counter(place.channel_id for place in came if (place.channel_id, minute(place.at)) not in taken)
    first = max(known[channel] for channel in having)
    return Slots(
        len(came),
        {channel: empty[channel.pk] for channel in _in_order(channels) if empty[channel.pk]},
        min(first, until).astimezone(workspace.zone).date() if first > since else None,
    )


def _in_order(channels: Sequence[Channel]) -> Iterator[Channel]:
    yield from sorted(channels, key=lambda one: (one.name, one.pk))


def _known_since(workspace: Workspace, channels: Sequence[Channel]) -> dict[int, datetime]:
    changed = Entry.objects.filter(workspace=workspace, act="channel.slots").values("thing_id")
    last = dict(changed.annotate(at=Max("at")).order_by().values_list("thing_id", "at"))
    return {channel.pk: last.get(channel.pk, channel.created_at) for channel in channels}


def _is_stopped(place: Place, stopped: Sequence[Outage]) -> bool:
    return any(
        one.channel_id in (None, place.channel_id)
        and one.since <= place.at
        and (one.until is None or place.at < one.until)
        for one in stopped
    )
