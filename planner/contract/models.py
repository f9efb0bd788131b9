"""What a program asked with an Idempotency-Key, and what it was told."""

from typing import ClassVar

from django.db import models

from planner.people.models import ApiToken


class Asked(models.Model):
    """One request under a key of the program's own. `status` 0: it is still being done."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="asked")
    key = models.CharField(max_length=200)
    what = models.CharField(max_length=300)  # "POST /api/v1/posts"
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="asked_once")]

    def __str__(self) -> str:
        return self.what
