"""Who agreed to what, exactly."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.people.groups import Contact
from planner.people.models import User
from planner.posts.models import Post, Version


def _not_both(person: str, other: str) -> Q:
    """Two columns do not name the same person."""
    return Q(**{f"{person}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{person: F(other)})


class Review(models.Model):
    """One person's answer about one version. Never changed.

    `covers` is what was answered about: {channel id: {"account": …, "digest": …}}, so that a yes still holds
    for a channel that a later version leaves as it was. `seat` is the approver in whose place it was said:
    the person themselves, or whom they stand in for. What stops counting does so by the post's `round`.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Approved")
        CHANGES = "changes", _("Changes asked")
        NO = "no", _("Rejected")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reviews")
    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="reviews")
    contact = models.ForeignKey(
        Contact, models.DO_NOTHING, null=True, db_constraint=False, related_name="reviews"
    )
    seat = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    by_name = models.CharField(max_length=200)
    via = models.CharField(max_length=12, default="page")
    answer = models.CharField(max_length=8, choices=Answer)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    step = models.CharField(max_length=24, blank=True)  # "step:7", "route:2"; "" where there are none
    step_name = models.CharField(max_length=80, blank=True)
    round = models.PositiveSmallIntegerField(default=1)  # of the post, at that moment
    covers = models.JSONField(default=dict)
    not_before = models.DateTimeField(null=True)  # the window of time that was agreed to
    not_after = models.DateTimeField(null=True)
    is_urgent = models.BooleanField(default=False)  # stands for all steps; others look afterwards
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
                    (Q(user__isnull=False) | Q(contact__isnull=False))
                    & _not_both("user_id", "author_id")
                    & _not_both("user_id", "editor_id")
                    & _not_both("seat_id", "author_id")
                    & _not_both("seat_id", "editor_id")
                ),
            ),
            models.CheckConstraint(
                name="a_no_has_a_reason",
                condition=Q(answer="yes") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="urgent_has_a_reason",
                condition=Q(is_urgent=False) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.answer}"

    @property
    def told_by(self) -> str:
        """Who answered, and in whose place: "Grace for Adam"."""
        if not self.seat_id or not self.user_id or self.seat_id == self.user_id:
            return self.by_name
        whose = User.objects.filter(pk=self.seat_id).first()  # who was deleted is still a number here
        return gettext("%(name)s for %(whose)s") % {"name": self.by_name, "whose": whose or "–"}


class Pin(models.Model):
    """What an approval covers on one channel: the SHA-256 of exactly what is sent, from where, when."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="pins")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="pins")
    account_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "channel", "-at"], name="pins_of_a_version")]

    def __str__(self) -> str:
        return self.digest[:8]


class Turn(models.Model):
    """A step's turn on a post: since when it waits, until when, and what was done about it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="turns")
    round = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=24, blank=True)
    step_name = models.CharField(max_length=80, blank=True)
    version_number = models.PositiveIntegerField(default=0)  # the newest when it was opened
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)  # per cent of the time that a reminder was sent at
    timed_out_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)  # the step's other group is asked as well
    skipped_at = models.DateTimeField(null=True)  # holds while no newer version is written
    slot_passed_at = models.DateTimeField(null=True)  # the post's time came before the yes
    looked_at = models.DateTimeField(null=True)  # when the rules were last read for it
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["opened_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "step"], condition=Q(closed_at__isnull=True), name="one_turn_at_a_time"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["deadline_at"], condition=Q(closed_at__isnull=True), name="turns_by_deadline"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_name or 'review'} of {self.post_id}"


class Afterlook(models.Model):
    """A post went the urgent way: somebody else looks at it afterwards and says whether that was right."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="afterlooks")
    review = models.OneToOneField(Review, models.CASCADE, related_name="afterlook")
    looked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    looked_by_name = models.CharField(max_length=200, blank=True)
    looked_at = models.DateTimeField(null=True)
    was_right = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"afterwards: {self.post}"


class Reading(models.Model):
    """A person has opened a version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "user"], name="one_reading_each")]

    def __str__(self) -> str:
        return f"{self.user} read {self.version}"
