"""The list of evergreen posts: when each comes next, how often it did, and why it does not. A few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.queues.again import Run, Why, day_of, may, obstacle
from planner.queues.evergreen import AHEAD_DAYS, on_all, runs_of
from planner.queues.free import DAY, holders, weekly_of
from planner.queues.models import Evergreen
from planner.queues.slots import Place, minute, places


@dataclass(frozen=True, slots=True)
class There:
    """An evergreen post on one channel."""

    channel: Channel
    used: int
    next_at: datetime | None  # a repeat that is planned
    why: Why | None  # None: it comes next when its turn is
    again_on: date | None = None  # when its gap has passed


@dataclass(frozen=True, slots=True)
class Shown:
    evergreen: Evergreen
    channels: tuple[There, ...]
    expired: bool

    @property
    def next_at(self) -> datetime | None:
        return min((one.next_at for one in self.channels if one.next_at), default=None)


def shown(workspace: Workspace, now: datetime) -> list[Shown]:
    """All of a workspace, the newest first. As many queries for one as for a hundred."""
    channels = {one.pk: one for one in workspace.channels.here()}
    going, evergreens = on_all(workspace, channels)
    runs = runs_of(evergreens, going, channels)
    until = now + timedelta(days=AHEAD_DAYS)
    weekly = weekly_of(list(channels.values()))
    having = {one.channel_id for one in weekly}
    held = holders(workspace.pk, list(channels), now, until + DAY)
    free: dict[int, list[Place]] = {}
    for place in places(weekly, now.date() - DAY, until.date() + DAY):
        if now < place.at <= until and (place.channel_id, minute(place.at)) not in held:
            free.setdefault(place.channel_id, []).append(place)
    coming = _coming(evergreens, now)
    today = now.astimezone(workspace.zone).date()
    return [
        Shown(
            one,
            tuple(
                There(
                    channels[pk],
                    runs[one.pk, pk].used,
                    coming.get((one.pk, pk)),
                    _why(runs[one.pk, pk], pk in having, free.get(pk, ()), today),
                    _again_on(runs[one.pk, pk], today),
                )
                for pk in going[one.pk]
            ),
            one.expires_on is not None and one.expires_on < today,
        )
        for one in evergreens
    ]


def offered(workspace: Workspace) -> list[tuple[int, str, date | None]]:
    """Posts that may become evergreen, with their days: agreed to or out, the newest first."""
    rows = Post.objects.filter(workspace=workspace, state="approved", evergreen=None, series=None)
    taken = Evergreen.objects.filter(workspace=workspace).values("pattern")
    rows = rows.exclude(pk__in=taken).select_related("head").order_by(F("planned_at").desc(nulls_last=True))
    zone = workspace.zone
    days = ((post, post.planned_at and post.planned_at.astimezone(zone).date()) for post in rows[:60])
    return [(post.pk, post.newest.name, day) for post, day in days]


def _why(run: Run, has_slots: bool, free: Sequence[Place], today: date) -> Why | None:
    if run.until is not None and run.until < today:
        return Why.EXPIRED
    if (found := obstacle(run)) is not None:
        return found
    if not has_slots:
        return Why.NO_SLOTS
    if any(may(run, place, day_of(place)) for place in free) or (run.said and run.said[-1] > today):
        return None
    again = _again_on(run, today)
    if again is not None and again > today + timedelta(days=AHEAD_DAYS):
        return Why.EXPIRED if run.until is not None and again > run.until else Why.TOO_SOON
    return Why.NO_PLACE


def _again_on(run: Run, today: date) -> date | None:
    """The first day on which its gap lets it come again; None where that has been."""
    if not run.said:
        return None
    again = run.said[-1] + timedelta(days=run.gap_days)
    return again if again > today else None


def _coming(evergreens: Sequence[Evergreen], now: datetime) -> Mapping[tuple[int, int], datetime]:
    """The next planned repeat of each on each channel. One query."""
    rows = Post.objects.filter(
        ~Q(state="archived"), evergreen__in=[one.pk for one in evergreens], planned_at__gt=now
    ).order_by("-planned_at")
    found = rows.values_list("evergreen_id", "head__variants__channel", "planned_at")
    return {(pk, channel): at for pk, channel, at in found if at is not None}
