"""What freshness last said of a post: kept, so that lists and calendars read it with the post.

Written by planner/freshness, which knows links and facts; it lies here because calendars are lower in the
house, and they show it. A row that no longer fits its post is written anew within a minute.
"""

from typing import ClassVar

from django.db import models

from planner.people.models import Workspace
from planner.posts.models import Post
from planner.posts.versions import Version

TO_DO = ("retire", "fix", "hold", "review", "refresh")  # the most pressing first
OFFERED = "recycle"  # may be done, need not be


class Judged(models.Model):
    """One post, judged at one moment. `rank` orders by what to do: 0 is the most pressing."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="judged")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="judged")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    at = models.DateTimeField()  # the moment it is judged for: the planned time, or judged_at
    score = models.FloatField(null=True)
    action = models.CharField(max_length=10)
    rank = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)  # [{"code", "points", "values", "most"}]
    is_out = models.BooleanField(default=False)
    is_planned = models.BooleanField(default=False)
    judged_at = models.DateTimeField()
    # The post as it was then: where it is otherwise now, it is judged anew.
    state = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    planned_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    review_by = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "rank", "score"], name="judged_by_pressure"),
            models.Index(fields=["judged_at"], name="judged_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.score}"
