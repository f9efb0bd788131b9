"""Who agreed to what, exactly."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.people.models import User
from planner.posts.models import Post, Version


class Review(models.Model):
    """One person's answer about one version. Never changed."""

    class Answer(models.TextChoices):
        YES = "yes", _("Approved")
        CHANGES = "changes", _("Changes asked")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reviews")
    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="reviews")
    by_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=8, choices=Answer)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    four_eyes = models.BooleanField(default=False)  # the rule at that moment, with whom it was about
    author_id = models.BigIntegerField(null=True)
    editor_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="four_eyes_hold",
                condition=Q(four_eyes=False)
                | ~Q(answer="yes")
                | (
                    Q(user__isnull=False)
                    & (Q(author_id__isnull=True) | ~Q(user_id=F("author_id")))
                    & (Q(editor_id__isnull=True) | ~Q(user_id=F("editor_id")))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.answer}"


class Pin(models.Model):
    """What an approval covers on one channel: the SHA-256 of exactly what will be sent, and from where."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="pins")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="pins")
    account_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "channel", "-at"], name="pins_of_a_version")]

    def __str__(self) -> str:
        return self.digest[:8]


class Reading(models.Model):
    """A person has opened a version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "user"], name="one_reading_each")]

    def __str__(self) -> str:
        return f"{self.user} read {self.version}"
