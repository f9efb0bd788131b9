"""What somebody is told, the ways it goes, and how each person wants to be told.

The history is the outbox (docs/decisions/0021): a Cursor moves in the transaction that writes the notices,
and each Notice carries its Dispatches from the first moment.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planner.deliveries.models import Delivery
from planner.notices.kinds import Pace, Way
from planner.notices.ways import TelegramBot, TelegramChat, Webhook
from planner.people.groups import Contact
from planner.people.models import User, Workspace, is_zone
from planner.posts.models import Post
from planner.states import Stateful, check_moves

__all__ = [
    "Cursor", "Dispatch", "Notice", "Preference", "Reachable", "TelegramBot", "TelegramChat", "Webhook",
]  # fmt: skip


class Cursor(models.Model):
    """Up to where a workspace's history has been told: the number of an entry, the id of a delivery's step.

    `step` stays an hour behind: on PostgreSQL ids are not given out in the order of commits. What lies
    between is told once all the same, by the keys of the notices.
    """

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"up to {self.number}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def shown_to(self, user: User, workspace: Workspace) -> "NoticeQuerySet":
        """What this person's page lists."""
        return self.filter(workspace=workspace, user=user, is_shown=True)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing that one person, client or program is told. `key` names the act, so that it is told once.

    Without constraints to rows that acts lock: PostgreSQL would take them in another order than the acts do,
    and of the two that wait for each other it might end the person's.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, related_name="notices")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="notices")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="notices")
    webhook = models.ForeignKey(Webhook, models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=16)
    act = models.CharField(max_length=40)  # of the entry, or "delivery.failed"
    data = models.JSONField(default=dict)  # what the sentence needs: {"actor", "note", …}
    post = models.ForeignKey(Post, models.CASCADE, null=True, db_constraint=False, related_name="notices")
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, null=True, db_constraint=False, related_name="notices"
    )
    thing_id = models.BigIntegerField(null=True)  # of anything else that the act was about
    key = models.CharField(max_length=60)  # "entry:12", "step:7"
    is_shown = models.BooleanField(default=True)  # in the product
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "workspace", "key"],
                condition=Q(user__isnull=False),
                name="told_a_person_once",
            ),
            models.UniqueConstraint(
                fields=["contact", "key"], condition=Q(contact__isnull=False), name="told_a_contact_once"
            ),
            models.UniqueConstraint(
                fields=["webhook", "key"], condition=Q(webhook__isnull=False), name="told_a_webhook_once"
            ),
            models.CheckConstraint(
                name="a_notice_is_for_one",
                condition=(
                    Q(user__isnull=False, contact__isnull=True, webhook__isnull=True)
                    | Q(user__isnull=True, contact__isnull=False, webhook__isnull=True)
                    | Q(user__isnull=True, contact__isnull=True, webhook__isnull=False)
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "workspace", "-id"], name="notices_of_a_person"),
            models.Index(
                fields=["user", "workspace"],
                condition=Q(read_at__isnull=True, is_shown=True),
                name="notices_unread",
            ),
            models.Index(fields=["workspace", "key"], name="notices_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.act} to {self.user or self.contact or self.webhook}"


class Dispatch(Stateful):
    """A notice on its way to its reader by one way. Several leave in one letter: they share `letter`.

    A letter is claimed before it is sent. `unsure`: the process ended in between, so it may have been sent.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        GAVE_UP = "gave_up", _("Could not be sent")
        UNSURE = "unsure", _("May have been sent")
        DROPPED = "dropped", _("No longer for this person")

    MOVES: ClassVar = {
        "waiting": frozenset({"sending", "gave_up", "dropped"}),
        "sending": frozenset({"sent", "waiting", "gave_up", "unsure"}),
        "sent": frozenset(),
        "gave_up": frozenset(),
        "unsure": frozenset(),
        "dropped": frozenset(),
    }

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="dispatches")
    way = models.CharField(max_length=8, choices=Way.choices)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()  # after quiet hours, with the digest, or when it is tried again
    tries = models.PositiveSmallIntegerField(default=0)
    letter = models.CharField(max_length=36, blank=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict)  # a kept sentence (planner/sentences.py)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "way"], name="one_dispatch_a_way")]
        indexes: ClassVar = [
            models.Index(
                fields=["way", "due_at"], condition=Q(state__in=("waiting", "sending")), name="dispatches_due"
            ),
            models.Index(fields=["letter"], condition=~Q(letter=""), name="dispatches_of_a_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.way}: {self.state}"


check_moves(Dispatch, Dispatch.State.values)


class Preference(models.Model):
    """How one person wants to be told of one kind in one workspace. Without a row: as the kind has it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    product = models.BooleanField(default=True)
    email = models.BooleanField(default=True)
    telegram = models.BooleanField(default=True)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.NOW)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "workspace", "kind"], name="one_preference_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class Reachable(models.Model):
    """When a person is not to be disturbed, by the clock of their zone. Both times null: never."""

    user = models.OneToOneField(User, models.CASCADE, related_name="reachable")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True, validators=[is_zone])  # "" is the workspace's

    def __str__(self) -> str:
        return str(self.user)
