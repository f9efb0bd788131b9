"""The one label that people see of a post, computed in SQL from its words and its deliveries."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from planner.deliveries.models import Delivery
from planner.posts.models import Post, PostQuerySet


class Stage(models.TextChoices):
    """In the order in which a post travels."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    CHANGES = "changes", _("Changes asked")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHING = "publishing", _("Publishing")
    HELD = "held", _("Needs your decision")
    BLOCKED = "blocked", _("Blocked")
    PUBLISHED = "published", _("Published")
    PARTLY = "partly", _("Partly published")
    FAILED = "failed", _("Failed")
    MISSED = "missed", _("Missed")
    ARCHIVED = "archived", _("Archived")


def with_stage(posts: "models.QuerySet[Post] | None" = None) -> "models.QuerySet[Post]":
    """Posts with a `stage` column that filters and sorts."""
    rows = PostQuerySet(Post) if posts is None else posts
    out, open_ = _any("published"), _any("scheduled", "waiting", "claimed", "sending", "uncertain")
    lost = _any("failed", "missed", "blocked")
    return rows.annotate(
        stage=Case(
            When(state="archived", then=Value("archived")),
            When(_any("held"), then=Value("held")),
            When(_any("claimed", "sending", "uncertain"), then=Value("publishing")),
            When(out & ~open_ & ~lost, then=Value("published")),
            When(out, then=Value("partly")),
            When(_any("blocked"), then=Value("blocked")),
            When(_any("failed"), then=Value("failed")),
            When(_any("missed"), then=Value("missed")),
            When(Q(state="approved") & _any("scheduled", "waiting"), then=Value("scheduled")),
            default=F("state"),
            output_field=models.CharField(),
        )
    )


def _any(*states: str) -> Exists:
    return Exists(Delivery.objects.filter(post=OuterRef("pk"), state__in=states))
