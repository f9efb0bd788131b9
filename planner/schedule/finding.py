"""Which posts a calendar shows: filters as a value, and the posts that pass them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from planner.deliveries.health import OVERDUE_AFTER
from planner.deliveries.models import Delivery
from planner.deliveries.stage import Stage, at_stage
from planner.history.models import Actor
from planner.people.models import Workspace
from planner.posts.models import Post, Variant
from planner.reviews.inbox import waits_for
from planner.reviews.plans import House

KEPT = ("channel", "stage", "campaign", "pillar", "tag", "author", "mine")  # in the address, and remembered


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: "waiting for me" is about them."""

    user_id: int | None
    reviews: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    channel_ids: tuple[int, ...] = ()
    stage: str = ""
    campaign_id: int | None = None
    pillar_id: int | None = None
    tag_id: int | None = None
    author_id: int | None = None
    mine: Reader | None = None
    words: str = ""
    late: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str], reader: Reader | None = None) -> "Filters":
        """As an address spells them: `channel=3,7&stage=draft&mine=1`. What is no filter is left out."""
        stage = query.get("stage", "")
        channels = (_number(text) for text in query.get("channel", "").split(",")[:100])
        return cls(
            tuple(dict.fromkeys(one for one in channels if one is not None)),
            stage if stage in Stage.values else "",
            _number(query.get("campaign", "")),
            _number(query.get("pillar", "")),
            _number(query.get("tag", "")),
            _number(query.get("author", "")),
            reader if query.get("mine") == "1" else None,
            query.get("q", "").replace("\x00", "").strip()[:100],
            query.get("late") == "1",
        )

    @classmethod
    def unread(cls, query: Mapping[str, str]) -> list[str]:
        """The names that it would leave out, or not read whole: whoever keeps an address refuses them."""
        numbers = {name: query[name] for name in ("campaign", "pillar", "tag", "author") if name in query}
        wrong = [name for name, text in numbers.items() if _number(text) is None]
        channels = query.get("channel", "").split(",")
        if "channel" in query and (len(channels) > 100 or None in map(_number, channels)):
            wrong.append("channel")
        if query.get("stage", "draft") not in Stage.values:
            wrong.append("stage")
        if len(query.get("q", "")) > 100 or "\x00" in query.get("q", ""):
            wrong.append("q")
        return wrong + [name for name in ("mine", "late") if query.get(name, "1") != "1"]

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def posts_of(workspace: Workspace, filters: Filters, now: datetime) -> "QuerySet[Post]":
    posts: QuerySet[Post] = Post.objects.filter(workspace=workspace)
    if filters.stage != "archived":
        posts = posts.exclude(state="archived")
    if filters.channel_ids:
        there = Variant.objects.filter(version=OuterRef("head"), channel__in=filters.channel_ids)
        posts = posts.filter(Exists(there))
    for name in ("campaign_id", "pillar_id", "author_id"):
        if (wanted := getattr(filters, name)) is not None:
            posts = posts.filter(**{name: wanted})
    if filters.tag_id is not None:
        tagged = Post.tags.through.objects.filter(post=OuterRef("pk"), tag=filters.tag_id)
        posts = posts.filter(Exists(tagged))
    if filters.mine is not None:
        posts = posts.filter(_waits_for(filters.mine, workspace, now))
    if filters.words:
        posts = posts.filter(_says(filters.words))
    if filters.late:
        late = Delivery.objects.filter(
            state__in=("scheduled", "waiting", "claimed", "sending"),
            due_at__lt=now - timedelta(seconds=OVERDUE_AFTER),
        )
        posts = posts.filter(pk__in=late.values("post"), state="approved")
    return at_stage(posts, filters.stage) if filters.stage else posts


def _waits_for(reader: Reader, workspace: Workspace, now: datetime) -> Q:
    """What nobody but this person may move on: given to them, sent back to them, or to be read by them."""
    open_ = Q(state__in=("draft", "in_review", "changes"))
    mine = Q(assignee=reader.user_id) & open_ | Q(author=reader.user_id, state="changes")
    if not reader.reviews:
        return mine
    theirs = Q(state="in_review")
    if not House(workspace).is_plain:
        theirs &= Q(pk__in=waits_for(workspace, Actor(reader.user_id, ""), now))
    elif workspace.four_eyes:  # as reviews/rules.py: neither the author nor the last editor
        theirs &= ~Q(author=reader.user_id) & ~Q(head__by=reader.user_id)
    return mine | theirs


def _says(words: str) -> Q:
    """SQLite folds the case of Latin letters only, so the usual spellings of others are asked for too."""
    found = Q()
    for spelling in {words, words.lower(), words.capitalize(), words.upper()}:
        found |= Q(head__title__icontains=spelling) | Q(head__text__icontains=spelling)
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None
