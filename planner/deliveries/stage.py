"""The one label that people see of a post, computed in SQL from its words and its deliveries."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from planner.deliveries.models import Delivery, DeliveryQuerySet
from planner.posts.models import Post, PostQuerySet


class Stage(models.TextChoices):
    """In the order in which a post travels."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    CHANGES = "changes", _("Changes asked")
    REJECTED = "rejected", _("Rejected")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    ON_HOLD = "on_hold", _("On hold")
    PUBLISHING = "publishing", _("Publishing")
    HELD = "held", _("Needs your decision")
    BLOCKED = "blocked", _("Blocked")
    PUBLISHED = "published", _("Published")
    PARTLY = "partly", _("Partly published")
    FAILED = "failed", _("Failed")
    MISSED = "missed", _("Missed")
    ARCHIVED = "archived", _("Archived")


# Of a delivery that is many letters, which is published once they begin to leave. Mailings live in a room
# above: asked by name only.
OPEN = Q(state="published", mailing__isnull=False, mailing__closed_at=None)
LETTERS = {
    "leaving": OPEN & Q(mailing__stopped_at=None),
    "stopped": OPEN & Q(mailing__stopped_at__isnull=False),
}
ON_ITS_WAY = ("claimed", "sending", "uncertain", "leaving")
PLANNED = ("scheduled", "waiting")
LOST = ("failed", "missed", "blocked", "stopped")
ALL = frozenset({"held", "published", *ON_ITS_WAY, *PLANNED, *LOST})  # cancelled counts for nothing

# A stage that deliveries decide: the states of which a post has one, and those of which it has none.
DECIDED: Mapping[str, tuple[Sequence[tuple[str, ...]], frozenset[str]]] = {
    "held": ([("held",)], frozenset()),
    "publishing": ([ON_ITS_WAY], frozenset({"held"})),
    "published": ([("published",)], ALL - {"published"}),
    "partly": ([("published",), (*PLANNED, *LOST)], frozenset({"held", *ON_ITS_WAY})),
    "blocked": ([("blocked",)], frozenset({"held", *ON_ITS_WAY, "published"})),
    "failed": ([("failed",)], frozenset({"held", *ON_ITS_WAY, "published", "blocked"})),
    "missed": ([("missed",)], frozenset({"held", *ON_ITS_WAY, "published", "blocked", "failed"})),
    "scheduled": ([PLANNED], ALL - {*PLANNED}),
}
BEFORE_HOLD = ("held", "publishing", "published", "partly")  # what is out is told, on hold or not
RARE = ("held", "publishing", "blocked", "failed", "missed")


def at_stage(posts: "models.QuerySet[Post]", stage: str) -> "models.QuerySet[Post]":
    """Those whose stage in `with_stage` is this one, by the two or three questions that decide it."""
    if stage == Stage.ARCHIVED:
        return posts.filter(state="archived")
    if stage == Stage.ON_HOLD:
        held = posts.exclude(state="archived").filter(held_at__isnull=False)
        return held.filter(~_any("held", "published", *ON_ITS_WAY))
    if stage not in BEFORE_HOLD:
        posts = posts.filter(held_at__isnull=True)
    if stage not in DECIDED:  # the words decide; one that is not agreed may have its time already
        others = ALL if stage == Stage.APPROVED else ALL - {*PLANNED}
        return posts.filter(~_any(*sorted(others)), state=stage)
    has, has_none = DECIDED[stage]
    posts = posts.filter(state="approved") if stage == Stage.SCHEDULED else posts.exclude(state="archived")
    if stage in RARE:  # from the few deliveries to their posts
        found = _deliveries(*has[0])
        posts = posts.filter(reduce(or_, (Q(pk__in=rows.values("post")) for rows in found)))
    else:
        posts = posts.filter(*[_any(*states) for states in has])
    return posts.filter(~_any(*sorted(has_none))) if has_none else posts


def with_stage(posts: "models.QuerySet[Post] | None" = None) -> "models.QuerySet[Post]":
    """Posts with a `stage` column that filters and sorts."""
    rows = PostQuerySet(Post) if posts is None else posts
    out, open_, lost = _any("published"), _any(*PLANNED, *ON_ITS_WAY), _any(*LOST)
    return rows.annotate(
        stage=Case(
            When(state="archived", then=Value("archived")),
            When(_any("held"), then=Value("held")),
            When(_any(*ON_ITS_WAY), then=Value("publishing")),
            When(out & ~open_ & ~lost, then=Value("published")),
            When(out, then=Value("partly")),
            When(held_at__isnull=False, then=Value("on_hold")),
            When(_any("blocked"), then=Value("blocked")),
            When(_any("failed"), then=Value("failed")),
            When(_any("missed"), then=Value("missed")),
            When(Q(state="approved") & _any(*PLANNED), then=Value("scheduled")),
            default=F("state"),
            output_field=models.CharField(),
        )
    )


def _any(*states: str) -> Q:
    """Whether a post has a delivery in one of these states."""
    return reduce(or_, (Q(Exists(rows.filter(post=OuterRef("pk")))) for rows in _deliveries(*states)))


def _deliveries(*states: str) -> "list[DeliveryQuerySet]":
    """Those in one of these states. Letters that leave are asked about apart: there are few of them."""
    own = [one for one in states if one not in LETTERS]
    found = [Delivery.objects.filter(state__in=own)] if own else []
    if "published" not in own:  # else they are among those already
        found += [Delivery.objects.filter(LETTERS[one]) for one in states if one in LETTERS]
    return found
