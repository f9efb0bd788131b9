"""A new post's form is sent once: whoever sends it again means the post that it made.

A double click, a lost answer and the way back of a browser all send the same form, with the same key.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from planner.people.models import Workspace
from planner.posts.models import Post

LONGEST = 64  # characters of a key
KEPT = timedelta(days=30)  # a page is not open for longer


class Begun(models.Model):
    """The key of a form that made a post, for its writer alone."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()
    key = models.CharField(max_length=LONGEST)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user_id", "key"], name="one_post_of_a_form")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="begun_by_age")]

    def __str__(self) -> str:
        return f"{self.post} of {self.key}"

    @classmethod
    def post_of(cls, workspace: Workspace, user_id: int | None, key: str) -> Post | None:
        """What the form with this key has made; None where it has made nothing yet."""
        mine = cls.objects.filter(workspace=workspace, user_id=user_id, key=key).select_related("post")
        found = mine.first() if key and user_id is not None else None
        return found.post if found else None

    @classmethod
    def wait_and_find(cls, workspace: Workspace, user_id: int | None, key: str) -> Post | None:
        """The same, after whatever this person sends at this very moment. Inside of a transaction."""
        if key and user_id is not None:
            workspace.memberships.select_for_update(no_key=True).filter(user=user_id).first()
        return cls.post_of(workspace, user_id, key)

    @classmethod
    def note(cls, post: Post, user_id: int | None, key: str, now: datetime) -> None:
        """In the transaction that waited, found nothing and made the post."""
        if key and user_id is not None:
            cls.objects.filter(at__lt=now - KEPT).delete()
            cls.objects.create(workspace=post.workspace, user_id=user_id, key=key, post=post, at=now)
