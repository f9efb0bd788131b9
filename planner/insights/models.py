"""What came of deliveries, one small row each, and what was learned from them, one row a channel.

Both can be made again from snapshots at any time; nothing is known here alone.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.people.models import Workspace


class Outcome(models.Model):
    """A delivery's numbers at the ages that are compared. Null: not known, which is not zero."""

    class Format(models.TextChoices):
        TEXT = "text", _("Text only")
        PICTURE = "picture", _("With a picture")
        VIDEO = "video", _("With a video")
        LINK = "link", _("With a link")

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="outcome")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="outcomes")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="outcomes")
    published_at = models.DateTimeField()
    hour = models.PositiveSmallIntegerField()  # on a clock in the channel's zone
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    format = models.CharField(max_length=10, choices=Format)
    curve = models.JSONField(default=list)  # engagement at each of same_age.AGES
    age = models.FloatField(default=0)  # hours, of the newest look
    engagement = models.PositiveBigIntegerField(null=True)
    reach = models.PositiveBigIntegerField(null=True)
    impressions = models.PositiveBigIntegerField(null=True)
    followers = models.PositiveBigIntegerField(null=True)  # of the channel when it was published
    clicks = models.PositiveBigIntegerField(null=True)
    day = models.FloatField(null=True)  # engagement at 24 hours
    week = models.FloatField(null=True)  # and at seven days
    log_lift = models.FloatField(null=True)  # against the usual at `lift_age`
    percentile = models.FloatField(null=True)
    lift_age = models.FloatField(null=True)  # hours; 24 once that is known, and it stays so
    lift_posts = models.PositiveSmallIntegerField(default=0)  # that make the usual
    settled_at = models.DateTimeField(null=True)  # when its lift at 24 hours was known
    measured_at = models.DateTimeField()  # the delivery's, when this was written

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["channel", "published_at"], name="outcomes_of_a_channel"),
            models.Index(fields=["workspace", "published_at"], name="outcomes_of_a_workspace"),
        ]

    def __str__(self) -> str:
        return f"outcome of delivery {self.delivery_id}"


class Fitted(models.Model):
    """What was learned from a channel's outcomes, or from all of a workspace (`channel` null)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="fitted")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="fitted")
    found = models.JSONField(default=dict)  # findings.py
    settled = models.PositiveIntegerField(default=0)  # outcomes that it was learned from
    fitted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "fitted"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel"], name="one_fit_a_channel"),
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(channel=None), name="one_fit_a_workspace"
            ),
        ]

    def __str__(self) -> str:
        return f"fit of channel {self.channel_id}" if self.channel_id else f"fit of {self.workspace_id}"
