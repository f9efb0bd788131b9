"""The register as its pages show it: what states a fact, live and scheduled, and what seems to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from planner.deliveries.stage import with_stage
from planner.freshness.facts_said import stands_in
from planner.freshness.models import Fact, FactUse
from planner.people.models import Workspace
from planner.posts.models import Post

MOST = 200  # posts that are listed
LOOKED_THROUGH = 2000  # of the newest posts, for those that say the value


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact in the list."""

    fact: Fact
    posts: int
    flagged: int
    is_old: bool  # nobody has confirmed it for as long as its kind holds


@dataclass(frozen=True, slots=True)
class Stating:
    """A post that states a fact. `stage` is what people see of it."""

    post: Post
    is_flagged: bool


def register(workspace: Workspace, now: datetime) -> list[Stated]:
    """Every fact. One query."""
    flagged = Q(uses__seen_at__lt=F("changed_at"))
    rows = Fact.objects.filter(workspace=workspace).select_related("owner", "confirmed_by")
    counted = rows.annotate(
        posts=Count("uses", filter=~Q(uses__post__state="archived")),
        flagged=Count("uses", filter=flagged & ~Q(uses__post__state="archived")),
    )
    return [
        Stated(fact, fact.posts, fact.flagged, now - fact.confirmed_at > timedelta(days=fact.ttl_days))
        for fact in counted
    ]


def stating(fact: Fact) -> list[Stating]:
    """Posts that state it, what waits for its time first, then what is out. Two queries."""
    uses = {use.post_id: use for use in FactUse.objects.filter(fact=fact)}
    posts = with_stage(_open(fact)).filter(pk__in=uses).select_related("head").order_by(
        F("planned_at").desc(nulls_last=True), "-pk"
    )  # fmt: skip
    found = [Stating(post, fact.changed_at > uses[post.pk].seen_at) for post in posts[:MOST]]
    return sorted(found, key=lambda one: (not one.is_flagged, _is_out(one.post)))


def seeming(fact: Fact) -> Sequence[Post]:
    """Posts whose words hold the value, of which nobody has said that they state it. One query."""
    pieces = fact.value.split()
    longest = max(pieces, key=len, default="")
    if len(longest) < 2:
        return []
    holds = Q(head__text__icontains=longest) | Q(head__variants__text__icontains=longest)
    rows = with_stage(_open(fact)).filter(holds, head__title__isnull=False).exclude(fact_uses__fact=fact)
    posts = rows.select_related("head").prefetch_related("head__variants").order_by("-pk").distinct()
    return [one for one in posts[:LOOKED_THROUGH] if _says(one, fact.value)][:MOST]


def _says(post: Post, value: str) -> bool:
    version = post.newest
    return any(
        stands_in(value, text) for text in (version.text, *(one.text or "" for one in version.wordings))
    )


def _open(fact: Fact) -> "QuerySet[Post]":
    return Post.objects.filter(workspace=fact.workspace_id).exclude(state__in=("archived", "rejected"))


def _is_out(post: Post) -> bool:
    return getattr(post, "stage", "") in {"published", "partly"}
