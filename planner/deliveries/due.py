"""What may go out now, found in plain SQL: it is asked five times a second, and for each batch.

In time, the words agreed, the channel well, its turn in the thread. The gate looks at all of it once more.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F, Q

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.stops import may_go

STATES = (
    "waiting",
    "scheduled",
)  # each asked for alone: the index then gives them in the order of their times
DUE = """
FROM planner_delivery d
JOIN planner_post p ON p.id = d.post_id
JOIN planner_channel c ON c.id = d.channel_id
JOIN planner_workspace w ON w.id = d.workspace_id
LEFT JOIN planner_delivery b ON b.id = d.previous_id
WHERE d.state = %(state)s AND d.due_at <= %(now)s AND NOT d.maybe_out
  AND (d.next_try_at IS NULL OR d.next_try_at <= %(now)s)
  AND (d.previous_id IS NULL AND d.late_until >= %(now)s OR b.state = 'published')
  AND p.state = 'approved' AND p.approved_version_id = d.version_id
  AND p.held_at IS NULL AND {may_go}
  AND c.state = 'active' AND (c.rest_until IS NULL OR c.rest_until <= %(now)s)
  AND w.paused_at IS NULL
""".format(may_go=may_go("p", "d", "%(now)s"))
ON_TIME = "AND (d.due_at >= %(late_before)s OR d.part > 0)"
LATE = "AND d.due_at < %(late_before)s AND d.part = 0"
VIDEO = """AND d.part = 0 AND EXISTS (
  SELECT 1 FROM planner_attachment t JOIN media_asset a ON a.id = t.asset_id
  WHERE t.version_id = d.version_id AND a.content_type LIKE %(video)s)"""
IN_ORDER = "ORDER BY d.due_at, d.id LIMIT %(most)s"


class Candidate(NamedTuple):
    due_at: Any  # as the database gives it: only compared with its like
    pk: int
    fence: int
    channel_id: int


def anything(now: datetime) -> bool:
    """Is anything due? Reading takes no write lock; most ticks end here."""
    return any(_ask(f"SELECT 1 {DUE} LIMIT 1", now, state) for state in STATES)


def seconds_to_next(now: datetime) -> float:
    """Until the next delivery falls due; whatever stands in its way is not looked at."""
    ahead = Delivery.objects.filter(state="scheduled", due_at__gt=now).order_by("due_at")
    soonest = ahead.values_list("due_at", flat=True).first()
    return float("inf") if soonest is None else (soonest - now).total_seconds()


def with_video(until: datetime) -> list[int]:
    """What will be due by then and has a video that is still to be brought to its network."""
    asked = f"SELECT d.id {DUE} {VIDEO} {IN_ORDER}"
    rows = [row for state in STATES for row in _ask(asked, until, state, video="video/%", most=200)]
    return [pk for (pk,) in rows]


def choose(now: datetime, room: int) -> list[Candidate]:
    """Up to `room` of what is due, locked, fair across channels. Inside a transaction.

    What is on time is asked for apart from what is late, so that a long backlog never hides it.
    """
    return _fair(_locked(ON_TIME, now, most=room * 4) + _without_a_flood(now), room)


def _without_a_flood(now: datetime) -> list[Candidate]:
    """After an outage a channel gets one late post in five minutes, not all at once."""
    behind = {
        row[0] for state in STATES for row in _ask(f"SELECT DISTINCT d.channel_id {DUE} {LATE}", now, state)
    }
    chosen: list[Candidate] = []
    for channel in _ready_for_one_more(behind, now) if behind else ():
        chosen += sorted(_locked(f"{LATE} AND d.channel_id = %(channel)s", now, most=1, channel=channel))[:1]
    return chosen


def _ready_for_one_more(behind: Collection[int], now: datetime) -> set[int]:
    """The channels whose last late post is long enough ago; what was on time counts for nothing."""
    ours = Channel.objects.filter(pk__in=behind).select_for_update(skip_locked=True, no_key=True)
    mine = set(ours.values_list("pk", flat=True))  # another worker process counts for the others
    recent = now - timedelta(seconds=settings.CATCH_UP_APART)
    late = timedelta(seconds=settings.LATE_AFTER)
    busy = Delivery.objects.filter(
        Q(sent_at__gt=recent, due_at__lt=F("sent_at") - late, part=0)
        | Q(state__in=("claimed", "sending"), due_at__lt=now - late, part=0),
        channel_id__in=mine,
    )
    return mine - set(busy.values_list("channel_id", flat=True))


def _locked(which: str, now: datetime, **more: Any) -> list[Candidate]:
    """The first of what is due, state by state; on PostgreSQL nobody else takes them while we write."""
    lock = " FOR UPDATE OF d SKIP LOCKED" if connection.vendor == "postgresql" else ""
    asked = f"SELECT d.due_at, d.id, d.fence, d.channel_id {DUE} {which} {IN_ORDER}{lock}"
    return [Candidate(*row) for state in STATES for row in _ask(asked, now, state, **more)]


def _ask(asked: str, now: datetime, state: str, **more: Any) -> list[Any]:
    late_before = now - timedelta(seconds=settings.LATE_AFTER)
    moments = {"now": now, "late_before": late_before}
    given = {name: connection.ops.adapt_datetimefield_value(moment) for name, moment in moments.items()}
    with connection.cursor() as cursor:
        cursor.execute(asked, {**given, "state": state, **more})
        return list(cursor.fetchall())


def _fair(candidates: list[Candidate], room: int) -> list[Candidate]:
    """Channels take turns; within a channel the earliest first."""
    lines: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates):
        lines[candidate.channel_id].append(candidate)
    chosen: list[Candidate] = []
    for turn in range(max((len(line) for line in lines.values()), default=0)):
        chosen += [line[turn] for line in lines.values() if turn < len(line)]
        if len(chosen) >= room:
            break
    return chosen[:room]
