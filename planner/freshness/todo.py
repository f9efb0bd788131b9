"""The list of what there is to do, the most pressing first: a few queries, however many posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from planner.channels.models import Channel
from planner.deliveries.stops import Stop
from planner.freshness.score import Action
from planner.freshness.telling import ACTIONS, Told, told
from planner.library.worn import with_asset
from planner.people.models import Workspace
from planner.posts.judged import TO_DO, Judged
from planner.posts.models import Post
from planner.posts.versions import Variant

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """`action` "" means everything that is to be done; `channel` and `asset` None mean all."""

    action: str = ""
    channel: int | None = None
    page: int = 1
    asset: int | None = None  # only what is out or planned and shows it


@dataclass(frozen=True, slots=True)
class Row:
    judged: Judged
    post: Post
    lines: Sequence[Told]
    channels: Sequence[Channel]
    stops: Sequence[Stop] = field(default=())

    @property
    def score(self) -> int | None:
        return None if self.judged.score is None else round(self.judged.score)

    @property
    def action(self) -> str:
        return str(ACTIONS[self.judged.action])

    @property
    def tone(self) -> str:
        return tone(self.judged.score)

    @property
    def open_stops(self) -> Sequence[Stop]:
        return [stop for stop in self.stops if stop.overridden_at is None]

    @property
    def may_be_right(self) -> bool:
        """Whether to say that it is still right would settle something."""
        reviewed = self.judged.action in {"review", "refresh"}
        return reviewed or any(stop.code == "fact" for stop in self.open_stops)

    @property
    def is_to_be_opened(self) -> bool:
        """It is mended by changing its words or its time."""
        return self.judged.action in {"fix", "retire", "hold"} and not self.judged.is_out

    @property
    def overridden(self) -> Stop | None:
        return next((stop for stop in self.stops if stop.overridden_at is not None), None)


@dataclass(frozen=True, slots=True)
class Todo:
    rows: Sequence[Row]
    counts: Mapping[str, int]  # by action
    total: int  # to do
    page: int
    pages: int


def tone(score: float | None) -> str:
    return "" if score is None else "bad" if score < 40 else "wait" if score < 70 else "good"


def todo(workspace: Workspace, filters: Filters) -> Todo:
    """One page of the list. Five queries."""
    mine = _on(Judged.objects.filter(workspace=workspace), filters.channel)
    mine = with_asset(mine, filters.asset) if filters.asset else mine
    counts = dict(mine.order_by().values_list("action").annotate(Count("pk")))
    actions = [filters.action] if filters.action in set(Action) else list(TO_DO)
    many = sum(counts.get(action, 0) for action in actions)
    pages = max(1, -(-many // A_PAGE))
    number = min(max(1, filters.page), pages)
    found = mine.filter(action__in=actions).select_related("post__head", "post__author", "post__assignee")
    ordered = found.order_by("rank", Coalesce("score", 0.0), F("at").asc(), "pk")
    judged = list(ordered[(number - 1) * A_PAGE : number * A_PAGE])
    total = sum(counts.get(action, 0) for action in TO_DO)
    return Todo(rows_of(judged), counts, total, number, pages)


def rows_of(judged: Sequence[Judged]) -> list[Row]:
    """With their channels and stops. Two queries."""
    heads = {one.post.head_id: one.post_id for one in judged}
    channels: dict[int, list[Channel]] = {one.post_id: [] for one in judged}
    variants = Variant.objects.filter(version__in=list(heads)).select_related("channel")
    for variant in variants.order_by("channel__name"):
        channels[heads[variant.version_id]].append(variant.channel)
    stops: dict[int, list[Stop]] = {one.post_id: [] for one in judged}
    for stop in Stop.objects.filter(post__in=list(stops)).order_by("since", "pk"):
        stops[stop.post_id].append(stop)
    return [Row(one, one.post, told(one.lines), channels[one.post_id], stops[one.post_id]) for one in judged]


def row_of(post: Post) -> Row | None:
    """The one of this post; None before it was judged."""
    found = (
        Judged.objects.filter(post=post)
        .select_related("post__head", "post__author", "post__assignee")
        .first()
    )
    return rows_of([found])[0] if found else None


def _on(judged: "QuerySet[Judged]", channel: int | None) -> "QuerySet[Judged]":
    if channel is None:
        return judged
    there = Variant.objects.filter(channel=channel, version=F("version__post__head"))
    return judged.filter(Q(version__in=there.values("version")))
