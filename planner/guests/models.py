"""A link that opens one version of one post to one person, and the letters in which links are sent."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from planner.people.groups import Contact
from planner.people.models import User, Workspace
from planner.posts.models import Post, Version

ONE_PERSON = Q(contact__isnull=False, user__isnull=True) | Q(contact__isnull=True, user__isnull=False)


class Letter(models.Model):
    """One letter to one person about all posts that wait for them. Written anew from its links when sent."""

    class Kind(models.TextChoices):
        ASKED = "asked"
        REMINDER = "reminder"
        FRESH = "fresh"  # somebody opened an old link and asked for the new one

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"  # a worker has it until `lease_until`
        SENT = "sent"
        FAILED = "failed"  # for good: people are shown why
        DROPPED = "dropped"  # nothing in it waited any more

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="letters")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ASKED)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    links = models.JSONField(default=list)  # their ids: what it is about
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the next try
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_letter_is_to_one_person", condition=ONE_PERSON)
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=("waiting", "sending")), name="letters_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} to {self.contact or self.user}"


class ReviewLink(models.Model):
    """One person's way to one version of one post. Its secret is not here, only the SHA-256 of it.

    The secret is computed from `nonce` with the installation's key (links.py), so that a letter can be
    written again, and whoever has only the database has no link.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="links")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="links")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    # Who made it by hand, for a messenger; null where a letter brings it.
    made_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    sent_in = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")  # the last one
    asked_for = models.JSONField(default=list)  # the turns and reminders that were written about

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_link_is_for_one_person", condition=ONE_PERSON),
            models.UniqueConstraint(
                fields=["version", "contact"],
                condition=Q(revoked_at__isnull=True, made_by__isnull=True, contact__isnull=False),
                name="one_link_of_a_contact",
            ),
            models.UniqueConstraint(
                fields=["version", "user"],
                condition=Q(revoked_at__isnull=True, made_by__isnull=True, user__isnull=False),
                name="one_link_of_a_member",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk} of {self.contact or self.user}"

    @property
    def person(self) -> Contact | User:
        found = self.contact or self.user
        assert found is not None
        return found

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor expired; whether its person is still asked is another question."""
        return self.revoked_at is None and now < self.expires_at
