"""What notices are made of: one query each, bounded however large the workspace is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce, Left

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.queues.models import Slot
from planner.schedule.cards import title_of
from planner.schedule.days import begins, month_after
from planner.schedule.mix import Counted

MOST_TEXTS = 300  # that are ahead, and as many that were before, are compared for repeats


@dataclass(frozen=True, slots=True)
class Planned:
    channel_id: int
    at: datetime
    post_id: int
    is_ready: bool  # agreed, and not on hold
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a post says on one channel."""

    channel_id: int
    at: datetime
    post_id: int
    title: str
    text: str
    family: int  # the post that it repeats on purpose, by a series or as evergreen; else itself


def working(workspace: Workspace, channel_id: int | None) -> dict[int, Channel]:
    """The channels on which something can go out; only the one that is asked for."""
    found = workspace.channels.filter(state__in=("active", "reconnect"))
    if channel_id is not None:
        found = found.filter(pk=channel_id)
    return {channel.pk: channel for channel in found.defer("credentials", "account_facts")}


def slots_of(channels: Mapping[int, Channel]) -> dict[int, list[Slot]]:
    found: defaultdict[int, list[Slot]] = defaultdict(list)
    for slot in Slot.objects.filter(channel__in=channels).order_by("weekday", "wall"):
        found[slot.channel_id].append(slot)
    return dict(found)


def planned(
    workspace: Workspace, channels: Collection[int], since: datetime, until: datetime
) -> list[Planned]:
    """Every post of the span on each of its channels, in the order of their times."""
    posts = _alive(workspace).filter(planned_at__gte=since, planned_at__lt=until)
    rows = posts.order_by("planned_at", "pk").values_list(
        "head__variants__channel_id",
        "planned_at",
        "pk",
        "state",
        "held_at",
        "head__title",
        Left("head__text", 100),
    )
    return [
        Planned(channel, at, pk, state == "approved" and held is None, title_of(title, text))
        for channel, at, pk, state, held, title, text in rows
        if channel in channels and at is not None
    ]


def history(workspace: Workspace, days: Iterable[date], zone: ZoneInfo) -> Counter[tuple[int, date]]:
    """How many agreed posts each channel had on each of these days. The database counts them."""
    asked = list(days)
    adapt = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for number, day in enumerate(asked):
        values += [number, adapt(begins(day, zone)), adapt(begins(day + timedelta(days=1), zone))]
    rows = ", ".join(["(%s, %s, %s)"] * len(asked))
    statement = (
        f"WITH days(n, lo, hi) AS (VALUES {rows}) "  # noqa: S608 - marks only
        "SELECT days.n, v.channel_id, COUNT(*) FROM days JOIN planner_post p ON p.workspace_id = %s "
        "AND p.planned_at >= days.lo AND p.planned_at < days.hi AND p.state = 'approved' "
        "JOIN planner_variant v ON v.version_id = p.head_id GROUP BY days.n, v.channel_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, workspace.pk])
        return Counter({(channel, asked[number]): posts for number, channel, posts in cursor.fetchall()})


def said(workspace: Workspace, channels: Collection[int], since: datetime, until: datetime) -> list[Said]:
    """What is planned in the span, the nearest first: one more than MOST_TEXTS where there is more."""
    posts = _alive(workspace).filter(planned_at__gte=since, planned_at__lt=until)
    return _texts(posts.order_by("planned_at", "pk"), channels)


def said_before(
    workspace: Workspace, channels: Collection[int], at: datetime, apart: timedelta
) -> list[Said]:
    """What was planned or went out in the time before, the latest first; bounded in the same way."""
    posts = _alive(workspace).filter(planned_at__gte=at - apart, planned_at__lt=at)
    return _texts(posts.order_by("-planned_at", "-pk"), channels)


def pillars(workspace: Workspace, first: date) -> list[Counted]:
    """The pillars with a target, and the others that have a post in the month. Two queries, or one."""
    targets = list(workspace.pillars.exclude(target=None).values_list("pk", "name", "target"))
    if not targets:
        return []
    zone = workspace.zone
    of_month = _alive(workspace).filter(
        planned_at__gte=begins(first, zone), planned_at__lt=begins(month_after(first), zone)
    )
    labelled = of_month.exclude(pillar=None).order_by().values_list("pillar_id", "pillar__name")
    rows = labelled.annotate(Count("pk"))
    counts = {pk: (name, posts) for pk, name, posts in rows if pk is not None and name is not None}
    found = [Counted(pk, name, counts.get(pk, ("", 0))[1], target) for pk, name, target in targets]
    known = {one.pillar_id for one in found}
    others = [Counted(pk, name, posts, None) for pk, (name, posts) in counts.items() if pk not in known]
    return [*found, *others]


def _alive(workspace: Workspace) -> "QuerySet[Post]":
    return Post.objects.filter(workspace=workspace).exclude(state="archived")


def _texts(posts: "QuerySet[Post]", channels: Collection[int]) -> list[Said]:
    family = Coalesce(F("evergreen__pattern_id"), F("series__pattern_id"), F("pk"))
    rows = posts.annotate(family=family).values_list(
        "head__variants__channel_id",
        "planned_at",
        "pk",
        "head__title",
        "head__text",
        "head__variants__text",
        "family",
    )[: MOST_TEXTS + 1]
    return [
        Said(channel, at, pk, title_of(title, text), text if own is None else own, kin)
        for channel, at, pk, title, text, own, kin in rows
        if channel in channels and at is not None
    ]
