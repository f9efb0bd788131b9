"""One version to one channel at one time, and the story of how it went."""

import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planner.channels.models import Channel
from planner.history.models import FIRST_HASH, digest
from planner.people.models import Workspace
from planner.posts.models import Post, Version
from planner.states import Stateful, WrongState, check_moves


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
    BLOCKED = "blocked", _("Blocked by its channel")
    CANCELLED = "cancelled", _("Cancelled")


UNSENT = ("scheduled", "waiting", "missed", "blocked")  # certainly not out, nobody is at it
IN_DOUBT = ("sending", "uncertain", "held")  # may be out
OVER = ("published", "failed", "cancelled")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What may go out now: in time, the words agreed, the channel well, its turn in the thread."""
        return self.filter(
            Q(next_try_at__isnull=True) | Q(next_try_at__lte=now),
            Q(channel__rest_until__isnull=True) | Q(channel__rest_until__lte=now),
            Q(previous__isnull=True, late_until__gte=now) | Q(previous__state="published"),
            Q(post__valid_until__isnull=True) | Q(post__valid_until__gt=now),
            state__in=("scheduled", "waiting"),
            due_at__lte=now,
            maybe_out=False,
            post__state="approved",
            post__approved_version=F("version"),
            channel__state="active",
            workspace__paused_at__isnull=True,
        )

    def on(self, channel: Channel) -> "DeliveryQuerySet":
        return self.filter(channel=channel)

    def live(self) -> "DeliveryQuerySet":
        return self.exclude(state="cancelled")


class Delivery(Stateful):
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

    fence = models.PositiveBigIntegerField(default=0)
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
    trouble = models.JSONField(default=dict)  # {"template", "values", "code"}: why it is where it is

    steps = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default=FIRST_HASH)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="deliveries_due"),
            models.Index(fields=["workspace", "due_at"], name="deliveries_by_time"),
            models.Index(fields=["channel", "state"], name="deliveries_on_a_channel"),
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

    def step(
        self,
        to: str,
        what: str,
        now: datetime,
        *,
        attempt: str = "",
        details: dict[str, Any] | None = None,
        still: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Move and write the story in one transaction. Raises WrongState when somebody else was first.

        Guarded by state, fence and the length of the story, so a stale copy never writes.
        """
        self.refuse_unless_allowed(to)
        line = Step.after(self, what, now, attempt, {"to": to, **(details or {})})
        guard = {"fence": self.fence, "steps": self.steps, **(still or {})}
        with together():
            self.move_if(to, guard, steps=line.number, last_hash=line.hash, **changes)
            line.save(force_insert=True)

    def note(
        self,
        what: str,
        now: datetime,
        *,
        attempt: str = "",
        details: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Write a line of the story without moving."""
        line = Step.after(self, what, now, attempt, details or {})
        changes |= {"steps": line.number, "last_hash": line.hash}
        still_there = type(self).objects.filter(
            pk=self.pk, state=self.state, fence=self.fence, steps=self.steps
        )
        with together():
            if not still_there.update(**changes):
                raise WrongState(f"{self} moved on.")
            for name, value in changes.items():
                setattr(self, name, value)
            line.save(force_insert=True)

    @property
    def is_last_part(self) -> bool:
        return self.part == self.parts - 1


def together() -> AbstractContextManager[None]:
    """A transaction, or the one that is under way: a savepoint in each would cost more than the work."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


class Step(models.Model):
    """One line of a delivery's story. Only added; each carries the hash of the one before.

    The lines that share an `attempt` id are one attempt: its intent and what became of it.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="story")
    number = models.PositiveIntegerField()  # 1, 2, 3 … without gaps
    at = models.DateTimeField()
    fence = models.PositiveBigIntegerField()
    attempt = models.CharField(max_length=36, blank=True)
    what = models.CharField(max_length=20)  # planned, intent, answered, looked, …
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="story_without_gaps")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.what}"

    @classmethod
    def after(
        cls, delivery: Delivery, what: str, now: datetime, attempt: str, details: dict[str, Any]
    ) -> "Step":
        step = cls(
            delivery=delivery,
            number=delivery.steps + 1,
            at=now,
            fence=delivery.fence,
            attempt=attempt,
            what=what,
            details={key: value for key, value in details.items() if value not in ("", None)},
            previous_hash=delivery.last_hash,
        )
        step.hash = step.hashed()
        return step

    def hashed(self) -> str:
        moment = self.at.isoformat(timespec="microseconds")
        return digest(
            self.previous_hash,
            [self.delivery_id, self.number, moment, self.fence, self.attempt, self.what, self.details],
        )


def new_attempt_id() -> str:
    """A fresh id for one call to a network."""
    return str(uuid.uuid4())


check_moves(Delivery, State.values)
