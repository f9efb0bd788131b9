"""The timer of metrics."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.now import database_now
from planner.metrics import collect
from planner.queue import queue


@queue.periodic_task(crontab(minute="*/5"))
def collect_numbers() -> None:
    """Every five minutes, in one of the workers."""
    close_old_connections()
    collect.collect_due(database_now())
