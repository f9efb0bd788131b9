"""Which posts a calendar shows: filters as a value, and the posts that pass them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from planner.deliveries.health import OVERDUE_AFTER
from planner.deliveries.models import Delivery
from planner.deliveries.stage import Stage, at_stage, with_stage
from planner.people.models import Workspace
from planner.posts.models import Post, Variant


@dataclass(frozen=True, slots=True)
class Filters:
    channel_id: int | None = None
    stage: str = ""
    words: str = ""
    late: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        channel = query.get("channel", "")
        stage = query.get("stage", "")
        return cls(
            int(channel) if channel.isdecimal() and len(channel) < 16 else None,
            stage if stage in Stage.values else "",
            query.get("q", "").replace("\x00", "").strip()[:100],
            query.get("late") == "1",
        )

    def __bool__(self) -> bool:
        return bool(self.channel_id or self.stage or self.words or self.late)


def posts_of(workspace: Workspace, filters: Filters, now: datetime) -> "QuerySet[Post]":
    posts: QuerySet[Post] = Post.objects.filter(workspace=workspace)
    if filters.stage != "archived":
        posts = posts.exclude(state="archived")
    if filters.channel_id is not None:
        there = Variant.objects.filter(version=OuterRef("head"), channel=filters.channel_id)
        posts = posts.filter(Exists(there))
    if filters.words:
        posts = posts.filter(_says(filters.words))
    if filters.late:
        late = Delivery.objects.filter(
            state__in=("scheduled", "waiting", "claimed", "sending"),
            due_at__lt=now - timedelta(seconds=OVERDUE_AFTER),
        )
        posts = posts.filter(pk__in=late.values("post"), state="approved")
    return at_stage(posts, filters.stage) if filters.stage else posts


def _says(words: str) -> Q:
    """SQLite folds the case of Latin letters only, so the usual spellings of others are asked for too."""
    found = Q()
    for spelling in {words, words.lower(), words.capitalize(), words.upper()}:
        found |= Q(head__title__icontains=spelling) | Q(head__text__icontains=spelling)
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """A post as a calendar draws it."""

    pk: int
    at: datetime | None
    stage: str
    title: str
    channel_ids: tuple[int, ...] = ()


def cards(pks: Iterable[int]) -> list[Card]:
    """The posts in the order of their times. Two queries, however many."""
    rows = list(
        with_stage(Post.objects.filter(pk__in=list(pks)))
        .order_by("planned_at", "pk")
        .values_list("pk", "planned_at", "stage", "head_id", "head__title", Left("head__text", 160))
    )
    channels: dict[int, list[int]] = {}
    versions = [row[3] for row in rows]
    for version, channel in Variant.objects.filter(version__in=versions).values_list("version", "channel"):
        channels.setdefault(version, []).append(channel)
    return [
        Card(pk, at, stage, title_of(title, text), tuple(sorted(channels.get(head, ()))))
        for pk, at, stage, head, title, text in rows
    ]


def title_of(title: str | None, text: str | None) -> str:
    """The title, or else the first line of the words."""
    return (title or (text or "").strip().split("\n")[0].lstrip("#* "))[:70]
