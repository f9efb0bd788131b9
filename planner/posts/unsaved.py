"""What somebody is typing, kept for them."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from planner.people.models import User
from planner.posts.models import Post


class Unsaved(models.Model):
    """What somebody is typing, kept every few seconds, until it becomes a version."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="unsaved")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField()
    form = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user"], name="one_unsaved_each")]

    def __str__(self) -> str:
        return f"unsaved words of {self.user}"

    @classmethod
    def keep(cls, post: Post, user: User, based_on: int, form: dict[str, object], now: datetime) -> "Unsaved":
        kept, _created = cls.objects.update_or_create(
            post=post, user=user, defaults={"based_on": based_on, "form": form, "saved_at": now}
        )
        return kept
