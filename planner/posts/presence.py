"""Who else has a post open, and who is writing in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from planner.people.models import User
from planner.posts.models import Post

SEEN_WITHIN = timedelta(seconds=20)  # a page says every few seconds that it is open
WRITING_WITHIN = timedelta(seconds=12)


class Presence(models.Model):
    """One person at one post; a row that is too old counts for nothing."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user"], name="one_presence_each")]

    def __str__(self) -> str:
        return f"{self.user} at {self.post_id}"

    @property
    def is_writing(self) -> bool:
        return self.wrote_at is not None and self.seen_at - self.wrote_at <= WRITING_WITHIN

    @classmethod
    def note(cls, post: Post, user: User, is_writing: bool, now: datetime) -> None:
        """This person has the post open at this moment."""
        said = {"seen_at": now} | ({"wrote_at": now} if is_writing else {})
        cls.objects.update_or_create(post=post, user=user, defaults=said)

    @classmethod
    def leave(cls, post: Post, user: User) -> None:
        cls.objects.filter(post=post, user=user).delete()


def others(post: Post, user: User, now: datetime) -> Sequence[Presence]:
    """Whoever else is here, in the order of their names."""
    here = Presence.objects.filter(post=post, seen_at__gt=now - SEEN_WITHIN).exclude(user=user)
    return list(here.select_related("user").order_by("user__name", "user__email"))
