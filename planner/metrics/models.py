"""A delivery's numbers at one time."""

from dataclasses import asdict
from datetime import datetime
from typing import ClassVar

from django.db import models

from planner.deliveries.models import Delivery
from publishers.message import Reach

COUNTS = ("views", "likes", "reposts", "replies", "quotes", "bookmarks", "clicks")


class Snapshot(models.Model):
    """What the network said. None: it does not say, which is not zero."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="snapshots")
    at = models.DateTimeField()
    views = models.PositiveBigIntegerField(null=True)
    likes = models.PositiveBigIntegerField(null=True)
    reposts = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveBigIntegerField(null=True)
    quotes = models.PositiveBigIntegerField(null=True)
    bookmarks = models.PositiveBigIntegerField(null=True)
    clicks = models.PositiveBigIntegerField(null=True)

    class Meta:
        get_latest_by = "at"
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["delivery", "at"], name="snapshots_of_a_delivery")]

    def __str__(self) -> str:
        return f"{self.delivery_id} at {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def of(cls, delivery: Delivery, reach: Reach, now: datetime) -> "Snapshot":
        return cls(delivery=delivery, at=now, **asdict(reach))
