"""The background edge of freshness: two timers."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.now import database_now
from planner.freshness import judging, looking
from planner.queue import queue


@queue.periodic_task(crontab())
def judge_posts() -> None:
    """Every minute: what is new, what was changed, what grew older."""
    close_old_connections()
    judging.judge_due(database_now())


@queue.periodic_task(crontab())
def look_at_addresses() -> None:
    """Every minute: a few of the addresses whose turn it is."""
    close_old_connections()
    looking.look_due(database_now())
