"""The background edge of deliveries: a doorbell with an id and a fence."""

from collections.abc import Callable, Sequence

from django.core.cache import cache
from django.db import close_old_connections
from huey.api import crontab

from planner.ahead import preflight
from planner.ahead.link_looks import LOOKED
from planner.deliveries import reconcile, send
from planner.deliveries.clock import Claim
from planner.deliveries.health import is_worker_silent
from planner.deliveries.now import database_now
from planner.freshness import judging
from planner.posts.models import Post
from planner.queue import queue
from planner.writing.link_lookout import Lookout

lookout = Lookout()
when_done: list[Callable[[Claim], None]] = []  # the clock of this process, told that there is room


@queue.task()
def deliver(delivery_id: int, fence: int) -> None:
    """Send what the clock has claimed under this fence."""
    _run(Claim(delivery_id, fence), lambda: send.deliver(delivery_id, fence))


@queue.task()
def look(delivery_id: int, fence: int) -> None:
    """Find out what became of an uncertain send."""
    _run(Claim(delivery_id, fence, look=True), lambda: reconcile.look(delivery_id, fence))


@queue.task()
def look_at_links(post_id: int, writer: int, settled: list[str]) -> None:
    """Hand it to the thread that asks other sites, and let this one go back to sending."""
    lookout.ask((post_id, writer, tuple(settled)))


def look_soon(post: Post, writer: int = 0, settled: Sequence[str] = ()) -> None:
    """After a save: of its newest version, or of what somebody is still writing. Costs one message.

    What was saved is judged at once, so that a mended post is free again without waiting for the timer.
    """
    if not writer:
        judging.judge_posts([post.pk], database_now())
    if (writer and not settled) or is_worker_silent(database_now()):
        return
    wish = f"links:{post.pk}:{writer}:{hash(tuple(settled))}"
    if not writer or cache.add(wish, True, LOOKED.total_seconds()):
        look_at_links(post.pk, writer, list(settled))


@queue.periodic_task(crontab())
def look_ahead() -> None:
    """Every minute, in one of the workers: will what is planned go out?"""
    close_old_connections()
    preflight.check_due(database_now())


def hand_over(claim: Claim) -> None:
    """Ring the bell for a worker thread."""
    (look if claim.look else deliver)(claim.delivery_id, claim.fence)


def _run(claim: Claim, act: Callable[[], None]) -> None:
    close_old_connections()
    try:
        act()
    finally:
        for tell in when_done:
            tell(claim)
