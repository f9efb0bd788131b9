"""One version to one channel at one time, and the story of how it went."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.deliveries.story import Storied
from planner.people.models import Workspace
from planner.posts.models import Post, Version
from planner.states import check_moves


class State(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    CLAIMED = "claimed", _("About to be sent")
    SENDING = "sending", _("Being sent")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Failed")
    WAITING = "waiting", _("Waiting to try again")
    UNCERTAIN = "uncertain", _("Checking whether it is out")
    HELD = "held", _("Needs your decision")
    MISSED = "missed", _("Missed its time")
    BLOCKED = "blocked", _("Blocked")
    CANCELLED = "cancelled", _("Cancelled")


UNSENT = ("scheduled", "waiting", "missed", "blocked")  # certainly not out, nobody is at it
IN_DOUBT = ("sending", "uncertain", "held")  # may be out
OVER = ("published", "failed", "cancelled")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def on(self, channel: Channel) -> "DeliveryQuerySet":
        return self.filter(channel=channel)

    def live(self) -> "DeliveryQuerySet":
        return self.exclude(state="cancelled")


class Delivery(Storied):
    """Its state is about sending. `fence` counts owners: only the newest may write, but to say it is out."""

    State = State
    MOVES: ClassVar = {
        "scheduled": frozenset({"claimed", "cancelled", "missed", "blocked", "uncertain", "published"}),
        "claimed": frozenset(
            {
                "sending",
                "scheduled",
                "waiting",
                "failed",
                "held",
                "cancelled",
                "missed",
                "blocked",
                "published",
            }
        ),
        "sending": frozenset({"published", "failed", "waiting", "uncertain", "blocked"}),
        "waiting": frozenset(
            {"claimed", "cancelled", "missed", "blocked", "failed", "uncertain", "published"}
        ),
        "uncertain": frozenset({"sending", "published", "waiting", "held"}),
        "held": frozenset({"published", "waiting", "cancelled"}),
        "missed": frozenset({"scheduled", "cancelled", "published", "uncertain"}),
        "blocked": frozenset({"scheduled", "cancelled", "missed", "published", "uncertain"}),
        "failed": frozenset({"scheduled", "cancelled", "published"}),
        "cancelled": frozenset({"published"}),  # only on evidence: somebody's late answer says it is out
        "published": frozenset(),
    }

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="deliveries")
    post = models.ForeignKey(Post, models.PROTECT, related_name="deliveries")
    version = models.ForeignKey(Version, models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    part = models.PositiveSmallIntegerField(default=0)  # of a thread, counted from 0
    parts = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="following")
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)

    due_at = models.DateTimeField()
    wall = models.CharField(max_length=19)
    zone = models.CharField(max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    zone_data = models.CharField(max_length=20, blank=True)
    late_until = models.DateTimeField()  # later than this it does not go out by itself

    generation = models.PositiveIntegerField(default=1)  # a new key only once it is certainly not out
    owner = models.CharField(max_length=120, blank=True)  # host:pid:start of the process that holds it
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    deaths = models.PositiveSmallIntegerField(
        default=0
    )  # of workers that were preparing it; three are poison
    key = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of what was sent
    maybe_out = models.BooleanField(default=False)
    doubt_at = models.DateTimeField(null=True)  # since when
    intent_at = models.DateTimeField(null=True)  # the first, in this generation
    looks = models.PositiveSmallIntegerField(default=0)
    absent_at = models.DateTimeField(null=True)  # the first conclusive look that did not find it
    tries = models.PositiveSmallIntegerField(default=0)  # that certainly did not arrive
    next_try_at = models.DateTimeField(null=True)
    kept = models.JSONField(default=dict)  # uploads and drafts made ahead, to be used again

    receipt_id = models.CharField(max_length=300, blank=True)
    receipt_url = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # the first byte of the last try
    price = models.PositiveBigIntegerField(null=True)  # of the whole thread, with its first part; millionths
    currency = models.CharField(max_length=3, blank=True)
    preflight_at = models.DateTimeField(null=True)  # when it was last looked whether it will go out
    measured_at = models.DateTimeField(null=True)  # when its numbers were last asked for, and answered
    measure_after = models.DateTimeField(null=True)  # a look failed, so the next waits a little
    unseen_at = models.DateTimeField(null=True)  # the first look that no longer found it there
    gone_at = models.DateTimeField(null=True)  # looked for twice, and not there any more
    edited_there_at = models.DateTimeField(null=True)  # somebody changed its words on the network
    corrected_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict)  # {"template", "values", "code"}: why it is where it is

    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="deliveries_due"),
            models.Index(fields=["workspace", "due_at"], name="deliveries_by_time"),
            models.Index(fields=["channel", "state"], name="deliveries_on_a_channel"),
            models.Index(fields=["post", "state"], name="deliveries_of_a_post"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "channel", "part"],
                condition=~Q(state="cancelled"),
                name="one_live_delivery_a_channel_and_part",
            ),
            models.UniqueConstraint(
                fields=["channel", "receipt_id"], condition=~Q(receipt_id=""), name="one_delivery_a_receipt"
            ),
            models.CheckConstraint(
                name="published_has_a_receipt", condition=~Q(state="published") | ~Q(receipt_id="")
            ),
            models.CheckConstraint(
                name="doubt_is_never_called_failed",
                condition=Q(maybe_out=False) | ~Q(state__in=("failed", "cancelled", "waiting", "scheduled")),
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    @property
    def is_last_part(self) -> bool:
        return self.part == self.parts - 1


check_moves(Delivery, State.values)
