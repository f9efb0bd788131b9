"""What networks said of deliveries, as this room wants it. The only module here that knows snapshots."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from planner.metrics.models import ChannelDay, Snapshot


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a delivery. `age` in hours since it was published; None is what was not said."""

    age: float
    at: datetime
    engagement: int | None
    reach: int | None
    impressions: int | None
    clicks: int | None


def seen(published: dict[int, datetime]) -> dict[int, list[Seen]]:
    """Every look at these deliveries, the oldest first; `published` says when each went out. One query."""
    found: dict[int, list[Seen]] = {pk: [] for pk in published}
    rows = Snapshot.objects.filter(delivery__in=published).order_by("delivery", "at", "pk")
    for pk, at, *said in rows.values_list("delivery", "at", "engagement", "reach", "views", "clicks"):
        age = (at - published[pk]).total_seconds() / 3600
        if age > 0:
            found[pk].append(Seen(age, at, *said))
    return found


def followers(channels: Collection[int], since: datetime) -> dict[tuple[int, str], int]:
    """{(channel, day as 2026-11-29): followers}, from the day of `since` on. One query."""
    days = ChannelDay.objects.filter(channel__in=channels, on__gte=since.date())
    return {
        (channel, f"{on}"): count for channel, on, count in days.values_list("channel", "on", "followers")
    }
