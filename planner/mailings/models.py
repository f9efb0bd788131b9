"""Who reads a channel's letters, and each letter of each mailing: one row for one reader."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.people.models import Workspace


class Reader(models.Model):
    """An address that gets a channel's letters, or did. Who left is kept: they must not be brought back."""

    class State(models.TextChoices):
        READS = "reads", _("Gets letters")
        LEFT = "left", _("Unsubscribed")
        GONE = "gone", _("Address does not exist")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="readers")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="readers")
    address = models.CharField(max_length=254)  # its domain in lower case
    key = models.CharField(max_length=600)  # the same for all spellings of one address (readers.py: key_of)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=5, choices=State, default=State.READS)
    why = models.CharField(max_length=300, blank=True)  # what the mail server said of an address that is gone
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)  # by themselves; nobody of ours took them off
    has_old_link = models.BooleanField(
        default=False
    )  # letters to them may name only their number (leaving.py)

    class Meta:
        ordering: ClassVar = ["address"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "key"], name="one_reader_a_key_and_channel")
        ]
        indexes: ClassVar = [models.Index(fields=["channel", "state"], name="readers_of_a_channel")]

    def __str__(self) -> str:
        return self.address


class Mailing(models.Model):
    """The letters of one delivery. Whoever sends holds the lease."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="mailing")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="mailings")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # no letter waits any more
    stopped_at = models.DateTimeField(null=True)  # by a person, or because the server refuses all
    trouble = models.JSONField(default=dict)  # {"template", "values", "code"}: why it stands
    owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(closed_at=None, stopped_at=None),
                name="mailings_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"mailing {self.pk}"


class Envelope(models.Model):
    """One letter to one reader. Never sent twice: what may have arrived is `unknown`, and stays so."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        UNKNOWN = "unknown", _("Nobody knows")
        SKIPPED = "skipped", _("Not sent: they left")

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="envelopes")
    reader = models.ForeignKey(
        Reader, models.SET_NULL, null=True, related_name="envelopes"
    )  # null: forgotten
    had_left = models.BooleanField(default=False)  # whoever was forgotten had unsubscribed after it
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=300, blank=True)
    said = models.CharField(max_length=300, blank=True)  # by the mail server, of one that was refused

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "reader"], name="one_envelope_a_reader_and_mailing")
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailing", "state"], name="envelopes_of_a_mailing"),
            models.Index(
                fields=["message_id"], condition=~models.Q(message_id=""), name="envelopes_by_message"
            ),
        ]

    def __str__(self) -> str:
        return f"envelope {self.pk}"
