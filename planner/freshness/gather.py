"""What is known of many posts at their moments: a handful of queries, however many posts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import Max, Min, Q

from planner.deliveries.models import Delivery
from planner.freshness import repeats, success
from planner.freshness.known import Kind, Known, Link, Season, Used
from planner.freshness.models import Care, FactUse, LinkUse
from planner.freshness.seasons import window
from planner.posts.models import Post
from planner.posts.versions import Variant
from planner.queues import evergreen
from planner.queues.models import Evergreen

DAY = timedelta(days=1)
REVIEWED_FOR = {"evergreen": 180, "seasonal": 365}  # days for which a review holds
LEAST_GAP = float(evergreen.Terms().gap_days)  # between two times on one channel, as repeats keep it
OPEN = ("scheduled", "waiting", "claimed", "blocked", "missed")


@dataclass(frozen=True, slots=True)
class Moment:
    """When a post is judged: at its planned time where that lies ahead, else now."""

    at: datetime
    is_planned: bool
    out_at: datetime | None  # the first time
    said_at: datetime | None  # the last time
    last_due_at: datetime | None  # of what waits


@dataclass(frozen=True, slots=True)
class Gathered:
    post: Post
    moment: Moment
    known: Known
    uses: Sequence[FactUse]
    links: Sequence[LinkUse]


class Clocks(TypedDict, total=False):
    season: Season
    days_left: float
    days_overdue: float
    days_since_review: float
    hours_out: float


def gather(workspace_id: int, posts: Sequence[Post], now: datetime) -> list[Gathered]:
    """Posts of one workspace, with `head` and `workspace` read."""
    pks = [post.pk for post in posts]
    moments = _moments(posts, now)
    cares = {one.post_id: one for one in Care.objects.filter(post__in=pks)}
    uses: defaultdict[int, list[FactUse]] = defaultdict(list)
    for use in FactUse.objects.filter(post__in=pks).select_related("fact").order_by("fact__name"):
        uses[use.post_id].append(use)
    links: defaultdict[int, list[LinkUse]] = defaultdict(list)
    for link in LinkUse.objects.filter(post__in=pks).select_related("check_of").order_by("pk"):
        links[link.post_id].append(link)
    channels: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    heads = {post.head_id: post.pk for post in posts}
    rows = Variant.objects.filter(version__in=heads).values_list(
        "version_id", "channel_id", "channel__network"
    )
    for version, channel, network in rows:
        channels[heads[version]].append((channel, network))
    patterns = set(Evergreen.objects.filter(pattern__in=pks).values_list("pattern_id", flat=True))
    alike = repeats.nearest(workspace_id, {pk: one.at for pk, one in moments.items() if one.is_planned})
    successes, measured = success.of_posts(workspace_id, pks), success.curves(workspace_id)
    found = []
    for post in posts:
        moment, did = moments[post.pk], successes.get(post.pk, success.NOTHING)
        likeness, gap = alike.get(post.pk, (None, 0.0))
        known = Known(
            _kind(post),
            is_planned=moment.is_planned,
            is_out=moment.out_at is not None,
            links=[
                Link(one.check_of.address, one.check_of.state) for one in links[post.pk] if one.check_of.state
            ],
            facts=[_used(one, moment.at) for one in uses[post.pk]],
            lifts=did.lifts,
            percentile=did.percentile,
            likeness=likeness,
            gap_days=gap,
            curve=success.curve_of(channels[post.pk], measured),
            least_gap_days=LEAST_GAP,
            days_since_said=(moment.at - moment.said_at) / DAY if moment.said_at else None,
            is_repeating=bool(post.pk in patterns or post.series_id or post.evergreen_id),
            **_clocks(post, moment, cares.get(post.pk)),
        )
        found.append(Gathered(post, moment, known, uses[post.pk], links[post.pk]))
    return found


def _clocks(post: Post, moment: Moment, care: Care | None) -> Clocks:
    """Everything that runs: to its end, since its review, since it went out."""
    at, zone = moment.at, post.workspace.zone
    day = at.astimezone(zone).date()
    season = window(care.season_first, care.season_last) if care and post.kind == "seasonal" else None
    clocks: Clocks = {"season": season.stands(day) if season else ""}
    if post.valid_until is not None:
        clocks["days_left"] = (post.valid_until - at) / DAY
    elif season is not None and clocks["season"] == "in":
        clocks["days_left"] = float(season.days_left(day))
    if post.kind == "timely":
        clocks["hours_out"] = max(0.0, (at - moment.out_at).total_seconds() / 3600) if moment.out_at else 0.0
    reviewed_at = last_review(post, care)
    if post.kind != "timely":
        clocks["days_since_review"] = (at - reviewed_at) / DAY
    review_by = post.review_by
    if review_by is not None:
        clocks["days_overdue"] = float((day - review_by).days)
    elif post.kind in REVIEWED_FOR:
        clocks["days_overdue"] = (at - reviewed_at) / DAY - REVIEWED_FOR[post.kind]
    return clocks


def last_review(post: Post, care: Care | None) -> datetime:
    """When somebody last stood up for it: said so, or wrote it."""
    written = post.newest.created_at
    return max(written, care.reviewed_at) if care and care.reviewed_at else written


def _moments(posts: Sequence[Post], now: datetime) -> dict[int, Moment]:
    of = Delivery.objects.filter(post__in=[post.pk for post in posts]).order_by()
    out, open_ = Q(state="published", taken_back_at=None), Q(state__in=OPEN)
    rows = of.values_list("post_id").annotate(
        first=Min("published_at", filter=out),
        last=Max("published_at", filter=out),
        next=Min("due_at", filter=open_),
        latest=Max("due_at", filter=open_),
    )
    times = {pk: those for pk, *those in rows}
    return {post.pk: _moment(post, times.get(post.pk, NEVER), now) for post in posts}


NEVER: list[datetime | None] = [None, None, None, None]


def _moment(post: Post, times: Sequence[datetime | None], now: datetime) -> Moment:
    out_at, said_at, due_at, last_due_at = times
    ahead = due_at or (post.planned_at if out_at is None else None)
    is_planned = due_at is not None or (ahead is not None and ahead > now)
    at = max(ahead, now) if is_planned and ahead is not None else now
    return Moment(at, is_planned, out_at, said_at, last_due_at)


def _used(use: FactUse, at: datetime) -> Used:
    fact = use.fact
    days = max(0.0, (at - max(fact.confirmed_at, fact.changed_at)) / DAY)
    return Used(fact.name, days, float(fact.ttl_days), fact.changed_at > use.seen_at)


def _kind(post: Post) -> Kind:
    return "evergreen" if post.kind == "evergreen" else "seasonal" if post.kind == "seasonal" else "timely"
