"""Judge posts and keep what was found: a row for lists, and stops for the gate."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from planner.freshness import facts_said, stopping
from planner.freshness.gather import Gathered, gather
from planner.freshness.link_uses import name_addresses
from planner.freshness.score import Action, Judgement, judge
from planner.posts.judged import OFFERED, TO_DO, Judged
from planner.posts.models import Post
from planner.rounds import Round

BATCH = 200
MOST = 2000  # posts in one round
ROUND = Round(20)
AGED = timedelta(hours=6)
CLOSED = ("archived", "rejected")
RANKS = {action: rank for rank, action in enumerate((*TO_DO, OFFERED))}
LAST = len(RANKS)
FAR = datetime(9999, 1, 1, tzinfo=UTC)
NEVER = {"planned_at": Value(FAR), "valid_until": Value(FAR), "review_by": Value(FAR.date())}
COLUMNS = (
    "workspace", "version", "at", "score", "action", "rank", "lines", "is_out", "is_planned", "judged_at",
    "state", "kind", "planned_at", "valid_until", "review_by",
)  # fmt: skip


def judge_due(now: datetime) -> int:
    """A round of the timer: posts that are new or changed, whose time has come, or judged long ago."""
    _forget_closed()
    pks = list(due(now).order_by("workspace_id", "-pk").values_list("pk", flat=True)[:MOST])
    batches = [pks[n : n + BATCH] for n in range(0, len(pks), BATCH)]
    return sum(judge_posts(batch, now) for batch in ROUND.over(batches))


def due(now: datetime) -> "QuerySet[Post]":
    """Posts whose row is missing, no longer fits them, or is old."""
    still = {name: OuterRef(name) for name in ("state", "kind")}
    fitting = Judged.objects.filter(post=OuterRef("pk"), version=OuterRef("head"), **still)
    fitting = fitting.filter(judged_at__gt=now - AGED).exclude(
        is_planned=True, at__lte=now, judged_at__lt=F("at")
    )
    for name, never in NEVER.items():
        here = {f"its_{name}": Coalesce(F(name), never)}
        fitting = fitting.annotate(**here).filter(**{f"its_{name}": Coalesce(OuterRef(name), never)})
    open_ = Post.objects.filter(head__isnull=False).exclude(state__in=CLOSED)
    return open_.filter(~Exists(fitting))


def judge_posts(pks: Collection[int], now: datetime) -> int:
    """Judge these posts as they are now. How many there were; what was put away is forgotten."""
    rows = Post.objects.filter(pk__in=pks, head__isnull=False).exclude(state__in=CLOSED)
    of: defaultdict[int, list[Post]] = defaultdict(list)
    for post in rows.select_related("head", "workspace", "judged", "care").order_by("pk"):
        of[post.workspace_id].append(post)
    for workspace_id, posts in of.items():
        name_addresses(posts, now)
        facts_said.settle(posts, now)
        gathered = gather(workspace_id, posts, now)
        judged = [(one, judge(one.known)) for one in gathered]
        _keep(judged, now)
        stopping.keep(gathered, now)
    done = sum(len(posts) for posts in of.values())
    if done < len(pks):
        _forget_closed()
    return done


def judge_missing(post: Post, now: datetime) -> None:
    """A post that was made a moment ago has no row yet."""
    if due(now).filter(pk=post.pk).exists():
        judge_posts([post.pk], now)


def _keep(judged: Sequence[tuple[Gathered, Judgement]], now: datetime) -> None:
    rows = [
        Judged(
            post=one.post,
            workspace_id=one.post.workspace_id,
            version_id=one.post.head_id,
            at=one.moment.at,
            score=found.score,
            action=found.action,
            rank=_rank(found.action),
            lines=[asdict(line) for line in found.lines],
            is_out=one.known.is_out,
            is_planned=one.moment.is_planned,
            judged_at=now,
            state=one.post.state,
            kind=one.post.kind,
            planned_at=one.post.planned_at,
            valid_until=one.post.valid_until,
            review_by=one.post.review_by,
        )
        for one, found in judged
    ]
    Judged.objects.bulk_create(rows, update_conflicts=True, unique_fields=["post"], update_fields=COLUMNS)


def _rank(action: Action) -> int:
    return RANKS.get(action, LAST)


def _forget_closed() -> None:
    """What is put away is nobody's task."""
    Judged.objects.filter(post__state__in=CLOSED).delete()
    stopping.forget_closed(CLOSED)
