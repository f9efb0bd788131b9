"""The timer of mailings, and what begins one at once."""

from collections.abc import Iterator

from django.conf import settings
from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries import receipts
from planner.deliveries.now import database_now
from planner.mailings import opening, sending
from planner.mailings.lanes import Lanes
from planner.queue import queue

lanes = Lanes(most=max(1, min(4, settings.WORKERS // 4)), seconds=50)


@queue.periodic_task(crontab())
def send_letters() -> None:
    """Every minute, in one of the workers: open what fell due, and send what waits."""
    close_old_connections()
    send_all()


@queue.task()
def send_letters_now() -> None:
    """A mailing was opened this moment, or more are due than one thread can serve at once."""
    close_old_connections()
    send_all()


def send_all() -> None:
    """One after another, and again those that have letters ready after their turn. Others help meanwhile."""
    opening.open_all(database_now())
    for mailing_id in lanes.over(_due):
        if lanes.could_use_help(_due):
            send_letters_now()
        sending.send(mailing_id, database_now())


def _due(but: frozenset[int]) -> Iterator[tuple[int, int]]:
    return sending.due_of(database_now(), but)


if send_letters_now not in receipts.on_opened:
    receipts.on_opened.append(send_letters_now)
