"""The timers of insights."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.now import database_now
from planner.insights.fitting import refit
from planner.insights.gathering import gather
from planner.queue import queue


@queue.periodic_task(crontab(minute="4-59/10"))
def gather_outcomes() -> None:
    """Every ten minutes, in one of the workers, after numbers were asked for."""
    close_old_connections()
    gather(database_now())


@queue.periodic_task(crontab(minute="9-59/30"))
def learn_from_outcomes() -> None:
    """Twice an hour, in one of the workers: whatever has enough new to learn from."""
    close_old_connections()
    refit(database_now())
