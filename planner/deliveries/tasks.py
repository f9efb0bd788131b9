"""The background edge of deliveries: a doorbell with an id and a fence."""

from collections.abc import Callable

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries import preflight, reconcile, send
from planner.deliveries.clock import Claim
from planner.deliveries.now import database_now
from planner.queue import queue

when_done: list[Callable[[Claim], None]] = []  # the clock of this process, told that there is room


@queue.task()
def deliver(delivery_id: int, fence: int) -> None:
    """Send what the clock has claimed under this fence."""
    _run(Claim(delivery_id, fence), lambda: send.deliver(delivery_id, fence))


@queue.task()
def look(delivery_id: int, fence: int) -> None:
    """Find out what became of an uncertain send."""
    _run(Claim(delivery_id, fence, look=True), lambda: reconcile.look(delivery_id, fence))


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
