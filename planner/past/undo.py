"""An import is taken back as a whole: what it made and nobody touched since.

Deliveries and their stories are never deleted (the database refuses), so the posts are archived, the numbers
that they brought go, and their receipts become free: the same file can be brought again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from planner.deliveries.invented import BROUGHT
from planner.deliveries.models import Delivery
from planner.deliveries.story import Move, take
from planner.history.models import Actor, Entry
from planner.history.record import record
from planner.metrics.models import Snapshot
from planner.past.models import Brought, PastImport
from planner.past.working import insist_on_rest
from planner.posts.models import Post, Version
from planner.queues.models import Evergreen
from planner.remarks.models import Thread
from planner.states import WrongState

BATCH = 200
BROUGHT_STEPS = 1  # lines in the story of a delivery that nothing happened to since


def take_back(one: PastImport, by: Actor, now: datetime) -> tuple[int, int]:
    """(posts that were put away, posts that stay because somebody touched them). Raises WrongState."""
    if one.state not in {"writing", "written"}:
        raise WrongState(_("There is nothing to take back."))
    insist_on_rest(one)
    taken = 0
    for posts in _batches(one):
        with transaction.atomic():
            taken += _put_away(posts, by, now)
    with transaction.atomic():
        PastImport.objects.filter(pk=one.pk).update(state="taken_back", data=None, ended_at=now)
        record(one.workspace_id, by, "past.taken_back", one.channel, at=now, name=one.name, posts=taken)
    one.refresh_from_db()
    return taken, one.posts.exclude(post__state="archived").count()


def _batches(one: PastImport) -> Iterator[list[Post]]:
    last = 0
    while rows := list(_untouched(one).filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        yield [row.post for row in rows if row.labels == _labels(row.post)]


def _untouched(one: PastImport) -> "QuerySet[Brought]":
    """As they were brought: no other words, no act in the history, no remark, no number of another look."""
    deliveries = Delivery.objects.filter(post=OuterRef("post"))
    return (
        Brought.objects.filter(of=one, post__state="approved")
        .exclude(Exists(Version.objects.filter(post=OuterRef("post"), number__gt=1)))
        .exclude(Exists(Entry.objects.filter(thing="post", thing_id=OuterRef("post"))))
        .exclude(Exists(Thread.objects.filter(post=OuterRef("post"))))
        .exclude(Exists(Evergreen.objects.filter(pattern=OuterRef("post"))))
        .exclude(Exists(deliveries.filter(steps__gt=BROUGHT_STEPS)))
        .exclude(Exists(Snapshot.objects.filter(delivery__post=OuterRef("post"), is_brought=False)))
        .select_related("post")
        .prefetch_related("post__tags")
    )


def _labels(post: Post) -> list[int | None]:
    return [post.campaign_id, post.pillar_id, *sorted(tag.pk for tag in post.tags.all())]


def _put_away(posts: Sequence[Post], by: Actor, now: datetime) -> int:
    """Of two who do it at once, one does; a post that moved meanwhile stays."""
    pks = [post.pk for post in posts]
    still = Post.objects.select_for_update().filter(pk__in=pks, state="approved")
    mine = list(still.order_by("pk").values_list("pk", flat=True))
    deliveries = list(Delivery.objects.filter(post__in=mine, state="published", steps=BROUGHT_STEPS))
    Snapshot.objects.filter(delivery__in=deliveries, is_brought=True).delete()
    moves = [
        Move(
            one,
            "published",
            "unbrought",
            now,
            details={"by": by.name},
            changes={"receipt_id": f"{BROUGHT}back-{one.pk}", "receipt_url": "", "taken_back_at": now},
        )
        for one in deliveries
    ]
    if moves:
        take(moves)
    return Post.objects.filter(pk__in=mine, state="approved").update(state="archived", approved_version=None)
