"""The background edge of past posts: large files."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.now import database_now
from planner.past import working
from planner.queue import queue


@queue.task()
def write_past(pk: int) -> None:
    """As soon as somebody has pressed the button."""
    close_old_connections()
    working.work(pk, database_now)


@queue.periodic_task(crontab())
def go_on_with_past() -> None:
    """Every minute: what a worker left that was killed."""
    close_old_connections()
    for pk in working.due(database_now()).order_by("pk").values_list("pk", flat=True):
        working.work(pk, database_now)
