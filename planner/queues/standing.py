"""What stands on a channel: its posts with their times, and which of them may be moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Left

from planner.channels.models import Channel
from planner.deliveries.stage import with_stage
from planner.posts.models import Post, Variant

STANDS_FAST = frozenset({"published", "publishing", "partly", "held"})  # out or on its way
MOST_OFFERED = 40  # posts without a time that a free place offers


@dataclass(frozen=True, slots=True)
class Standing:
    """A post that stands on a channel, as a queue draws it."""

    post_id: int
    at: datetime
    stage: str
    title: str
    state: str = "draft"
    pillar_id: int | None = None
    valid_until: datetime | None = None
    is_queued: bool = True  # it took a slot and moves with the queue; else its time is its own
    is_held: bool = False
    comes_again: str = ""  # "series" or "evergreen"
    slot_at: datetime | None = None  # of the slot that it took, where it tries another hour

    @property
    def is_trial(self) -> bool:
        return self.slot_at is not None

    @property
    def stands_fast(self) -> bool:
        return self.stage in STANDS_FAST


def standing(channel: Channel, since: datetime, until: datetime) -> list[Standing]:
    """Posts that go to this channel, by their times. One query."""
    posts = _going_to(channel).filter(planned_at__gte=since, planned_at__lt=until)
    return _read(channel, posts.order_by("planned_at", "pk"))


def queued(channel: Channel, now: datetime, only: Collection[int] | None = None) -> list[Standing]:
    """The queue: what took a slot here and can still be moved, by its times. One query."""
    posts = _going_to(channel).filter(queue=channel, planned_at__gt=now)
    if only is not None:
        posts = posts.filter(pk__in=only)
    return [one for one in _read(channel, posts.order_by("planned_at", "pk")) if not one.stands_fast]


def length(channel: Channel, now: datetime) -> tuple[int, datetime | None]:
    """How many posts are left in the queue, and when the last of them goes out. One query."""
    left = _going_to(channel).filter(queue=channel, planned_at__gt=now)
    found = left.aggregate(Count("pk"), Max("planned_at"))
    return found["pk__count"], found["planned_at__max"]


def without_time(channel: Channel) -> list[tuple[int, str]]:
    """Posts for this channel that have no time yet, the newest first: what a free place may take."""
    posts = _going_to(channel).filter(planned_at__isnull=True).order_by("-pk")
    rows = posts.values_list("pk", "head__title", Left("head__text", 80))[:MOST_OFFERED]
    return [(pk, name_of(title, text)) for pk, title, text in rows]


def name_of(title: str | None, text: str | None) -> str:
    """The title, or else the first line of the words."""
    return title or (text or "").strip().split("\n")[0].lstrip("#* ")


def _going_to(channel: Channel) -> "QuerySet[Post]":
    there = Variant.objects.filter(version=OuterRef("head"), channel=channel)
    here = Post.objects.filter(Exists(there), workspace=channel.workspace_id)
    return here.exclude(state="archived")


def _read(channel: Channel, posts: "QuerySet[Post]") -> list[Standing]:
    rows = with_stage(posts).values_list(
        "pk",
        "planned_at",
        "stage",
        "head__title",
        Left("head__text", 80),
        "state",
        "pillar_id",
        "valid_until",
        "queue_id",
        "held_at",
        "series_id",
        "evergreen_id",
        "slot_at",
    )
    return [_standing(channel, *row) for row in rows if row[1] is not None]


def _standing(
    channel: Channel, pk: int, at: datetime, stage: str, title: str, text: str, *facts: Any
) -> Standing:
    """From a row, in the order in which it was asked for."""
    state, pillar, valid_until, queue, held, series, evergreen, slot_at = facts
    return Standing(
        pk,
        at,
        stage,
        name_of(title, text),
        state,
        pillar,
        valid_until,
        queue == channel.pk,
        held is not None,
        "evergreen" if evergreen else "series" if series else "",
        slot_at if queue == channel.pk else None,
    )
