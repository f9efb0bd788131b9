"""The timers of metrics."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.now import database_now
from planner.metrics import asking, collect, followers
from planner.queue import queue


@queue.periodic_task(crontab(minute="*/5"))
def collect_numbers() -> None:
    """Every five minutes, in one of the workers."""
    close_old_connections()
    collect.collect_due(database_now())


@queue.periodic_task(crontab(minute="17"))
def count_followers() -> None:
    """Every hour: a channel is asked once a day, and again where that failed."""
    close_old_connections()
    now = database_now()
    followers.count_due(now)
    asking.forget_old(now)
