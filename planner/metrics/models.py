"""A delivery's numbers at one time, and a channel's followers on one day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Max
from django.utils.functional import Promise

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.metrics.names import NAMES
from publishers.message import Reach

COUNTS = ("views", "likes", "reposts", "replies", "quotes", "bookmarks", "clicks", "reach")
ENGAGED = ("likes", "reposts", "replies", "quotes", "bookmarks")


class Snapshot(models.Model):
    """What the network said. None: it does not say, which is not zero."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="snapshots")
    at = models.DateTimeField()
    age = models.PositiveIntegerField(default=0)  # seconds since it was published, as it really was
    views = models.PositiveBigIntegerField(null=True)
    likes = models.PositiveBigIntegerField(null=True)
    reposts = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveBigIntegerField(null=True)
    quotes = models.PositiveBigIntegerField(null=True)
    bookmarks = models.PositiveBigIntegerField(null=True)
    clicks = models.PositiveBigIntegerField(null=True)
    reach = models.PositiveBigIntegerField(null=True)  # people
    engagement = models.PositiveBigIntegerField(null=True)  # likes, reposts, replies, quotes and bookmarks
    fell = models.JSONField(default=list)  # the counts that were higher at the look before
    raw = models.JSONField(default=dict)  # the network's own words for them
    is_brought = models.BooleanField(default=False)  # from a file, not asked of the network

    class Meta:
        get_latest_by = "at"
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["delivery", "at"], name="snapshots_of_a_delivery")]

    def __str__(self) -> str:
        return f"{self.delivery_id} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def known(self) -> list[tuple[Promise, int, bool]]:
        """(name, count, whether it fell since the look before) of whatever the network counts."""
        counts = {name: getattr(self, name) for name in NAMES}
        return [(NAMES[name], n, name in self.fell) for name, n in counts.items() if n is not None]

    @classmethod
    def of(
        cls, delivery: Delivery, reach: Reach, now: datetime, before: "Snapshot | None" = None, **more: Any
    ) -> "Snapshot":
        """`before`: the look before this one, to note what fell since."""
        counts = {name: getattr(reach, name) for name in COUNTS}
        age = max(now - (delivery.published_at or now), timedelta())
        return cls(
            delivery=delivery,
            at=now,
            age=int(age.total_seconds()),
            engagement=engagement(counts),
            fell=[name for name in COUNTS if _fell(getattr(before, name, None), counts[name])],
            raw=dict(reach.raw),
            **counts,
            **more,
        )


def newest_of(deliveries: Sequence[Delivery]) -> dict[int, Snapshot]:
    """The last look at each, by the delivery's id. Two queries."""
    of_these = Snapshot.objects.filter(delivery__in=[one.pk for one in deliveries])
    newest = (
        of_these.order_by().values("delivery").annotate(newest=Max("pk")).values_list("newest", flat=True)
    )
    return {one.delivery_id: one for one in Snapshot.objects.filter(pk__in=list(newest))}


class ChannelDay(models.Model):
    """How many people followed a channel on a day of its workspace."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="days")
    on = models.DateField()
    followers = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "on"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.channel_id} on {self.on}: {self.followers}"


class Asking(models.Model):
    """Posts that a channel's network was asked about at one time: what its budget is counted by."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="askings")
    at = models.DateTimeField()
    posts = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["channel", "at"], name="askings_of_a_channel")]

    def __str__(self) -> str:
        return f"{self.channel_id} at {self.at:%Y-%m-%d %H:%M}: {self.posts}"


def engagement(counts: dict[str, int | None]) -> int | None:
    """What people did beside looking: the sum of what is known of it, None where nothing is."""
    known = [count for name in ENGAGED if (count := counts.get(name)) is not None]
    return sum(known) if known else None


def _fell(before: int | None, after: int | None) -> bool:
    return before is not None and after is not None and after < before
