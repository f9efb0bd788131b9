"""Say yes to a post, with what exactly goes out pinned; its plans go on with the new words."""

from datetime import datetime

from django.db import transaction

from planner.deliveries import compose, fitting, plan
from planner.deliveries.models import UNSENT, Delivery
from planner.history.models import Actor
from planner.posts.models import Post, Version
from planner.reviews import answer
from planner.walltime import When


def approve(post: Post, by: Actor, seen: int, now: datetime, note: str = "") -> None:
    """Approve version `seen`. Raises NotYours, Overtaken, WrongState."""
    fitting.make_ready(post)
    _approve(post, by, seen, now, note)


@transaction.atomic
def _approve(post: Post, by: Actor, seen: int, now: datetime, note: str) -> None:
    version = Version.objects.complete().get(pk=Post.objects.locked(post.pk).newest.pk)
    answer.approve(post, by, seen, compose.fingerprints(version), now, note)
    post.refresh_from_db()
    carry_over(post, by, now)


@transaction.atomic
def carry_over(post: Post, by: Actor, now: datetime) -> None:
    """Deliveries that were planned with older words are planned again with the approved ones, same time.

    One whose time has come goes out late, or is missed and told, like any other: it is not dropped. One that
    a worker has claimed is taken from its hands; at the gate the worker finds it gone. One that the network
    refused was edited to be sent after all. One that would have gone out differently from what was agreed is
    free again: this is what was asked for.
    """
    version = Version.objects.complete().get(pk=post.newest.pk)
    waiting = Delivery.objects.filter(post=post, state__in=(*UNSENT, "claimed", "failed"), maybe_out=False)
    for delivery in waiting.filter(version=version, state="blocked", trouble__code="changed"):
        delivery.step("scheduled", "agreed_again", now, details={"by": by.name}, trouble={})
    old = list(waiting.exclude(version=version).select_for_update(of=("self",)))
    times: dict[When, set[int]] = {}
    for delivery in old:
        delivery.step("cancelled", "replaced", now, details={"by": by.name}, owner="", lease_until=None)
        when = When(delivery.due_at, delivery.wall, delivery.zone, delivery.fold)
        times.setdefault(when, set()).add(delivery.channel_id)
    begun = set(Delivery.objects.live().filter(post=post).values_list("channel_id", flat=True))
    kept = [one for one in version.channels() if one.state != "removed" and one.pk not in begun]
    for when, channel_ids in times.items():
        if channels := [channel for channel in kept if channel.pk in channel_ids]:
            plan.put_on(post, version, channels, when, by, now)
