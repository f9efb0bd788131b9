"""The timers of queues."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.now import database_now
from planner.queue import queue
from planner.queues.evergreen import fill
from planner.queues.series import make_all_ahead


@queue.periodic_task(crontab())
def make_series() -> None:
    """Every minute, in one of the workers: the posts of every series for the next 60 days."""
    close_old_connections()
    make_all_ahead(database_now())


@queue.periodic_task(crontab(minute="*/10"))
def fill_slots() -> None:
    """Every ten minutes, in one of the workers: free slots get a post that does not age."""
    close_old_connections()
    fill(database_now())
