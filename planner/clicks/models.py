"""A short link of ours, and how often it was opened on a day. Nothing about who opened it."""

from typing import ClassVar

from django.db import models

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.posts.models import Post


class ShortLink(models.Model):
    """Where a code leads. Written before the post that carries it leaves, and never changed."""

    code = models.CharField(max_length=16, unique=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="short_links")
    post = models.ForeignKey(Post, models.CASCADE, related_name="short_links")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="shortened")
    url = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} to {self.url[:60]}"


class ClickDay(models.Model):
    """One link on one day of its workspace."""

    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="days")
    on = models.DateField()
    clicks = models.PositiveBigIntegerField(default=0)  # by people, as far as we can tell
    bots = models.PositiveBigIntegerField(default=0)  # programs that looked where it leads

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "on"], name="one_count_of_a_link_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} on {self.on}: {self.clicks}"
