"""What may not go out although it is agreed: something it says is no longer so.

The rows are written from above (freshness), where links and facts are known; the gate, the clock and the
sweep only ask for them, in their own statements. A stop holds a post, whatever its version, until what found
it takes it back. To override it is to answer for one version: of another version nothing was said.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from planner.deliveries.models import Delivery
from planner.people.models import User
from planner.posts.models import Post, Version
from planner.sentences import said
from planner.states import WrongState

EXPIRED = "expired"
ENDS = gettext_noop("It is valid until {until}, and would go out after that.")
EARLIER = gettext_noop("Choose an earlier time, make it valid for longer, or override it with a reason.")


class Stop(models.Model):
    """One reason. `about` says which finding it is: the same trouble found anew is another one."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="stops")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)  # expired, fact, link
    about = models.CharField(max_length=120)
    until = models.DateTimeField(null=True)  # of "expired": the end that it is about
    what = models.JSONField()  # {"template", "values"}, as planner/sentences.py says it
    fix = models.JSONField()
    since = models.DateTimeField()
    overridden_at = models.DateTimeField(null=True)
    overridden_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    overridden_by_name = models.CharField(max_length=200, blank=True)
    overridden_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "about"], name="one_stop_a_finding"),
        ]

    def __str__(self) -> str:
        return self.about


# In these, {p} is planner_post and {d} planner_delivery, as the statement around them calls the tables.
_OPEN = """EXISTS (SELECT 1 FROM planner_stop s WHERE s.post_id = {d}.post_id
  AND (s.overridden_at IS NULL OR s.version_id <> {d}.version_id)
  AND (s.until IS NULL OR s.until <= {d}.due_at AND s.until = {p}.valid_until))"""
_LET_THROUGH = """EXISTS (SELECT 1 FROM planner_stop s WHERE s.post_id = {d}.post_id
  AND s.overridden_at IS NOT NULL AND s.version_id = {d}.version_id AND s.until = {p}.valid_until)"""
MAY_GO = f"NOT {_OPEN} AND ({{p}}.valid_until IS NULL OR {{p}}.valid_until > {{now}} OR {_LET_THROUGH})"


def may_go(post: str, delivery: str, now: str) -> str:
    """SQL: nothing stops it, and what it says is still valid, or somebody answers for it."""
    return MAY_GO.format(p=post, d=delivery, now=now)


def holding() -> Exists:
    """For a query of deliveries: is there a stop that holds it?"""
    return Exists(_open(Stop.objects.filter(post=OuterRef("post"))))


def _open(stops: "QuerySet[Stop]") -> "QuerySet[Stop]":
    answered = Q(overridden_at__isnull=False, version=OuterRef("version"))
    counts = Q(until__isnull=True) | Q(until__lte=OuterRef("due_at"), until=OuterRef("post__valid_until"))
    return stops.filter(counts).exclude(answered)


def first_of(delivery: Delivery) -> Stop | None:
    """The stop that holds this delivery, the oldest where there are several."""
    return first(delivery.post, delivery.version_id, delivery.due_at)


def first(post: Post, version_id: int, at: datetime) -> Stop | None:
    """The stop that would hold this version at that time."""
    stops = Stop.objects.filter(post=post).exclude(overridden_at__isnull=False, version=version_id)
    counts = Q(until__isnull=True) | Q(until__lte=at, until=post.valid_until)
    return stops.filter(counts).order_by("since", "pk").first()


def insist(post: Post, version_id: int, at: datetime) -> None:
    """Refuse what would not go out then. Raises WrongState with why, and with what to do."""
    if (stop := first(post, version_id, at)) is not None:
        raise WrongState(f"{said(stop.what)} {said(stop.fix)}")
    if post.valid_until is not None and post.valid_until <= at and not is_let_through(post, version_id):
        raise WrongState(f"{said(expiry(post))} {gettext(EARLIER)}")


def expiry(post: Post) -> dict[str, Any]:
    """The sentence about its end, which is set."""
    assert post.valid_until is not None
    until = post.valid_until.astimezone(post.workspace.zone)
    return {"template": ENDS, "values": {"until": until.strftime("%Y-%m-%d %H:%M")}}


def is_let_through(post: Post, version_id: int) -> bool:
    """Somebody answers for it although it is no longer valid."""
    stops = Stop.objects.filter(post=post, version=version_id, until=post.valid_until)
    return stops.filter(overridden_at__isnull=False).exists()


def not_let_through(now: datetime) -> Q:
    """For a query of deliveries: no longer valid, and nobody answers for it."""
    answered = Stop.objects.filter(
        post=OuterRef("post"), version=OuterRef("version"), overridden_at__isnull=False,
        until=OuterRef("post__valid_until"),
    )  # fmt: skip
    return Q(Q(post__valid_until__lte=now), ~Exists(answered))


def held_back() -> "QuerySet[Delivery]":
    """Deliveries that wait for their time and may not go."""
    waiting = Delivery.objects.filter(state__in=("scheduled", "waiting"), maybe_out=False)
    return waiting.filter(holding(), post__in=Stop.objects.values("post"))


def free_again() -> "QuerySet[Delivery]":
    """Deliveries that a stop blocked, which is gone or answered for."""
    return Delivery.objects.filter(~holding(), state="blocked", trouble__code="stopped")


def trouble_of(stop: Stop | None) -> dict[str, Any]:
    """What a blocked delivery says of itself."""
    what = stop.what if stop is not None else {"template": "", "values": {}}
    return {**what, "code": "stopped", "fix": stop.fix if stop is not None else {}}
