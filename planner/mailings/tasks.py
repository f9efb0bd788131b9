"""The timer of mailings, and what begins one at once."""

from collections.abc import Iterator

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries import receipts
from planner.deliveries.now import database_now
from planner.mailings import opening, sending
from planner.queue import queue
from planner.rounds import Round

a_round = Round(seconds=50)


@queue.periodic_task(crontab())
def send_letters() -> None:
    """Every minute, in one of the workers: open what fell due, and send what waits."""
    close_old_connections()
    send_all()


@queue.task()
def send_letters_now() -> None:
    """A mailing was opened this moment."""
    close_old_connections()
    send_all()


def send_all() -> None:
    now = database_now()
    opening.open_all(now)
    for mailing_id in a_round.over(_due()):
        sending.send(mailing_id, database_now())


def _due() -> Iterator[int]:
    """One after another, and again those that have letters ready after their turn."""
    while ids := list(sending.due(database_now())):
        yield from ids


if send_letters_now not in receipts.on_opened:
    receipts.on_opened.append(send_letters_now)
