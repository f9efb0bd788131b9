"""What waits for a yes, the most urgent first, and who may give it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.posts.models import Post, Variant
from planner.reviews.rules import Question, refusal

MOST = 100
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post in review; `risk` is "" or "soon" or "late": it would miss its time."""

    post: Post
    channels: tuple[Channel, ...]
    risk: str
    refusal: str  # why this person's yes does not count

    @property
    def name(self) -> str:
        return self.post.newest.name


def inbox(workspace: Workspace, reviewer_id: int | None, now: datetime) -> list[Waiting]:
    """Posts in review, those that this person can answer first, then by time; without a time at the end."""
    posts = list(
        Post.objects.filter(workspace=workspace, state="in_review")
        .select_related("head", "author", "workspace")
        .order_by(F("planned_at").asc(nulls_last=True), "pk")[:MOST]
    )
    channels: dict[int, list[Channel]] = {}
    versions = [post.head_id for post in posts]
    for variant in Variant.objects.filter(version__in=versions).select_related("channel"):
        channels.setdefault(variant.version_id, []).append(variant.channel)
    rows = [
        Waiting(
            post, tuple(channels.get(post.newest.pk, ())), risk_of(post, now), _refusal(post, reviewer_id)
        )
        for post in posts
    ]
    return sorted(rows, key=lambda row: bool(row.refusal))


def risk_of(post: Post, now: datetime) -> str:
    if post.planned_at is None:
        return ""
    if post.planned_at <= now:
        return "late"
    return "soon" if post.planned_at - now < SOON else ""


def _refusal(post: Post, reviewer_id: int | None) -> str:
    newest = post.newest
    return refusal(Question(post.workspace.four_eyes, reviewer_id, post.author_id, newest.by_id))
